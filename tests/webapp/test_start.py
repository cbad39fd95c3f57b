import json
import logging

import pytest
import sqlalchemy as sa
from flask import Flask

from engine import clock, database, outbox, people
from tests.webapp.conftest import Browser, csrf_of, post
from webapp import start


@pytest.mark.parametrize(
    ("who", "where"),
    [("kari", "/innboks"), ("stig", "/innboks"), ("nora", "/min-sak"), ("grete", "/min-sak")],
)
def test_everybody_is_led_to_where_their_work_is(signed_in: Browser, who: str, where: str) -> None:
    answer = signed_in(who).get("/")
    assert (answer.status_code, answer.location) == (303, where)


def test_a_stranger_meets_a_page_that_leads_to_reporting_and_signing_in(
    signed_in: Browser,
) -> None:
    html = signed_in("").get("/").get_data(as_text=True)
    assert 'href="/meld"' in html
    assert 'href="/logg-inn"' in html


def test_the_machine_is_asked_for_health_without_touching_the_database(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/healthz").get_json() == {"status": "ok"}


def test_readiness_tells_counts_and_nothing_else(signed_in: Browser, school: sa.Engine) -> None:
    with clock.at(clock.now()):
        with database.transaction(school) as session:
            outbox.queue(session, [people.actor(session, "kari").id], "task_opened")
        answer = signed_in("").get("/readyz")
    assert answer.status_code == 200
    facts = answer.get_json()
    assert facts["database"] == facts["schema"] == facts["status"] == "ok"
    assert (facts["outbox_waiting"], facts["outbox_age_seconds"]) == (1, 0)
    assert facts["oldest_overdue_timer_seconds"] == 0
    assert all(isinstance(v, int) for k, v in facts.items() if k.endswith(("seconds", "bytes")))


def test_readiness_is_refused_when_the_schema_is_another(
    signed_in: Browser, school: sa.Engine
) -> None:
    with database.transaction(school) as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    answer = signed_in("").get("/readyz")
    assert (answer.status_code, answer.get_json()["schema"]) == (503, "mismatch")


def test_readiness_is_refused_when_the_disk_is_nearly_full(
    signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "LEAST_FREE", 1 << 62)
    assert signed_in("").get("/readyz").status_code == 503


def test_the_language_chosen_stays_for_this_browser(signed_in: Browser) -> None:
    client = signed_in("kari")
    page = client.get("/tilgjengelighet").get_data(as_text=True)
    chosen = {"csrf_token": csrf_of(page), "language": "nn", "til": "/tilgjengelighet"}
    answer = client.post("/sprak", data=chosen)
    assert (answer.status_code, answer.location) == (303, "/tilgjengelighet")
    assert '<html lang="nn"' in client.get("/innboks").get_data(as_text=True)


def test_light_or_dark_is_kept_and_an_unknown_wish_is_not(signed_in: Browser) -> None:
    client = signed_in("kari")
    post(client, "/tilgjengelighet", "/fargevalg", {"scheme": "dark"})
    post(client, "/tilgjengelighet", "/fargevalg", {"scheme": "<script>"})
    assert 'data-color-scheme="dark"' in client.get("/innboks").get_data(as_text=True)


def test_a_switch_never_leads_to_another_site(signed_in: Browser) -> None:
    for away in ("https://annet.example/", "//annet.example", "/\\annet.example"):
        answer = post(signed_in(""), "/", "/sprak", {"language": "nb", "til": away})
        assert answer.location == "/"


def test_a_browsers_report_leaves_the_rule_in_the_log_and_no_address(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    report = {"csp-report": {"effective-directive": "img-src", "document-uri": "/saker/HEMMELIG"}}
    with caplog.at_level(logging.WARNING, "handlingsplan"):
        client = app.test_client()
        answer = client.post("/csp-rapport", data=json.dumps(report))
        client.post("/csp-rapport", data=b"\xff")
        injected = {"csp-report": {"effective-directive": "img\nnoe annet"}}
        client.post("/csp-rapport", data=json.dumps(injected))
    assert answer.status_code == 204
    said = [record.getMessage() for record in caplog.records]
    assert said == ["policy_broken rule=img-src", "policy_broken rule=?", "policy_broken rule=?"]


def test_one_chooses_when_the_daily_mail_comes(signed_in: Browser) -> None:
    kari = signed_in("kari")
    assert '<option value="7" selected>' in kari.get("/daglig-epost").get_data(as_text=True)
    answer = post(kari, "/daglig-epost", "/daglig-epost", {"klokka": "15"})
    assert answer.status_code == 303
    html = kari.get("/daglig-epost").get_data(as_text=True)
    assert '<option value="15" selected>' in html
    assert "kommer kl. 15" in html


@pytest.mark.parametrize("hour", ["", "3", "24", "sju"])
def test_an_hour_nobody_offered_changes_nothing(signed_in: Browser, hour: str) -> None:
    kari = signed_in("kari")
    post(kari, "/daglig-epost", "/daglig-epost", {"klokka": hour})
    html = kari.get("/daglig-epost").get_data(as_text=True)
    assert '<option value="7" selected>' in html
    assert "Velg et klokkeslett" in html
