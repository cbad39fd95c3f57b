"""One task: its form, sending it, and everything else that can be done with it.

Every change is one post to an address under the task; what was typed is never lost on the way.
"""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import advance, clock, drafts, incidents, taskfile, tasks
from engine.audit import Kind
from engine.casefile import TaskStatus
from engine.errors import AnswersRefused, Conflict, ReasonMissing, Stale
from engine.people import Actor
from engine.taskfile import OpenedTask
from webapp import causes, db, login, shown, taskconflict, taskform, taskpage, taskundo
from webapp.formpages import FormPage
from webapp.i18n import gettext as _
from webapp.i18n import language
from webapp.once import once
from webapp.taskbeside import Answer, bp, page_of
from webapp.taskpage import Typed, show


@bp.get("/oppgaver/<task_id>")
@db.records
def page(task_id: str) -> Answer:
    """The task with its form; once it is finished, what became of it."""
    session, actor = db.session(), login.current()
    found = taskfile.opened(session, task_id, actor)
    if found.assignee_id != actor.id and found.closed_by != actor.id:
        body = {"task": task_id, "element": found.element, "name": found.name}
        advance.note(session, found.case.id, Kind.TASK_READ, actor, **body)
    if found.status == TaskStatus.OPEN:
        return show(found, actor)
    reads = taskpage.reads_case(found, actor)
    return render_template(
        "task_closed.html",
        task=found,
        name=taskpage.name_of(found),
        words=taskpage.status_words(found),
        stopped=_cause(found),
        sections=taskpage.sent(found, actor) if reads or found.closed_by == actor.id else [],
        reads_case=reads,
    )


def _cause(found: OpenedTask) -> str:
    """Why the case stands still after this task's answers, in words; nothing if it does not."""
    for one in incidents.of_case(db.session(), found.case.id):
        if one.task_id == found.id:
            return causes.cause(one.property, one.reason, language())
    return ""


@bp.get("/oppgaver/<task_id>/<any(fullforing, retur, tildeling, utkast, angring):part>")
def reloaded(task_id: str, part: str) -> Response:
    """A refused form that was loaded again leads back to the task."""
    return page_of(task_id)


@bp.post("/oppgaver/<task_id>/fullforing")
@once
def complete(task_id: str) -> Answer:
    """The answers are sent and the case has moved on; or the form stands there with what was typed.

    `_action` tells sending from adding a row, looking again, and saving for later.
    """
    session, actor = db.session(), login.current()
    action = request.form.get("_action", "") or "send"
    seen = _number("_version") if action == "send" else None
    try:
        taskfile.held_open(session, task_id, actor, seen)
    except Conflict as error:
        # A half-drawn form must not be swapped for a refusal: sending it says what happened.
        return Response(status=204) if _by_htmx() else taskconflict.page(task_id, actor, error)
    found = taskfile.opened(session, task_id, actor)
    form = taskform.posted(found, actor)
    if action == "save":
        _keep(found, actor)
        flash(_("Utkastet er lagret. Bare du ser det."), "success")
        return redirect(url_for("start.page"), 303)
    if action != "send":
        taskform.drop_detached(found, actor, action)
        if not _by_htmx():
            _keep(found, actor, form)
        return show(found, actor, form)
    return _send(found, actor, form, seen)


def _send(found: OpenedTask, actor: Actor, form: FormPage | None, seen: int | None) -> Answer:
    session = db.session()
    if form is not None and not form.validate():
        _keep(found, actor, form)
        return show(found, actor, form), 422
    if form is not None:
        taskform.drop_unused(found, actor, form)
    try:
        tasks.complete(session, found.id, actor, form.answers if form else {}, seen=seen)
    except AnswersRefused as error:
        if form is None:
            raise
        form.refuse(error.errors)
        return show(found, actor, form), 422
    return redirect(url_for("tasks.sent", task_id=found.id), 303)


def _keep(found: OpenedTask, actor: Actor, form: FormPage | None = None) -> None:
    """What was posted is the draft, whatever another window has saved: a button was pressed."""
    if found.form is not None:
        pairs = form.pairs if form else None
        pairs = pairs or taskform.typed(found.form, actor, request.form.items(multi=True))
        drafts.save(db.session(), found.case, found.id, actor.id, pairs)


def _by_htmx() -> bool:
    return request.headers.get("HX-Request") == "true"


def _number(name: str) -> int | None:
    text = request.form.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


@bp.get("/oppgaver/<task_id>/sendt")
def sent(task_id: str) -> Answer:
    """The receipt: what happened with the answers, and what can be done next."""
    actor = login.current()
    found = taskfile.opened(db.session(), task_id, actor)
    if found.status == TaskStatus.OPEN or found.closed_by != actor.id:
        return page_of(task_id)
    return render_template(
        "task_sent.html",
        task=found,
        name=taskpage.name_of(found),
        stopped=_cause(found),
        returned=found.status == TaskStatus.RETURNED,
        next=taskpage.next_own(actor, found.case.id),
        reads_case=taskpage.reads_case(found, actor),
        offer=taskundo.offered(task_id, actor),
    )


@bp.post("/oppgaver/<task_id>/utkast")
def draft(task_id: str) -> Answer:
    """What is typed so far is kept, unless another window of the same person has saved since."""
    session, actor = db.session(), login.current()
    try:
        taskfile.held_open(session, task_id, actor, None)
    except Conflict as error:
        if _by_htmx():
            return _saved(_("Lagres ikke: noen andre har oppgaven nå."), None), 409
        return taskconflict.page(task_id, actor, error)
    found = taskfile.opened(session, task_id, actor)
    if found.form is None:
        return page_of(task_id)
    pairs = taskform.typed(found.form, actor, request.form.items(multi=True))
    # Going on with what one had typed is a choice; saving by itself must not overwrite.
    seen = None if request.form.get("_valgt") else _number("_draft") or 0
    try:
        counter = drafts.save(session, found.case, task_id, actor.id, pairs, seen)
    except Stale:
        words = _("Lagres ikke: du har skrevet i et annet vindu. Last siden på nytt for å se det.")
        return _saved(words, seen), 409
    if not _by_htmx():
        return page_of(task_id)
    return _saved(_("Lagret %(time)s", time=shown.klokke(clock.now())), counter)


def _saved(text: str, counter: int | None) -> str:
    return render_template("forms/_saved.html", saved_text=text, counter=counter)


@bp.post("/oppgaver/<task_id>/retur")
@once
def send_back(task_id: str) -> Answer:
    """An earlier step is open again, with the reason; this task is withdrawn."""
    session, actor = db.session(), login.current()
    to, reason = request.form.get("retur_til", ""), request.form.get("retur_begrunnelse", "")
    try:
        tasks.send_back(session, task_id, actor, to, reason)
    except Conflict as error:
        return taskconflict.page(task_id, actor, error)
    except ReasonMissing:
        found = taskfile.opened(session, task_id, actor)
        form = taskform.posted(found, actor)
        problem = _("Skriv hva som må gjøres om igjen. Den som får steget tilbake, leser det.")
        typed = Typed(return_to=to, return_problem=problem)
        return show(found, actor, form, typed), 422
    return redirect(url_for("tasks.sent", task_id=task_id), 303)
