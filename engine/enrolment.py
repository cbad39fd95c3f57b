"""What a file of people would change: looked over beside what is known, before anything is done.

Owns the findings: what is new, what differs, what is wrong and what somebody should look at. Writes
nothing; `engine/enrolling.py` does what is found here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock, enrolled, enrolmentfile, people
from engine.casefile import TASKS, TaskStatus
from engine.enrolled import Known
from engine.enrolmentfile import Remark, Row
from engine.people import SYSTEM, Actor, PersonKind
from engine.roster import GroupPart

#: Age from which guardians need a pupil's consent.
OF_AGE = 18
#: The role everybody of a kind holds.
EVERYBODY: Mapping[PersonKind, str] = {
    PersonKind.STAFF: "ansatt",
    PersonKind.STUDENT: "elev",
    PersonKind.GUARDIAN: "foresatt",
}
CONTACT_TEACHER = "kontaktlarer"
#: Capabilities of roles that open more than one's own work: only who leads the school gives them.
_TRUSTED = frozenset(
    {"leads_school", "in_leadership", "draws", "operates", "keeps_people", "keeps_archive"}
)
#: And of those that nobody inside the school gives.
_OUTSIDE = frozenset({"owns_school"})
#: Faults that say that somebody else is missing.
_OF_ANOTHER = frozenset({"unknown_guardian", "unknown_student"})
_PARTS = {
    "contact_teacher_for": GroupPart.CONTACT_TEACHER,
    "teaches": GroupPart.TEACHER,
    "leads": GroupPart.LEADER,
}


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody who is known but not in the file."""

    id: int
    key: str
    name: str
    #: Open tasks that are theirs, and when the first of them is due.
    tasks: int


@dataclass(slots=True)
class Change:
    """What the file makes of one person."""

    row: Row
    #: None for somebody new.
    id: int | None
    #: Columns of the person that get another value.
    values: dict[str, Any] = field(default_factory=dict)
    grants: list[str] = field(default_factory=list)
    revokes: list[str] = field(default_factory=list)
    #: (class key, part) to be put in, and to be taken out of.
    puts: list[tuple[str, str]] = field(default_factory=list)
    takes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """True if everything is as it was."""
        return self.id is not None and not (
            self.values or self.grants or self.revokes or self.puts or self.takes
        )


@dataclass(slots=True)
class Findings:
    """What a file would change, and what stands in the way."""

    faults: list[Remark] = field(default_factory=list)
    cautions: list[Remark] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    #: Keys of classes that are new, or in use again.
    classes: list[str] = field(default_factory=list)
    #: (guardian key, pupil key) that begin, and that end.
    guardians: list[tuple[str, str]] = field(default_factory=list)
    ended: list[tuple[str, str]] = field(default_factory=list)

    @property
    def new(self) -> list[Change]:
        """Persons nobody knew."""
        return [one for one in self.changes if one.id is None]

    @property
    def changed(self) -> list[Change]:
        """Persons who are known, and differ."""
        return [one for one in self.changes if one.id is not None and not one.empty]

    @property
    def same(self) -> int:
        """How many are just as they were."""
        return sum(one.empty for one in self.changes)


def examine(session: Session, data: bytes, by: Actor) -> Findings:
    """What the file would change if `by` let it; nothing is written."""
    sheet = enrolmentfile.read(data)
    found = Findings(list(sheet.faults), list(sheet.cautions))
    known, by_key = enrolled.everybody(session), dict[str, Row]()
    for row in sheet.rows:
        if row.key in by_key:
            _fault(
                found, sheet.headings, row, "key", "key_twice", first=str(by_key[row.key].number)
            )
        else:
            by_key[row.key] = row
    rows = list(by_key.values())
    taught = {row.class_key for row in rows if row.kind == PersonKind.STUDENT and row.class_key}
    meant = {row.class_key for row in sheet.broken if row.class_key}
    broken = {row.key for row in sheet.broken}
    classes = taught | meant | {key for key, group in known.groups.items() if group.active}
    for row in rows:
        for column, key, facts in _faults(row, known, by_key, classes, by):
            if key in _OF_ANOTHER and facts["text"] in broken:
                # Their own row says what is wrong; once is enough.
                continue
            _fault(found, sheet.headings, row, column, key, **facts)
        found.changes.append(_change(row, known))
    found.classes = sorted(
        key for key in taught if key not in known.groups or not known.groups[key].active
    )
    found.guardians, found.ended = _guardianships(rows, known, found)
    found.gone = _gone(session, known, rows, by) if rows else []
    found.cautions += _cautions(found, known, rows)
    return found


