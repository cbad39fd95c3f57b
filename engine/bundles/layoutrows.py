"""Which row each step stands in: the main way through the process straight on, branches beside it.

The steps are taken in chains, one for each branch. A chain stands on one row in every lane it goes
through. Chains are put together from the inside out: short branches stand close to the way they
leave, longer ones go around them, and nothing stands where an arrow of another must go down.
"""

from dataclasses import dataclass, field
from itertools import count

from engine.bundles.layoutblocks import Block, Fall, Tie
from engine.bundles.layoutcolumns import Columns, event_column, forward
from engine.bundles.layoutgraph import Arrow, Scope, Step

#: Rows tried on either side before a branch is put wherever there is room.
_FAR = 40


@dataclass(eq=False)
class _Chain:
    """One branch: its steps from left to right, and the branches that leave it."""

    steps: list[Step]
    #: the arrow it begins with; None for a chain nothing leads to
    source: Arrow | None
    children: list["_Chain"] = field(default_factory=list)
    #: drawn before the arrow that goes straight on, out of three or more
    before: bool = False


def rows(scope: Scope, columns: Columns) -> dict[str, int]:
    """Row of each step that takes room, from the top over all lanes; a lane has one or more."""
    maker = _Maker(scope, columns)
    whole = maker.everything()
    found: dict[str, int] = {}
    first = 0
    for lane in range(len(scope.lanes)):
        inside = [step.id for step in scope.grid if step.lane == lane]
        used = sorted({whole.rows[key] for key in inside})
        for key in inside:
            found[key] = first + used.index(whole.rows[key])
        first += max(1, len(used))
    return found


def lane_rows(scope: Scope, found: dict[str, int]) -> list[range]:
    """The rows of each lane."""
    ranges, first = [], 0
    for lane in range(len(scope.lanes)):
        inside = [found[step.id] for step in scope.grid if step.lane == lane]
        last = max(inside, default=first)
        ranges.append(range(first, last + 1))
        first = last + 1
    return ranges


def straight_on(scope: Scope, columns: Columns, step: Step, taken: set[str]) -> Arrow | None:
    """The arrow the main way follows: the default if it leads far enough, else the longest.

    A way that only skips what another does is never the main one.
    """
    own = {arrow.id for arrow in scope.out.get(step.id, ())}
    ways = [
        arrow
        for arrow in forward(scope, columns, step)
        if arrow.id in own and arrow.target not in taken
    ]
    place = {key: at for at, key in enumerate(columns.order)}
    real = [
        one
        for one in ways
        if not any(
            other.target != one.target and columns.reach[other.target] >> place[one.target] & 1
            for other in ways
        )
    ]
    if not real:
        return None
    longest = max(columns.ahead[arrow.target] for arrow in real)
    for arrow in real:
        if arrow.id == step.default and 2 * columns.ahead[arrow.target] >= longest:
            return arrow
    near = [arrow for arrow in real if scope.steps[arrow.target].lane == step.lane]
    good = [arrow for arrow in near if 3 * columns.ahead[arrow.target] >= 2 * longest]
    return max(good or real, key=lambda arrow: (columns.ahead[arrow.target], -arrow.order))


