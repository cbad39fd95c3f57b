"""The teachers of a class talk each pupil through, and each is followed up alone.

Source: handlingsplanen, «Klasselærerråd»; opplæringslova § 12-4
"""

from collections.abc import Callable

import pytest

from tests.processes.robot import year_values
from tests.processes.story import Story, begin_by_the_year, definition, never_walked

KEY = "klasselaererrad"


def begin() -> Story:
    """The year wheel starts it for one class."""
    return begin_by_the_year(KEY, **year_values(klasse=True))


def held_late() -> Story:
    """The department head asks for it; two pupils are followed up."""
    story = begin().waits(school_days=15).does("avtal").does("hold")
    return story.does("folg_opp")


STORIES: list[Callable[[], Story]] = [held_late]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_round_comes_to_an_end(story: Callable[[], Story]) -> None:
    told = story()
    assert told.finished, told.stands_at()


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked(KEY, STORIES) == set()


def test_the_school_environment_is_reported_and_the_rest_is_followed_up() -> None:
    story = begin().does("hold")
    (opened,) = story.opened_cases()
    assert opened["elever"] == ["elev"]
    assert definition("melding").forms["melding"].check(opened) == []
    assert story.task("folg_opp").assignee == "faglarer"


def test_whoever_follows_up_a_pupil_sees_only_that_pupil() -> None:
    assert "x-context" not in definition(KEY).forms["oppfolging"].schema
    assert begin().does("hold").task("folg_opp").item["elev"] == "elev_2"
