"""The case is with the county governor: the school sends all, works on, and does what is ordered.

Source: opplæringslova §§ 12-6 and 12-8.
"""

from collections.abc import Callable
from datetime import date

import pytest

from tests.processes.answers import TODAY, answers
from tests.processes.story import Story, begin, never_walked

KEY = "statsforvaltersak"


def ordered() -> Story:
    """A measure is ordered and done after its deadline; the owner is told."""
    story = begin(KEY).waits(days=13).does("send").does("svar").waits(days=16)
    return story.does("eier").does("gjennomfor").does("meld_tilbake")


def nothing_ordered() -> Story:
    """The school has done what it should."""
    return begin(KEY).does("send").does("svar", utfall="oppfylt", tiltak=None)


STORIES: list[Callable[[], Story]] = [ordered, nothing_ordered]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_case_comes_to_an_end(story: Callable[[], Story]) -> None:
    told = story()
    assert told.finished, told.stands_at()


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked(KEY, STORIES) == set()


def test_the_governors_own_date_is_the_deadline() -> None:
    given = answers(KEY, "henvendelse")
    due = begin(KEY).task("send").due
    assert due is not None
    assert due.date() == date.fromisoformat(given["frist"])


def test_each_measure_has_the_deadline_of_the_decision() -> None:
    measures = [
        {"hva": "Fast voksen.", "frist": "2026-12-01", "hvem": "miljoarbeider"},
        {"hva": "Ny klasse.", "frist": "2026-12-10", "hvem": "avdelingsleder"},
    ]
    story = begin(KEY).does("send").does("svar", tiltak=measures)
    found = {task.assignee: task.due.date().isoformat() for task in story.open.values() if task.due}
    assert found == {"miljoarbeider": "2026-12-01", "avdelingsleder": "2026-12-10"}


def test_a_broken_deadline_reaches_the_owner_the_day_after() -> None:
    measure = {"hva": "Fast voksen.", "frist": "2026-11-26", "hvem": "miljoarbeider"}
    story = begin(KEY).does("send").does("svar", tiltak=[measure])
    assert date(2026, 11, 23) == TODAY
    assert story.waits(days=3).stands_at() == ["gjennomfor"]
    assert story.waits(days=1).stands_at() == ["eier", "gjennomfor"]
