"""Saved views of the inbox: a filter with a name, one's own or shared with a role.

Owns saved views. A view is only a filter; what it shows is decided for whoever looks.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.database import Base, Identity
from engine.errors import NotFound, Refused
from engine.people import Actor

#: Views one person may keep.
MOST = 30


class SavedView(Base):
    """One saved view."""

    __tablename__ = "saved_views"

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"), index=True)
    #: Role whose holders see it too; empty for the owner alone.
    role: Mapped[str] = mapped_column(sa.String(64), default="", index=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    #: The list's query string, as the page writes it.
    query: Mapped[str] = mapped_column(sa.String(400))


def for_actor(session: Session, actor: Actor) -> Sequence[SavedView]:
    """Views this person saved or shares, by name."""
    return session.scalars(
        sa.select(SavedView)
        .where(sa.or_(SavedView.owner_id == actor.id, SavedView.role.in_(sorted(actor.roles))))
        .order_by(SavedView.name, SavedView.id)
    ).all()


def save(session: Session, actor: Actor, name: str, query: str, role: str = "") -> SavedView:
    """The view is kept, for oneself or for a role one holds.

    Raises Refused if the name is empty, the role is not held, or there are too many.
    """
    name = name.strip()[:60]
    own = session.scalar(
        sa.select(sa.func.count()).select_from(SavedView).where(SavedView.owner_id == actor.id)
    )
    if not name or (role and role not in actor.roles) or (own or 0) >= MOST or len(query) > 400:
        raise Refused(view=name, role=role)
    view = SavedView(owner_id=actor.id, role=role, name=name, query=query)
    session.add(view)
    session.flush()
    return view


def remove(session: Session, actor: Actor, number: int) -> None:
    """The view is gone. Only whoever saved it may; raises NotFound for others."""
    view = session.get(SavedView, number)
    if view is None or view.owner_id != actor.id:
        raise NotFound(view=number)
    session.delete(view)
    session.flush()
