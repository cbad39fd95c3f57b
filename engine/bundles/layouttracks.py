"""Arrows that share a gap run side by side: which is where is chosen so that few of them cross."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.bundles.layoutgrid import Grid, Route, Way

#: A gap: True for those between columns, and the index of the line.
Gap = tuple[bool, int]
#: Crossings that two arrows lying on top of each other are worth.
_OVERLAP = 50


@dataclass(eq=False)
class Track:
    """Arrows drawn as one line in a gap: one arrow, or several of one source or target."""

    gap: Gap
    low: int
    high: int
    #: where it turns: line it turns on, and -1 towards lower coordinates or 1 towards higher
    ends: list[tuple[int, int]]
    level: int = 0
    #: room above the line for the name of an arrow, in units
    label: int = 0
    #: sources and targets of its arrows
    ways: set[tuple[str, str]] = field(default_factory=set)


@dataclass(eq=False)
class Tracks:
    """The tracks of each gap, and the track of each run of each arrow."""

    by_gap: dict[Gap, list[Track]] = field(default_factory=lambda: defaultdict(list))
    by_run: dict[tuple[str, int], Track] = field(default_factory=dict)

    def levels(self, gap: Gap) -> int:
        """How many lines lie side by side in the gap."""
        return max((track.level + 1 for track in self.by_gap.get(gap, ())), default=0)


def tracks(routes: list[Route], made: Grid, labels: Mapping[tuple[str, int], int]) -> Tracks:
    """Every run in a gap has a track; `labels` are heights of names that stand on a run."""
    found = Tracks()
    shared: dict[tuple[Gap, str, object], Track] = {}
    for route in routes:
        runs = route.runs()
        for at, (way, start, end) in enumerate(runs):
            upright = way[0] == 0
            gap = (upright, start[0] if upright else start[1])
            line = (made.upright if upright else made.level)[gap[1]]
            if not line.gap:
                continue
            track = _track(gap, runs, at)
            track.ways.add((route.arrow.source, route.arrow.target))
            same_end = (gap, f">{route.arrow.target}", (end, runs[at + 1 :][:1]))
            same_start = (gap, f"<{route.arrow.source}", (start, runs[:at][-1:]))
            kin = shared.get(_hashable(same_end)) or shared.get(_hashable(same_start))
            if kin is not None and (route.arrow.source, route.arrow.target) not in kin.ways:
                kin.low, kin.high = min(kin.low, track.low), max(kin.high, track.high)
                kin.ends += track.ends
                kin.ways |= track.ways
                track = kin
            else:
                found.by_gap[gap].append(track)
                shared.setdefault(_hashable(same_end), track)
                shared.setdefault(_hashable(same_start), track)
            track.label = max(track.label, labels.get((route.arrow.id, at), 0))
            found.by_run[route.arrow.id, at] = track
    for gap, inside in found.by_gap.items():
        _order(inside, gap, made)
    return found


def _hashable(key: tuple[Gap, str, object]) -> tuple[Gap, str, object]:
    return (key[0], key[1], repr(key[2]))


def _track(gap: Gap, runs: list[tuple[Way, tuple[int, int], tuple[int, int]]], at: int) -> Track:
    _, start, end = runs[at]
    along = 1 if gap[0] else 0
    across = 1 - along
    ends = []
    if at > 0:
        ends.append((start[along], -runs[at - 1][0][across]))
    if at + 1 < len(runs):
        ends.append((end[along], runs[at + 1][0][across]))
    low, high = sorted((start[along], end[along]))
    return Track(gap, low, high, ends)


def _order(inside: list[Track], gap: Gap, made: Grid) -> None:
    """The tracks of a gap are in the order, and have the levels, that cross the least."""
    lines = made.level if gap[0] else made.upright
    middles = {at for at, line in enumerate(lines) if not line.gap}
    ordered: list[Track] = []
    for track in sorted(inside, key=lambda one: (one.high - one.low, one.low)):
        costs = []
        for at in range(len(ordered) + 1):
            cost = sum(_crossings(one, track, middles) for one in ordered[:at])
            cost += sum(_crossings(track, one, middles) for one in ordered[at:])
            costs.append(cost)
        ordered.insert(costs.index(min(costs)), track)
    better = True
    while better:
        better = False
        for at in range(len(ordered) - 1):
            one, other = ordered[at], ordered[at + 1]
            if _crossings(other, one, middles) < _crossings(one, other, middles):
                ordered[at], ordered[at + 1] = other, one
                better = True
    for at, track in enumerate(ordered):
        below = [
            one.level for one in ordered[:at] if one.low <= track.high and track.low <= one.high
        ]
        track.level = max(below, default=-1) + 1
    inside[:] = ordered


def _crossings(low: Track, high: Track, middles: set[int]) -> int:
    """How often the two cross if the first has the lower coordinate."""
    count = 0
    for at, side in low.ends:
        if side > 0 and high.low < at < high.high:
            count += 1
        if side > 0 and at in middles and (at, -1) in high.ends:
            count += _OVERLAP
    for at, side in high.ends:
        if side < 0 and low.low < at < low.high:
            count += 1
    return count
