"""The drawing of the wheel: where things lie, and that states are told without colour."""

import math
import re
from datetime import date, timedelta

import pytest

from engine.calendar import SchoolCalendar, SchoolYear
from tests.engine.wheelworld import FIRST
from webapp import wheel
from webapp.wheel import Mark, Ring, Words, draw, point, sector

YEAR = SchoolCalendar.from_json({"years": [FIRST]}).years[0]
WORDS = Words("Årshjul", [str(n) for n in range(12)], "I dag", ("2026/27", "1 av 2"))


def drawn(*marks: Mark, today: date = date(2026, 11, 23), year: SchoolYear = YEAR) -> str:
    return str(draw(year, [Ring(1, "forebygging", marks)], today, WORDS))


def mark(state: str = "planned", first: date = date(2026, 9, 7), days: int = 5) -> Mark:
    return Mark(first, first + timedelta(days=days), state, f"Møte: {state}", "/der")


def test_a_year_goes_once_around_from_the_first_of_august() -> None:
    assert wheel.turns(YEAR) == (date(2026, 8, 1), date(2027, 8, 1))
    months = wheel.months_of(YEAR)
    assert (months[0], months[4], months[5], months[11]) == (
        *(date(2026, 8, 1), date(2026, 12, 1)),
        *(date(2027, 1, 1), date(2027, 7, 1)),
    )


def test_the_top_is_the_beginning_and_time_goes_clockwise() -> None:
    x, y = point(0, 100)
    assert (round(x), round(y)) == (0, -100)
    x, y = point(90, 100)
    assert (round(x), round(y)) == (100, 0)


def test_every_mark_is_a_link_with_a_name_and_an_address() -> None:
    svg = drawn(mark())
    assert 'href="/der"' in svg
    assert 'aria-label="Møte: planned"' in svg
    assert "<title>Møte: planned</title>" in svg


@pytest.mark.parametrize("state", ["done", "late", "stopped", "passed"])
def test_a_state_has_a_sign_of_its_own(state: str) -> None:
    signs = {
        one: re.findall(r'<path d="([^"]+)" class="hp-wheel__sign"', drawn(mark(one)))
        for one in ("done", "late", "stopped", "passed", "planned", "open")
    }
    assert len(signs[state]) == 1
    assert [one for one, found in signs.items() if found == signs[state]] == [state]


def test_what_is_going_on_is_striped() -> None:
    assert 'id="hp-striper"' in drawn(mark("open"))
    assert 'data-state="open"' in drawn(mark("open"))


def test_the_needle_points_at_today_and_is_gone_in_another_year() -> None:
    svg = drawn(today=date(2026, 8, 1))
    needle = re.search(r'hp-wheel__needle"><line x1="([-\d.]+)" y1="([-\d.]+)"', svg)
    assert needle is not None
    assert abs(float(needle[1])) < 2
    assert float(needle[2]) < 0
    assert "hp-wheel__needle" not in drawn(today=date(2028, 1, 1))


def test_holidays_lie_as_shade_and_planning_days_do_not() -> None:
    closed = SchoolYear("x", date(2026, 8, 17), date(2027, 6, 18), frozenset({date(2026, 11, 20)}))
    assert drawn().count("hp-wheel__closed") == 2
    assert drawn(year=closed).count("hp-wheel__closed") == 0


def test_everything_stays_inside_the_picture() -> None:
    rings = [
        Ring(n, "", [mark("late", date(2026, 8, 1) + timedelta(days=step), 13)])
        for n in range(1, 22)
        for step in (0, 90, 180, 270, 364)
    ]
    svg = str(draw(YEAR, rings, date(2027, 1, 1), WORDS))
    shapes = " ".join(re.findall(r'<path d="([^"]+)" class="hp-wheel__shape"', svg))
    numbers = re.findall(r"-?\d+(?:\.\d+)?", shapes)
    assert max(abs(float(one)) for one in numbers) <= wheel.HALF


def test_names_from_outside_cannot_become_markup() -> None:
    nasty = Mark(date(2026, 9, 7), date(2026, 9, 9), "planned", '"><script>x\x00', "/a")
    svg = drawn(nasty)
    assert "<script" not in svg
    assert "\x00" not in svg


def test_a_piece_of_a_ring_never_vanishes() -> None:
    path = sector(10, 10, 50, 60)
    ends = [tuple(map(float, pair)) for pair in re.findall(r"[MA ]([-\d.]+) ([-\d.]+)[AL]", path)]
    assert not math.isclose(ends[0][0], ends[-1][0], abs_tol=0.05) or len(set(ends)) > 1


def test_the_words_beside_the_wheel_show_the_same_shapes() -> None:
    assert 'data-state="late"' in wheel.sign("late")
    assert "hp-wheel__sign" in wheel.sign("done")
    assert "hp-wheel__sign" not in wheel.sign("planned")
