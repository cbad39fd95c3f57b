"""The database's schema: bringing it to this version, and refusing to serve another.

One migration runs at a time, in one transaction, on both databases; if it dies halfway nothing of
it remains.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from engine import database
from engine.errors import SchemaMismatch

#: Key of the lock that lets only one migration run at a time on PostgreSQL.
_LOCK = 4_812_207


def _config() -> Config:
    top = Path(__file__).resolve().parent.parent
    packed = Path(__file__).resolve().parent / "migrations"
    config = Config()
    config.set_main_option(
        "script_location", str(packed if packed.is_dir() else top / "migrations")
    )
    return config


def head() -> str:
    """The revision this program needs."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    if found is None:
        raise SchemaMismatch(wanted=None)
    return found


def knows(revision: str) -> bool:
    """Whether this program can bring a database at `revision` to its own."""
    script = ScriptDirectory.from_config(_config())
    return revision in {found.revision for found in script.walk_revisions()}


def standing(connection: sa.Connection) -> str | None:
    """The revision the database stands at; None if it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def migrate(engine: sa.Engine, to: str = "head") -> str:
    """The database stands at this program's revision. Safe to run twice, also at once."""
    config = _config()
    with database.writing(), engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        config.attributes["connection"] = connection
        command.upgrade(config, to)
    return to if to != "head" else head()


def demand_current(engine: sa.Engine) -> None:
    """Raises SchemaMismatch if the database stands at another revision than the program."""
    with engine.connect() as connection:
        found = standing(connection)
    if found != head():
        raise SchemaMismatch(standing=found, wanted=head())
