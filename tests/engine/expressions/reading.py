"""Evaluating FEEL in tests: one fixed morning, one small school calendar."""

from datetime import UTC, datetime
from typing import Any

import pytest

from engine.calendar import SchoolCalendar
from engine.expressions import ExpressionError, compile_expression, compile_tests

#: Monday, 09:00 in Oslo
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
CALENDAR = SchoolCalendar.from_json(
    {
        "years": [
            {
                "name": "2026/27",
                "first": "2026-08-17",
                "last": "2027-06-18",
                "holidays": [{"from": "2026-12-21", "to": "2027-01-01"}],
                "planning_days": ["2026-11-27"],
            }
        ]
    }
)


def value(source: str, **scope: Any) -> Any:
    """What the expression gives, as JSON."""
    return compile_expression(source).evaluate(scope, now=NOW, calendar=CALENDAR)


def passes(cell: str, given: Any, **scope: Any) -> bool | None:
    """Whether the value passes the tests of a decision cell."""
    return compile_tests(cell).holds(given, scope, now=NOW, calendar=CALENDAR)


def refusal(source: str, **scope: Any) -> ExpressionError:
    """The error of reading or evaluating the expression."""
    with pytest.raises(ExpressionError) as caught:
        value(source, **scope)
    return caught.value