def _fault(
    found: Findings, headings: Mapping[str, str], row: Row, column: str, key: str, **facts: str
) -> None:
    found.faults.append(Remark(key, row.number, headings.get(column, ""), facts))


Trouble = tuple[str, str, dict[str, str]]


def _faults(
    row: Row, known: Known, rows: Mapping[str, Row], classes: Iterable[str], by: Actor
) -> Iterator[Trouble]:
    """(column, key, facts) of everything in the row that does not fit with what is known."""
    person = known.persons.get(row.key)
    if person is not None and person.kind != row.kind:
        yield "kind", "kind_changed", {"name": row.name}
    yield from _role_faults(row, known, by)
    own = person is not None and person.id == by.id
    if own and not _parts_wanted(row, set()) <= known.parts.get(by.id, set()):
        yield "key", "own_classes", {}
    for column in _PARTS:
        for key in row.lists.get(column, ()):
            if row.kind != PersonKind.STAFF:
                yield column, "only_staff", {}
            elif key not in classes:
                yield column, "unknown_class", {"text": key}
    for column, wanted, own in (
        ("guardians", PersonKind.GUARDIAN, PersonKind.STUDENT),
        ("pupils", PersonKind.STUDENT, PersonKind.GUARDIAN),
    ):
        for key in row.lists.get(column, ()):
            if row.kind != own:
                yield column, f"only_{own}", {}
                break
            other = rows.get(key) or known.persons.get(key)
            if other is None or other.kind != wanted:
                yield column, f"unknown_{wanted}", {"text": key}
    if row.born is not None and row.born > clock.oslo(clock.now()).date():
        yield "born", "not_born", {}


def _role_faults(row: Row, known: Known, by: Actor) -> Iterator[Trouble]:
    person = known.persons.get(row.key)
    held = known.roles.get(person.id, set()) if person else set[str]()
    wanted = [_role(text) for text in row.lists.get("roles", ())]
    for text, role in zip(row.lists.get("roles", ()), wanted, strict=True):
        if role is None:
            yield "roles", "unknown_role", {"text": text}
    if "roles" not in row.lists or by is SYSTEM:
        return
    moved = (set(filter(None, wanted)) ^ held) - set(EVERYBODY.values())
    opens = people.capabilities_of(moved)
    if moved and person is not None and person.id == by.id:
        yield "roles", "own_roles", {}
    elif opens & _OUTSIDE:
        yield "roles", "role_by_command", {}
    elif opens & _TRUSTED and not by.can("leads_school"):
        yield "roles", "role_by_leader", {}


def _role(text: str) -> str | None:
    """Key of the role with this key or name; None if there is none."""
    said = enrolmentfile.plain(text)
    for role in people.roles():
        if said in (role.key, *(enrolmentfile.plain(name) for name in (role.name, role.nn))):
            return role.key
    return None


def _change(row: Row, known: Known) -> Change:
    person = known.persons.get(row.key)
    change = Change(row, person.id if person else None)
    unit = row.class_key if row.kind == PersonKind.STUDENT else row.department
    wanted = {
        "name": row.name,
        "sort_name": people.sort_name(row.name),
        "born": row.born,
        "email": row.email,
        "language": row.language,
        "unit": unit,
        "active": True,
    }
    for name, value in wanted.items():
        if value is not None and (person is None or getattr(person, name) != value):
            change.values[name] = value
    held = known.roles.get(person.id, set()) if person else set[str]()
    roles = _roles_wanted(row, held, new=person is None or not person.active)
    change.grants, change.revokes = sorted(roles - held), sorted(held - roles)
    inside = known.parts.get(person.id, set()) if person else set[tuple[str, str]]()
    put = _parts_wanted(row, inside)
    change.puts, change.takes = sorted(put - inside), sorted(inside - put)
    return change


