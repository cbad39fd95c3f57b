"""Persons, the roles they hold, and who is guardian of whom.

Owns persons and role holders. Never decides what a role may do: the capabilities of a role are data
(`processes/roller.json`), and what a capability opens stands in `engine/access.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import clock
from engine.bundles import Roles
from engine.database import Base, Identity, Moment, table_of
from engine.errors import NotFound, Refused


class PersonKind(StrEnum):
    """What a person is to the school."""

    #: Employed at the school.
    STAFF = "staff"
    #: A pupil of the school.
    STUDENT = "student"
    #: A pupil's guardian.
    GUARDIAN = "guardian"
    #: Works for the school owner.
    OWNER = "owner"


class Person(Base):
    """Somebody who may sign in or be named in a case."""

    __tablename__ = "persons"
    __table_args__ = (sa.Index(None, "kind", "sort_name"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    sort_name: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[str] = mapped_column(sa.String(16))
    #: Class of a pupil, department of an employee; empty when neither is known.
    unit: Mapped[str] = mapped_column(sa.String(64), default="")
    email: Mapped[str] = mapped_column(sa.String(200), default="")
    #: "nb" or "nn": the written form this person is answered in (språklova § 15).
    language: Mapped[str] = mapped_column(sa.String(2), default="nb")
    active: Mapped[bool] = mapped_column(default=True)
    #: Date of birth, known for pupils: on the day they turn 18 their guardians' access ends.
    born: Mapped[date | None]
    #: Hour in Oslo at which the daily message comes, 0 to 23.
    digest_hour: Mapped[int] = mapped_column(default=7, server_default="7")


class RoleHolder(Base):
    """Somebody holds a role for a period, for the whole school or for one unit."""

    __tablename__ = "role_holders"
    __table_args__ = (sa.Index(None, "role", "person_id"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"), index=True)
    role: Mapped[str] = mapped_column(sa.String(64))
    unit: Mapped[str] = mapped_column(sa.String(64), default="")
    since: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)


class Guardianship(Base):
    """A guardian of a pupil, and whether that opens anything at the school."""

    __tablename__ = "guardianships"

    guardian_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"), primary_key=True)
    student_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"), primary_key=True)
    #: Off means: nothing of this pupil's is shown to this guardian.
    active: Mapped[bool] = mapped_column(default=True)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody acting now: who they are and what they hold at this moment."""

    id: int
    key: str
    name: str
    kind: str
    unit: str
    language: str
    #: Role keys held now; these are also the candidate groups whose tasks they may take.
    roles: frozenset[str]
    #: What those roles open.
    capabilities: frozenset[str]

    def can(self, capability: str) -> bool:
        """Whether any role held now gives this capability."""
        return capability in self.capabilities


#: The system acting by itself: timers, deliveries.
SYSTEM = Actor(0, "system", "Systemet", "system", "", "nb", frozenset(), frozenset())
#: Somebody who chose not to say who they are.
ANONYMOUS = Actor(
    0, "anonym", "Anonym melder", "anonymous", "", "nb", frozenset({"anonym"}), frozenset()
)

_roles = Roles.from_json("[]")


def use_roles(roles: Roles) -> None:
    """Roles mean what this vocabulary says from now on, in this process."""
    global _roles
    _roles = roles


def roles() -> Roles:
    """The vocabulary of roles in force."""
    return _roles


_persons = table_of(Person)
_holders = table_of(RoleHolder)
_ACTOR = sa.select(
    _persons.c.id,
    _persons.c.key,
    _persons.c.name,
    _persons.c.kind,
    _persons.c.unit,
    _persons.c.language,
).where(_persons.c.active)
_ACTOR_BY_ID = _ACTOR.where(_persons.c.id == sa.bindparam("person"))
_ACTOR_BY_KEY = _ACTOR.where(_persons.c.key == sa.bindparam("person"))
_HELD = sa.select(_holders.c.role).where(
    _holders.c.person_id == sa.bindparam("person"),
    _holders.c.since <= sa.bindparam("now", type_=Moment),
    sa.or_(_holders.c.until.is_(None), _holders.c.until > sa.bindparam("now", type_=Moment)),
)


def actor(session: Session, person: int | str) -> Actor:
    """The active person with this id or key, with the roles they hold now.

    Raises NotFound if there is none or the person is no longer active.
    """
    connection = session.connection()
    statement = _ACTOR_BY_KEY if isinstance(person, str) else _ACTOR_BY_ID
    row = connection.execute(statement, {"person": person}).first()
    if row is None:
        raise NotFound(person=person)
    held = connection.execute(_HELD, {"person": row.id, "now": clock.now()})
    keys = frozenset(r.role for r in held)
    return Actor(*row, keys, capabilities_of(keys))


def capabilities_of(role_keys: Iterable[str]) -> frozenset[str]:
    """What these roles open together; a role nobody has described opens nothing."""
    found = (_roles.by_key(key) for key in role_keys)
    return frozenset(c for role in found if role is not None for c in role.capabilities)


def add_person(
    session: Session,
    *,
    key: str,
    name: str,
    kind: PersonKind,
    role_keys: Iterable[str] = (),
    **more: Any,
) -> Person:
    """A new person holding these roles from now on.

    Raises Refused if the key is taken or a role is unknown.
    """
    role_keys = tuple(role_keys)
    unknown = [r for r in role_keys if _roles.by_key(r) is None]
    taken = session.scalar(sa.select(Person.id).where(Person.key == key))
    if unknown or taken:
        raise Refused(person=key, unknown_roles=unknown, taken=bool(taken))
    person = Person(key=key, name=name, kind=kind, sort_name=sort_name(name), **more)
    session.add(person)
    session.flush()
    for role in role_keys:
        grant(session, person.id, role)
    session.flush()
    return person


