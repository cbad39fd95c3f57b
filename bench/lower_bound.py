"""W1 as plain SQL through SQLAlchemy Core: the least anybody could do and be as durable."""

import json
import time
import uuid
from typing import Any

import sqlalchemy as sa

from bench.world import answers, timed
from engine import database

_meta = sa.MetaData()
_case = sa.Table(
    "plain_cases",
    _meta,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("status", sa.String(8)),
    sa.Column("state", sa.Text),
    sa.Column("revision", sa.Integer),
)
_task = sa.Table(
    "plain_tasks",
    _meta,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("case_id", sa.String(32), index=True),
    sa.Column("name", sa.String(40)),
    sa.Column("lane", sa.String(40)),
    sa.Column("status", sa.String(8)),
    sa.Column("created", sa.Float),
    sa.Column("done", sa.Float),
    sa.Index(
        "ix_plain_inbox",
        "lane",
        "created",
        "id",
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    ),
)
_form = sa.Table(
    "plain_forms",
    _meta,
    sa.Column("task_id", sa.String(32), primary_key=True),
    sa.Column("data", sa.Text),
)
_event = sa.Table(
    "plain_events",
    _meta,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("case_id", sa.String(32), index=True),
    sa.Column("task_id", sa.String(32)),
    sa.Column("kind", sa.String(16)),
    sa.Column("at", sa.Float),
    sa.Column("by", sa.String(16)),
)
_FIND = (
    sa.select(_case.c.id, _case.c.state, _case.c.revision)
    .join(_task, _task.c.case_id == _case.c.id)
    .where(_task.c.id == sa.bindparam("task"), _task.c.status == "open")
    .with_for_update(of=_case)
)
_DONE = (
    _task.update()
    .where(_task.c.id == sa.bindparam("task"))
    .values(status="done", done=sa.bindparam("at"))
)
_SAVE = (
    _case.update()
    .where(_case.c.id == sa.bindparam("case"))
    .values(state=sa.bindparam("new"), status=sa.bindparam("to"), revision=_case.c.revision + 1)
)
_LANES = {"a": "t", "b": "l", "c": "t", "d": "l", "e": "l"}
_NEXT: dict[str, tuple[str, ...]] = {"a": ("b",), "b": ("c", "d"), "c": (), "d": ("e",), "e": ()}


class PlainSql:
    """The same rows as a case needs, without an engine, a check, a chain or a seal."""

    def __init__(self, made: sa.Engine) -> None:
        self.engine = made
        with database.writing(), made.begin() as connection:
            _meta.create_all(connection)

    def start(self) -> dict[str, str]:
        """A new case; returns its first task by name."""
        case, task, now = uuid.uuid4().hex, uuid.uuid4().hex, time.time()
        with database.writing(), self.engine.begin() as connection:
            connection.execute(
                _case.insert(), {"id": case, "status": "open", "state": "a", "revision": 1}
            )
            self._open(connection, case, {"a": task}, now)
        return {"a": task}

    def _open(
        self, connection: sa.Connection, case: str, tasks: dict[str, str], now: float
    ) -> None:
        rows = [
            {
                "id": i,
                "case_id": case,
                "name": n,
                "lane": _LANES[n],
                "status": "open",
                "created": now,
            }
            for n, i in tasks.items()
        ]
        if rows:
            connection.execute(_task.insert(), rows)

    def complete(self, name: str, task: str, form: dict[str, Any]) -> dict[str, str]:
        """The task is done; returns the tasks that opened, by name."""
        opened = {n: uuid.uuid4().hex for n in _NEXT[name]}
        with database.writing(), self.engine.begin() as connection:
            now = time.time()
            row = connection.execute(_FIND, {"task": task}).one()
            connection.execute(_DONE, {"task": task, "at": now})
            connection.execute(_form.insert(), {"task_id": task, "data": json.dumps(form)})
            connection.execute(
                _event.insert(),
                {"case_id": row.id, "task_id": task, "kind": "done", "at": now, "by": "kari"},
            )
            self._open(connection, row.id, opened, now)
            to = "done" if name == "e" else "open"
            connection.execute(_SAVE, {"case": row.id, "new": name * 400, "to": to})
        return opened


def run(made: sa.Engine, count: int) -> list[float]:
    """Milliseconds of each completion in `count` cases."""
    plain, times = PlainSql(made), []
    for number in range(count):
        waiting = plain.start()
        while waiting:
            name = min(waiting)
            task, form, opened = waiting.pop(name), answers(number), {}
            times.append(
                timed(lambda n=name, t=task, f=form, o=opened: o.update(plain.complete(n, t, f)))
            )
            waiting.update(opened)
    return times
