from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine import audit, clock, database, deadlines, people, tasks
from engine.audit import Kind
from engine.casefile import CASES, TASKS, TaskStatus
from engine.incidents import Incident
from engine.outbox import Message
from tests.builders import a_case, open_tasks, publish_tiny
from tests.cast import seat
from tests.conftest import Transact

GOOD = {"tekst": "x", "alvor": 3}


@pytest.fixture
def waiting_case(engine: sa.Engine) -> int:
    """A W1 case standing in its last task, with a timer of seven days on it."""
    with database.transaction(engine) as session:
        cast = seat(session)
        publish_tiny(session, "w1")
        opened = a_case(session, cast.kari, "w1")
        for element, who in (("a", "kari"), ("b", "randi"), ("c", "kari"), ("d", "randi")):
            task = open_tasks(session, opened.id)[element]
            tasks.complete(session, task, getattr(cast, who), GOOD)
        return opened.id


def _kinds(engine: sa.Engine, case: int) -> list[str]:
    with database.reading(engine) as session:
        return [e.kind for e in audit.trail(session, case)]


def test_nothing_happens_before_its_time(
    engine: sa.Engine, waiting_case: int, transact: Transact
) -> None:
    assert deadlines.sweep(transact) == 0


def test_a_timer_fires_once_and_withdraws_what_it_interrupts(
    engine: sa.Engine, waiting_case: int, transact: Transact
) -> None:
    with clock.at(clock.now() + timedelta(days=8)):
        assert transact(deadlines.fire_next)
        assert not transact(deadlines.fire_next)
    with database.reading(engine) as session:
        task = session.execute(sa.select(TASKS).where(TASKS.c.element == "e")).one()
        assert task.status == TaskStatus.WITHDRAWN
        case = session.execute(sa.select(CASES).where(CASES.c.id == waiting_case)).one()
        assert (case.status, case.outcome, case.next_due_at) == ("closed", "sent", None)
    assert _kinds(engine, waiting_case)[-2:] == [Kind.TIMER_FIRED, Kind.CASE_CLOSED]


def test_a_deadline_that_nears_and_passes_is_told_once_each(
    engine: sa.Engine, waiting_case: int, transact: Transact
) -> None:
    began = clock.now()
    for days in (4.5, 6, 6.5):
        with clock.at(began + timedelta(days=days)):
            deadlines.sweep(transact)
    kinds = _kinds(engine, waiting_case)
    assert kinds.count(Kind.DEADLINE_NEARED) == 1
    assert kinds.count(Kind.DEADLINE_PASSED) == 1
    with database.reading(engine) as session:
        templates = [
            m.template for m in session.scalars(sa.select(Message).order_by(Message.queued_at))
        ]
    assert templates == ["deadline_nears", "deadline_passed"]


def test_the_next_moment_is_the_earliest_of_timers_and_notices(
    engine: sa.Engine, waiting_case: int
) -> None:
    with database.reading(engine) as session:
        due = deadlines.next_moment(session)
        notice = session.execute(sa.select(sa.func.min(TASKS.c.notice_at))).scalar_one()
    assert due == notice


def test_a_damaged_case_stops_nobody_else_and_says_so(
    engine: sa.Engine, waiting_case: int, transact: Transact
) -> None:
    with database.transaction(engine) as session:
        other = a_case(session, people.actor(session, "kari"), "w1")
        for element, who in (("a", "kari"), ("b", "randi"), ("c", "kari"), ("d", "randi")):
            task = open_tasks(session, other.id)[element]
            tasks.complete(session, task, people.actor(session, who), GOOD)
        session.execute(
            sa.update(CASES).where(CASES.c.id == waiting_case).values(state=b"\x00" * 40)
        )
    with clock.at(clock.now() + timedelta(days=8)):
        while transact(deadlines.fire_next):
            pass
        with database.reading(engine) as session:
            [incident] = session.scalars(sa.select(Incident))
            assert (incident.case_id, incident.reason) == (waiting_case, "Damaged")
            closed = (
                session.execute(sa.select(CASES.c.id).where(CASES.c.status == "closed"))
                .scalars()
                .all()
            )
            assert closed == [other.id]
            again = session.execute(
                sa.select(CASES.c.next_due_at).where(CASES.c.id == waiting_case)
            )
            assert again.scalar_one() > clock.now()
