"""Dates, times and durations: reading their ISO texts, and counting with them on the Oslo clock.

A date and time without a zone is Oslo time when it meets one with a zone. Whole days are calendar
days: noon plus P1D is noon, also across a change of the clocks; hours are exact.
"""

import calendar as months
import datetime as dt
import re
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.clock import OSLO
from engine.expressions.values import Months

#: no text of a date, time or duration is longer, characters
_LONGEST = 80
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@[A-Za-z][\w/+-]{0,40})?"
)
_DURATION = re.compile(
    r"(-?)P(?=.)(?:([0-9]{1,9})Y)?(?:([0-9]{1,9})M)?(?:([0-9]{1,8})W)?(?:([0-9]{1,9})D)?"
    r"(?:T(?=.)(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})(?:\.([0-9]{1,9}))?S)?)?"
)
_FARTHEST = dt.timedelta(hours=14)


def read_date(text: str) -> dt.date | None:
    """The date of `2026-01-31`; None if the text is none."""
    if len(text) != 10 or _DATE.fullmatch(text) is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def read_time(text: str) -> dt.time | None:
    """The time of day of `08:00`, `08:00:00Z` or `08:00:00@Europe/Oslo`; None if it is none."""
    match = _TIME.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return None
    hour, minute, second, fraction, zone = match.groups()
    try:
        micros = int((fraction or "0").ljust(6, "0")[:6])
        return dt.time(int(hour), int(minute), int(second or 0), micros, _zone(zone))
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None


def _zone(text: str | None) -> dt.tzinfo | None:
    if not text:
        return None
    if text == "Z":
        return dt.UTC
    if text.startswith("@"):
        return ZoneInfo(text[1:])
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    away = dt.timedelta(hours=hours, minutes=minutes, seconds=sum(seconds))
    if away > _FARTHEST:
        raise ValueError(text)
    return dt.timezone(away if text[0] == "+" else -away)


def read_moment(text: str) -> dt.datetime | None:
    """The date and time of `2026-01-31T08:00`, with or without a zone; a date is its midnight."""
    day, mark, clock = text[: _LONGEST * 2].partition("T")
    date, time = read_date(day), read_time(clock) if mark else dt.time()
    return dt.datetime.combine(date, time) if date is not None and time is not None else None


def read_duration(text: str) -> Months | dt.timedelta | None:
    """The duration of `P1Y2M` or `P1DT2H`; None if it is none, or mixes months and days."""
    match = _DURATION.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return None
    sign = -1 if match.group(1) else 1
    years, month, weeks, days, hours, minutes, seconds = (
        int(match.group(number) or 0) for number in range(2, 9)
    )
    in_months = match.group(2) is not None or match.group(3) is not None
    if in_months:
        alone = all(match.group(number) is None for number in range(4, 9))
        return Months(sign * (years * 12 + month)) if alone else None
    micros = int((match.group(9) or "0").ljust(6, "0")[:6])
    try:
        return sign * dt.timedelta(
            days=weeks * 7 + days,
            hours=hours,
            minutes=minutes,
            seconds=seconds,
            microseconds=micros,
        )
    except OverflowError:
        return None


def read(text: str) -> Any:
    """The date, time, date and time or duration the text is; None if it is none of them."""
    if text.lstrip("-").startswith("P"):
        return read_duration(text)
    return read_moment(text) if "T" in text else read_date(text) or read_time(text)


def read_like(text: str, other: Any) -> Any:
    """What the text means beside a date, time or duration; None if it is nothing of that kind.

    JSON has no dates: a form's answer is text until it meets one.
    """
    kind = type(other)
    if kind is dt.date:
        return read_date(text)
    if kind is dt.datetime:
        return read_moment(text) if "T" in text else None
    if kind is dt.time:
        return read_time(text)
    found = read_duration(text)
    return found if type(found) is kind else None


def zoned(moment: dt.datetime) -> dt.datetime:
    """The moment with a zone, Oslo's if it had none."""
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=OSLO)


