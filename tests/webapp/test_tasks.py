"""A task from opened to sent: drafts, refusals, sending back, and what becomes of the answers."""

import re

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engine import audit, casefile, clock, drafts, handover, people, taskfile
from engine.audit import Kind
from engine.casefile import TASKS
from engine.cases import Opened
from tests.builders import a_case, open_tasks
from tests.webapp.casework import plain, reported
from tests.webapp.conftest import Act, Browser, csrf_of, looking, post

Answers = dict[str, str]


def opened_by(act: Act, process: str = "tiny", key: str = "kari", **answers: object) -> Opened:
    """A case begun by somebody of the cast."""
    made = act(lambda s, c: a_case(s, people.actor(s, key), process, **answers))
    assert isinstance(made, Opened)
    return made


def task_of(school: sa.Engine, opened: Opened, element: str = "") -> str:
    """The id of the open task of a case, or of its task in one step."""
    with looking(school) as session:
        found = open_tasks(session, opened.id)
    return found[element] if element else next(iter(found.values()))


def row_of(school: sa.Engine, task: str) -> sa.Row[tuple[object, ...]]:
    with looking(school) as session:
        return session.execute(sa.select(TASKS).where(TASKS.c.id == task)).one()


def kinds(school: sa.Engine, opened: Opened) -> list[str]:
    with looking(school) as session:
        return [event.kind for event in audit.trail(session, opened.id)]


def draft_of(school: sa.Engine, task: str, key: str) -> list[tuple[str, str]] | None:
    """What somebody has typed in a task, as kept."""
    case_id = row_of(school, task).case_id
    with looking(school) as session:
        actor = people.actor(session, key)
        case = casefile.lock(session, case_id)
        kept = drafts.saved(session, case, task, actor.id)
    return kept.pairs if kept else None


def send(client: FlaskClient, task: str, answers: Answers, to: str = "fullforing") -> TestResponse:
    """Open the task and send its form with these answers."""
    html = client.get(f"/oppgaver/{task}").get_data(as_text=True)
    seen = re.search(r'name="_version" value="(\d+)"', html)
    assert seen is not None
    data = {"csrf_token": csrf_of(html), "_version": seen[1], "_action": "send", **answers}
    return client.post(f"/oppgaver/{task}/{to}", data=data)


@pytest.fixture
def report(act: Act) -> Opened:
    """Kari has reported about Nora; the task is for whoever is rektor."""
    made = act(lambda session, cast: reported(session, cast))
    assert isinstance(made, Opened)
    return made


def test_answers_are_sent_and_the_next_task_is_offered(
    signed_in: Browser, school: sa.Engine, act: Act, report: Opened
) -> None:
    other = opened_by(act, hva="En annen sak")
    randi, task = signed_in("randi"), task_of(school, report)
    answer = send(randi, task, {"alvorlig": "true", "grunn": "Gjentatt"})
    assert (answer.status_code, answer.location) == (303, f"/oppgaver/{task}/sendt")
    receipt = randi.get(answer.location).get_data(as_text=True)
    assert "Svarene i «Vurder meldingen» er lagret. Saken er avsluttet." in plain(receipt)
    assert f'href="/oppgaver/{task_of(school, other)}"' in receipt
    with looking(school) as session:
        case = casefile.lock(session, report.id)
        [_first, sent] = casefile.submissions(session, case)
    assert sent.answers == {"alvorlig": True, "grunn": "Gjentatt"}


def test_a_next_task_in_the_same_case_is_offered_before_more_urgent_ones(
    signed_in: Browser, school: sa.Engine, act: Act
) -> None:
    opened_by(act, "w1")
    second = opened_by(act, "w1")
    kari, task = signed_in("kari"), task_of(school, second, "a")
    send(kari, task, {"tekst": "x", "alvor": "4"})
    send(signed_in("randi"), task_of(school, second, "b"), {"tekst": "x", "alvor": "4"})
    receipt = kari.get(f"/oppgaver/{task}/sendt").get_data(as_text=True)
    assert f'href="/oppgaver/{task_of(school, second, "c")}"' in receipt


