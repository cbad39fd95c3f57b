"""What can be done with a task beside its form: take it, hand it over, put it off, talk about it.

None of it moves the case. What was typed in the form meanwhile is in its draft.
"""

from dataclasses import replace

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from engine import access, attachments, comments, handover, taskfile
from engine.access import Action
from engine.attachments import LARGEST
from engine.errors import Conflict, NotAllowed, NotFound, Refused
from engine.people import Actor
from engine.taskfile import OpenedTask
from webapp import casehead, db, login, persons, readforms, shown, taskconflict
from webapp.i18n import gettext as _
from webapp.inboxmany import PRIORITIES, morning_of
from webapp.once import once
from webapp.taskpage import Typed, show

bp = Blueprint("tasks", __name__)

Answer = str | Response | tuple[str, int]


def page_of(task_id: str) -> Response:
    """The browser goes on to the task."""
    return redirect(url_for("tasks.page", task_id=task_id), 303)


def _come_back(task_id: str) -> Response:
    """To where the button was pressed, or to the task."""
    to = login.inside(request.form.get("til"))
    return redirect(to or url_for("tasks.page", task_id=task_id), 303)


@bp.post("/oppgaver/<task_id>/ta")
@once
def claim(task_id: str) -> Answer:
    """The reader holds the task."""
    try:
        handover.claim(db.session(), task_id, login.current())
    except Conflict as error:
        return taskconflict.page(task_id, login.current(), error)
    flash(_("Oppgaven er din."), "success")
    return _come_back(task_id)


@bp.post("/oppgaver/<task_id>/slipp")
@once
def release(task_id: str) -> Answer:
    """Nobody holds the task; a draft is kept for whoever typed it."""
    try:
        handover.release(db.session(), task_id, login.current())
    except Conflict as error:
        return taskconflict.page(task_id, login.current(), error)
    flash(_("Oppgaven er ledig igjen."), "success")
    return redirect(url_for("start.page"), 303)


@bp.post("/oppgaver/<task_id>/utsettelse")
@once
def put_off(task_id: str) -> Answer:
    """The task is out of the way until that morning; its deadline stands."""
    session, actor = db.session(), login.current()
    day = request.form.get("dato", "")
    until = morning_of(day)
    if day and until is None:
        found = taskfile.opened(session, task_id, actor)
        problem = _("Velg en dag etter i dag.")
        return show(found, actor, typed=Typed(until=day, until_problem=problem)), 422
    handover.snooze(session, task_id, actor, until)
    said = (
        _("Oppgaven kommer tilbake %(day)s. Fristen står.", day=shown.dato(until)) if until else ""
    )
    flash(said or _("Oppgaven er hentet fram igjen."), "success")
    return redirect(url_for("inbox.page"), 303) if until else page_of(task_id)


@bp.post("/oppgaver/<task_id>/prioritet")
@once
def prioritize(task_id: str) -> Answer:
    """The task is as urgent as the reader says."""
    _demand_staff(task_id)
    wanted = PRIORITIES.get(request.form.get("prioritet", ""))
    if wanted is None:
        raise NotFound(priority=True)
    handover.prioritize(db.session(), task_id, login.current(), wanted)
    flash(_("Prioriteten er satt."), "success")
    return page_of(task_id)


@bp.post("/oppgaver/<task_id>/tildeling")
@once
def assign(task_id: str) -> Answer:
    """A colleague holds the task, and can read why."""
    _demand_staff(task_id)
    session, actor = db.session(), login.current()
    asked = persons.receiver(actor, request.form)
    if asked.problem or asked.person is None:
        found = taskfile.opened(session, task_id, actor)
        return show(found, actor, typed=Typed(receiver=asked)), 422
    try:
        handover.assign(session, task_id, actor, asked.person, asked.reason)
    except Conflict as error:
        return taskconflict.page(task_id, actor, error)
    except NotAllowed as error:
        if "to" not in error.facts:
            raise
        found = taskfile.opened(session, task_id, actor)
        problem = _("Den du valgte, kan ikke ha oppgaver i denne saken. Velg en annen.")
        typed = Typed(receiver=replace(asked, problem=problem, field="person"))
        return show(found, actor, typed=typed), 422
    flash(_("Oppgaven er gitt videre."), "success")
    return redirect(url_for("start.page"), 303)


def _demand_staff(task_id: str) -> None:
    """Raises NotAllowed for pupils and guardians: what they are asked is theirs to answer."""
    if not persons.may_search(login.current()):
        taskfile.opened(db.session(), task_id, login.current())
        raise NotAllowed(task=task_id)


def _open_to_say(task_id: str) -> tuple[OpenedTask, Actor]:
    """The task, for whoever does it or manages its case. Raises NotAllowed for other readers."""
    session, actor = db.session(), login.current()
    _demand_staff(task_id)
    found = taskfile.opened(session, task_id, actor)
    if not found.may_complete and not access.may(session, actor, Action.MANAGE, found.case.id):
        raise NotAllowed(task=task_id)
    return found, actor


@bp.post("/oppgaver/<task_id>/kommentarer")
@once
def comment(task_id: str) -> Answer:
    """A comment stands in the case, tied to this task."""
    found, actor = _open_to_say(task_id)
    text = request.form.get("tekst", "")
    try:
        comments.add(db.session(), found.case, actor, text, task_id)
    except (Refused, NotAllowed) as error:
        # Nothing has been written yet, so the page can be shown in the same transaction.
        typed = Typed(comment=text, comment_problem=casehead.refused_words(error))
        return show(found, actor, typed=typed), 422
    flash(_("Kommentaren er lagret."), "success")
    to = url_for("tasks.page", task_id=task_id, _anchor="kommentarer")
    return redirect(to, 303)


@bp.post("/oppgaver/<task_id>/vedlegg")
@once
def attach(task_id: str) -> Answer:
    """A file is part of the case, beside what the form itself asks for."""
    found, actor = _open_to_say(task_id)
    upload = request.files.get("fil")
    try:
        if upload is None or not upload.filename:
            raise Refused(reason="empty")
        data = upload.read(LARGEST + 1)
        attachments.add(db.session(), found.case, actor, upload.filename, data)
    except Refused as error:
        typed = Typed(file_problem=readforms.file_refused(error))
        return show(found, actor, typed=typed), 422
    flash(_("Filen er lagt ved saken."), "success")
    return page_of(task_id)
