"""Which side of a step an arrow leaves and comes in on, and in which order arrows are drawn."""

from engine.bundles.layoutcolumns import Columns
from engine.bundles.layoutgraph import Arrow, Scope, Step
from engine.bundles.layoutgrid import DOWN, LEFT, RIGHT, UP, Grid, Route, Way
from engine.bundles.layoutroutes import Finder
from engine.bundles.layoutrows import straight_on

#: What it costs, in columns, to share a side with another arrow going the same way, or the other,
#: and to leave away from where one is going.
_SHARED, _MET, _AWAY = 4.5, 12.0, 4.0
_ROUNDS = 2


def routes(
    scope: Scope, columns: Columns, row: dict[str, int], made: Grid, upper: set[str]
) -> list[Route]:
    """A route for every arrow; `upper` are the events that sit on the upper edge of their host."""
    chooser = _Chooser(scope, columns, row, made, upper)
    found: dict[str, Route] = {}
    # The second time each knows where the others are, also those that were drawn after it.
    for _ in range(_ROUNDS):
        for arrow in sorted(scope.arrows, key=chooser.turn):
            if arrow.id in found:
                chooser.finder.traffic.remove(found[arrow.id])
            found[arrow.id] = chooser.route(arrow)
    return [found[arrow.id] for arrow in scope.arrows]


class _Chooser:
    def __init__(
        self, scope: Scope, columns: Columns, row: dict[str, int], made: Grid, upper: set[str]
    ) -> None:
        self.scope, self.columns, self.row, self.upper = scope, columns, row, upper
        self.finder = Finder(made)
        mains = (straight_on(scope, columns, step, set()) for step in scope.grid)
        self.main = {arrow.id for arrow in mains if arrow is not None}

    def turn(self, arrow: Arrow) -> tuple[bool, bool, int, int]:
        """Straight ones first, then short ones, then those that go back."""
        source, target = self.scope.standing(arrow.source), self.scope.steps[arrow.target]
        across = abs(self.columns.at[target.id] - self.columns.at[source.id])
        down = abs(self.row[target.id] - self.row[source.id])
        level = down == 0 and source.id == arrow.source
        return (arrow.id in self.columns.back, not level, across + down, arrow.order)

    def route(self, arrow: Arrow) -> Route:
        """The cheapest route, in the traffic of those before."""
        return self.finder.find(arrow, self._leave(arrow), self._enter(arrow))

    def _leave(self, arrow: Arrow) -> dict[Way, float]:
        step = self.scope.steps[arrow.source]
        if step.host:
            return {UP if step.id in self.upper else DOWN: 0.0}
        back = arrow.id in self.columns.back
        if step.is_gateway:
            main = arrow.id in self.main
            sides = {RIGHT: 0.0 if main else 1.5, DOWN: 1.0 if main else 0.0, UP: 0.3}
            below = self.row[arrow.target] - self.row[step.id]
            if below and not back:
                sides[UP if below > 0 else DOWN] += _AWAY
        else:
            sides = {RIGHT: 1.0 if back else 0.0, DOWN: 0.5 if back else 3.0, UP: 3.5}
        self._free_for_events(step, sides)
        for side in sides:
            # Two answers on one arrow to the right would be read as one; down or up they part.
            shared = 1.0 if not step.is_gateway else 2 * _SHARED if side == RIGHT else _SHARED
            sides[side] += self._taken(step, side, shared, _MET)
        return sides

    def _enter(self, arrow: Arrow) -> dict[Way, float]:
        step = self.scope.steps[arrow.target]
        back = arrow.id in self.columns.back
        if step.is_gateway:
            # A way that comes from another row goes into a point of the diamond.
            level = self.row[self.scope.standing(arrow.source).id] == self.row[step.id]
            sides = {LEFT: 0.0 if level and not back else 1.0, UP: 0.0, DOWN: 0.0}
        elif step.is_event:
            sides = {LEFT: 0.0, UP: 1.0, DOWN: 1.5}
        else:
            sides = {
                LEFT: 0.5 if back else 0.0,
                UP: 0.5 if back else 2.2,
                DOWN: 0.6 if back else 2.5,
            }
        self._free_for_events(step, sides)
        for side in sides:
            shared = 4.0 if side == LEFT and step.is_gateway else 2.0
            sides[side] += self._taken(step, side, _MET, shared)
        return sides

    def _taken(self, step: Step, side: Way, by_leaving: float, by_entering: float) -> float:
        """What it costs to share the side with the arrows already there, however many."""
        there = {out for _, out in self.finder.traffic.docks.get((step.id, side), ())}
        return max((by_leaving if out else by_entering for out in there), default=0.0)

    def _free_for_events(self, step: Step, sides: dict[Way, float]) -> None:
        """No arrow uses an edge that events sit on."""
        for event in step.boundary:
            sides.pop(UP if event in self.upper else DOWN, None)
