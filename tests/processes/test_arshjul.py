"""A school year from beginning to end.

Source: handlingsplanen; opplæringslova § 12-3; bevaringsforskrifta § 41
"""

from collections.abc import Callable
from datetime import datetime

import pytest

from engine.clock import OSLO
from tests.processes.robot import year_values
from tests.processes.story import Story, begin_by_the_year, definition, never_walked

KEY = "arshjul"
SUMMER = datetime(2026, 8, 3, 9, tzinfo=OSLO)
FIRST_DAY = datetime(2026, 8, 17, 9, tzinfo=OSLO)
WINTER = datetime(2027, 1, 18, 9, tzinfo=OSLO)
NEXT_SUMMER = datetime(2027, 6, 18, 12, tzinfo=OSLO)


def a_whole_year() -> Story:
    """Prepared in summer, looked over in January, closed in June."""
    story = begin_by_the_year(KEY, SUMMER, **year_values(klasse=False)).does("gjor_klart")
    story.until(WINTER).does("se_over")
    return story.until(NEXT_SUMMER).does("avslutt")


STORIES: list[Callable[[], Story]] = [a_whole_year]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_round_comes_to_an_end(story: Callable[[], Story]) -> None:
    told = story()
    assert told.finished, told.stands_at()


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked(KEY, STORIES) == set()


def test_everybody_is_told_of_the_duty_to_report_on_the_first_day() -> None:
    story = begin_by_the_year(KEY, SUMMER, **year_values(klasse=False)).does("gjor_klart")
    assert story.opened_cases() == []
    (opened,) = story.until(FIRST_DAY).opened_cases()
    assert opened["personer"] == year_values(klasse=False)["skole"]["ansatte"]
    assert definition("ny_ansatt").forms["nye"].check(opened) == []
