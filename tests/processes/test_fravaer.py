"""A pupil who is away: somebody asks why, and what comes of the school environment is reported.

Source: handlingsplanen, «Fraværsoppfølging»; opplæringslova § 12-4.
"""

from collections.abc import Callable

import pytest

from tests.processes.story import Story, begin, definition, never_walked

KEY = "fravaer"
WORRY = {"skolemiljo": "kanskje", "bekymring": "Hun sier at ingen vil jobbe sammen med henne."}


def reported() -> Story:
    """Nobody talks with the pupil for a week; then it comes out."""
    return begin(KEY).waits(school_days=5).does("sorg_for").does("snakk", **WORRY)


def a_lot_of_absence() -> Story:
    """It has nothing to do with the school, but it is much."""
    return begin(KEY).does("snakk").does("folg_opp")


def a_little_absence() -> Story:
    """The contact teacher has cleared it up."""
    return begin(KEY, dager=4).does("snakk")


STORIES: list[Callable[[], Story]] = [reported, a_lot_of_absence, a_little_absence]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_absence_is_followed_to_the_end(story: Callable[[], Story]) -> None:
    told = story()
    assert told.finished, told.stands_at()


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked(KEY, STORIES) == set()


@pytest.mark.parametrize("answer", ["ja", "kanskje"])
def test_doubt_is_enough_for_a_report(answer: str) -> None:
    (opened,) = begin(KEY).does("snakk", **{**WORRY, "skolemiljo": answer}).opened_cases()
    assert definition("melding").forms["melding"].check(opened) == []
    assert opened["elever"] == ["elev"]


@pytest.mark.parametrize(
    ("dager", "timer", "much"), [(8, 0, True), (7, 19, False), (0, 20, True), (3, 3, False)]
)
def test_the_threshold_is_the_schools_own(dager: int, timer: int, much: bool) -> None:
    story = begin(KEY, dager=dager, timer=timer).does("snakk")
    assert (story.stands_at() == ["folg_opp"]) is much
