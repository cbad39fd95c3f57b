"""Help from outside the school: nothing is shared without a basis, and what is shared is written.

Source: forvaltningsloven §§ 13-13 b; opplæringslova § 24-3; opplæringsforskrifta § 20-2.
"""

from collections.abc import Callable

import pytest

from tests.processes.answers import answers
from tests.processes.story import Story, definition, never_walked

KEY = "ekstern_kontakt"
PLAIN = {"samtykke_dato": None, "samtykke_hva": None}


def begin() -> Story:
    """Somebody at the school wants help."""
    return Story(KEY).begin()


def answered() -> Story:
    """The answer comes after it was asked for again."""
    story = begin().does("avklar").does("ta_kontakt").waits(school_days=10).does("purr")
    return story.does("skriv_svar")


def shared_and_done() -> Story:
    """No answer is awaited."""
    return begin().does("avklar").does("ta_kontakt", venter_svar=False)


def nothing_gives_the_right() -> Story:
    """There is no basis, so nothing is shared."""
    return begin().does("avklar", **PLAIN, hjemmel="ingen")


STORIES: list[Callable[[], Story]] = [answered, shared_and_done, nothing_gives_the_right]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_contact_comes_to_an_end(story: Callable[[], Story]) -> None:
    told = story()
    assert told.finished, told.stands_at()


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked(KEY, STORIES) == set()


def test_nothing_is_shared_without_a_basis() -> None:
    told = nothing_gives_the_right()
    assert told.outcome == "ikke_delt"
    assert "ta_kontakt" not in told.passed


def test_consent_says_when_and_for_what() -> None:
    form = definition(KEY).forms["ekstern_hjemmel"]
    faults = form.check(answers(KEY, "ekstern_hjemmel", **PLAIN))
    assert [fault.pointer for fault in faults] == ["/samtykke_dato", "/samtykke_hva"]


def test_necessity_is_explained() -> None:
    form = definition(KEY).forms["ekstern_hjemmel"]
    faults = form.check(answers(KEY, "ekstern_hjemmel", **PLAIN, hjemmel="fvl"))
    assert [fault.pointer for fault in faults] == ["/hjemmel_grunn"]
