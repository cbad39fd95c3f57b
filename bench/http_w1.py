"""W1 over HTTP: the API of a served product against a minimal Flask view on the same server."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import sqlalchemy as sa

from bench.world import ROOT, answers, figures, furnish, timed
from engine import database, sealing, tokens
from engine.sealing import Keyring
from webapp import schema

#: Who completes which task of W1.
_HANDS = {"Oppgave A": "kari", "Oppgave B": "randi", "Oppgave C": "kari"}


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: list[str], port: int, environ: dict[str, str]) -> Iterator[float]:
    """A server process; yields seconds from start to its first answer."""
    began = time.perf_counter()
    server = subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False, timeout=2)
                break
            except httpx.HTTPError:
                if server.poll() is not None:
                    raise RuntimeError("the server did not start") from None
                time.sleep(0.02)
        yield time.perf_counter() - began
    finally:
        server.terminate()
        server.wait(30)


def minimal(count: int) -> list[float]:
    """Milliseconds of each post to the minimal view."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        port = free_port()
        command = [sys.executable, "-m", "bench.minimal", f"sqlite:///{folder}/m.db", str(port)]
        with (
            serving(command, port, dict(os.environ)),
            httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http,
        ):
            return [
                timed(lambda n=n: http.post(f"/tasks/{n}/completion", json={"answers": answers(n)}))
                for n in range(count)
            ]


@contextmanager
def product(folder: Path) -> Iterator[tuple[str, dict[str, str], float, sa.Engine]]:
    """The product served on a fresh database: its address, tokens, start time and an engine."""
    port = free_port()
    environ = {
        **os.environ,
        "HANDLINGSPLAN_DATA_DIR": str(folder),
        "HANDLINGSPLAN_DEMO": "1",
        "PORT": str(port),
    }
    made = database.make_engine(f"sqlite:///{folder}/handlingsplan.db")
    schema.migrate(made)
    cast = furnish(made)
    Keyring.create(folder / "keys.json")
    sealing.use(Keyring.load(folder / "keys.json"))
    with database.transaction(made) as session:
        secrets = {key: tokens.issue_api_token(session, who.id) for key, who in cast.items()}
    command = [sys.executable, "-m", "webapp.cli", "serve"]
    with serving(command, port, environ) as seconds:
        yield f"http://127.0.0.1:{port}", secrets, seconds, made
    made.dispose()


def ours(base: str, secrets: dict[str, str], count: int) -> list[float]:
    """Milliseconds of each completion over the API in `count` cases."""
    times: list[float] = []
    clients = {
        key: httpx.Client(
            base_url=f"{base}/api/v1",
            headers={"Authorization": f"Bearer {secret}"},
            trust_env=False,
            timeout=30,
        )
        for key, secret in secrets.items()
    }
    for number in range(count):
        made = clients["kari"].post("/cases", json={"process": "w1", "answers": {}}).json()
        while True:
            waiting = [
                (t["id"], t["name"])
                for key in clients
                for t in clients[key].get("/tasks", params={"limit": 5}).json()["tasks"]
                if t["case"] == made["code"]
            ]
            if not waiting:
                break
            task, name = waiting[0]
            client = clients[_HANDS.get(name, "randi")]
            sent = {"answers": answers(number)}
            times.append(timed(lambda c=client, t=task, s=sent: _done(c, t, s)))
    for client in clients.values():
        client.close()
    return times


def _done(client: httpx.Client, task: str, sent: dict[str, object]) -> None:
    client.post(f"/tasks/{task}/completion", json=sent).raise_for_status()


def resident_mb(base: str) -> float:
    """Megabytes resident of the process that listens at `base`."""
    port = int(base.rsplit(":", 1)[1])
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and f"PORT={port}".encode() in _environ(process):
            pages = int((process / "statm").read_text().split()[1])
            return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)
    return 0.0


def _environ(process: Path) -> bytes:
    try:
        return (process / "environ").read_bytes()
    except OSError:
        return b""


def run(cases: int) -> dict[str, object]:
    """Both, in one run."""
    plain = figures(minimal(cases * 5))
    with tempfile.TemporaryDirectory(prefix="bench") as folder, product(Path(folder)) as served:
        base, secrets, seconds, _ = served
        real = figures(ours(base, secrets, cases))
        memory = resident_mb(base)
    return {
        "minimal": plain,
        "product": real,
        "ratio_throughput": round(real["per_s"] / plain["per_s"], 3),
        "ratio_p50": round(real["p50"] / plain["p50"], 2),
        "cold_start_s": round(seconds, 2),
        "resident_mb": memory,
    }
