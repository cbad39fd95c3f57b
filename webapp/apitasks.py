"""The API's inbox: my tasks, and what may be done to one."""

from typing import Any

from flask import Response, jsonify, request

from engine import casefile, handover, inbox, people, taskfile, tasks
from engine.bundles import Form
from engine.errors import Refused
from engine.inbox import Box, TaskLine
from webapp import apibody, db
from webapp.apibase import bp, caller, iso, key_of, mine, once


@bp.get("/tasks")
def my_tasks() -> Response:
    """My inbox: tasks I hold and tasks my groups may take."""
    box = {"open": Box.OPEN, "mine": Box.MINE, "done": Box.DONE}.get(
        request.args.get("state", "open")
    )
    if box is None:
        raise Refused(field="state")
    try:
        limit = max(1, min(100, int(request.args.get("limit", "25"))))
    except ValueError as error:
        raise Refused(field="limit") from error
    page = inbox.page(db.session(), caller(), box, after=request.args.get("after"), limit=limit)
    return jsonify({"tasks": [_line(line) for line in page.lines], "next": page.after})


def _line(line: TaskLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "name": line.name,
        "case": line.code,
        "process": line.process,
        "due": iso(line.due_at),
        "claimed_by": key_of(line.assignee_id),
        "version": line.version,
    }


@bp.get("/tasks/<task_id>")
def task(task_id: str) -> Response:
    """A task with its form as it applies to me, and earlier answers."""
    session = db.session()
    found = taskfile.opened(session, task_id, caller())
    answers: dict[str, Any] = {}
    if found.form is not None:
        earlier = casefile.latest(session, found.case, [found.form.key]).get(found.form.key)
        answers = _still_asked(found.form, earlier.answers) if earlier else {}
    return jsonify(
        {
            "id": found.id,
            "name": found.name,
            "case": found.case.code,
            "process": found.case.process,
            "state": found.status,
            "schema": found.form.schema if found.form else None,
            "answers": answers,
            "version": found.version,
            "due": iso(found.due_at),
            "claimed_by": key_of(found.assignee_id),
            "may_complete": found.may_complete,
        }
    )


def _still_asked(form: Form, answers: dict[str, Any]) -> dict[str, Any]:
    return form.prune(answers)


@bp.post("/tasks/<task_id>/completion")
@once
def completion(task_id: str) -> tuple[dict[str, Any], int]:
    """The answers are stored and the case has moved on."""
    data = apibody.body()
    seen = data.get("version")
    if seen is not None and (not isinstance(seen, int) or isinstance(seen, bool)):
        raise Refused(field="version")
    done = tasks.complete(
        db.session(), task_id, caller(), apibody.member(data, "answers"), seen=seen
    )
    opened = mine(done.opened, done.realm)
    answer: dict[str, Any] = {"case": done.code, "opened": opened, "closed": done.closed}
    if done.incident is not None:
        answer["incident"] = done.incident
    return answer, 200


@bp.post("/tasks/<task_id>/claim")
@once
def claim(task_id: str) -> tuple[dict[str, Any], int]:
    """I hold the task."""
    handover.claim(db.session(), task_id, caller())
    return {"id": task_id, "claimed_by": caller().key}, 200


@bp.post("/tasks/<task_id>/release")
@once
def release(task_id: str) -> tuple[dict[str, Any], int]:
    """Nobody holds the task."""
    handover.release(db.session(), task_id, caller())
    return {"id": task_id, "claimed_by": None}, 200


@bp.post("/tasks/<task_id>/assignment")
@once
def assignment(task_id: str) -> tuple[dict[str, Any], int]:
    """Somebody else holds the task: `{"person": key, "reason": text}`."""
    data = apibody.body()
    to = people.by_keys(db.session(), [str(data.get("person"))])
    if not to:
        raise Refused(field="person")
    [person] = to.values()
    handover.assign(db.session(), task_id, caller(), person, str(data.get("reason") or ""))
    return {"id": task_id, "claimed_by": person.key}, 200
