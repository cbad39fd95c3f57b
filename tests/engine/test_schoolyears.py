from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import audit, calendar, clock, database, schoolyears
from engine.audit import Kind
from engine.calendar import SchoolCalendar
from engine.errors import NotFound, Stale
from engine.schoolyears import CalendarRefused
from tests.cast import Cast, seat

YEAR: dict[str, Any] = {
    "name": "2026/27",
    "first": "2026-08-17",
    "last": "2027-06-18",
    "holidays": [
        {"name": "Høstferie", "from": "2026-09-28", "to": "2026-10-02"},
        {"name": "Juleferie", "from": "2026-12-21", "to": "2027-01-01"},
        {"name": "Påskeferie", "from": "2027-03-22", "to": "2027-03-29"},
    ],
    "planning_days": ["2026-11-11"],
}


def changed(**more: Any) -> list[dict[str, Any]]:
    return [{**YEAR, **more}]


def keys(years: list[dict[str, Any]]) -> list[tuple[str, int, str]]:
    return [(fault.key, fault.year, fault.place) for fault in schoolyears.problems(years)]


def test_nothing_is_stored_before_somebody_changes_the_calendar_delivered(
    session: Session,
) -> None:
    assert schoolyears.newest(session) == 0
    assert schoolyears.history(session) == []
    calendar.use(SchoolCalendar.from_json({"years": [YEAR]}))
    assert schoolyears.follow(session) == 0
    assert calendar.current().years[0].name == "2026/27"


def test_a_change_is_a_new_version_and_what_was_delivered_is_the_first(
    session: Session, cast: Cast
) -> None:
    calendar.use(SchoolCalendar.from_json({"years": [YEAR]}))
    years = changed(planning_days=["2026-11-12"])
    assert schoolyears.save(session, cast.randi, years, "Kommunen flyttet dagen", 0) == 2
    [new, delivered] = schoolyears.history(session)
    assert (new.number, new.by, new.why) == (2, cast.randi.id, "Kommunen flyttet dagen")
    assert (delivered.number, delivered.by) == (1, 0)
    first = schoolyears.numbered(session, 1)
    assert not first.is_school_day(date(2026, 11, 11))
    [event] = audit.trail(session, 0, kinds=[Kind.CALENDAR_CHANGED])
    assert event.body == {"number": 2, "reason": "Kommunen flyttet dagen"}


def test_every_process_counts_by_the_newest_version_from_the_moment_it_looks(
    engine: sa.Engine,
) -> None:
    with database.transaction(engine) as session:
        randi = seat(session).randi
        schoolyears.save(session, randi, changed(planning_days=["2026-11-12"]), "x", 0)
    assert calendar.current().is_school_day(date(2026, 11, 12))
    with database.reading(engine) as session:
        assert schoolyears.follow(session) == 2
    assert not calendar.current().is_school_day(date(2026, 11, 12))
    with database.transaction(engine) as session:
        schoolyears.save(session, randi, changed(planning_days=[]), "x", 2)
        schoolyears.follow(session)
    assert calendar.current().is_school_day(date(2026, 11, 12))
    assert calendar.current().number == 3


def test_a_change_made_from_an_old_version_is_refused(session: Session, cast: Cast) -> None:
    schoolyears.save(session, cast.randi, changed(), "x", 0)
    for seen in (0, 1, 3):
        with pytest.raises(Stale):
            schoolyears.save(session, cast.dag, changed(), "y", seen)
    assert schoolyears.newest(session) == 2
    with pytest.raises(NotFound):
        schoolyears.numbered(session, 9)


def test_a_calendar_that_makes_sense_has_no_fault() -> None:
    assert keys([YEAR]) == []
    assert keys([YEAR, schoolyears.following(YEAR)]) == []


