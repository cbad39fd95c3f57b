"""Equality, order and membership of FEEL values, with null for what cannot be told."""

import datetime as dt
import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from engine.expressions import temporal
from engine.expressions.values import Months, Range, Run

_TIMES: Final = frozenset([dt.date, dt.datetime, dt.time, dt.timedelta, Months])
_PLAIN: Final = frozenset([bool, Decimal, dt.date, dt.timedelta, Months])
_ORDERED: Final = frozenset([Decimal, str, dt.date, dt.timedelta, Months])
#: comparing texts longer than this is paid for
_LONG = 2_000

OPERATORS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def equal(run: Run, a: Any, b: Any) -> bool | None:
    """Whether they are the same; null if they are of different kinds."""
    kind = type(a)
    if kind is type(b):
        if kind in _PLAIN:
            return bool(a == b)
        same = _SAME.get(kind)
        return same(run, a, b) if same is not None else True
    if a is None or b is None:
        return False
    run.spend(6)
    a, b = _meet(a, b)
    return equal(run, a, b) if type(a) is type(b) else None


def _same_text(run: Run, a: str, b: str) -> bool:
    if len(a) > _LONG and len(a) == len(b):
        run.spend(len(a) // 500)
    return a == b


def _same_list(run: Run, a: list[Any], b: list[Any]) -> bool | None:
    if len(a) != len(b):
        return False
    run.spend(4 + 2 * len(a))
    return _all(equal(run, x, y) for x, y in zip(a, b, strict=True))


def _same_context(run: Run, a: dict[str, Any], b: dict[str, Any]) -> bool | None:
    if a.keys() != b.keys():
        return False
    run.spend(4 + 4 * len(a))
    return _all(equal(run, run.value(a[key]), run.value(b[key])) for key in a)


def _same_moment(run: Run, a: dt.datetime, b: dt.datetime) -> bool | None:
    run.spend(12)
    try:
        return temporal.instant(a) == temporal.instant(b)
    except OverflowError:
        return None


def _same_time(_run: Run, a: dt.time, b: dt.time) -> bool:
    return temporal.time_key(a) == temporal.time_key(b)


def _same_range(run: Run, a: Range, b: Range) -> bool | None:
    if (a.low_included, a.high_included) != (b.low_included, b.high_included):
        return False
    return _all([equal(run, a.low, b.low), equal(run, a.high, b.high)])


_SAME: Final[dict[type, Callable[[Run, Any, Any], bool | None]]] = {
    str: _same_text,
    list: _same_list,
    dict: _same_context,
    dt.datetime: _same_moment,
    dt.time: _same_time,
    Range: _same_range,
}


def _all(found: Any) -> bool | None:
    unknown = False
    for one in found:
        if one is False:
            return False
        unknown = unknown or one is None
    return None if unknown else True


def _meet(a: Any, b: Any) -> tuple[Any, Any]:
    """The two, ISO text beside a date, time or duration read as one."""
    if type(a) is str and type(b) in _TIMES:
        return temporal.read_like(a, b), b
    if type(b) is str and type(a) in _TIMES:
        return a, temporal.read_like(b, a)
    return a, b


def ordered(a: Any, b: Any) -> tuple[Any, Any] | None:
    """The two as Python can order them; None if they have no order."""
    kind = type(a)
    if kind is not type(b):
        a, b = _meet(a, b)
        kind = type(a)
        if kind is not type(b):
            return None
    if kind in _ORDERED:
        return a, b
    if kind is dt.datetime:
        try:
            return temporal.instant(a), temporal.instant(b)
        except OverflowError:
            return None
    return (temporal.time_key(a), temporal.time_key(b)) if kind is dt.time else None


def compare(run: Run, sign: str, a: Any, b: Any) -> bool | None:
    """`a < b` and the like; null if they have no order."""
    pair = ordered(a, b)
    kind = type(a)
    if kind is dt.datetime or kind is not type(b):
        run.spend(24)
    elif kind is str and len(a) > _LONG:
        run.spend(len(a) // 500)
    if pair is None:
        return None
    return OPERATORS[sign](*pair)


def within(run: Run, value: Any, range_: Range) -> bool | None:
    """Whether the value lies in the range; an end that is null is no end."""
    found: list[bool | None] = []
    if range_.low is not None:
        found.append(compare(run, ">=" if range_.low_included else ">", value, range_.low))
    if range_.high is not None:
        found.append(compare(run, "<=" if range_.high_included else "<", value, range_.high))
    return _all(found)


def satisfies(run: Run, value: Any, wanted: Any) -> bool | None:
    """Whether a value passes a test that is a value: in the range, one of the list, or equal."""
    kind = type(wanted)
    if kind is Range:
        same = type(value) is Range and equal(run, value, wanted)
        return same or within(run, value, wanted)
    if kind is list:
        if type(value) is list and equal(run, value, wanted) is True:
            return True
        run.spend(3 * len(wanted))
        return any_true(satisfies(run, value, one) for one in wanted)
    return equal(run, value, wanted)


def any_true(found: Any) -> bool | None:
    """True if any is true, else null if any is null."""
    unknown = False
    for one in found:
        if one is True:
            return True
        unknown = unknown or one is None
    return None if unknown else False
