"""Moments, dates, durations and cycles as people mean them: on the Oslo clock.

Takes the values that stand in a diagram or come out of FEEL, and gives aware UTC. Five days from
Friday noon is Wednesday noon, also across a change of the clocks; a month from 31 January is the
last of February.
"""

import calendar as months
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.clock import OSLO, oslo

#: A deadline that is only a date lasts until this time of day.
END_OF_DAY = time(23, 59)
#: Years ahead; what is later than this is a mistake.
MOST_YEARS = 100
#: Seconds between two rounds of a cycle.
LEAST_PERIOD = 60

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DURATION = re.compile(
    r"P(?=.)(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?"
    r"(?:T(?=.)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,6})?)S)?)?"
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:\d{2}|@[\w/+-]+)?"
)
_CYCLE = re.compile(r"R(\d{0,6})/(?:([^/]+)/)?([^/]+)")
#: What is a value as it stands, and not FEEL.
BARE = re.compile(r"P[0-9T]\S*|\d{4}-\d{2}-\d{2}(?:T\S*)?|R\d*/\S*")


class NoMoment(ValueError):
    """The value is no moment we can use; the argument is the key of the reason."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time that depends on where it begins."""

    months: int = 0
    days: int = 0
    #: hours, minutes and seconds, of which every one is as long as the other
    exact: timedelta = timedelta()

    def after(self, moment: datetime, times: int = 1) -> datetime:
        """`times` of it after the moment; aware UTC. Raises NoMoment if that is too far."""
        try:
            there = oslo(moment)
            year, month = divmod(there.year * 12 + there.month - 1 + self.months * times, 12)
            day = min(there.day, months.monthrange(year, month + 1)[1])
            on = date(year, month + 1, day) + timedelta(days=self.days * times)
            if on.year > there.year + MOST_YEARS:
                raise NoMoment("too_far")
            moved = datetime.combine(on, there.time(), OSLO) if on != there.date() else there
            return moved.astimezone(UTC) + self.exact * times
        except (ValueError, OverflowError) as fault:
            raise NoMoment("too_far") from fault


@dataclass(frozen=True, slots=True)
class Cycle:
    """A moment that comes again."""

    every: Duration
    #: the text of `every`
    period: str
    #: the moment the rounds are counted from
    anchor: datetime
    #: number of the round that is next; 0 falls on the anchor
    round: int
    #: rounds left when the next one has been, None for no end
    left: int | None

    @property
    def due(self) -> datetime:
        """When the next round is; aware UTC."""
        return self.every.after(self.anchor, self.round)

    def following(self, now: datetime) -> "Cycle | None":
        """The first round after `now`, None if none is left; rounds missed count as had."""
        if self.left == 0:
            return None
        first = self.round + 1
        low, high = first, first
        while self.every.after(self.anchor, high) <= now:
            low, high = high + 1, high * 2
        while low < high:
            middle = (low + high) // 2
            if self.every.after(self.anchor, middle) <= now:
                low = middle + 1
            else:
                high = middle
        left = None if self.left is None else self.left - (low - first) - 1
        if left is not None and left < 0:
            return None
        return Cycle(self.every, self.period, self.anchor, low, left)


def micros(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def from_micros(number: int) -> datetime:
    """Aware UTC from microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=number)


@lru_cache(maxsize=256)
def read_duration(text: str) -> Duration:
    """An ISO 8601 duration. Raises NoMoment."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise NoMoment("not_a_duration")
    years, month, weeks, days, hours, minutes = (int(part or 0) for part in match.groups()[:6])
    seconds = float(match.group(7) or 0)
    exact = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return Duration(years * 12 + month, weeks * 7 + days, exact)


def read_moment(value: object, now: datetime, *, date_is: time = time(0)) -> datetime:
    """The moment a value means, durations counted from `now`. Raises NoMoment.

    A date is that day at `date_is`; times without a zone are Oslo time.
    """
    if not isinstance(value, str):
        raise NoMoment("no_moment")
    text = value.strip()
    if text.startswith("P"):
        return read_duration(text).after(now)
    try:
        if _DATE.fullmatch(text):
            return datetime.combine(date.fromisoformat(text), date_is, OSLO).astimezone(UTC)
        match = _MOMENT.fullmatch(text)
        if match is None:
            raise NoMoment("no_moment")
        zone = match.group(2) or ""
        if not zone.startswith("@"):
            found = datetime.fromisoformat(text)
            return (found if zone else found.replace(tzinfo=OSLO)).astimezone(UTC)
        there = ZoneInfo(zone[1:])
        return datetime.fromisoformat(match.group(1)).replace(tzinfo=there).astimezone(UTC)
    except (ValueError, OverflowError, ZoneInfoNotFoundError) as fault:
        raise NoMoment("no_moment") from fault


def read_cycle(value: object, now: datetime) -> Cycle:
    """R<n>/<period> counted from `now`, or R<n>/<first moment>/<period>. Raises NoMoment.

    Rounds that lie before `now` are not made up for.
    """
    match = _CYCLE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise NoMoment("not_a_cycle")
    number, first, period = match.groups()
    every, rounds = read_duration(period), int(number) if number else None
    if rounds == 0:
        raise NoMoment("no_rounds")
    anchor = read_moment(first, now) if first else now
    if every.after(anchor, 1) - anchor < timedelta(seconds=LEAST_PERIOD):
        raise NoMoment("too_often")
    begun = Cycle(every, period, anchor, 0 if first else 1, None if rounds is None else rounds - 1)
    if begun.due > now:
        return begun
    following = begun.following(now)
    if following is None:
        raise NoMoment("no_rounds_left")
    return following


def stored_cycle(own: Mapping[str, Any]) -> Cycle:
    """The cycle a token carries, as `carried` wrote it."""
    period, anchor, number, left = own["cycle"]
    return Cycle(read_duration(period), period, from_micros(anchor), number, left)


def carried(cycle: Cycle) -> dict[str, Any]:
    """What a token carries of a cycle; JSON."""
    kept = [cycle.period, micros(cycle.anchor), cycle.round, cycle.left]
    return {"due": micros(cycle.due), "cycle": kept}
