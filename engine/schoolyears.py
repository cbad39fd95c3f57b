"""The school calendar as the school has edited it: every version, who made it, when and why.

Owns the versions and whether a proposed calendar makes sense. The calendar delivered with the
product is the first version; nothing is stored before somebody changes it. How days are counted
stands in `engine/calendar.py`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import calendar, clock
from engine.audit import Kind, record
from engine.calendar import SchoolCalendar, easter_sunday, is_working_day
from engine.database import Base, Moment, table_of
from engine.errors import NotFound, Refused, Stale
from engine.people import SYSTEM, Actor

#: Days from the first to the last of a school year, at most; and years and holidays in a calendar.
LONGEST_YEAR = 380
MOST_YEARS, MOST_HOLIDAYS = 30, 40
#: Whole weeks nearest to a year.
_YEAR_OF_WEEKS = timedelta(weeks=52)
_NAME = re.compile(r"(\d{4})/(\d{2})")


class CalendarVersion(Base):
    """One version of the school calendar; none is ever changed."""

    __tablename__ = "school_calendars"

    number: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    #: `{"years": [...]}` as `SchoolCalendar.from_json` reads it.
    data: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(Moment)
    #: 0 for the one delivered with the product.
    by: Mapped[int] = mapped_column(sa.BigInteger)
    why: Mapped[str] = mapped_column(sa.String(500))


_versions = table_of(CalendarVersion)
_NEWEST = sa.select(sa.func.max(_versions.c.number))
_ONE = sa.select(_versions.c.data).where(_versions.c.number == sa.bindparam("number"))


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a proposed calendar."""

    #: Stable key of what is wrong.
    key: str
    #: Number of the year it lies in, and its field: "name", "first", "holidays/2/to" …
    year: int
    place: str
    facts: Mapping[str, str] = field(default_factory=dict)


