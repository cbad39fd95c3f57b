"""The stream of a case: steps, forms, comments, notices and reading, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from engine import audit, casefile, clock, comments
from engine.audit import Event, Kind
from engine.casefile import Submitted
from webapp import db, sentences
from webapp.i18n import gettext as _
from webapp.i18n import language

#: Lines on one page.
PAGE = 60
#: Events of one case that are looked through; far beyond what a case grows to.
_MOST = 20_000

#: What a stream can be narrowed to, and the kinds it holds.
GROUPS: Mapping[str, frozenset[Kind]] = {
    "steg": frozenset(
        {
            Kind.CASE_OPENED,
            Kind.CASE_LINKED,
            Kind.CASE_PHASE_REACHED,
            Kind.CASE_SHIELDED,
            Kind.CASE_MOVED,
            Kind.CASE_CLOSED,
            Kind.TASK_CLAIMED,
            Kind.TASK_RELEASED,
            Kind.TASK_ASSIGNED,
            Kind.TASK_RETURNED,
            Kind.TASK_UNDONE,
            Kind.TASK_SNOOZED,
            Kind.TASK_PRIORITIZED,
            Kind.TIMER_FIRED,
            Kind.DEADLINE_MOVED,
            Kind.PART_TAKEN,
            Kind.INCIDENT_OPENED,
            Kind.INCIDENT_RETRIED,
            Kind.INCIDENT_RESOLVED,
            Kind.ATTEMPT_DENIED,
        }
    ),
    "skjema": frozenset({Kind.TASK_COMPLETED, Kind.ATTACHMENT_ADDED, Kind.ATTACHMENT_REMOVED}),
    "kommentar": frozenset({Kind.COMMENT_ADDED}),
    "varsel": frozenset({Kind.NOTICE_QUEUED, Kind.DEADLINE_NEARED, Kind.DEADLINE_PASSED}),
    "lesing": frozenset(
        {
            Kind.CASE_READ,
            Kind.TRAIL_READ,
            Kind.DOSSIER_EXPORTED,
            Kind.FORM_READ,
            Kind.TASK_READ,
            Kind.ATTACHMENT_READ,
        }
    ),
}
READING = GROUPS["lesing"]
#: Shown until somebody narrows it: everything that moved the case.
SHOWN_FIRST = ("steg", "skjema", "kommentar", "varsel")
#: Icon and tone by kind; the group's own where a kind has none.
_LOOKS: Mapping[str, tuple[str, str]] = {
    "steg": ("arrow-right", ""),
    "skjema": ("check", "success"),
    "kommentar": ("chat", "info"),
    "varsel": ("bell", ""),
    "lesing": ("eye", ""),
    Kind.CASE_OPENED: ("flag", "info"),
    Kind.CASE_CLOSED: ("circle-check", "success"),
    Kind.CASE_LINKED: ("case", ""),
    Kind.CASE_SHIELDED: ("shield", "warning"),
    Kind.CASE_PHASE_REACHED: ("flow", ""),
    Kind.TASK_RETURNED: ("undo", "warning"),
    Kind.TASK_UNDONE: ("undo", "warning"),
    Kind.TASK_CLAIMED: ("hand", ""),
    Kind.TIMER_FIRED: ("hourglass", ""),
    Kind.DEADLINE_MOVED: ("clock", ""),
    Kind.PART_TAKEN: ("person", ""),
    Kind.INCIDENT_OPENED: ("danger", "danger"),
    Kind.ATTEMPT_DENIED: ("lock", "danger"),
    Kind.DEADLINE_PASSED: ("alarm", "danger"),
    Kind.DEADLINE_NEARED: ("clock", "warning"),
    Kind.ATTACHMENT_ADDED: ("paperclip", ""),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, ready to show."""

    seq: int
    at: datetime
    sentence: str
    icon: str
    #: danger, warning, success, info, or nothing
    tone: str
    #: a comment's own words
    said: str = ""
    #: number of the answers that were sent
    submission: int | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """One page of the stream."""

    lines: Sequence[Line]
    #: number to go on before; none on the last page
    before: int | None

    @property
    def days(self) -> list[list[Line]]:
        """The lines of each day together."""
        return [
            list(lines)
            for _day, lines in groupby(self.lines, key=lambda line: clock.oslo(line.at).date())
        ]


