"""The inbox as people read it: what was asked for, rows in words, headings between them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from urllib.parse import urlencode

from engine import clock, drafts, inbox, people, publishing
from engine.casefile import TaskStatus
from engine.inbox import MOST_COUNTED, Box, Filter, TaskLine
from engine.people import Actor
from webapp import casehead, db, schoolwords
from webapp.i18n import gettext as _
from webapp.i18n import language

#: Priorities above these read as urgent and as important.
URGENT, IMPORTANT = 80, 50
#: The lists of the page, in order.
BOXES = (Box.MINE, Box.GROUP, Box.DUE, Box.WAITING, Box.DONE)
#: What the address may ask for; saved views keep these and nothing else.
ASKED = ("liste", "sok", "frist", "prioritet", "flyt", "utsatt", "plikt", "grupper")
#: Ways to put headings between rows, the usual one first.
GROUPINGS = ("frist", "sak", "steg")


@dataclass(frozen=True, slots=True)
class Asked:
    """One list with what narrows it, as its address says."""

    box: Box
    values: Mapping[str, str]

    @property
    def narrowed(self) -> bool:
        """Whether anything but the list and its headings was asked for."""
        return any(self.values.get(name) for name in ASKED if name not in ("liste", "grupper"))

    @property
    def grouping(self) -> str:
        """What the headings between the rows are."""
        wanted = self.values.get("grupper", "")
        return wanted if wanted in GROUPINGS else GROUPINGS[0]

    def query(self, **changed: str) -> str:
        """The address' query for this list, with these parts changed."""
        values = {**self.values, **changed}
        return urlencode([(name, values[name]) for name in ASKED if values.get(name)])

    def filter(self) -> Filter:
        """What the engine narrows the list by."""
        return Filter(
            search=self.values.get("sok", ""),
            due_before=due_before(self.values.get("frist", "")),
            priority={"haster": URGENT + 1, "viktig": IMPORTANT + 1}.get(
                self.values.get("prioritet", ""), 0
            ),
            put_off=bool(self.values.get("utsatt")),
            process=self.values.get("flyt", ""),
            elements=demanded_by_law() if self.values.get("plikt") else frozenset(),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One task as a line to act on."""

    task: TaskLine
    #: what to do, in the reader's language
    name: str
    process: str
    #: "urgent", "important" or nothing
    urgency: str
    has_draft: bool
    #: who it waits for, where that is somebody else or a whole group
    holder: str
    #: who leads the case, unless the reader does
    leader: str
    put_off: bool
    #: whether the reader may take it as it stands
    free: bool
    returned: bool


def read(values: Mapping[str, str]) -> Asked:
    """What the address asks for; what it does not know is as if not asked."""
    kept = {name: values.get(name, "")[:100].strip() for name in ASKED}
    names = {str(box) for box in BOXES}
    return Asked(Box(kept["liste"]) if kept["liste"] in names else Box.MINE, kept)


def due_before(wanted: str) -> datetime | None:
    """The moment deadlines must come before."""
    now = clock.now()
    midnight = clock.oslo(now).replace(hour=0, minute=0, second=0, microsecond=0)
    days = {"idag": 1, "uke": 7 - midnight.weekday()}.get(wanted)
    if days:
        return midnight + timedelta(days=days)
    return now if wanted == "over" else None


def demanded_by_law() -> frozenset[str]:
    """Steps that fulfil a duty, in the flows in use."""
    found = publishing.all_in_use(db.session())
    return frozenset(
        key
        for version in found
        for key, element in version.definition.elements.items()
        if element.properties.get("duty")
    )


def process_names() -> dict[str, str]:
    """Name by process key, in the reader's language."""
    found = publishing.all_in_use(db.session())
    return {v.key: v.bundle.name(language()) or v.name for v in found}


def rows(actor: Actor, lines: Sequence[TaskLine], box: Box) -> list[Row]:
    """The lines in words, with everything they need looked up at once."""
    session, lang, now = db.session(), language(), clock.now()
    steps = {
        number: casehead.step_names(publishing.version(session, number), lang)
        for number in {line.version_id for line in lines}
    }
    leads = inbox.leaders(session, [line.case_id for line in lines])
    wanted = [*leads.values(), *(line.assignee_id or 0 for line in lines)]
    names, processes = people.names(session, wanted), process_names()
    drafted = drafts.with_drafts(session, actor.id, [line.id for line in lines])
    return [
        Row(
            task=line,
            name=steps[line.version_id].get(line.element) or line.name,
            process=processes.get(line.process, line.process),
            urgency=urgency(line.priority),
            has_draft=line.id in drafted,
            holder=_holder(line, actor, names) or _waited_for(line, box),
            leader="" if box == Box.WAITING else _leader(leads.get(line.case_id), actor, names),
            put_off=line.follow_up_at is not None and line.follow_up_at > now,
            free=line.assignee_id is None and box != Box.WAITING and line.status == TaskStatus.OPEN,
            returned=line.status == TaskStatus.RETURNED,
        )
        for line in lines
    ]


def urgency(priority: int) -> str:
    """How a priority reads: "urgent", "important", or nothing out of the ordinary."""
    if priority > URGENT:
        return "urgent"
    return "important" if priority > IMPORTANT else ""


def _leader(leader: int | None, actor: Actor, names: Mapping[int, str]) -> str:
    return names.get(leader or 0, "") if leader != actor.id else ""


def _holder(line: TaskLine, actor: Actor, names: Mapping[int, str]) -> str:
    """Who it waits for; pupils and guardians only by what they are, never by name."""
    role = people.roles().by_key(line.candidate_group)
    words = schoolwords.role(line.candidate_group, language()) if line.candidate_group else ""
    if line.assignee_id == actor.id:
        return ""
    if line.assignee_id is None:
        return words if _several_groups(actor) else ""
    hidden = role is not None and {"pupil", "guardian"} & set(role.capabilities)
    return words if hidden else names.get(line.assignee_id, "")


def _waited_for(line: TaskLine, box: Box) -> str:
    return schoolwords.role(line.candidate_group, language()) if box == Box.WAITING else ""


def _several_groups(actor: Actor) -> bool:
    """Whether the name of the group tells the person anything: whoever has one knows it."""
    return len(actor.roles - {schoolwords.EVERYBODY}) > 1


def grouped(found: Sequence[Row], asked: Asked) -> list[tuple[str, list[Row]]]:
    """(heading, rows under it). Finished tasks stand by day, open ones as the reader asked."""
    if asked.box == Box.DONE:
        return _by(found, lambda row: _closed_words(row.task))
    if asked.grouping == "sak":
        return _by(found, lambda row: _("Sak %(code)s", code=row.task.code))
    if asked.grouping == "steg":
        return _by(found, lambda row: row.name)
    return _by(found, lambda row: _due_words(row.task.due_at))


def _by(found: Iterable[Row], heading: Callable[[Row], str]) -> list[tuple[str, list[Row]]]:
    """Rows under their headings; both keep the order in which they come."""
    order: dict[str, list[Row]] = {}
    for name, some in groupby(found, heading):
        order.setdefault(name, []).extend(some)
    return list(order.items())


def _due_words(due: datetime | None) -> str:
    if due is None:
        return _("Uten frist")
    if due < clock.now():
        return _("Over frist")
    for limit, words in (("idag", _("I dag")), ("uke", _("Denne uka"))):
        before = due_before(limit)
        if before is not None and due < before:
            return words
    return _("Senere")


def _closed_words(task: TaskLine) -> str:
    if task.closed_at is None:
        return ""
    days = (clock.oslo(clock.now()).date() - clock.oslo(task.closed_at).date()).days
    return {0: _("I dag"), 1: _("I går")}.get(days) or _("Tidligere")


def capped(number: int) -> str:
    """A count as it is shown: never more than was counted."""
    return f"{MOST_COUNTED}+" if number >= MOST_COUNTED else str(number)
