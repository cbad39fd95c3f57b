"""The school changes its calendar while cases wait: what is counted in school days moves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import audit, calendar, clock, database, deadlines, people, reckoning, schoolyears
from engine import handover as handovers
from engine.audit import Kind
from engine.bundles import Bundle
from engine.calendar import SchoolCalendar
from engine.casefile import CASES, TASKS
from engine.people import Actor
from tests.builders import a_case, open_tasks, publish_bundle, publish_tiny, tiny
from tests.cast import seat
from tests.conftest import Transact
from webapp import trailproof

#: Monday 9 November 2026, ten o'clock in Oslo.
NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
YEAR: dict[str, Any] = {
    "name": "2026/27",
    "first": "2026-08-17",
    "last": "2027-06-18",
    "holidays": [],
    "planning_days": [],
}


@pytest.fixture
def school(engine: sa.Engine) -> Iterator[sa.Engine]:
    """A school whose calendar has no day off in November, on a Monday."""
    with clock.at(NOW - DAY), database.transaction(engine) as session:
        seat(session)
        publish_tiny(session)
    calendar.use(SchoolCalendar.from_json({"years": [YEAR]}))
    with clock.at(NOW):
        yield engine


def _who(session: Session, key: str) -> Actor:
    return people.actor(session, key)


def _case(engine: sa.Engine, process: str = "tiny") -> int:
    answers = {"hva": "x"} if process == "tiny" else {}
    with database.transaction(engine) as session:
        return a_case(session, _who(session, "kari"), process, **answers).id


def _plan(engine: sa.Engine, *days: str) -> None:
    """The school takes these planning days."""
    with database.transaction(engine) as session:
        seen = schoolyears.newest(session)
        years = [{**YEAR, "planning_days": list(days)}]
        schoolyears.save(session, _who(session, "randi"), years, "Ny plan", seen)


def _task(engine: sa.Engine, case: int) -> Any:
    with database.reading(engine) as session:
        return session.execute(sa.select(TASKS).where(TASKS.c.case_id == case)).one()


def _told(engine: sa.Engine, case: int) -> list[dict[str, Any]]:
    with database.reading(engine) as session:
        return [e.body for e in audit.trail(session, case, kinds=[Kind.DEADLINE_MOVED])]


def test_a_new_planning_day_moves_the_deadline_its_warning_and_its_place_in_lists(
    school: sa.Engine, transact: Transact
) -> None:
    case = _case(school)
    assert _task(school, case).due_at == NOW + 2 * DAY
    _plan(school, "2026-11-10")
    with clock.at(NOW + timedelta(hours=3)):
        assert reckoning.sweep(transact) == 1
    task = _task(school, case)
    assert task.due_at == task.sort_at == NOW + 3 * DAY
    assert task.warn_at == task.notice_at == NOW + 2 * DAY
    assert task.version == 1
    due, until = (NOW + 2 * DAY).isoformat(), (NOW + 3 * DAY).isoformat()
    [told] = _told(school, case)
    assert told["task"] == task.id
    assert (told["due"], told["until"], told["element"]) == (due, until, "vurder")
    with database.reading(school) as session:
        assert trailproof.prove(session)[1] is None


def test_each_case_is_counted_once_for_each_change_and_new_cases_not_at_all(
    school: sa.Engine, transact: Transact
) -> None:
    first = _case(school)
    assert reckoning.sweep(transact) == 0
    _plan(school, "2026-11-10")
    assert reckoning.sweep(transact) == 1
    _case(school)
    assert reckoning.sweep(transact) == 0
    _plan(school)
    assert reckoning.sweep(transact) == 2
    assert _task(school, first).due_at == NOW + 2 * DAY
    assert len(_told(school, first)) == 2


def test_a_deadline_set_by_hand_and_a_task_put_aside_stay(
    school: sa.Engine, transact: Transact
) -> None:
    case, chosen = _case(school), NOW + 9 * DAY
    with database.transaction(school) as session:
        mine = sa.update(TASKS).where(TASKS.c.case_id == case)
        session.execute(mine.values(due_at=chosen, sort_at=chosen))
        task = open_tasks(session, case)["vurder"]
        handovers.claim(session, task, _who(session, "randi"))
        handovers.snooze(session, task, _who(session, "randi"), NOW + DAY)
    _plan(school, "2026-11-10")
    reckoning.sweep(transact)
    assert (_task(school, case).due_at, _task(school, case).follow_up_at) == (chosen, NOW + DAY)
    assert _told(school, case) == []


def test_a_deadline_that_had_passed_and_no_longer_has_is_told_of_again_when_it_does(
    school: sa.Engine, transact: Transact
) -> None:
    case = _case(school)
    with clock.at(NOW + 2 * DAY + timedelta(hours=1)):
        deadlines.sweep(transact)
        assert _task(school, case).notice_at is None
        _plan(school, "2026-11-10", "2026-11-11", "2026-11-12")
        reckoning.sweep(transact)
        due = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
        assert (_task(school, case).due_at, _task(school, case).notice_at) == (due, due - 3 * DAY)
    with clock.at(due):
        deadlines.sweep(transact)
    with database.reading(school) as session:
        passed = audit.trail(session, case, kinds=[Kind.DEADLINE_PASSED])
        assert len(passed) == 2


def _timed(key: str = "w1") -> Bundle:
    """W1 with its timer in school days, on its first step."""
    bundle = tiny(key)
    drawn = bundle.files["w1.bpmn"].replace("P7D", "skoledager(7)")
    drawn = drawn.replace("timeDuration", "timeDate").replace(
        'attachedToRef="e"', 'attachedToRef="a"'
    )
    return Bundle(key, {**bundle.files, "w1.bpmn": drawn})


def test_a_timer_of_a_running_case_waits_for_the_day_the_new_calendar_gives(
    school: sa.Engine, transact: Transact
) -> None:
    with database.transaction(school) as session:
        publish_bundle(session, _timed())
    case = _case(school, "w1")
    before, after = NOW + 9 * DAY, NOW + 10 * DAY
    _plan(school, "2026-11-10")
    reckoning.sweep(transact)
    with database.reading(school) as session:
        due = session.execute(sa.select(CASES.c.next_due_at).where(CASES.c.id == case))
        assert due.scalar_one() == after
    [told] = _told(school, case)
    assert "task" not in told
    assert (told["element"], told["name"]) == ("frist", "Sju dager")
    for moment, fired in ((before, False), (after, True)):
        with clock.at(moment):
            assert transact(deadlines.fire_next) is fired


def test_a_process_that_has_not_seen_the_change_leaves_its_case_to_be_counted(
    school: sa.Engine, transact: Transact
) -> None:
    lagging = calendar.current()
    _plan(school, "2026-11-10")
    transact(lambda session: schoolyears.follow(session) > 0)
    with calendar.using(lagging):
        case = _case(school)
    assert _task(school, case).due_at == NOW + 2 * DAY
    assert reckoning.sweep(transact) == 1
    assert _task(school, case).due_at == NOW + 3 * DAY


def test_a_case_that_cannot_be_read_keeps_nobody_waiting(
    school: sa.Engine, transact: Transact
) -> None:
    damaged, sound = _case(school), _case(school)
    with database.transaction(school) as session:
        session.execute(sa.update(CASES).where(CASES.c.id == damaged).values(state=b"\x00" * 40))
    _plan(school, "2026-11-10")
    assert reckoning.sweep(transact) == 2
    assert _task(school, damaged).due_at == NOW + 2 * DAY
    assert _task(school, sound).due_at == NOW + 3 * DAY
