from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import audit, clock, handover, people, taskfile, tasks
from engine.audit import Kind
from engine.casefile import TASKS
from engine.errors import (
    NotAllowed,
    NotFound,
    ReasonMissing,
    TaskTaken,
)
from engine.people import Person
from tests.builders import a_task, publish_tiny
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


def test_taking_and_letting_go_stand_in_the_trail(session: Session, cast: Cast, task: str) -> None:
    handover.claim(session, task, cast.randi)
    handover.claim(session, task, cast.randi)
    handover.release(session, task, cast.randi)
    assert _kinds(session, task)[-2:] == [Kind.TASK_CLAIMED, Kind.TASK_RELEASED]


def test_a_task_handed_over_keeps_the_role_that_is_responsible(
    session: Session, cast: Cast, task: str
) -> None:
    with pytest.raises(ReasonMissing):
        handover.assign(session, task, cast.randi, _person(session, "avd"), "  ")
    handover.assign(session, task, cast.randi, _person(session, "avd"), "Jeg er på reise")
    found = taskfile.opened(session, task, cast.avd)
    assert (found.assignee_id, found.candidate_group) == (cast.avd.id, "rektor")
    event = audit.trail(session, found.case.id)[-1]
    assert (event.kind, event.body["reason"]) == (Kind.TASK_ASSIGNED, "Jeg er på reise")
    tasks.complete(session, task, cast.avd, {"alvorlig": True})


def test_whoever_is_accused_cannot_be_handed_the_task_nor_see_it(
    session: Session, cast: Cast
) -> None:
    publish_tiny(session)
    task = a_task(session, cast.kari, hva="En ansatt ropte til Nora", elev="nora", ansatt="mo")
    with pytest.raises(NotAllowed):
        handover.assign(session, task, cast.randi, _person(session, "mo"), "ledig")
    with pytest.raises(NotFound):
        taskfile.opened(session, task, cast.mo)


def test_a_task_put_off_and_given_priority_says_so(session: Session, cast: Cast, task: str) -> None:
    handover.snooze(session, task, cast.randi, clock.now() + timedelta(days=1))
    handover.prioritize(session, task, cast.randi, 400)
    found = taskfile.opened(session, task, cast.randi)
    assert found.priority == 100
    assert found.follow_up_at is not None
    assert _kinds(session, task)[-2:] == [Kind.TASK_SNOOZED, Kind.TASK_PRIORITIZED]


def test_a_task_taken_by_a_colleague_cannot_be_completed(
    session: Session, cast: Cast, task: str
) -> None:
    people.grant(session, cast.avd.id, "rektor")
    session.flush()
    handover.claim(session, task, cast.randi)
    with pytest.raises(TaskTaken) as taken:
        tasks.complete(session, task, cast.avd, {"alvorlig": True})
    assert taken.value.facts["by"] == cast.randi.id
