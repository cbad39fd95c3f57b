"""Killed at every write during a completion: undone with its draft, or done once. Never half."""

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import NoReturn

import pytest
import sqlalchemy as sa

from engine import audit, casefile, database, drafts, people, tasks
from engine.casefile import CASES, TASKS, TaskStatus
from tests.builders import a_case, open_tasks, publish_tiny
from tests.cast import seat
from tests.conftest import POSTGRES
from webapp import trailproof

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed"),
]
#: The call through which the change becomes durable, by database.
CALL = "sendto" if POSTGRES else "pwrite64,fdatasync"
MOST_POINTS = 60


def _attempt(url: str, task: str, kill_at: int) -> tuple[bool, bool]:
    """Whether a process that completes the task said it was done, and whether it was killed.

    The process is a fork of this one, so that only the completion itself is on trial; strace is
    tied to it before it may begin.
    """
    go_read, go_write = os.pipe()
    said_read, said_write = os.pipe()
    child = os.fork()
    if child == 0:
        _complete(url, task, go_read, said_write)
    os.close(go_read)
    os.close(said_write)
    rule = f"inject={CALL}:signal=SIGKILL:when={kill_at}"
    words = [
        "strace",
        "-qq",
        "-o",
        "/dev/null",
        "-p",
        str(child),
        "-e",
        f"trace={CALL}",
        "-e",
        rule,
    ]
    tracer = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(400):
        if "TracerPid:\t0\n" not in Path(f"/proc/{child}/status").read_text():
            break
        time.sleep(0.01)
    os.write(go_write, b"x")
    os.close(go_write)
    _, status = os.waitpid(child, 0)
    said = os.read(said_read, 100)
    os.close(said_read)
    tracer.wait(20)
    return said == b"acknowledged", os.WIFSIGNALED(status)


def _complete(url: str, task: str, go: int, said: int) -> NoReturn:
    """In the child: complete the task as Kari, and say so once it is durable."""
    try:
        made = database.make_engine(url)
        made.connect().close()
        os.read(go, 1)
        with database.transaction(made) as session:
            tasks.complete(session, task, people.actor(session, "kari"), {"tekst": "a", "alvor": 3})
        os.write(said, b"acknowledged")
    finally:
        os._exit(0)


def test_a_completion_killed_at_any_write_is_undone_with_its_draft_or_done_once(
    engine: sa.Engine, database_url: str
) -> None:
    with database.transaction(engine) as session:
        cast = seat(session)
        publish_tiny(session, "w1")
    undone = done = 0
    for kill_at in range(1, MOST_POINTS):
        with database.transaction(engine) as session:
            cast = type(cast)(session)
            opened = a_case(session, cast.kari, "w1")
            task = open_tasks(session, opened.id)["a"]
            case = casefile.by_code(session, opened.code)
            drafts.save(session, case, task, cast.kari.id, [("tekst", "halvveis")])
        said, killed = _attempt(database_url, task, kill_at)
        with database.reading(engine) as session:
            row = session.execute(sa.select(TASKS).where(TASKS.c.id == task)).one()
            case = session.execute(sa.select(CASES).where(CASES.c.id == opened.id)).one()
            sent = casefile.submissions(session, case)
            draft = drafts.saved(session, case, task, row.closed_by or type(cast)(session).kari.id)
            kinds = [e.kind for e in audit.trail(session, opened.id)]
            if row.status == TaskStatus.DONE:
                done += 1
                assert (len(sent), draft) == (1, None)
                assert kinds.count("task_completed") == 1
                assert set(open_tasks(session, opened.id)) == {"b"}
            else:
                undone += 1
                assert not said, "acknowledged and then lost"
                assert row.status == TaskStatus.OPEN
                assert sent == []
                assert draft is not None
                assert draft.pairs == [("tekst", "halvveis")]
                assert "task_completed" not in kinds
            assert trailproof.prove(session)[1] is None
        if said and not killed:
            break
    else:
        raise AssertionError("never reached the end")
    assert undone > 0
    assert done > 0
