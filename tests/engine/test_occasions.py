from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine import clock, database, occasions, roster, yearwheel
from engine.errors import NotFound
from engine.records import METADATA
from tests.engine.wheelworld import FIRST, YEAR, morning, open_school, use_years, write


@pytest.fixture
def school(engine: sa.Engine) -> sa.Engine:
    use_years(FIRST)
    clock.freeze(morning(2026, 8, 3))
    write(engine, lambda s: open_school(s, "klasserunde", "skolemote"))
    write(engine, yearwheel.plan)
    return engine


def test_what_is_for_the_school_is_for_every_class(school: sa.Engine) -> None:
    with database.reading(school) as session:
        group = roster.group(session, "2STA")
        assert group is not None
        mine = occasions.of_year(session, YEAR, groups=[group.id])
    assert {o.process for o in mine} == {"klasserunde", "skolemote"}
    assert {o.group_id for o in mine} == {group.id, occasions.NO_GROUP}


def test_the_one_that_has_been_due_longest_is_due_first(school: sa.Engine) -> None:
    with database.transaction(school) as session:
        assert occasions.due(session, clock.now()) is None
        found = occasions.due(session, clock.now() + timedelta(days=60))
        assert found is not None
        assert found.planned_at == occasions.first_due(session) == morning(2026, 8, 17)


def test_the_occasion_of_a_case_is_known(school: sa.Engine) -> None:
    clock.freeze(morning(2026, 8, 17))
    assert write(school, yearwheel.start_next)
    with database.reading(school) as session:
        [started] = occasions.of_year(session, YEAR, status=["started"])
        assert started.case_id is not None
        found = occasions.of_case(session, started.case_id)
        assert found is not None
        assert found.id == started.id
        assert occasions.of_case(session, 4) is None
        assert occasions.stopped(session) == []


def test_an_occasion_nobody_has_planned_is_not_found(school: sa.Engine) -> None:
    with database.reading(school) as session, pytest.raises(NotFound):
        occasions.one(session, 10**9)


def test_the_migration_made_the_table_as_the_code_has_it(school: sa.Engine) -> None:
    table, found = METADATA.tables["occasions"], sa.inspect(school)
    assert {c["name"] for c in found.get_columns("occasions")} == {c.name for c in table.columns}
    assert {i["name"] for i in found.get_indexes("occasions")} >= {
        str(index.name) for index in table.indexes
    }
    [unique] = found.get_unique_constraints("occasions")
    assert unique["column_names"] == ["process", "year", "number", "group_id"]