def sort_name(name: str) -> str:
    """Family name first, in lower case: what lists are ordered and searched by."""
    *given, family = name.casefold().split() or [""]
    return " ".join([family, *given])


def grant(session: Session, person_id: int, role: str, unit: str = "") -> RoleHolder:
    """The person holds the role from now on."""
    held = RoleHolder(person_id=person_id, role=role, unit=unit, since=clock.now())
    session.add(held)
    return held


def revoke(session: Session, person_id: int, role: str) -> None:
    """The person no longer holds the role, from this moment."""
    session.execute(
        sa.update(RoleHolder)
        .where(
            RoleHolder.person_id == person_id,
            RoleHolder.role == role,
            RoleHolder.until.is_(None),
        )
        .values(until=clock.now())
    )


def holders(session: Session, role: str) -> Sequence[Person]:
    """Active persons holding the role now, in the order of their names."""
    now = clock.now()
    return session.scalars(
        sa.select(Person)
        .join(RoleHolder, RoleHolder.person_id == Person.id)
        .where(
            RoleHolder.role == role,
            RoleHolder.since <= now,
            sa.or_(RoleHolder.until.is_(None), RoleHolder.until > now),
            Person.active,
        )
        .order_by(Person.sort_name)
        .distinct()
    ).all()


def find(session: Session, text: str, kinds: Sequence[str], limit: int = 12) -> Sequence[Person]:
    """Active persons of these kinds whose name has every word of `text`, or whose class is one."""
    words = text.casefold().replace(",", " ").replace("(", " ").replace(")", " ").split()[:6]
    if not words:
        return []
    query = sa.select(Person).where(Person.active, Person.kind.in_(kinds))
    for word in words:
        like = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        query = query.where(
            sa.or_(
                Person.sort_name.like(f"%{like}%", escape="\\"),
                sa.func.lower(Person.unit) == word,
            )
        )
    return session.scalars(query.order_by(Person.sort_name).limit(limit)).all()


def listed(
    session: Session, kinds: Sequence[str], *, after: int = 0, limit: int = 50
) -> Sequence[Person]:
    """Active persons of these kinds by family name, from after the last one shown (id)."""
    query = sa.select(Person).where(Person.active, Person.kind.in_(kinds))
    last = session.get(Person, after) if 0 < after < 1 << 62 else None
    if last is not None:
        place = sa.tuple_(Person.sort_name, Person.id)
        query = query.where(place > sa.tuple_(sa.literal(last.sort_name), sa.literal(last.id)))
    return session.scalars(query.order_by(Person.sort_name, Person.id).limit(limit)).all()


def roles_of(session: Session, ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """Keys of the roles each of these persons holds now, in the order they were given."""
    now, found = clock.now(), dict[int, list[str]]()
    rows = session.execute(
        sa.select(_holders.c.person_id, _holders.c.role)
        .where(
            _holders.c.person_id.in_(ids),
            _holders.c.since <= now,
            sa.or_(_holders.c.until.is_(None), _holders.c.until > now),
        )
        .order_by(_holders.c.id)
    )
    for row in rows:
        found.setdefault(row.person_id, []).append(row.role)
    return found


def names(session: Session, ids: Iterable[int]) -> Mapping[int, str]:
    """Name by person id, for showing; ids nobody has are left out."""
    wanted = {i for i in ids if i}
    if not wanted:
        return {}
    rows = session.execute(
        sa.select(_persons.c.id, _persons.c.name).where(_persons.c.id.in_(wanted))
    )
    return {row.id: row.name for row in rows}


def by_keys(session: Session, keys: Iterable[str]) -> Mapping[str, Person]:
    """Active persons by key; keys nobody has are left out."""
    wanted = set(keys)
    if not wanted:
        return {}
    found = session.scalars(sa.select(Person).where(Person.key.in_(wanted), Person.active))
    return {person.key: person for person in found}


_KEYS = sa.select(_persons.c.id, _persons.c.key).where(
    _persons.c.key.in_(sa.bindparam("keys", expanding=True)), _persons.c.active
)


def ids_of(connection: sa.Connection, keys: Iterable[str]) -> dict[str, int]:
    """Id by key of active persons; keys nobody has are left out."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    return {row.key: row.id for row in connection.execute(_KEYS, {"keys": wanted})}


def guardians_of(session: Session, student_id: int) -> Sequence[Person]:
    """Active guardians who may see what concerns this pupil."""
    return session.scalars(
        sa.select(Person)
        .join(Guardianship, Guardianship.guardian_id == Person.id)
        .where(Guardianship.student_id == student_id, Guardianship.active, Person.active)
        .order_by(Person.sort_name)
    ).all()


def students_of(session: Session, guardian_id: int) -> Sequence[Person]:
    """Pupils whose matters this guardian may see."""
    return session.scalars(
        sa.select(Person)
        .join(Guardianship, Guardianship.student_id == Person.id)
        .where(Guardianship.guardian_id == guardian_id, Guardianship.active, Person.active)
        .order_by(Person.sort_name)
    ).all()
