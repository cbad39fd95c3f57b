"""The top of every page about a case: where it stands, who has it, what comes next, the tabs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from engine import (
    access,
    attachments,
    casefile,
    cases,
    clock,
    comments,
    incidents,
    people,
    publishing,
)
from engine.access import Action
from engine.casefile import CaseStatus, Part, Realm, TaskStatus
from engine.errors import NotAllowed, Refused
from engine.incidents import Incident
from engine.people import Actor
from engine.publishing import ProcessVersion
from webapp import causes, db, schoolwords
from webapp.i18n import gettext as _
from webapp.i18n import language
from webapp.sentencetexts import PARTS

#: The order parts are told in.
PART_ORDER = (
    Part.AFFECTED,
    Part.GUARDIAN,
    Part.CASE_OWNER,
    Part.HANDLER,
    Part.REPORTER,
    Part.COUNTERPART,
    Part.ACCUSED,
)


@dataclass(frozen=True, slots=True)
class Waits:
    """An open task, as the case page tells of it."""

    id: str
    name: str
    #: the holder's name, or the role whose holders may take it
    who: str
    #: True if somebody holds it
    held: bool
    opened_at: datetime
    due_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """What stands in the way of the case, in words."""

    number: int
    step: str
    cause: str
    since: datetime
    tries: int
    #: number of a version newer than the case's own, if one is in use
    newer: int | None
    #: True if the reader may try again
    retry: bool


@dataclass(frozen=True)
class Head:
    """What every tab of a case shows on top."""

    case: Any
    version: ProcessVersion
    process: str
    #: how far it has come, in words
    status: str
    closed: bool
    shielded: bool
    #: who answers for it, in words
    responsible: str
    waits: Sequence[Waits]
    #: when it goes on by itself, if it waits for nothing else
    wakes_at: datetime | None
    #: how it ended, in words
    outcome: str
    stops: Sequence[Stop]
    rights: frozenset[Action]
    tabs: Sequence[tuple[str, str, int | None]]

    @property
    def code(self) -> str:
        """The case's code."""
        return str(self.case.code)

    @property
    def next(self) -> Waits | None:
        """The open task that has the least time left."""
        far = datetime.max.replace(tzinfo=clock.now().tzinfo)
        return min(self.waits, key=lambda one: one.due_at or far, default=None)

    @property
    def reads(self) -> bool:
        """Whether the reader may know who and what is in the case."""
        return Action.READ in self.rights

    @property
    def manage(self) -> bool:
        """Whether the reader may comment and add files."""
        return Action.MANAGE in self.rights

    @property
    def export(self) -> bool:
        """Whether the reader may take the whole case out."""
        return Action.EXPORT in self.rights


def head(actor: Actor, case: Any) -> Head:
    """The head of a case for this reader, who may read it or operate it."""
    session, lang = db.session(), language()
    version = publishing.version(session, case.version_id)
    names = step_names(version, lang)
    rights = frozenset(a for a in Action if access.may(session, actor, a, case.id))
    closed = case.status == CaseStatus.CLOSED
    # Operations see where the machine stands, not who is in the case.
    reads = Action.READ in rights
    return Head(
        case=case,
        version=version,
        process=version.bundle.name(lang) or version.name,
        status=_status(case),
        closed=closed,
        shielded=reads and case.realm == Realm.OWNER,
        responsible=_responsible(case) if reads else "",
        waits=_waits(case, names) if reads else (),
        wakes_at=case.next_due_at,
        outcome=names.get(case.outcome or "", ""),
        stops=_stops(actor, case, names),
        rights=rights,
        tabs=_tabs(case, rights),
    )


def step_names(version: ProcessVersion, lang: str) -> Mapping[str, str]:
    """What each element of a version is called in the reader's language."""
    drawn = {key: e.name or "" for key, e in version.definition.elements.items()}
    return {**drawn, **version.names(lang)}


