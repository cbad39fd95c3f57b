"""What the benchmarks share: databases, answers, timing."""

import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from engine import database, people, sealing
from engine.bundles import Roles, read_folder
from engine.people import SYSTEM, Actor, PersonKind
from engine.publishing import Origin, publish
from engine.sealing import Keyring
from webapp import schema

ROOT = Path(__file__).parent.parent
#: Where to run the PostgreSQL half; empty leaves it out.
POSTGRES = os.environ.get("HANDLINGSPLAN_TEST_DATABASE_URL", "")
_vocabulary = ("elev", "skole", "klasse", "samtale", "tiltak", "trygg", "melding", "uke", "gang")
_words = random.Random(1).choices(_vocabulary, k=4000)


def answers(number: int) -> dict[str, Any]:
    """A form of ten fields, about 1 kB, different for each number."""
    start = number * 37 % 3000
    text = " ".join(_words[start : start + 60])
    return {
        "tekst": f"{number} {text}",
        "alvor": 2 + number % 4,
        "dato": f"2026-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
        "sted": " ".join(_words[start : start + 6]),
        "type": ("verbal", "fysisk", "digital")[number % 3],
        "akutt": number % 2 == 0,
        "antall": number % 10,
        "epost": f"person{number}@skole.invalid",
        "notat": " ".join(_words[start + 60 : start + 125]),
        "igjen": False,
    }


@contextmanager
def fresh(kind: str) -> Iterator[sa.Engine]:
    """An engine on a new, migrated database of this kind ("sqlite" or "postgresql")."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="bench") as folder:
            made = database.make_engine(f"sqlite:///{folder}/bench.db")
            schema.migrate(made)
            yield made
            made.dispose()
        return
    name = f"bench_{os.getpid()}_{os.urandom(3).hex()}"
    url = sa.make_url(POSTGRES).set(drivername="postgresql+psycopg")
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    made = database.make_engine(url.set(database=name).render_as_string(hide_password=False))
    schema.migrate(made)
    yield made
    made.dispose()
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def furnish(made: sa.Engine) -> dict[str, Actor]:
    """Keys, roles, a teacher and a leader, and W1 published; returns the two."""
    keys = Path(tempfile.mkdtemp(prefix="benchkeys")) / "keys.json"
    Keyring.create(keys)
    sealing.use(Keyring.load(keys))
    people.use_roles(Roles.from_json((ROOT / "processes" / "roller.json").read_text("utf-8")))
    with database.transaction(made) as session:
        for key, role in (("kari", "kontaktlarer"), ("randi", "rektor")):
            people.add_person(
                session,
                key=key,
                name=key.title(),
                kind=PersonKind.STAFF,
                role_keys=(role, "ansatt"),
            )
        publish(session, read_folder(ROOT / "tests" / "bundles", "w1"), Origin.SHIPPED, SYSTEM)
    with database.reading(made) as session:
        return {key: people.actor(session, key) for key in ("kari", "randi")}


def timed(work: Callable[[], Any]) -> float:
    """Milliseconds one call takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def figures(milliseconds: list[float]) -> dict[str, float]:
    """Median, 95th percentile and calls per second."""
    ordered = sorted(milliseconds)
    return {
        "p50": round(statistics.median(ordered), 3),
        "p95": round(ordered[int(len(ordered) * 0.95)], 3),
        "per_s": round(1000 * len(ordered) / sum(ordered), 1),
    }


def say(name: str, **values: Any) -> None:
    """One line of results."""
    print(json.dumps({"bench": name, **values}, ensure_ascii=False), flush=True)
