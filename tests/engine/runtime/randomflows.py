"""Random processes of sound structure: blocks in blocks, each with one way in and one way out."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.diagrams import Drawing
from tests.engine.runtime.tokengame import Game

_LEAVES = ("task", "task", "task", "deadline", "reminder", "cycle", "pause", "each")
_BLOCKS = ("seq", "seq", "xor", "xor", "and", "and", "some", "loop", "sub", "each_sub", "events")


class RandomFlow:
    """A drawing made from a seed, and what the token game needs to know of it."""

    def __init__(self, seed: int, depth: int = 3) -> None:
        self.random = Random(seed)
        self.count = 0
        self.names: list[str] = []
        self.insides: dict[str, Drawing] = {}
        self.rules: dict[str, Callable[[dict[str, Any]], bool]] = {}
        self.rounds: dict[str, tuple[int, bool]] = {}
        self.timers: dict[str, tuple[timedelta, bool]] = {}
        self.drawing = Drawing()
        first, last = self._block(self.drawing, depth, alone=True)
        self.drawing.end()
        self.drawing.flow("start", first)
        self.drawing.flow(last, "end")

    def game(self, now: datetime) -> Game:
        """The oracle, at the start."""
        return Game(self.drawing, self.insides, self.rules, self.rounds, self.timers, now)

    def answers(self, more: bool) -> dict[str, Any]:
        """Random answers; loops end when not `more`."""
        return {
            name: self.random.randint(0, 1) if more or name[0] == "v" else 0 for name in self.names
        }

    def _id(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def _task(self, d: Drawing) -> str:
        return d.user(self._id("t"), form="f")

    def _rule(self, d: Drawing, source: str, target: str, kind: str = "v") -> None:
        name = self._id(kind)
        self.names.append(name)
        flow = d.flow(source, target, when=f"f.{name} = 1")
        self.rules[flow] = lambda names: names.get(name) == 1

    def _timer(self, edge: str, again: bool = False) -> str:
        # a length of its own for each timer, so that no two are due together
        length = timedelta(days=self.random.randint(1, 6), minutes=self.count)
        self.timers[edge] = (length, again)
        # in minutes, so that the clocks may change meanwhile
        text = f"PT{length // timedelta(minutes=1)}M"
        return f"R/{text}" if again else text

    def _block(self, d: Drawing, depth: int, alone: bool) -> tuple[str, str]:
        """(first node, last node); `alone` is false inside rounds, where rounds do not nest."""
        names = _BLOCKS if depth else _LEAVES
        if not alone:
            names = tuple(name for name in names if not name.startswith("each"))
        return getattr(self, f"_{self.random.choice(names)}_block")(d, depth - 1, alone)

    def _task_block(self, d: Drawing, depth: int, alone: bool) -> tuple[str, str]:
        task = self._task(d)
        return task, task

    def _with_edge(self, d: Drawing, task: str, interrupting: bool, again: bool) -> None:
        edge = self._id("b")
        kind = "cycle" if again else "duration"
        d.boundary(edge, task, timer=(kind, self._timer(edge, again)), interrupting=interrupting)
        d.chain(edge, self._task(d), self._id("end"))

    def _deadline_block(self, d: Drawing, depth: int, alone: bool) -> tuple[str, str]:
        task, edge, after = self._task(d), self._id("b"), d.xor(self._id("x"))
        d.boundary(edge, task, timer=("duration", self._timer(edge)))
        d.chain(task, after)
        d.chain(edge, self._task(d), after)
        return task, after

    def _reminder_block(self, d: Drawing, depth: int, alone: bool) -> tuple[str, str]:
        task = self._task(d)
        self._with_edge(d, task, interrupting=False, again=False)
        return task, task

    def _cycle_block(self, d: Drawing, depth: int, alone: bool) -> tuple[str, str]:
        task = self._task(d)
        self._with_edge(d, task, interrupting=False, again=True)
        return task, task

    def _pause_block(self, d: Drawing, depth: int, alone: bool) -> tuple[str, str]:
        node = self._id("w")
        d.wait(node, "duration", self._timer(node))
        return node, node

    def _each_block(self, d: Drawing, depth: int, alone: bool) -> tuple[str, str]:
        task = self._task(d)
        self._repeat(d, task)
        if self.random.random() < 0.3:
            self._with_edge(d, task, interrupting=False, again=True)
        return task, task

    def _repeat(self, d: Drawing, node: str) -> None:
        times, one_by_one = self.random.randint(0, 3), self.random.random() < 0.5
        self.rounds[node] = (times, one_by_one)
        d.many(node, times=str(times), sequential=one_by_one)

    def _seq_block(self, d: Drawing, depth: int, alone: bool) -> tuple[str, str]:
        first, last = self._block(d, depth, alone)
        for _ in range(self.random.randint(1, 2)):
            following, end = self._block(d, depth, alone)
            d.flow(last, following)
            last = end
        return first, last

    def _xor_block(self, d: Drawing, depth: int, alone: bool) -> tuple[str, str]:
        split, join = d.xor(self._id("x")), d.xor(self._id("x"))
        first, last = self._block(d, depth, alone)
        self._rule(d, split, first)
        d.flow(last, join)
        if self.random.random() < 0.3:
            d.flow(split, join, otherwise=True)
        else:
            first, last = self._block(d, depth, alone)
            d.flow(split, first, otherwise=True)
            d.flow(last, join)
        return split, join

    def _and_block(self, d: Drawing, depth: int, alone: bool) -> tuple[str, str]:
        split, join = d.both(self._id("g")), d.both(self._id("g"))
        for _ in range(self.random.randint(2, 3)):
            first, last = self._block(d, depth, alone)
            d.flow(split, first)
            d.flow(last, join)
        return split, join

    def _some_block(self, d: Drawing, depth: int, alone: bool) -> tuple[str, str]:
        split, join = d.some(self._id("o")), d.some(self._id("o"))
        for _ in range(self.random.randint(2, 3)):
            first, last = self._block(d, depth, alone)
            self._rule(d, split, first)
            d.flow(last, join)
        d.flow(split, join, otherwise=True)
        return split, join

    def _loop_block(self, d: Drawing, depth: int, alone: bool) -> tuple[str, str]:
        merge, gate, out = (d.xor(self._id("x")) for _ in range(3))
        first, last = self._block(d, depth, alone)
        # somebody has to be asked each round, or a round without people might never end
        asked = self._task(d)
        d.chain(merge, asked, first)
        d.chain(last, gate)
        self._rule(d, gate, merge, "w")
        d.flow(gate, out, otherwise=True)
        return merge, out

    def _inside(self, depth: int, alone: bool) -> Drawing:
        inside = Drawing(start=self._id("start"))
        first, last = self._block(inside, depth, alone)
        end = self._id("end")
        inside.end(end)
        inside.flow(inside.first, first)
        inside.flow(last, end)
        return inside

    def _sub_block(self, d: Drawing, depth: int, alone: bool) -> tuple[str, str]:
        node = self._id("s")
        self.insides[node] = self._inside(depth, alone)
        d.sub(node, self.insides[node])
        if self.random.random() < 0.5:
            return node, node
        edge, after = self._id("b"), d.xor(self._id("x"))
        d.boundary(edge, node, timer=("duration", self._timer(edge)))
        d.chain(node, after)
        d.chain(edge, self._task(d), after)
        return node, after

    def _each_sub_block(self, d: Drawing, depth: int, alone: bool) -> tuple[str, str]:
        node = self._id("s")
        self.insides[node] = self._inside(depth, False)
        d.sub(node, self.insides[node])
        self._repeat(d, node)
        if self.random.random() < 0.3:
            self._with_edge(d, node, interrupting=False, again=self.random.random() < 0.5)
        return node, node

    def _events_block(self, d: Drawing, depth: int, alone: bool) -> tuple[str, str]:
        gate, join = d.node("eventBasedGateway", self._id("e")), d.xor(self._id("x"))
        for _ in range(2):
            edge = self._id("w")
            d.wait(edge, "duration", self._timer(edge))
            first, last = self._block(d, depth, alone)
            d.chain(gate, edge, first)
            d.flow(last, join)
        return gate, join
