"""Which column each step stands in: the longest way to it, when arrows going back are left out."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.bundles.layoutgraph import Arrow, Scope, Step


@dataclass(eq=False)
class Columns:
    """Columns by step, and what the order of the steps says about the arrows."""

    at: dict[str, int] = field(default_factory=dict)
    #: ids of the arrows that go back to an earlier step
    back: set[str] = field(default_factory=set)
    #: steps in an order where every arrow that goes forward goes forward
    order: list[str] = field(default_factory=list)
    #: steps from here to the furthest end
    ahead: dict[str, int] = field(default_factory=dict)
    #: every step that can be reached going forward, as bits by `order`
    reach: dict[str, int] = field(default_factory=dict)


def columns(scope: Scope) -> Columns:
    """The columns of a scope. Steps no arrow leads to stand just before what they lead to."""
    found = Columns()
    _walk(scope, found)
    place = {key: at for at, key in enumerate(found.order)}
    for key in reversed(found.order):
        found.ahead[key], found.reach[key] = 1, 1 << place[key]
        for arrow in forward(scope, found, scope.steps[key]):
            found.ahead[key] = max(found.ahead[key], 1 + found.ahead[arrow.target])
            found.reach[key] |= found.reach[arrow.target]
    _rank(scope, found)
    return found


def forward(scope: Scope, found: Columns, step: Step) -> list[Arrow]:
    """Arrows out of the step and its events that do not go back."""
    return [arrow for arrow in scope.leaving(step) if arrow.id not in found.back]


def event_column(step: Step, event_id: str) -> int:
    """How many columns into its host a boundary event sits."""
    at, count = step.boundary.index(event_id), len(step.boundary)
    return min(step.span - 1, (2 * at + 1) * step.span // (2 * count)) if step.span > 1 else 0


def _walk(scope: Scope, found: Columns) -> None:
    """Depth first from the starts: an arrow to a step still being walked from goes back."""
    entered = {arrow.target for arrow in scope.arrows}
    starts = [step for step in scope.grid if step.kind == "startEvent"]
    others = [step for step in scope.grid if step.id not in entered]
    open_, closed, finished = set[str](), set[str](), list[str]()
    for first in [*starts, *others, *scope.grid]:
        if first.id in closed or first.id in open_:
            continue
        open_.add(first.id)
        waiting: list[tuple[str, Iterator[Arrow]]] = [(first.id, iter(scope.leaving(first)))]
        while waiting:
            key, arrows = waiting[-1]
            arrow = next(arrows, None)
            if arrow is None:
                waiting.pop()
                open_.discard(key)
                closed.add(key)
                finished.append(key)
                continue
            target = scope.standing(arrow.target).id
            if target in open_ or target != arrow.target:
                found.back.add(arrow.id)
            elif target not in closed:
                open_.add(target)
                waiting.append((target, iter(scope.leaving(scope.steps[target]))))
    found.order = finished[::-1]


def _rank(scope: Scope, found: Columns) -> None:
    entered: set[str] = set()
    at = found.at = dict.fromkeys(found.order, 0)
    for key in found.order:
        for arrow in forward(scope, found, scope.steps[key]):
            entered.add(arrow.target)
            at[arrow.target] = max(at[arrow.target], at[key] + _step_over(scope, arrow))
    for key in found.order:
        ways = forward(scope, found, scope.steps[key])
        if key not in entered and ways:
            at[key] = min(at[arrow.target] - _step_over(scope, arrow) for arrow in ways)
    least = min(at.values(), default=0)
    found.at = {key: column - least for key, column in at.items()}


def _step_over(scope: Scope, arrow: Arrow) -> int:
    host = scope.standing(arrow.source)
    if host.id != arrow.source:
        return event_column(host, arrow.source) + 1
    return host.span
