"""The school year in lines: what starts when, for whom, and how it stands.

Owns putting occasions together for people: one line for each time a flow starts, however many
classes it starts for.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for
from sqlalchemy.orm import Session

from engine import calendar, clock, evidence, people, publishing, roster, yearwheel
from engine.calendar import SchoolYear
from engine.errors import NotFound
from engine.occasions import Occasion, OccasionStatus
from engine.people import Actor
from engine.publishing import ProcessVersion
from engine.roster import GroupPart
from webapp import schoolwords, wheel
from webapp.casehead import step_names
from webapp.i18n import gettext as _
from webapp.i18n import language, ngettext
from webapp.wheel import Mark, Ring

#: The states of an occasion, the one that speaks for several first.
STATES = ("stopped", "late", "open", "planned", "done", "passed")
#: Whose year is shown: everybody's, one's own, or a role's by its key.
EVERYBODY, MINE = "alle", "meg"
#: The parts that make a class one's own.
_MY_PARTS = (GroupPart.CONTACT_TEACHER, GroupPart.TEACHER, GroupPart.LEADER)


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow that the calendar starts, in the reader's language."""

    key: str
    name: str
    #: What its start is called: "Hver tredje skoleuke".
    when: str
    #: Part of the plan it belongs to.
    area: str
    #: Keys of the roles that have something to do in it, the first first.
    roles: Sequence[str]
    each_class: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One time that a flow starts: for the school, or for each class."""

    flow: Flow
    year: str
    number: int
    at: datetime
    occasions: Sequence[Occasion]
    #: How many occasions stand how.
    counts: Mapping[str, int]

    @property
    def day(self) -> date:
        """On the Oslo clock."""
        return clock.oslo(self.at).date()

    @property
    def state(self) -> str:
        """The state that speaks for all of them."""
        return _speaking(self.counts)

    @property
    def words(self) -> str:
        """How it stands, in words; with numbers where there are several."""
        count = len(self.occasions)
        if count == 1 or self.counts[self.state] == count:
            return state_words(self.state)
        told = [
            _("%(n)s av %(all)s ferdige", n=self.counts.get("done", 0), all=count),
            _("%(n)s over fristen", n=self.counts["late"]) if self.counts.get("late") else "",
        ]
        return ", ".join(part for part in told if part)

    @property
    def who(self) -> str:
        """Who does it: the first role, and for how many classes."""
        role = schoolwords.role(self.flow.roles[0], language()) if self.flow.roles else ""
        if not self.flow.each_class:
            return role
        count = len(self.occasions)
        classes = ngettext("%(n)s klasse", "%(n)s klasser", count)
        return f"{role} · {classes}" if role else classes

    @property
    def address(self) -> str:
        """Where it is shown by itself."""
        return url_for(
            "yearwheel.time", year=slug(self.year), process=self.flow.key, number=self.number
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the list: one line, or those of a month where a flow starts every week."""

    lines: Sequence[Line]

    @property
    def flow(self) -> Flow:
        """The flow that starts."""
        return self.lines[0].flow

    @property
    def who(self) -> str:
        """Who does it."""
        return self.lines[0].who

    @property
    def state(self) -> str:
        """The state that speaks for all of them."""
        return _speaking(Counter(line.state for line in self.lines))

    @property
    def words(self) -> str:
        """How they stand, in words."""
        return self.lines[0].words if len(self.lines) == 1 else _counted(self.lines)


def entries(found: Sequence[Line], inside: Sequence[Line]) -> list[Entry]:
    """The rows of the lines of a month, where `found` are those of the whole year."""
    often = Counter(line.flow.key for line in found)
    rows: dict[tuple[str, int], list[Line]] = {}
    for line in inside:
        gathered = often[line.flow.key] > wheel.MOST_MARKS
        rows.setdefault((line.flow.key, 0 if gathered else line.number), []).append(line)
    return [Entry(some) for some in rows.values()]


def _speaking(counts: Mapping[str, int]) -> str:
    return next(state for state in STATES if counts.get(state))


def _counted(some: Sequence[Line]) -> str:
    counts = Counter(line.state for line in some)
    if len(counts) == 1:
        return state_words(some[0].state)
    return ", ".join(f"{counts[s]} {state_words(s).lower()}" for s in STATES if counts[s])


def state_words(state: str) -> str:
    """A state in words."""
    return {
        "stopped": _("Kom ikke i gang"),
        "late": _("Over fristen"),
        "open": _("I gang"),
        "planned": _("Kommer"),
        "done": _("Gjort"),
        "passed": _("Før flyten var i bruk"),
    }[state]


def slug(year: str) -> str:
    """A school year in an address: 2026-27."""
    return year.replace("/", "-")


def known_year(asked: str) -> SchoolYear:
    """The school year of the address, or the one we are in. Raises NotFound if it is not known."""
    if not asked:
        now = calendar.current().year_at(clock.oslo(clock.now()).date())
        years = calendar.current().years
        if now is None and not years:
            raise NotFound(year=asked)
        return now or years[-1]
    for year in calendar.current().years:
        if slug(year.name) == asked:
            return year
    raise NotFound(year=asked)


def neighbours(year: SchoolYear) -> tuple[SchoolYear | None, SchoolYear | None]:
    """The known years before and after."""
    years = calendar.current().years
    at = years.index(year)
    return (years[at - 1] if at else None), (years[at + 1] if at + 1 < len(years) else None)


def flows(session: Session) -> list[Flow]:
    """The flows in use that the calendar starts, by area and name."""
    found = [
        flow_of(version)
        for version in publishing.all_in_use(session)
        if version.definition.diagram.timer_start is not None
    ]
    return [flow for _number, flow in numbered(found)]


