"""The browser's session: whose it is, how long, and what ends it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

import webapp
from engine import clock, database, people, sealing, tokens
from engine.tokens import WebSession
from tests.webapp.conftest import Browser, post
from webapp import login, sessions
from webapp.config import Settings

COOKIE = "handlingsplan"


def _secret(client: FlaskClient, name: str = COOKIE) -> str:
    found = client.get_cookie(name)
    assert found is not None
    return found.value


def _carrying(app: Flask, secret: str) -> FlaskClient:
    client = app.test_client()
    client.set_cookie(COOKIE, secret)
    return client


def _seat(school: sa.Engine, key: str) -> None:
    with database.transaction(school) as session:
        people.add_person(
            session, key=key, name=f"Demo {key}", kind=people.PersonKind.STAFF, role_keys=[key]
        )


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(signed_in: Browser) -> None:
    answer = signed_in("").get("/logg-inn")
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie


@pytest.fixture
def over_https(settings: Settings, tmp_path: Path, school: sa.Engine) -> Iterator[Flask]:
    """The application as it runs for real, behind https."""
    before = sealing.keyring()
    (tmp_path / "secret").write_text("x" * 48)
    made = webapp.create_app(replace(settings, demo=False, base_url="https://plan.skole.invalid"))
    yield made
    with made.app_context():
        webapp.db.db.engine.dispose()
    sealing.use(before)


def test_over_https_the_cookie_is_bound_to_this_host(over_https: Flask) -> None:
    answer = over_https.test_client().get("/logg-inn", base_url="https://plan.skole.invalid")
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-handlingsplan=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie.split("; ")
    assert "Domain" not in cookie
    assert "max-age=" in answer.headers["Strict-Transport-Security"]


def test_over_https_a_cookie_without_the_prefix_opens_nothing(
    over_https: Flask, school: sa.Engine
) -> None:
    secret = tokens.new_secret()
    with database.transaction(school) as session:
        tokens.store_session(session, secret, people.actor(session, "kari").id, "{}")
    address = "https://plan.skole.invalid"
    client = over_https.test_client()
    client.set_cookie(COOKIE, secret, domain="plan.skole.invalid")
    assert client.get("/innboks", base_url=address).status_code == 303
    client.set_cookie(f"__Host-{COOKIE}", secret, domain="plan.skole.invalid", secure=True)
    assert client.get("/innboks", base_url=address).status_code == 200


def test_a_cookie_from_before_sign_in_is_nobodys_afterwards(app: Flask, school: sa.Engine) -> None:
    _seat(school, "rektor")
    client = app.test_client()
    client.get("/logg-inn")
    planted = _secret(client)
    assert post(client, "/logg-inn", "/logg-inn/demo", {"person": "rektor"}).status_code == 303
    assert _secret(client) != planted
    assert client.get("/innboks").status_code == 200
    assert _carrying(app, planted).get("/innboks").status_code == 303


def test_a_copied_cookie_opens_nothing_after_sign_out(app: Flask, signed_in: Browser) -> None:
    client = signed_in("kari")
    copied = _secret(client)
    assert _carrying(app, copied).get("/innboks").status_code == 200
    answer = post(client, "/innboks", "/logg-ut", {})
    assert "cache" in answer.headers["Clear-Site-Data"]
    assert _carrying(app, copied).get("/innboks").status_code == 303
    assert client.get("/innboks").status_code == 303


def test_a_request_under_way_does_not_bring_back_a_session_that_was_ended(
    app: Flask, signed_in: Browser, school: sa.Engine
) -> None:
    client = signed_in("kari")
    copied = _secret(client)

    def view() -> str:
        with database.transaction(school) as session:
            tokens.end_session(session, copied)
        login.browser()["scheme"] = "dark"
        return "greit"

    app.view_functions["start.accessibility"] = view
    assert client.get("/tilgjengelighet").status_code == 200
    assert _carrying(app, copied).get("/innboks").status_code == 303


def test_signing_in_keeps_only_how_the_pages_are_to_look(app: Flask, school: sa.Engine) -> None:
    _seat(school, "rektor")
    client = app.test_client()
    post(client, "/logg-inn", "/fargevalg", {"scheme": "dark"})
    with database.transaction(school) as session:
        secret = _secret(client)
        tokens.renew_session(session, secret, '{"scheme": "dark", "uploads": "plantet"}')
    post(client, "/logg-inn", "/logg-inn/demo", {"person": "rektor"})
    assert 'data-color-scheme="dark"' in client.get("/innboks").get_data(as_text=True)
    with database.reading(school) as session:
        rows = session.scalars(sa.select(WebSession)).all()
    assert all("plantet" not in row.data for row in rows)


def test_a_session_ended_on_the_server_opens_nothing_at_the_next_request(
    signed_in: Browser, school: sa.Engine
) -> None:
    client = signed_in("kari")
    assert client.get("/innboks").status_code == 200
    with database.transaction(school) as session:
        tokens.end_sessions_of(session, people.actor(session, "kari").id)
    assert client.get("/innboks").status_code == 303


def test_a_session_of_somebody_no_longer_active_opens_nothing(
    signed_in: Browser, school: sa.Engine
) -> None:
    client = signed_in("mo")
    with database.transaction(school) as session:
        people.by_keys(session, ["mo"])["mo"].active = False
    assert client.get("/innboks").status_code == 303


def test_a_role_taken_away_is_gone_at_the_next_request(
    signed_in: Browser, school: sa.Engine
) -> None:
    client = signed_in("dag")
    assert client.get("/drift").status_code == 200
    with database.transaction(school) as session:
        actor = people.actor(session, "dag")
        session.execute(sa.delete(people.RoleHolder).where(people.RoleHolder.person_id == actor.id))
    assert client.get("/drift").status_code == 404


def test_a_browser_left_alone_for_half_an_hour_is_signed_out(signed_in: Browser) -> None:
    client, now = signed_in("kari"), clock.now()
    with clock.at(now + timedelta(minutes=29)):
        assert client.get("/innboks").status_code == 200
    with clock.at(now + timedelta(minutes=58)):
        assert client.get("/innboks").status_code == 200
    with clock.at(now + timedelta(minutes=89)):
        assert client.get("/innboks").status_code == 303


def test_nobody_stays_signed_in_longer_than_a_working_day(signed_in: Browser) -> None:
    client, now = signed_in("kari"), clock.now()
    for minutes in range(25, 8 * 60, 25):
        with clock.at(now + timedelta(minutes=minutes)):
            assert client.get("/min-sak").status_code == 200
    with clock.at(now + timedelta(minutes=8 * 60 + 1)):
        assert client.get("/min-sak").status_code == 303


@pytest.mark.parametrize("secret", ["", "x", "../../etc", "a" * 3000])
def test_a_cookie_we_never_gave_opens_nothing(signed_in: Browser, secret: str) -> None:
    client = signed_in("")
    client.set_cookie(COOKIE, secret)
    assert client.get("/innboks").status_code == 303


def test_the_database_holds_no_cookie_that_could_be_used(
    signed_in: Browser, school: sa.Engine
) -> None:
    client = signed_in("kari")
    client.get("/innboks")
    secret = _secret(client)
    with database.reading(school) as session:
        [row] = session.scalars(sa.select(WebSession)).all()
    assert secret.encode() not in bytes(row.digest)
    assert secret not in row.data


def test_the_api_gives_and_takes_no_cookie(signed_in: Browser) -> None:
    client = signed_in("kari")
    answer = client.get("/api/v1/tasks")
    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers


def test_nothing_is_stored_when_nothing_changed() -> None:
    assert sessions.writer(sessions.ServerSession("hemmelig", 1, {"language": "nn"})) is None
