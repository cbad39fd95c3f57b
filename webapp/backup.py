"""Everything the database has, in one file, and back again.

Owns the backup: a SQLite database at the same revision, whichever kind it was taken from, so that
one file fits both. It is taken while people work and is proven before it gets its name. The keys
are never inside: without the key file the content of the cases cannot be read.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from engine import database, sealing
from engine.casefile import CASES
from engine.errors import Damaged, KeyMissing
from webapp import schema, trailproof

#: Rows held in memory at once; one may be a file of 15 MB.
_ROWS = 20
_VERSION_TABLE = "alembic_version"
#: A copy takes the time it takes; what guards people's requests must not cut it off.
_PATIENT = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
)


class BackupRefused(Exception):
    """The file or the target is not what it must be; the message says why in one sentence."""


@dataclass(frozen=True, slots=True)
class Proven:
    """What a backup was found to hold."""

    revision: str
    rows: int
    #: Events whose chains hold.
    events: int


def save(made: sa.Engine, file: Path) -> Proven:
    """All rows as they stood at one moment are in `file`, read back and proven.

    Raises BackupRefused if the file exists or the copy does not hold; then nothing is left behind.
    """
    if file.exists():
        raise BackupRefused(f"{file} finnes fra før, og blir ikke skrevet over.")
    with made.connect() as connection:
        if schema.standing(connection) is None:
            raise BackupRefused("Databasen er tom: det er ingenting å ta kopi av.")
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.part")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        if _is_sqlite(made):
            _save_sqlite(made, draft)
        else:
            _save_rows(made, draft)
        _settle(draft)
        proven = prove(draft)
        draft.rename(file)
        _flush(file.parent)
    finally:
        for left in file.parent.glob(f"{draft.name}*"):
            left.unlink()
    return proven


def _is_sqlite(made: sa.Engine) -> bool:
    return made.dialect.name == "sqlite"


def _save_sqlite(made: sa.Engine, draft: Path) -> None:
    with closing(made.raw_connection()) as source, closing(sqlite3.connect(draft)) as copy:
        _sqlite_of(source).backup(copy)


def _sqlite_of(pooled: sa.PoolProxiedConnection) -> sqlite3.Connection:
    found = pooled.driver_connection
    if not isinstance(found, sqlite3.Connection):
        raise TypeError("not a connection to SQLite")
    return found


def _save_rows(made: sa.Engine, draft: Path) -> None:
    copy = database.make_engine(f"sqlite:///{draft}")
    try:
        with made.connect() as source, source.begin():
            for statement in _PATIENT:
                source.exec_driver_sql(statement)
            schema.migrate(copy, schema.standing(source) or "head")
            with database.writing(), copy.begin() as target:
                _copy_rows(source, target)
    finally:
        copy.dispose()


def _copy_rows(source: sa.Connection, target: sa.Connection) -> None:
    """Every row of the tables the target has; those that point at others come after them.

    Raises BackupRefused if the target then has another number of rows.
    """
    count = 0
    for table in _tables(target):
        query = table.select().order_by(*table.primary_key.columns)
        with source.execute(query, execution_options={"yield_per": _ROWS}) as found:
            for rows in found.mappings().partitions():
                target.execute(table.insert(), [dict(row) for row in rows])
                count += len(rows)
    if count != _count(target):
        raise BackupRefused("Kopien har ikke like mange rader som databasen.")


def _tables(connection: sa.Connection) -> list[sa.Table]:
    """The tables as they stand: a backup may be older than this program."""
    found = sa.MetaData()
    found.reflect(bind=connection)
    return [table for table in found.sorted_tables if table.name != _VERSION_TABLE]


def _settle(draft: Path) -> None:
    """The copy is one file, on disk."""
    with closing(sqlite3.connect(draft)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE").close()
    with draft.open("rb") as written:
        os.fsync(written.fileno())


def _flush(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def _opened(file: Path) -> Iterator[sa.Engine]:
    """The backup, to read and never to change."""
    url = sa.URL.create(
        "sqlite", database=f"file:{file.resolve()}", query={"mode": "ro", "uri": "true"}
    )
    made = sa.create_engine(url, poolclass=sa.NullPool)
    try:
        yield made
    finally:
        made.dispose()


def prove(file: Path) -> Proven:
    """What the backup holds, once every page, reference and chain was found whole.

    Raises BackupRefused with what is wrong.
    """
    try:
        with _opened(file) as made, database.reading(made) as session:
            connection = session.connection()
            whole = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            loose = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            revision = schema.standing(connection)
            if revision is None:
                raise BackupRefused(f"{file} er ikke en sikkerhetskopi av Handlingsplan.")
            if whole != "ok" or loose is not None:
                raise BackupRefused(f"{file} er skadet.")
            events, fault = trailproof.prove(session)
            if fault is not None:
                raise BackupRefused(
                    f"Sporet i {file} stemmer ikke: sak {fault.case_id}, hendelse {fault.seq}."
                )
            return Proven(revision, _count(connection), events)
    except sa.exc.DatabaseError as error:
        raise BackupRefused(f"{file} er ikke en hel sikkerhetskopi.") from error


def _count(connection: sa.Connection) -> int:
    counts = [sa.select(sa.func.count()).select_from(table) for table in _tables(connection)]
    return sum(int(connection.execute(count).scalar_one()) for count in counts)


def restore(made: sa.Engine, file: Path) -> Proven:
    """The database has all the backup has, and stands at this program's revision.

    Raises BackupRefused, and changes nothing, if the target has rows, the backup does not hold or
    is from a newer program, or the keys of this process do not open it.
    """
    if not file.is_file():
        raise BackupRefused(f"{file} finnes ikke.")
    proven = prove(file)
    if not schema.knows(proven.revision):
        raise BackupRefused(f"{file} er fra en nyere versjon av programmet ({proven.revision}).")
    _demand_keys(file)
    _demand_empty(made, proven)
    if _is_sqlite(made):
        with closing(sqlite3.connect(file)) as copy, closing(made.raw_connection()) as target:
            copy.backup(_sqlite_of(target))
    else:
        _restore_rows(made, file, proven)
    schema.migrate(made)
    with database.reading(made) as session:
        events, fault = trailproof.prove(session)
    if fault is not None or events != proven.events:
        raise BackupRefused("Det som ble lagt tilbake, stemmer ikke med sikkerhetskopien.")
    return proven


def _demand_keys(file: Path) -> None:
    with _opened(file) as made, made.connect() as connection:
        for case_id, wrapped in connection.execute(sa.select(CASES.c.id, CASES.c.sealed_key)):
            try:
                sealing.keyring().case_seal(case_id, wrapped)
            except (KeyMissing, Damaged) as error:
                raise BackupRefused(
                    f"Nøkkelfila hører ikke til {file.name}: innholdet i sakene kan ikke leses."
                ) from error


def _demand_empty(made: sa.Engine, proven: Proven) -> None:
    with made.connect() as connection:
        for table in _tables(connection):
            if connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first():
                raise BackupRefused(f"Databasen er ikke tom ({table.name} har rader).")
        standing = schema.standing(connection)
    if not _is_sqlite(made) and standing not in (None, proven.revision):
        raise BackupRefused(
            f"Databasen er tom, men står på {standing} og kopien på {proven.revision}: "
            "legg tilbake i en database uten tabeller."
        )


def _restore_rows(made: sa.Engine, file: Path, proven: Proven) -> None:
    schema.migrate(made, proven.revision)
    with _opened(file) as copy, copy.connect() as source, made.begin() as target:
        for statement in _PATIENT:
            target.exec_driver_sql(statement)
        _copy_rows(source, target)
        for table in _tables(target):
            for column in table.primary_key.columns:
                _count_on(target, table, column)


def _count_on(target: sa.Connection, table: sa.Table, column: sa.Column[int]) -> None:
    """The next row PostgreSQL numbers itself comes after those that were put back."""
    sequence = target.execute(
        sa.select(sa.func.pg_get_serial_sequence(f'"{table.name}"', column.name))
    ).scalar()
    highest = target.execute(sa.select(sa.func.max(column))).scalar() if sequence else None
    if highest is not None:
        target.execute(sa.select(sa.func.setval(sequence, highest)))
