"""The plans for a crisis are gone through and tried each year.

Source: handlingsplanen, «Skolens beredskapsplaner»
"""

from collections.abc import Callable

import pytest

from tests.processes.robot import year_values
from tests.processes.story import Story, begin_by_the_year, never_walked

KEY = "beredskap"


def begin() -> Story:
    """The year wheel starts it."""
    return begin_by_the_year(KEY, **year_values(klasse=False))


def the_plan_must_change() -> Story:
    """The drill shows it."""
    return begin().does("ga_gjennom").does("ovelse").does("rett")


def the_plan_holds() -> Story:
    """Nothing to mend."""
    return begin().does("ga_gjennom").does("ovelse", endre=False)


STORIES: list[Callable[[], Story]] = [the_plan_must_change, the_plan_holds]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_round_comes_to_an_end(story: Callable[[], Story]) -> None:
    told = story()
    assert told.finished, told.stands_at()


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked(KEY, STORIES) == set()
