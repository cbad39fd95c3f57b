"""What those who look after the machine need to know: counts, codes and moments.

Owns no table. Never reads anything sealed, so nothing of what a case is about can come out of here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock
from engine.casefile import CASES, TASKS, CaseStatus, TaskStatus
from engine.database import table_of
from engine.errors import NotFound
from engine.outbox import Message

_outbox = table_of(Message)
#: Minutes something may be due before it counts as left behind.
PATIENCE_MINUTES = 5


@dataclass(frozen=True, slots=True)
class Upcoming:
    """Something the sweeps will do."""

    at: datetime
    code: str
    process: str
    #: "timer" drawn in the flow, or "notice" of a task's deadline
    kind: str


@dataclass(frozen=True, slots=True)
class Mail:
    """The queue of messages."""

    waiting: int
    #: since when the oldest has waited
    oldest: datetime | None
    #: tried at least once without success
    failing: int
    #: kinds of the last failures
    errors: tuple[str, ...]
    #: handed over in the last 24 hours
    sent: int


def upcoming(session: Session, limit: int = 12) -> Sequence[Upcoming]:
    """What falls due next, soonest first; what should have happened already comes first of all."""
    timers = sa.select(
        CASES.c.next_due_at.label("at"),
        CASES.c.code,
        CASES.c.process,
        sa.literal("timer").label("kind"),
    ).where(CASES.c.next_due_at.is_not(None), CASES.c.status == CaseStatus.OPEN)
    notices = (
        sa.select(TASKS.c.notice_at, CASES.c.code, CASES.c.process, sa.literal("notice"))
        .join(CASES, CASES.c.id == TASKS.c.case_id)
        .where(TASKS.c.notice_at.is_not(None), TASKS.c.status == TaskStatus.OPEN)
    )
    both = sa.union_all(timers, notices).subquery()
    rows = session.connection().execute(sa.select(both).order_by(both.c.at).limit(limit))
    return [Upcoming(*row) for row in rows]


def left_behind(session: Session) -> int:
    """How many timers and notices have been due longer than they should; 0 if all is well."""
    limit = clock.now() - timedelta(minutes=PATIENCE_MINUTES)
    counts = (
        sa.select(sa.func.count()).where(
            CASES.c.next_due_at < limit, CASES.c.status == CaseStatus.OPEN
        ),
        sa.select(sa.func.count()).where(
            TASKS.c.notice_at < limit, TASKS.c.status == TaskStatus.OPEN
        ),
    )
    return sum(int(session.connection().execute(query).scalar_one()) for query in counts)


def mail(session: Session) -> Mail:
    """How the queue of messages stands."""
    connection, waits = session.connection(), _outbox.c.sent_at.is_(None)
    failing = sa.and_(waits, _outbox.c.attempts > 0)
    waiting, oldest = connection.execute(
        sa.select(sa.func.count(), sa.func.min(_outbox.c.queued_at)).where(waits)
    ).one()
    count = connection.execute(sa.select(sa.func.count()).where(failing)).scalar_one()
    errors = connection.execute(sa.select(_outbox.c.last_error).where(failing).distinct().limit(5))
    day = clock.now() - timedelta(days=1)
    sent = connection.execute(
        sa.select(sa.func.count()).where(_outbox.c.sent_at >= day)
    ).scalar_one()
    return Mail(int(waiting), oldest, int(count), tuple(sorted(errors.scalars())), int(sent))


def running(session: Session) -> Mapping[int, int]:
    """How many open cases stand on each version, by the version's id."""
    query = (
        sa.select(CASES.c.version_id, sa.func.count())
        .where(CASES.c.status == CaseStatus.OPEN)
        .group_by(CASES.c.version_id)
    )
    return {row[0]: int(row[1]) for row in session.connection().execute(query)}


def case(session: Session, number: int) -> Any:
    """All columns of the case with this id; the caller has seen to it that it may be known of.

    Raises NotFound if there is none.
    """
    row = session.connection().execute(sa.select(CASES).where(CASES.c.id == number)).first()
    if row is None:
        raise NotFound(case=number)
    return row
