"""Functions on numbers, and what is counted over lists of them."""

from collections import Counter
from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)
from typing import Any

from engine.expressions import compare
from engine.expressions.registry import builtin
from engine.expressions.values import DECIMAL, Run

#: digits after the point, or zeros before it
_MOST_DIGITS = 6_111
#: more digits after the point than this change nothing
_ALL_DIGITS = 60


def _rounding(name: str, mode: str, scale: str) -> None:
    @builtin(name, "n:number", f"scale:whole{scale}", cost=20)
    def _rounded(_run: Run, value: Decimal, digits: int | None = None) -> Decimal | None:
        digits = digits or 0
        if abs(digits) > _MOST_DIGITS:
            return None
        if digits > _ALL_DIGITS:
            return value
        # Only as much room as the digits before the point need.
        room = Context(prec=max(value.adjusted() + digits + 2, 1) + 34, rounding=mode)
        return DECIMAL.plus(room.quantize(value, Decimal(1).scaleb(-digits)))


_rounding("floor", ROUND_FLOOR, "?")
_rounding("ceiling", ROUND_CEILING, "?")
_rounding("round up", ROUND_UP, "?")
_rounding("round down", ROUND_DOWN, "?")
_rounding("round half up", ROUND_HALF_UP, "?")
_rounding("round half down", ROUND_HALF_DOWN, "?")
_rounding("decimal", ROUND_HALF_EVEN, "")


@builtin("modulo", "dividend:number", "divisor:number", cost=20)
def _modulo(_run: Run, a: Decimal, b: Decimal) -> Decimal:
    rest = DECIMAL.remainder(a, b)
    return DECIMAL.add(rest, b) if rest and (rest < 0) != (b < 0) else rest


@builtin("sqrt", "number:number", cost=30)
def _sqrt(_run: Run, value: Decimal) -> Decimal:
    return DECIMAL.sqrt(value)


@builtin("log", "number:number", cost=350)
def _log(_run: Run, value: Decimal) -> Decimal | None:
    return DECIMAL.ln(value) if value > 0 else None


@builtin("exp", "number:number", cost=350)
def _exp(_run: Run, value: Decimal) -> Decimal:
    return DECIMAL.exp(value)


@builtin("odd", "number:number")
def _odd(_run: Run, value: Decimal) -> bool:
    return abs(DECIMAL.remainder(value, Decimal(2))) == 1


@builtin("even", "number:number")
def _even(_run: Run, value: Decimal) -> bool:
    return DECIMAL.remainder(value, Decimal(2)) == 0


# over lists

_Numbers = list[Decimal]


def _over_numbers(name: str, cost: int = 1) -> Callable[[Callable[[_Numbers], Any]], None]:
    """The function below is called with the numbers of a list; null if it is empty or mixed.

    `cost` is units of work for each number.
    """

    def register(count: Callable[[_Numbers], Any]) -> None:
        @builtin(name, "list:any*")
        def _counted(run: Run, *given: Any) -> Any:
            items = listed(run, given)
            if not items or not all(type(item) is Decimal for item in items):
                return None
            run.spend(cost * len(items))
            return count(items)

    return register


def listed(run: Run, given: tuple[Any, ...]) -> list[Any]:
    """The items of one list, or the arguments themselves."""
    items = given[0] if len(given) == 1 and type(given[0]) is list else list(given)
    run.spend(2 * len(items))
    return items


@_over_numbers("sum")
def _sum(items: _Numbers) -> Decimal:
    total = Decimal(0)
    for item in items:
        total = DECIMAL.add(total, item)
    return total


@_over_numbers("mean")
def _mean(items: _Numbers) -> Decimal:
    total = Decimal(0)
    for item in items:
        total = DECIMAL.add(total, item)
    return DECIMAL.divide(total, Decimal(len(items)))


@_over_numbers("product")
def _product(items: _Numbers) -> Decimal:
    total = Decimal(1)
    for item in items:
        total = DECIMAL.multiply(total, item)
    return total


@_over_numbers("median", 3)
def _median(items: _Numbers) -> Decimal:
    items, middle = sorted(items), len(items) // 2
    if len(items) % 2:
        return items[middle]
    return DECIMAL.divide(DECIMAL.add(items[middle - 1], items[middle]), Decimal(2))


@_over_numbers("stddev", 6)
def _stddev(items: _Numbers) -> Decimal | None:
    if len(items) < 2:
        return None
    total = count = Decimal(0)
    for item in items:
        total, count = DECIMAL.add(total, item), count + 1
    mean, squares = DECIMAL.divide(total, count), Decimal(0)
    for item in items:
        away = DECIMAL.subtract(item, mean)
        squares = DECIMAL.add(squares, DECIMAL.multiply(away, away))
    return DECIMAL.sqrt(DECIMAL.divide(squares, count - 1))


@builtin("mode", "list:any*")
def _mode(run: Run, *given: Any) -> list[Decimal] | None:
    items = listed(run, given)
    if not all(type(item) is Decimal for item in items):
        return None
    run.spend(5 * len(items))
    counts = Counter(items)
    most = max(counts.values(), default=0)
    return sorted(value for value, count in counts.items() if count == most)


def _extreme(name: str, sign: str) -> None:
    @builtin(name, "list:any*")
    def _found(run: Run, *given: Any) -> Any:
        items = listed(run, given)
        best = items[0] if items else None
        run.spend(4 * len(items))
        for item in items:
            if compare.compare(run, "<=", item, item) is None or type(item) is not type(best):
                return None
            if compare.compare(run, sign, item, best):
                best = item
        return best


_extreme("min", "<")
_extreme("max", ">")
