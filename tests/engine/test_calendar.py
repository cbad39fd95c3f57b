from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from engine.calendar import (
    SchoolCalendar,
    SchoolYear,
    easter_sunday,
    is_working_day,
    public_holidays,
)
from engine.clock import OSLO

YEAR = {
    "years": [
        {
            "name": "2026/27",
            "first": "2026-08-17",
            "last": "2027-06-18",
            "holidays": [
                {"name": "høstferie", "from": "2026-09-28", "to": "2026-10-02"},
                {"name": "juleferie", "from": "2026-12-21", "to": "2027-01-01"},
            ],
            "planning_days": ["2026-11-20"],
        }
    ]
}


@pytest.fixture
def school() -> SchoolCalendar:
    return SchoolCalendar.from_json(YEAR)


def oslo(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=OSLO)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("year", "easter"),
    [(2024, date(2024, 3, 31)), (2026, date(2026, 4, 5)), (2038, date(2038, 4, 25))],
)
def test_easter_falls_where_the_almanac_has_it(year: int, easter: date) -> None:
    assert easter_sunday(year) == easter


def test_the_norwegian_public_holidays_are_no_working_days() -> None:
    assert len(public_holidays(2026)) == 12
    assert not is_working_day(date(2026, 5, 17))
    assert not is_working_day(date(2026, 4, 2))
    assert is_working_day(date(2026, 4, 1))


def test_holidays_planning_days_and_weekends_are_skipped(school: SchoolCalendar) -> None:
    assert not school.is_school_day(date(2026, 9, 30))
    assert not school.is_school_day(date(2026, 11, 20))
    assert not school.is_school_day(date(2026, 11, 21))
    assert school.is_school_day(date(2026, 11, 23))


def test_five_school_days_over_christmas_end_in_january(school: SchoolCalendar) -> None:
    due = school.add_school_days(oslo(2026, 12, 16, 15), 5)
    assert due == oslo(2027, 1, 6, 15)
    assert due.tzinfo is UTC


def test_the_clock_stays_at_three_when_summer_time_begins(school: SchoolCalendar) -> None:
    due = school.add_school_days(oslo(2027, 3, 26 - 2, 15), 1)
    assert due.astimezone(OSLO).hour == 15
    after = school.add_working_days(oslo(2027, 3, 24, 15), 4)
    assert after.astimezone(OSLO).hour == 15
    assert after.astimezone(OSLO).date() > date(2027, 3, 28)


def test_days_are_counted_backwards_too(school: SchoolCalendar) -> None:
    assert school.add_school_days(oslo(2026, 11, 23, 9), -1) == oslo(2026, 11, 19, 9)


def test_the_days_between_count_only_school_days(school: SchoolCalendar) -> None:
    assert school.school_days_between(oslo(2026, 11, 19, 9), oslo(2026, 11, 24, 8)) == 2
    assert school.school_days_between(oslo(2026, 11, 24, 8), oslo(2026, 11, 19, 9)) == -2
    assert school.school_days_between(oslo(2026, 11, 24, 8), oslo(2026, 11, 24, 20)) == 0


def test_outside_the_known_years_working_days_count() -> None:
    assert SchoolCalendar().is_school_day(date(2031, 1, 2))
    assert SchoolCalendar.from_json(YEAR).is_school_day(date(2030, 1, 2))


def test_summer_between_two_known_years_has_no_school_days() -> None:
    second = {"name": "2027/28", "first": "2027-08-16", "last": "2028-06-16"}
    school = SchoolCalendar.from_json({"years": [*YEAR["years"], second]})
    assert not school.is_school_day(date(2027, 7, 7))


def test_a_count_of_days_that_must_be_a_mistake_is_refused(school: SchoolCalendar) -> None:
    with pytest.raises(ValueError, match="more than"):
        school.add_school_days(oslo(2026, 1, 1, 8), 10**9)


def test_a_day_between_two_years_belongs_to_the_one_that_comes(school: SchoolCalendar) -> None:
    year = school.years[0]
    assert school.year_at(year.first - timedelta(days=20)) is year
    assert school.year_at(year.last) is year
    assert school.year_at(year.last + timedelta(days=1)) is None


def test_the_first_school_day_is_never_looked_for_without_end() -> None:
    never = SchoolCalendar((SchoolYear("alltid", date(2026, 1, 1), date(2040, 1, 1)),))
    closed = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(5200))
    never = SchoolCalendar((replace(never.years[0], closed=closed),))
    with pytest.raises(ValueError, match="no school day"):
        never.first_school_day(date(2026, 1, 1))
