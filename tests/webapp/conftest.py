"""The application on a real database, with everybody of our stories able to sign in."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import webapp
from engine import clock, database, people, sealing, tokens
from engine.clock import OSLO
from engine.records import METADATA
from tests.builders import CORE, publish_shipped, publish_tiny
from tests.cast import Cast, seat
from tests.conftest import POSTGRES, into_one_file
from webapp.config import Settings

ROOT = Path(__file__).parent.parent.parent
#: Everybody has had their role since before the days our stories are set in.
SEATED = datetime(2026, 1, 5, 8, tzinfo=OSLO)


def _demo(url: str, folder: Path) -> Settings:
    return Settings(
        database_url=url,
        data_dir=folder,
        secret_file=folder / "secret",
        key_file=folder / "keys.json",
        base_url="http://127.0.0.1:5000",
        smtp_url="",
        demo=True,
        host="127.0.0.1",
        port=5000,
        trusted_proxies=0,
        shipped_dir=ROOT,
    )


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Demo settings on this test's own database."""
    return _demo(database_url, tmp_path)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application put together once, for tests to lend; CSRF as in production."""
    before = sealing.keyring()
    made = webapp.create_app(_demo("sqlite://", tmp_path_factory.mktemp("built")))
    sealing.use(before)
    made.testing = True
    return made


@pytest.fixture
def app(built: Flask, settings: Settings) -> Iterator[Flask]:
    """The application on this test's own database; what the test does to it is undone."""
    before, views = sealing.keyring(), dict(built.view_functions)
    webapp.prepare_process(settings)
    built.config["SETTINGS"] = settings
    # Where Flask-SQLAlchemy keeps the engines of an application; it has no verb for another one.
    webapp.db.db._app_engines[built] = {None: database.make_engine(settings.database_url)}
    yield built
    with built.app_context():
        webapp.db.db.engine.dispose()
    built.view_functions = views
    sealing.use(before)


def _seated(session: Session) -> None:
    """Everybody seated, the small processes and those of the core published."""
    with clock.at(SEATED):
        seat(session)
        for key in ("tiny", "w1", "stopp"):
            publish_tiny(session, key)
        publish_shipped(session, *CORE)


@pytest.fixture(scope="session")
def seated(template_database: str, tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """A database with the school in it, made once for tests to copy; None on PostgreSQL."""
    if POSTGRES:
        return None
    path = tmp_path_factory.mktemp("school") / "school.db"
    path.write_bytes(Path(template_database).read_bytes())
    made = database.make_engine(f"sqlite:///{path}")
    with database.transaction(made) as session:
        _seated(session)
    into_one_file(made)
    return path


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database_url: str) -> str:
    """The same address; where a test is about the school, the school is there already."""
    if "school" in request.fixturenames:
        path: Path | None = request.getfixturevalue("seated")
        if path is not None:
            Path(database_url.removeprefix("sqlite:///")).write_bytes(path.read_bytes())
    return database_url


@dataclass
class _Kept:
    """The school's rows on PostgreSQL, where nothing is copied as a file."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)

    def take(self, connection: sa.Connection) -> None:
        """Everything that stands in the database is kept."""
        for table in METADATA.sorted_tables:
            found = connection.execute(
                sa.select(sa.text("*")).select_from(sa.table(table.name))
            ).mappings()
            self.rows[table.name] = [dict(row) for row in found]
        counted = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
        self.counted = {row[0]: row[1] for row in connection.execute(sa.text(counted))}

    def put(self, connection: sa.Connection) -> None:
        """Everything kept stands in the empty database."""
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for name, rows in self.rows.items():
            if rows:
                plain = sa.table(name, *(sa.column(column) for column in rows[0]))
                packed = [{k: _packed(v) for k, v in row.items()} for row in rows]
                connection.execute(plain.insert(), packed)
        for name, value in self.counted.items():
            connection.execute(sa.text(f"SELECT setval('{name}', {value})"))


def _packed(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


@pytest.fixture(scope="session")
def kept() -> _Kept:
    """The school of this process, once a test has needed it."""
    return _Kept()


@pytest.fixture
def school(app: Flask, engine: sa.Engine, seated: Path | None, kept: _Kept) -> sa.Engine:
    """Everybody seated, the small processes and those of the core published."""
    if seated is None and kept.rows:
        with engine.begin() as connection:
            kept.put(connection)
    elif seated is None:
        with database.transaction(engine) as session:
            _seated(session)
        with engine.connect() as connection:
            kept.take(connection)
    return engine


Act = Callable[[Callable[[Session, Cast], object]], object]


@pytest.fixture
def act(school: sa.Engine) -> Act:
    """Runs something as the engine would, committed: `act(lambda session, cast: …)`."""

    def run(work: Callable[[Session, Cast], object]) -> object:
        with database.transaction(school) as session:
            return work(session, Cast(session))

    return run


Browser = Callable[[str], FlaskClient]


@pytest.fixture
def signed_in(app: Flask, school: sa.Engine) -> Browser:
    """A browser signed in as somebody of the cast, by key; "" is somebody unknown."""

    def as_person(key: str) -> FlaskClient:
        client = app.test_client()
        if key:
            secret = tokens.new_secret()
            with database.transaction(school) as session:
                person = people.actor(session, key)
                tokens.store_session(session, secret, person.id, "{}")
            client.set_cookie("handlingsplan", secret)
        return client

    return as_person


@contextmanager
def looking(engine: sa.Engine) -> Iterator[Session]:
    """A session that only reads."""
    with database.reading(engine) as session:
        yield session


def csrf_of(html: str) -> str:
    """The CSRF value in a page."""
    marker = 'name="csrf_token" value="'
    start = html.index(marker) + len(marker)
    return html[start : html.index('"', start)]


def post(client: FlaskClient, page: str, to: str, data: dict[str, object]) -> "webapp.Response":
    """Open `page`, then send its form to `to` as a browser would."""
    html = client.get(page).get_data(as_text=True)
    return client.post(to, data={"csrf_token": csrf_of(html), **data})
