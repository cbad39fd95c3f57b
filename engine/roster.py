"""Classes, and who is in them.

Owns groups and memberships. Who may do what follows from roles (`engine/people.py`), never from
being in a group. What is over is kept: a membership ends, it is not deleted.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import clock
from engine.database import Base, Identity, Moment, table_of
from engine.errors import NotFound, Refused
from engine.people import Person, PersonKind


class GroupKind(StrEnum):
    """What a group is for."""

    #: A class with contact teachers (basisgruppe).
    CLASS = "class"
    #: Pupils who have a subject together.
    TEACHING = "teaching"
    #: Employees with one leader.
    DEPARTMENT = "department"


class GroupPart(StrEnum):
    """The part somebody has in a group."""

    PUPIL = "pupil"
    CONTACT_TEACHER = "contact_teacher"
    TEACHER = "teacher"
    #: Head of the department, or of the department the class belongs to.
    LEADER = "leader"


class Group(Base):
    """A class, a teaching group or a department."""

    __tablename__ = "groups"

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[str] = mapped_column(sa.String(16))
    #: Year of upper secondary, 1 to 3; 0 when that says nothing.
    level: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


_OPEN = sa.text("until IS NULL")


class Membership(Base):
    """Somebody is in a group, with one part, for a period."""

    __tablename__ = "memberships"
    __table_args__ = (
        sa.Index(
            "uq_memberships_open",
            "group_id",
            "person_id",
            "part",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        sa.Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("groups.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"))
    part: Mapped[str] = mapped_column(sa.String(16))
    since: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)


GROUPS = table_of(Group)
MEMBERS = table_of(Membership)
_PERSONS = table_of(Person)
#: Name of each part in what expressions find about a class.
_LISTED = {
    "elever": GroupPart.PUPIL,
    "kontaktlarere": GroupPart.CONTACT_TEACHER,
    "avdelingsledere": GroupPart.LEADER,
    "faglarere": GroupPart.TEACHER,
}
_CLASSES = (
    sa.select(Group).where(GROUPS.c.kind == GroupKind.CLASS, GROUPS.c.active).order_by(GROUPS.c.key)
)


def add_group(
    session: Session,
    *,
    key: str,
    kind: GroupKind = GroupKind.CLASS,
    name: str = "",
    level: int | None = None,
) -> Group:
    """A new group, named by its key unless told otherwise. Raises Refused if the key is taken."""
    if group(session, key) is not None:
        raise Refused(group=key, taken=True)
    made = Group(
        key=key,
        name=name or key,
        kind=kind,
        level=level_of(key) if level is None else level,
        active=True,
    )
    session.add(made)
    session.flush()
    return made


def level_of(key: str) -> int:
    """The year a class key begins with, as 2 in "2STA"; 0 if it begins with none."""
    return int(key[:1]) if key[:1] in ("1", "2", "3") else 0


def group(session: Session, key: str | int) -> Group | None:
    """The group with this key or id, whether active or not; None if there is none."""
    column = GROUPS.c.key if isinstance(key, str) else GROUPS.c.id
    return session.scalar(sa.select(Group).where(column == key))


def classes(session: Session) -> Sequence[Group]:
    """Active classes, by key."""
    return session.scalars(_CLASSES).all()


def members(session: Session, group_id: int, part: str) -> Sequence[Person]:
    """Active persons with this part in the group now, by family name."""
    return session.scalars(
        sa.select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.group_id == group_id, Membership.part == part, _now(), Person.active)
        .order_by(Person.sort_name, Person.id)
    ).all()


def classes_of(session: Session, person_id: int, parts: Sequence[str]) -> Sequence[Group]:
    """Active classes where the person has one of these parts now, by key."""
    mine = sa.select(MEMBERS.c.group_id).where(
        MEMBERS.c.person_id == person_id, MEMBERS.c.part.in_(parts), _now()
    )
    return session.scalars(_CLASSES.where(GROUPS.c.id.in_(mine))).all()


def put(session: Session, person_id: int, group_id: int, part: str) -> Membership:
    """The person has this part in the group from now on; nothing changes if they have it."""
    found = session.scalar(
        sa.select(Membership).where(
            Membership.person_id == person_id,
            Membership.group_id == group_id,
            Membership.part == part,
            Membership.until.is_(None),
        )
    )
    if found is not None:
        return found
    made = Membership(
        group_id=group_id, person_id=person_id, part=GroupPart(part), since=clock.now(), until=None
    )
    session.add(made)
    session.flush()
    return made


def take_out(session: Session, person_id: int, group_id: int, part: str) -> None:
    """The person no longer has this part in the group, from this moment."""
    session.execute(
        sa.update(Membership)
        .where(
            Membership.person_id == person_id,
            Membership.group_id == group_id,
            Membership.part == part,
            Membership.until.is_(None),
        )
        .values(until=clock.now())
    )


def context(session: Session, group: Group | None) -> dict[str, Any]:
    """What expressions may find about the school, and about the class if one is named: keys only.

    Raises NotFound if the group is no class.
    """
    staff = sa.select(_PERSONS.c.key).where(_PERSONS.c.kind == PersonKind.STAFF, _PERSONS.c.active)
    school = {
        "klasser": [one.key for one in classes(session)],
        "ansatte": sorted(session.execute(staff).scalars()),
    }
    if group is None:
        return {"skole": school}
    if group.kind != GroupKind.CLASS:
        raise NotFound(group=group.key)
    rows = session.execute(
        sa.select(MEMBERS.c.part, _PERSONS.c.key)
        .join(_PERSONS, _PERSONS.c.id == MEMBERS.c.person_id)
        .where(MEMBERS.c.group_id == group.id, _now(), _PERSONS.c.active)
        .order_by(_PERSONS.c.sort_name, _PERSONS.c.id)
    ).all()
    listed = {name: [r.key for r in rows if r.part == part] for name, part in _LISTED.items()}
    told = {"key": group.key, "navn": group.name, "trinn": group.level}
    return {"skole": school, "klasse": told | listed}


def _now() -> sa.ColumnElement[bool]:
    now = clock.now()
    return sa.and_(MEMBERS.c.since <= now, sa.or_(MEMBERS.c.until.is_(None), MEMBERS.c.until > now))
