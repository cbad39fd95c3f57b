"""How much room columns, rows and the gaps between them need, and so where every line lies."""

from dataclasses import dataclass, field

from engine.bundles.layoutgraph import Scope, Step
from engine.bundles.layoutgrid import Grid, Line, Route
from engine.bundles.layoutlabels import Labels, Spot
from engine.bundles.layouttracks import Track, Tracks

#: Between two arrows side by side, and between an arrow and a name or a step.
_TRACK, _CLEAR = 14, 12
#: Between steps in a row, between steps above one another, and inside the edges of a lane.
_ACROSS, _DOWN, _EDGE, _LANE_EDGE = 44, 36, 26, 22
#: Between names that stand next to each other.
_APART = 10
_LEAST_LANE = 120
_SPREADS = 8


@dataclass(eq=False)
class _Room:
    """What stands on a line reaches this far before and after it: steps, and steps with names."""

    before: int = 25
    after: int = 25
    named_before: int = 25
    named_after: int = 25

    def hold(self, before: int, after: int, *, name: bool) -> None:
        """There is room for something that reaches so far."""
        self.named_before = max(self.named_before, before)
        self.named_after = max(self.named_after, after)
        if not name:
            self.before, self.after = max(self.before, before), max(self.after, after)


@dataclass(eq=False)
class Rooms:
    """Where the lines of the grid lie, in units."""

    across: dict[int, int] = field(default_factory=dict)
    down: dict[int, int] = field(default_factory=dict)
    width: int = 0
    height: int = 0
    lanes: list[tuple[int, int]] = field(default_factory=list)
    columns: list[_Room] = field(default_factory=list)
    centres: list[int] = field(default_factory=list)
    #: first place in each gap, and the place of each level after it
    gaps: dict[tuple[bool, int], list[int]] = field(default_factory=dict)

    def region(self, first: int, last: int) -> tuple[int, int]:
        """From the left edge of one column to the right edge of another, names left out."""
        left = self.centres[first] - self.columns[first].before
        return left, self.centres[last] + self.columns[last].after

    def on_track(self, track: Track) -> int:
        """The coordinate of the line of the track."""
        return self.gaps[track.gap][track.level]


def measure(
    scope: Scope, made: Grid, names: Labels, spread: Tracks, ways: list[Route], upper: set[str]
) -> Rooms:
    """The rooms of a scope. No coordinate is needed to find them."""
    return _Measurer(scope, made, names, spread, ways, upper).rooms()


