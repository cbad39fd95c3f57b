"""Everybody as they are now, read at once: what a file of people is compared with."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock
from engine.database import table_of
from engine.people import Guardianship, Person, RoleHolder
from engine.roster import GROUPS, MEMBERS, GroupKind

PERSONS, HOLDERS = table_of(Person), table_of(RoleHolder)
GUARDIANSHIPS = table_of(Guardianship)


@dataclass(slots=True)
class Known:
    """Persons and groups by key, and what belongs to each by person id."""

    persons: dict[str, Any]
    roles: dict[int, set[str]]
    parts: dict[int, set[tuple[str, str]]]
    groups: dict[str, Any]
    #: On and off, by (guardian key, pupil key).
    guardians: dict[tuple[str, str], bool]


def everybody(session: Session) -> Known:
    """All there is to compare with."""
    connection, now = session.connection(), clock.now()
    persons = {row.key: row for row in connection.execute(sa.select(PERSONS))}
    roles: dict[int, set[str]] = defaultdict(set)
    held = sa.select(HOLDERS.c.person_id, HOLDERS.c.role).where(
        HOLDERS.c.since <= now, sa.or_(HOLDERS.c.until.is_(None), HOLDERS.c.until > now)
    )
    for person_id, role in connection.execute(held):
        roles[person_id].add(role)
    parts: dict[int, set[tuple[str, str]]] = defaultdict(set)
    inside = (
        sa.select(MEMBERS.c.person_id, GROUPS.c.key, MEMBERS.c.part)
        .join(GROUPS, GROUPS.c.id == MEMBERS.c.group_id)
        .where(MEMBERS.c.until.is_(None), GROUPS.c.kind == GroupKind.CLASS)
    )
    for person_id, key, part in connection.execute(inside):
        parts[person_id].add((key, part))
    groups = {row.key: row for row in connection.execute(sa.select(GROUPS))}
    keys = {row.id: key for key, row in persons.items()}
    pairs = connection.execute(sa.select(GUARDIANSHIPS)).all()
    guardians = {(keys[p.guardian_id], keys[p.student_id]): p.active for p in pairs}
    return Known(persons, roles, parts, groups, guardians)
