"""The trail in words: one sentence for every kind of event, in bokmål and nynorsk.

Owns the wording only. What happened stands in `engine/audit.py`, whatever it reads as.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import casefile, cases, people, publishing
from engine.audit import NO_CASE, Event, Kind
from engine.people import ANONYMOUS, SYSTEM
from webapp import causes, schoolwords, shown
from webapp.i18n import reading_in
from webapp.sentencetexts import PARTS, SENTENCES, UNKNOWN, WORDS

#: Kinds of event whose reason somebody wrote, and is repeated.
_REASONED = (
    Kind.TASK_ASSIGNED,
    Kind.TASK_RETURNED,
    Kind.OCCASION_POSTPONED,
    Kind.CALENDAR_CHANGED,
)
#: Facts in an event that are person ids.
_PERSONS = ("to", "person")


@dataclass(frozen=True)
class Teller:
    """Says what events mean, with the names they need looked up beforehand."""

    lang: str
    #: name by person id
    names: Mapping[int, str] = field(default_factory=dict)
    #: name by element id, as the reader's language has it
    steps: Mapping[str, str] = field(default_factory=dict)
    #: heading by form key
    forms: Mapping[str, str] = field(default_factory=dict)
    #: name by process key
    processes: Mapping[str, str] = field(default_factory=dict)

    def actor(self, event: Event) -> str:
        """Who did it, as a name."""
        if event.actor_id:
            return self.names.get(event.actor_id, self._word("somebody"))
        by = event.body.get("by")
        return self._word("anonymous" if by == ANONYMOUS.key else SYSTEM.key)

    def sentence(self, event: Event) -> str:
        """What happened, as one sentence or two."""
        texts = SENTENCES.get(variant(event)) or UNKNOWN
        facts = _Facts(self._facts(event), self._word("unknown"))
        with reading_in(self.lang):
            said = texts[self.lang == "nn"].format_map(facts)
        reason = event.body.get("reason")
        if reason and event.kind in _REASONED:
            said = f"{said} {self._word('reason')}: {reason}"
        return said

    def _facts(self, event: Event) -> dict[str, str]:
        body = event.body
        found = {key: str(value) for key, value in body.items() if value not in (None, "")}
        found["who"] = self.actor(event)
        for key in _PERSONS:
            if isinstance(body.get(key), int):
                found[key] = self.names.get(body[key], self._word("somebody"))
        found["step"] = self._step(body)
        if event.kind == Kind.CASE_CLOSED:
            found["outcome"] = self.steps.get(str(body.get("outcome")), "")
        if event.kind == Kind.TASK_RETURNED:
            found["to"] = self.steps.get(str(body.get("to")), self._word("unknown"))
        if "process" in body:
            found["process"] = self.processes.get(str(body["process"]), str(body["process"]))
        if "called" in body:
            found["called"] = self.processes.get(str(body["called"]), str(body["called"]))
        if body.get("form"):
            found["form"] = self.forms.get(str(body["form"]), str(body["form"]))
        return found | self._in_words(event)

    def _in_words(self, event: Event) -> dict[str, str]:
        body, found = event.body, {}
        if "phase" in body:
            found["phase"] = schoolwords.phase(str(body["phase"]), self.lang)
        if "part" in body:
            found["part"] = PARTS.get(str(body["part"]), (str(body["part"]),) * 2)[
                self.lang == "nn"
            ]
        if body.get("role"):
            found["role"] = schoolwords.role(str(body["role"]), self.lang)
        if "page" in body:
            found["page"] = self._word(f"page_{body['page']}")
        if "origin" in body:
            found["origin"] = self._word(f"origin_{body['origin']}")
        if "manifest" in body:
            found["manifest"] = str(body["manifest"])[:16]
        if "size" in body:
            found["size"] = schoolwords.size(int(body["size"]))
        if event.kind == Kind.INCIDENT_OPENED:
            cause = causes.cause(str(body.get("rule")), str(body.get("reason")), self.lang)
            found["cause"] = cause.rstrip(".")
        for key in ("due", "until"):
            if body.get(key):
                with reading_in(self.lang):
                    found[key] = shown.oslo(datetime.fromisoformat(str(body[key])))
        return found

    def _step(self, body: Mapping[str, Any]) -> str:
        here = self.steps.get(str(body.get("element")))
        return here or str(body.get("name") or body.get("element") or self._word("unknown"))

    def _word(self, key: str) -> str:
        return WORDS.get(key, WORDS["unknown"])[self.lang == "nn"]


class _Facts(dict[str, str]):
    """What a sentence may mention; what an old event lacks reads as unknown."""

    def __init__(self, facts: Mapping[str, str], unknown: str) -> None:
        super().__init__(facts)
        self.unknown = unknown

    def __missing__(self, key: str) -> str:
        return self.unknown


def variant(event: Event) -> str:
    """Which of the wordings of its kind an event takes."""
    kind, body = event.kind, event.body
    if kind in (Kind.CASE_READ, Kind.TRAIL_READ) and body.get("by_way_of") == "api":
        return f"{kind}.api"
    said: dict[str, str] = {
        Kind.CASE_OPENED: "year" if body.get("occasion") else "",
        Kind.CASE_READ: "page" if body.get("page", "overview") != "overview" else "",
        Kind.CASE_LINKED: "back" if "came_from" in body else "",
        Kind.CASE_SHIELDED: "lifted" if body.get("realm") == casefile.Realm.SCHOOL else "",
        Kind.CASE_CLOSED: "" if body.get("outcome") else "plain",
        Kind.DEADLINE_MOVED: "" if body.get("task") else "timer",
        Kind.TASK_SNOOZED: "" if body.get("until") else "over",
        Kind.NOTICE_QUEUED: "" if body.get("role") else "person",
        Kind.INCIDENT_OPENED: "" if body.get("element") else "nowhere",
        Kind.COMMENT_ADDED: "mention" if body.get("mentioned") else "",
        Kind.TASK_COMPLETED: "" if body.get("form") else "plain",
    }
    taken = said.get(kind, "")
    return f"{kind}.{taken}" if taken else kind


def teller(session: Session, events: Sequence[Event], lang: str) -> Teller:
    """One who can tell these events; the names they need are looked up at once."""
    ids = {e.actor_id for e in events if e.actor_id}
    ids |= {v for e in events for key in _PERSONS if isinstance(v := e.body.get(key), int)}
    processes = {v.key: v.bundle.name(lang) or v.name for v in publishing.all_in_use(session)}
    steps: dict[str, str] = {}
    forms: dict[str, str] = {}
    for version in _versions(session, {e.case_id for e in events} - {NO_CASE}):
        definition = version.definition
        steps |= {key: e.name for key, e in definition.elements.items() if e.name}
        steps |= version.names(lang)
        forms |= {
            key: str(form.localized(lang).get("title") or form.title)
            for key, form in definition.forms.items()
        }
    return Teller(lang, people.names(session, ids), steps, forms, processes)


def _versions(session: Session, case_ids: Collection[int]) -> list[publishing.ProcessVersion]:
    found = cases.versions_of(session, case_ids)
    return [publishing.version(session, number) for number in found]
