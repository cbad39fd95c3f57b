"""Coordinates: columns as wide and rows as high as what is in them, gaps as wide as their tracks.

`arrange` lays out one scope, and the expanded subprocesses in it, from its upper left corner.
"""

from dataclasses import dataclass, field

from engine.bundles.diagram import Box
from engine.bundles.layoutcolumns import Columns, columns
from engine.bundles.layoutdocks import routes
from engine.bundles.layoutgraph import Scope, Step
from engine.bundles.layoutgrid import Grid, Route, grid
from engine.bundles.layoutlabels import Labels, Spot, labels
from engine.bundles.layoutroom import Rooms, measure
from engine.bundles.layoutrows import lane_rows, rows
from engine.bundles.layouttracks import Tracks, tracks

#: Around what is inside an expanded subprocess: beside it, over it for its name, and under it.
_INSIDE, _HEAD, _FOOT = 8, 24, 6

Corner = tuple[int, int]


@dataclass(eq=False)
class Picture:
    """Everything drawn of a scope, in units from its upper left corner."""

    width: int = 0
    height: int = 0
    #: columns it has
    columns: int = 1
    boxes: dict[str, Box] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    corners: dict[str, list[Corner]] = field(default_factory=dict)
    #: top and height of each lane
    lanes: list[tuple[int, int]] = field(default_factory=list)

    def take(self, other: "Picture", x: int, y: int) -> None:
        """What the other picture holds is part of this one, moved."""
        for key, box in other.boxes.items():
            self.boxes[key] = Box(box.x + x, box.y + y, box.width, box.height)
        for key, box in other.labels.items():
            self.labels[key] = Box(box.x + x, box.y + y, box.width, box.height)
        for key, corners in other.corners.items():
            self.corners[key] = [(left + x, top + y) for left, top in corners]


def arrange(scope: Scope) -> Picture:
    """The scope laid out. The same scope always gives the same picture."""
    inner: dict[str, Picture] = {}
    for step in scope.grid:
        if step.inner is not None:
            inside = inner[step.id] = arrange(step.inner)
            step.width = max(step.width, inside.width + 2 * _INSIDE)
            step.height = inside.height + _HEAD + _FOOT
            step.span = inside.columns
    order = columns(scope)
    row = rows(scope, order)
    upper = _seat_events(scope, row)
    lanes = lane_rows(scope, row)
    made = grid(scope, order, row, lanes)
    ways = routes(scope, order, row, made, upper)
    names = labels(scope, ways, upper)
    spread = tracks(ways, made, _on_tracks(names))
    rooms = measure(scope, made, names, spread, ways, upper)
    return _Drawer(scope, order, made, ways, names, spread, rooms, upper).picture(inner)


def _seat_events(scope: Scope, row: dict[str, int]) -> set[str]:
    """Events that lead furthest down sit to the left; those that lead up, on the upper edge."""
    upper = set()

    def goal(event: str) -> int:
        targets = [scope.steps[arrow.target] for arrow in scope.out.get(event, ())]
        return max((row[target.id] for target in targets), default=-1)

    for host in scope.grid:
        for event in host.boundary:
            lanes = {scope.steps[arrow.target].lane for arrow in scope.out.get(event, ())}
            if lanes and max(lanes) < host.lane:
                upper.add(event)
        if host.span == 1:
            host.boundary.sort(key=lambda event: -goal(event))
    return upper


def _on_tracks(names: Labels) -> dict[tuple[str, int], int]:
    """Height of the names that stand on a run, by arrow and run."""
    return {(key, run): -spot.top - 4 for key, (run, spot) in names.bends.items()}


class _Drawer:
    def __init__(
        self,
        scope: Scope,
        order: Columns,
        made: Grid,
        ways: list[Route],
        names: Labels,
        spread: Tracks,
        rooms: Rooms,
        upper: set[str],
    ) -> None:
        self.scope, self.order, self.made, self.ways = scope, order, made, ways
        self.names, self.spread, self.rooms, self.upper = names, spread, rooms, upper

    def picture(self, inner: dict[str, Picture]) -> Picture:
        made = Picture(
            width=self.rooms.width,
            height=self.rooms.height,
            columns=max((self.order.at[s.id] + s.span for s in self.scope.grid), default=1),
            lanes=self.rooms.lanes,
        )
        for step in self.scope.grid:
            box = made.boxes[step.id] = self._box(step)
            for event in step.boundary:
                x = self.rooms.across[self.made.middle[event][0]]
                y = box.y if event in self.upper else box.y + box.height
                half = self.scope.steps[event].width // 2
                made.boxes[event] = Box(x - half, y - half, 2 * half, 2 * half)
            if step.id in inner:
                spare = box.width - inner[step.id].width
                made.take(inner[step.id], int(box.x + spare // 2), int(box.y) + _HEAD)
        for key, spot in self.names.steps.items():
            made.labels[key] = _at(spot, _middle(made.boxes[key]))
        for route in self.ways:
            corners = made.corners[route.arrow.id] = self._corners(route, made)
            self._name(route, corners, made)
        return made

    def _box(self, step: Step) -> Box:
        """The step on its row; one over several columns fills them."""
        x, y = self.made.middle[step.id]
        middle, down = self.rooms.across[x], self.rooms.down[y]
        left, width = middle - step.width // 2, step.width
        if step.span > 1:
            first = self.order.at[step.id]
            left, right = self.rooms.region(first, first + step.span - 1)
            width = right - left
        return Box(left, down - step.height // 2, width, step.height)

    def _corners(self, route: Route, made: Picture) -> list[Corner]:
        """From border to border, with a corner where it turns."""
        runs = route.runs()
        places: list[int] = []
        for at, (way, start, _) in enumerate(runs):
            track = self.spread.by_run.get((route.arrow.id, at))
            if track is not None:
                places.append(self.rooms.on_track(track))
            else:
                places.append(
                    self.rooms.down[start[1]] if way[1] == 0 else self.rooms.across[start[0]]
                )
        first = _border(made.boxes[route.arrow.source], runs[0][0], places[0])
        last_way = runs[-1][0]
        last = _border(made.boxes[route.arrow.target], (-last_way[0], -last_way[1]), places[-1])
        corners = [first]
        for at in range(len(runs) - 1):
            x, y = places[at], places[at + 1]
            corners.append((y, x) if runs[at][0][1] == 0 else (x, y))
        corners.append(last)
        return corners

    def _name(self, route: Route, corners: list[Corner], made: Picture) -> None:
        key = route.arrow.id
        if key in self.names.starts:
            made.labels[key] = _at(self.names.starts[key], corners[0])
        elif key in self.names.bends:
            run, spot = self.names.bends[key]
            made.labels[key] = _at(spot, corners[run])


def _middle(box: Box) -> Corner:
    return int(box.x + box.width / 2), int(box.y + box.height / 2)


def _at(spot: Spot, corner: Corner) -> Box:
    return Box(corner[0] + spot.left, corner[1] + spot.top, spot.width, spot.height)


def _border(box: Box, side: tuple[int, int], place: int) -> Corner:
    """Where a line at `place` meets that side of the box."""
    if side[0]:
        return int(box.x + (box.width if side[0] > 0 else 0)), place
    return place, int(box.y + (box.height if side[1] > 0 else 0))
