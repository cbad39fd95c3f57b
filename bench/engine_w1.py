"""W1 through the engine's own verbs: answers checked and sealed, trail chained, inbox written."""

from typing import Any

import sqlalchemy as sa

from bench.world import answers, timed
from engine import cases, database, tasks
from engine.people import Actor

#: Who does what.
HANDS = {"a": "kari", "b": "randi", "c": "kari", "d": "randi", "e": "randi"}


def run(made: sa.Engine, cast: dict[str, Actor], count: int) -> list[float]:
    """Milliseconds of each completion in `count` cases."""
    times: list[float] = []
    for number in range(count):
        with database.transaction(made) as session:
            opened = cases.open_case(session, "w1", cast["kari"], {}).tasks
        waiting = {task["element"]: task["id"] for task in opened}
        while waiting:
            name = min(waiting)
            completion = _Completion(made, cast[HANDS[name]], waiting.pop(name), answers(number))
            times.append(timed(completion))
            waiting |= completion.opened
    return times


class _Completion:
    """One task completed in a transaction of its own."""

    def __init__(self, made: sa.Engine, actor: Actor, task: str, form: dict[str, Any]) -> None:
        self.engine, self.actor, self.task, self.form = made, actor, task, form
        self.opened: dict[str, str] = {}

    def __call__(self) -> None:
        with database.transaction(self.engine) as session:
            done = tasks.complete(session, self.task, self.actor, self.form, seen=1)
        self.opened = {task["element"]: task["id"] for task in done.opened}


def start_many(made: sa.Engine, cast: dict[str, Actor], count: int) -> float:
    """Cases started per second, in batches of 100 to a transaction."""

    def batch() -> None:
        with database.transaction(made) as session:
            for _ in range(100):
                cases.open_case(session, "w1", cast["kari"], {})

    total = sum(timed(batch) for _ in range(count // 100))
    return count / total * 1000


def bytes_per_case(made: sa.Engine) -> dict[str, int]:
    """Bytes of all our tables and indexes for each case, with and without the answers."""
    with made.connect() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM cases").scalar_one()
        said = connection.exec_driver_sql(
            "SELECT sum(length(answers)) FROM submissions"
        ).scalar_one()
        if made.dialect.name == "sqlite":
            pages = connection.exec_driver_sql(
                "SELECT sum(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_master "
                "WHERE tbl_name IN ('cases','tasks','submissions','audit_events','participants'))"
            ).scalar_one()
        else:
            pages = connection.exec_driver_sql(
                "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname IN "
                "('cases','tasks','submissions','audit_events','participants')"
            ).scalar_one()
    return {"all": int(pages / count), "apart_from_answers": int((pages - said) / count)}
