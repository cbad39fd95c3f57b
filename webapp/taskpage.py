"""A task's page beside its form: why it is mine, which case, what is said, what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import render_template

from engine import access, audit, casefile, comments, inbox, people, publishing, tasks
from engine.access import Action
from engine.audit import Kind
from engine.casefile import Realm, TaskStatus
from engine.comments import Said
from engine.inbox import Box
from engine.people import Actor
from engine.taskfile import OpenedTask
from webapp import (
    casehead,
    db,
    formshow,
    inboxrows,
    persons,
    readforms,
    schoolwords,
    shown,
    taskform,
)
from webapp.formpages import FormPage
from webapp.formshow import Line
from webapp.i18n import gettext as _
from webapp.i18n import language
from webapp.persons import Receiver


@dataclass(frozen=True, slots=True)
class Why:
    """Why the task is with whom it is: a sentence, and somebody's own words if they gave any."""

    sentence: str
    reason: str = ""


@dataclass(frozen=True)
class TaskPage:
    """Everything the page of an open task shows."""

    task: OpenedTask
    name: str
    process: str
    #: how to do the step, as drawn
    guidance: str
    form: FormPage | None
    #: count and time of the draft
    counter: int
    saved_text: str
    why: Why
    #: why it was sent back, if it was
    returned: Why | None
    #: which of several the step is about
    about: Sequence[Line]
    phase: str
    leader: str
    said: Sequence[tuple[str, Said]]
    reads_case: bool
    #: whether the reader works here; others see the form and whom to ask, and little else
    staff: bool
    may_comment: bool
    may_assign: bool
    urgency: str
    targets: Sequence[tuple[str, str]]
    #: what was typed beside the form and must be mended
    typed: "Typed"

    @property
    def mine(self) -> bool:
        """Whether the reader holds it."""
        return self.task.may_complete and self.task.assignee_id is not None


@dataclass(frozen=True)
class Typed:
    """What was typed outside the form and refused, with why."""

    receiver: Receiver = field(default_factory=Receiver)
    until: str = ""
    until_problem: str = ""
    comment: str = ""
    comment_problem: str = ""
    return_to: str = ""
    return_problem: str = ""
    file_problem: str = ""


def of(
    found: OpenedTask, actor: Actor, form: FormPage | None = None, typed: Typed | None = None
) -> TaskPage:
    """The page of an open task; `form` as posted, or else as it is first seen."""
    session, draft = db.session(), None
    if form is None:
        form, draft = taskform.first(found, actor)
    leads = inbox.leaders(session, [found.case.id])
    reads = reads_case(found, actor)
    staff = persons.may_search(actor)
    manages = staff and access.may(session, actor, Action.MANAGE, found.case.id)
    back = taskform.returned(found)
    return TaskPage(
        task=found,
        name=name_of(found),
        process=inboxrows.process_names().get(found.case.process, found.case.process),
        guidance=guidance_of(found),
        form=form,
        counter=draft.counter if draft else 0,
        saved_text=_("Lagret %(time)s", time=shown.klokke(draft.saved_at)) if draft else "",
        why=why(found, actor),
        returned=_told(back.actor_id, back.at, back.body) if back else None,
        about=about(found, actor),
        phase=schoolwords.phase(found.case.phase, language()) if found.case.phase else "",
        leader=people.names(session, leads.values()).get(leads.get(found.case.id, 0), ""),
        said=_said(found, reads),
        reads_case=reads,
        staff=staff,
        may_comment=(staff and found.may_complete) or manages,
        may_assign=(staff and found.may_complete) or manages,
        urgency=inboxrows.urgency(found.priority),
        targets=tasks.return_targets(session, found.id, actor) if found.may_complete else [],
        typed=typed or Typed(),
    )


def show(
    found: OpenedTask, actor: Actor, form: FormPage | None = None, typed: Typed | None = None
) -> str:
    """The page of an open task as HTML."""
    return render_template("task.html", page=of(found, actor, form, typed))


def name_of(found: OpenedTask) -> str:
    """What the step is called in the reader's language."""
    version = publishing.version(db.session(), found.case.version_id)
    return casehead.step_names(version, language()).get(found.element) or found.name


def guidance_of(found: OpenedTask) -> str:
    """The help text of the step in the reader's language, "" if it has none."""
    version = publishing.version(db.session(), found.case.version_id)
    drawn = found.definition.elements[found.element].documentation
    return version.documentation(language()).get(found.element) or drawn


def reads_case(found: OpenedTask, actor: Actor) -> bool:
    """Whether the reader may open the whole case."""
    return access.may(db.session(), actor, Action.READ, found.case.id)


def _told(actor_id: int, at: datetime, body: Any) -> Why:
    who = people.names(db.session(), [actor_id]).get(actor_id, _("Systemet"))
    sentence = _("%(who)s sendte steget tilbake %(when)s.", who=who, when=shown.oslo(at))
    return Why(sentence, str(body.get("reason", "")))


