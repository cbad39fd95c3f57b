"""`make bench`: what we claim about speed, as ratios measured in one run.

Each figure stands beside the least anybody could do with the same database in the same run, so a
slow or noisy machine moves both. `--quick` does everything small.
"""

import sys

from bench import engine_w1, expressions, http_w1, inbox_size, loop, lower_bound
from bench.world import POSTGRES, figures, fresh, furnish, say


def main(*, quick: bool) -> None:
    """Print every figure, one JSON line each."""
    cases = 40 if quick else 300
    for kind in ("sqlite", *(("postgresql",) if POSTGRES else ())):
        _engine(kind, cases)
        _loop(kind, 200 if quick else 1000)
        _inbox(kind, (100, 10_000) if quick else (100, 100_000))
    say("http", database="sqlite", **http_w1.run(20 if quick else 100))
    say("expressions", **expressions.run())


def _engine(kind: str, cases: int) -> None:
    plain: list[float] = []
    ours: list[float] = []
    # In turns, so that what else the machine does falls on both.
    for _ in range(3):
        with fresh(kind) as made:
            plain += lower_bound.run(made, cases // 3)
        with fresh(kind) as made:
            ours += engine_w1.run(made, furnish(made), cases // 3)
            sizes = engine_w1.bytes_per_case(made)
    with fresh(kind) as made:
        cast = furnish(made)
        started = engine_w1.start_many(made, cast, 300 if cases < 100 else 1000)
    low, real = figures(plain), figures(ours)
    say(
        "engine_w1",
        database=kind,
        plain_sql=low,
        engine=real,
        ratio=round(real["per_s"] / low["per_s"], 3),
        bytes_per_case=sizes,
        cases_started_per_s=round(started),
    )


def _loop(kind: str, rounds: int) -> None:
    with fresh(kind) as made:
        say("loop", database=kind, **loop.run(made, furnish(made), rounds))


def _inbox(kind: str, sizes: tuple[int, ...]) -> None:
    with fresh(kind) as made:
        say("inbox", database=kind, **inbox_size.run(made, furnish(made), sizes))


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
