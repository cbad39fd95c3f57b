"""Taking back what one has just sent, as people meet it."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine import clock, handover
from engine.audit import Kind
from engine.cases import Opened
from tests.builders import a_case
from tests.webapp.casework import plain
from tests.webapp.conftest import Act, Browser, csrf_of
from tests.webapp.test_tasks import draft_of, kinds, row_of, send, task_of
from webapp import taskundo

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ANSWERS = {"tekst": "Skrevet én gang", "alvor": "4"}


@pytest.fixture
def opened(act: Act) -> Opened:
    """A case whose first task is for a contact teacher, the next for rektor."""
    clock.freeze(NOW)
    made = act(lambda session, cast: a_case(session, cast.kari, "w1"))
    assert isinstance(made, Opened)
    return made


def later(seconds: int) -> None:
    clock.freeze(NOW + timedelta(seconds=seconds))


def undo(client: FlaskClient, task: str, once: str = "") -> TestResponse:
    """Press the button of the receipt."""
    html = client.get("/innboks").get_data(as_text=True)
    data = {"csrf_token": csrf_of(html), "_once": once}
    return client.post(f"/oppgaver/{task}/angring", data=data)


def said(client: FlaskClient, answer: TestResponse) -> str:
    """What stands on the page one comes to."""
    assert answer.status_code == 303
    return plain(client.get(answer.location).get_data(as_text=True))


def test_what_was_sent_is_open_again_with_the_answers_as_the_draft(
    signed_in: Browser, school: sa.Engine, opened: Opened
) -> None:
    kari, task = signed_in("kari"), task_of(school, opened)
    receipt = kari.get(send(kari, task, ANSWERS).location).get_data(as_text=True)
    assert "Du kan angre i 30 sekunder." in plain(receipt)
    later(12)
    assert 'data-seconds="18"' in kari.get(f"/oppgaver/{task}/sendt").get_data(as_text=True)
    answer = undo(kari, task)
    assert answer.location == f"/oppgaver/{task}"
    html = kari.get(answer.location).get_data(as_text=True)
    assert "Du har angret. Svarene er ikke sendt." in plain(html)
    assert "Skrevet én gang" in html
    assert {("tekst", "Skrevet én gang"), ("alvor", "4")} <= set(
        draft_of(school, task, "kari") or []
    )
    assert Kind.TASK_UNDONE in kinds(school, opened)


def test_the_button_pressed_twice_has_one_effect(
    signed_in: Browser, school: sa.Engine, opened: Opened
) -> None:
    kari, task = signed_in("kari"), task_of(school, opened)
    send(kari, task, ANSWERS)
    assert undo(kari, task, "en").location == undo(kari, task, "en").location
    assert kinds(school, opened).count(Kind.TASK_UNDONE) == 1
    assert "Det er angret allerede. Oppgaven er åpen." in said(kari, undo(kari, task))


def test_when_it_is_too_late_it_is_not_offered_and_the_button_says_why(
    signed_in: Browser, school: sa.Engine, opened: Opened
) -> None:
    kari, task = signed_in("kari"), task_of(school, opened)
    send(kari, task, ANSWERS)
    later(31)
    assert "angre" not in plain(kari.get(f"/oppgaver/{task}/sendt").get_data(as_text=True))
    assert "Det er gått mer enn 30 sekunder" in said(kari, undo(kari, task))
    assert row_of(school, task).status == "done"


def test_a_colleague_who_has_begun_is_not_run_over(
    signed_in: Browser, school: sa.Engine, act: Act, opened: Opened
) -> None:
    kari, task = signed_in("kari"), task_of(school, opened)
    send(kari, task, ANSWERS)
    following = task_of(school, opened)
    act(lambda session, cast: handover.claim(session, following, cast.randi))
    assert "En kollega har begynt på neste steg" in said(kari, undo(kari, task))
    assert row_of(school, following).status == "open"


def test_what_somebody_else_sent_is_not_found(
    signed_in: Browser, school: sa.Engine, opened: Opened
) -> None:
    kari, task = signed_in("kari"), task_of(school, opened)
    send(kari, task, ANSWERS)
    assert undo(signed_in("ulla"), task).status_code == 404


def test_the_case_shows_what_was_taken_back_for_what_it_is(
    signed_in: Browser, school: sa.Engine, opened: Opened
) -> None:
    kari, task = signed_in("kari"), task_of(school, opened)
    send(kari, task, ANSWERS)
    undo(kari, task)
    later(5)
    send(kari, task, {**ANSWERS, "tekst": "Skrevet på nytt"})
    randi, page = signed_in("randi"), f"/saker/{opened.code}"
    stream = randi.get(f"{page}/tidslinje").get_data(as_text=True)
    assert "angret innsendingen av «Oppgave A»" in plain(stream)
    listed = randi.get(f"{page}/skjemaer").get_data(as_text=True)
    assert plain(listed).count("Angret") == 1
    [first, second] = [part.split('"')[0] for part in listed.split(f'href="{page}/skjemaer/')[1:3]]
    taken, stands = (
        plain(randi.get(f"{page}/skjemaer/{number}").get_data(as_text=True))
        for number in (first, second)
    )
    assert "Svarene gjelder ikke" in taken
    assert "Skrevet én gang" in taken
    assert "Svarene gjelder ikke" not in stands
    assert "Skrevet på nytt" in stands
    assert all(f"{page}/skjemaer/{number}" in stream for number in (first, second))


def test_the_drawing_forgets_the_way_that_was_taken_back(
    signed_in: Browser, school: sa.Engine, opened: Opened
) -> None:
    kari, randi, task = signed_in("kari"), signed_in("randi"), task_of(school, opened)
    page = f"/saker/{opened.code}/diagram"
    before = plain(randi.get(page).get_data(as_text=True))
    later(5)
    send(kari, task, ANSWERS)
    assert plain(randi.get(page).get_data(as_text=True)) != before
    undo(kari, task)
    assert plain(randi.get(page).get_data(as_text=True)) == before


def test_seconds_are_rounded_down() -> None:
    clock.freeze(NOW)
    assert taskundo.Offer(NOW + timedelta(seconds=1.9)).seconds == 1
    assert taskundo.Offer(NOW - timedelta(seconds=1)).seconds == 0
