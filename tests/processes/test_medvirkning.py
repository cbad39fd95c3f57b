"""The pupils' council and the school committee: heard, answered, and never with case data.

Source: handlingsplanen, «Elevrådets arbeid» and «Skoleutvalg»; opplæringslova §§ 10-4 and 10-5
"""

from collections.abc import Callable

import pytest

from tests.processes.robot import year_values
from tests.processes.story import Story, begin_by_the_year, definition, never_walked

KEY = "medvirkning"


def begin() -> Story:
    """The year wheel starts it."""
    return begin_by_the_year(KEY, **year_values(klasse=False))


def with_proposals() -> Story:
    """Rektor answers."""
    return begin().does("elevrad").does("kall_inn").does("referat").does("svar")


def without_proposals() -> Story:
    """A meeting, no more."""
    return begin().does("elevrad").does("kall_inn").does("referat", forslag=None)


STORIES: list[Callable[[], Story]] = [with_proposals, without_proposals]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_round_comes_to_an_end(story: Callable[[], Story]) -> None:
    told = story()
    assert told.finished, told.stands_at()


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked(KEY, STORIES) == set()


def test_no_form_has_room_for_a_person() -> None:
    assert all(form.person_fields == () for form in definition(KEY).forms.values())
