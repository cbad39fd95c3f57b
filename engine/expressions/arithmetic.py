"""Plus, minus, times, divided by and to the power of; null for kinds that do not go together."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from engine.expressions import temporal
from engine.expressions.values import DECIMAL, Months, Run

_LENGTHS: Final = frozenset([dt.timedelta, Months])
_STARTS: Final = frozenset([dt.date, dt.datetime, dt.time])


def plus(run: Run, a: Any, b: Any) -> Any:
    """a + b: numbers, texts, durations, or a duration on to a date; ISO text may be the date."""
    first, second = type(a), type(b)
    if first is Decimal and second is Decimal:
        return DECIMAL.add(a, b)
    if first is str and second is str:
        if len(a) + len(b) > 100:
            run.spend((len(a) + len(b)) // 100)
        return run.text(a + b)
    if first in _LENGTHS and second is first:
        return Months(a.count + b.count) if first is Months else a + b
    if first in _LENGTHS:
        a, b = b, a
    run.spend(20)
    return _moved(a, b) if type(b) in _LENGTHS else None


def _moved(start: Any, by: Any) -> Any:
    if type(start) is str:
        start = temporal.read_moment(start) if "T" in start else temporal.read_date(start)
    return temporal.later(start, by) if type(start) in _STARTS else None


def minus(run: Run, a: Any, b: Any) -> Any:
    """a - b: numbers, durations, a duration back from a date, or the time between two dates."""
    first, second = type(a), type(b)
    if first is Decimal and second is Decimal:
        return DECIMAL.subtract(a, b)
    run.spend(20)
    if second in _LENGTHS:
        if second is first:
            return Months(a.count - b.count) if first is Months else a - b
        return _moved(a, temporal.opposite(b))
    a, b = _moment(a, b), _moment(b, a)
    if isinstance(a, dt.date) and isinstance(b, dt.date):
        return temporal.between(b, a)
    if type(a) is dt.time and type(b) is dt.time:
        return dt.timedelta(seconds=temporal.time_key(a) - temporal.time_key(b))
    return None


def _moment(value: Any, other: Any) -> Any:
    """ISO text beside a date as the date or date and time it says."""
    if type(value) is str and isinstance(other, dt.date):
        return temporal.read_moment(value) if "T" in value else temporal.read_date(value)
    return value


def times(_run: Run, a: Any, b: Any) -> Any:
    """a * b: numbers, or a duration that many times."""
    if type(a) is Decimal and type(b) is Decimal:
        return DECIMAL.multiply(a, b)
    if type(b) in _LENGTHS:
        a, b = b, a
    return _scaled(a, b) if type(a) in _LENGTHS and type(b) is Decimal else None


def _scaled(length: Any, by: Decimal) -> Any:
    if type(length) is Months:
        return _months(DECIMAL.multiply(Decimal(length.count), by))
    return _seconds(DECIMAL.multiply(_in_seconds(length), by))


def _in_seconds(length: dt.timedelta) -> Decimal:
    micros = length // dt.timedelta(microseconds=1)
    return DECIMAL.divide(Decimal(micros), Decimal(1_000_000))


def _months(count: Decimal) -> Months:
    if abs(count) > 10**9:
        raise OverflowError("duration")
    return Months(int(count))


def _seconds(count: Decimal) -> dt.timedelta:
    if abs(count) > 10**15:
        raise OverflowError("duration")
    return dt.timedelta(microseconds=int(count * 1_000_000))


def divided(_run: Run, a: Any, b: Any) -> Any:
    """a / b: numbers, a duration by a number, or a duration by its like; null by zero."""
    first, second = type(a), type(b)
    if first is Decimal and second is Decimal:
        return DECIMAL.divide(a, b)
    if first in _LENGTHS and second is Decimal:
        if first is Months:
            return _months(DECIMAL.divide(Decimal(a.count), b))
        return _seconds(DECIMAL.divide(_in_seconds(a), b))
    if first in _LENGTHS and second is first:
        if first is Months:
            return DECIMAL.divide(Decimal(a.count), Decimal(b.count))
        return DECIMAL.divide(_in_seconds(a), _in_seconds(b))
    return None


def power(run: Run, a: Any, b: Any) -> Any:
    """a ** b, of numbers."""
    if type(a) is not Decimal or type(b) is not Decimal:
        return None
    run.spend(250)
    return DECIMAL.power(a, b)


def negative(value: Any) -> Any:
    """-value, of numbers and durations."""
    if type(value) is Decimal:
        return DECIMAL.minus(value)
    return temporal.opposite(value) if type(value) in _LENGTHS else None


OPERATORS: Final[dict[str, Callable[[Run, Any, Any], Any]]] = {
    "+": plus,
    "-": minus,
    "*": times,
    "/": divided,
    "**": power,
}
