import threading

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from engine import casefile, database, tasks
from engine.errors import SchemaMismatch
from engine.records import METADATA
from tests.builders import a_task, publish_tiny
from tests.cast import seat
from webapp import schema


def test_the_migrations_make_exactly_the_tables_the_program_knows(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_migrating_twice_also_at_once_is_safe(database_url: str) -> None:
    failed: list[BaseException] = []

    def migrate() -> None:
        made = database.make_engine(database_url)
        try:
            schema.migrate(made)
        except BaseException as error:
            failed.append(error)
        finally:
            made.dispose()

    threads = [threading.Thread(target=migrate) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_another_schema_is_refused(engine: sa.Engine) -> None:
    schema.demand_current(engine)
    with database.transaction(engine) as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '0000_annen'"))
    with pytest.raises(SchemaMismatch):
        schema.demand_current(engine)


def _moved(made: sa.Engine, to: str) -> None:
    config = schema._config()
    with database.writing(), made.begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if to != "head" else command.upgrade)(config, to)


def test_answers_from_before_anything_could_be_taken_back_are_in_force(engine: sa.Engine) -> None:
    with database.transaction(engine) as session:
        cast = seat(session)
        publish_tiny(session)
        task = a_task(session, cast.kari, hva="x")
        tasks.complete(session, task, cast.randi, {"alvorlig": True})
    _moved(engine, "0003")
    _moved(engine, "head")
    with database.reading(engine) as session:
        case = casefile.lock(session, session.execute(sa.select(casefile.CASES.c.id)).scalar_one())
        assert [one.form for one in casefile.submissions(session, case)] == ["melding", "vurdering"]
