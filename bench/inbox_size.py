"""The inbox with few and with very many open tasks: the same query, the same time."""

import sqlalchemy as sa

from bench.world import figures, timed
from engine import cases, database, inbox
from engine.casefile import CASES, TASKS
from engine.inbox import Box
from engine.people import Actor


def fill(made: sa.Engine, cast: dict[str, Actor], wanted: int) -> None:
    """`wanted` open tasks for the teacher's group, copied from one real one."""
    with database.transaction(made) as session:
        cases.open_case(session, "w1", cast["kari"], {})
        connection = session.connection()
        case = dict(connection.execute(sa.select(CASES).limit(1)).mappings().one())
        task = dict(connection.execute(sa.select(TASKS).limit(1)).mappings().one())
        have = connection.execute(sa.select(sa.func.count()).select_from(TASKS)).scalar_one()
        while have < wanted:
            batch = range(have, min(have + 2000, wanted))
            rows = [{**case, "id": case["id"] + n, "code": f"B-{n}"} for n in batch]
            connection.execute(CASES.insert(), rows)
            copies = [
                {**task, "id": f"{n:032x}", "case_id": case["id"] + n, "sort_at": task["sort_at"]}
                for n in batch
            ]
            connection.execute(TASKS.insert(), copies)
            have += len(rows)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")


def run(made: sa.Engine, cast: dict[str, Actor], sizes: tuple[int, ...]) -> dict[str, object]:
    """Milliseconds of the first and a later page, and of the counts, at each size."""
    found: dict[str, object] = {}
    for size in sizes:
        fill(made, cast, size)
        with database.reading(made) as session:
            after = inbox.page(session, cast["kari"], Box.GROUP).after
            pages = [timed(lambda: inbox.page(session, cast["kari"], Box.GROUP)) for _ in range(60)]
            later = [
                timed(lambda a=after: inbox.page(session, cast["kari"], Box.GROUP, after=a))
                for _ in range(60)
            ]
            counts = [timed(lambda: inbox.counts(session, cast["kari"])) for _ in range(20)]
        found[str(size)] = {
            "first": figures(pages[5:]),
            "later": figures(later[5:]),
            "counts": figures(counts[2:]),
        }
    return found
