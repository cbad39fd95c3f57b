"""What a request keeps and what it undoes, on a real database that somebody else may hold."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

import webapp
from engine import audit, database, people, tokens
from engine.audit import AuditEvent
from engine.people import Person
from engine.tokens import WebSession
from tests.webapp.conftest import Browser, csrf_of
from webapp import db, login


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer gives up after a second, so that the test need not wait for five."""
    monkeypatch.setattr(database, "LOCK_SECONDS", 1)


@contextmanager
def _held(school: sa.Engine) -> Iterator[None]:
    """Another process is writing, and goes on longer than anybody waits."""
    if school.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no lock over the whole database")
    with closing(sqlite3.connect(str(school.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def _shut(app: Flask, school: sa.Engine) -> Iterator[None]:
    """Another process has the database to itself: it cannot even be read."""
    if school.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no lock over the whole database")
    school.dispose()
    with app.app_context():
        db.db.engine.dispose()
    with closing(sqlite3.connect(str(school.url.database), isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        yield


def _calm(answer: "webapp.Response") -> str:
    html = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" in answer.headers
    assert "Vi fikk ikke lagret akkurat nå" in html
    assert "sqlite" not in html.lower()
    return html


def test_a_report_sent_while_the_database_is_held_comes_back_with_every_letter(
    signed_in: Browser, school: sa.Engine
) -> None:
    client = signed_in("kari")
    seal = csrf_of(client.get("/meld/melding?som=ansatt").get_data(as_text=True))
    text = "Hun sa «gå vekk» & smalt igjen døra <hardt>.\nTo ganger."
    with _held(school):
        answer = client.post(
            "/meld/melding", data={"csrf_token": seal, "_action": "send", "hva_skjedde": text}
        )
    assert text in _calm(answer)
    assert client.get("/innboks").status_code == 200


def test_a_page_that_only_reads_is_shown_while_somebody_else_writes(
    signed_in: Browser, school: sa.Engine
) -> None:
    client = signed_in("kari")
    client.get("/innboks")
    with _held(school):
        assert client.get("/innboks").status_code == 200


def test_a_first_visit_while_the_database_is_held_is_asked_to_wait(
    signed_in: Browser, school: sa.Engine
) -> None:
    client = signed_in("")
    with _held(school):
        answer = client.get("/logg-inn")
    _calm(answer)
    assert "Set-Cookie" not in answer.headers
    assert client.get("/logg-inn").status_code == 200


def test_nobody_is_signed_out_because_the_database_could_not_be_read(
    app: Flask, signed_in: Browser, school: sa.Engine
) -> None:
    client = signed_in("kari")
    seal = csrf_of(client.get("/innboks").get_data(as_text=True))
    with _shut(app, school):
        assert "Set-Cookie" not in client.get("/innboks").headers
        answer = client.post("/meld/melding", data={"csrf_token": seal, "hva_skjedde": "Står her"})
        assert "Står her" in _calm(answer)
        _calm(client.get("/"))
    assert client.get("/innboks").status_code == 200


def test_the_api_says_when_to_try_again(app: Flask, signed_in: Browser, school: sa.Engine) -> None:
    with database.transaction(school) as session:
        secret = tokens.issue_api_token(session, people.actor(session, "kari").id)
    headers = {"Authorization": f"Bearer {secret}"}
    with _held(school):
        sent = {"process": "tiny", "answers": {"hva": "x"}}
        answer = app.test_client().post("/api/v1/cases", json=sent, headers=headers)
    assert (answer.status_code, answer.get_json()["error"]) == (503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0


def _marked(school: sa.Engine) -> bool:
    with database.reading(school) as session:
        query = sa.select(AuditEvent).where(AuditEvent.kind == audit.Kind.SIGNED_OUT)
        return session.scalars(query).first() is not None


def _posting(client: FlaskClient) -> "webapp.Response":
    seal = csrf_of(client.get("/innboks").get_data(as_text=True))
    return client.post("/sprak", data={"csrf_token": seal, "skrevet": "Bare dette"})


def _write() -> None:
    audit.record(db.session(), audit.Kind.SIGNED_OUT, login.current())


def test_what_a_view_did_is_kept_when_it_answers(
    app: Flask, signed_in: Browser, school: sa.Engine
) -> None:
    def view() -> str:
        _write()
        return "greit"

    app.view_functions["start.language"] = view
    assert _posting(signed_in("kari")).status_code == 200
    assert _marked(school)


def test_nothing_a_view_did_is_kept_when_it_fails(
    app: Flask, signed_in: Browser, school: sa.Engine
) -> None:
    def view() -> str:
        _write()
        raise RuntimeError

    app.view_functions["start.language"] = view
    assert _posting(signed_in("kari")).status_code == 500
    assert not _marked(school)


def test_what_the_database_refuses_at_the_last_moment_is_undone_with_a_page_and_the_text(
    app: Flask, signed_in: Browser, school: sa.Engine, caplog: pytest.LogCaptureFixture
) -> None:
    def view() -> str:
        _write()
        db.session().add(Person(key="kari", name="Hemmelig Navn", sort_name="h", kind="staff"))
        return "greit"

    app.view_functions["start.language"] = view
    with caplog.at_level("DEBUG"):
        answer = _posting(signed_in("kari"))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "Bare dette" in html
    assert "Hemmelig" not in html + caplog.text
    assert "Content-Security-Policy" in answer.headers
    assert not _marked(school)


def test_a_read_that_only_refreshes_the_browsers_session_leaves_one_row_and_no_more(
    signed_in: Browser, school: sa.Engine
) -> None:
    client = signed_in("")
    for _ in range(3):
        client.get("/logg-inn")
    with database.reading(school) as session:
        count = sa.select(sa.func.count()).select_from(WebSession)
        assert session.execute(count).scalar_one() == 1
