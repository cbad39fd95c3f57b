"""Trying again what an incident stopped.

Owns the way back: the stored answers are run once more, on the version the case stands on or, after
a fix was published, on that one. An answer is never asked for twice.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import advance, casefile, clock, incidents, moves, people, publishing, taskfile, tasks
from engine.audit import Kind
from engine.casefile import CASES, SUBMISSIONS, TASKS, TaskStatus
from engine.errors import NotFound
from engine.incidents import Incident
from engine.people import SYSTEM, Actor
from engine.runtime import ExpressionFailed


def move_to_version_in_use(session: Session, case_id: int, actor: Actor) -> int:
    """The case stands on the version in use now; returns that version's number.

    Raises CannotMove if a step the case stands in is not the same there. Deadlines, drafts and
    answers are untouched.
    """
    asked = sa.select(CASES.c.process).where(CASES.c.id == case_id)
    process = session.connection().execute(asked).scalar()
    if process is None:
        raise NotFound(case=case_id)
    version = publishing.in_use(session, process)
    moves.move(session, case_id, version, actor)
    return version.number


def retry(session: Session, incident: Incident, actor: Actor, *, newest: bool = False) -> bool:
    """The case has gone on, or the incident still stands; True if it went on.

    With `newest` the case is first moved to the version in use. Raises CannotMove if it cannot be.
    """
    if newest:
        move_to_version_in_use(session, incident.case_id, actor)
    if incident.task_id is None:
        return _retry_timer(session, incident, actor)
    row = taskfile.found(session, incident.task_id, actor, locked=True)
    if row.task_status != TaskStatus.HELD:
        raise NotFound(incident=incident.id)
    try:
        with session.begin_nested():
            tasks.go_on(session, row, _stored(session, row), _who_answered(session, row))
            session.execute(
                sa.update(TASKS).where(TASKS.c.id == row.task_id).values(status=TaskStatus.DONE)
            )
    except ExpressionFailed as error:
        incident.tries += 1
        incident.element, incident.expression = error.element, error.expression
        incident.reason = error.reason
        session.flush()
        advance.note(
            session,
            incident.case_id,
            Kind.INCIDENT_RETRIED,
            actor,
            incident=incident.id,
            element=incident.element,
            reason=incident.reason,
        )
        return False
    incidents.resolve(session, incident, actor)
    return True


def _who_answered(session: Session, row: Any) -> Actor:
    """Whoever sent the answers completes the step, whoever presses the button afterwards."""
    try:
        return people.actor(session, row.task_closed_by)
    except NotFound:
        return SYSTEM


def _stored(session: Session, row: Any) -> dict[str, Any]:
    query = sa.select(SUBMISSIONS).where(
        SUBMISSIONS.c.task_id == row.task_id, SUBMISSIONS.c.taken_back_at.is_(None)
    )
    stored = session.connection().execute(query).first()
    if stored is None:
        return {}
    answers: dict[str, Any] = casefile.seal_of(row).open_json(
        f"answers/{stored.id}", stored.answers
    )
    return answers


def _retry_timer(session: Session, incident: Incident, actor: Actor) -> bool:
    """The timer is due at once; the next sweep shows whether it goes on."""
    session.connection().execute(
        CASES.update().where(CASES.c.id == incident.case_id).values(next_due_at=clock.now())
    )
    incidents.resolve(session, incident, actor)
    return True
