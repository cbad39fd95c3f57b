import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import audit, handover, inbox, people, taskfile, tasks
from engine.casefile import TASKS
from engine.errors import (
    NotFound,
)
from engine.inbox import Box
from engine.people import Actor, Person
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


@pytest.mark.parametrize("who", ["ulla", "vera", "ada", "dag", "nora", "grete", "stig"])
def test_for_those_it_does_not_concern_the_task_does_not_exist(
    session: Session, cast: Cast, task: str, who: str
) -> None:
    actor: Actor = getattr(cast, who)
    for attempt in (
        lambda: taskfile.opened(session, task, actor),
        lambda: handover.claim(session, task, actor),
        lambda: tasks.complete(session, task, actor, {"alvorlig": True}),
        lambda: handover.assign(session, task, actor, _person(session, "mo"), "fordi"),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_a_case_against_whoever_leads_the_school_is_the_owners_and_nobody_elses(
    session: Session, cast: Cast
) -> None:
    publish_tiny(session)
    task = a_task(session, cast.kari, hva="Rektor ropte til Nora", elev="nora", ansatt="randi")
    people.grant(session, cast.avd.id, "rektor")
    session.flush()
    for blind in (cast.randi, cast.avd, cast.kari, cast.ada):
        with pytest.raises(NotFound):
            taskfile.opened(session, task, blind)
        assert inbox.page(session, blind, Box.OPEN).lines == []
    assert [line.id for line in inbox.page(session, cast.stig, Box.GROUP).lines] == [task]
    tasks.complete(session, task, cast.stig, {"alvorlig": True})
