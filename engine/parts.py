"""Who has which part in a case, and what follows from it.

Owns the giving of parts. A part is given by answers (fields marked `x-part`) or by work done,
stands in the trail once, and is found by the diagram's expressions.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock, people
from engine.advance import Live
from engine.audit import Kind
from engine.bundles import Form
from engine.casefile import CASES, PARTICIPANTS, Part, Realm
from engine.database import table_of
from engine.people import Actor, Person

#: Name under which expressions find who has which part: {part: [person key, …]}.
PARTS = "parts"
#: Name under which expressions find how many cases of this kind the same pupils had before:
#: `tidligere.antall`, and `tidligere.siste_aar` for those of the last twelve months.
EARLIER = "tidligere"

_persons = table_of(Person)
_PART_KEYS = (
    sa.select(PARTICIPANTS.c.part, PARTICIPANTS.c.person_id, _persons.c.key)
    .join(_persons, _persons.c.id == PARTICIPANTS.c.person_id)
    .where(PARTICIPANTS.c.case_id == sa.bindparam("case"))
    .order_by(PARTICIPANTS.c.since, _persons.c.key)
)


def give(
    session: Session, live: Live, named: Iterable[tuple[str, str | int]], actor: Actor
) -> None:
    """Each named person (key or id) has the part from now on; the trail says so once.

    Expressions find the parts under `parts` from the next step on. Guardians of the pupils a case
    is about are found there too without being participants: what opens a case to them is the
    guardianship itself.
    """
    connection, named = session.connection(), list(named)
    if live.parts is None:
        rows = connection.execute(_PART_KEYS, {"case": live.case_id}) if live.revision else ()
        live.parts = {(row.part, row.person_id): row.key for row in rows}
    ids = people.ids_of(connection, [who for _, who in named if isinstance(who, str)])
    keys = {number: key for key, number in ids.items()}
    now = clock.now()
    for part, who in named:
        person_id = ids.get(who) if isinstance(who, str) else who
        if not person_id or (part, person_id) in live.parts:
            continue
        live.parts[(part, person_id)] = keys.get(person_id, "")
        live.new_parts.append(
            {"case_id": live.case_id, "person_id": person_id, "part": part, "since": now}
        )
        live.chain.add(Kind.PART_TAKEN, actor, part=part, person=person_id)
        if part == Part.ACCUSED and live.realm == Realm.SCHOOL:
            _shield_from_leader(session, live, person_id, actor)
    if PARTS in live.definition.reads:
        live.document = {**live.document, PARTS: _parts_for_expressions(session, live.parts)}


def _shield_from_leader(session: Session, live: Live, person_id: int, actor: Actor) -> None:
    """A case against somebody in the leadership is the owner's from the moment it is known.

    Source: opplæringslova § 12-5 second paragraph.
    """
    if people.actor(session, person_id).can("in_leadership"):
        live.realm = Realm.OWNER
        live.chain.add(Kind.CASE_SHIELDED, actor, realm=live.realm, element=None)


def _parts_for_expressions(
    session: Session, held: Mapping[tuple[str, int], str]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {str(part): [] for part in Part}
    for (part, person_id), key in held.items():
        if key:
            found[part].append(key)
        if part == Part.AFFECTED:
            found[Part.GUARDIAN] += [g.key for g in people.guardians_of(session, person_id)]
    return found


def tell_of_earlier(session: Session, live: Live, process: str) -> None:
    """A new case knows how often its process has run for a pupil it is about.

    Only where some expression asks. Source: opplæringslova § 13-5 (repeated interventions).
    """
    if EARLIER not in live.definition.reads:
        return
    about = [person for part, person in live.parts or () if part == Part.AFFECTED]
    same = (
        sa.select(CASES.c.opened_at)
        .join(PARTICIPANTS, PARTICIPANTS.c.case_id == CASES.c.id)
        .where(
            CASES.c.process == process,
            PARTICIPANTS.c.part == Part.AFFECTED,
            PARTICIPANTS.c.person_id.in_(about),
        )
        .distinct()
    )
    opened = [row.opened_at for row in session.connection().execute(same)]
    last_year = clock.now() - timedelta(days=365)
    live.document = {
        **live.document,
        EARLIER: {"antall": len(opened), "siste_aar": sum(at > last_year for at in opened)},
    }


def named_in(form: Form, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Who the answers name in fields that give a part: (part, person key)."""
    return [
        (part, key)
        for path, part in form.person_fields
        if part
        for key in _values(answers, tuple(path))
        if isinstance(key, str) and key
    ]


def _values(value: Any, path: tuple[str, ...]) -> Iterator[Any]:
    if isinstance(value, list):
        rest = path[1:] if path and path[0] in ("*", "items") else path
        for item in value:
            yield from _values(item, rest)
    elif not path:
        yield value
    elif isinstance(value, dict):
        yield from _values(value.get(path[0]), path[1:])
