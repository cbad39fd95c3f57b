"""Ten thousand acknowledged completions while the server is killed again and again: none is lost.

`python -m tests.faults.storm [COMPLETIONS] [SECONDS]` prints one line of figures and exits 1 if an
acknowledged completion is missing, was done twice, or a trail does not hold. Bounded in time.
"""

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx
import sqlalchemy as sa

from engine import audit, database, people, sealing, tokens
from engine.audit import Kind
from engine.bundles import Roles
from engine.casefile import TASKS, TaskStatus
from engine.sealing import Keyring
from tests.builders import publish_tiny
from tests.cast import seat
from webapp import schema, trailproof

ROOT = Path(__file__).parent.parent.parent
CLIENTS = 4


class Storm:
    """A server that dies, clients that go on, and a list of what was acknowledged."""

    def __init__(self, folder: Path, completions: int, seconds: float) -> None:
        self.folder, self.wanted = folder, completions
        self.end = time.monotonic() + seconds
        self.acknowledged: list[str] = []
        self.kills = 0
        self.stop = threading.Event()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environ = {
            **os.environ,
            "HANDLINGSPLAN_DATA_DIR": str(folder),
            "HANDLINGSPLAN_DEMO": "1",
            "PORT": str(self.port),
        }
        Keyring.create(folder / "keys.json")
        sealing.use(Keyring.load(folder / "keys.json"))
        roles = (ROOT / "processes" / "roller.json").read_text("utf-8")
        people.use_roles(Roles.from_json(roles))
        self.engine = database.make_engine(f"sqlite:///{folder}/handlingsplan.db")
        schema.migrate(self.engine)
        with database.transaction(self.engine) as session:
            cast = seat(session)
            publish_tiny(session, "w1")
            self.token = tokens.issue_api_token(session, cast.kari.id)
            self.kari = cast.kari

    def serve(self) -> subprocess.Popen[bytes]:
        """A fresh server process."""
        return subprocess.Popen(
            [sys.executable, "-m", "webapp.cli", "serve"],
            cwd=ROOT,
            env=self.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def client(self) -> None:
        """Complete first tasks until told to stop, remembering what was acknowledged."""
        with httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}/api/v1",
            timeout=5,
            trust_env=False,
            headers={"Authorization": f"Bearer {self.token}"},
        ) as http:
            while not self.stop.is_set():
                try:
                    self._complete_one(http)
                except httpx.HTTPError:
                    time.sleep(0.05)

    def _complete_one(self, http: httpx.Client) -> None:
        opened = http.post("/cases", json={"process": "w1", "answers": {}})
        if opened.status_code != 201:
            return
        for task in opened.json()["tasks"]:
            answers = {"answers": {"tekst": "x", "alvor": 3}}
            done = http.post(f"/tasks/{task['id']}/completion", json=answers)
            if done.status_code == 200:
                self.acknowledged.append(task["id"])

    def run(self) -> None:
        """Kill and start the server until enough is acknowledged or time is up."""
        threads = [threading.Thread(target=self.client) for _ in range(CLIENTS)]
        server = self.serve()
        for thread in threads:
            thread.start()
        try:
            while len(self.acknowledged) < self.wanted and time.monotonic() < self.end:
                time.sleep(random.uniform(1.5, 6))
                server.send_signal(signal.SIGKILL)
                server.wait()
                self.kills += 1
                server = self.serve()
        finally:
            self.stop.set()
            for thread in threads:
                thread.join()
            server.send_signal(signal.SIGKILL)
            server.wait()

    def verdict(self) -> dict[str, int]:
        """What is missing, done twice or broken."""
        with database.reading(self.engine) as session:
            done = sa.select(TASKS.c.id).where(TASKS.c.status == TaskStatus.DONE)
            kept = set(session.execute(done).scalars())
            events = sa.select(audit.AuditEvent.body).where(
                audit.AuditEvent.kind == Kind.TASK_COMPLETED
            )
            count = len(session.execute(events).all())
            _, fault = trailproof.prove(session)
        return {
            "acknowledged": len(self.acknowledged),
            "kills": self.kills,
            "lost": len(set(self.acknowledged) - kept),
            "done_twice": count - len(kept),
            "trail_faults": int(fault is not None),
        }


def main(completions: int = 10_000, seconds: float = 900) -> int:
    """Run the storm and print its verdict; 0 if nothing was lost, doubled or broken."""
    with tempfile.TemporaryDirectory(prefix="storm") as folder:
        storm = Storm(Path(folder), completions, seconds)
        storm.run()
        said = storm.verdict()
    print(said, flush=True)
    return int(bool(said["lost"] or said["done_twice"] or said["trail_faults"]))


if __name__ == "__main__":
    sys.exit(main(*(int(a) for a in sys.argv[1:])))
