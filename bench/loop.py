"""One task completed again and again in one case: does its age slow it?"""

import statistics
from typing import Any

import sqlalchemy as sa

from bench.world import ROOT, answers, timed
from engine import cases, database, tasks
from engine.bundles import read_folder
from engine.casefile import CASES
from engine.people import SYSTEM, Actor
from engine.publishing import Origin, publish


def run(made: sa.Engine, cast: dict[str, Actor], rounds: int) -> dict[str, Any]:
    """Medians around the 10th and the last completion, their ratio, and the size of the state."""
    with database.transaction(made) as session:
        publish(session, read_folder(ROOT / "tests" / "bundles", "runde"), Origin.SHIPPED, SYSTEM)
        opened = cases.open_case(session, "runde", cast["kari"], {})
    waiting = opened.tasks[0]["id"]
    times: list[float] = []
    for number in range(rounds):
        again = _Round(made, cast["kari"], waiting, {**answers(number), "igjen": True})
        times.append(timed(again))
        waiting = again.opened
    with made.connect() as connection:
        size = connection.execute(sa.select(sa.func.length(CASES.c.state))).scalar_one()
    early, late = statistics.median(times[5:25]), statistics.median(times[-20:])
    return {
        "rounds": rounds,
        "at_10_ms": round(early, 3),
        "at_last_ms": round(late, 3),
        "ratio": round(late / early, 3),
        "state_bytes": size,
    }


class _Round:
    """One more time round."""

    def __init__(self, made: sa.Engine, actor: Actor, task: str, form: dict[str, Any]) -> None:
        self.engine, self.actor, self.task, self.form = made, actor, task, form
        self.opened = ""

    def __call__(self) -> None:
        with database.transaction(self.engine) as session:
            done = tasks.complete(session, self.task, self.actor, self.form)
        self.opened = done.opened[0]["id"]
