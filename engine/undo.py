"""Taking back what one has just sent.

Owns the half minute after a completion. What it takes to go back is kept sealed in one column of
the case, written with the step itself and overwritten by whatever moves the case next; so what is
found there always leads back to where the case stood one step ago.

A completion that had an effect nobody can take back is final at once: the case was closed, shielded
or led to another case, or somebody was named who is shut out of it.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import advance, audit, casefile, clock, outbox, submitting, taskfile
from engine.advance import UNDO_FOR, Live
from engine.audit import Kind
from engine.casefile import CASES, PARTICIPANTS, TASKS, CaseStatus, Part, TaskStatus
from engine.drafts import DRAFTS
from engine.errors import Conflict, NotFound
from engine.people import Actor
from engine.runtime import Step

#: What somebody else may do with a task without having begun on it.
_LOOKING = frozenset({Kind.TASK_READ, Kind.ATTACHMENT_READ, Kind.ATTEMPT_DENIED})
_KEPT = sa.select(CASES.c.undo).where(CASES.c.id == sa.bindparam("case"))
_REOPEN = (
    TASKS.update()
    .where(TASKS.c.id == sa.bindparam("task"))
    .values(
        status=TaskStatus.OPEN,
        closed_at=None,
        closed_by=None,
        assignee_id=sa.bindparam("holder"),
        notice_at=sa.bindparam("notice", type_=TASKS.c.notice_at.type),
        version=TASKS.c.version + 1,
    )
)


class CannotUndo(Conflict):
    """What was sent can no longer be taken back; `why` is one of the words below."""

    why: str


#: The half minute is over.
LATE = "late"
#: The case has moved on since, or the step is final by its nature.
FINAL = "final"
#: Somebody else has begun on what it opened.
BEGUN = "begun"
#: Somebody has been told.
TOLD = "told"
#: It has been taken back already.
OPEN = "open"


@dataclass(frozen=True, slots=True)
class Before:
    """Where a case stood before a step."""

    state: bytes
    document: Mapping[str, Any]
    phase: str
    realm: str
    next_due_at: datetime | None
    holder: int | None


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back."""

    code: str
    #: The answers that are no longer in force, to go on with.
    answers: dict[str, Any]


def standing(live: Live, row: Any) -> Before:
    """Where the case stands now, before the task in this row is completed."""
    return Before(
        state=live.state or b"",
        document=live.document,
        phase=live.phase,
        realm=live.realm,
        next_due_at=live.next_due_at,
        holder=row.task_assignee_id,
    )


def keep(live: Live, step: Step, before: Before, task_id: str) -> None:
    """The step can be taken back once it is saved, if nothing about it is final."""
    if (
        live.status == CaseStatus.CLOSED
        or live.realm != before.realm
        or any(request.operation == "open_case" for request in step.requests)
        or any(part["part"] == Part.ACCUSED for part in live.new_parts)
    ):
        return
    after = live.document
    live.undo = {
        "task": task_id,
        "seq": live.chain.seq,
        "state": b64encode(before.state).decode(),
        "changed": {
            name: value
            for name, value in before.document.items()
            if after.get(name) is not value and after.get(name) != value
        },
        "added": [name for name in after if name not in before.document],
        "phase": before.phase,
        "due": before.next_due_at,
        "holder": before.holder,
        "opened": [task["id"] for task in live.opened],
        "withdrawn": list(step.closed),
        "parts": [(part["part"], part["person_id"]) for part in live.new_parts],
    }


def until(session: Session, task_id: str, actor: Actor) -> datetime | None:
    """Until when this person may take back what they sent in the task; None if they may not."""
    row = taskfile.found(session, task_id, actor, locked=False)
    try:
        _demand(session, row, actor)
    except (CannotUndo, NotFound):
        return None
    closed_at: datetime = row.task_closed_at
    return closed_at + UNDO_FOR