def flow_of(version: ProcessVersion) -> Flow:
    """A flow that the calendar starts, as people read it."""
    diagram = version.definition.diagram
    start = diagram.timer_start
    names = step_names(version, language())
    when = (names.get(start.id) or start.name) if start is not None else ""
    name = version.bundle.name(language()) or version.name
    area = _area(version.key)
    return Flow(version.key, name, when, area, tuple(_roles(version)), bool(diagram.start_for))


def _area(process: str) -> str:
    rows = schoolwords.plan(language()).rows
    return next((row.section for row in rows if process in row.processes), "")


def _roles(version: ProcessVersion) -> Iterator[str]:
    """Roles of the steps people do, each once, in the order of the file."""
    seen = set()
    for element in version.definition.diagram.elements.values():
        if not element.waits_for_people:
            continue
        role = people.roles().by_lane(element.lane) if element.lane else None
        key = element.properties.get("candidateGroup") or (role.key if role else "")
        if key and key not in seen:
            seen.add(key)
            yield key


def lines(session: Session, year: SchoolYear, actor: Actor, whose: str = EVERYBODY) -> list[Line]:
    """The lines of the year, by day: everybody's, one's own, or those of a role."""
    shown = {flow.key: flow for flow in flows(session) if _concerns(flow, actor, whose)}
    groups = None
    if whose == MINE and not actor.can("leads_school"):
        groups = [g.id for g in roster.classes_of(session, actor.id, _MY_PARTS)]
    states = evidence.states(session, year.name)
    gathered: dict[tuple[str, int], list[Occasion]] = {}
    kept = [str(s) for s in OccasionStatus if s != OccasionStatus.DROPPED]
    for one in yearwheel.occasions(session, year.name, groups=groups, status=kept):
        if one.process in shown:
            gathered.setdefault((one.process, one.number), []).append(one)
    found = [
        Line(
            flow=shown[process],
            year=year.name,
            number=number,
            at=min(one.planned_at for one in some),
            occasions=some,
            counts=Counter(state_of(one, states) for one in some),
        )
        for (process, number), some in gathered.items()
    ]
    return sorted(found, key=lambda line: (line.at, line.flow.name))


def _concerns(flow: Flow, actor: Actor, whose: str) -> bool:
    if whose == EVERYBODY:
        return True
    if whose == MINE:
        return bool(actor.roles & set(flow.roles))
    return whose in flow.roles


def state_of(one: Occasion, states: Mapping[int, str]) -> str:
    """How one occasion stands; what is kept from us counts as going on."""
    if one.status == OccasionStatus.STARTED:
        return states.get(one.id, "open")
    if one.status == OccasionStatus.PASSED:
        return "passed"
    return "stopped" if one.tries else "planned"


def rings(found: Sequence[Line]) -> list[Ring]:
    """One ring for each flow that has a line, in the order of `flows`; often-met ones by month."""
    by_flow: dict[str, list[Line]] = {}
    for line in found:
        by_flow.setdefault(line.flow.key, []).append(line)
    return [
        Ring(number, flow.area, _marks(by_flow[flow.key]))
        for number, flow in numbered([line.flow for line in found])
    ]


def numbered(some: Sequence[Flow]) -> list[tuple[int, Flow]]:
    """Each flow once, in the order of its area and name, with the number of its ring."""
    areas = [key for key, _name, _text in schoolwords.plan(language()).sections]

    def place(flow: Flow) -> tuple[int, str]:
        return (areas.index(flow.area) if flow.area in areas else len(areas), flow.name.lower())

    return list(enumerate(sorted({flow.key: flow for flow in some}.values(), key=place), 1))


def _marks(some: Sequence[Line]) -> list[Mark]:
    if len(some) <= wheel.MOST_MARKS:
        span = timedelta(days=min(wheel.LONGEST, max(wheel.SHORTEST, 180 // len(some))))
        return [
            Mark(line.day, line.day + span, line.state, _name(line), line.address) for line in some
        ]
    by_month: dict[date, list[Line]] = {}
    for line in some:
        by_month.setdefault(line.day.replace(day=1), []).append(line)
    return [_month_mark(month, inside) for month, inside in by_month.items()]


def _month_mark(month: date, inside: Sequence[Line]) -> Mark:
    after = (month + timedelta(days=32)).replace(day=1)
    state = _speaking(Counter(line.state for line in inside))
    name = f"{inside[0].flow.name}, {month_name(month)}: {_counted(inside)}"
    year = slug(inside[0].year)
    address = url_for("yearwheel.page", year=year, _anchor=f"m{month:%Y-%m}")
    return Mark(month + timedelta(days=1), after - timedelta(days=2), state, name, address)


def _name(line: Line) -> str:
    classes = ngettext("%(n)s klasse", "%(n)s klasser", len(line.occasions))
    whom = f" ({classes})" if line.flow.each_class else ""
    return f"{line.flow.name}, {day_words(line.day)}{whom}: {line.words}"


_MONTHS = (
    *("januar", "februar", "mars", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "desember"),
)


def month_name(month: date) -> str:
    """The month, the same in bokmål and nynorsk."""
    return _MONTHS[month.month - 1]


def short_month(month: date) -> str:
    """The month in at most four letters."""
    name = month_name(month)
    return name if len(name) <= 4 else name[:3]


def day_words(day: date) -> str:
    """A day as people say it: 7. september."""
    return f"{day.day}. {_MONTHS[day.month - 1]}"
