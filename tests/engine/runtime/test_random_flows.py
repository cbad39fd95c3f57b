"""Random processes played twice: by the engine, stored and read back at each step, and by the book.

The suite plays 300 from fixed seeds. `HANDLINGSPLAN_RANDOM_FLOWS=5000` plays more,
`HANDLINGSPLAN_RANDOM_SEED=100000` others.
"""

import os
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from engine.runtime import steps
from tests.engine.runtime.randomflows import RandomFlow
from tests.engine.runtime.tokengame import Game
from tests.engine.runtime.walking import MONDAY, Walk

FLOWS = int(os.environ.get("HANDLINGSPLAN_RANDOM_FLOWS", "300"))
SEED = int(os.environ.get("HANDLINGSPLAN_RANDOM_SEED", "1"))
#: moves before loops are told to end, and moves after which a walk is given up
BUSY, MOST = 25, 400
#: bytes; no state of these small processes may ever be larger, however long it has run
MOST_BYTES = 1_500
GROUPS = 10


@pytest.mark.parametrize("group", range(GROUPS))
def test_random_processes_go_as_the_book_says(group: int) -> None:
    for seed in range(SEED + group, SEED + FLOWS, GROUPS):
        try:
            play(seed)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
        except Exception as error:
            raise RuntimeError(f"seed {seed}") from error


def play(seed: int) -> int:
    """One process to its end. The number of moves it took."""
    flow = RandomFlow(seed)
    walk, game = Walk(flow.drawing), flow.game(MONDAY)
    compare(walk, game)
    for number in range(MOST):
        if game.finished:
            return number
        move(walk, game, flow, more=number < BUSY)
        compare(walk, game)
    raise AssertionError("it never ends")


def move(walk: Walk, game: Game, flow: RandomFlow, more: bool) -> None:
    """The same move in both: a task done, or time passing."""
    tasks = sorted(game.tasks(), key=lambda found: (found[0], found[1] or 0))
    if not tasks or flow.random.random() < (0.25 if more else 0.02):
        length = timedelta(hours=flow.random.choice([1, 20, 30, 80, 200]))
        walk.wait(hours=length.total_seconds() / 3600)
        game.wait(length)
        return
    element, number, box = flow.random.choice(tasks)
    answers = flow.answers(more)
    task = next(t for t in walk.tasks.values() if (t.element, t.number) == (element, number))
    walk.tasks = {task.id: task} | {k: v for k, v in walk.tasks.items() if k != task.id}
    walk.now = game.now
    walk.do(element, answers)
    game.complete(box, answers)


def compare(walk: Walk, game: Game) -> None:
    """Both stand at the same place and came there the same way."""
    opened: list[Any] = sorted((t.element, t.number or 0) for t in walk.tasks.values())
    wanted = sorted((element, number or 0) for element, number, _ in game.tasks())
    assert opened == wanted
    assert walk.finished == game.finished
    assert walk.step.next_due == (None if game.finished else game.next_due())
    assert Counter(walk.passed) == game.passed
    assert len(walk.state) < MOST_BYTES


def test_making_the_tree_small_in_the_middle_of_a_step_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(steps, "TIDY_EVERY", 1)
    for seed in range(SEED, SEED + 60):
        play(seed)
