"""A school year lived through: every day from August to July, by the engine's own verbs.

Nothing is written into a table by hand: what time does is done by the same code as
`handlingsplan tick`, and everybody answers what waits for them with made-up, valid answers.
"""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.world import ROOT, fresh
from engine import calendar, clock, database, outbox, people, publishing, roster, tasks
from engine.bundles import Form, Roles, in_order, read_folder
from engine.bundles.invention import World, invented
from engine.bundles.lawrules import Law
from engine.calendar import SchoolCalendar
from engine.casefile import CASES, TASKS, TaskStatus
from engine.clock import OSLO
from engine.database import table_of
from engine.incidents import Incident
from engine.outbox import Message
from engine.people import SYSTEM, Guardianship, Person, PersonKind
from engine.publishing import Origin
from engine.roster import GroupPart
from webapp.cli import run_until

#: The year lived through, and the one that follows it.
YEAR, NEXT = "2026/27", "2027/28"
FIRST_DAY, LAST_DAY = date(2026, 8, 1), date(2027, 7, 31)
#: Hours of a day at which time is let in: the daily messages, and when people work.
MORNING, WORK = 7, 10
#: Roles that somebody among the staff holds apart from teaching, one person each; the first leads.
OFFICES = (
    *("rektor", "avdelingsleder", "leder_elevtjenesten", "radgiver", "miljoarbeider"),
    *("spesialpedagog", "elevradskontakt", "skoleutvalgsleder", "beredskapsteam"),
    *("helsesykepleier", "resepsjon", "administrator"),
)
_PROGRAMMES = ("ST", "HO", "EL", "IM", "BA", "TP", "KD")
_OUTBOX = table_of(Message)


@dataclass(frozen=True, slots=True)
class Size:
    """How large the school is."""

    classes: int = 40
    pupils: int = 1000
    staff: int = 120


@dataclass(slots=True)
class Figures:
    """What a year came to."""

    seconds: float = 0.0
    processor_seconds: float = 0.0
    done_by_time: int = 0
    cases: int = 0
    tasks: int = 0
    answered: int = 0
    left: int = 0
    #: Rows in the outbox, and mails they became: what can wait is one mail a day to each.
    queued: int = 0
    mails: int = 0
    incidents: int = 0
    seconds_by_part: dict[str, float] = field(default_factory=dict)


def two_years() -> SchoolCalendar:
    """The delivered calendar, and a year after its last, so that the wheel has somewhere to go."""
    told = json.loads((ROOT / "processes" / "skolerute.json").read_text("utf-8"))
    following = {"name": NEXT, "first": "2027-08-16", "last": "2028-06-16"}
    return SchoolCalendar.from_json({"years": [*told["years"], following]})


def furnish(made: sa.Engine, size: Size) -> None:
    """The school stands on the first morning of August: its people, classes and processes."""
    calendar.use(two_years())
    clock.freeze(datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, 5, tzinfo=OSLO))
    with database.transaction(made) as session:
        _seat(session, size)
    keys = sorted(path.parent.name for path in (ROOT / "processes").glob("*/*.bpmn"))
    with database.transaction(made) as session:
        for bundle in in_order(read_folder(ROOT, key) for key in keys):
            publishing.publish(session, bundle, Origin.SHIPPED, SYSTEM)


def _seat(session: Session, size: Size) -> None:
    names = [name for name, _ in zip(_class_names(), range(size.classes), strict=False)]
    groups = [roster.add_group(session, key=name) for name in names]
    teachers = []
    for number in range(size.staff):
        office = OFFICES[number] if number < len(OFFICES) else "kontaktlarer"
        roles = (office, "ansatt") if number < len(OFFICES) else (office, "faglarer", "ansatt")
        made = _add(session, f"ansatt_{number}", PersonKind.STAFF, roles)
        if office == "kontaktlarer":
            teachers.append(made)
    leader = people.by_keys(session, ["ansatt_1"])["ansatt_1"]
    for number, group in enumerate(groups):
        contact, other = teachers[number % len(teachers)], teachers[-number % len(teachers)]
        roster.put(session, contact.id, group.id, GroupPart.CONTACT_TEACHER)
        roster.put(session, other.id, group.id, GroupPart.TEACHER)
        roster.put(session, leader.id, group.id, GroupPart.LEADER)
    for number, group in zip(range(size.pupils), cycle(groups), strict=False):
        pupil = _add(session, f"elev_{number}", PersonKind.STUDENT, ("elev",), group.key)
        parent = _add(session, f"foresatt_{number}", PersonKind.GUARDIAN, ("foresatt",))
        session.add(Guardianship(guardian_id=parent.id, student_id=pupil.id))
        roster.put(session, pupil.id, group.id, GroupPart.PUPIL)
    _add(session, "skoleeier", PersonKind.OWNER, ("skoleeier",))


def _class_names() -> Iterator[str]:
    for letter in "ABCDEFGH":
        for programme in _PROGRAMMES:
            for level in (1, 2, 3):
                yield f"{level}{programme}{letter}"


def _add(
    session: Session, key: str, kind: PersonKind, roles: Sequence[str], unit: str = ""
) -> Person:
    return people.add_person(
        session,
        key=key,
        name=key.replace("_", " ").title(),
        kind=kind,
        role_keys=roles,
        unit=unit,
        email=f"{key}@skole.invalid",
    )


