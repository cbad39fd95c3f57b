"""Putting occasions together for people: states, words, and what is gathered month by month."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from engine import clock
from engine.errors import NotFound
from engine.occasions import Occasion
from tests.engine.wheelworld import FIRST, SECOND, morning, use_years
from webapp import yearlines
from webapp.yearlines import Flow, Line


def flow(key: str, area: str = "forebygging", name: str = "") -> Flow:
    return Flow(key, name or key, "Hver uke", area, ("rektor",), False)


def line(at: datetime, state: str = "planned", key: str = "a", number: int = 1) -> Line:
    return Line(flow(key), "2026/27", number, at, [Occasion()], Counter([state]))


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        ({"done": 39, "late": 1}, "late"),
        ({"done": 1, "open": 1}, "open"),
        ({"done": 1, "planned": 1}, "planned"),
        ({"done": 2}, "done"),
        ({"stopped": 1, "late": 9}, "stopped"),
    ],
)
def test_the_state_that_asks_for_most_speaks_for_all(counts: dict[str, int], state: str) -> None:
    several = [Occasion() for _ in range(sum(counts.values()))]
    found = Line(flow("a"), "2026/27", 1, morning(2026, 9, 7), several, Counter(counts))
    assert found.state == state


def test_several_are_told_with_numbers() -> None:
    counts = Counter({"done": 12, "late": 3, "open": 25})
    several = [Occasion() for _ in range(40)]
    found = Line(flow("a"), "2026/27", 1, morning(2026, 9, 7), several, counts)
    assert found.words == "12 av 40 ferdige, 3 over fristen"


def test_what_comes_every_week_is_one_row_a_month_and_the_rest_a_row_each() -> None:
    weekly = [line(morning(2026, 9, 7) + timedelta(weeks=n), number=n + 1) for n in range(20)]
    seldom = line(morning(2026, 9, 9), key="b")
    found = [*weekly, seldom]
    september = [one for one in found if one.day.month == 9]
    rows = yearlines.entries(found, september)
    assert [(row.flow.key, len(row.lines)) for row in rows] == [("a", 4), ("b", 1)]


def test_a_row_of_several_says_how_many_stand_how() -> None:
    states = ("done", "done", "late", "planned")
    weekly = [
        line(morning(2026, 9, 1) + timedelta(days=n), state, number=n + 1)
        for n, state in enumerate(states)
    ]
    row = yearlines.Entry(weekly)
    assert (row.state, row.words) == ("late", "1 over fristen, 1 kommer, 2 gjort")


def test_rings_are_numbered_by_the_parts_of_the_plan_and_then_by_name() -> None:
    some = [
        flow("x", "folge_med", "Anders"),
        flow("y", "forebygging", "Øyvind"),
        flow("z", "forebygging", "Berit"),
        flow("w", "", "Aa"),
        flow("z", "forebygging", "Berit"),
    ]
    assert [(n, f.key) for n, f in yearlines.numbered(some)] == [
        *((1, "z"), (2, "y"), (3, "x"), (4, "w"))
    ]


def test_the_year_of_the_address_or_the_one_we_are_in() -> None:
    use_years(FIRST, SECOND)
    clock.freeze(morning(2027, 7, 1))
    assert yearlines.known_year("").name == "2027/28"
    assert yearlines.known_year("2026-27").name == "2026/27"
    clock.freeze(morning(2030, 1, 1))
    assert yearlines.known_year("").name == "2027/28"
    with pytest.raises(NotFound):
        yearlines.known_year("2030-31")


def test_the_neighbours_of_a_year() -> None:
    use_years(FIRST, SECOND)
    before, after = yearlines.neighbours(yearlines.known_year("2026-27"))
    assert before is None
    assert after is not None
    assert after.name == "2027/28"


def test_months_are_said_in_words_and_briefly() -> None:
    assert yearlines.day_words(date(2026, 9, 7)) == "7. september"
    assert [yearlines.short_month(date(2026, n, 1)) for n in (3, 6, 9)] == ["mars", "juni", "sep"]
