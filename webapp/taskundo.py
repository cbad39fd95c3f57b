"""Taking back what one has just sent: how long it is offered, and what is said when too late."""

import math
from dataclasses import dataclass
from datetime import datetime

from flask import flash
from werkzeug.wrappers import Response

from engine import clock, drafts, taskfile, undo
from engine.advance import UNDO_FOR
from engine.people import Actor
from engine.taskfile import OpenedTask
from engine.undo import CannotUndo
from webapp import db, formpages, login, taskform
from webapp.i18n import gettext as _
from webapp.once import once
from webapp.taskbeside import bp, page_of


@dataclass(frozen=True, slots=True)
class Offer:
    """What was sent may be taken back a while yet."""

    until: datetime

    @property
    def seconds(self) -> int:
        """Whole seconds left, rounded down so that nobody is promised too much."""
        return max(0, math.floor((self.until - clock.now()).total_seconds()))

    @property
    def of(self) -> int:
        """How many seconds there were to begin with."""
        return int(UNDO_FOR.total_seconds())


def offered(task_id: str, actor: Actor) -> Offer | None:
    """The offer as it stands for this reader; None if it cannot be taken back."""
    until = undo.until(db.session(), task_id, actor)
    return Offer(until) if until else None


@bp.post("/oppgaver/<task_id>/angring")
@once
def take_back(task_id: str) -> Response:
    """The task is open again with what was sent as the draft; or it is said why it cannot be."""
    session, actor = db.session(), login.current()
    try:
        undone = undo.undo(session, task_id, actor)
    except CannotUndo as error:
        flash(_too_late(error.why), "warning")
        return page_of(task_id)
    found = taskfile.opened(session, task_id, actor)
    _keep_as_draft(found, actor, undone.answers)
    flash(_("Du har angret. Svarene er ikke sendt. De står her som utkastet ditt."), "success")
    return page_of(task_id)


def _keep_as_draft(found: OpenedTask, actor: Actor, answers: dict[str, object]) -> None:
    if found.form is None:
        return
    form = formpages.from_answers(found.form, answers, taskform.context(found, actor))
    drafts.save(db.session(), found.case, found.id, actor.id, form.pairs)


def _too_late(why: str) -> str:
    """Why it cannot be taken back, and what can be done instead."""
    seconds = int(UNDO_FOR.total_seconds())
    return {
        undo.LATE: _(
            "Det er gått mer enn %(n)s sekunder, så svarene er sendt. Er noe feil, si fra til den "
            "som leder saken.",
            n=seconds,
        ),
        undo.BEGUN: _(
            "En kollega har begynt på neste steg, så svarene er sendt. Er noe feil, snakk med den "
            "som har tatt det."
        ),
        undo.TOLD: _(
            "Noen har fått beskjed om det du sendte, så det kan ikke angres. Er noe feil, si fra "
            "til den som leder saken."
        ),
        undo.OPEN: _("Det er angret allerede. Oppgaven er åpen."),
    }.get(
        why,
        _(
            "Saken har gått videre, så det kan ikke angres. Er noe feil, si fra til den som leder "
            "saken."
        ),
    )
