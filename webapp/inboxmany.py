"""Several tasks at once: what was asked for, whether it can be asked, and doing it task by task.

Each task stands or falls by itself: one that a colleague took first does not stop the others.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engine import access, clock, comments, handover, taskfile
from engine.access import Action
from engine.errors import Conflict, NotAllowed, NotFound
from engine.people import Actor
from webapp import persons
from webapp.i18n import gettext as _
from webapp.i18n import ngettext
from webapp.inboxrows import IMPORTANT, URGENT
from webapp.persons import Receiver

#: Tasks one post may change.
MOST = 100
#: What each choice of priority sets.
PRIORITIES = {"vanlig": IMPORTANT, "viktig": IMPORTANT + 20, "haster": URGENT + 10}
#: When in the morning a task that was put off comes back.
MORNING = time(8)
_ACTIONS = ("ta", "slipp", "videre", "prioritet", "utsett", "kommentar")


@dataclass(frozen=True, slots=True)
class Several:
    """What was asked to be done to the chosen tasks."""

    chosen: frozenset[str] = frozenset()
    action: str = ""
    #: who is to have them, when they are handed over
    receiver: Receiver = field(default_factory=Receiver)
    priority: str = ""
    until: str = ""
    comment: str = ""
    #: what must be mended before anything is done, and the field it lies in
    problem: str = ""
    place: str = ""


def read(actor: Actor, posted: MultiDict[str, str]) -> Several:
    """What was posted; `problem` says why it cannot be done, if it cannot."""
    asked = Several(
        chosen=frozenset(posted.getlist("oppgave")[:MOST]),
        action=posted.get("_action", ""),
        priority=posted.get("prioritet", ""),
        until=posted.get("dato", "")[:10],
        comment=posted.get("tekst", "").strip(),
    )
    if not asked.chosen or asked.action not in _ACTIONS:
        return replace(asked, problem=_("Kryss av for oppgavene det gjelder først."))
    if asked.action == "videre":
        to = persons.receiver(actor, posted)
        return replace(asked, receiver=to, problem=to.problem, place=to.field)
    if asked.action == "prioritet" and asked.priority not in PRIORITIES:
        return replace(asked, problem=_("Velg hvor mye det haster."), place="prioritet")
    if asked.action == "utsett" and morning_of(asked.until) is None:
        return replace(asked, problem=_("Velg en dag etter i dag."), place="dato")
    if asked.action == "kommentar" and not 0 < len(asked.comment) <= comments.LONGEST:
        problem = _("Skriv en kommentar på høyst %(n)s tegn.", n=comments.LONGEST)
        return replace(asked, problem=problem, place="tekst")
    return asked


def morning_of(day: str) -> datetime | None:
    """The morning of a day after today, as posted; None for anything else."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        return None
    if wanted <= clock.oslo(clock.now()).date() or wanted.year > 2100:
        return None
    return datetime.combine(wanted, MORNING, clock.OSLO)


def carry_out(session: Session, actor: Actor, asked: Several) -> tuple[int, int]:
    """How many of the tasks it was done to, and how many refused."""
    done = 0
    for task in sorted(asked.chosen):
        try:
            with session.begin_nested():
                _one(session, task, actor, asked)
            done += 1
        except (Conflict, NotFound, NotAllowed):
            continue
    return done, len(asked.chosen) - done


def _one(session: Session, task: str, actor: Actor, asked: Several) -> None:
    if asked.action == "ta":
        handover.claim(session, task, actor)
    elif asked.action == "slipp":
        handover.release(session, task, actor)
    elif asked.action == "prioritet":
        handover.prioritize(session, task, actor, PRIORITIES[asked.priority])
    elif asked.action == "utsett":
        handover.snooze(session, task, actor, morning_of(asked.until))
    elif asked.action == "kommentar":
        _say(session, task, actor, asked.comment)
    elif asked.receiver.person is not None:
        handover.assign(session, task, actor, asked.receiver.person, asked.receiver.reason)


def _say(session: Session, task: str, actor: Actor, text: str) -> None:
    """The comment stands in the task's case. Raises NotAllowed for those who only read it."""
    found = taskfile.opened(session, task, actor)
    may = found.may_complete or access.may(session, actor, Action.MANAGE, found.case.id)
    if not may or not persons.may_search(actor):
        raise NotAllowed(task=task)
    comments.add(session, found.case, actor, text, task)


def done_words(action: str, n: int) -> str:
    """What has been done, to be said once it is."""
    return {
        "ta": ngettext("Du har tatt %(n)s oppgave.", "Du har tatt %(n)s oppgaver.", n),
        "slipp": ngettext("Du har sluppet %(n)s oppgave.", "Du har sluppet %(n)s oppgaver.", n),
        "videre": ngettext("%(n)s oppgave er gitt videre.", "%(n)s oppgaver er gitt videre.", n),
        "prioritet": ngettext(
            "%(n)s oppgave har fått ny prioritet.", "%(n)s oppgaver har fått ny prioritet.", n
        ),
        "kommentar": ngettext(
            "Kommentaren er lagret i %(n)s sak.", "Kommentaren er lagret i %(n)s saker.", n
        ),
        "utsett": ngettext(
            "%(n)s oppgave er utsatt. Fristen står.", "%(n)s oppgaver er utsatt. Fristene står.", n
        ),
    }[action]


def refused_words(n: int) -> str:
    """Why some were left as they were."""
    return ngettext(
        "%(n)s oppgave ble ikke endret. Noen andre har den, eller den er ferdig.",
        "%(n)s oppgaver ble ikke endret. Noen andre har dem, eller de er ferdige.",
        n,
    )
