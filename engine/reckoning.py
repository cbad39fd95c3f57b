"""Open deadlines counted anew when the school calendar has changed.

Owns the sweep that does it: one case at a time, found by the version its deadlines are counted by,
so that it can be killed anywhere and a thousand cases keep nobody waiting. What moves is told in
the trail of its case.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import advance, calendar, casefile, clock, runtime, schoolyears
from engine.advance import Live
from engine.audit import Kind
from engine.calendar import SchoolCalendar
from engine.casefile import CASES, NO_DEADLINE, TASKS, CaseStatus, TaskStatus
from engine.errors import Damaged, KeyMissing
from engine.people import SYSTEM
from engine.runtime import Moments, StateDamaged

_BEHIND = (
    sa.select(*casefile.LIVE, CASES.c.calendar_number)
    .where(
        CASES.c.calendar_number < sa.bindparam("number"),
        CASES.c.status == CaseStatus.OPEN,
    )
    .order_by(CASES.c.calendar_number, CASES.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_COUNTED = (
    CASES.update()
    .where(CASES.c.id == sa.bindparam("case"))
    .values(calendar_number=sa.bindparam("number"))
)
_OPEN_TASKS = sa.select(TASKS).where(
    TASKS.c.case_id == sa.bindparam("case"), TASKS.c.status == TaskStatus.OPEN
)


def recount_next(session: Session) -> bool:
    """The deadlines of one case are counted by the newest calendar; True if one was behind."""
    number = schoolyears.follow(session)
    connection = session.connection()
    row = connection.execute(_BEHIND, {"number": number}).first() if number else None
    if row is None:
        return False
    try:
        with session.begin_nested():
            _recount(session, row)
    except (Damaged, KeyMissing, StateDamaged):
        # What cannot be read cannot be counted; it becomes an incident when the case moves.
        pass
    connection.execute(_COUNTED, {"case": row.id, "number": number})
    return True


def sweep(transact: Callable[[Callable[[Session], bool]], bool], limit: int = 100_000) -> int:
    """No case is behind, one transaction for each; says how many were."""
    done = 0
    while done < limit and transact(recount_next):
        done += 1
    return done


def _recount(session: Session, row: Any) -> None:
    live = advance.unseal(session, row)
    # The first version stored is the one that was delivered.
    before = schoolyears.numbered(session, max(row.calendar_number, 1))
    after = calendar.current()
    tasks = session.connection().execute(_OPEN_TASKS, {"case": row.id}).all()
    found = runtime.recount(
        live.definition,
        live.state or b"",
        live.document,
        {task.id: task.opened_at for task in tasks},
        before=before,
        after=after,
    )
    for task in tasks:
        if task.id in found.tasks:
            _move_task(session, live, task, *found.tasks[task.id], (before, after))
    for element, was, due in found.timers:
        name = live.definition.elements[element].name
        _tell(live, was, due, element=element, name=name)
    if found.state is not None:
        live.state, live.next_due_at = found.state, found.next_due
    if live.chain.seq != row.audit_seq:
        advance.save(session, live)


def _tell(live: Live, was: datetime, due: datetime, **about: Any) -> None:
    facts = {"due": was.isoformat(), "until": due.isoformat()}
    live.chain.add(Kind.DEADLINE_MOVED, SYSTEM, **facts, **about)


def _move_task(
    session: Session,
    live: Live,
    task: Any,
    first: Moments,
    second: Moments,
    calendars: tuple[SchoolCalendar, SchoolCalendar],
) -> None:
    """Each moment is that of the second count, if it stood as the first gave it."""
    due = second[0] if task.due_at == first[0] else task.due_at
    warns = [
        counted[1] or advance.warn_at(end, task.opened_at, by)
        for counted, end, by in zip((first, second), (task.due_at, due), calendars, strict=True)
    ]
    values = {
        "due_at": due,
        "warn_at": warns[1] if task.warn_at == warns[0] else task.warn_at,
        "follow_up_at": second[2] if task.follow_up_at == first[2] else task.follow_up_at,
        "sort_at": due or NO_DEADLINE,
    }
    changed = {name: value for name, value in values.items() if value != getattr(task, name)}
    if not changed:
        return
    values["notice_at"] = _notice_at(task, values)
    session.connection().execute(TASKS.update().where(TASKS.c.id == task.id).values(**values))
    if due is not None and task.due_at is not None and due != task.due_at:
        _tell(live, task.due_at, due, element=task.element, name=task.name, task=task.id)


def _notice_at(task: Any, moved: Mapping[str, datetime | None]) -> datetime | None:
    """When somebody must be told next: what they have been told already is not told again."""
    now, due, warn = clock.now(), moved["due_at"], moved["warn_at"]
    if due is None or (due == task.due_at and task.notice_at in (None, due)):
        notice: datetime | None = task.notice_at
        return notice
    if warn is not None and warn > now:
        return warn
    return due if due > now or task.notice_at is not None else None
