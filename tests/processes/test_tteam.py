"""The weekly meeting: what is agreed becomes somebody's task.

Source: handlingsplanen, «T-team»; opplæringslova § 12-4
"""

from collections.abc import Callable

import pytest

from tests.processes.robot import year_values
from tests.processes.story import Story, begin_by_the_year, never_walked

KEY = "tteam"


def begin() -> Story:
    """The year wheel starts it."""
    return begin_by_the_year(KEY, **year_values(klasse=False))


def agreed_and_done_late() -> Story:
    """The item is three days late before it is done."""
    story = begin().does("mote").waits(days=14).waits(school_days=3, hours=8)
    return story.does("folg_opp").does("gjor")


def no_meeting() -> Story:
    """It was not held, and says why."""
    none = {"dato": None, "til_stede": None, "punkter": None}
    return begin().does("mote", **none, holdt=False, grunn="Halve teamet er på kurs.")


def never_written() -> Story:
    """Two weeks went by."""
    return begin().waits(school_days=10)


STORIES: list[Callable[[], Story]] = [agreed_and_done_late, no_meeting, never_written]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_round_comes_to_an_end(story: Callable[[], Story]) -> None:
    told = story()
    assert told.finished, told.stands_at()


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked(KEY, STORIES) == set()


def test_each_item_is_the_task_of_whoever_was_chosen_on_the_date_agreed() -> None:
    task = begin().does("mote").task("gjor")
    assert task.assignee == "miljoarbeider"
    assert task.due is not None
    assert task.due.date().isoformat() == task.item["frist"]
