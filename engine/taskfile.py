"""One task as it is found: for showing, and locked for changing.

Owns how a task is looked up with its case, and who finds it. The verbs stand in `engine/tasks.py`
and `engine/handover.py`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import access, casefile, publishing, runtime
from engine.access import Action
from engine.bundles import Form
from engine.casefile import CASES, TASKS, Realm, TaskStatus
from engine.drafts import DRAFTS
from engine.errors import NotAllowed, NotFound, ReasonMissing, Stale, TaskClosed, TaskTaken
from engine.people import Actor

#: A task with its case, whether the person is shut out of it, and whether anybody has a draft.
_FOUND = (
    sa.select(
        *casefile.LIVE,
        *[column.label(f"task_{column.name}") for column in TASKS.c],
        access.shut_out(sa.bindparam("person"), TASKS.c.case_id).label("shut_out"),
        sa.exists().where(DRAFTS.c.task_id == TASKS.c.id).label("has_drafts"),
    )
    .join(CASES, CASES.c.id == TASKS.c.case_id)
    .where(TASKS.c.id == sa.bindparam("task"))
)
_HOLD_CASE = (
    sa.select(CASES.c.id)
    .where(
        CASES.c.id
        == sa.select(TASKS.c.case_id).where(TASKS.c.id == sa.bindparam("task")).scalar_subquery()
    )
    .with_for_update()
)


@dataclass(frozen=True, slots=True)
class OpenedTask:
    """A task as the person who may see it finds it."""

    id: str
    name: str
    element: str
    status: str
    version: int
    candidate_group: str
    assignee_id: int | None
    priority: int
    opened_at: datetime
    due_at: datetime | None
    follow_up_at: datetime | None
    closed_at: datetime | None
    closed_by: int | None
    #: The case's live columns; `case.id`, `case.code` and what opens its content.
    case: Any
    definition: runtime.Definition
    form: Form | None
    #: Which of several this is about, as JSON; None in ordinary steps.
    item: Any
    #: Whether this person may complete it now.
    may_complete: bool


def found(session: Session, task_id: str, actor: Actor, *, locked: bool) -> Any:
    """The task with its case, if the person is not shut out of it. Raises NotFound.

    Locked: the case is held against everybody else until this transaction ends.
    """
    connection = session.connection()
    if locked and connection.dialect.name != "sqlite":
        # A statement of its own: whoever waited for the lock must read what the winner wrote, and
        # PostgreSQL reads only the locked table anew within one statement. SQLite has one writer.
        connection.execute(_HOLD_CASE, {"task": task_id})
    row = connection.execute(_FOUND, {"task": task_id, "person": actor.id}).first()
    if row is None or row.shut_out:
        raise NotFound(task=task_id)
    return row


def may_take(row: Any, actor: Actor) -> bool:
    """Whether the task in this row is the person's to do."""
    return access.may_take(
        actor,
        realm=row.realm,
        assignee_id=row.task_assignee_id,
        candidate_group=row.task_candidate_group,
    )


def opened(session: Session, task_id: str, actor: Actor) -> OpenedTask:
    """The task with its form, for the one who holds it, may take it, did it, or leads the case.

    Raises NotFound if the person may not know of it.
    """
    row = found(session, task_id, actor, locked=False)
    mine = may_take(row, actor)
    if not mine and row.task_closed_by != actor.id:
        access.demand(session, actor, Action.READ, row.id)
    definition = publishing.definition(session, row.version_id)
    item = None
    if row.task_item is not None:
        item = casefile.seal_of(row).open_json(f"item/{task_id}", row.task_item)
    return OpenedTask(
        id=task_id,
        name=row.task_name,
        element=row.task_element,
        status=row.task_status,
        version=row.task_version,
        candidate_group=row.task_candidate_group,
        assignee_id=row.task_assignee_id,
        priority=row.task_priority,
        opened_at=row.task_opened_at,
        due_at=row.task_due_at,
        follow_up_at=row.task_follow_up_at,
        closed_at=row.task_closed_at,
        closed_by=row.task_closed_by,
        case=row,
        definition=definition,
        form=definition.forms.get(row.task_form) if row.task_form else None,
        item=item,
        may_complete=mine and row.task_status == TaskStatus.OPEN,
    )


def held_open(session: Session, task_id: str, actor: Actor, seen: int | None) -> Any:
    """The locked row of an open task this person may act on.

    Raises NotFound, NotAllowed, TaskClosed, TaskTaken or Stale.
    """
    row = found(session, task_id, actor, locked=True)
    mine = may_take(row, actor)
    if not mine and row.task_closed_by != actor.id:
        was_theirs = row.task_candidate_group in actor.roles
        if not was_theirs or row.realm != Realm.SCHOOL:
            access.demand(session, actor, Action.READ, row.id)
            if row.task_assignee_id is None:
                raise NotAllowed(task=task_id)
    if row.task_status != TaskStatus.OPEN:
        raise TaskClosed(
            task=task_id, status=row.task_status, by=row.task_closed_by, at=row.task_closed_at
        )
    if not mine:
        raise TaskTaken(task=task_id, by=row.task_assignee_id)
    if seen is not None and seen != row.task_version:
        raise Stale(task=task_id, version=row.task_version)
    return row


def given(reason: str) -> str:
    """The reason as it will stand in the trail. Raises ReasonMissing if it is empty."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissing()
    return reason[:2000]