@dataclass
class SchoolYear:
    """The school, day by day: time passes, mail leaves, and people answer what waits for them."""

    made: sa.Engine
    #: Processes whose tasks nobody ever answers.
    neglected: frozenset[str] = frozenset()
    #: How likely somebody is to answer a task that waits, each working day.
    diligence: float = 0.6
    random: Random = field(default_factory=lambda: Random("skolear"))
    figures: Figures = field(default_factory=Figures)
    #: (person, moment) of every mail that left for a message of the daily kind.
    daily: list[tuple[int, datetime]] = field(default_factory=list)
    _world: World | None = None

    def live(self, first: date = FIRST_DAY, last: date = LAST_DAY) -> Figures:
        """All days from the first to the last have been lived."""
        wall, processor = time.perf_counter(), time.process_time()
        day = first
        while day <= last:
            self._day(day)
            day += timedelta(days=1)
        self.figures.seconds += time.perf_counter() - wall
        self.figures.processor_seconds += time.process_time() - processor
        self._count()
        return self.figures

    def _day(self, day: date) -> None:
        for hour in (MORNING, WORK):
            at = datetime(day.year, day.month, day.day, hour, tzinfo=OSLO)
            with self._timed("time"):
                self.figures.done_by_time += run_until(self.made, at)
            with self._timed("mail"):
                self._post()
        # Schools are empty in July.
        if calendar.is_working_day(day) and day.month != 7:
            with self._timed("people"):
                self._work()

    def _timed(self, part: str) -> "_Timed":
        return _Timed(self.figures.seconds_by_part, part)

    def _post(self) -> None:
        def send(message: Message, person: Person) -> None:
            self.figures.mails += 1
            if message.together:
                self.daily.append((person.id, clock.now()))

        waiting = True
        while waiting:
            with database.transaction(self.made) as session:
                waiting = outbox.send_next(session, send)

    def _work(self) -> None:
        query = (
            sa.select(TASKS.c.id, TASKS.c.form, TASKS.c.assignee_id, TASKS.c.candidate_group)
            .add_columns(CASES.c.version_id, CASES.c.process)
            .join(CASES, CASES.c.id == TASKS.c.case_id)
            .where(TASKS.c.status == TaskStatus.OPEN, CASES.c.process.not_in(self.neglected))
            .order_by(TASKS.c.opened_at, CASES.c.process, TASKS.c.element, TASKS.c.id)
        )
        with database.reading(self.made) as session:
            waiting = session.execute(query).all()
        for task in waiting:
            if self.random.random() < self.diligence:
                self._answer(task)

    def _answer(self, task: Any) -> None:
        """Whoever has the task answers it; one that another answer has closed is left."""
        with database.transaction(self.made) as session:
            status = sa.select(TASKS.c.status).where(TASKS.c.id == task.id)
            if session.scalar(status) != TaskStatus.OPEN:
                return
            holder = task.assignee_id or people.holders(session, task.candidate_group)[0].id
            form = publishing.definition(session, task.version_id).forms.get(task.form or "")
            given = self._invented(session, form) if form else {}
            tasks.complete(session, task.id, people.actor(session, holder), given)
        self.figures.answered += 1

    def _invented(self, session: Session, form: Form) -> dict[str, Any]:
        today = clock.oslo(clock.now()).date()
        if self._world is None:
            found: dict[str, list[str]] = {}
            for key, kind in session.execute(sa.select(Person.key, Person.kind)):
                found.setdefault(kind, []).append(key)
            self._world = World(today, found, [group.key for group in roster.classes(session)])
        self._world = World(today, self._world.people, self._world.classes)
        return invented(form, self.random, self._world)

    def _count(self) -> None:
        with database.reading(self.made) as session:
            self.figures.cases = _number(session, CASES)
            self.figures.tasks = _number(session, TASKS)
            self.figures.queued = _number(session, _OUTBOX)
            self.figures.incidents = _number(session, table_of(Incident))
            open_ = sa.select(sa.func.count()).where(TASKS.c.status == TaskStatus.OPEN)
            self.figures.left = session.scalar(open_) or 0


@dataclass(slots=True)
class _Timed:
    """Seconds spent inside the block are added to the part."""

    sums: dict[str, float]
    part: str
    begun: float = 0.0

    def __enter__(self) -> None:
        self.begun = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.sums[self.part] = self.sums.get(self.part, 0.0) + time.perf_counter() - self.begun


def _number(session: Session, table: sa.Table) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def run(size: Size) -> dict[str, Any]:
    """A year of a school of this size on SQLite, as figures."""
    shipped: Path = ROOT / "processes"
    people.use_roles(Roles.from_json((shipped / "roller.json").read_text("utf-8")))
    publishing.use_law(Law.from_json((shipped / "lovregler.json").read_text("utf-8")))
    try:
        with fresh("sqlite") as made:
            begun = time.perf_counter()
            furnish(made, size)
            furnished = time.perf_counter() - begun
            found = SchoolYear(made).live()
    finally:
        clock.freeze(None)
        calendar.use(SchoolCalendar())
    return {
        "classes": size.classes,
        "pupils": size.pupils,
        "staff": size.staff,
        "seconds": round(found.seconds, 1),
        "processor_seconds": round(found.processor_seconds, 1),
        "furnishing": round(furnished, 1),
        **{f"seconds_{part}": round(spent, 1) for part, spent in found.seconds_by_part.items()},
        "cases_started": found.cases,
        "tasks": found.tasks,
        "tasks_answered": found.answered,
        "tasks_left": found.left,
        "messages_queued": found.queued,
        "mails": found.mails,
        "incidents": found.incidents,
    }
