"""A weekly log: what was done and seen, and only numbers of the talks.

Source: handlingsplanen, «Miljøarbeider» and «Rådgivere»; opplæringslova §§ 12-4 and 16-2
"""

from collections.abc import Callable

import pytest

from tests.processes.robot import year_values
from tests.processes.story import Story, begin_by_the_year, definition, never_walked

KEY = "miljoarbeid_og_raadgiving"


def begin() -> Story:
    """The year wheel starts it."""
    return begin_by_the_year(KEY, **year_values(klasse=False))


def something_to_follow_up() -> Story:
    """Somebody reads it."""
    return begin().does("radgiverlogg").does("ukelogg").does("les")


def a_quiet_week() -> Story:
    """Both are written."""
    return begin().does("ukelogg", folge_opp=False).does("radgiverlogg")


def never_written() -> Story:
    """The next week is over too."""
    return begin().waits(school_days=8)


STORIES: list[Callable[[], Story]] = [something_to_follow_up, a_quiet_week, never_written]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_round_comes_to_an_end(story: Callable[[], Story]) -> None:
    told = story()
    assert told.finished, told.stands_at()


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked(KEY, STORIES) == set()


def test_the_counsellors_log_holds_numbers_only() -> None:
    kinds = {schema["type"] for _, schema in definition(KEY).forms["radgiverlogg"].fields()}
    assert kinds == {"integer", "boolean"}
