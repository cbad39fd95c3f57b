"""A token game by the book, written without a look at the engine: what ought to happen.

It plays directly on what is drawn. Tokens wait on arrows before a join; an activity is a box with a
token in it; a subprocess is a board of its own. Slow and plain on purpose.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.diagrams import Drawing


@dataclass(eq=False)
class Board:
    """One process or subprocess being played."""

    drawing: Drawing
    host: "Box | None"
    #: answers given inside a round stay in it; None if this board has no names of its own
    own: dict[str, Any] | None
    boxes: list["Box"] = field(default_factory=list)
    #: tokens waiting before a join, by arrow
    waiting: Counter[str] = field(default_factory=Counter)


@dataclass(eq=False)
class Box:
    """An activity, or an event gateway, with a token in it."""

    node: str
    board: Board
    #: rounds of a loop still to come, rounds open, and the number of the round
    to_come: list[int] = field(default_factory=list)
    rounds: list["Box"] = field(default_factory=list)
    number: int | None = None
    loop: "Box | None" = None
    #: (due, boundary or catch event)
    timers: list[tuple[datetime, str]] = field(default_factory=list)
    inside: Board | None = None


class Game:
    """The oracle. `rules` says for each arrow with a condition whether it holds."""

    def __init__(
        self,
        drawing: Drawing,
        insides: dict[str, Drawing],
        rules: dict[str, Callable[[dict[str, Any]], bool]],
        rounds: dict[str, tuple[int, bool]],
        timers: dict[str, tuple[timedelta, bool]],
        now: datetime,
    ) -> None:
        self.insides, self.rules, self.rounds, self.timers = insides, rules, rounds, timers
        self.now = now
        self.document: dict[str, Any] = {}
        self.passed: Counter[str] = Counter()
        self.finished = False
        self.board = Board(drawing, None, None)
        self._begin(self.board)
        self._settle()

    # reading the drawing

    def _kind(self, board: Board, node: str) -> str:
        return board.drawing.nodes[node][0]

    def _out(self, board: Board, node: str) -> list[tuple[str, str, str, str | None]]:
        return [flow for flow in board.drawing.flows if flow[1] == node]

    def _in(self, board: Board, node: str) -> list[str]:
        return [flow[0] for flow in board.drawing.flows if flow[2] == node]

    def _edges(self, board: Board, node: str) -> list[str]:
        return [
            key
            for key, (kind, given, _) in board.drawing.nodes.items()
            if kind == "boundaryEvent" and given["attachedToRef"] == node
        ]

    def _names(self, board: Board | None) -> dict[str, Any]:
        while board is not None:
            if board.own is not None and board.own:
                return board.own
            board = board.host.board if board.host is not None else None
        return self.document

    # what can be seen

    def boards(self) -> Iterator[Board]:
        """Every board in play."""

        def below(board: Board) -> Iterator[Board]:
            yield board
            for box in board.boxes:
                for inner in (box, *box.rounds):
                    if inner.inside is not None:
                        yield from below(inner.inside)

        if not self.finished:
            yield from below(self.board)

    def boxes(self) -> Iterator[Box]:
        """Every box in play that is not a loop around others."""
        for board in self.boards():
            for box in board.boxes:
                yield from box.rounds if box.node in self.rounds else [box]

    def tasks(self) -> list[tuple[str, int | None, Box]]:
        """Open tasks: (element, number of the round, box)."""
        return [
            (box.node, self._number(box), box)
            for box in self.boxes()
            if self._kind(box.board, box.node) == "userTask"
        ]

    def _number(self, box: Box) -> int | None:
        at: Box | None = box
        while at is not None:
            if at.number is not None:
                return at.number
            at = at.board.host
        return None

    def next_due(self) -> datetime | None:
        """When the next timer is due."""
        dues = [due for board in self.boards() for box in board.boxes for due, _ in box.timers]
        return min(dues, default=None)

    # what can be done

    def complete(self, box: Box, answers: dict[str, Any]) -> None:
        """Somebody does the task."""
        if box.loop is None:
            at: Board | None = box.board
            while at is not None and at.own is None:
                at = at.host.board if at.host is not None else None
            target = at.own if at is not None and at.own is not None else self.document
            target.clear()
            target.update(answers)
        self._over(box)
        self._settle()

    def wait(self, length: timedelta) -> None:
        """Time passes; what is due happens in the order it was due."""
        self.now += length
        while True:
            due = [
                (at, edge, box)
                for board in self.boards()
                for box in board.boxes
                for at, edge in box.timers
                if at <= self.now
            ]
            if not due:
                return
            at, edge, box = min(due, key=lambda found: found[0])
            self._fire(box, at, edge)
            self._settle()

    def _fire(self, box: Box, at: datetime, edge: str) -> None:
        board = box.board
        box.timers.remove((at, edge))
        kind, given, _ = board.drawing.nodes[edge]
        if kind == "intermediateCatchEvent" and box.node != edge:
            board.boxes.remove(box)
            self.passed[box.node] += 1
            self.passed[next(f[0] for f in self._out(board, box.node) if f[2] == edge)] += 1
            self._leave(board, edge)
            return
        if kind == "intermediateCatchEvent" or given["cancelActivity"] == "true":
            board.boxes.remove(box)
        else:
            length, again = self.timers[edge]
            if again:
                following = at + length
                while following <= self.now:
                    following += length
                box.timers.append((following, edge))
        self._leave(board, edge)

    # the rules

    def _begin(self, board: Board) -> None:
        self._leave(board, board.drawing.first)

    def _leave(self, board: Board, node: str) -> None:
        """The token goes on from the node, along all its arrows."""
        self.passed[node] += 1
        for flow in self._out(board, node):
            self._enter(board, flow)

    def _enter(self, board: Board, flow: tuple[str, str, str, str | None]) -> None:
        flow_id, _, node, _ = flow
        self.passed[flow_id] += 1
        kind = self._kind(board, node)
        if kind in ("parallelGateway", "inclusiveGateway"):
            board.waiting[flow_id] += 1
        elif kind == "exclusiveGateway":
            self._choose(board, node)
        elif kind == "endEvent":
            self.passed[node] += 1
        else:
            self._fill(board, node)

    def _choose(self, board: Board, node: str) -> None:
        self.passed[node] += 1
        ways = self._out(board, node)
        names = self._names(board)
        holding = [flow for flow in ways if flow[0] in self.rules and self.rules[flow[0]](names)]
        default = board.drawing.defaults.get(node)
        plain = [flow for flow in ways if flow[0] == default or flow[0] not in self.rules]
        self._enter(board, (holding or plain)[0])

    def _fill(self, board: Board, node: str) -> None:
        box = Box(node, board)
        kind = self._kind(board, node)
        board.boxes.append(box)
        if kind == "intermediateCatchEvent":
            box.timers = [(self.now + self.timers[node][0], node)]
            return
        if kind == "eventBasedGateway":
            after = [flow[2] for flow in self._out(board, node)]
            box.timers = [(self.now + self.timers[edge][0], edge) for edge in after]
            return
        for edge in self._edges(board, node):
            box.timers.append((self.now + self.timers[edge][0], edge))
        if node not in self.rounds:
            self._open(box)
            return
        count, one_by_one = self.rounds[node]
        box.to_come = list(range(1, count + 1))
        if not count:
            self._over(box)
        while box.to_come and (not one_by_one or not box.rounds):
            self._next_round(box)

    def _next_round(self, loop: Box) -> None:
        round_ = Box(loop.node, loop.board, number=loop.to_come.pop(0), loop=loop)
        loop.rounds.append(round_)
        self._open(round_)

    def _open(self, box: Box) -> None:
        if self._kind(box.board, box.node) == "subProcess":
            own: dict[str, Any] | None = {} if box.loop is not None else None
            box.inside = Board(self.insides[box.node], box, own)
            self._begin(box.inside)

    def _over(self, box: Box) -> None:
        """What the box is about is done."""
        loop = box.loop
        if loop is None:
            box.board.boxes.remove(box)
            self._leave(box.board, box.node)
            return
        loop.rounds.remove(box)
        if loop.to_come and self.rounds[loop.node][1]:
            self._next_round(loop)
        if not loop.rounds and not loop.to_come:
            self._over(loop)

    def _settle(self) -> None:
        """Every join that can fire has fired, every board that is empty is over."""
        while any(self._join(board) or self._empty(board) for board in list(self.boards())):
            pass

    def _join(self, board: Board) -> bool:
        for node in board.drawing.nodes:
            kind = self._kind(board, node)
            arrows = self._in(board, node)
            held = [arrow for arrow in arrows if board.waiting[arrow]]
            if kind == "parallelGateway" and len(held) == len(arrows):
                self._consume(board, held)
                self._leave(board, node)
                return True
        for node in board.drawing.nodes:
            if self._kind(board, node) == "inclusiveGateway":
                held = [arrow for arrow in self._in(board, node) if board.waiting[arrow]]
                if held and not self._more_to_come(board, node, held):
                    self._consume(board, held)
                    self._some(board, node)
                    return True
        return False

    def _some(self, board: Board, node: str) -> None:
        self.passed[node] += 1
        names = self._names(board)
        ways = self._out(board, node)
        holding = [flow for flow in ways if flow[0] in self.rules and self.rules[flow[0]](names)]
        plain = [flow for flow in ways if flow[0] not in self.rules]
        for flow in holding or plain:
            self._enter(board, flow)

    def _consume(self, board: Board, arrows: list[str]) -> None:
        for arrow in arrows:
            board.waiting[arrow] -= 1

    def _more_to_come(self, board: Board, join: str, held: list[str]) -> bool:
        """The book on inclusive joins: some token elsewhere can reach an arrow that is empty, and
        cannot reach one where a token is held already (else it would wait for itself in loops)."""
        ends = {flow[0]: flow[2] for flow in board.drawing.flows}
        empty = set(self._in(board, join)) - set(held)
        starts = [box.node for box in board.boxes]
        starts += [ends[a] for a, n in board.waiting.items() if n and ends[a] != join]
        for start in starts:
            reached = self._reached(board, start, join)
            if reached & empty and not reached & set(held):
                return True
        return False

    def _reached(self, board: Board, start: str, join: str) -> set[str]:
        """Arrows into the join that a token on the node can come along, not passing the join."""
        todo, seen, found = [start], set[str](), set[str]()
        while todo:
            node = todo.pop()
            if node in seen:
                continue
            seen.add(node)
            for flow in self._out(board, node):
                if flow[2] == join:
                    found.add(flow[0])
                else:
                    todo.append(flow[2])
            todo += self._edges(board, node)
        return found

    def _empty(self, board: Board) -> bool:
        if board.boxes or +board.waiting:
            return False
        if board.host is None:
            done = not self.finished
            self.finished = True
            return done
        host = board.host
        host.inside = None
        self._over(host)
        return True
