"""The server as it is started for real: a process of its own, with what it says kept in a file."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.builders import ROOT


@dataclass
class Served:
    """A server that answers."""

    process: subprocess.Popen[bytes]
    base: str
    output: Path

    def client(self, **options: object) -> httpx.Client:
        """A client of this server; never by way of a proxy."""
        return httpx.Client(base_url=self.base, trust_env=False, timeout=20, **options)

    def said(self) -> str:
        """Everything it has written to its log."""
        return self.output.read_text("utf-8")


def environ(url: str, folder: Path, port: int, **more: str) -> dict[str, str]:
    """The demo's settings on this database, and whatever else is asked for."""
    return {
        **os.environ,
        "HANDLINGSPLAN_DATABASE_URL": url,
        "HANDLINGSPLAN_DATA_DIR": str(folder),
        "HANDLINGSPLAN_DEMO": "1",
        "PORT": str(port),
        **{f"HANDLINGSPLAN_{name}": value for name, value in more.items()},
    }


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    url: str, folder: Path, words: Sequence[str] = ("serve",), **more: str
) -> Iterator[Served]:
    """A server on the database at `url`; ended when the block ends."""
    port, output = free_port(), folder / "output.txt"
    with (
        output.open("wb") as said,
        subprocess.Popen(
            [sys.executable, "-m", "webapp.cli", *words],
            cwd=ROOT,
            env=environ(url, folder, port, **more),
            stdout=said,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        served = Served(process, f"http://127.0.0.1:{port}", output)
        try:
            _wait(served)
            yield served
        finally:
            if process.poll() is None:
                process.kill()


def _wait(served: Served) -> None:
    with served.client() as http:
        for _ in range(600):
            try:
                http.get("/healthz")
                return
            except httpx.TransportError:
                assert served.process.poll() is None, served.said()
                time.sleep(0.05)
    raise AssertionError("the server never answered")
