"""Dates, times, durations, and the school's own days."""

import pytest

from tests.engine.expressions.reading import refusal, value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("today()", "2026-11-23"),
        ("now()", "2026-11-23T09:00:00+01:00"),
        ('date("2026-02-29")', None),
        ("date(2026, 2, 28)", "2026-02-28"),
        ("date(2026, 13, 1)", None),
        ("date(now())", "2026-11-23"),
        ('date("2026-01-01T10:00:00")', "2026-01-01"),
        ('time("08:30")', "08:30:00"),
        ('time("25:00:00")', None),
        ("time(8, 30, 0)", "08:30:00"),
        ('time(8, 30, 0, duration("PT1H"))', "08:30:00+01:00"),
        ('date and time(@"2026-01-01", time("10:00:00"))', "2026-01-01T10:00:00"),
        ('date and time("2026-07-01T10:00:00@Europe/Oslo")', "2026-07-01T10:00:00+02:00"),
        ('date and time("2026-07-01T10:00:00@Nowhere/Else")', None),
        ('date and time("2026-07-01T10:00:00@../../etc/passwd")', None),
        ('string(@"2026-07-01T10:00:00@Europe/Oslo")', "2026-07-01T10:00:00@Europe/Oslo"),
        ('string(@"2026-07-01T10:00:00Z")', "2026-07-01T10:00:00Z"),
        ('string(@"2026-07-01T10:00:00.250-03:30")', "2026-07-01T10:00:00.25-03:30"),
        ('duration("P1Y2M")', "P1Y2M"),
        ('duration("P14M")', "P1Y2M"),
        ('duration("-PT90M")', "-PT1H30M"),
        ('duration("P0D")', "PT0S"),
        ('duration("P1M1D")', None),
        ('duration("P999999999D")', "P999999999D"),
        ('duration("P999999999D") + duration("P1D")', None),
        ('years and months duration(@"2026-01-31", @"2026-03-30")', "P1M"),
        ('@"2026-01-31" + duration("P1M")', "2026-02-28"),
        ('@"2026-01-31" + duration("P1D")', "2026-02-01"),
        ('@"9999-12-31" + duration("P1D")', None),
        ('@"2026-03-01" - @"2026-02-27"', "P2D"),
        ('today() - duration("P1Y")', "2025-11-23"),
        ('duration("P1D") * 1.5', "P1DT12H"),
        ('duration("P1D") / duration("PT6H")', 4),
        ('duration("P1Y") / 0', None),
        ('@"10:00:00" + duration("PT15H")', "01:00:00"),
        ('@"10:00:00Z" = @"11:00:00+01:00"', True),
        ('@"2026-11-23T08:00:00Z" = now()', True),
        ('@"2026-11-23T09:00:00" = now()', True),
        ("today().weekday", 1),
        ('@"2026-11-23T08:05:07".minute', 5),
        ('duration("P1DT2H").hours', 2),
        ('duration("-P14M").months', -2),
        ("day of week(today())", "Monday"),
        ("day of year(today())", 327),
        ("week of year(today())", 48),
        ("month of year(today())", "November"),
        ("today() < now()", None),
    ],
)
def test_dates_and_durations(source: str, expected: object) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("plan.frist < today()", True),
        ("today() > plan.frist", True),
        ("plan.frist = today()", False),
        ("plan.naa <= now()", True),
        ('plan.frist + duration("P1D")', "2026-11-23"),
        ("today() - plan.frist", "P1D"),
        ("plan.frist between plan.start and today()", True),
        ("plan.frist in [date(plan.start)..today()]", True),
        ("plan.ikke_dato < today()", None),
        ("plan.ikke_dato = today()", None),
    ],
)
def test_an_iso_text_from_a_form_is_a_date_when_it_meets_one(source: str, expected: object) -> None:
    plan = {
        "frist": "2026-11-22",
        "start": "2026-11-01",
        "naa": "2026-11-23T08:59:00+01:00",
        "ikke_dato": "snart",
    }
    assert value(source, plan=plan) == expected


