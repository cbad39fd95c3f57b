"""New seats every third school week, and nobody is left alone unseen.

Source: handlingsplanen, «Makkerordning» and «Arbeid med klassemiljø»; opplæringslova § 12-3
"""

from collections.abc import Callable

import pytest

from tests.processes.robot import year_values
from tests.processes.story import Story, begin_by_the_year, definition, never_walked

KEY = "makker_og_klassemiljo"


def begin() -> Story:
    """The year wheel starts it for one class."""
    return begin_by_the_year(KEY, **year_values(klasse=True))


def somebody_is_alone() -> Story:
    """The teacher sees it."""
    return begin().does("nye_makkere").does("sammen")


def all_well() -> Story:
    """Nobody is alone."""
    story = begin().does("nye_makkere")
    return story.does("sammen", alene=False, alene_elever=None, hvorfor=None)


def never_done() -> Story:
    """The next round comes before this one is done."""
    return begin().waits(school_days=14)


def half_done() -> Story:
    """New seats, but nothing together."""
    return begin().does("nye_makkere").waits(school_days=14)


STORIES: list[Callable[[], Story]] = [somebody_is_alone, all_well, never_done, half_done]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_round_comes_to_an_end(story: Callable[[], Story]) -> None:
    told = story()
    assert told.finished, told.stands_at()


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked(KEY, STORIES) == set()


def test_a_pupil_who_is_alone_gets_a_report() -> None:
    (opened,) = somebody_is_alone().opened_cases()
    assert opened["elever"] == ["elev"]
    assert definition("melding").forms["melding"].check(opened) == []


def test_a_round_that_was_not_done_says_so() -> None:
    assert never_done().outcome == "ikke_gjort"
    assert all_well().outcome == "gjort"


def test_who_must_not_sit_together_is_marked_as_sensitive() -> None:
    (schema,) = definition(KEY).forms["makkere"].places[("ikke_sammen",)]
    assert schema["x-sensitive"] is True