def test_what_is_refused_comes_back_with_everything_typed_and_is_kept_as_a_draft(
    signed_in: Browser, school: sa.Engine, report: Opened
) -> None:
    randi, task = signed_in("randi"), task_of(school, report)
    answer = send(randi, task, {"grunn": "Skrevet før alvoret var valgt"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Skrevet før alvoret var valgt" in html
    assert 'role="alert"' in html
    assert re.search(r'href="#f-alvorlig', html)
    assert row_of(school, task).status == "open"
    assert ("grunn", "Skrevet før alvoret var valgt") in (draft_of(school, task, "randi") or [])


def test_the_form_sent_twice_has_one_effect(
    signed_in: Browser, school: sa.Engine, report: Opened
) -> None:
    randi, task = signed_in("randi"), task_of(school, report)
    first = send(randi, task, {"alvorlig": "true", "_once": "en"})
    page = randi.get("/innboks").get_data(as_text=True)
    again = {"csrf_token": csrf_of(page), "_once": "en", "alvorlig": "true"}
    second = randi.post(f"/oppgaver/{task}/fullforing", data=again)
    assert first.location == second.location
    assert kinds(school, report).count(Kind.TASK_COMPLETED) == 1


def test_a_task_is_saved_closed_and_found_again_as_it_was_typed(
    signed_in: Browser, school: sa.Engine, report: Opened
) -> None:
    randi, task = signed_in("randi"), task_of(school, report)
    answer = send(randi, task, {"grunn": "Halvferdig", "_action": "save"})
    assert answer.status_code == 303
    html = randi.get(f"/oppgaver/{task}").get_data(as_text=True)
    assert "Halvferdig" in html
    assert "Lagret" in html
    assert row_of(school, task).status == "open"


def test_autosave_keeps_what_is_typed_and_never_overwrites_another_window(
    signed_in: Browser, school: sa.Engine, report: Opened
) -> None:
    randi, task = signed_in("randi"), task_of(school, report)
    page = randi.get(f"/oppgaver/{task}").get_data(as_text=True)

    def typed(text: str, counter: int) -> tuple[int, str]:
        data = {"csrf_token": csrf_of(page), "grunn": text, "_draft": str(counter)}
        answer = randi.post(f"/oppgaver/{task}/utkast", data=data, headers={"HX-Request": "true"})
        return answer.status_code, answer.get_data(as_text=True)

    status, line = typed("første", 0)
    assert (status, 'name="_draft" value="1"' in line) == (200, True)
    assert typed("første og mer", 1)[0] == 200
    status, line = typed("fra et vindu som sto åpent", 0)
    assert status == 409
    assert "et annet vindu" in line
    assert draft_of(school, task, "randi") == [("grunn", "første og mer")]


def test_a_draft_is_seen_by_nobody_else(
    signed_in: Browser, school: sa.Engine, act: Act, report: Opened
) -> None:
    task = task_of(school, report)
    act(lambda s, _c: people.grant(s, people.actor(s, "avd").id, "rektor"))
    send(signed_in("randi"), task, {"grunn": "Mitt eget", "_action": "save"})
    assert "Mitt eget" not in signed_in("avd").get(f"/oppgaver/{task}").get_data(as_text=True)


def test_opening_a_task_one_does_not_hold_leaves_a_line_in_the_trail(
    signed_in: Browser, school: sa.Engine, act: Act, report: Opened
) -> None:
    task, randi = task_of(school, report), signed_in("randi")
    randi.get(f"/oppgaver/{task}")
    assert kinds(school, report).count(Kind.TASK_READ) == 1
    act(lambda s, c: handover.claim(s, task, c.randi))
    randi.get(f"/oppgaver/{task}")
    assert kinds(school, report).count(Kind.TASK_READ) == 1


@pytest.mark.parametrize("who", ["ulla", "ada", "dag", "nora", "grete", "stig"])
def test_a_task_that_is_not_theirs_does_not_exist_for_others(
    signed_in: Browser, school: sa.Engine, report: Opened, who: str
) -> None:
    task, client = task_of(school, report), signed_in(who)
    before = tuple(row_of(school, task))
    assert client.get(f"/oppgaver/{task}").status_code == 404
    assert client.get(f"/oppgaver/{task}/sendt").status_code == 404
    token = csrf_of(client.get("/tilgjengelighet").get_data(as_text=True))
    for part in (
        *("fullforing", "utkast", "tildeling", "ta", "slipp", "retur"),
        *("utsettelse", "prioritet", "kommentarer", "vedlegg"),
    ):
        data = {"csrf_token": token, "alvorlig": "true", "prioritet": "haster", "tekst": "x"}
        data |= {"person": "Kari Kontakt", "begrunnelse": "x", "retur_begrunnelse": "x"}
        answer = client.post(f"/oppgaver/{task}/{part}", data=data)
        assert answer.status_code == 404, part
    assert tuple(row_of(school, task)) == before


def test_a_task_is_sent_back_with_a_reason_that_stands_on_top_with_the_old_answers(
    signed_in: Browser, school: sa.Engine, act: Act
) -> None:
    opened = opened_by(act, "w1")
    answers = {"tekst": "Et helt særegent svar", "alvor": "4"}
    send(signed_in("kari"), task_of(school, opened, "a"), answers)
    back = task_of(school, opened, "b")
    randi = signed_in("randi")
    refused = send(randi, back, {"retur_til": "a", "tekst": "Mitt utkast"}, to="retur")
    assert refused.status_code == 422
    assert "Skriv hva som må gjøres om igjen" in refused.get_data(as_text=True)
    assert "Mitt utkast" in refused.get_data(as_text=True)
    reason = {"retur_til": "a", "retur_begrunnelse": "Datoen kan ikke stemme"}
    done = send(randi, back, reason, to="retur")
    assert (done.status_code, done.location) == (303, f"/oppgaver/{back}/sendt")
    assert "Sendt tilbake" in randi.get(done.location).get_data(as_text=True)
    html = signed_in("kari").get(f"/oppgaver/{task_of(school, opened, 'a')}").get_data(as_text=True)
    assert "Datoen kan ikke stemme" in html
    assert "Randi Rektor sendte steget tilbake" in plain(html)
    assert answers["tekst"] in html
    assert "Du gjorde dette steget sist." in html


def test_answers_that_stop_the_flow_are_kept_and_the_person_is_told_in_words(
    signed_in: Browser, school: sa.Engine, act: Act
) -> None:
    opened = opened_by(act, "stopp")
    kari, task = signed_in("kari"), task_of(school, opened)
    answer = send(kari, task, {"vei": "en tredje"})
    assert answer.status_code == 303
    for path in (answer.location, f"/oppgaver/{task}"):
        said = plain(kari.get(path).get_data(as_text=True))
        assert "Svarene dine er lagret, men saken står stille" in said
        assert "gått videre" not in said
    assert row_of(school, task).status == "held"
    assert "en tredje" in kari.get(f"/oppgaver/{task}").get_data(as_text=True)


def test_a_finished_task_shows_the_answers_to_whoever_gave_them_and_to_the_cases_readers(
    signed_in: Browser, school: sa.Engine, report: Opened
) -> None:
    task = task_of(school, report)
    send(signed_in("randi"), task, {"alvorlig": "true", "grunn": "Gjentatt"})
    html = signed_in("randi").get(f"/oppgaver/{task}").get_data(as_text=True)
    assert "Gjentatt" in html
    assert "Randi Rektor sendte svarene" in plain(html)
    assert "<form id=" not in html
    assert signed_in("ulla").get(f"/oppgaver/{task}").status_code == 404


def test_a_row_button_changes_the_page_only_and_a_reload_leads_back(
    signed_in: Browser, school: sa.Engine, report: Opened
) -> None:
    randi, task = signed_in("randi"), task_of(school, report)
    answer = send(randi, task, {"grunn": "Under arbeid", "_action": "refresh"})
    assert answer.status_code == 200
    assert "Under arbeid" in answer.get_data(as_text=True)
    assert 'role="alert" tabindex="-1" id="feil"' not in answer.get_data(as_text=True)
    again = randi.get(f"/oppgaver/{task}/fullforing")
    assert (again.status_code, again.location) == (303, f"/oppgaver/{task}")
    assert "Under arbeid" in randi.get(again.location).get_data(as_text=True)


def test_a_field_nobody_asked_for_is_not_stored(
    signed_in: Browser, school: sa.Engine, report: Opened
) -> None:
    task = task_of(school, report)
    send(signed_in("randi"), task, {"alvorlig": "true", "fremmed": "x", "__class__": "y"})
    with looking(school) as session:
        case = casefile.lock(session, report.id)
        assert casefile.submissions(session, case)[-1].answers == {"alvorlig": True}


def test_a_case_moved_to_the_owner_is_gone_for_the_school_while_a_form_is_open(
    signed_in: Browser, school: sa.Engine, act: Act, report: Opened
) -> None:
    randi, task = signed_in("randi"), task_of(school, report)
    page = randi.get(f"/oppgaver/{task}").get_data(as_text=True)
    with looking(school) as session:
        randi_id = people.actor(session, "randi").id

    def accuse(session: Session, _cast: object) -> None:
        row = {"case_id": report.id, "person_id": randi_id, "part": "accused"}
        session.execute(casefile.PARTICIPANTS.insert(), row | {"since": clock.now()})

    act(accuse)
    data = {"csrf_token": csrf_of(page), "alvorlig": "true"}
    answer = randi.post(f"/oppgaver/{task}/fullforing", data=data)
    assert answer.status_code == 404
    assert row_of(school, task).status == "open"


def test_titles_and_addresses_tell_nothing_of_the_pupil(
    signed_in: Browser, school: sa.Engine, report: Opened
) -> None:
    task = task_of(school, report)
    html = signed_in("randi").get(f"/oppgaver/{task}").get_data(as_text=True)
    title = re.search(r"<title>(.*?)</title>", html)
    assert title is not None
    assert title[1] == "Vurder meldingen – Handlingsplan"
    with looking(school) as session:
        assert taskfile.opened(session, task, people.actor(session, "randi")).id in task
    assert post(signed_in("randi"), "/innboks", "/oppgaver/tull/ta", {}).status_code == 404
