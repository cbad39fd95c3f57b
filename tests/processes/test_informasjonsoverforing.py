"""What the contact teacher must know, and no more.

Source: handlingsplanen, «Overføring av elevinformasjon»; opplæringslova § 25-1;
opplæringsforskrifta § 20-2
"""

from collections.abc import Callable
from datetime import datetime

import pytest

from engine.clock import OSLO
from tests.processes.robot import year_values
from tests.processes.story import Story, begin_by_the_year, definition, never_walked

KEY = "informasjonsoverforing"
BEFORE_START = datetime(2026, 8, 7, 9, tzinfo=OSLO)
AFTER_START = datetime(2026, 8, 19, 9, tzinfo=OSLO)


def something_is_missing_first() -> Story:
    """School has begun before it is done, and the first time something is missing."""
    story = summer().does("finn").until(AFTER_START).does("fa_gjort").does("gi")
    story.does("bekreft", nok=False, mangler="Jeg mangler to elever.")
    return story.does("gi").does("bekreft")


def summer() -> Story:
    """Ten days before school begins."""
    return begin_by_the_year(KEY, BEFORE_START, **year_values(klasse=True))


STORIES: list[Callable[[], Story]] = [something_is_missing_first]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_round_comes_to_an_end(story: Callable[[], Story]) -> None:
    told = story()
    assert told.finished, told.stands_at()


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked(KEY, STORIES) == set()


def test_what_is_missing_is_asked_for_again() -> None:
    story = summer().does("finn").does("gi").does("bekreft", nok=False, mangler="To elever.")
    assert story.stands_at() == ["gi"]


def test_every_need_has_a_basis_for_sharing_it() -> None:
    form = definition(KEY).forms["behov"]
    row = {"elev": "elev", "kilde": "elev", "trenger": "En fast voksen."}
    faults = form.check({"elever": [row], "gjennomgatt": True})
    assert [fault.pointer for fault in faults] == ["/elever/0/hjemmel"]
