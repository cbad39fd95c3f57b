"""What time does to a case: timers fire, deadlines near and pass.

Owns the sweeps. The database is the truth about what is due: every sweep takes one case at a time,
finds it by its own column, and leaves nothing due behind it. A sweep may be killed anywhere and run
by several workers at once; each timer has its effect once.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import advance, calendar, casefile, cases, clock, incidents, outbox, runtime
from engine.audit import Chain, Kind
from engine.casefile import CASES, PARTICIPANTS, TASKS, CaseStatus, Part, TaskStatus
from engine.errors import Damaged, KeyMissing
from engine.people import SYSTEM
from engine.runtime import ExpressionFailed

_DUE_CASE = (
    sa.select(*casefile.LIVE)
    .where(
        CASES.c.next_due_at <= sa.bindparam("now", type_=CASES.c.next_due_at.type),
        CASES.c.status == CaseStatus.OPEN,
    )
    .order_by(CASES.c.next_due_at)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_DUE_TASK = (
    sa.select(*casefile.LIVE, *[c.label(f"task_{c.name}") for c in TASKS.c])
    .join(CASES, CASES.c.id == TASKS.c.case_id)
    .where(TASKS.c.notice_at <= sa.bindparam("now", type_=TASKS.c.notice_at.type))
    .order_by(TASKS.c.notice_at)
    .limit(1)
    .with_for_update(of=[CASES, TASKS], skip_locked=True)
)
_NOTICED = (
    TASKS.update()
    .where(TASKS.c.id == sa.bindparam("task"))
    .values(notice_at=sa.bindparam("next", type_=TASKS.c.notice_at.type))
)
_NEXT = sa.select(
    sa.select(sa.func.min(CASES.c.next_due_at)).scalar_subquery(),
    sa.select(sa.func.min(TASKS.c.notice_at)).scalar_subquery(),
)


def fire_next(session: Session) -> bool:
    """The case whose timer has been due longest has moved on; True if there was one."""
    row = session.connection().execute(_DUE_CASE, {"now": clock.now()}).first()
    if row is None:
        return False
    try:
        with session.begin_nested():
            _fire(session, row)
    except (ExpressionFailed, Damaged, KeyMissing, runtime.StateDamaged) as error:
        incidents.open_timer(session, row, error)
    return True


def _fire(session: Session, row: Any) -> None:
    live = advance.unseal(session, row)
    step = runtime.tick(
        live.definition,
        live.state or b"",
        live.document,
        now=clock.now(),
        calendar=calendar.current(),
    )
    for element in step.fired:
        live.chain.add(
            Kind.TIMER_FIRED,
            SYSTEM,
            element=element,
            name=live.definition.elements[element].name,
            passed=list(step.passed),
        )
    advance.take(session, live, step, SYSTEM)
    cases.finish(session, live, SYSTEM)


def notice_next(session: Session) -> bool:
    """The task that has waited longest for a warning or an overdue notice has got it; True if any.

    At the warning the holder is told. When the deadline passes, the holder, the group responsible
    and whoever leads the case are told: that is the escalation every task has, also where the
    diagram draws none.
    """
    now = clock.now()
    row = session.connection().execute(_DUE_TASK, {"now": now}).first()
    if row is None:
        return False
    passed = row.task_due_at is not None and row.task_due_at <= now
    following = None if passed else row.task_due_at
    session.connection().execute(_NOTICED, {"task": row.task_id, "next": following})
    if row.task_status != TaskStatus.OPEN:
        return True
    _tell(session, row, passed=passed)
    chain = Chain.at(row.id, row.audit_seq, row.audit_digest)
    chain.add(
        Kind.DEADLINE_PASSED if passed else Kind.DEADLINE_NEARED,
        SYSTEM,
        task=row.task_id,
        element=row.task_element,
        name=row.task_name,
        due=row.task_due_at.isoformat() if row.task_due_at else None,
    )
    chain.write(session.connection())
    session.connection().execute(
        CASES.update()
        .where(CASES.c.id == row.id)
        .values(audit_seq=chain.seq, audit_digest=chain.digest)
    )
    return True


def _tell(session: Session, row: Any, *, passed: bool) -> None:
    to = [row.task_assignee_id] if row.task_assignee_id else _group(session, row)
    if passed:
        owner = sa.select(PARTICIPANTS.c.person_id).where(
            PARTICIPANTS.c.case_id == row.id, PARTICIPANTS.c.part == Part.CASE_OWNER
        )
        to += _group(session, row) + list(session.connection().execute(owner).scalars())
    shut_out = sa.select(PARTICIPANTS.c.person_id).where(
        PARTICIPANTS.c.case_id == row.id, PARTICIPANTS.c.part == Part.ACCUSED
    )
    never = set(session.connection().execute(shut_out).scalars())
    told = [person for person in to if person not in never]
    template, link = ("deadline_passed" if passed else "deadline_nears"), f"/oppgaver/{row.task_id}"
    if row.task_priority > advance.ACUTE:
        outbox.queue(session, told, template, link)
    else:
        outbox.gather(session, told, template, link)


def _group(session: Session, row: Any) -> list[int]:
    return advance.group_of(session, row.realm, {"candidate_group": row.task_candidate_group})


def next_moment(session: Session) -> datetime | None:
    """When something falls due next; None if nothing ever will as things stand."""
    timer, notice = session.connection().execute(_NEXT).one()
    moments = [m for m in (timer, notice) if m is not None]
    return min(moments) if moments else None


def sweep(transact: Callable[[Callable[[Session], bool]], bool], limit: int = 100_000) -> int:
    """Everything due now is done, one transaction for each; says how many.

    `transact` runs a function in a transaction of its own and returns what it said.
    """
    done = 0
    for step in (fire_next, notice_next):
        while done < limit and transact(step):
            done += 1
    return done
