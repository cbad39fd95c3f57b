"""What people say to each other about a case, outside any form.

Owns comments. A comment is part of the case: sealed with its key, never changed, read by whoever
may read the case.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import access, advance, casefile, clock, outbox, people
from engine.access import Action
from engine.audit import Kind
from engine.database import Base, Identity, Moment, new_id, table_of
from engine.errors import NotAllowed, Refused
from engine.people import Actor

#: Characters in one comment.
LONGEST = 4000
_MENTION = re.compile(r"(?<![\w@])@([\w.-]{2,64})")


class Comment(Base):
    """One comment."""

    __tablename__ = "comments"
    __table_args__ = (sa.Index(None, "case_id", "id"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    task_id: Mapped[str | None] = mapped_column(sa.String(32))
    text: Mapped[bytes] = mapped_column(sa.LargeBinary)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int] = mapped_column(sa.BigInteger)


_comments = table_of(Comment)


@dataclass(frozen=True, slots=True)
class Said:
    """A comment read back."""

    id: int
    task_id: str | None
    text: str
    at: datetime
    by: int


def add(session: Session, case: Any, actor: Actor, text: str, task_id: str | None = None) -> None:
    """The comment stands in the case; whoever is mentioned by key (@kari) is told there is one.

    Mentioning somebody does not open the case to them: those who may not read it get no message.
    The caller has seen to it that `actor` may comment. Raises Refused if the text is empty or too
    long, NotAllowed if somebody mentioned may not read the case.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise Refused(comment=len(text), longest=LONGEST)
    mentioned = people.by_keys(session, [key.rstrip(".") for key in _MENTION.findall(text)])
    readers = [people.actor(session, person.id) for person in mentioned.values()]
    blind = [r.name for r in readers if not access.may(session, r, Action.READ, case.id)]
    if blind:
        raise NotAllowed(mentioned=blind)
    number = new_id()
    session.connection().execute(
        _comments.insert(),
        {
            "id": number,
            "case_id": case.id,
            "task_id": task_id,
            "text": casefile.seal_of(case).seal(f"comment/{number}", text.encode()),
            "at": clock.now(),
            "by": actor.id,
        },
    )
    told = [r.id for r in readers if r.id != actor.id]
    outbox.gather(session, told, "mentioned", f"/saker/{case.code}")
    advance.note(
        session,
        case.id,
        Kind.COMMENT_ADDED,
        actor,
        comment=str(number),
        task=task_id,
        mentioned=told,
    )


def of_case(session: Session, case: Any) -> Sequence[Said]:
    """Every comment in a case, oldest first."""
    seal = casefile.seal_of(case)
    rows = session.connection().execute(
        sa.select(_comments).where(_comments.c.case_id == case.id).order_by(_comments.c.id)
    )
    return [
        Said(r.id, r.task_id, seal.open(f"comment/{r.id}", r.text).decode(), r.at, r.by)
        for r in rows
    ]