def undo(session: Session, task_id: str, actor: Actor) -> Undone:
    """The case stands where it stood, and the task is open again; the answers are not in force.

    The answers stay stored, marked as taken back, and the trail tells of both. Raises NotFound if
    the person did not send them, CannotUndo if it is too late; then nothing is changed.
    """
    row = taskfile.found(session, task_id, actor, locked=True)
    kept = _demand(session, row, actor)
    live = advance.unseal(session, row)
    outbox.withdraw(session, kept["messages"])
    answers = submitting.take_back(session, live, task_id)
    live.state = b64decode(kept["state"])
    live.document = {
        name: value for name, value in live.document.items() if name not in kept["added"]
    } | kept["changed"]
    live.phase = kept["phase"]
    live.next_due_at = datetime.fromisoformat(kept["due"]) if kept["due"] else None
    live.withdrawn = list(kept["opened"])
    live.chain.add(
        Kind.TASK_UNDONE,
        actor,
        task=task_id,
        element=row.task_element,
        name=row.task_name,
        withdrawn=len(kept["opened"]),
        parts=len(kept["parts"]),
    )
    advance.save(session, live)
    _reopen(session, row, kept)
    _forget(session, row.id, kept)
    return Undone(row.code, answers)


def _demand(session: Session, row: Any, actor: Actor) -> Mapping[str, Any]:
    """What taking back needs. Raises NotFound or CannotUndo."""
    if row.task_status == TaskStatus.OPEN and taskfile.may_take(row, actor):
        raise CannotUndo(task=row.task_id, why=OPEN)
    if row.task_closed_by != actor.id:
        raise NotFound(task=row.task_id)
    kept = _kept(session, row)
    if kept is None or row.task_status != TaskStatus.DONE:
        raise CannotUndo(task=row.task_id, why=FINAL)
    if clock.now() >= row.task_closed_at + UNDO_FOR:
        raise CannotUndo(task=row.task_id, why=LATE)
    if _begun(session, row.id, kept, actor):
        raise CannotUndo(task=row.task_id, why=BEGUN)
    if not outbox.unsent(session, kept["messages"]):
        raise CannotUndo(task=row.task_id, why=TOLD)
    return kept


def _kept(session: Session, row: Any) -> dict[str, Any] | None:
    sealed = session.connection().execute(_KEPT, {"case": row.id}).scalar()
    if sealed is None:
        return None
    kept: dict[str, Any] = casefile.seal_of(row).open_json("undo", sealed)
    return kept if (kept["task"], kept["revision"]) == (row.task_id, row.revision) else None


def _begun(session: Session, case_id: int, kept: Mapping[str, Any], actor: Actor) -> bool:
    """Whether somebody else has acted on what the completion opened, or is writing there."""
    opened: Sequence[str] = kept["opened"]
    for event in audit.trail(session, case_id, after=kept["seq"]):
        others = event.actor_id != actor.id and event.kind not in _LOOKING
        if others and event.body.get("task") in opened:
            return True
    writing = sa.select(DRAFTS.c.task_id).where(
        DRAFTS.c.task_id.in_(opened), DRAFTS.c.person_id != actor.id
    )
    return session.connection().execute(writing.limit(1)).first() is not None


def _reopen(session: Session, row: Any, kept: Mapping[str, Any]) -> None:
    """The task, and those the step had withdrawn, are open as they were."""
    connection, done_at = session.connection(), row.task_closed_at
    tokens = [row.task_id, *kept["withdrawn"]]
    for task in connection.execute(TASKS.select().where(TASKS.c.id.in_(tokens))).all():
        ahead = [at for at in (task.warn_at, task.due_at) if at is not None and at > done_at]
        values = {
            "task": task.id,
            "holder": kept["holder"] if task.id == row.task_id else task.assignee_id,
            "notice": ahead[0] if ahead else None,
        }
        connection.execute(_REOPEN, values)


def _forget(session: Session, case_id: int, kept: Mapping[str, Any]) -> None:
    """Parts the answers gave are taken back; one's own drafts in what is withdrawn are gone."""
    connection = session.connection()
    connection.execute(DRAFTS.delete().where(DRAFTS.c.task_id.in_(kept["opened"])))
    for part, person in kept["parts"]:
        connection.execute(
            PARTICIPANTS.delete().where(
                PARTICIPANTS.c.case_id == case_id,
                PARTICIPANTS.c.person_id == person,
                PARTICIPANTS.c.part == part,
            )
        )
