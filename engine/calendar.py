"""School days and working days on the Oslo clock.

Owns the counting of days. Never stores anything: the calendar itself is the school's data
(`engine/schoolyears.py`).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from engine.clock import OSLO, oslo

#: Before its first day so much of the summer belongs to a school year.
SUMMER = timedelta(days=45)
#: A count of days beyond this is a mistake, not a deadline.
MOST_DAYS = 2_000


@lru_cache(maxsize=64)
def easter_sunday(year: int) -> date:
    """Easter Sunday in the Gregorian calendar.

    Source: the anonymous Gregorian algorithm (Nature, 1876).
    """
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """Norwegian public holidays of a year.

    Source: lov om høytidsdager og helligdager § 2; lov om 1 og 17 mai som høgtidsdagar.
    """
    easter = easter_sunday(year)
    moving = {easter + timedelta(days=n) for n in (-3, -2, 0, 1, 39, 49, 50)}
    fixed = {date(year, 1, 1), date(year, 5, 1), date(year, 5, 17)}
    return frozenset(moving | fixed | {date(year, 12, 25), date(year, 12, 26)})


def is_working_day(day: date) -> bool:
    """Monday to Friday and no public holiday."""
    return day.weekday() < 5 and day not in public_holidays(day.year)


@dataclass(frozen=True)
class SchoolYear:
    """One school year and the days in it without pupils."""

    #: As the school says it, e.g. "2026/27".
    name: str
    #: First and last day with pupils.
    first: date
    last: date
    #: Days without pupils inside the year: holidays and planning days.
    closed: frozenset[date] = frozenset()


@dataclass(frozen=True)
class SchoolCalendar:
    """The school years that are known; outside them, working days count as school days."""

    years: tuple[SchoolYear, ...] = ()
    #: The text this calendar was read from, for showing and for comparing.
    source: Mapping[str, Any] = field(default_factory=dict, compare=False, hash=False)
    #: Of the school's own version of it; 0 for the one delivered with the product.
    number: int = field(default=0, compare=False, hash=False)

    @classmethod
    def from_json(cls, data: Mapping[str, Any], number: int = 0) -> "SchoolCalendar":
        """Read `{"years": [{name, first, last, holidays: [{from, to}], planning_days: []}]}`.

        Raises ValueError or KeyError if a date is missing or no date.
        """
        years = []
        for year in data.get("years", ()):
            closed = {date.fromisoformat(day) for day in year.get("planning_days", ())}
            for holiday in year.get("holidays", ()):
                day, end = (date.fromisoformat(holiday[k]) for k in ("from", "to"))
                while day <= end:
                    closed.add(day)
                    day += timedelta(days=1)
            first, last = (date.fromisoformat(year[k]) for k in ("first", "last"))
            years.append(SchoolYear(year["name"], first, last, frozenset(closed)))
        return cls(tuple(sorted(years, key=lambda y: y.first)), data, number)

    def is_school_day(self, day: date) -> bool:
        """A day with pupils. Before the first and after the last known year: a working day."""
        if not is_working_day(day):
            return False
        for year in self.years:
            if year.first <= day <= year.last:
                return day not in year.closed
        return not self.years or not self.years[0].first <= day <= self.years[-1].last

    def year_at(self, day: date) -> SchoolYear | None:
        """The school year the day lies in; between two, the one that comes. None after the last."""
        return next((year for year in self.years if day <= year.last), None)

    def span(self, year: SchoolYear) -> tuple[datetime, datetime]:
        """From when, and until when, everything belongs to this school year; aware UTC.

        A summer is divided between two years, so that each day belongs to one.
        """
        begins = year.first - SUMMER
        ends = [other.first - SUMMER for other in self.years if other.first > year.first]
        days = (begins, min(ends, default=begins + timedelta(days=365)))
        first, last = (datetime.combine(day, time(0), OSLO).astimezone(UTC) for day in days)
        return first, last

    def first_school_day(self, day: date) -> date:
        """The day itself if pupils are at school, else the next day they are."""
        for _ in range(MOST_DAYS):
            if self.is_school_day(day):
                return day
            day += timedelta(days=1)
        raise ValueError(f"no school day in {MOST_DAYS} days")

    def school_weeks(self, year: SchoolYear) -> tuple[date, ...]:
        """The first school day of each week of the year that has one."""
        found: dict[tuple[int, int], date] = {}
        for number in range((year.last - year.first).days + 1):
            day = year.first + timedelta(days=number)
            if self.is_school_day(day):
                found.setdefault(day.isocalendar()[:2], day)
        return tuple(found.values())

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday and no public holiday."""
        return is_working_day(day)

    def add_school_days(self, moment: datetime, days: int) -> datetime:
        """`days` school days after `moment`, at the same time of day in Oslo; aware UTC."""
        return _add(moment, days, self.is_school_day)

    def add_working_days(self, moment: datetime, days: int) -> datetime:
        """`days` working days after `moment`, at the same time of day in Oslo; aware UTC."""
        return _add(moment, days, is_working_day)

    def school_days_between(self, start: datetime, end: datetime) -> int:
        """School days after the date of `start`, up to and with that of `end`.

        Negative if `end` is the earlier.
        """
        first, last = oslo(start).date(), oslo(end).date()
        if last < first:
            return -self.school_days_between(end, start)
        days = min((last - first).days, MOST_DAYS)
        return sum(self.is_school_day(first + timedelta(days=n + 1)) for n in range(days))


def _add(moment: datetime, days: int, counts: Any) -> datetime:
    if abs(days) > MOST_DAYS:
        raise ValueError(f"{days} days is more than {MOST_DAYS}")
    there, step = oslo(moment), 1 if days >= 0 else -1
    day, left = there.date(), abs(days)
    while left:
        day += timedelta(days=step)
        left -= bool(counts(day))
    clock_time: time = there.timetz().replace(tzinfo=None)
    return datetime.combine(day, clock_time, OSLO).astimezone(UTC)


_current = SchoolCalendar()


def current() -> SchoolCalendar:
    """The calendar this process counts by."""
    return _current


def use(calendar: SchoolCalendar) -> None:
    """Every later count in this process goes by `calendar`."""
    global _current
    _current = calendar


@contextmanager
def using(calendar: SchoolCalendar) -> Iterator[None]:
    """Inside the block days are counted by `calendar`."""
    before = _current
    use(calendar)
    try:
        yield
    finally:
        use(before)
