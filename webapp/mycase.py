"""What a pupil or a guardian sees of their cases: how far they have come, and whom to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine import casefile, cases, clock, inbox, people
from engine.access import Action
from engine.casefile import CaseStatus, Part
from engine.cases import CaseLine
from engine.inbox import Box, Filter
from engine.people import Actor
from webapp import db, inboxrows, schoolwords
from webapp.i18n import language
from webapp.inboxrows import Row

#: Cases shown; nobody has near this many.
MOST = 20


@dataclass(frozen=True, slots=True)
class Followed:
    """One case as those it concerns see it."""

    code: str
    process: str
    opened_at: datetime
    closed_at: datetime | None
    #: (words, "done", "now" or "later")
    steps: Sequence[tuple[str, str]]
    #: when somebody is to have done what comes next
    next_at: datetime | None
    #: whether that moment has passed
    late: bool
    contact: str
    #: whose it is, for a guardian of several
    about: str


@dataclass(frozen=True, slots=True)
class Mine:
    """Everything on the page."""

    tasks: Sequence[Row]
    open: Sequence[Followed]
    closed: Sequence[Followed]


def of(actor: Actor) -> Mine:
    """What the person is asked to do, and the cases they may follow, newest first."""
    session = db.session()
    lines = inbox.page(session, actor, Box.OPEN, Filter(put_off=True), limit=MOST).lines
    followed = _followed(actor, cases.listed(session, actor, Action.FOLLOW, limit=MOST))
    return Mine(
        tasks=inboxrows.rows(actor, lines, Box.OPEN),
        open=[case for case in followed if case.closed_at is None],
        closed=[case for case in followed if case.closed_at is not None],
    )


def _followed(actor: Actor, lines: Sequence[CaseLine]) -> list[Followed]:
    session, processes = db.session(), inboxrows.process_names()
    leads = inbox.leaders(session, [line.id for line in lines])
    names = people.names(session, leads.values())
    return [
        Followed(
            code=line.code,
            process=processes.get(line.process, line.process),
            opened_at=line.opened_at,
            closed_at=line.closed_at if line.status == CaseStatus.CLOSED else None,
            steps=_steps(line.phase, line.status == CaseStatus.CLOSED),
            next_at=line.due_at,
            late=line.due_at is not None and line.due_at < clock.now(),
            contact=names.get(leads.get(line.id, 0), ""),
            about=_about(actor, line.id),
        )
        for line in lines
    ]


def _steps(phase: str, closed: bool) -> list[tuple[str, str]]:
    """The steps with where the case stands; before any phase it stands on the first."""
    wanted = schoolwords.plain_steps(language())
    keys = [key for key, _words in wanted]
    at = len(keys) if closed else keys.index(phase) if phase in keys else 0
    states = ["done" if n < at else "now" if n == at else "later" for n in range(len(keys))]
    return [(words, state) for (_key, words), state in zip(wanted, states, strict=True)]


def _about(actor: Actor, case_id: int) -> str:
    children = {child.id: child.name for child in people.students_of(db.session(), actor.id)}
    if len(children) < 2:
        return ""
    parts = casefile.parts(db.session(), case_id)
    found = [
        children[p.person_id] for p in parts if p.part == Part.AFFECTED and p.person_id in children
    ]
    return ", ".join(name.split()[0] for name in found)
