from datetime import UTC, datetime

import pytest
from flask import Flask

from engine import calendar, clock
from engine.calendar import SchoolCalendar
from webapp import shown

#: A Monday; the week after is a holiday.
NOW = datetime(2026, 9, 28, 8, 0, tzinfo=UTC)
YEAR = {
    "years": [
        {
            "name": "2026–2027",
            "first": "2026-08-17",
            "last": "2027-06-18",
            "holidays": [{"from": "2026-10-05", "to": "2026-10-09"}],
        }
    ]
}


def at(day: int, hour: int = 10, month: int = 9) -> datetime:
    return datetime(2026, month, day, hour, 0, tzinfo=clock.OSLO)


@pytest.mark.parametrize(
    ("due", "words", "tone"),
    [
        (at(28, 14), "I dag kl. 14.00", "soon"),
        (at(29), "1 skoledag igjen", "soon"),
        (at(30), "2 skoledager igjen", "soon"),
        (at(2, month=10), "4 skoledager igjen", "calm"),
        (at(12, month=10), "5 skoledager igjen", "calm"),
        (at(20, month=11), "Frist 20. nov.", "calm"),
        (at(28, 9), "Over frist", "late"),
        (at(25), "1 skoledag over frist", "late"),
        (at(21), "5 skoledager over frist", "late"),
    ],
)
def test_a_deadline_is_told_in_school_days(
    app: Flask, due: datetime, words: str, tone: str
) -> None:
    with clock.at(NOW), calendar.using(SchoolCalendar.from_json(YEAR)), app.test_request_context():
        assert shown.deadline(due) == (words, tone)


def test_a_deadline_in_the_holidays_is_before_the_next_school_day(app: Flask) -> None:
    friday = datetime(2026, 10, 2, 12, 0, tzinfo=UTC)
    year = SchoolCalendar.from_json(YEAR)
    with clock.at(friday), calendar.using(year), app.test_request_context():
        assert shown.deadline(at(8, month=10)) == ("Før neste skoledag", "soon")


def test_moments_are_shown_on_the_oslo_clock_with_the_year_when_it_is_another() -> None:
    with clock.at(NOW):
        assert shown.oslo(datetime(2026, 11, 23, 13, 3, tzinfo=UTC)) == "23. nov. kl. 14.03"
        assert shown.oslo(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)) == "1. juli kl. 00.30"
        assert shown.dato(datetime(2025, 5, 17, tzinfo=UTC)) == "17. mai 2025"
