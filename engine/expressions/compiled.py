"""Expressions and cell tests ready to be evaluated, kept by their text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from engine.calendar import SchoolCalendar
from engine.expressions.errors import MAX_SOURCE, ExpressionError, Stopped, Unfit
from engine.expressions.evaluate import Check, Compiler
from engine.expressions.names import Code
from engine.expressions.output import to_json
from engine.expressions.parser import parse_expression, parse_tests
from engine.expressions.values import Run

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """One FEEL expression, ready. Nothing in it changes; evaluate it as often as you like."""

    source: str
    #: every path of the case it reads; inside a filter also what may be a field of the item
    paths: frozenset[Path]
    _code: Code
    _slots: int
    _weight: int

    def evaluate(self, scope: Mapping[str, Any], *, now: datetime, calendar: SchoolCalendar) -> Any:
        """Its value as JSON, dates and durations as ISO text. Raises ExpressionError."""
        run = Run(scope, now, calendar, self._slots)
        try:
            value = self._code(run)
            if value is None or value is True or value is False:
                return value
            return to_json(value, run)
        except Stopped as stop:
            raise ExpressionError(self.source, 0, stop.key, stop.params) from None
        except RecursionError:
            raise ExpressionError(self.source, 0, "too_deep") from None

    def value_in(self, run: Run) -> Any:
        """Its FEEL value in a run somebody else began and pays for. Raises Stopped."""
        run.spend(self._weight)
        run.slots[: self._slots] = [None] * self._slots
        return self._code(run)


@dataclass(frozen=True, slots=True, eq=False)
class CellTests:
    """One cell of a decision table, ready."""

    source: str
    paths: frozenset[Path]
    _check: Check | None
    _slots: int
    _weight: int

    @property
    def anything(self) -> bool:
        """True if every value passes, as with `-`."""
        return self._check is None

    def holds(
        self, value: Any, scope: Mapping[str, Any], *, now: datetime, calendar: SchoolCalendar
    ) -> bool | None:
        """Whether a JSON value passes; null if that cannot be told. Raises ExpressionError."""
        run = Run(scope, now, calendar)
        try:
            return self.holds_in(run, run.value(value))
        except Stopped as stop:
            raise ExpressionError(self.source, 0, stop.key, stop.params) from None
        except RecursionError:
            raise ExpressionError(self.source, 0, "too_deep") from None

    def holds_in(self, run: Run, value: Any) -> bool | None:
        """Whether a FEEL value passes, in a run somebody else began. Raises Stopped."""
        if self._check is None:
            return True
        run.spend(self._weight)
        run.slots[: self._slots] = [None] * self._slots
        run.subject = value
        return self._check(run, value)


def compile_expression(source: str) -> Expression:
    """The expression, ready; a leading `=` is left out. Raises ExpressionError."""
    if len(source) > MAX_SOURCE:
        raise ExpressionError(source, MAX_SOURCE, "too_long", {"limit": MAX_SOURCE})
    return _expression(source)


def compile_tests(source: str) -> CellTests:
    """The tests of a decision cell, ready. Raises ExpressionError."""
    if len(source) > MAX_SOURCE:
        raise ExpressionError(source, MAX_SOURCE, "too_long", {"limit": MAX_SOURCE})
    return _tests(source)


@lru_cache(maxsize=2048)
def _expression(source: str) -> Expression:
    compiler = Compiler()
    try:
        code = compiler.code(parse_expression(source))
    except Unfit as fault:
        raise ExpressionError(source, fault.position, fault.key, fault.params) from None
    except RecursionError:
        raise ExpressionError(source, 0, "too_deep") from None
    names = compiler.names
    return Expression(source, frozenset(names.paths), code, names.slots, compiler.weight)


@lru_cache(maxsize=4096)
def _tests(source: str) -> CellTests:
    compiler = Compiler()
    try:
        tests = parse_tests(source)
        check = compiler.cell(tests) if tests is not None else None
    except Unfit as fault:
        raise ExpressionError(source, fault.position, fault.key, fault.params) from None
    except RecursionError:
        raise ExpressionError(source, 0, "too_deep") from None
    names = compiler.names
    return CellTests(source, frozenset(names.paths), check, names.slots, compiler.weight)
