import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import audit, casefile, cases, drafts, handover, people, taskfile, tasks
from engine.access import Action
from engine.audit import Kind
from engine.casefile import TASKS, CaseStatus, TaskStatus
from engine.errors import (
    AnswersRefused,
    NotFound,
    ReasonMissing,
    Stale,
    TaskClosed,
)
from engine.people import Person
from tests.builders import a_case, a_task, open_tasks, publish_tiny
from tests.cast import Cast


@pytest.fixture
def task(session: Session, cast: Cast) -> str:
    """A task for the rektor in a small case Kari opened."""
    publish_tiny(session)
    return a_task(session, cast.kari, hva="Nora står alene i friminuttene", elev="nora")


def _kinds(session: Session, task: str) -> list[str]:
    return [e.kind for e in audit.trail(session, _case_id(session, task))]


def _case_id(session: Session, task: str) -> int:
    return session.execute(sa.select(TASKS.c.case_id).where(TASKS.c.id == task)).scalar_one()


def _person(session: Session, key: str) -> Person:
    return people.by_keys(session, [key])[key]


def test_a_completed_task_leaves_answers_a_closed_case_and_a_line_in_the_trail(
    session: Session, cast: Cast, task: str
) -> None:
    done = tasks.complete(
        session, task, cast.randi, {"alvorlig": True, "grunn": "Vedvarende"}, seen=1
    )
    assert done.closed
    row = casefile.by_code(session, done.code)
    assert (row.status, row.state, row.document) == (CaseStatus.CLOSED, None, None)
    sent = casefile.submissions(session, row)
    assert [s.form for s in sent] == ["melding", "vurdering"]
    assert sent[1].answers == {"alvorlig": True, "grunn": "Vedvarende"}
    assert _kinds(session, task)[-2:] == [Kind.TASK_COMPLETED, Kind.CASE_CLOSED]


def test_a_task_cannot_be_completed_twice(session: Session, cast: Cast, task: str) -> None:
    tasks.complete(session, task, cast.randi, {"alvorlig": False})
    with pytest.raises(TaskClosed):
        tasks.complete(session, task, cast.randi, {"alvorlig": True})


def test_refused_answers_change_nothing_and_name_every_fault(
    session: Session, cast: Cast, task: str
) -> None:
    before = _kinds(session, task)
    with pytest.raises(AnswersRefused) as refused:
        tasks.complete(session, task, cast.randi, {"grunn": 7, "ukjent": "x"})
    pointers = {e.pointer for e in refused.value.errors}
    assert {"/alvorlig", "/grunn"} <= pointers
    assert _kinds(session, task) == before
    assert taskfile.opened(session, task, cast.randi).status == TaskStatus.OPEN


def test_a_page_opened_before_somebody_changed_the_task_is_stale(
    session: Session, cast: Cast, task: str
) -> None:
    handover.claim(session, task, cast.randi)
    with pytest.raises(Stale):
        tasks.complete(session, task, cast.randi, {"alvorlig": True}, seen=1)


def test_a_draft_goes_when_the_task_is_done(session: Session, cast: Cast, task: str) -> None:
    case = taskfile.opened(session, task, cast.randi).case
    drafts.save(session, case, task, cast.randi.id, [("grunn", "halv")])
    tasks.complete(session, task, cast.randi, {"alvorlig": True})
    assert drafts.saved(session, case, task, cast.randi.id) is None


def test_a_failing_rule_never_loses_the_answers(session: Session, cast: Cast) -> None:
    publish_tiny(session, "stopp")
    task = a_task(session, cast.kari, "stopp")
    done = tasks.complete(session, task, cast.kari, {"vei": "en tredje"})
    assert done.incident is not None
    found = taskfile.opened(session, task, cast.kari)
    assert found.status == TaskStatus.HELD
    [sent] = casefile.submissions(session, found.case)
    assert sent.answers == {"vei": "en tredje"}
    assert _kinds(session, task)[-1] == Kind.INCIDENT_OPENED


def test_a_task_sent_back_opens_the_earlier_step_again_for_whoever_did_it(
    session: Session, cast: Cast
) -> None:
    publish_tiny(session, "w1")
    opened = a_case(session, cast.kari, "w1")
    first = open_tasks(session, opened.id)["a"]
    tasks.complete(session, first, cast.kari, {"tekst": "x", "alvor": 3})
    second = open_tasks(session, opened.id)["b"]
    assert tasks.return_targets(session, second, cast.randi) == [("a", "Oppgave A")]
    with pytest.raises(ReasonMissing):
        tasks.send_back(session, second, cast.randi, "a", "")
    tasks.send_back(session, second, cast.randi, "a", "Hvem så det?")
    again = open_tasks(session, opened.id)
    assert set(again) == {"a"}
    found = taskfile.opened(session, again["a"], cast.kari)
    assert found.assignee_id == cast.kari.id
    event = audit.trail(session, opened.id)[-1]
    assert (event.kind, event.body["reason"]) == (Kind.TASK_RETURNED, "Hvem så det?")
    done = tasks.complete(session, again["a"], cast.kari, {"tekst": "y", "alvor": 3})
    assert [t["element"] for t in done.opened] == ["b"]
    with pytest.raises(TaskClosed):
        tasks.complete(session, second, cast.randi, {"tekst": "y", "alvor": 3})


def test_a_parallel_case_goes_on_only_when_both_are_done(session: Session, cast: Cast) -> None:
    publish_tiny(session, "w1")
    opened = a_case(session, cast.kari, "w1")
    good = {"tekst": "x", "alvor": 3}
    tasks.complete(session, open_tasks(session, opened.id)["a"], cast.kari, good)
    tasks.complete(session, open_tasks(session, opened.id)["b"], cast.randi, good)
    both = open_tasks(session, opened.id)
    assert set(both) == {"c", "d"}
    tasks.complete(session, both["d"], cast.randi, good)
    assert set(open_tasks(session, opened.id)) == {"c"}
    tasks.complete(session, both["c"], cast.kari, good)
    last = open_tasks(session, opened.id)
    assert set(last) == {"e"}
    assert tasks.complete(session, last["e"], cast.randi, good).closed


def test_having_worked_on_a_case_opens_it_only_to_roles_that_read_when_involved(
    session: Session, cast: Cast
) -> None:
    publish_tiny(session, "w1")
    opened = a_case(session, cast.kari, "w1")
    with pytest.raises(NotFound):
        cases.read(session, cast.kari, Action.READ, opened.code)
    tasks.complete(
        session, open_tasks(session, opened.id)["a"], cast.kari, {"tekst": "x", "alvor": 3}
    )
    assert cases.read(session, cast.kari, Action.READ, opened.code).id == opened.id
    with pytest.raises(NotFound):
        cases.read(session, cast.kari, Action.READ_TRAIL, opened.code)
