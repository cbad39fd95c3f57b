"""A half-minute note: worry is reported at once, doubt comes back, the rest is written down.

Source: opplæringslova § 12-4 first paragraph; handlingsplanen, «Ansattes observasjoner».
"""

from collections.abc import Callable

import pytest

from tests.processes.story import Story, begin, definition, never_walked

KEY = "observasjon"


def worried() -> Story:
    """It is reported at once."""
    return begin(KEY, bekymret="ja")


def just_noted() -> Story:
    """There is nothing to worry about."""
    return begin(KEY, bekymret="nei")


def looked_at_again() -> Story:
    """Still in doubt the second time, worried the third."""
    return begin(KEY).does("se_igjen", bekymret="usikker", hva=None).does("se_igjen")


def all_well() -> Story:
    """It goes well after two weeks."""
    return begin(KEY).does("se_igjen", bekymret="nei", hva=None)


STORIES: list[Callable[[], Story]] = [worried, just_noted, looked_at_again, all_well]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_note_comes_to_an_end(story: Callable[[], Story]) -> None:
    told = story()
    assert told.finished, told.stands_at()


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked(KEY, STORIES) == set()


def test_two_answers_are_enough() -> None:
    form = definition(KEY).forms["notat"]
    assert [fault.pointer for fault in form.check({})] == ["/hva", "/bekymret"]


def test_a_worry_is_a_report_that_can_be_opened_also_without_a_name() -> None:
    form = definition("melding").forms["melding"]
    for given in ({}, {"elever": None}, {"elever": None, "gruppe": None}):
        (opened,) = begin(KEY, bekymret="ja", **given).opened_cases()
        assert form.check(opened) == []


def test_what_was_seen_the_second_time_is_what_is_reported() -> None:
    (opened,) = looked_at_again().opened_cases()
    assert opened["hva_skjedde"].startswith("Hun sitter fortsatt alene")


def test_a_doubt_comes_back_after_two_weeks() -> None:
    task = begin(KEY).task("se_igjen")
    assert task.follow_up is not None
    assert task.due is not None
    assert task.follow_up.date() < task.due.date()
