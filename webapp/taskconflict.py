"""When somebody else was first: what happened, and everything that was typed, to read and copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from engine import casefile, people, publishing, taskfile
from engine.errors import Conflict, NotFound, Stale, TaskClosed
from engine.people import Actor
from webapp import casehead, db, formpages, formshow, readforms, shown, taskform
from webapp.formpages import FormPage
from webapp.formshow import Line, Section
from webapp.i18n import gettext as _
from webapp.i18n import language
from webapp.leaves import Leaf
from webapp.readings import reading_of


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody had typed in a form that can no longer be sent as it was."""

    sections: Sequence[Section]
    #: the same as one text, to copy in one go
    text: str
    #: the post itself, to go on with
    pairs: Sequence[tuple[str, str]]


def page(task_id: str, actor: Actor, error: Conflict) -> tuple[str, int]:
    """The page, with status 409. The task is looked up as it stands now."""
    row = taskfile.found(db.session(), task_id, actor, locked=False)
    reading = reading_of(error)
    version = publishing.version(db.session(), row.version_id)
    names = casehead.step_names(version, language())
    html = render_template(
        "task_conflict.html",
        task_id=task_id,
        code=row.code,
        name=names.get(row.task_element) or row.task_name,
        title=_(reading.title),
        happened=_happened(error),
        kept=_kept(row, actor),
        may_go_on=isinstance(error, Stale),
        may_look=_may_look(task_id, actor),
        files=any(upload.filename for upload in request.files.values()),
    )
    return html, reading.status


def _may_look(task_id: str, actor: Actor) -> bool:
    try:
        taskfile.opened(db.session(), task_id, actor)
    except NotFound:
        return False
    return True


def _happened(error: Conflict) -> str:
    """Who did what, and when, as far as it is known."""
    by = error.facts.get("by") or 0
    who = people.names(db.session(), [by]).get(by, "")
    if isinstance(error, TaskClosed):
        at = error.facts.get("at")
        if error.facts.get("status") == casefile.TaskStatus.WITHDRAWN or not who or at is None:
            return _("Steget trengs ikke lenger. Saken har gått en annen vei.")
        return _("%(who)s gjorde den ferdig %(at)s.", who=who, at=shown.oslo(at))
    if isinstance(error, Stale):
        return _("Noen har endret frist, prioritet eller hvem som har den, etter at du åpnet den.")
    return _("%(who)s har oppgaven nå.", who=who) if who else _("Noen andre har oppgaven nå.")


def _kept(row: Any, actor: Actor) -> Kept | None:
    """What was typed, under the questions it answers; None if nothing was."""
    definition = publishing.definition(db.session(), row.version_id)
    form = definition.forms.get(row.task_form) if row.task_form else None
    if form is None:
        return None
    made = readforms.context(row, actor)
    pairs = taskform.typed(form, actor, request.form.items(multi=True))
    typed = formpages.from_pairs(form, pairs, made)
    sections = [*formshow.sections(form, typed.answers, made), *_unread(typed)]
    text = "\n\n".join(_as_text(line) for section in sections for line in section.lines)
    return Kept(sections, text, pairs) if text else None


def _unread(typed: FormPage) -> list[Section]:
    """Texts that are no answer yet: a date half written, a name nobody has."""
    lines = [
        Line(str(one.label.text), tuple(one.texts))
        for one in typed.asked
        if isinstance(one, Leaf) and one.fault and any(one.texts)
    ]
    return [Section("", lines)] if lines else []


def _as_text(line: Line) -> str:
    inside = [_as_text(part) for part in line.parts]
    return "\n".join([line.label, *line.texts, *inside])
