"""One case led to another.

Owns the links between cases: a report and the case it opened, and later the cases of one event.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import access, clock
from engine.access import Action
from engine.casefile import CASES
from engine.database import Base, Moment, table_of
from engine.people import Actor


class CaseLink(Base):
    """One case led to another."""

    __tablename__ = "case_links"

    from_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), primary_key=True)
    to_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(Moment)


LINKS = table_of(CaseLink)
_ADD = LINKS.insert()


def add(session: Session, from_id: int, to_id: int) -> None:
    """The first case led to the second."""
    session.connection().execute(_ADD, {"from_id": from_id, "to_id": to_id, "at": clock.now()})


def linked(session: Session, actor: Actor, case_id: int) -> Sequence[tuple[str, bool]]:
    """Codes of the cases this one led to or came from that the person may read; True if led to."""
    visible = access.cases_where(Action.READ, actor)
    onward = sa.select(CASES.c.code, sa.true()).where(
        LINKS.c.from_id == case_id, LINKS.c.to_id == CASES.c.id, visible
    )
    back = sa.select(CASES.c.code, sa.false()).where(
        LINKS.c.to_id == case_id, LINKS.c.from_id == CASES.c.id, visible
    )
    return [(row[0], bool(row[1])) for row in session.connection().execute(onward.union_all(back))]


def codes(session: Session, case_id: int) -> Sequence[str]:
    """Codes of all cases this one led to or came from, whoever asks."""
    onward = sa.select(CASES.c.code).where(LINKS.c.from_id == case_id, LINKS.c.to_id == CASES.c.id)
    back = sa.select(CASES.c.code).where(LINKS.c.to_id == case_id, LINKS.c.from_id == CASES.c.id)
    return session.connection().execute(onward.union_all(back)).scalars().all()
