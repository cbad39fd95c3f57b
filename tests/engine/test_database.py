import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from engine import clock, database
from engine.database import Moment, new_code, new_id

_meta = sa.MetaData()
_notes = sa.Table(
    "notes",
    _meta,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", Moment),
    sa.Column("n", sa.Integer),
)


@pytest.fixture
def notes(engine: sa.Engine) -> Iterator[sa.Engine]:
    with database.writing(), engine.begin() as connection:
        _meta.create_all(connection)
    yield engine
    with database.writing(), engine.begin() as connection:
        _meta.drop_all(connection)


def test_a_moment_comes_back_to_the_microsecond_and_a_naive_one_is_refused(
    notes: sa.Engine,
) -> None:
    then = datetime(2026, 11, 23, 8, 15, 0, 123456, tzinfo=UTC)
    with database.transaction(notes) as session:
        session.execute(_notes.insert(), {"at": then})
    with database.reading(notes) as session:
        assert session.execute(sa.select(_notes.c.at)).scalar_one() == then
    with (
        pytest.raises(sa.exc.StatementError, match="time zone"),
        database.transaction(notes) as session,
    ):
        session.execute(_notes.insert(), {"at": datetime(2026, 1, 1)})  # noqa: DTZ001  (refused)


def test_what_raises_is_rolled_back(notes: sa.Engine) -> None:

    def fail() -> None:
        with database.transaction(notes) as session:
            session.execute(_notes.insert(), {"n": 1})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.reading(notes) as session:
        assert session.execute(sa.select(sa.func.count()).select_from(_notes)).scalar_one() == 0


def test_writers_at_once_wait_for_each_other_and_lose_nothing(notes: sa.Engine) -> None:
    failed: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(25):
                with database.transaction(notes) as session:
                    if notes.dialect.name == "postgresql":
                        session.execute(sa.text("LOCK TABLE notes IN EXCLUSIVE MODE"))
                    count = session.execute(
                        sa.select(sa.func.count()).select_from(_notes)
                    ).scalar_one()
                    session.execute(_notes.insert(), {"n": count})
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with database.reading(notes) as session:
        assert (
            session.execute(sa.select(sa.func.count(sa.distinct(_notes.c.n)))).scalar_one() == 100
        )


def test_identities_sort_by_time_and_differ() -> None:
    made = [new_id() for _ in range(200)]
    assert len(set(made)) == 200
    assert [i >> 22 for i in made] == sorted(i >> 22 for i in made)
    assert max(made) < 2**63


def test_a_case_code_has_no_letter_that_can_be_mistaken() -> None:
    for _ in range(200):
        year, _, letters = new_code().partition("-")
        assert year.isdigit()
        assert len(letters) == 6
        assert not set(letters) & set("01ILOU")


def test_no_identity_is_made_twice_however_many_are_made_at_once() -> None:
    with clock.at(clock.now()):
        made = [new_id() for _ in range(20_000)]
    assert len(set(made)) == 20_000
