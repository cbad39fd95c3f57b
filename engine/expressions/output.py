"""FEEL values given away: as JSON, and as the text FEEL writes."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from engine.expressions.values import Months, Range, Run

#: whole numbers up to this are whole numbers in JSON too; larger ones are floats
_WHOLE = 2**63 - 1
_PLAIN_KEY = re.compile(r"[^\W\d]\w*")


def to_json(value: Any, run: Run) -> Any:
    """The value as JSON: dates, times, durations and ranges as text, numbers as int or float."""
    if value is None:
        return None
    return _AS_JSON[type(value)](value, run)


def to_text(value: Any, run: Run) -> str:
    """The value as FEEL's string() writes it, a text inside a list or context in quotes."""
    return run.text(_AS_TEXT[type(value)](value, run))


def number_text(value: Decimal) -> str:
    """Digits, without an exponent and without zeros at the end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def months_text(value: Months) -> str:
    """ISO 8601, as P1Y2M."""
    years, months = divmod(abs(value.count), 12)
    parts = f"{years}Y" * bool(years) + f"{months}M" * (bool(months) or not years)
    return f"{'-' * (value.count < 0)}P{parts}"


def duration_text(value: dt.timedelta) -> str:
    """ISO 8601, as P1DT2H3M4.5S."""
    size = abs(value)
    minutes, seconds = divmod(size.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{size.microseconds:06}".rstrip("0") if size.microseconds else ""
    clock = f"{hours}H" * bool(hours) + f"{minutes}M" * bool(minutes)
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    days = f"{size.days}D" * bool(size.days)
    sign = "-" * (value < dt.timedelta())
    return f"{sign}P{days}{'T' * bool(clock)}{clock}" if days or clock else "PT0S"


def _zoned_text(value: dt.datetime | dt.time) -> str:
    zone = value.tzinfo
    text = value.replace(tzinfo=None).isoformat()
    if "." in text:
        text = text.rstrip("0")
    if isinstance(zone, ZoneInfo):
        return f"{text}@{zone.key}"
    return text + ("" if zone is None else str(zone)[3:] or "Z")


def _quoted(value: Any, run: Run) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return to_text(value, run)


def _list_text(value: list[Any], run: Run) -> str:
    run.spend(5 + 4 * len(value))
    return "[" + ", ".join([_quoted(item, run) for item in value]) + "]"


def _context_text(value: dict[str, Any], run: Run) -> str:
    run.spend(6 + 6 * len(value))
    parts = []
    for raw_key, item in value.items():
        key = str(raw_key)
        shown = key if _PLAIN_KEY.fullmatch(key) else _quoted(key, run)
        parts.append(f"{shown}: {_quoted(run.value(item), run)}")
    return "{" + ", ".join(parts) + "}"


def _range_text(value: Range, run: Run) -> str:
    low, high = _quoted(value.low, run), _quoted(value.high, run)
    return f"{'[' if value.low_included else '('}{low}..{high}{']' if value.high_included else ')'}"


def _number_json(value: Decimal, _run: Run) -> int | float | None:
    if -_WHOLE <= value <= _WHOLE and value == value.to_integral_value():
        return int(value)
    found = float(value)
    return found if abs(found) != float("inf") else None


def _list_json(value: list[Any], run: Run) -> list[Any]:
    run.spend(3 + 3 * len(value))
    return [to_json(item, run) for item in value]


def _context_json(value: dict[str, Any], run: Run) -> dict[str, Any]:
    run.spend(4 + 4 * len(value))
    return {str(key): to_json(run.value(item), run) for key, item in value.items()}


_Writer = Callable[[Any, Run], Any]
_AS_JSON: Final[dict[type, _Writer]] = {
    bool: lambda value, _run: value,
    str: lambda value, _run: value,
    Decimal: _number_json,
    list: _list_json,
    dict: _context_json,
    dt.date: lambda value, _run: value.isoformat(),
    dt.datetime: lambda value, _run: value.isoformat(),
    dt.time: lambda value, _run: _zoned_text(value) if value.tzinfo else value.isoformat(),
    dt.timedelta: lambda value, _run: duration_text(value),
    Months: lambda value, _run: months_text(value),
    Range: _range_text,
}
_AS_TEXT: Final[dict[type, _Writer]] = {
    type(None): lambda _value, _run: "null",
    bool: lambda value, _run: "true" if value else "false",
    str: lambda value, _run: value,
    Decimal: lambda value, _run: number_text(value),
    list: _list_text,
    dict: _context_text,
    dt.date: lambda value, _run: value.isoformat(),
    dt.datetime: lambda value, _run: _zoned_text(value),
    dt.time: lambda value, _run: _zoned_text(value),
    dt.timedelta: lambda value, _run: duration_text(value),
    Months: lambda value, _run: months_text(value),
    Range: _range_text,
}
