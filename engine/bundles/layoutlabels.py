"""Where names stand beside events, gateways and arrows: on a side that no arrow uses.

Places are told from the middle of the step or the end of the arrow, so that columns and rows can
give them room before any coordinate is known. Names are therefore never moved, and lie on nothing.
"""

from collections import defaultdict
from dataclasses import dataclass

from engine.bundles.layoutgraph import Scope, Step
from engine.bundles.layoutgrid import DOWN, RIGHT, UP, Point, Route, Way
from engine.bundles.layoutwords import Words

#: From a step to its name, from an arrow to its name, and from the middle of an event to a name
#: beside it.
_AIR, _BESIDE, _EVENT_SIDE = 5, 6, 22


@dataclass(frozen=True, slots=True)
class Spot:
    """A name's rectangle, from the middle of a step or from a corner of an arrow."""

    left: int
    top: int
    width: int
    height: int


@dataclass(eq=False)
class Labels:
    """Where every name stands."""

    steps: dict[str, Spot]
    #: of arrows whose name stands by their source, from where they leave it
    starts: dict[str, Spot]
    #: of arrows whose name stands where they leave a trunk shared with others: run and spot
    bends: dict[str, tuple[int, Spot]]


def labels(scope: Scope, routes: list[Route], upper: set[str]) -> Labels:
    """Places for all names of the scope."""
    sides: dict[str, set[Way]] = defaultdict(set)
    shared: dict[tuple[str, Way], list[Route]] = defaultdict(list)
    for route in routes:
        sides[route.arrow.source].add(route.leaves)
        sides[route.arrow.target].add((-route.enters[0], -route.enters[1]))
        shared[route.arrow.source, route.leaves].append(route)
    found = Labels({}, {}, {})
    for (key, side), leaving in shared.items():
        level = [route.arrow.label.height for route in shared.get((key, RIGHT), ())]
        # A name over a level arrow may be so high that the one by an arrow up must move.
        lift = max(0, sum(level) + _AIR - scope.steps[key].height // 2) if side == UP else 0
        step = scope.steps[key]
        if step.host:
            beside = scope.steps[step.host].boundary
            lift = max(scope.steps[event].label.height for event in beside)
        elif side in (UP, DOWN) and _stands_right(sides[key]):
            # The step's own name may reach past the place of the arrow's.
            lift = max(lift, step.label.height - step.label.height // 2 - step.height // 2)
        _name_arrows(found, step, side, leaving, lift)
    for step in scope.steps.values():
        if not step.label:
            continue
        if step.host:
            host = scope.steps[step.host]
            found.steps[step.id] = _by_event(step, host, above=step.id in upper)
        else:
            raised = max(
                (
                    -spot.top
                    for route in routes
                    if route.arrow.source == step.id
                    and (spot := found.starts.get(route.arrow.id)) is not None
                    and route.leaves == RIGHT
                ),
                default=0,
            )
            found.steps[step.id] = _around(step, sides[step.id], raised)
    return found


def _name_arrows(found: Labels, step: Step, side: Way, leaving: list[Route], stack: int) -> None:
    named = [route for route in leaving if route.arrow.label]
    above: dict[tuple[Point, Way], int] = {}
    for route in named:
        words = route.arrow.label
        runs = route.runs()
        if side[1] and len(leaving) > 1 and len(runs) > 1:
            toward = runs[1][0]
            left = _BESIDE if toward == RIGHT else -_BESIDE - words.width
            # What turns off at the same place has its names one over the other.
            turned = above.get((runs[1][1], toward), 0)
            above[runs[1][1], toward] = turned + words.height
            spot = Spot(left, -4 - turned - words.height, words.width, words.height)
            found.bends[route.arrow.id] = (1, spot)
            continue
        found.starts[route.arrow.id] = _by_start(side, words, stack)
        stack += words.height


def _by_start(side: Way, words: Words, stack: int) -> Spot:
    """From where the arrow leaves: over a level arrow, to the right of an upright one."""
    top = 4 + stack if side == DOWN else -4 - stack - words.height
    return Spot(_BESIDE, top, words.width, words.height)


def _around(step: Step, used: set[Way], raised: int) -> Spot:
    """Over a gateway and under an event, if no arrow is there; else on another side."""
    wide, high = step.label.width, step.label.height
    half = step.height // 2
    over = Spot(-wide // 2, -max(half + _AIR, raised + 2) - high, wide, high)
    under = Spot(-wide // 2, half + _AIR, wide, high)
    choices = [(UP, over), (DOWN, under)]
    for side, spot in choices if step.is_gateway else reversed(choices):
        if side not in used:
            return spot
    if _stands_right(used):
        return Spot(half + _AIR, -(high // 2), wide, high)
    # Over it all the same, to the left of the arrow.
    return Spot(-wide - _BESIDE, -half - _AIR - high, wide, high)


def _stands_right(used: set[Way]) -> bool:
    """Whether the name of a step stands to its right, when these sides have arrows."""
    return {UP, DOWN} <= used and RIGHT not in used


def _by_event(step: Step, host: Step, *, above: bool) -> Spot:
    """Outside the host, on the side of the event's arrow that points away from other events."""
    last = host.boundary[-1] == step.id and len(host.boundary) > 1
    left = _EVENT_SIDE if last else -_EVENT_SIDE - step.label.width
    top = -4 - step.label.height if above else 4
    return Spot(left, top, step.label.width, step.label.height)
