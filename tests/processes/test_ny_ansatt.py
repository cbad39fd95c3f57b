"""Everybody who works at the school has read and confirmed the duty to report.

Source: handlingsplanen, «Informere alle ansatte om meldeplikten»; opplæringsforskrifta § 20-2.
"""

from collections.abc import Callable

import pytest

from tests.processes.answers import answers
from tests.processes.story import Story, begin, definition, never_walked

KEY = "ny_ansatt"


def both_confirm() -> Story:
    """Rektor has to remind them first."""
    return begin(KEY).waits(school_days=10).does("folg_opp").all_do("bekreft")


STORIES: list[Callable[[], Story]] = [both_confirm]


def test_it_is_over_when_everybody_has_confirmed() -> None:
    told = begin(KEY).does("bekreft", item="vikar")
    assert not told.finished
    assert told.does("bekreft", item="miljoarbeider").finished


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked(KEY, STORIES) == set()


def test_each_confirms_in_person() -> None:
    story = begin(KEY)
    asked = {task.item: task.assignee for task in story.open.values()}
    assert asked == {"vikar": "vikar", "miljoarbeider": "miljoarbeider"}


def test_four_hundred_employees_can_be_asked_at_once() -> None:
    given = answers(KEY, "nye", personer=[f"ansatt_{n}" for n in range(400)])
    assert len(Story(KEY).begin(given).open) == 400


@pytest.mark.parametrize("field", ["meldeplikt", "personvern"])
def test_both_must_be_confirmed(field: str) -> None:
    form = definition(KEY).forms["bekreftelse"]
    assert [f.pointer for f in form.check(answers(KEY, "bekreftelse", **{field: None}))] == [
        f"/{field}"
    ]