def instant(moment: dt.datetime) -> dt.datetime:
    """The moment in UTC, for comparing and for exact differences. Raises OverflowError."""
    return zoned(moment).astimezone(dt.UTC)


def moment_of(value: dt.date) -> dt.datetime:
    """A date and time as it is; of a date, its first moment in Oslo."""
    return value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time(), OSLO)


def time_key(value: dt.time) -> float:
    """Seconds since midnight, in UTC if the time has a fixed offset; for comparing."""
    away = value.utcoffset() or dt.timedelta()
    seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
    return seconds - away.total_seconds()


def later(start: Any, by: Months | dt.timedelta) -> Any:
    """A date, date and time or time of day so much later. Raises ArithmeticError or ValueError."""
    if isinstance(start, dt.time):
        if isinstance(by, Months):
            raise ValueError("a time of day has no months")
        seconds = dt.timedelta(
            hours=start.hour,
            minutes=start.minute,
            seconds=start.second,
            microseconds=start.microsecond,
        )
        midnight = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
        moved = midnight + (seconds + by) % dt.timedelta(days=1)
        return moved.time().replace(tzinfo=start.tzinfo)
    if isinstance(by, Months):
        return _months_later(start, by.count)
    if not isinstance(start, dt.datetime):
        return start + dt.timedelta(days=by // dt.timedelta(days=1))
    return _exactly_later(start, by)


def _months_later(start: dt.date, count: int) -> dt.date:
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("year")
    day = min(start.day, months.monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day)


def _exactly_later(start: dt.datetime, by: dt.timedelta) -> dt.datetime:
    days = _sign(by) * abs(by).days
    moved, exact = start + dt.timedelta(days=days), by - dt.timedelta(days=days)
    if not exact:
        return moved
    if moved.tzinfo is None:
        return moved + exact
    return (moved.astimezone(dt.UTC) + exact).astimezone(moved.tzinfo)


def between(start: dt.date, end: dt.date) -> dt.timedelta:
    """How long from one date or date and time to another."""
    if isinstance(start, dt.datetime) or isinstance(end, dt.datetime):
        return instant(moment_of(end)) - instant(moment_of(start))
    return end - start


def opposite(by: Months | dt.timedelta) -> Months | dt.timedelta:
    """As long, the other way."""
    return Months(-by.count) if isinstance(by, Months) else -by


_PROPERTIES: dict[type, dict[str, Callable[[Any], Any]]] = {
    dt.date: {
        "year": lambda v: v.year,
        "month": lambda v: v.month,
        "day": lambda v: v.day,
        "weekday": lambda v: v.isoweekday(),
    },
    dt.time: {
        "hour": lambda v: v.hour,
        "minute": lambda v: v.minute,
        "second": lambda v: v.second,
        "time offset": lambda v: v.utcoffset(),
        "timezone": lambda v: v.tzinfo.key if isinstance(v.tzinfo, ZoneInfo) else None,
    },
    dt.timedelta: {
        "days": lambda v: _sign(v) * abs(v).days,
        "hours": lambda v: _sign(v) * (abs(v).seconds // 3600),
        "minutes": lambda v: _sign(v) * (abs(v).seconds // 60 % 60),
        "seconds": lambda v: _sign(v) * (abs(v).seconds % 60),
    },
    Months: {
        "years": lambda v: (1 if v.count >= 0 else -1) * (abs(v.count) // 12),
        "months": lambda v: (1 if v.count >= 0 else -1) * (abs(v.count) % 12),
    },
}
_PROPERTIES[dt.datetime] = {**_PROPERTIES[dt.date], **_PROPERTIES[dt.time]}


def _sign(value: dt.timedelta) -> int:
    return 1 if value >= dt.timedelta() else -1


def part(value: Any, name: str) -> Any:
    """A part of a date, time or duration by FEEL's name of it: int, timedelta, str or None."""
    read_part = _PROPERTIES.get(type(value), {}).get(name)
    return read_part(value) if read_part is not None else None
