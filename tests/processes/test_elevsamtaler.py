"""Every pupil is talked with, and a worry becomes a report.

Source: handlingsplanen, «Oppstartssamtaler» and «Elevsamtaler»; opplæringsforskrifta § 9-6
"""

from collections.abc import Callable

import pytest

from tests.processes.robot import year_values
from tests.processes.story import Story, begin_by_the_year, definition, never_walked

KEY = "elevsamtaler"


def begin() -> Story:
    """The year wheel starts it for one class."""
    return begin_by_the_year(KEY, **year_values(klasse=True))


def everybody_is_talked_with() -> Story:
    """Late: the department head asks why. One pupil is not well."""
    story = begin().waits(school_days=25).does("se_hvem")
    first = str(story.tasks("snakk")[0].item)
    story.does("snakk", item=first, bekymret=True, bekymring="Hun gråter når vi snakker om det.")
    return story.all_do("snakk")


STORIES: list[Callable[[], Story]] = [everybody_is_talked_with]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_round_comes_to_an_end(story: Callable[[], Story]) -> None:
    told = story()
    assert told.finished, told.stands_at()


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked(KEY, STORIES) == set()


def test_each_pupil_has_a_talk_with_the_contact_teacher() -> None:
    tasks = begin().tasks("snakk")
    assert [task.item for task in tasks] == year_values(klasse=True)["klasse"]["elever"]
    assert {task.assignee for task in tasks} == {"kontaktlarer"}


def test_a_worry_is_a_report_about_that_pupil_only() -> None:
    (opened,) = everybody_is_talked_with().opened_cases()
    assert len(opened["elever"]) == 1
    assert definition("melding").forms["melding"].check(opened) == []


def test_ordinary_talks_never_tell_people_at_once() -> None:
    assert all(task.priority <= 50 for task in begin().tasks("snakk"))


def test_a_pupil_over_eighteen_decides_about_the_guardians() -> None:
    schema = definition(KEY).forms["samtale"].resolve({"holdt": "ja"})["properties"]["foresatte"]
    assert {one["const"] for one in schema["oneOf"]} >= {"over_18_ja", "over_18_nei"}
