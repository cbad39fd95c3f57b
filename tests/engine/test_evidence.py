"""What the year holds for each row of the plan: counts, and nothing about any case."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock, database, evidence, people, publishing, tasks, yearwheel
from engine.casefile import CASES, TASKS
from engine.evidence import RowState
from engine.people import SYSTEM
from engine.publishing import Origin
from tests.builders import a_case, tiny
from tests.conftest import Transact
from tests.engine.wheelworld import (
    FIRST,
    SECOND,
    YEAR,
    morning,
    open_school,
    use_years,
    write,
)


@pytest.fixture
def school(engine: sa.Engine, transact: Transact) -> sa.Engine:
    """School has begun: one round for each class, and the meeting of the school."""
    use_years(FIRST, SECOND)
    clock.freeze(morning(2026, 8, 17))
    write(engine, lambda s: open_school(s, "klasserunde", "skolemote"))
    write(engine, yearwheel.plan)
    while transact(yearwheel.start_next):
        pass
    return engine


def _rows(engine: sa.Engine, year: str = YEAR) -> dict[str, RowState]:
    with database.reading(engine) as session:
        return evidence.rows_of(session, year)


def _do(engine: sa.Engine, element: str, key: str) -> None:
    def complete(session: Session) -> None:
        found = session.execute(
            sa.select(TASKS.c.id).where(TASKS.c.element == element, TASKS.c.status == "open")
        )
        task = found.scalars().first()
        assert task is not None
        tasks.complete(session, task, people.actor(session, key), {"tekst": "Gjort"})

    write(engine, complete)


def test_every_row_counts_what_is_open_and_what_is_to_come(school: sa.Engine) -> None:
    rows = _rows(school)
    # Two pupils of 2STA in both rows; 1STB has no pupils, and stands in the step after.
    assert (rows["F4"].open, rows["F5"].open, rows["F9"].open) == (2, 3, 1)
    assert rows["F9"].planned == 1
    assert rows["F9"].next_at == morning(2027, 2, 1)
    assert {row.state for row in rows.values()} == {"open"}


def test_a_step_that_is_done_is_evidence_of_all_its_rows(school: sa.Engine) -> None:
    _do(school, "plasser", "kari")
    rows = _rows(school)
    assert [(rows[row].done, rows[row].open) for row in ("F4", "F5")] == [(1, 1), (1, 2)]


def test_a_step_over_its_deadline_makes_the_row_late(school: sa.Engine) -> None:
    clock.freeze(clock.now() + timedelta(days=8))
    rows = _rows(school)
    assert (rows["F4"].late, rows["F4"].state) == (2, "late")
    assert (rows["F9"].late, rows["F9"].state) == (0, "open")


def test_what_is_left_open_from_last_year_is_shown_as_such(school: sa.Engine) -> None:
    clock.freeze(morning(2027, 8, 16))
    write(school, yearwheel.plan)
    rows = _rows(school, "2027/28")
    assert (rows["F9"].carried, rows["F9"].open, rows["F9"].done) == (1, 0, 0)
    assert rows["F9"].state == "open"
    assert rows["F9"].planned == 2
    old = _rows(school)
    assert (old["F9"].open, old["F9"].carried) == (1, 0)


def test_what_was_over_before_the_process_came_is_told(engine: sa.Engine) -> None:
    use_years(FIRST)
    clock.freeze(morning(2027, 3, 1))
    write(engine, lambda s: open_school(s, "skolemote"))
    write(engine, yearwheel.plan)
    row = _rows(engine)["F9"]
    assert (row.passed, row.planned, row.state, row.missing) == (2, 0, "passed", True)


def test_what_the_school_owner_keeps_is_counted_nowhere(school: sa.Engine) -> None:
    def shield(session: Session) -> None:
        session.execute(sa.update(CASES).values(realm="owner"))

    write(school, shield)
    assert [row.open for row in _rows(school).values()] == [0, 0, 0]


def test_a_case_begun_with_a_form_is_evidence_of_the_rows_of_its_start(
    engine: sa.Engine,
) -> None:
    use_years(FIRST)
    clock.freeze(morning(2026, 11, 23))
    bundle = tiny("tiny")
    named = '<spiffworkflow:property name="formKey" value="melding" />'
    text = bundle.files["tiny.bpmn"].replace(
        named, f'{named}<spiffworkflow:property name="planRow" value="S2" />'
    )
    marked = type(bundle)("tiny", {**bundle.files, "tiny.bpmn": text})

    def report(session: Session) -> None:
        open_school(session)
        publishing.publish(session, marked, Origin.SHIPPED, SYSTEM)
        a_case(session, people.actor(session, "kari"), hva="Noe skjedde")

    write(engine, report)
    row = _rows(engine)["S2"]
    assert (row.done, row.state) == (1, "done")
