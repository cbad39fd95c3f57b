"""People as a file tells of them, in force: all of it or nothing, with a line for each.

Owns the writing. Nobody is ever deleted: who has left is made inactive, and only when asked for.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import audit, clock, roster
from engine.audit import Kind
from engine.enrolled import GUARDIANSHIPS, HOLDERS, PERSONS
from engine.enrolment import EVERYBODY, Change, Findings, examine
from engine.errors import Refused
from engine.people import Actor
from engine.roster import GROUPS, MEMBERS, GroupKind

#: Ids in one statement; both databases take more, neither takes any number.
_AT_ONCE = 500
_NEW = {"unit": "", "email": "", "language": "nb", "born": None, "digest_hour": 7}
_TAKE_OUT = (
    MEMBERS.update()
    .where(
        MEMBERS.c.person_id == sa.bindparam("person"),
        MEMBERS.c.group_id == sa.bindparam("group"),
        MEMBERS.c.part == sa.bindparam("had"),
        MEMBERS.c.until.is_(None),
    )
    .values(until=sa.bindparam("now", type_=MEMBERS.c.until.type))
)
_REVOKE = (
    HOLDERS.update()
    .where(
        HOLDERS.c.person_id == sa.bindparam("person"),
        HOLDERS.c.role == sa.bindparam("had"),
        HOLDERS.c.until.is_(None),
    )
    .values(until=sa.bindparam("now", type_=HOLDERS.c.until.type))
)


class FileRefused(Refused):
    """There is something wrong with the file of people."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(faults=len(findings.faults))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Done:
    """What was done."""

    new: int
    changed: int
    left: int


def carry_out(session: Session, data: bytes, by: Actor, *, end_missing: bool = False) -> Done:
    """Everybody is as the file says; those it does not have have left, if asked for.

    The file is looked over again first. Raises FileRefused, with nothing written, if anything is
    wrong with it.
    """
    found = examine(session, data, by)
    if found.faults:
        raise FileRefused(found)
    connection = session.connection()
    groups = _open_classes(connection, found)
    ids = _store(connection, found)
    _move(connection, found, ids, groups)
    _pair(connection, found, ids)
    left = [one.id for one in found.gone] if end_missing else []
    if left:
        _end(connection, left)
        _close_classes(connection)
    done = Done(len(found.new), len(found.changed), len(left))
    summary = {"new": done.new, "changed": done.changed, "left": done.left}
    digest = hashlib.sha256(data).hexdigest()
    events = [(Kind.PEOPLE_IMPORTED, {**summary, "digest": digest}), *_lines(found, ids, left)]
    audit.record_all(session, by, events)
    return done


def _open_classes(connection: sa.Connection, found: Findings) -> dict[str, int]:
    """Every class named in the file is there and in use; returns ids by key."""
    again = GROUPS.update().where(GROUPS.c.key.in_(found.classes)).values(active=True)
    connection.execute(again)
    known = set(connection.execute(sa.select(GROUPS.c.key)).scalars())
    fresh = [key for key in found.classes if key not in known]
    if fresh:
        level, kind = roster.level_of, str(GroupKind.CLASS)
        rows = [
            {"key": key, "name": key, "kind": kind, "level": level(key), "active": True}
            for key in fresh
        ]
        connection.execute(GROUPS.insert(), rows)
    return {row.key: row.id for row in connection.execute(sa.select(GROUPS.c.key, GROUPS.c.id))}


def _store(connection: sa.Connection, found: Findings) -> dict[str, int]:
    """New persons and new values are in the table; returns ids by key."""
    fresh = [
        {"key": one.row.key, "kind": str(one.row.kind), **_NEW, **one.values} for one in found.new
    ]
    if fresh:
        connection.execute(PERSONS.insert(), fresh)
    for one in found.changed:
        if one.values:
            connection.execute(PERSONS.update().where(PERSONS.c.id == one.id).values(**one.values))
    return {row.key: row.id for row in connection.execute(sa.select(PERSONS.c.key, PERSONS.c.id))}