class _Measurer:
    def __init__(
        self,
        scope: Scope,
        made: Grid,
        names: Labels,
        spread: Tracks,
        ways: list[Route],
        upper: set[str],
    ) -> None:
        self.scope, self.made, self.names = scope, made, names
        self.spread, self.ways, self.upper = spread, ways, upper
        self.columns = [_Room() for _ in range(max(line.at for line in made.upright))]
        self.rows = [_Room() for _ in range(max(line.at for line in made.level))]

    def rooms(self) -> Rooms:
        for step in self.scope.grid:
            self._hold(step)
        for route in self.ways:
            self._hold_names(route)
        found = Rooms(columns=self.columns)
        for _ in range(_SPREADS):
            self._across(found)
            if not self._widened(found):
                break
        self._down(found)
        return found

    def _place(self, step: Step) -> tuple[int, int, int]:
        """First and last column, and row."""
        first, last = self.made.sides[step.id]
        row = self.made.level[self.made.middle[step.id][1]].at
        return self.made.upright[first].at, self.made.upright[last].at - 1, row

    def _hold(self, step: Step) -> None:
        """The step, the events on its edges and their names have room."""
        first, last, at = self._place(step)
        row = self.rows[at]
        half = step.height // 2
        row.hold(half, half, name=False)
        if first == last:
            self.columns[first].hold(step.width // 2, step.width // 2, name=False)
        spot = self.names.steps.get(step.id)
        if spot is not None:
            row.hold(-spot.top, spot.top + spot.height, name=True)
            self.columns[first].hold(-spot.left, spot.left + spot.width, name=True)
        for key in step.boundary:
            line = self.made.upright[self.made.middle[key][0]]
            event = self.scope.steps[key]
            over = 18 if key in self.upper else 0
            row.hold(half + over, half + 18 - over, name=False)
            self.columns[line.at].hold(18 - line.off, 18 + line.off, name=False)
            spot = self.names.steps.get(key)
            if spot is None:
                continue
            self.columns[line.at].hold(
                -line.off - spot.left, line.off + spot.left + spot.width, name=True
            )
            edge = -half if key in self.upper else half
            row.hold(-edge - spot.top, edge + spot.top + event.label.height, name=True)

    def _hold_names(self, route: Route) -> None:
        """The name of the arrow has room where it leaves, or where it leaves the shared trunk."""
        key, start = route.arrow.id, self.names.starts.get(route.arrow.id)
        line = self.made.upright[route.points[0][0]]
        if key in self.names.bends:
            run, spot = self.names.bends[key]
            level = self.made.level[route.runs()[run][1][1]]
            if not level.gap:
                self._hold_at(line, spot)
                self.rows[level.at].hold(-spot.top, spot.top + spot.height, name=True)
        if start is None:
            return
        step = self.scope.standing(route.arrow.source)
        _, last, row = self._place(step)
        side, half = route.leaves, step.height // 2
        if side[0]:
            self.rows[row].hold(-start.top, start.top + start.height, name=True)
            edge = step.width // 2 if step.span == 1 else self.columns[last].after
            self.columns[last].hold(0, edge + start.left + start.width, name=True)
            return
        out = half + 18 if step.id != route.arrow.source else half
        self._hold_at(line, start)
        self.rows[row].hold(
            out - start.top if side[1] < 0 else 0,
            out + start.top + start.height if side[1] > 0 else 0,
            name=True,
        )

    def _hold_at(self, line: Line, spot: Spot) -> None:
        before, after = -line.off - spot.left, line.off + spot.left + spot.width
        self.columns[line.at].hold(before, after, name=True)

    def _across(self, found: Rooms) -> None:
        """Columns and the gaps between them have their places, from the left."""
        found.centres = []
        x = 0
        for at, room in enumerate(self.columns):
            lines = self.spread.levels((True, self._gap(at)))
            tracks = 2 * _CLEAR + (lines - 1) * _TRACK if lines else 0
            if at == 0:
                x = max(room.before + _EDGE, room.named_before + max(_CLEAR, tracks))
            else:
                last = self.columns[at - 1]
                steps = last.after + room.before + _ACROSS + max(0, lines - 1) * _TRACK
                named = last.named_after + room.named_before + max(_APART, tracks)
                x += _even(max(steps, named))
            found.centres.append(x)
        lines = self.spread.levels((True, self._gap(len(self.columns))))
        end = max(_EDGE, 2 * _CLEAR + lines * _TRACK)
        last = self.columns[-1]
        found.width = _even(x + max(last.after + end, last.named_after + max(_CLEAR, end - 14)))
        self._place_upright(found)

    def _place_upright(self, found: Rooms) -> None:
        for at, line in enumerate(self.made.upright):
            if not line.gap:
                found.across[at] = found.centres[line.at] + line.off
                continue
            lines = self.spread.levels((True, at))
            first = line.at == 0
            final = line.at == len(self.columns)
            low = 0 if first else found.centres[line.at - 1] + self.columns[line.at - 1].named_after
            high = (
                found.width
                if final
                else found.centres[line.at] - self.columns[line.at].named_before
            )
            start = (low + high - (lines - 1) * _TRACK) // 2
            found.gaps[True, at] = [start + _TRACK * level for level in range(lines)]

    def _gap(self, column: int) -> int:
        """The index of the gap before a column."""
        return next(
            at for at, line in enumerate(self.made.upright) if line.gap and line.at == column
        )

    def _widened(self, found: Rooms) -> bool:
        """True if a step over several columns needed more than they had; they have it now."""
        changed = False
        for step in self.scope.grid:
            if step.span == 1:
                continue
            first, last, _ = self._place(step)
            left, right = found.region(first, last)
            lacking = step.width - (right - left)
            if lacking <= 0:
                continue
            changed = True
            share = -(-lacking // (2 * step.span))
            for room in self.columns[first : last + 1]:
                room.before += share
                room.after += share
                room.named_before += share
                room.named_after += share
        return changed

    def _down(self, found: Rooms) -> None:
        """Rows, gaps and lanes have their places, from the top."""
        y, top, before = 0, 0, None
        level = self.made.level
        for at, line in enumerate(level):
            if not line.gap:
                found.down[at] = y
                before = self.rows[line.at]
                continue
            opens = (
                at + 1 < len(level) and level[at + 1].lane == line.lane and not level[at + 1].gap
            )
            after = self.rows[line.at] if opens else None
            if before is None:
                top = y
            y = self._level_gap(found, at, y, before, after)
            if after is None:
                height = max(0, _LEAST_LANE - (y - top)) if self.scope.lanes != ("",) else 0
                found.lanes.append((top, y - top + height))
                y, before = y + height, None
        found.height = y

    def _level_gap(
        self, found: Rooms, at: int, y: int, before: _Room | None, after: _Room | None
    ) -> int:
        """The gap has its places; says where the next row, or the end of the lane, is.

        `y` is the middle of the row before, or the top of the lane.
        """
        inside = self.spread.by_gap.get((False, at), [])
        lines = self.spread.levels((False, at))
        heights = [
            max((track.label for track in inside if track.level == level), default=0)
            for level in range(lines)
        ]
        tracks = 2 * _CLEAR + (lines - 1) * _TRACK + sum(heights) if lines else 0
        least = _DOWN + max(0, lines - 1) * _TRACK + sum(heights)
        if before is None or after is None:
            least, tracks = _LANE_EDGE, tracks + (4 if lines else _CLEAR)
        low = y + (before.named_after if before else 0)
        named = (before.named_after if before else 0) + (after.named_before if after else 0)
        plain = (before.after if before else 0) + (after.before if after else 0)
        end = y + max(named + max(tracks, _APART), plain + least)
        high = end - (after.named_before if after else 0)
        spare = high - low - (tracks - 2 * _CLEAR if lines else 0)
        place, places = low + spare // 2, []
        for height in heights:
            place += height
            places.append(place)
            place += _TRACK
        found.gaps[False, at] = places
        return end


def _even(value: int) -> int:
    return value + value % 2
