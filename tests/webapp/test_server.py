"""The server as it is started for real: a process of its own."""

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from engine import database
from tests.builders import ROOT
from tests.webapp.serving import Served, environ, free_port, serving
from webapp import LARGEST_REQUEST, schema


def _ask_until_refused(served: Served, answered: list[int], dropped: list[str]) -> None:
    with served.client() as http:
        while True:
            try:
                answered.append(http.get("/logg-inn").status_code)
            except httpx.ConnectError:
                return
            except httpx.TransportError as error:
                dropped.append(repr(error))
                return


@pytest.mark.parametrize("clients", [4, 24])
def test_everybody_who_has_asked_is_answered_when_the_server_is_told_to_stop(
    database_url: str, tmp_path: Path, clients: int
) -> None:
    answered: list[int] = []
    dropped: list[str] = []
    with serving(database_url, tmp_path, ("serve", "--worker")) as served:
        askers = [
            threading.Thread(target=_ask_until_refused, args=(served, answered, dropped))
            for _ in range(clients)
        ]
        for asker in askers:
            asker.start()
        while len(answered) < 2 * clients and not dropped:
            time.sleep(0.05)
        served.process.send_signal(signal.SIGTERM)
        code = served.process.wait(30)
        for asker in askers:
            asker.join(30)
    assert code == 0
    assert dropped == []
    assert set(answered) == {200}


def test_what_takes_long_to_send_is_received_before_the_server_stops(
    database_url: str, tmp_path: Path
) -> None:
    with serving(database_url, tmp_path) as served, served.client() as http:

        def slowly() -> "httpx.SyncByteStream":
            yield b"csrf_token=x&hva_skjedde="  # type: ignore[misc]
            served.process.send_signal(signal.SIGTERM)
            for _ in range(6):
                time.sleep(0.3)
                yield b"ord+"

        answer = http.post(
            "/meld/melding",
            content=slowly(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert served.process.wait(30) == 0
    assert answer.status_code == 400
    assert "ord ord ord ord ord ord" in answer.text
    assert answer.headers["Connection"] == "close"


def test_an_open_connection_nobody_uses_does_not_keep_the_server_from_stopping(
    database_url: str, tmp_path: Path
) -> None:
    with serving(database_url, tmp_path) as served, served.client() as http:
        assert http.get("/healthz").json() == {"status": "ok"}
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(10) == 0


def test_what_is_far_too_large_is_refused_in_words_and_not_by_hanging_up(
    database_url: str, tmp_path: Path
) -> None:
    with serving(database_url, tmp_path) as served, served.client() as http:
        answer = http.post(
            "/meld/melding", files={"fil": ("stor.pdf", b"x" * (LARGEST_REQUEST + 1))}
        )
    assert answer.status_code == 413
    assert "for stort" in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("proxies", "believed"), [("1", True), ("0", False)])
def test_what_a_proxy_says_of_the_reader_is_believed_only_when_there_is_one(
    database_url: str, tmp_path: Path, proxies: str, believed: bool
) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
    with serving(database_url, tmp_path, TRUSTED_PROXIES=proxies) as served, served.client() as c:
        headers = c.get("/logg-inn", headers=forwarded).headers
    assert ("Strict-Transport-Security" in headers) is believed


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_database_that_is_not_migrated_is_refused_in_one_sentence(
    engine: sa.Engine, database_url: str, tmp_path: Path, command: str
) -> None:
    with database.transaction(engine) as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "webapp.cli", command],
            cwd=ROOT,
            env=environ(database_url, tmp_path, free_port()),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        with database.transaction(engine) as session:
            head = {"v": schema.head()}
            session.execute(sa.text("UPDATE alembic_version SET version_num = :v"), head)
    assert ran.returncode == 1
    assert "handlingsplan migrate" in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1
