"""Functions on lists."""

from collections.abc import Callable
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from engine.expressions import compare
from engine.expressions.builtins_numbers import listed
from engine.expressions.registry import builtin
from engine.expressions.values import Run


@builtin("count", "list:list")
def _count(_run: Run, items: list[Any]) -> Decimal:
    return Decimal(len(items))


@builtin("is empty", "list:list")
def _is_empty(_run: Run, items: list[Any]) -> bool:
    return not items


@builtin("list contains", "list:list", "element:any")
def _list_contains(run: Run, items: list[Any], wanted: Any) -> bool:
    run.spend(2 * len(items))
    return any(compare.equal(run, item, wanted) is True for item in items)


@builtin("index of", "list:list", "match:any")
def _index_of(run: Run, items: list[Any], wanted: Any) -> list[Decimal]:
    run.spend(2 * len(items))
    places = enumerate(items, 1)
    return [Decimal(at) for at, item in places if compare.equal(run, item, wanted) is True]


@builtin("all", "list:any*")
def _all(run: Run, *given: Any) -> bool | None:
    return _decided(run, given, decides=False)


@builtin("any", "list:any*")
def _any(run: Run, *given: Any) -> bool | None:
    return _decided(run, given, decides=True)


def _decided(run: Run, given: tuple[Any, ...], *, decides: bool) -> bool | None:
    if given == (None,):
        return None
    items = listed(run, given)
    if any(item is decides for item in items):
        return decides
    return not decides if all(type(item) is bool for item in items) else None


@builtin("append", "list:list", "item:any*")
def _append(run: Run, items: list[Any], *more: Any) -> list[Any]:
    return run.items([*items, *more])


@builtin("concatenate", "list:list*")
def _concatenate(run: Run, *lists: list[Any]) -> list[Any]:
    return run.items([item for items in lists for item in items])


@builtin("union", "list:list*")
def _union(run: Run, *lists: list[Any]) -> list[Any]:
    return _distinct(run, [item for items in lists for item in items])


@builtin("distinct values", "list:list")
def _distinct_values(run: Run, items: list[Any]) -> list[Any]:
    return _distinct(run, items)


def _distinct(run: Run, items: list[Any]) -> list[Any]:
    found: list[Any] = []
    for item in items:
        run.spend(3 + 2 * len(found))
        if not any(compare.equal(run, item, one) is True for one in found):
            found.append(item)
    return run.items(found)


@builtin("flatten", "list:list")
def _flatten(run: Run, items: list[Any]) -> list[Any]:
    found: list[Any] = []
    for item in items:
        if type(item) is list:
            found += _flatten(run, item)
        else:
            found.append(item)
    return run.items(found)


@builtin("reverse", "list:list")
def _reverse(_run: Run, items: list[Any]) -> list[Any]:
    return items[::-1]


@builtin("sublist", "list:list", "start position:whole", "length:whole?")
def _sublist(_run: Run, items: list[Any], start: int, length: int | None = None) -> Any:
    at = _place(items, start)
    if at is None or (length is not None and not 0 < length <= len(items) - at):
        return None
    return items[at:] if length is None else items[at : at + length]


@builtin("insert before", "list:list", "position:whole", "newItem:any")
def _insert_before(run: Run, items: list[Any], position: int, item: Any) -> Any:
    at = _place(items, position)
    return None if at is None else run.items([*items[:at], item, *items[at:]])


@builtin("remove", "list:list", "position:whole")
def _remove(_run: Run, items: list[Any], position: int) -> Any:
    at = _place(items, position)
    return None if at is None else [*items[:at], *items[at + 1 :]]


@builtin("list replace", "list:list", "position:whole", "newItem:any")
def _list_replace(_run: Run, items: list[Any], position: int, item: Any) -> Any:
    at = _place(items, position)
    return None if at is None else [*items[:at], item, *items[at + 1 :]]


def _place(items: list[Any], position: int) -> int | None:
    """The index of a place counted from 1, or from -1 at the end; None if it is outside."""
    if position == 0 or abs(position) > len(items):
        return None
    return position - 1 if position > 0 else len(items) + position


@builtin("sort", "list:list")
def _sort(run: Run, items: list[Any]) -> list[Any] | None:
    run.spend(len(items) * 4)
    if not all(compare.compare(run, "<=", items[0], item) is not None for item in items):
        return None
    return sorted(items, key=cmp_to_key(_order(run)))


def _order(run: Run) -> Callable[[Any, Any], int]:
    def order(a: Any, b: Any) -> int:
        run.spend(4)
        if compare.compare(run, "<", a, b):
            return -1
        return int(compare.compare(run, ">", a, b) is True)

    return order