def _move(
    connection: sa.Connection, found: Findings, ids: Mapping[str, int], groups: Mapping[str, int]
) -> None:
    """Roles and places in classes are as the file has them."""
    now = clock.now()

    def each(name: str) -> Iterator[tuple[int, Any]]:
        return ((ids[c.row.key], value) for c in found.changes for value in getattr(c, name))

    begun = {"since": now, "until": None}
    _run(
        connection,
        HOLDERS.insert(),
        [{"person_id": p, "role": role, "unit": "", **begun} for p, role in each("grants")],
    )
    revoked = [{"person": p, "had": role, "now": now} for p, role in each("revokes")]
    _run(connection, _REVOKE, revoked)
    taken = [
        {"person": p, "group": groups[key], "had": part, "now": now}
        for p, (key, part) in each("takes")
    ]
    _run(connection, _TAKE_OUT, taken)
    put = [
        {"person_id": p, "group_id": groups[key], "part": part, **begun}
        for p, (key, part) in each("puts")
    ]
    _run(connection, MEMBERS.insert(), put)


def _run(connection: sa.Connection, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(statement, rows)


def _pair(connection: sa.Connection, found: Findings, ids: Mapping[str, int]) -> None:
    """Guardians have the pupils the file gives them."""
    for guardian, pupil in found.ended:
        mine = GUARDIANSHIPS.c.guardian_id == ids[guardian]
        gone = GUARDIANSHIPS.delete().where(mine, GUARDIANSHIPS.c.student_id == ids[pupil])
        connection.execute(gone)
    rows = [
        {"guardian_id": ids[guardian], "student_id": ids[pupil], "active": True}
        for guardian, pupil in found.guardians
    ]
    _run(connection, GUARDIANSHIPS.insert(), rows)


def _end(connection: sa.Connection, persons: Sequence[int]) -> None:
    """These have left: they can do nothing, hold no role and are in no class from now on."""
    now = clock.now()
    for at in range(0, len(persons), _AT_ONCE):
        some = persons[at : at + _AT_ONCE]
        connection.execute(PERSONS.update().where(PERSONS.c.id.in_(some)).values(active=False))
        for table in (HOLDERS, MEMBERS):
            still = table.c.person_id.in_(some) & table.c.until.is_(None)
            connection.execute(table.update().where(still).values(until=now))


def _close_classes(connection: sa.Connection) -> None:
    """A class without pupils is no longer in use."""
    full = sa.select(MEMBERS.c.group_id).where(
        MEMBERS.c.part == roster.GroupPart.PUPIL, MEMBERS.c.until.is_(None)
    )
    empty = (GROUPS.c.kind == GroupKind.CLASS) & GROUPS.c.id.not_in(full)
    connection.execute(GROUPS.update().where(empty).values(active=False))


def _lines(
    found: Findings, ids: Mapping[str, int], left: Sequence[int]
) -> Iterator[tuple[Kind, dict[str, Any]]]:
    """What the trail says of each person."""
    for change in found.changes:
        person = ids[change.row.key]
        if change.id is None:
            yield Kind.PERSON_ADDED, {"person": person}
        elif not change.empty:
            yield Kind.PERSON_CHANGED, {"person": person, "what": _what(change)}
        for role in change.grants:
            if change.id is not None or role != EVERYBODY[change.row.kind]:
                yield Kind.ROLE_GRANTED, {"person": person, "role": role}
        for role in change.revokes:
            yield Kind.ROLE_REVOKED, {"person": person, "role": role}
    for guardian, pupil in found.guardians:
        yield Kind.PERSON_CHANGED, {"person": ids[guardian], "what": ["pupils"], "to": ids[pupil]}
    for guardian, pupil in found.ended:
        facts = {"person": ids[guardian], "what": ["pupils_ended"], "to": ids[pupil]}
        yield Kind.PERSON_CHANGED, facts
    for person in left:
        yield Kind.PERSON_LEFT, {"person": person}


def _what(change: Change) -> list[str]:
    """Which things differ, by name and never by value."""
    classes = ["classes"] if change.puts or change.takes else []
    return sorted(set(change.values) - {"sort_name"}) + classes