def _status(case: Any) -> str:
    if case.status == CaseStatus.CLOSED:
        return _("Avsluttet")
    return schoolwords.phase(case.phase, language()) if case.phase else _("Åpnet")


def _responsible(case: Any) -> str:
    session = db.session()
    owners = [p.person_id for p in casefile.parts(session, case.id) if p.part == Part.CASE_OWNER]
    if owners:
        found = people.names(session, owners)
        return ", ".join(found[one] for one in owners if one in found)
    roles = {t.candidate_group for t in _open(case) if t.candidate_group}
    return ", ".join(schoolwords.role(key, language()) for key in sorted(roles))


def _open(case: Any) -> list[Any]:
    tasks = cases.tasks_of(db.session(), case.id)
    return [task for task in tasks if task.status == TaskStatus.OPEN]


def _waits(case: Any, names: Mapping[str, str]) -> list[Waits]:
    session, now = db.session(), clock.now()
    tasks = _open(case)
    holders = people.names(session, [t.assignee_id for t in tasks if t.assignee_id])
    far = datetime.max.replace(tzinfo=now.tzinfo)
    return [
        Waits(
            id=task.id,
            name=names.get(task.element) or task.name,
            who=holders.get(task.assignee_id, "")
            or schoolwords.role(task.candidate_group, language()),
            held=task.assignee_id is not None,
            opened_at=task.opened_at,
            due_at=task.due_at,
            late=task.due_at is not None and task.due_at < now,
        )
        for task in sorted(tasks, key=lambda t: t.due_at or far)
    ]


def _stops(actor: Actor, case: Any, names: Mapping[str, str]) -> list[Stop]:
    session = db.session()
    standing = incidents.of_case(session, case.id)
    if not standing:
        return []
    mine = {incident.id for incident, _code in incidents.standing(session, actor)}
    return [stop(one, case, names, retry=one.id in mine) for one in standing]


def stop(incident: Incident, case: Any, names: Mapping[str, str], *, retry: bool) -> Stop:
    """An incident in words."""
    used = publishing.in_use(db.session(), case.process)
    return Stop(
        number=incident.id,
        step=names.get(incident.element) or incident.element,
        cause=causes.cause(incident.property, incident.reason, language()),
        since=incident.opened_at,
        tries=incident.tries,
        newer=used.number if used.id != case.version_id else None,
        retry=retry,
    )


def _tabs(case: Any, rights: frozenset[Action]) -> list[tuple[str, str, int | None]]:
    session, found = db.session(), []

    def tab(endpoint: str, text: str, count: int | None = None) -> None:
        found.append((url_for(endpoint, code=case.code), text, count))

    if Action.READ in rights:
        tab("cases.overview", _("Oversikt"))
        tab("cases.stream", _("Tidslinje"))
        tab("cases.drawing", _("Diagram"))
        tab("cases.forms", _("Skjemaer"))
        tab("cases.files", _("Vedlegg"), len(attachments.of_case(session, case)) or None)
    if Action.READ_TRAIL in rights:
        tab("cases.readers", _("Innsyn"))
        tab("trail.page", _("Spor"))
    if Action.OPERATE in rights:
        tab("cases.technical", _("Teknisk"))
    return found


def part_words(part: str) -> str:
    """What somebody is in a case, in words."""
    return PARTS.get(part, (part, part))[language() == "nn"]


def refused_words(error: Refused | NotAllowed) -> str:
    """Why a comment was not kept, and what to do."""
    names = getattr(error, "mentioned", [])
    if names:
        return _(
            "%(names)s har ikke tilgang til saken og kan ikke nevnes her. Ta bort navnet og prøv "
            "igjen.",
            names=", ".join(names),
        )
    if error.facts.get("comment"):
        return _("Kommentaren er for lang. Kort den ned til %(n)s tegn.", n=comments.LONGEST)
    return _("Skriv en kommentar først.")
