"""Answers as they come in: stored once, in force until their sender takes them back.

Owns the writing of submissions. Reading them stands in `engine/casefile.py`.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock
from engine.advance import Live
from engine.bundles import Form
from engine.casefile import SUBMISSIONS, TASKS
from engine.database import new_id, table_of
from engine.drafts import Draft
from engine.people import Actor
from engine.versions import ProcessVersion

_ADD = SUBMISSIONS.insert()
_IN_FORCE = (
    sa.select(SUBMISSIONS.c.id, SUBMISSIONS.c.form, SUBMISSIONS.c.answers)
    .where(SUBMISSIONS.c.task_id == sa.bindparam("task"))
    .where(SUBMISSIONS.c.taken_back_at.is_(None))
)
_TAKE_BACK = (
    SUBMISSIONS.update()
    .where(SUBMISSIONS.c.id == sa.bindparam("number"))
    .values(taken_back_at=sa.bindparam("now", type_=SUBMISSIONS.c.taken_back_at.type))
)
_VERSIONS = table_of(ProcessVersion)
_DRAFTS = table_of(Draft)


class Stored(NamedTuple):
    """How much is answered on a form, on any of its versions."""

    #: Answers in force.
    sent: int
    drafts: int


def store(
    session: Session,
    live: Live,
    form: Form,
    answers: Mapping[str, Any],
    by: Actor,
    *,
    task_id: str | None = None,
    element: str = "",
) -> None:
    """The answers stand in the case, sealed for their own row."""
    number = new_id()
    row = {
        "id": number,
        "case_id": live.case_id,
        "task_id": task_id,
        "element": element,
        "form": form.key,
        "version_id": live.version_id,
        "answers": live.seal.seal(f"answers/{number}", orjson.dumps(answers)),
        "at": clock.now(),
        "by": by.id,
        "taken_back_at": None,
    }
    session.connection().execute(_ADD, row)


def take_back(session: Session, live: Live, task_id: str) -> dict[str, Any]:
    """The answers sent in this task are no longer in force; returns them, {} if there were none."""
    connection = session.connection()
    row = connection.execute(_IN_FORCE, {"task": task_id}).first()
    if row is None:
        return {}
    connection.execute(_TAKE_BACK, {"number": row.id, "now": clock.now()})
    answers: dict[str, Any] = live.seal.open_json(f"answers/{row.id}", row.answers)
    return answers


def stored(session: Session, process: str, form: str) -> Stored:
    """How many have sent the form in, and how many have begun on it."""
    sent = (
        sa.select(sa.func.count())
        .select_from(SUBMISSIONS.join(_VERSIONS, _VERSIONS.c.id == SUBMISSIONS.c.version_id))
        .where(_VERSIONS.c.key == process, SUBMISSIONS.c.form == form)
        .where(SUBMISSIONS.c.taken_back_at.is_(None))
    )
    begun = (
        sa.select(sa.func.count())
        .select_from(
            _DRAFTS.join(TASKS, TASKS.c.id == _DRAFTS.c.task_id).join(
                _VERSIONS, _VERSIONS.c.id == _DRAFTS.c.version_id
            )
        )
        .where(_VERSIONS.c.key == process, TASKS.c.form == form)
    )
    return Stored(session.scalar(sent) or 0, session.scalar(begun) or 0)
