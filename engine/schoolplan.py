"""The school's own plan, row by row, in the words the school has chosen.

Owns the wordings the school has given rows of its handlingsplan. A wording is never changed, only
followed by another, so the plan can be read as it stood on any day. Which rows there are, and their
first words, is delivered data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import audit, clock
from engine.database import Base, Identity, Moment
from engine.errors import Refused, Stale
from engine.people import Actor

#: What a row says: what, when, how and by whom.
COLUMNS = ("hva", "nar", "hvordan", "ansvar")
#: Characters in one cell of the plan.
LONGEST = 1000


class PlanWording(Base):
    """What one row of the plan says from a moment on, in both written forms."""

    __tablename__ = "plan_wordings"
    __table_args__ = (sa.UniqueConstraint("row", "number"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    #: Id of the row, such as "F4".
    row: Mapped[str] = mapped_column(sa.String(8))
    #: 1 for the first change of what was delivered.
    number: Mapped[int]
    #: {"nb": {column: text}, "nn": {column: text}}
    words: Mapped[bytes] = mapped_column(sa.LargeBinary)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"))
    why: Mapped[str] = mapped_column(sa.Text)


@dataclass(frozen=True, slots=True)
class Wording:
    """A row as somebody at the school has put it."""

    row: str
    #: 0 for the delivered words.
    number: int
    #: Text by column, by written form.
    words: Mapping[str, Mapping[str, str]]
    at: datetime
    by: int
    why: str


def _read(stored: PlanWording) -> Wording:
    words = orjson.loads(stored.words)
    return Wording(stored.row, stored.number, words, stored.at, stored.by, stored.why)


def wordings(session: Session) -> Mapping[str, Wording]:
    """The newest wording of every row the school has put in its own words, by row id."""
    newest = sa.select(sa.func.max(PlanWording.id)).group_by(PlanWording.row)
    found = session.scalars(sa.select(PlanWording).where(PlanWording.id.in_(newest)))
    return {stored.row: _read(stored) for stored in found}


def history(session: Session, row: str) -> Sequence[Wording]:
    """Every wording of one row, newest first, without the delivered one."""
    asked = sa.select(PlanWording).where(PlanWording.row == row)
    return [_read(stored) for stored in session.scalars(asked.order_by(PlanWording.number.desc()))]


def reword(
    session: Session,
    row: str,
    words: Mapping[str, Mapping[str, str]],
    by: Actor,
    why: str,
    *,
    seen: int,
) -> Wording:
    """The row says this from now on.

    Raises Refused if a text is missing or too long in either written form, Stale if the row is no
    longer at number `seen`.
    """
    kept = {
        lang: {column: str(words.get(lang, {}).get(column, "")).strip() for column in COLUMNS}
        for lang in ("nb", "nn")
    }
    faults = [
        f"{lang}.{column}"
        for lang, texts in kept.items()
        for column, text in texts.items()
        if not text or len(text) > LONGEST
    ]
    if faults:
        raise Refused(row=row, fields=faults)
    last = session.scalar(sa.select(sa.func.max(PlanWording.number)).where(PlanWording.row == row))
    if (last or 0) != seen:
        raise Stale(row=row, number=last or 0)
    made = PlanWording(
        row=row,
        number=seen + 1,
        words=orjson.dumps(kept),
        at=clock.now(),
        by=by.id,
        why=why.strip()[:2000],
    )
    session.add(made)
    session.flush()
    audit.record(session, audit.Kind.PLAN_REWORDED, by, row=row, number=made.number, note=made.why)
    return _read(made)
