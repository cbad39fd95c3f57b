"""FEEL values: what an expression can hold, how JSON becomes them, and how they become JSON again.

A value is None, bool, Decimal (34 digits), str, list, dict, date, datetime, time, timedelta, Months
or Range, of exactly those types. Lists hold values. The entries of a dict may still be as JSON gave
them, and pass `Run.value` whenever they are read: a large case document is never copied for the one
field somebody asks about.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import (
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from typing import Any, Final

from engine.calendar import SchoolCalendar
from engine.clock import oslo
from engine.expressions.errors import MAX_LIST, MAX_STEPS, MAX_TEXT, Stopped

#: IEEE 754 decimal128, as DMN asks; what has no answer raises ArithmeticError
DECIMAL: Final = Context(
    prec=34, Emin=-6143, Emax=6144, traps=[InvalidOperation, DivisionByZero, Overflow]
)
_DIGITS = re.compile(r"\s*-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?\s*")
#: no text of a number is longer, characters
_LONGEST_NUMBER = 400
#: a larger whole number than this is no FEEL number
_MOST_BITS = 20_000
#: floats from here on are whole numbers, and not every whole number
_EXACT = 2**53


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A years and months duration."""

    count: int


@dataclass(frozen=True, slots=True)
class Range:
    """Everything from `low` to `high`; None is no end."""

    low: Any
    high: Any
    low_included: bool
    high_included: bool


#: FEEL's name of each type
KINDS: Final[dict[type, str]] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    list: "list",
    dict: "context",
    dt.date: "date",
    dt.datetime: "date and time",
    dt.time: "time",
    dt.timedelta: "days and time duration",
    Months: "years and months duration",
    Range: "range",
}
TYPES: Final = frozenset([*KINDS.values(), "Any"]) - {"null"}
_SETTLED: Final = frozenset(KINDS) - {list}


class Run:
    """One evaluation: what it sees, and what it may still spend."""

    __slots__ = ("_here", "calendar", "left", "now", "scope", "slots", "subject")

    def __init__(
        self, scope: Mapping[str, Any], now: dt.datetime, calendar: SchoolCalendar, slots: int = 0
    ) -> None:
        self.scope = scope
        self.now = now
        self.calendar = calendar
        self.left = MAX_STEPS
        #: values of loops' and filters' own names, by number
        self.slots: list[Any] = [None] * slots
        #: what `?` means
        self.subject: Any = None
        self._here: dt.datetime | None = None

    @property
    def here(self) -> dt.datetime:
        """Now, on the Oslo clock."""
        if self._here is None:
            self._here = oslo(self.now)
        return self._here

    def spend(self, steps: int) -> None:
        """So much of the budget is used. Raises Stopped if nothing is left."""
        self.left -= steps
        if self.left < 0:
            raise Stopped("step_budget", limit=MAX_STEPS)

    def text(self, value: str) -> str:
        """The same text, paid for. Raises Stopped if it is too long."""
        if len(value) > MAX_TEXT:
            raise Stopped("text_too_long", limit=MAX_TEXT)
        self.spend(len(value) // 100)
        return value

    def items(self, value: list[Any]) -> list[Any]:
        """The same list, paid for. Raises Stopped if it is too long."""
        if len(value) > MAX_LIST:
            raise Stopped("list_too_long", limit=MAX_LIST)
        self.spend(2 * len(value))
        return value

    def value(self, raw: Any) -> Any:
        """The FEEL value of something from JSON; None for what is no JSON and no FEEL."""
        kind = type(raw)
        if kind is str:
            if len(raw) > MAX_TEXT:
                raise Stopped("text_too_long", limit=MAX_TEXT)
            return raw
        if kind is dict or kind is bool or raw is None:
            return raw
        if kind is list:
            return self._list(raw)
        if kind is int or kind is float or kind is Decimal:
            return number(raw)
        if kind in _SETTLED:
            return raw
        return self._odd(raw)

    def _list(self, raw: list[Any]) -> list[Any]:
        if len(raw) > MAX_LIST:
            raise Stopped("list_too_long", limit=MAX_LIST)
        self.spend(len(raw) // 8)
        for item in raw:
            if type(item) not in _SETTLED:
                self.spend(3 * len(raw))
                return [self.value(item) for item in raw]
        return raw

    def _odd(self, raw: Any) -> Any:
        """Heirs of the JSON types, as the type they come from."""
        if isinstance(raw, str):
            return self.value(str(raw))
        if isinstance(raw, int | float):
            return number(raw)
        if isinstance(raw, Mapping):
            return dict(raw)
        return self.value(list(raw)) if isinstance(raw, list | tuple) else None


def number(raw: int | float | str | Decimal) -> Decimal | None:
    """The FEEL number of a whole number, a float or digits; None if it is none."""
    if isinstance(raw, int) and raw.bit_length() > _MOST_BITS:
        return None
    try:
        # A float means the digits it is written with, as long as it can tell them apart.
        written = isinstance(raw, float) and abs(raw) < _EXACT
        found = DECIMAL.create_decimal(repr(raw) if written else raw)
    except ArithmeticError:
        return None
    return found if found.is_finite() else None


def read_number(text: str) -> Decimal | None:
    """The number the text is, with a point for fractions; None if it is none."""
    if len(text) > _LONGEST_NUMBER or _DIGITS.fullmatch(text) is None:
        return None
    return number(text.strip())