class CalendarRefused(Refused):
    """The school calendar does not make sense as it stands."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(calendar=True)
        self.faults = tuple(faults)


def newest(session: Session) -> int:
    """Number of the version in force; 0 while the school uses the one delivered."""
    return session.connection().execute(_NEWEST).scalar() or 0


def follow(session: Session) -> int:
    """This process counts by the newest version from now on; returns its number."""
    number = newest(session)
    if number and number != calendar.current().number:
        calendar.use(numbered(session, number))
    return number


def numbered(session: Session, number: int) -> SchoolCalendar:
    """The calendar of a version. Raises NotFound."""
    data = session.connection().execute(_ONE, {"number": number}).scalar()
    if data is None:
        raise NotFound(calendar=number)
    return _read(number, data)


@lru_cache(maxsize=16)
def _read(number: int, data: str) -> SchoolCalendar:
    return SchoolCalendar.from_json(orjson.loads(data), number)


def history(session: Session) -> Sequence[CalendarVersion]:
    """All versions, the newest first."""
    query = sa.select(CalendarVersion).order_by(CalendarVersion.number.desc())
    return session.scalars(query).all()


def save(
    session: Session, actor: Actor, years: Sequence[Mapping[str, Any]], why: str, seen: int
) -> int:
    """A new version is in force for everybody; returns its number.

    `seen` is the version it was made from. Raises Stale if somebody has made another meanwhile,
    CalendarRefused if it does not make sense.
    """
    faults = list(problems(years))
    if faults:
        raise CalendarRefused(faults)
    if newest(session) != seen:
        raise Stale(calendar=seen)
    kept = sorted(years, key=lambda year: str(year["first"]))
    try:
        with session.begin_nested():
            if not seen:
                _store(session, 1, calendar.current().source, SYSTEM, "")
            number = max(seen, 1) + 1
            _store(session, number, {"years": kept}, actor, why)
    except IntegrityError as error:
        raise Stale(calendar=seen) from error
    record(session, Kind.CALENDAR_CHANGED, actor, number=number, reason=why)
    return number


def _store(session: Session, number: int, data: Any, actor: Actor, why: str) -> None:
    session.add(
        CalendarVersion(
            number=number,
            data=orjson.dumps(dict(data)).decode(),
            at=clock.now(),
            by=actor.id,
            why=why[:500],
        )
    )
    session.flush()


def problems(years: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    """Everything that is wrong with a proposed calendar, year by year."""
    if not 1 <= len(years) <= MOST_YEARS:
        yield Fault("no_years", 0, "name")
        return
    for number, year in enumerate(years):
        yield from _year(number, year)
    spans = [(_day(y.get("first")), _day(y.get("last")), n) for n, y in enumerate(years)]
    known = sorted((a, b, n) for a, b, n in spans if a is not None and b is not None)
    for (_, end, one), (begin, _, other) in pairwise(known):
        if begin <= end:
            facts = {"other": str(years[one].get("name", ""))}
            yield Fault("years_overlap", other, "first", facts)
    names = [str(year.get("name", "")) for year in years]
    for number, name in enumerate(names):
        if name in names[:number]:
            yield Fault("name_taken", number, "name", {"name": name})


def _year(number: int, year: Mapping[str, Any]) -> Iterator[Fault]:
    first, last = _day(year.get("first")), _day(year.get("last"))
    match = _NAME.fullmatch(str(year.get("name", "")))
    if match is None or int(match[2]) != (int(match[1]) + 1) % 100:
        yield Fault("bad_name", number, "name")
    for place, day in (("first", first), ("last", last)):
        if day is None:
            yield Fault("no_date", number, place)
    if first is None or last is None:
        return
    if last <= first:
        yield Fault("ends_before_it_starts", number, "last")
        return
    if (last - first).days > LONGEST_YEAR:
        yield Fault("too_long", number, "last")
        return
    for place, day in (("first", first), ("last", last)):
        if not is_working_day(day):
            yield Fault("no_working_day", number, place, _of(day))
    holidays = year.get("holidays", ())
    if len(holidays) > MOST_HOLIDAYS or len(year.get("planning_days", ())) > MOST_HOLIDAYS:
        yield Fault("too_many", number, "holidays/0/name")
        return
    for at, holiday in enumerate(holidays):
        yield from _holiday(number, f"holidays/{at}", holiday, first, last)
    yield from _planning_days(number, year, first, last)


def _holiday(
    number: int, at: str, holiday: Mapping[str, Any], first: date, last: date
) -> Iterator[Fault]:
    if not str(holiday.get("name", "")).strip():
        yield Fault("no_holiday_name", number, f"{at}/name")
    begin, end = _day(holiday.get("from")), _day(holiday.get("to"))
    for place, day in (("from", begin), ("to", end)):
        if day is None:
            yield Fault("no_date", number, f"{at}/{place}")
        elif not first <= day <= last:
            yield Fault("outside_the_year", number, f"{at}/{place}", _of(day))
    if begin is not None and end is not None and end < begin:
        yield Fault("ends_before_it_starts", number, f"{at}/to")


def _planning_days(
    number: int, year: Mapping[str, Any], first: date, last: date
) -> Iterator[Fault]:
    holidays = [(_day(h.get("from")), _day(h.get("to"))) for h in year.get("holidays", ())]
    seen = set[date]()
    for at, text in enumerate(year.get("planning_days", ())):
        place, day = f"planning_days/{at}", _day(text)
        if day is None:
            yield Fault("no_date", number, place)
        elif not first <= day <= last:
            yield Fault("outside_the_year", number, place, _of(day))
        elif not is_working_day(day):
            key = "planning_on_weekend" if day.weekday() >= 5 else "planning_on_holiday"
            yield Fault(key, number, place, _of(day))
        elif any(a and b and a <= day <= b for a, b in holidays):
            yield Fault("planning_in_holiday", number, place, _of(day))
        elif day in seen:
            yield Fault("planning_twice", number, place, _of(day))
        else:
            seen.add(day)


def _of(day: date) -> dict[str, str]:
    return {"day": day.isoformat()}


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def following(year: Mapping[str, Any]) -> dict[str, Any]:
    """A proposal for the year after, in the same pattern: Easter follows Easter, the rest its week.

    Nothing is decided by it; somebody looks it over and saves it.
    """
    first, last = date.fromisoformat(year["first"]), date.fromisoformat(year["last"])
    easters = easter_sunday(last.year), easter_sunday(last.year + 1)
    begun = int(str(year["name"])[:4]) + 1

    def moved(text: str, shift: timedelta = _YEAR_OF_WEEKS) -> str:
        return (date.fromisoformat(text) + shift).isoformat()

    def holiday(one: Mapping[str, Any]) -> dict[str, Any]:
        near = date.fromisoformat(one["from"]) <= easters[0] + timedelta(days=1)
        easter = near and date.fromisoformat(one["to"]) >= easters[0] - timedelta(days=7)
        shift = easters[1] - easters[0] if easter else _YEAR_OF_WEEKS
        return {**one, "from": moved(one["from"], shift), "to": moved(one["to"], shift)}

    made = {
        "name": f"{begun}/{(begun + 1) % 100:02}",
        "first": moved(first.isoformat()),
        "last": moved(last.isoformat()),
        "holidays": [holiday(one) for one in year.get("holidays", ())],
    }
    days = [moved(day) for day in year.get("planning_days", ())]
    kept = [day for day in days if is_working_day(date.fromisoformat(day))]
    return {**made, "planning_days": kept}
