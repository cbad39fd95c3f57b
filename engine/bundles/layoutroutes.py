"""The way of each arrow over the grid: along the middles of empty cells and the gaps between."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise

from engine.bundles.layoutgraph import Arrow
from engine.bundles.layoutgrid import WAYS, Grid, Line, Point, Route, Way, way_of

#: What a route pays, in columns: to turn, to cross another, to run beside another in a gap, to turn
#: where another turns back to back, and to run on top of another when there is nowhere else.
_BEND, _CROSSING, _BESIDE, _TOUCH, _ON_TOP = 2.0, 2.5, 0.2, 3.0, 60.0
_State = tuple[Point, Way]
_Entry = tuple[float, int, float, Point, Way, _State | None]
_END: Point = (-1, -1)


@dataclass(eq=False)
class Traffic:
    """Which arrows already run where."""

    #: piece between a point and the next one right or down
    pieces: dict[tuple[Point, Way], list[Arrow]] = field(default_factory=lambda: defaultdict(list))
    #: arrows passing straight through a point, level and upright, and those that turn there
    through: dict[tuple[Point, bool], list[Arrow]] = field(
        default_factory=lambda: defaultdict(list)
    )
    turns: dict[Point, list[Arrow]] = field(default_factory=lambda: defaultdict(list))
    #: arrows docked on a side of a step, out or in
    docks: dict[tuple[str, Way], list[tuple[Arrow, bool]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, route: Route) -> None:
        """The route is in the traffic."""
        for place in self._places(route):
            place.append(route.arrow)
        for arrows, out in self._docks(route):
            arrows.append((route.arrow, out))

    def remove(self, route: Route) -> None:
        """The route is no longer in the traffic."""
        for place in self._places(route):
            place.remove(route.arrow)
        for arrows, out in self._docks(route):
            arrows.remove((route.arrow, out))

    def _docks(self, route: Route) -> Iterator[tuple[list[tuple[Arrow, bool]], bool]]:
        enters = (-route.enters[0], -route.enters[1])
        yield self.docks[route.arrow.source, route.leaves], True
        yield self.docks[route.arrow.target, enters], False

    def _places(self, route: Route) -> Iterator[list[Arrow]]:
        points = route.points
        ways = [route.leaves, *(way_of(a, b) for a, b in pairwise(points))]
        ways.append(route.enters)
        for at, point in enumerate(points):
            if ways[at] == ways[at + 1]:
                yield self.through[point, ways[at][1] == 0]
            else:
                yield self.turns[point]
        for a, b in pairwise(points):
            yield self.pieces[_piece(a, b)]


def _piece(a: Point, b: Point) -> tuple[Point, Way]:
    return (a, way_of(a, b)) if a <= b else (b, way_of(b, a))


def _kin(one: Arrow, other: Arrow) -> bool:
    """Arrows that may run as one for a while: they part later, or came together before."""
    return (one.source == other.source) != (one.target == other.target)


class Finder:
    """Finds the cheapest way for one arrow after another, in the traffic of those before."""

    def __init__(self, made: Grid) -> None:
        self.grid = made
        self.traffic = Traffic()
        self._across = _places(made.upright)
        self._down = _places(made.level)

    def find(self, arrow: Arrow, leave: Mapping[Way, float], enter: Mapping[Way, float]) -> Route:
        """The route, now part of the traffic. What each side of the two steps costs is given."""
        goals = {
            (self.grid.dock(arrow.target, side), (-side[0], -side[1])): cost
            for side, cost in enter.items()
        }
        heap: list[_Entry] = []
        for side, cost in leave.items():
            start = self.grid.dock(arrow.source, side)
            heappush(heap, (cost + self._far(start, goals), len(heap), cost, start, side, None))
        came: dict[_State, _State | None] = {}
        count = len(heap)
        while heap:
            _, _, cost, point, way, before = heappop(heap)
            if (point, way) in came:
                continue
            came[point, way] = before
            if point == _END:
                break
            for onward, next_way, total in self._onward(arrow, point, way, cost, goals):
                if (onward, next_way) not in came:
                    count += 1
                    guess = total if onward == _END else total + self._far(onward, goals)
                    heappush(heap, (guess, count, total, onward, next_way, (point, way)))
        return self._told(arrow, came, way)

    def _told(self, arrow: Arrow, came: Mapping[_State, _State | None], enters: Way) -> Route:
        states: list[_State] = []
        state = came[_END, enters]
        while state is not None:
            states.append(state)
            state = came[state]
        states.reverse()
        route = Route(arrow, states[0][1], [point for point, _ in states], enters)
        self.traffic.add(route)
        return route

    def _onward(
        self, arrow: Arrow, point: Point, way: Way, cost: float, goals: Mapping[_State, float]
    ) -> Iterator[tuple[Point, Way, float]]:
        """Where one can go from the point, coming in the given way, and what it has cost then."""
        for next_way in WAYS:
            if next_way == (-way[0], -way[1]):
                continue
            here = cost + self._at(arrow, point, way, next_way)
            goal = goals.get((point, next_way))
            if goal is not None:
                yield _END, next_way, here + goal
            onward = (point[0] + next_way[0], point[1] + next_way[1])
            if (
                0 <= onward[0] < len(self._across)
                and 0 <= onward[1] < len(self._down)
                and onward not in self.grid.blocked
            ):
                yield onward, next_way, here + self._piece(arrow, point, onward)

    def _at(self, arrow: Arrow, point: Point, way: Way, next_way: Way) -> float:
        """What it costs to pass or turn in a point."""
        traffic = self.traffic
        if way == next_way:
            across = traffic.through.get((point, way[1] != 0), ())
            cost = _CROSSING * sum(not _kin(one, arrow) for one in across)
            if self._is_middle(point):
                cost += _ON_TOP * sum(not _kin(one, arrow) for one in traffic.turns.get(point, ()))
            return cost
        cost = _BEND
        if self._is_middle(point):
            others = [*traffic.turns.get(point, ())]
            for level in (True, False):
                others += traffic.through.get((point, level), ())
            return cost + _ON_TOP * sum(not _kin(one, arrow) for one in others)
        for one in traffic.turns.get(point, ()):
            cost += 0 if _kin(one, arrow) else _TOUCH
        return cost

    def _piece(self, arrow: Arrow, a: Point, b: Point) -> float:
        """What it costs to run between two points next to each other."""
        level = a[1] == b[1]
        length = (
            abs(self._across[a[0]] - self._across[b[0]])
            if level
            else abs(self._down[a[1]] - self._down[b[1]])
        )
        others = self.traffic.pieces.get(_piece(a, b), ())
        line = self.grid.level[a[1]] if level else self.grid.upright[a[0]]
        price = _BESIDE if line.gap else _ON_TOP
        return length + price * sum(not _kin(one, arrow) for one in others)

    def _is_middle(self, point: Point) -> bool:
        return not (self.grid.upright[point[0]].gap or self.grid.level[point[1]].gap)

    def _far(self, point: Point, goals: Mapping[_State, float]) -> float:
        x, y = self._across[point[0]], self._down[point[1]]
        return min(
            abs(self._across[goal[0]] - x) + abs(self._down[goal[1]] - y) for goal, _ in goals
        )


def _places(lines: list[Line]) -> list[float]:
    """Where the lines are, roughly: two from gap to gap."""
    found: list[float] = []
    for at, line in enumerate(lines):
        between = 1.0 + line.off / 200 if not line.gap else 0.0
        # Lanes lie a little apart.
        found.append(2.0 * line.at + between + 0.5 * line.lane)
        if at and found[at] <= found[at - 1]:
            found[at] = found[at - 1] + 0.05
    return found
