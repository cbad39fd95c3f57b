"""What stopped a case, in facts a page can put into words.

Owns incidents. An incident never holds what anybody answered: only the step, the rule of the
diagram that failed, and why. Trying again stands in `engine/recovery.py`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import access, advance, clock
from engine.access import Action
from engine.audit import Kind
from engine.casefile import CASES
from engine.database import Base, Identity, Moment
from engine.errors import NotFound
from engine.people import SYSTEM, Actor

#: Minutes before a timer that failed is tried again; the last one repeats.
RETRY_MINUTES = (5, 30, 240, 1440)


class Incident(Base):
    """Something in the diagram stands in the way of one case."""

    __tablename__ = "incidents"
    __table_args__ = (
        sa.Index(None, "case_id"),
        sa.Index(
            "ix_incidents_open",
            "opened_at",
            sqlite_where=sa.text("resolved_at IS NULL"),
            postgresql_where=sa.text("resolved_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    #: The task whose answers are stored and wait; none when a timer failed.
    task_id: Mapped[str | None] = mapped_column(sa.String(32))
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("process_versions.id"))
    element: Mapped[str] = mapped_column(sa.String(80))
    #: Which rule of the element failed: "condition", "timer", "dueDate", "script", …
    property: Mapped[str] = mapped_column(sa.String(40))
    #: The text of that rule, as drawn; never a value from the case.
    expression: Mapped[str] = mapped_column(sa.Text)
    #: Why, as a stable key.
    reason: Mapped[str] = mapped_column(sa.String(60))
    tries: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    resolved_at: Mapped[datetime | None] = mapped_column(Moment)
    resolved_by: Mapped[int | None] = mapped_column(sa.BigInteger)


def open_held(session: Session, row: Any, error: Any, actor: Actor) -> int:
    """A task's answers are stored, but its case could not go on. Returns the incident's number."""
    return _open(session, row.id, row.version_id, row.task_id, error, actor)


def open_timer(session: Session, row: Any, error: Any) -> int:
    """A timer of a case could not fire; it is tried again later and later."""
    standing = session.scalar(
        sa.select(Incident).where(
            Incident.case_id == row.id, Incident.task_id.is_(None), Incident.resolved_at.is_(None)
        )
    )
    if standing is None:
        number = _open(session, row.id, row.version_id, None, error, SYSTEM)
        tries = 1
    else:
        standing.tries += 1
        number, tries = standing.id, standing.tries
    wait = RETRY_MINUTES[min(tries, len(RETRY_MINUTES)) - 1]
    session.flush()
    session.connection().execute(
        CASES.update()
        .where(CASES.c.id == row.id)
        .values(next_due_at=clock.now() + timedelta(minutes=wait))
    )
    return number


def _open(
    session: Session, case_id: int, version_id: int, task_id: str | None, error: Any, actor: Actor
) -> int:
    incident = Incident(
        case_id=case_id,
        task_id=task_id,
        version_id=version_id,
        element=str(getattr(error, "element", "") or "")[:80],
        property=str(getattr(error, "property", "") or "state")[:40],
        expression=str(getattr(error, "expression", "") or ""),
        reason=str(getattr(error, "reason", "") or type(error).__name__)[:60],
        tries=1,
        opened_at=clock.now(),
    )
    session.add(incident)
    session.flush()
    advance.note(
        session,
        case_id,
        Kind.INCIDENT_OPENED,
        actor,
        incident=incident.id,
        element=incident.element,
        rule=incident.property,
        reason=incident.reason,
        task=task_id,
    )
    return incident.id


def standing(session: Session, actor: Actor) -> Sequence[tuple[Incident, str]]:
    """Unresolved incidents this person may know of, with the code of their case, oldest first."""
    known_through = (Action.OPERATE, Action.MEND, Action.MANAGE)
    visible = sa.or_(*(access.cases_where(action, actor) for action in known_through))
    rows = session.execute(
        sa.select(Incident, CASES.c.code)
        .join(CASES, CASES.c.id == Incident.case_id)
        .where(Incident.resolved_at.is_(None), visible)
        .order_by(Incident.opened_at)
    )
    return [(row[0], row[1]) for row in rows]


def of_case(session: Session, case_id: int) -> Sequence[Incident]:
    """Unresolved incidents of a case, oldest first."""
    return session.scalars(
        sa.select(Incident)
        .where(Incident.case_id == case_id, Incident.resolved_at.is_(None))
        .order_by(Incident.id)
    ).all()


def visible(session: Session, number: int, actor: Actor) -> Incident:
    """An unresolved incident this person may try again. Raises NotFound if there is none."""
    for incident, _ in standing(session, actor):
        if incident.id == number:
            return incident
    raise NotFound(incident=number)


def resolve(session: Session, incident: Incident, actor: Actor) -> None:
    """The incident no longer stands in the way; the trail says so."""
    incident.resolved_at, incident.resolved_by = clock.now(), actor.id
    session.flush()
    advance.note(
        session,
        incident.case_id,
        Kind.INCIDENT_RESOLVED,
        actor,
        incident=incident.id,
        element=incident.element,
        task=incident.task_id,
    )
