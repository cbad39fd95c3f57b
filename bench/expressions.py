"""A condition as diagrams have it, read once and evaluated many times."""

import time

from engine import calendar, clock
from engine.expressions import compile_expression

SOURCES = (
    'triage.alvorlighet = "alvorlig" and count(plan.tiltak) > 0',
    "a.alvor > 1",
    "some t in plan.tiltak satisfies t.gjort = false",
)
SCOPE = {
    "triage": {"alvorlighet": "alvorlig"},
    "a": {"alvor": 3},
    "plan": {"tiltak": [{"gjort": True}, {"gjort": False}]},
}


def run() -> dict[str, float]:
    """Microseconds for each evaluation."""
    found = {}
    now, days = clock.now(), calendar.current()
    for source in SOURCES:
        expression = compile_expression(source)
        began = time.perf_counter()
        for _ in range(20_000):
            expression.evaluate(SCOPE, now=now, calendar=days)
        found[source] = round((time.perf_counter() - began) / 20_000 * 1e6, 2)
    return found
