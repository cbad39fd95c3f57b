"""Half-filled forms, kept on the server for the one who typed them.

Owns drafts: what was typed, exactly as typed, by task and person, sealed with the case's key. Never
part of the case: a draft is nobody else's business and is gone when the task closes.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import casefile, clock
from engine.database import Base, Moment, table_of
from engine.errors import Stale


class Draft(Base):
    """What one person has typed in one task's form."""

    __tablename__ = "drafts"

    task_id: Mapped[str] = mapped_column(sa.ForeignKey("tasks.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("persons.id"), primary_key=True, index=True
    )
    #: Counts savings, so that a second window of the same person is noticed.
    counter: Mapped[int]
    #: The version whose form was being filled in.
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("process_versions.id"))
    #: Field names and texts in order, sealed.
    pairs: Mapped[bytes] = mapped_column(sa.LargeBinary)
    saved_at: Mapped[datetime] = mapped_column(Moment)


DRAFTS = table_of(Draft)


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft read back."""

    pairs: list[tuple[str, str]]
    counter: int
    saved_at: datetime


def _column(task_id: str, person_id: int) -> str:
    return f"draft/{task_id}/{person_id}"


def saved(session: Session, case: Any, task_id: str, person_id: int) -> Saved | None:
    """What this person has typed in this task; None if nothing is kept."""
    query = sa.select(DRAFTS).where(DRAFTS.c.task_id == task_id, DRAFTS.c.person_id == person_id)
    row = session.connection().execute(query).first()
    if row is None:
        return None
    pairs = casefile.seal_of(case).open_json(_column(task_id, person_id), row.pairs)
    return Saved([(name, value) for name, value in pairs], row.counter, row.saved_at)


def save(
    session: Session,
    case: Any,
    task_id: str,
    person_id: int,
    pairs: list[tuple[str, str]],
    seen: int | None = None,
) -> int:
    """The draft is kept as typed; returns its new count.

    Raises Stale with the count that stands if another window saved since `seen`.
    """
    connection = session.connection()
    mine = sa.and_(DRAFTS.c.task_id == task_id, DRAFTS.c.person_id == person_id)
    stands = connection.execute(sa.select(DRAFTS.c.counter).where(mine)).scalar()
    if stands is not None and seen is not None and seen != stands:
        raise Stale(draft=task_id, counter=stands)
    values = {
        "counter": (stands or 0) + 1,
        "version_id": case.version_id,
        "pairs": casefile.seal_of(case).seal_json(_column(task_id, person_id), pairs),
        "saved_at": clock.now(),
    }
    if stands is None:
        row = {"task_id": task_id, "person_id": person_id, **values}
        connection.execute(DRAFTS.insert(), row)
    else:
        connection.execute(DRAFTS.update().where(mine).values(**values))
    return int(values["counter"])


def with_drafts(session: Session, person_id: int, task_ids: list[str]) -> set[str]:
    """Those of the tasks this person has a draft in."""
    if not task_ids:
        return set()
    query = sa.select(DRAFTS.c.task_id).where(
        DRAFTS.c.person_id == person_id, DRAFTS.c.task_id.in_(task_ids)
    )
    return set(session.connection().execute(query).scalars())
