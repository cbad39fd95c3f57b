"""Who holds a task: take it, let it go, hand it over, put it off, say what is urgent.

Owns the verbs that change a task without moving its case. Each leaves one event in the trail.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import access, advance, taskfile
from engine.access import Action
from engine.audit import Kind
from engine.casefile import PARTICIPANTS, TASKS, Part, TaskStatus
from engine.errors import NotAllowed, TaskClosed
from engine.people import Actor, Person


def _change(
    session: Session, row: Any, actor: Actor, kind: Kind, values: Mapping[str, Any], **body: Any
) -> None:
    session.connection().execute(
        TASKS.update()
        .where(TASKS.c.id == row.task_id)
        .values(version=TASKS.c.version + 1, **values)
    )
    advance.note(
        session,
        row.id,
        kind,
        actor,
        task=row.task_id,
        element=row.task_element,
        name=row.task_name,
        **body,
    )


def claim(session: Session, task_id: str, actor: Actor) -> None:
    """The person holds the task. Taking what one already holds changes nothing.

    Raises NotFound, TaskTaken or TaskClosed.
    """
    row = taskfile.held_open(session, task_id, actor, None)
    if row.task_assignee_id == actor.id:
        return
    _change(session, row, actor, Kind.TASK_CLAIMED, {"assignee_id": actor.id})


def release(session: Session, task_id: str, actor: Actor) -> None:
    """Nobody holds the task; its group finds it again. Drafts are kept.

    Raises NotFound, TaskTaken, TaskClosed, or NotAllowed if no group could take it over.
    """
    row = taskfile.held_open(session, task_id, actor, None)
    if row.task_assignee_id is None:
        return
    if not row.task_candidate_group:
        raise NotAllowed(task=task_id)
    _change(session, row, actor, Kind.TASK_RELEASED, {"assignee_id": None})


def assign(session: Session, task_id: str, actor: Actor, to: Person, reason: str) -> None:
    """Somebody else holds the task; the role that is responsible stays responsible.

    The holder, anyone who could take it, and whoever manages the case may hand it over. Raises
    ReasonMissing, NotFound, TaskClosed, NotAllowed (also if the receiver is shut out of the case).

    Source: the plan, "Rektor kan delegere oppgaven, men ikke ansvaret".
    """
    row = taskfile.found(session, task_id, actor, locked=True)
    if not taskfile.may_take(row, actor):
        access.demand(session, actor, Action.READ, row.id)
        if not access.may(session, actor, Action.MANAGE, row.id):
            raise NotAllowed(task=task_id)
    if row.task_status != TaskStatus.OPEN:
        raise TaskClosed(
            task=task_id, status=row.task_status, by=row.task_closed_by, at=row.task_closed_at
        )
    reason = taskfile.given(reason)
    shut_out = sa.select(PARTICIPANTS.c.case_id).where(
        PARTICIPANTS.c.case_id == row.id,
        PARTICIPANTS.c.person_id == to.id,
        PARTICIPANTS.c.part == Part.ACCUSED,
    )
    if not to.active or session.connection().execute(shut_out).first() is not None:
        raise NotAllowed(task=task_id, to=to.key)
    _change(
        session, row, actor, Kind.TASK_ASSIGNED, {"assignee_id": to.id}, to=to.id, reason=reason
    )


def snooze(session: Session, task_id: str, actor: Actor, until: datetime | None) -> None:
    """The task is put off until then (None: no longer); its deadline stands."""
    row = taskfile.held_open(session, task_id, actor, None)
    _change(
        session,
        row,
        actor,
        Kind.TASK_SNOOZED,
        {"follow_up_at": until},
        until=until.isoformat() if until else None,
    )


def prioritize(session: Session, task_id: str, actor: Actor, priority: int) -> None:
    """The task has this priority, 1 to 100."""
    row = taskfile.held_open(session, task_id, actor, None)
    priority = max(1, min(100, priority))
    _change(session, row, actor, Kind.TASK_PRIORITIZED, {"priority": priority}, priority=priority)