def group_names() -> Mapping[str, str]:
    """What each group is called."""
    return {
        "steg": _("Steg"),
        "skjema": _("Skjemaer og filer"),
        "kommentar": _("Kommentarer"),
        "varsel": _("Frister og varsler"),
        "lesing": _("Lesing"),
    }


def stream(case: Any, groups: Sequence[str], before: int | None = None) -> Stream:
    """Events of these groups, newest first, from before number `before`."""
    session = db.session()
    kinds = sorted(str(kind) for group in groups for kind in GROUPS.get(group, ()))
    events = audit.trail(session, case.id, kinds=kinds, limit=_MOST) if kinds else []
    events = [event for event in events if before is None or event.seq < before]
    page = list(reversed(events))[: PAGE + 1]
    more = len(page) > PAGE
    page = page[:PAGE]
    told = sentences.teller(session, page, language())
    said = _said(case, page)
    sent = _sent(case, page)
    lines = [_line(event, told.sentence(event), said, sent) for event in page]
    return Stream(lines, page[-1].seq if more else None)


def _line(event: Event, sentence: str, said: Mapping[str, str], sent: Sequence[Submitted]) -> Line:
    group = next(key for key, kinds in GROUPS.items() if event.kind in kinds)
    icon, tone = _LOOKS.get(event.kind, _LOOKS[group])
    answered = event.kind == Kind.TASK_COMPLETED or event.kind == Kind.CASE_OPENED
    return Line(
        seq=event.seq,
        at=event.at,
        sentence=sentence,
        icon=icon,
        tone=tone,
        said=said.get(str(event.body.get("comment")), ""),
        submission=_sent_by(event, sent) if answered else None,
    )


def _said(case: Any, events: Sequence[Event]) -> Mapping[str, str]:
    if not any(event.kind == Kind.COMMENT_ADDED for event in events):
        return {}
    return {str(one.id): one.text for one in comments.of_case(db.session(), case)}


def _sent(case: Any, events: Sequence[Event]) -> Sequence[Submitted]:
    if not any(event.body.get("form") for event in events):
        return ()
    return casefile.submissions(db.session(), case, taken_back=True)


def _sent_by(event: Event, sent: Sequence[Submitted]) -> int | None:
    """The answers this event tells of: the last sent in its task by then."""
    task = event.body.get("task")
    found = [one.id for one in sent if one.task_id == task and (not task or one.at <= event.at)]
    return found[-1] if found else None


@dataclass(slots=True)
class Reader:
    """What one person has opened on one day."""

    name: str
    day: datetime
    first: datetime
    last: datetime
    times: int
    #: what was opened, each once, as sentences
    opened: list[str]


def readers(case: Any) -> list[Reader]:
    """Who has read in the case, by person and day, the latest first."""
    session = db.session()
    events = audit.trail(session, case.id, kinds=sorted(map(str, READING)), limit=_MOST)
    told = sentences.teller(session, events, language())
    found: dict[tuple[int, Any], Reader] = {}
    for event in reversed(events):
        day = clock.oslo(event.at).date()
        reader = found.get((event.actor_id, day))
        if reader is None:
            reader = found[(event.actor_id, day)] = Reader(
                told.actor(event), event.at, event.at, event.at, 0, []
            )
        reader.first, reader.times = event.at, reader.times + 1
        sentence = told.sentence(event).removeprefix(reader.name).strip()
        if sentence not in reader.opened:
            reader.opened.append(sentence)
    return list(found.values())
