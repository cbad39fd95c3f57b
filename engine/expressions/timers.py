"""Times as they stand in a diagram: a bare ISO value, or FEEL that gives one."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from engine.calendar import SchoolCalendar
from engine.expressions import temporal
from engine.expressions.compiled import compile_expression
from engine.expressions.errors import ExpressionError

#: what is a value as it stands, and not FEEL
_BARE: Final = re.compile(r"P[0-9T]\S*|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T\S*)?|R[0-9]*/\S*")
_CYCLE: Final = re.compile(r"R[0-9]{0,6}/(?:([^/]+)/)?([^/]+)")
#: months and days together too, which a deadline may mix and FEEL may not
_DURATION: Final = re.compile(
    r"P(?=.)(?:[0-9]{1,6}Y)?(?:[0-9]{1,6}M)?(?:[0-9]{1,6}W)?(?:[0-9]{1,6}D)?"
    r"(?:T(?=.)(?:[0-9]{1,9}H)?(?:[0-9]{1,9}M)?(?:[0-9]{1,9}(?:\.[0-9]{1,6})?S)?)?"
)
_LONGEST = 100


def evaluate_timer_text(
    text: str, scope: Mapping[str, Any], now: datetime, calendar: SchoolCalendar
) -> str:
    """ISO text of a date, date and time, duration, or cycle (`R3/P1D`). Raises ExpressionError."""
    bare = text.strip()
    if len(bare) <= _LONGEST and _BARE.fullmatch(bare):
        if not _is_time(bare):
            raise ExpressionError(text, 0, "not_a_time")
        return bare
    found = compile_expression(text).evaluate(scope, now=now, calendar=calendar)
    if not isinstance(found, str) or not _is_time(found):
        raise ExpressionError(text, 0, "not_a_time")
    return found


def _is_time(text: str) -> bool:
    cycle = _CYCLE.fullmatch(text) if len(text) <= _LONGEST else None
    if cycle is not None:
        first, period = cycle.groups()
        fits = first is None or temporal.read_moment(first) is not None
        return fits and _DURATION.fullmatch(period) is not None
    return _DURATION.fullmatch(text) is not None or temporal.read_moment(text) is not None
