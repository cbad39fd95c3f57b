"""An acute event: help first, then the log, the pupils, and what the school learns.

Source: handlingsplanen, «Akutte uønskede hendelser»; opplæringslova § 12-4.
"""

from collections.abc import Callable

import pytest

from tests.processes.story import Story, begin, definition, never_walked

KEY = "akutt_hendelse"


def followed_up() -> Story:
    """A pupil is hurt, and the plan must change."""
    story = begin(KEY).does("for_logg").does("avvik").does("vurder").does("skademelding")
    return story.does("gjennomga").does("oppdater")


def nobody_hurt() -> Story:
    """Everybody is well, and the plan held."""
    story = begin(KEY).does("for_logg").does("avvik")
    return story.does("vurder", elever=None, skadet=False).does("gjennomga", endre_plan=False)


STORIES: list[Callable[[], Story]] = [followed_up, nobody_hurt]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_event_is_followed_up(story: Callable[[], Story]) -> None:
    told = story()
    assert told.finished, told.stands_at()


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked(KEY, STORIES) == set()


def test_each_pupil_who_was_hit_by_it_gets_a_report_of_their_own() -> None:
    opened = followed_up().opened_cases()
    assert [one["elever"] for one in opened] == [["elev"], ["elev_2"]]
    form = definition("melding").forms["melding"]
    assert [form.check(one) for one in opened] == [[], []]


def test_the_log_is_asked_for_at_once_and_people_are_told() -> None:
    task = begin(KEY).task("for_logg")
    assert task.priority > 80


def test_the_deviation_report_has_no_room_for_names() -> None:
    assert [pointer for pointer, _ in definition(KEY).forms["avvik"].fields()] == ["/nummer"]


def test_the_review_waits_for_everything_else() -> None:
    story = begin(KEY).does("for_logg").does("avvik")
    assert story.stands_at() == ["vurder"]
