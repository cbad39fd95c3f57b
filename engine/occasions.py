"""What the year wheel has planned: on which day a process starts by itself, and for whom.

Owns the table of occasions and reading it. When they fall, and starting them, stands in
`engine/yearwheel.py`.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.database import Base, Identity, Moment, table_of
from engine.errors import NotFound

#: The occasion is nobody's in particular: one case for the school.
NO_GROUP = 0


class OccasionStatus(StrEnum):
    """Where an occasion stands."""

    PLANNED = "planned"
    #: Its case was opened, once and for all.
    STARTED = "started"
    #: Its day was over before it could be planned: the process or the class was not there yet.
    PASSED = "passed"
    #: The calendar, the process or the class no longer has it.
    DROPPED = "dropped"


class Occasion(Base):
    """One time in one school year that a process starts, for the school or for one class."""

    __tablename__ = "occasions"
    __table_args__ = (
        sa.UniqueConstraint("process", "year", "number", "group_id"),
        sa.Index(None, "year", "planned_at"),
        sa.Index(
            "ix_occasions_due",
            "due_at",
            sqlite_where=sa.text("status = 'planned'"),
            postgresql_where=sa.text("status = 'planned'"),
        ),
        sa.Index(None, "case_id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    process: Mapped[str] = mapped_column(sa.String(64))
    #: As the school says it, "2026/27".
    year: Mapped[str] = mapped_column(sa.String(16))
    #: Of the times in this year, from 1.
    number: Mapped[int]
    #: The class it is for; 0 when it is for the school.
    group_id: Mapped[int] = mapped_column(sa.BigInteger)
    #: The day, and 06.00 in Oslo when the drawing gives no time of day.
    planned_at: Mapped[datetime] = mapped_column(Moment)
    #: When it is to be started: the planned moment, or later after a try that failed.
    due_at: Mapped[datetime] = mapped_column(Moment)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    case_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    status: Mapped[str] = mapped_column(sa.String(12))
    #: Somebody has postponed it: a changed calendar no longer moves it.
    postponed: Mapped[bool] = mapped_column(default=False)
    #: Tries that failed, and which rule of which step stood in the way last, as stable keys.
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str] = mapped_column(sa.String(200), default="")


OCCASIONS = table_of(Occasion)
_DUE = (
    sa.select(Occasion)
    .where(
        OCCASIONS.c.status == OccasionStatus.PLANNED,
        OCCASIONS.c.due_at <= sa.bindparam("now", type_=Moment),
    )
    .order_by(OCCASIONS.c.due_at, OCCASIONS.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_FIRST_DUE = sa.select(sa.func.min(OCCASIONS.c.due_at)).where(
    OCCASIONS.c.status == OccasionStatus.PLANNED
)


def of_year(
    session: Session,
    year: str,
    *,
    processes: Collection[str] = (),
    groups: Collection[int] | None = None,
    status: Collection[str] = (),
) -> Sequence[Occasion]:
    """Occasions of a school year by their day; only of some processes, groups or states if named.

    What is for the school is for every group.
    """
    query = sa.select(Occasion).where(Occasion.year == year)
    if processes:
        query = query.where(Occasion.process.in_(processes))
    if groups is not None:
        query = query.where(Occasion.group_id.in_([NO_GROUP, *groups]))
    if status:
        query = query.where(Occasion.status.in_(status))
    return session.scalars(query.order_by(Occasion.planned_at, Occasion.process, Occasion.id)).all()


def one(session: Session, number: int, *, lock: bool = False) -> Occasion:
    """One occasion, held against everybody else if asked for. Raises NotFound."""
    query = sa.select(Occasion).where(Occasion.id == number)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None:
        raise NotFound(occasion=number)
    return found


def due(session: Session, now: datetime) -> Occasion | None:
    """The occasion that has been due longest, held against every other worker; None if none is."""
    return session.scalar(_DUE, {"now": now}, execution_options={"populate_existing": True})


def first_due(session: Session) -> datetime | None:
    """When the next occasion is to be started; None if none is planned."""
    found: datetime | None = session.scalar(_FIRST_DUE)
    return found


def of_case(session: Session, case_id: int) -> Occasion | None:
    """The occasion that opened the case; None if somebody did."""
    return session.scalar(sa.select(Occasion).where(Occasion.case_id == case_id))


def stopped(session: Session) -> Sequence[Occasion]:
    """Planned occasions that could not be started when they were tried, the oldest first."""
    query = sa.select(Occasion).where(Occasion.status == OccasionStatus.PLANNED, Occasion.tries > 0)
    return session.scalars(query.order_by(Occasion.planned_at, Occasion.id)).all()