class _Maker:
    def __init__(self, scope: Scope, columns: Columns) -> None:
        self.scope, self.columns = scope, columns
        self.taken: set[str] = set()

    def everything(self) -> Block:
        roots = []
        for key in self.columns.order:
            if key not in self.taken:
                roots.append(self._chain(self.scope.steps[key], None))
        roots.sort(key=lambda chain: (self.columns.at[chain.steps[0].id], chain.steps[0].order))
        longest = max(roots, key=lambda chain: len(chain.steps), default=None)
        if longest is None:
            return Block()
        roots.remove(longest)
        whole = self._block(longest)
        for root in roots:
            self._put(whole, root)
        return whole

    def _chain(self, head: Step, source: Arrow | None) -> _Chain:
        """The branch that begins with `head`, and what leaves it, claimed in the drawn order."""
        chain = _Chain([head], source)
        self.taken.add(head.id)
        step: Step = head
        straight: dict[str, Arrow] = {}
        while (arrow := straight_on(self.scope, self.columns, step, self.taken)) is not None:
            straight[step.id] = arrow
            step = self.scope.steps[arrow.target]
            self.taken.add(step.id)
            chain.steps.append(step)
        for step in chain.steps:
            ways = forward(self.scope, self.columns, step)
            main = straight.get(step.id)
            early = main is not None and len(self.scope.out.get(step.id, ())) >= 3
            for arrow in ways:
                if arrow.target in self.taken:
                    early = early and arrow is not main
                    continue
                child = self._chain(self.scope.steps[arrow.target], arrow)
                child.before = early and arrow.source == step.id
                chain.children.append(child)
        return chain

    def _block(self, chain: _Chain) -> Block:
        block = Block()
        self._lay(block, chain)
        length: dict[str, int] = {}
        for child in chain.children:
            source = child.source.source if child.source else ""
            length[source] = max(length.get(source, 0), self._length(child))

        def nearest_first(child: _Chain) -> tuple[int, int, int]:
            source = child.source
            if source is None:
                return (0, 0, 0)
            # Of events on one edge the last goes down first; of branches upwards the last too.
            late = source.source not in block.rows or child.before
            return (length[source.source], 0, -source.order if late else source.order)

        for child in sorted(chain.children, key=nearest_first):
            self._put(block, child)
        return block

    def _length(self, chain: _Chain) -> int:
        first = self.columns.at[chain.steps[0].id]
        ends = [self._last(step) for step in chain.steps]
        inner = [self._length(child) for child in chain.children]
        return max([end - first for end in ends] + inner)

    def _last(self, step: Step) -> int:
        """The last column the step or an arrow forward from it needs."""
        last = self.columns.at[step.id] + step.span - 1
        for arrow in forward(self.scope, self.columns, step):
            last = max(last, self.columns.at[arrow.target])
        return last

    def _lay(self, block: Block, chain: _Chain) -> None:
        """The steps of the chain and the arrows between them take row 0 of their lanes."""
        at = self.columns.at
        before: Step | None = None
        for step in chain.steps:
            block.rows[step.id] = 0
            for column in range(at[step.id], at[step.id] + step.span):
                block.cells[step.lane, 0, column] = step.id
            if before is not None:
                for column in range(at[before.id] + before.span, at[step.id]):
                    block.cells.setdefault((step.lane, 0, column), f">{step.id}")
            before = step

    def _put(self, block: Block, child: _Chain) -> None:
        """The branch is part of the block, each of its lanes moved to where there is room."""
        own = self._block(child)
        for lane in sorted({cell[0] for cell in own.cells}):
            part, ties = own.part(lane), self._ties(block, child, lane)
            tried = self._tries(block, child, lane)
            shift = next((row for row in tried if block.has_room(part, ties, row)), None)
            if shift is None:
                # Nowhere is quite free: where its steps stand in nothing's way, it may be crossed.
                part.falls.clear()
                free = Block(block.cells)
                shift = next(row for row in count() if free.has_room(part, [], row))
            block.take(part, ties, shift)
            for key, row in own.rows.items():
                if self.scope.steps[key].lane == lane:
                    block.rows[key] = row + shift
        self._mark_ends(block, child)

    def _mark_ends(self, block: Block, child: _Chain) -> None:
        """Arrows between the branch and another lane keep the way out of that lane free."""
        source, at = child.source, self.columns.at
        if source is not None:
            host = self.scope.standing(source.source)
            side = self._side(host, child.steps[0].lane)
            if side and self._falls(source):
                column = self._column(source)
                whose = f"<{source.source}"
                block.falls.append(Fall(host.lane, block.rows[host.id], column, side, whose))
        for step in child.steps:
            for arrow in self.scope.out.get(step.id, ()):
                target = self.scope.steps[arrow.target]
                side = self._side(target, step.lane)
                row, whose = block.rows.get(target.id), f">{target.id}"
                if side and target.is_gateway and row is not None and not self._back(arrow):
                    block.falls.append(Fall(target.lane, row, at[target.id], side, whose))

    def _back(self, arrow: Arrow) -> bool:
        return arrow.id in self.columns.back

    @staticmethod
    def _side(step: Step, lane: int) -> int:
        return (lane > step.lane) - (lane < step.lane)

    def _falls(self, source: Arrow) -> bool:
        """True if the arrow goes up or down right where it leaves."""
        host = self.scope.standing(source.source)
        return host.is_gateway or host.id != source.source

    def _column(self, source: Arrow) -> int:
        host = self.scope.standing(source.source)
        inside = event_column(host, source.source) if host.id != source.source else 0
        return self.columns.at[host.id] + inside

    def _tries(self, block: Block, child: _Chain, lane: int) -> list[int]:
        """Rows for the branch, the best first."""
        source, steps_away = child.source, range(1, _FAR)
        around = [0, *(side * away for away in steps_away for side in (1, -1))]
        if source is None:
            return list(range(_FAR))
        host = self.scope.standing(source.source)
        if child.steps[0].lane != lane or host.lane != lane:
            return around
        row = block.rows[host.id]
        if host.id != source.source:
            return [row + away for away in steps_away]
        if child.before:
            return [row - away for away in around]
        # Under the others of the same source, but rather a little up than far down.
        own = f"<{source.source}"
        others = len({cell[1] for cell, whose in block.cells.items() if whose == own})
        near, far = range(others + 3), range(others + 3, _FAR)
        return [row + away for away in (*near, -1, -2, *far)]

    def _ties(self, block: Block, child: _Chain, lane: int) -> list[Tie]:
        """The arrows between the branch and the block, as far as they run in the lane."""
        ties = []
        at = self.columns.at
        source, head = child.source, child.steps[0]
        if source is not None and head.lane == lane:
            host = self.scope.standing(source.source)
            column = self._column(source) if self._falls(source) else None
            first = at[host.id] + host.span if column is None else column
            row = block.rows[host.id] if host.lane == lane else None
            side = -self._side(host, lane)
            run = range(first, at[head.id])
            ties.append(Tie(lane, row, side, column, run, f"<{source.source}"))
        for step in child.steps:
            for arrow in self.scope.out.get(step.id, ()):
                target = self.scope.steps[arrow.target]
                known = target.id in block.rows and not self._back(arrow)
                if not known or step.lane != lane:
                    continue
                rises = target.is_gateway or target.is_event
                row = block.rows[target.id] if target.lane == lane else None
                column = at[target.id] if rises else None
                run = range(at[step.id] + step.span, at[target.id] + rises)
                side = -self._side(target, lane)
                ties.append(Tie(lane, row, side, column, run, f">{target.id}"))
        return ties
