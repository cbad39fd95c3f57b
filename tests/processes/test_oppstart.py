"""What every class does as the school year begins.

Source: handlingsplanen, «Gjennomgang av skoleregler», «faddere», «Rektors møte», «Foreldremøter»
"""

from collections.abc import Callable

import pytest

from tests.processes.robot import year_values
from tests.processes.story import Story, begin_by_the_year, never_walked

KEY = "oppstart"


def a_first_year_class() -> Story:
    """Late with the rules, and somebody was away."""
    story = level(1).waits(school_days=15).does("sorg_for").does("regler").does("ta_igjen")
    return story.does("faddere").does("rektors_mote").does("hold_foreldremote")


def a_third_year_class() -> Story:
    """No buddies and no meeting with parents; nobody was away."""
    return level(3).does("regler", borte=None)


def level(number: int) -> Story:
    """A class of this level."""
    values = year_values(klasse=True)
    values["klasse"] = {**values["klasse"], "trinn": number}
    return begin_by_the_year(KEY, **values)


STORIES: list[Callable[[], Story]] = [a_first_year_class, a_third_year_class]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_round_comes_to_an_end(story: Callable[[], Story]) -> None:
    told = story()
    assert told.finished, told.stands_at()


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked(KEY, STORIES) == set()


@pytest.mark.parametrize(
    ("number", "steps"),
    [
        (1, {"regler", "faddere", "rektors_mote", "hold_foreldremote"}),
        (2, {"regler", "hold_foreldremote"}),
        (3, {"regler"}),
    ],
)
def test_the_level_decides_what_the_class_gets(number: int, steps: set[str]) -> None:
    assert set(level(number).stands_at()) == steps


def test_the_pupils_who_were_away_are_told_too() -> None:
    assert "ta_igjen" in level(3).does("regler").stands_at()
