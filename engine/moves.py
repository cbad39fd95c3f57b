"""Moving a running case to another version of its process.

Owns that one deliberate act. Where the case stands, its deadlines, drafts and answers are as they
were. What its open tasks are called, whose they are and which form they ask is the new version's.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import advance, casefile, publishing, runtime
from engine.audit import Kind
from engine.casefile import CASES, TASKS, TaskStatus
from engine.people import Actor
from engine.versions import ProcessVersion

_OPEN = sa.select(TASKS.c.id, TASKS.c.element).where(
    TASKS.c.case_id == sa.bindparam("case"),
    TASKS.c.status.in_((TaskStatus.OPEN, TaskStatus.HELD)),
)


def move(session: Session, case_id: int, version: ProcessVersion, actor: Actor) -> None:
    """The case stands on `version`, at the same steps as before.

    Raises CannotMove if a step it stands in is not the same there, and Damaged, KeyMissing or
    StateDamaged if it cannot be read.
    """
    row = casefile.lock(session, case_id)
    if version.id == row.version_id:
        return
    live = advance.unseal(session, row)
    target = publishing.definition(session, version.id)
    live.state = runtime.move(live.definition, target, live.state or b"")
    live.document = document_for(session, row, target, live.document)
    live.chain.add(
        Kind.CASE_MOVED,
        actor,
        to=version.number,
        version_from=row.version_id,
        version_to=version.id,
    )
    live.definition, live.version_id = target, version.id
    connection = session.connection()
    live.next_due_at = connection.execute(
        sa.select(CASES.c.next_due_at).where(CASES.c.id == case_id)
    ).scalar()
    for task in connection.execute(_OPEN, {"case": case_id}).all():
        told = advance.told_by(target.elements[task.element])
        connection.execute(TASKS.update().where(TASKS.c.id == task.id).values(**told))
    advance.save(session, live)


def document_for(
    session: Session, row: Any, target: runtime.Definition, document: dict[str, Any]
) -> dict[str, Any]:
    """What the version's expressions read, made from the answers as they were sent."""
    made = dict(document)
    for sent in casefile.submissions(session, row):
        if sent.form in target.forms and sent.form in document:
            made[sent.form] = target.kept(sent.form, sent.answers)
    return made