def why(found: OpenedTask, actor: Actor) -> Why:
    """Why the task is with whom it is."""
    if found.assignee_id is None:
        if found.case.realm == Realm.OWNER:
            return Why(_("Saken er skjermet for skolen. Da hører alle oppgavene til skoleeier."))
        role = schoolwords.role(found.candidate_group, language()).lower()
        if found.may_complete:
            return Why(_("Steget hører til rollen %(role)s, og den har du.", role=role))
        return Why(_("Steget hører til rollen %(role)s. Ingen har tatt det ennå.", role=role))
    if found.assignee_id != actor.id:
        name = people.names(db.session(), [found.assignee_id]).get(found.assignee_id, "")
        return Why(_("%(who)s har oppgaven. Du ser den fordi du kan lese saken.", who=name))
    return _why_mine(found, actor)


def _why_mine(found: OpenedTask, actor: Actor) -> Why:
    if not persons.may_search(actor):
        return Why(_("Vi spør deg fordi saken gjelder deg eller noen du er foresatt for."))
    kinds = [Kind.TASK_CLAIMED, Kind.TASK_ASSIGNED]
    events = audit.trail(db.session(), found.case.id, kinds=kinds)
    mine = [event for event in events if event.body.get("task") == found.id]
    if not mine:
        if taskform.returned(found):
            return Why(_("Du gjorde dette steget sist."))
        return Why(_("Du er pekt ut til dette steget tidligere i saken."))
    last = mine[-1]
    when = shown.oslo(last.at)
    if last.kind == Kind.TASK_CLAIMED or last.actor_id == actor.id:
        return Why(_("Du tok oppgaven %(when)s.", when=when))
    who = people.names(db.session(), [last.actor_id]).get(last.actor_id, _("Systemet"))
    sentence = _("%(who)s ga deg oppgaven %(when)s.", who=who, when=when)
    return Why(sentence, str(last.body.get("reason", "")))


def about(found: OpenedTask, actor: Actor) -> Sequence[Line]:
    """What of the several this task is about, in the words of the form it was written in."""
    loop = found.definition.elements[found.element].loop
    if found.item is None or loop is None:
        return ()
    made = taskform.context(found, actor)
    key, _dot, path = (loop.collection or "").partition(".")
    form = found.definition.forms.get(key)
    if form is None or tuple(path.split(".")) not in form.places:
        text = made.person_name(found.item) if isinstance(found.item, str) else None
        return [Line(_("Gjelder"), (text,))] if text else ()
    answers: Any = [found.item]
    for name in reversed(path.split(".")):
        answers = {name: answers}
    lines = [one for part in formshow.sections(form, answers, made) for one in part.lines]
    while len(lines) == 1 and lines[0].parts:
        lines = list(lines[0].parts)
    return lines


def _said(found: OpenedTask, reads: bool) -> list[tuple[str, Said]]:
    """Comments with names: all of the case's for its readers, this task's own for others."""
    session = db.session()
    said = comments.of_case(session, found.case)
    said = [one for one in said if reads or one.task_id == found.id]
    names = people.names(session, [one.by for one in said])
    return [(names.get(one.by, ""), one) for one in said]


def next_own(actor: Actor, case_id: int) -> tuple[str, str, str] | None:
    """(id, name, code) of what the person can do next: in the same case first, then most urgent."""
    session = db.session()
    for box in (Box.MINE, Box.GROUP):
        lines = inbox.page(session, actor, box, limit=25).lines
        here = [line for line in lines if line.case_id == case_id]
        for line in [*here, *lines][:1]:
            version = publishing.version(session, line.version_id)
            name = casehead.step_names(version, language()).get(line.element) or line.name
            return line.id, name, line.code
    return None


def status_words(found: OpenedTask) -> str:
    """What became of a task that is no longer open."""
    at = shown.oslo(found.closed_at) if found.closed_at else ""
    names = people.names(db.session(), [found.closed_by or 0])
    who = names.get(found.closed_by or 0, _("Systemet"))
    return {
        TaskStatus.DONE: _("%(who)s sendte svarene %(at)s.", who=who, at=at),
        TaskStatus.HELD: _("%(who)s sendte svarene %(at)s.", who=who, at=at),
        TaskStatus.RETURNED: _("%(who)s sendte saken et steg tilbake %(at)s.", who=who, at=at),
        TaskStatus.WITHDRAWN: _(
            "Steget trengs ikke lenger. Saken gikk en annen vei %(at)s.", at=at
        ),
    }.get(TaskStatus(found.status), "")


def sent(found: OpenedTask, actor: Actor) -> list[formshow.Section]:
    """The answers as they were sent in this task, for this reader."""
    for one in casefile.submissions(db.session(), found.case):
        if one.task_id == found.id:
            form = publishing.definition(db.session(), one.version_id).forms.get(one.form)
            made = readforms.context(found.case, actor)
            return formshow.sections(form, one.answers, made) if form else []
    return []
