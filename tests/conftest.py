"""Databases for tests: real, fresh, and the same schema as production by way of the migrations."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import settings
from sqlalchemy.orm import Session

from engine import calendar, clock, database, people, publishing, sealing
from engine.bundles import Roles
from engine.bundles.lawrules import Law
from engine.calendar import SchoolCalendar
from engine.records import METADATA
from engine.sealing import Keyring
from tests.cast import Cast, seat
from webapp import schema

#: Set to run the suite on PostgreSQL instead of SQLite.
POSTGRES = os.environ.get("HANDLINGSPLAN_TEST_DATABASE_URL", "")
ROOT = Path(__file__).parent.parent

# The same made-up examples every time, so that what was green stays green; to look for new ones:
# make test ARGS="--hypothesis-profile=explore"
settings.register_profile("same", derandomize=True, database=None)
settings.register_profile("explore", settings.get_profile("default"))
settings.load_profile("same")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, what meets no database is left out: it was seen to hold on SQLite.

    What takes longest comes first, so that no worker is left with it alone at the end.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)
    if not POSTGRES:
        return
    meets = [item for item in items if "template_database" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(meets)])
    items[:] = meets


@pytest.fixture(scope="session", autouse=True)
def _process(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keys and roles are in force, as in a started process."""
    keys = tmp_path_factory.mktemp("keys") / "keys.json"
    Keyring.create(keys)
    sealing.use(Keyring.load(keys))
    roles = ROOT / "processes" / "roller.json"
    if roles.exists():
        people.use_roles(Roles.from_json(roles.read_text("utf-8")))
    law = ROOT / "processes" / "lovregler.json"
    publishing.use_law(Law.from_json(law.read_text("utf-8")))


@pytest.fixture(autouse=True)
def _time_runs() -> Iterator[None]:
    """Whatever a test did to the clock and the calendar ends with it."""
    yield
    clock.freeze(None)
    calendar.use(SchoolCalendar())


@pytest.fixture(scope="session")
def template_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated, empty database that tests copy."""
    if POSTGRES:
        name = f"hp_template_{os.getpid()}"
        with _admin() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        made = database.make_engine(_named(name))
        schema.migrate(made)
        made.dispose()
        yield name
        with _admin() as connection:
            connection.exec_driver_sql(f'DROP DATABASE "{name}"')
        return
    path = tmp_path_factory.mktemp("template") / "template.db"
    made = database.make_engine(f"sqlite:///{path}")
    schema.migrate(made)
    into_one_file(made)
    yield str(path)


def into_one_file(made: sa.Engine) -> None:
    """All that was written to the SQLite database stands in its file, ready to be copied."""
    connection = made.raw_connection()
    # Outside a transaction, whatever the test has said of writing.
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    made.dispose()


def _admin() -> sa.Connection:
    url = sa.make_url(POSTGRES).set(drivername="postgresql+psycopg")
    made = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    return made.connect()


def _named(name: str) -> str:
    url = sa.make_url(POSTGRES).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def emptied(template_database: str) -> Iterator[str]:
    """One PostgreSQL database of this process, emptied between tests: quicker than a new one."""
    if not POSTGRES:
        yield ""
        return
    name = f"hp_{os.getpid()}_{os.urandom(4).hex()}"
    with _admin() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"')
        # Durability is tested where it is the subject (tests/faults), not paid for by every test.
        connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    yield name
    with _admin() as connection:
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def database_url(template_database: str, emptied: str, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database of this test's own."""
    if POSTGRES:
        yield _named(emptied)
        _empty(emptied)
        return
    path = tmp_path / "test.db"
    path.write_bytes(Path(template_database).read_bytes())
    yield f"sqlite:///{path}"


#: Rows are numbered from 1 again, as in a new database.
_RESTART = """
DO $$ DECLARE found record; BEGIN
  FOR found IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
    EXECUTE 'ALTER SEQUENCE ' || quote_ident(found.sequencename) || ' RESTART';
  END LOOP;
END $$
"""


def _empty(name: str) -> None:
    made = sa.create_engine(_named(name), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    # Deleting from small tables costs one flush to disk; truncating them costs one for each.
    deletes = [table.delete() for table in METADATA.sorted_tables]
    with made.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        # The trail's guard would refuse; only a superuser's session may look past it.
        connection.exec_driver_sql("SET session_replication_role = replica")
        connection.execute(sa.text("BEGIN"))
        for delete in deletes:
            connection.execute(delete)
        connection.exec_driver_sql(_RESTART)
        connection.execute(sa.text("COMMIT"))
        connection.execute(
            sa.text("UPDATE alembic_version SET version_num = :v"), {"v": schema.head()}
        )
    made.dispose()


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    """An engine on this test's own database."""
    made = database.make_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """One session that writes; what a test leaves uncommitted is rolled back."""
    with database.writing(), Session(engine, autoflush=False, expire_on_commit=False) as opened:
        yield opened


@pytest.fixture
def cast(session: Session) -> Cast:
    """Everybody of our stories, in this test's database."""
    return seat(session)


Transact = Callable[[Callable[[Session], bool]], bool]


@pytest.fixture
def transact(engine: sa.Engine) -> Transact:
    """Runs a function in a transaction of its own, as the worker does."""

    def run(step: Callable[[Session], bool]) -> bool:
        with database.transaction(engine) as opened:
            return step(opened)

    return run
