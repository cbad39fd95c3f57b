"""A backup taken while people work, put back into an empty database of either kind."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import attachments, casefile, cases, comments, database, sealing
from engine.access import Action
from engine.records import METADATA
from engine.sealing import Keyring
from tests.builders import a_case, publish_tiny
from tests.cast import Cast
from tests.conftest import POSTGRES, _admin, _named
from webapp import backup, schema
from webapp.backup import BackupRefused

Written = dict[str, int]


@pytest.fixture
def written(session: Session, cast: Cast) -> Written:
    """A school with cases, a comment and a file, all committed."""
    publish_tiny(session)
    opened = [a_case(session, cast.kari, hva=f"ordet-{n}", elev="nora") for n in range(3)]
    case = casefile.by_code(session, opened[0].code)
    attachments.add(session, case, cast.kari, "notat.txt", "Det sto på ei tavle.".encode())
    comments.add(session, case, cast.kari, "Jeg snakker med henne.")
    counted = _counts(session.connection())
    session.commit()
    return counted


def _counts(connection: sa.Connection) -> Written:
    return {
        table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        for table in METADATA.sorted_tables
    }


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param(
            "postgresql", marks=pytest.mark.skipif(not POSTGRES, reason="no PostgreSQL is given")
        ),
    ]
)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """An empty database without tables, of either kind."""
    if request.param == "sqlite":
        made = database.make_engine(f"sqlite:///{tmp_path / 'tom.db'}")
        yield made
        made.dispose()
        return
    name = f"hp_restored_{tmp_path.name[-24:].replace('-', '_')}".lower()
    with _admin() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    made = database.make_engine(_named(name))
    yield made
    made.dispose()
    with _admin() as connection:
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_all_that_was_there_is_there_again_and_can_be_worked_on(
    engine: sa.Engine, empty: sa.Engine, written: Written, cast: Cast, tmp_path: Path
) -> None:
    file = tmp_path / "kopi.hp"
    saved = backup.save(engine, file)
    assert saved.rows == sum(written.values())
    assert saved.events > 0
    assert backup.restore(empty, file) == saved
    with empty.connect() as connection:
        assert _counts(connection) == written
        assert schema.standing(connection) == schema.head()
    with database.transaction(empty) as session:
        found = cases.listed(session, cast.randi)
        assert len(found) == 3
        case = cases.read(session, cast.randi, Action.READ, found[-1].code)
        [listed] = attachments.of_case(session, case)
        assert attachments.read(session, case, listed.id)[1].decode() == "Det sto på ei tavle."
        comments.add(session, case, cast.kari, "Videre i den nye basen.")
        a_case(session, cast.kari, hva="Etterpå", elev="nora")


def test_a_backup_is_one_file_for_its_owner_only_and_has_no_keys(
    engine: sa.Engine, written: Written, tmp_path: Path
) -> None:
    folder = tmp_path / "kopier"
    file = folder / "kopi.hp"
    backup.save(engine, file)
    assert list(folder.iterdir()) == [file]
    assert file.stat().st_mode & 0o777 == 0o600
    content = file.read_bytes()
    assert b"ordet-" not in content
    assert b"tavle" not in content


def test_a_backup_is_taken_while_others_write_and_holds_one_moment(
    engine: sa.Engine, session: Session, written: Written, cast: Cast, tmp_path: Path
) -> None:
    a_case(session, cast.kari, hva="Ikke ferdig skrevet", elev="nora")
    with ThreadPoolExecutor() as others:
        saved = others.submit(backup.save, engine, tmp_path / "kopi.hp").result()
    assert saved.rows == sum(written.values())


def test_a_file_that_is_there_is_not_written_over(
    engine: sa.Engine, written: Written, tmp_path: Path
) -> None:
    file = tmp_path / "kopi.hp"
    file.write_text("noe annet", "utf-8")
    with pytest.raises(BackupRefused, match="finnes fra før"):
        backup.save(engine, file)
    assert file.read_text("utf-8") == "noe annet"


def test_a_database_with_rows_is_never_restored_into(
    engine: sa.Engine, written: Written, tmp_path: Path
) -> None:
    file = tmp_path / "kopi.hp"
    backup.save(engine, file)
    with pytest.raises(BackupRefused, match="ikke tom"):
        backup.restore(engine, file)


def test_a_backup_without_its_key_file_is_not_restored(
    engine: sa.Engine, empty: sa.Engine, written: Written, tmp_path: Path
) -> None:
    file = tmp_path / "kopi.hp"
    backup.save(engine, file)
    Keyring.create(tmp_path / "andre.json")
    before = sealing.keyring()
    sealing.use(Keyring.load(tmp_path / "andre.json"))
    try:
        with pytest.raises(BackupRefused, match="Nøkkelfila hører ikke til"):
            backup.restore(empty, file)
    finally:
        sealing.use(before)
    assert sa.inspect(empty).get_table_names() == []


def _altered(content: bytes) -> bytes:
    return content[: len(content) // 2]


@pytest.mark.parametrize("damage", [_altered, lambda content: b"noe annet" * 1000])
def test_a_damaged_file_is_refused_in_a_sentence(
    engine: sa.Engine,
    empty: sa.Engine,
    written: Written,
    tmp_path: Path,
    damage: Callable[[bytes], bytes],
) -> None:
    file = tmp_path / "kopi.hp"
    backup.save(engine, file)
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(BackupRefused, match=r"\.$"):
        backup.restore(empty, file)
    assert sa.inspect(empty).get_table_names() == []


def test_a_backup_whose_trail_was_changed_is_refused(
    engine: sa.Engine, written: Written, tmp_path: Path
) -> None:
    file = tmp_path / "kopi.hp"
    backup.save(engine, file)
    with closing(sqlite3.connect(file)) as copy:
        guards = copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in guards:
            copy.execute(f'DROP TRIGGER "{name}"')
        copy.execute("UPDATE audit_events SET actor_id = 99 WHERE seq = 1 AND case_id <> 0")
        copy.commit()
    with pytest.raises(BackupRefused, match="Sporet"):
        backup.prove(file)


def test_a_backup_from_a_newer_program_is_refused(
    engine: sa.Engine, empty: sa.Engine, written: Written, tmp_path: Path
) -> None:
    file = tmp_path / "kopi.hp"
    backup.save(engine, file)
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("UPDATE alembic_version SET version_num = '9999_later'")
        copy.commit()
    with pytest.raises(BackupRefused, match="nyere versjon"):
        backup.restore(empty, file)


def test_a_database_without_tables_has_nothing_to_copy(tmp_path: Path) -> None:
    made = database.make_engine(f"sqlite:///{tmp_path / 'ingen.db'}")
    with pytest.raises(BackupRefused, match="tom"):
        backup.save(made, tmp_path / "kopi.hp")
    made.dispose()
    assert not (tmp_path / "kopi.hp").exists()
