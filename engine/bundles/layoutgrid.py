"""The lines steps stand on and arrows run along: a gap and a middle for each column and each row.

Middles carry one arrow at a time; gaps carry as many as need be, side by side, and are spread by
`layouttracks` when it is known how many they are.
"""

from dataclasses import dataclass
from itertools import pairwise

from engine.bundles.layoutcolumns import Columns, event_column
from engine.bundles.layoutgraph import Arrow, Scope, Step

#: index of an upright line, index of a level line
Point = tuple[int, int]
RIGHT, DOWN, LEFT, UP = (1, 0), (0, 1), (-1, 0), (0, -1)
Way = tuple[int, int]
WAYS = (RIGHT, DOWN, LEFT, UP)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the grid: the gap before a column or row, or a line through it."""

    #: column or row
    at: int
    gap: bool
    #: beside the middle, in units
    off: int = 0
    #: lane, of level lines
    lane: int = 0


@dataclass(eq=False)
class Grid:
    """Lines, and where each step stands on them."""

    upright: list[Line]
    level: list[Line]
    middle: dict[str, Point]
    #: first and last gap beside a step, on its row
    sides: dict[str, tuple[int, int]]
    #: step in a cell, by point
    blocked: dict[Point, str]

    def dock(self, step_id: str, side: Way) -> Point:
        """Where an arrow that leaves or enters the step on that side is on the lines."""
        x, y = self.middle[step_id]
        if side[1]:
            return x, y + side[1]
        first, last = self.sides[step_id]
        return (last if side == RIGHT else first), y


@dataclass(eq=False)
class Route:
    """The way of one arrow: how it leaves, the points it passes, how it comes in."""

    arrow: Arrow
    leaves: Way
    points: list[Point]
    enters: Way

    def runs(self) -> list[tuple[Way, Point, Point]]:
        """Straight pieces, with way and ends; the first and the last may have no length."""
        ways = [self.leaves]
        ways += [way_of(a, b) for a, b in pairwise(self.points)]
        ways.append(self.enters)
        found: list[tuple[Way, Point, Point]] = []
        for at, way in enumerate(ways):
            start = self.points[max(at - 1, 0)]
            end = self.points[min(at, len(self.points) - 1)]
            if found and found[-1][0] == way:
                found[-1] = (way, found[-1][1], end)
            else:
                found.append((way, start, end))
        return found


def way_of(a: Point, b: Point) -> Way:
    """The way from one point to another on the same line."""
    return ((b[0] > a[0]) - (b[0] < a[0]), (b[1] > a[1]) - (b[1] < a[1]))


def grid(scope: Scope, columns: Columns, row: dict[str, int], lanes: list[range]) -> Grid:
    """The lines of the scope. Every event on an edge has an upright line of its own."""
    count = max((columns.at[s.id] + s.span for s in scope.grid), default=0)
    offs: dict[int, set[int]] = {column: {0} for column in range(count)}
    seats: dict[str, tuple[int, int]] = {}
    for host in scope.grid:
        for event in host.boundary:
            column = columns.at[host.id] + event_column(host, event)
            seats[event] = (column, event_offset(host, event))
            offs[column].add(seats[event][1])
    upright: list[Line] = []
    for column in range(count):
        upright.append(Line(column, gap=True))
        upright += [Line(column, gap=False, off=off) for off in sorted(offs[column])]
    upright.append(Line(count, gap=True))
    level: list[Line] = []
    for lane, rows in enumerate(lanes):
        for at in rows:
            level += [Line(at, gap=True, lane=lane), Line(at, gap=False, lane=lane)]
        level.append(Line(rows.stop, gap=True, lane=lane))
    across = {(one.at, one.off): i for i, one in enumerate(upright) if not one.gap}
    gaps = {one.at: i for i, one in enumerate(upright) if one.gap}
    down = {one.at: i for i, one in enumerate(level) if not one.gap}
    made = Grid(upright, level, {}, {}, {})
    for step in scope.grid:
        first, y = columns.at[step.id], down[row[step.id]]
        made.middle[step.id] = (across[first + step.span // 2 if step.span > 1 else first, 0], y)
        made.sides[step.id] = (gaps[first], gaps[first + step.span])
        for x in range(gaps[first] + 1, gaps[first + step.span]):
            made.blocked[x, y] = step.id
        for event in step.boundary:
            made.middle[event] = (across[seats[event]], y)
    return made


def event_offset(host: Step, event_id: str) -> int:
    """How far right of the middle of its column a boundary event sits."""
    count = len(host.boundary)
    if host.span > 1:
        column = event_column(host, event_id)
        same = [one for one in host.boundary if event_column(host, one) == column]
        return host.between_events * same.index(event_id) - host.between_events // 2 * (
            len(same) - 1
        )
    if count == 1:
        return 26
    # Even places, so that all coordinates are whole numbers.
    width = host.width // count
    return 2 * round((host.boundary.index(event_id) - (count - 1) / 2) * width / 2)