def _roles_wanted(row: Row, held: set[str], *, new: bool) -> set[str]:
    told = "roles" in row.lists
    wanted = set(filter(None, map(_role, row.lists["roles"]))) if told else set(held)
    if new or told:
        wanted.add(EVERYBODY[row.kind])
    if row.lists.get("contact_teacher_for"):
        wanted.add(CONTACT_TEACHER)
    return wanted


def _parts_wanted(row: Row, inside: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """(class key, part) the person is to have: what the row says nothing of stays."""
    wanted = set(inside)
    if row.kind == PersonKind.STUDENT and row.class_key is not None:
        wanted = {one for one in wanted if one[1] != GroupPart.PUPIL}
        wanted |= {(row.class_key, str(GroupPart.PUPIL))} if row.class_key else set()
    for column, part in _PARTS.items():
        if column in row.lists:
            wanted = {one for one in wanted if one[1] != part}
            wanted |= {(key, str(part)) for key in row.lists[column]}
    return wanted


def _guardianships(
    rows: Sequence[Row], known: Known, found: Findings
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Pairs that begin and that end; one switched off on purpose stays off."""
    told = {row.key for row in rows if row.lists.keys() & {"guardians", "pupils"}}
    said = {(key, row.key) for row in rows for key in row.lists.get("guardians", ())}
    said |= {(row.key, key) for row in rows for key in row.lists.get("pupils", ())}
    for guardian, pupil in sorted(said):
        if known.guardians.get((guardian, pupil)) is False:
            facts = {"name": known.persons[guardian].name, "pupil": known.persons[pupil].name}
            found.cautions.append(Remark("guardian_off", facts=facts))
    ended = [
        pair
        for pair, on in known.guardians.items()
        if on and pair not in said and (pair[1] in told or pair[0] in told)
    ]
    return sorted(said - known.guardians.keys()), sorted(ended)


def _gone(session: Session, known: Known, rows: Sequence[Row], by: Actor) -> list[Gone]:
    """Active persons of the kinds in the file who are not in it, with how much waits for them."""
    kinds, keys = {row.kind for row in rows}, {row.key for row in rows}
    waiting = session.connection().execute(
        sa.select(TASKS.c.assignee_id, sa.func.count().label("waiting"))
        .where(TASKS.c.status == TaskStatus.OPEN, TASKS.c.assignee_id.is_not(None))
        .group_by(TASKS.c.assignee_id)
    )
    tasks = {row.assignee_id: row.waiting for row in waiting}
    missing = [
        Gone(person.id, key, person.name, tasks.get(person.id, 0))
        for key, person in known.persons.items()
        if person.active and person.kind in kinds and key not in keys and person.id != by.id
    ]
    return sorted(missing, key=lambda one: one.name)


def _cautions(found: Findings, known: Known, rows: Sequence[Row]) -> Iterator[Remark]:
    names = Counter((row.kind, row.name.casefold()) for row in rows)
    for row in rows:
        if names[row.kind, row.name.casefold()] > 1:
            yield Remark("same_name", row.number, facts={"name": row.name})
    pairs = {pair for pair, on in known.guardians.items() if on} - set(found.ended)
    pairs |= set(found.guardians)
    cared = {guardian for guardian, _ in pairs}
    pupils = {pupil for _, pupil in pairs}
    for row in rows:
        if row.kind == PersonKind.GUARDIAN and row.key not in cared:
            yield Remark("no_pupil", row.number, facts={"name": row.name})
        if (
            row.kind == PersonKind.STUDENT
            and row.class_key is None
            and row.key not in known.persons
        ):
            yield Remark("no_class", row.number, facts={"name": row.name})
        if row.born and row.key in pupils and _age(row.born) >= OF_AGE:
            yield Remark("of_age", row.number, facts={"name": row.name})
    for person in found.gone:
        if person.tasks:
            facts = {"name": person.name, "count": str(person.tasks)}
            yield Remark("gone_with_tasks", facts=facts)
    for key in found.classes:
        if not any((key, GroupPart.CONTACT_TEACHER) in change.puts for change in found.changes):
            yield Remark("no_contact_teacher", facts={"text": key})


def _age(born: date) -> int:
    today = clock.oslo(clock.now()).date()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
