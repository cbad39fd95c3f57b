"""Functions on dates, times and durations, and the school's own days."""

import datetime as dt
from decimal import Decimal
from typing import Any

from engine.calendar import MOST_DAYS
from engine.clock import OSLO
from engine.expressions import temporal
from engine.expressions.errors import Stopped
from engine.expressions.registry import builtin
from engine.expressions.values import Months, Run

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_NOON = dt.time(12)


@builtin("now")
def _now(run: Run) -> dt.datetime:
    return run.here


@builtin("today")
def _today(run: Run) -> dt.date:
    return run.here.date()


@builtin("date", "from:day", cost=24)
def _date(_run: Run, day: dt.date) -> dt.date:
    return day


@builtin("date", "year:whole", "month:whole", "day:whole")
def _date_of(_run: Run, year: int, month: int, day: int) -> dt.date:
    return dt.date(year, month, day)


@builtin("time", "from:any", cost=24)
def _time(_run: Run, value: Any) -> dt.time | None:
    if type(value) is str:
        return temporal.read_time(value.removeprefix("T"))
    if type(value) is dt.datetime:
        return value.timetz()
    if type(value) is dt.date:
        return dt.time(tzinfo=dt.UTC)
    return value if type(value) is dt.time else None


@builtin("time", "hour:whole", "minute:whole", "second:number", "offset:duration?")
def _time_of(
    _run: Run, hour: int, minute: int, second: Decimal, offset: Any = None
) -> dt.time | None:
    if isinstance(offset, Months) or not 0 <= second < 60:
        return None
    zone = None if offset is None else dt.timezone(offset)
    micros = int(second % 1 * 1_000_000)
    return dt.time(hour, minute, int(second), micros, zone)


@builtin("date and time", "from:when", cost=24)
def _date_and_time(_run: Run, value: dt.date) -> dt.datetime:
    return value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())


@builtin("date and time", "date:day", "time:time")
def _date_and_time_of(_run: Run, day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time)


@builtin("duration", "from:duration", cost=24)
def _duration(_run: Run, value: Any) -> Any:
    return value


@builtin("years and months duration", "from:day", "to:day", cost=24)
def _years_and_months(_run: Run, start: dt.date, end: dt.date) -> Months:
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return Months(months)


@builtin("abs", "n|number:any")
def _abs(_run: Run, value: Any) -> Any:
    if isinstance(value, Months):
        return Months(abs(value.count))
    return abs(value) if type(value) in (Decimal, dt.timedelta) else None


@builtin("day of week", "date:day")
def _day_of_week(_run: Run, day: dt.date) -> str:
    return _DAYS[day.weekday()]


@builtin("day of year", "date:day")
def _day_of_year(_run: Run, day: dt.date) -> Decimal:
    return Decimal(day.timetuple().tm_yday)


@builtin("week of year", "date:day")
def _week_of_year(_run: Run, day: dt.date) -> Decimal:
    return Decimal(day.isocalendar().week)


@builtin("month of year", "date:day")
def _month_of_year(_run: Run, day: dt.date) -> str:
    return _MONTHS[day.month - 1]


# the school's days

_COST = 50


@builtin("skoledager", "n|antall:whole", cost=_COST)
def _school_days_from_now(run: Run, days: int) -> dt.date:
    return _counted(run, run.here, days, school=True)


@builtin("skoledager", "from|fra:when", "n|antall:whole", cost=_COST)
def _school_days(run: Run, start: dt.date, days: int) -> dt.date:
    return _counted(run, start, days, school=True)


@builtin("virkedager", "n|antall:whole", cost=_COST)
def _working_days_from_now(run: Run, days: int) -> dt.date:
    return _counted(run, run.here, days, school=False)


@builtin("virkedager", "from|fra:when", "n|antall:whole", cost=_COST)
def _working_days(run: Run, start: dt.date, days: int) -> dt.date:
    return _counted(run, start, days, school=False)


def _counted(run: Run, start: dt.date, days: int, *, school: bool) -> dt.date:
    """So many days of school or work later: a date from a date, else date and time in Oslo."""
    if abs(days) > MOST_DAYS:
        raise Stopped("too_many_days", limit=MOST_DAYS)
    run.spend(8 * abs(days))
    add = run.calendar.add_school_days if school else run.calendar.add_working_days
    if isinstance(start, dt.datetime):
        return add(temporal.instant(start), days).astimezone(OSLO)
    return add(_noon(start), days).astimezone(OSLO).date()


def _noon(day: dt.date) -> dt.datetime:
    return temporal.instant(dt.datetime.combine(day, _NOON, OSLO))


@builtin("skoledager_mellom", "from|fra:when", "to|til:when", cost=_COST)
def _school_days_between(run: Run, start: dt.date, end: dt.date) -> Decimal:
    first, last = (
        temporal.instant(at) if isinstance(at, dt.datetime) else _noon(at) for at in (start, end)
    )
    run.spend(5 * min(abs((last - first).days), MOST_DAYS))
    return Decimal(run.calendar.school_days_between(first, last))


@builtin("skoledag", "date|dato:day", cost=_COST)
def _school_day(run: Run, day: dt.date) -> dt.date:
    found = run.calendar.first_school_day(day)
    run.spend(8 * (found - day).days)
    return found


@builtin("skoleuker", "n|antall:whole", "from|forste:day?", cost=_COST)
def _school_weeks(run: Run, every: int, first: dt.date | None = None) -> list[dt.date] | None:
    """The first school day of every n-th school week, in the school year of `first` or of now."""
    year = run.calendar.year_at(first or run.here.date())
    if every < 1 or year is None:
        return None
    run.spend(5 * min((year.last - year.first).days, MOST_DAYS))
    monday = first - dt.timedelta(days=first.weekday()) if first is not None else year.first
    weeks = [day for day in run.calendar.school_weeks(year) if day >= monday]
    return weeks[::every]