@pytest.mark.parametrize(
    ("more", "key", "place"),
    [
        ({"name": "26-27"}, "bad_name", "name"),
        ({"name": "2026/28"}, "bad_name", "name"),
        ({"first": "17. august"}, "no_date", "first"),
        ({"last": "2026-06-18"}, "ends_before_it_starts", "last"),
        ({"last": "2028-06-16"}, "too_long", "last"),
        ({"first": "2026-08-16"}, "no_working_day", "first"),
        ({"planning_days": ["2026-11-14"]}, "planning_on_weekend", "planning_days/0"),
        ({"planning_days": ["2027-05-17"]}, "planning_on_holiday", "planning_days/0"),
        ({"planning_days": ["2026-09-29"]}, "planning_in_holiday", "planning_days/0"),
        ({"planning_days": ["2026-11-11"] * 2}, "planning_twice", "planning_days/1"),
        ({"planning_days": ["2027-08-02"]}, "outside_the_year", "planning_days/0"),
        ({"planning_days": [""]}, "no_date", "planning_days/0"),
    ],
)
def test_what_makes_no_sense_is_named_with_its_place(
    more: dict[str, Any], key: str, place: str
) -> None:
    assert (key, 0, place) in keys(changed(**more))


@pytest.mark.parametrize(
    ("holiday", "key", "place"),
    [
        ({"name": "", "from": "2026-09-28", "to": "2026-10-02"}, "no_holiday_name", "name"),
        ({"name": "A", "from": "2026-10-02", "to": "2026-09-28"}, "ends_before_it_starts", "to"),
        ({"name": "A", "from": "2026-07-01", "to": "2026-07-31"}, "outside_the_year", "to"),
        ({"name": "A", "from": "x", "to": "2026-10-02"}, "no_date", "from"),
    ],
)
def test_a_holiday_lies_inside_its_year_and_ends_after_it_began(
    holiday: dict[str, str], key: str, place: str
) -> None:
    assert (key, 0, f"holidays/0/{place}") in keys(changed(holidays=[holiday], planning_days=[]))


def test_two_years_neither_overlap_nor_share_a_name(session: Session, cast: Cast) -> None:
    second = {**YEAR, "first": "2027-06-14", "last": "2028-06-16", "holidays": []}
    second["planning_days"] = []
    found = keys([YEAR, second])
    assert ("years_overlap", 1, "first") in found
    assert ("name_taken", 1, "name") in found
    assert keys([])[0][0] == "no_years"
    with pytest.raises(CalendarRefused) as refused:
        schoolyears.save(session, cast.randi, [YEAR, second], "x", 0)
    assert {fault.key for fault in refused.value.faults} == {"years_overlap", "name_taken"}
    assert schoolyears.newest(session) == 0


def test_next_year_has_this_years_pattern_and_its_own_easter() -> None:
    proposed = schoolyears.following(YEAR)
    assert proposed["name"] == "2027/28"
    assert proposed["first"] == "2027-08-16"
    days = {one["name"]: (one["from"], one["to"]) for one in proposed["holidays"]}
    assert days["Høstferie"] == ("2027-09-27", "2027-10-01")
    assert days["Juleferie"] == ("2027-12-20", "2027-12-31")
    assert days["Påskeferie"] == ("2028-04-10", "2028-04-17")
    made = SchoolCalendar.from_json({"years": [proposed]})
    easter = calendar.easter_sunday(2028)
    assert not any(made.is_school_day(easter - timedelta(days=n)) for n in range(1, 7))


def test_the_second_of_two_who_save_at_once_is_told(session: Session, cast: Cast) -> None:
    schoolyears.save(session, cast.randi, changed(), "x", 0)
    clash = sa.update(schoolyears.CalendarVersion).values(number=3)
    session.execute(clash.where(schoolyears.CalendarVersion.number == 2))
    with pytest.raises(Stale):
        schoolyears.save(session, cast.randi, changed(), "x", 2)
    assert clock.now() >= schoolyears.history(session)[0].at
