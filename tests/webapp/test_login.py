import sqlalchemy as sa
from flask import Flask

from engine import database, people
from engine.people import PersonKind
from tests.webapp.conftest import Browser, csrf_of, post
from webapp.login import DEMO_KEYS


def _seat_demo(school: sa.Engine) -> None:
    with database.transaction(school) as session:
        for key in ("rektor", "elev"):
            people.add_person(
                session,
                key=key,
                name=f"{key.title()} Demo",
                kind=PersonKind.STAFF if key == "rektor" else PersonKind.STUDENT,
                role_keys=[key],
            )


def test_the_demos_people_can_be_chosen_and_nobody_else(
    signed_in: Browser, school: sa.Engine
) -> None:
    _seat_demo(school)
    client = signed_in("")
    page = client.get("/logg-inn").get_data(as_text=True)
    assert 'name="person" value="rektor"' in page
    assert 'value="kari"' not in page
    assert post(client, "/logg-inn", "/logg-inn/demo", {"person": "kari"}).status_code == 404


def test_signing_in_leads_on_to_what_was_asked_for_and_out_again_ends_it(
    signed_in: Browser, school: sa.Engine
) -> None:
    _seat_demo(school)
    client = signed_in("")
    asked = client.get("/innboks?liste=gruppe")
    assert asked.location == "/logg-inn?til=/innboks?liste%3Dgruppe"
    answer = post(
        client,
        asked.location,
        "/logg-inn/demo",
        {"person": "rektor", "til": "/innboks?liste=gruppe"},
    )
    assert answer.location == "/innboks?liste=gruppe"
    before = client.get_cookie("handlingsplan")
    page = client.get("/innboks").get_data(as_text=True)
    client.post("/logg-ut", data={"csrf_token": csrf_of(page)})
    assert before is not None
    client.set_cookie("handlingsplan", before.value)
    assert client.get("/innboks").status_code == 303


def test_signing_in_never_leads_to_another_site(signed_in: Browser, school: sa.Engine) -> None:
    _seat_demo(school)
    data = {"person": "elev", "til": "//annet.example/"}
    assert post(signed_in(""), "/logg-inn", "/logg-inn/demo", data).location == "/"


def test_without_the_demo_setting_nobody_is_listed_or_let_in(app: Flask, school: sa.Engine) -> None:
    _seat_demo(school)
    app.config["SETTINGS"] = type(app.config["SETTINGS"])(
        **{**vars(app.config["SETTINGS"]), "demo": False}
    )
    client = app.test_client()
    page = client.get("/logg-inn").get_data(as_text=True)
    assert 'name="person"' not in page
    refused = post(client, "/logg-inn", "/logg-inn/demo", {"person": DEMO_KEYS[0]})
    assert refused.status_code == 404
