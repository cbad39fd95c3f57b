"""The database both kinds have in common: column types, names, transactions.

Owns how a transaction begins (SQLite must say at once that it will write) and what a moment and an
identity look like in a column. Never commits on its own account: `transaction()` is for commands,
the worker and tests; the web commits at its own boundary.
"""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.orm import DeclarativeBase, Session

from engine import clock

#: Seconds a writer waits for another before giving up.
LOCK_SECONDS = 5
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
#: 1 January 2020, in milliseconds since 1970: identities count from here.
_ID_EPOCH_MS = 1_577_836_800_000
#: Letters and digits that cannot be taken for one another, read aloud or in handwriting.
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Base(DeclarativeBase):
    """What every table of ours descends from."""

    metadata = sa.MetaData(naming_convention=NAMING)


def table_of(model: type[Base]) -> sa.Table:
    """The table a class describes, as statements over columns want it."""
    table = model.__table__
    if not isinstance(table, sa.Table):
        raise TypeError(f"{model.__name__} describes no table")
    return table


def microseconds(moment: datetime) -> int:
    """Whole microseconds from 1970 to an aware moment."""
    return (moment - _EPOCH) // _MICROSECOND


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware moment, kept as whole microseconds since 1970 in UTC; a naive one is refused."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(microseconds=value)


#: SQLite numbers rows only in a column it calls INTEGER.
Identity = sa.BigInteger().with_variant(sa.Integer, "sqlite")


#: The newest millisecond an identity was made in, and all made in it by this process.
_made: tuple[int, set[int]] = (-1, set())


def new_id() -> int:
    """A 63-bit identity that sorts by time and cannot be guessed from its neighbour.

    A process never makes the same one twice, however many it makes in one millisecond.
    """
    global _made
    milliseconds = max(int(clock.now().timestamp() * 1000) - _ID_EPOCH_MS, 0)
    if _made[0] != milliseconds:
        _made = (milliseconds, set())
    while (made := (milliseconds << 22) | secrets.randbits(22)) in _made[1]:
        pass
    _made[1].add(made)
    return made


def new_code() -> str:
    """A case code people can read aloud: two digits of the year and six unmistakable letters."""
    letters = "".join(secrets.choice(_CODE_LETTERS) for _ in range(6))
    return f"{clock.oslo(clock.now()).year % 100:02d}-{letters}"


_writing: ContextVar[bool] = ContextVar("writing", default=False)


def intend_to_write(intent: bool = True) -> None:
    """The next transaction of this request or command takes the write lock as it begins."""
    _writing.set(intent)


@contextmanager
def writing() -> Iterator[None]:
    """Transactions begun inside the block take the write lock as they begin."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def make_engine(url: str, **options: Any) -> sa.Engine:
    """An engine that keeps our promises about durability and locks, for either database."""
    made = sa.create_engine(url, **{**engine_options(url), **options})
    prepare(made)
    return made


def engine_options(url: str) -> dict[str, Any]:
    """What `create_engine` needs for this kind of database."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": LOCK_SECONDS, "check_same_thread": False}}
    return {
        "pool_pre_ping": True,
        "pool_timeout": 2,
        "connect_args": {
            "connect_timeout": 3,
            "options": "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=15000",
        },
    }


def prepare(made: sa.Engine) -> None:
    """Teach an engine how transactions begin. Once is enough; PostgreSQL needs nothing."""
    if made.dialect.name != "sqlite":
        return
    # One process, several threads: waiting in line here is far cheaper than SQLite's own polling.
    line = threading.Lock()

    @event.listens_for(made, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={LOCK_SECONDS * 1000}",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(made, "begin")
    def _begun(connection: sa.Connection) -> None:
        if not _writing.get():
            connection.exec_driver_sql("BEGIN")
            return
        held = line.acquire(timeout=LOCK_SECONDS)
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            if held:
                line.release()
            raise
        connection.info["in_line"] = held

    def _ended(connection: sa.Connection) -> None:
        if connection.info.pop("in_line", False):
            line.release()

    event.listen(made, "commit", lambda c: _after(c, "COMMIT"))
    event.listen(made, "rollback", _ended)

    def _after(connection: sa.Connection, statement: str) -> None:
        # The listener runs before the driver commits: committing here keeps the place in line
        # until the data are on disk.
        try:
            connection.exec_driver_sql(statement)
        finally:
            _ended(connection)


@contextmanager
def transaction(made: sa.Engine) -> Iterator[Session]:
    """One transaction that will write: committed when the block ends, rolled back if it raises."""
    with (
        writing(),
        Session(made, autoflush=False, expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session


@contextmanager
def reading(made: sa.Engine) -> Iterator[Session]:
    """One transaction that only reads."""
    with Session(made, autoflush=False) as session:
        yield session
