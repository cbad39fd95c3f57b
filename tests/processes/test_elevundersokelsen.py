"""The survey: gone through on every level, no pupil recognisable, a bad result looked into.

Source: opplæringsforskrifta § 19-3; handlingsplanen, «Elevundersøkelsen»
"""

from collections.abc import Callable

import pytest

from tests.processes.robot import year_values
from tests.processes.story import Story, begin_by_the_year, definition, never_walked

KEY = "elevundersokelsen"


def begin() -> Story:
    """The year wheel starts it."""
    return begin_by_the_year(KEY, **year_values(klasse=False))


def one_class_stands_out() -> Story:
    """It is looked into while all the meetings are held."""
    story = begin().does("gjennomfor").does("resultater").all_do("med_klassen").does("undersok")
    return story.does("personalet").does("elevrad_utvalg").does("tiltak")


STORIES: list[Callable[[], Story]] = [one_class_stands_out]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_round_comes_to_an_end(story: Callable[[], Story]) -> None:
    told = story()
    assert told.finished, told.stands_at()


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked(KEY, STORIES) == set()


@pytest.mark.parametrize(
    ("mobbet", "trives", "looked_into"), [(4, 80, False), (5, 95, True), (0, 79, True)]
)
def test_the_schools_own_limits_decide(mobbet: int, trives: int, looked_into: bool) -> None:
    row = {"klasse": "2STA", "antall": 24, "kontaktlarer": "kontaktlarer"}
    story = begin().does("gjennomfor")
    story.does("resultater", klasser=[{**row, "mobbet": mobbet, "trives": trives}])
    assert ("undersok" in story.stands_at()) is looked_into


def test_fewer_than_five_answers_are_never_written_down() -> None:
    form = definition(KEY).forms["resultater"]
    row = {
        "klasse": "2STA",
        "antall": 4,
        "mobbet": 25,
        "trives": 75,
        "kontaktlarer": "kontaktlarer",
    }
    assert [f.pointer for f in form.check({"klasser": [row], "for_faa": 0})] == [
        "/klasser/0/antall"
    ]


def test_the_pupils_know_that_it_is_voluntary() -> None:
    form = definition(KEY).forms["gjennomforing"]
    faults = form.check({"fra": "2026-10-12", "til": "2026-10-23"})
    assert [fault.pointer for fault in faults] == ["/frivillig"]
