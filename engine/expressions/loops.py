"""Loops and filters: the parts of FEEL that do something once for each item of a list.

Every round is paid for with the weight of what it does, so that no list and no nesting of lists can
use more than the budget.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.expressions import tree
from engine.expressions.errors import MAX_LIST, Stopped
from engine.expressions.names import Code
from engine.expressions.values import DECIMAL, Range, Run

if TYPE_CHECKING:
    from engine.expressions.evaluate import Compiler

#: slot, what to go through, and the end if it is a range
_Bound = tuple[int, Code, Code | None]


class _NoList(Exception):
    """There is nothing to go through."""


def for_each(compiler: "Compiler", node: tree.For) -> Code:
    """A list of what the body gives in each round; null if there is no list."""
    bounds, body, weight = _bound(compiler, node.bindings, node.body)

    def loop(run: Run) -> list[Any] | None:
        found = []
        try:
            for _ in _rounds(run, bounds, 0, weight):
                found.append(body(run))
                if len(found) > MAX_LIST:
                    raise Stopped("list_too_long", limit=MAX_LIST)
        except _NoList:
            return None
        return found

    return loop


def quantified(compiler: "Compiler", node: tree.Quantified) -> Code:
    """Whether the body holds in some, or in every round; null if that cannot be told."""
    bounds, body, weight = _bound(compiler, node.bindings, node.body)
    decides = not node.every

    def loop(run: Run) -> bool | None:
        found: bool | None = not decides
        try:
            for _ in _rounds(run, bounds, 0, weight):
                value = body(run)
                if type(value) is bool and value == decides:
                    return decides
                if type(value) is not bool:
                    found = None
        except _NoList:
            return None
        return found

    return loop


def _bound(
    compiler: "Compiler", bindings: list[tree.Binding], body: tree.Node
) -> tuple[list[_Bound], Code, int]:
    """The loops' slots and sources, the body, and what a round costs."""
    known: dict[str, int] = {}
    bounds: list[_Bound] = []
    before = compiler.weight
    with compiler.names.layer(known):
        for binding in bindings:
            source = compiler.code(binding.source)
            end = compiler.code(binding.end) if binding.end is not None else None
            slot = known[binding.name] = compiler.names.slot()
            bounds.append((slot, source, end))
        code = compiler.code(body)
    return bounds, code, compiler.weight - before + 2


def _rounds(run: Run, bounds: list[_Bound], at: int, weight: int) -> Iterator[None]:
    """Goes through every combination, the names set."""
    slot, source, end = bounds[at]
    for value in _domain(run, source, end):
        run.spend(weight)
        run.slots[slot] = value
        if at + 1 < len(bounds):
            yield from _rounds(run, bounds, at + 1, weight)
        else:
            yield


def _domain(run: Run, source: Code, end: Code | None) -> Iterable[Any]:
    value = source(run)
    if end is not None:
        return _counted(value, end(run))
    if type(value) is list:
        return value
    if type(value) is Range:
        return _counted(value.low, value.high)
    if value is None:
        raise _NoList
    return [value]


def _counted(first: Any, last: Any) -> Iterable[Any]:
    """Whole numbers or dates from the first to the last, downwards if the last is less."""
    if type(first) is dt.date and type(last) is dt.date:
        days = _span(last.toordinal() - first.toordinal())
        return (first + dt.timedelta(days=day) for day in days)
    if type(first) is not Decimal or type(last) is not Decimal:
        raise _NoList
    if first != first.to_integral_value() or last != last.to_integral_value():
        raise _NoList
    size = DECIMAL.subtract(last, first)
    steps = _span(int(size) if abs(size) < MAX_LIST else MAX_LIST)
    return (DECIMAL.add(first, Decimal(step)) for step in steps)


def _span(size: int) -> range:
    if abs(size) >= MAX_LIST:
        raise Stopped("list_too_long", limit=MAX_LIST)
    return range(size + 1) if size >= 0 else range(0, size - 1, -1)


def filtered(compiler: "Compiler", node: tree.Filter) -> Code:
    """The items for which the test is true, or the one at the place it names."""
    base, slot = compiler.code(node.base), compiler.names.slot()
    before = compiler.weight
    with compiler.names.layer(slot):
        test = compiler.code(node.test)
    weight = compiler.weight - before + 2
    decides = isinstance(node.test, tree.Compare | tree.Logic | tree.In | tree.Between)

    def choose(run: Run) -> Any:
        value = base(run)
        items = value if type(value) is list else [] if value is None else [value]
        if not decides:
            run.spend(weight)
            run.slots[slot] = items[0] if items else None
            place = test(run)
            if type(place) is Decimal:
                return _at(items, place)
        found = []
        for item in items:
            run.spend(weight)
            run.slots[slot] = item
            if test(run) is True:
                found.append(item)
        return found

    return choose


def _at(items: list[Any], place: Decimal) -> Any:
    """The item at the place, counted from 1, or from -1 at the end; null if there is none."""
    if place != place.to_integral_value() or not 0 < abs(place) <= len(items):
        return None
    return items[int(place) - 1] if place > 0 else items[int(place)]
