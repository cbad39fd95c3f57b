"""Completing a task, and sending one back: the verbs that move a case.

Owns what a completion means. Two people at once: the case row is locked first, so one wins and the
other is told what happened. Taking, letting go and handing over stand in `engine/handover.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import (
    advance,
    calendar,
    casefile,
    cases,
    clock,
    incidents,
    parts,
    runtime,
    submitting,
    taskfile,
    undo,
)
from engine.advance import Live
from engine.audit import Kind
from engine.bundles import Form
from engine.casefile import TASKS, Part, TaskStatus
from engine.drafts import DRAFTS
from engine.errors import NotAllowed
from engine.people import Actor
from engine.runtime import ExpressionFailed

_CLOSE = (
    TASKS.update()
    .where(TASKS.c.id == sa.bindparam("task"))
    .values(
        status=sa.bindparam("new_status"),
        closed_at=sa.bindparam("now", type_=TASKS.c.closed_at.type),
        closed_by=sa.bindparam("by"),
        assignee_id=sa.bindparam("holder"),
        notice_at=None,
        version=TASKS.c.version + 1,
    )
)
_DROP_DRAFTS = DRAFTS.delete().where(DRAFTS.c.task_id == sa.bindparam("task"))


@dataclass(frozen=True, slots=True)
class Completed:
    """What a completion led to."""

    code: str
    realm: str
    #: Tasks that opened next, as stored.
    opened: tuple[dict[str, Any], ...]
    closed: bool
    #: Set if the case could not go on: the answers are stored, and this incident says why.
    incident: int | None = None


def complete(
    session: Session,
    task_id: str,
    actor: Actor,
    answers: Mapping[str, Any],
    *,
    seen: int | None = None,
) -> Completed:
    """The answers are stored and the case has moved on.

    If the diagram cannot go on (an expression fails), the answers are stored all the same, the task
    is held, and an incident says what is wrong. Raises NotFound, NotAllowed, TaskTaken, TaskClosed,
    Stale (`seen` is not the row's version) or AnswersRefused; then nothing is changed.
    """
    row = taskfile.held_open(session, task_id, actor, seen)
    live = advance.unseal(session, row)
    form = live.definition.forms.get(row.task_form) if row.task_form else None
    answers = cases.fitting(form, answers) if form else {}
    if form:
        submitting.store(
            session, live, form, answers, actor, task_id=row.task_id, element=row.task_element
        )
    try:
        with _undoing(session, live.definition, row.task_element):
            _move_on(session, live, row, form, answers, actor, undoable=True)
    except ExpressionFailed as error:
        _close(session, row, TaskStatus.HELD, actor)
        incident = incidents.open_held(session, row, error, actor)
        return Completed(row.code, row.realm, (), False, incident)
    _close(session, row, TaskStatus.DONE, actor)
    return Completed(
        row.code, live.realm, tuple(live.opened), live.status == casefile.CaseStatus.CLOSED
    )


def go_on(session: Session, row: Any, answers: Mapping[str, Any], actor: Actor) -> None:
    """The case moves on from a task whose answers are stored already.

    Raises ExpressionFailed if the diagram still cannot.
    """
    live = advance.unseal(session, row)
    form = live.definition.forms.get(row.task_form) if row.task_form else None
    _move_on(session, live, row, form, answers, actor)


def _move_on(
    session: Session,
    live: Live,
    row: Any,
    form: Form | None,
    answers: Mapping[str, Any],
    actor: Actor,
    *,
    undoable: bool = False,
) -> None:
    before = undo.standing(live, row)
    named: list[tuple[str, str | int]] = list(parts.named_in(form, answers)) if form else []
    if actor.can("reads_when_involved"):
        named.append((str(Part.HANDLER), actor.id))
    if named:
        parts.give(session, live, named, actor)
    step = runtime.complete(
        live.definition,
        live.state or b"",
        live.document,
        row.task_id,
        dict(answers),
        now=clock.now(),
        calendar=calendar.current(),
    )
    live.chain.add(
        Kind.TASK_COMPLETED,
        actor,
        task=row.task_id,
        element=row.task_element,
        name=row.task_name,
        form=row.task_form,
        passed=list(step.passed),
        opened=[task.element for task in step.opened],
        withdrawn=len(step.closed),
    )
    advance.take(session, live, step, actor)
    if undoable:
        undo.keep(live, step, before, row.task_id)
    cases.finish(session, live, actor)


class _undoing:
    """Undo what was written inside the block if it raises.

    A plain task writes nothing before its step has succeeded, so the cost of a savepoint is paid
    only where the diagram can ask for things outside itself.
    """

    def __init__(self, session: Session, definition: runtime.Definition, element: str) -> None:
        asks = any(e.kind == "serviceTask" for e in definition.elements.values())
        self._savepoint = session.begin_nested() if asks else None

    def __enter__(self) -> None:
        if self._savepoint is not None:
            self._savepoint.__enter__()

    def __exit__(self, *error: Any) -> None:
        if self._savepoint is not None:
            self._savepoint.__exit__(*error)


def _close(session: Session, row: Any, status: TaskStatus, actor: Actor) -> None:
    connection = session.connection()
    connection.execute(
        _CLOSE,
        {
            "task": row.task_id,
            "new_status": str(status),
            "now": clock.now(),
            "by": actor.id,
            "holder": row.task_assignee_id or actor.id or None,
        },
    )
    if row.has_drafts:
        connection.execute(_DROP_DRAFTS, {"task": row.task_id})


def return_targets(session: Session, task_id: str, actor: Actor) -> list[tuple[str, str]]:
    """Earlier steps done in this case that the task may be sent back to: (element id, name)."""
    found = taskfile.opened(session, task_id, actor)
    done = sa.select(TASKS.c.element).where(
        TASKS.c.case_id == found.case.id, TASKS.c.status == TaskStatus.DONE
    )
    seen = set(session.connection().execute(done).scalars())
    elements = found.definition.elements
    targets = runtime.send_back_targets(found.definition, found.element)
    return [(key, elements[key].name or key) for key in targets if key in seen]


def send_back(session: Session, task_id: str, actor: Actor, element: str, reason: str) -> Completed:
    """The earlier step is open again, with the reason in the trail; this task is withdrawn.

    Whoever did the earlier step last gets it back. Raises ReasonMissing, NotFound, TaskTaken,
    TaskClosed, or NotAllowed if the step cannot be reached from here.
    """
    row = taskfile.held_open(session, task_id, actor, None)
    reason = taskfile.given(reason)
    if element not in {key for key, _ in return_targets(session, task_id, actor)}:
        raise NotAllowed(task=task_id, element=element)
    live = advance.unseal(session, row)
    step = runtime.send_back(
        live.definition,
        live.state or b"",
        live.document,
        task_id,
        element,
        now=clock.now(),
        calendar=calendar.current(),
    )
    live.chain.add(
        Kind.TASK_RETURNED,
        actor,
        task=task_id,
        element=row.task_element,
        name=row.task_name,
        to=element,
        reason=reason,
    )
    advance.take(session, live, step, actor)
    _give_back(session, live, row.id, element)
    live.withdrawn = [token for token in live.withdrawn if token != task_id]
    cases.finish(session, live, actor)
    _close(session, row, TaskStatus.RETURNED, actor)
    return Completed(row.code, live.realm, tuple(live.opened), False)


def _give_back(session: Session, live: Live, case_id: int, element: str) -> None:
    last = (
        sa.select(TASKS.c.closed_by)
        .where(
            TASKS.c.case_id == case_id,
            TASKS.c.element == element,
            TASKS.c.status == TaskStatus.DONE,
        )
        .order_by(TASKS.c.closed_at.desc())
        .limit(1)
    )
    holder = session.connection().execute(last).scalar()
    for task in live.opened:
        if task["element"] == element and task["assignee_id"] is None and holder:
            task["assignee_id"] = holder
