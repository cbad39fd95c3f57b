"""The school's frame around a case as it begins: its classes, the school year, the occasion.

Owns which names a case is given without anybody answering a form; `engine/bundles/startnames.py`
lists them. Only what some expression reads is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from engine import calendar, clock, roster
from engine.advance import Live
from engine.bundles.startnames import GIVEN
from engine.calendar import SchoolYear
from engine.casefile import Part
from engine.errors import NotFound
from engine.people import Actor
from engine.roster import Group, GroupPart
from engine.runtime import Definition


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a case begins when its process is for a class, or when the year wheel starts it."""

    #: The class it is for; None for the school.
    group: Group | None = None
    year: SchoolYear | None = None
    #: Of the times in the year, from 1, and its day; none when somebody starts it by hand.
    number: int | None = None
    day: date | None = None
    #: What else the trail says about how it began.
    told: Mapping[str, Any] = field(default_factory=dict)


#: Somebody began it, for nobody in particular.
BY_HAND = Beginning()


def by_hand(session: Session, definition: Definition, by: Actor) -> Beginning:
    """How a case begins when somebody starts it: one that is a class's, for their own class.

    Raises NotFound if it is a class's and they have no class, or several, to start it for.
    """
    if not definition.diagram.start_for:
        return BY_HAND
    own = roster.classes_of(session, by.id, [GroupPart.CONTACT_TEACHER])
    if len(own) != 1:
        raise NotFound(process=definition.key, classes=len(own))
    return Beginning(group=own[0])


def give(session: Session, live: Live, beginning: Beginning) -> None:
    """Expressions find the school, the class, the school year and the occasion they read."""
    definition = live.definition
    asked = {name for name in GIVEN if name in definition.reads and name not in definition.forms}
    if not asked:
        return
    found = _year(beginning) | _occasion(beginning)
    if asked & {"skole", "klasse"}:
        found |= roster.context(session, beginning.group)
    kept = {name: definition.kept(name, found[name]) for name in asked & found.keys()}
    live.document = {**live.document, **kept}


def example(session: Session, definition: Definition) -> dict[str, Any]:
    """What a case that begins now could be told: the school, its first class, this school year."""
    classes = roster.classes(session)
    year = next(iter(calendar.current().years), None)
    beginning = Beginning(
        group=classes[0] if classes else None,
        year=year,
        number=1,
        day=clock.oslo(clock.now()).date(),
    )
    asked = {name for name in GIVEN if name in definition.reads and name not in definition.forms}
    found = _year(beginning) | _occasion(beginning)
    if asked & {"skole", "klasse"}:
        found |= roster.context(session, beginning.group)
    return {name: definition.kept(name, found[name]) for name in asked & found.keys()}


def parts_of(session: Session, beginning: Beginning) -> list[tuple[str, str | int]]:
    """Who has which part from the beginning: contact teachers do the work, their leader leads."""
    if beginning.group is None:
        return []
    group_id = beginning.group.id
    teachers = roster.members(session, group_id, "contact_teacher")
    leaders = roster.members(session, group_id, "leader")
    return [
        *((str(Part.HANDLER), person.id) for person in teachers),
        *((str(Part.CASE_OWNER), person.id) for person in leaders),
    ]


def _year(beginning: Beginning) -> dict[str, Any]:
    year = beginning.year or calendar.current().year_at(clock.oslo(clock.now()).date())
    if year is None:
        return {}
    first, last = year.first.isoformat(), year.last.isoformat()
    return {"skolear": {"navn": year.name, "forste": first, "siste": last}}


def _occasion(beginning: Beginning) -> dict[str, Any]:
    if beginning.number is None or beginning.day is None:
        return {}
    return {"anledning": {"nummer": beginning.number, "dato": beginning.day.isoformat()}}