def test_whole_days_keep_the_time_of_day_when_the_clocks_change() -> None:
    before = 'date and time("2027-03-26T15:00:00@Europe/Oslo")'
    assert value(f'{before} + duration("P5D")') == "2027-03-31T15:00:00+02:00"
    assert value(f'{before} + duration("PT72H")') == "2027-03-29T15:00:00+02:00"
    assert value(f'{before} + duration("P1DT24H")') == "2027-03-28T15:00:00+02:00"


def test_hours_are_exact_when_the_clocks_change() -> None:
    evening = 'date and time("2027-03-27T22:00:00@Europe/Oslo")'
    assert value(f'{evening} + duration("PT5H")') == "2027-03-28T04:00:00+02:00"


def test_school_days_are_counted_from_now_to_the_same_time_of_day() -> None:
    # Friday 27 November is a planning day.
    assert value("skoledager(3)") == "2026-11-26T09:00:00+01:00"
    assert value("skoledager(4)") == "2026-11-30T09:00:00+01:00"
    assert value("skoledager(-1)") == "2026-11-20T09:00:00+01:00"


def test_school_days_from_a_date_give_a_date() -> None:
    assert value('skoledager("2026-12-18", 1)') == "2027-01-04"
    assert value("skoledager(plan.start, 2)", plan={"start": "2026-11-26"}) == "2026-12-01"
    assert value("skoledager(fra: today(), antall: 1)") == "2026-11-24"
    assert value('skoledager(now() - duration("PT1H"), 1)') == "2026-11-24T08:00:00+01:00"


def test_working_days_do_not_know_the_schools_own_days() -> None:
    assert value("virkedager(4)") == "2026-11-27T09:00:00+01:00"
    assert value('virkedager("2026-12-23", 2)') == "2026-12-28"


def test_school_days_between_two_dates() -> None:
    assert value('skoledager_mellom(today(), "2026-11-30")') == 4
    assert value('skoledager_mellom("2026-11-30", today())') == -4
    assert value('skoledager_mellom(now(), "2026-11-24T08:00:00+01:00")') == 1


def test_a_count_of_days_that_is_a_mistake_is_told() -> None:
    assert refusal("skoledager(5000)").key == "too_many_days"
    assert value("skoledager(null)") is None
    assert value('skoledager("snart", 5)') is None


def test_a_day_is_moved_to_the_next_school_day_only_if_it_is_none() -> None:
    assert value('skoledag("2026-11-23")') == "2026-11-23"
    # A planning day, and the first Saturday of the Christmas holiday.
    assert value('skoledag("2026-11-27")') == "2026-11-30"
    assert value('skoledag(date("2026-12-19"))') == "2027-01-04"
    assert value("skoledag(now())") == "2026-11-23"


def test_school_weeks_are_counted_from_the_first_and_skip_those_without_pupils() -> None:
    weeks = value("skoleuker(1)")
    assert weeks[:2] == ["2026-08-17", "2026-08-24"]
    # The two weeks of Christmas do not count.
    assert weeks[weeks.index("2026-12-14") + 1] == "2027-01-04"
    # The Monday after Easter is a holiday: the week begins on its Tuesday.
    assert "2027-03-30" in weeks
    assert value("skoleuker(3)") == weeks[::3]
    assert weeks[-1] == "2027-06-14"


def test_school_weeks_can_be_counted_from_the_week_of_a_date() -> None:
    assert value('skoleuker(3, "2026-12-10")')[:2] == ["2026-12-07", "2027-01-11"]
    assert value("skoleuker(antall: 40, forste: plan.fra)", plan={"fra": "2026-09-02"}) == [
        "2026-08-31"
    ]


def test_school_weeks_that_cannot_be_counted_are_null() -> None:
    assert value("skoleuker(0)") is None
    assert value("skoleuker(null)") is None
    assert value('skoleuker(1, "2031-01-01")') is None


def test_counting_school_weeks_is_paid_for() -> None:
    assert refusal("for i in 1..5000 return skoleuker(i)").key == "step_budget"
