"""Answers any form at random, and walks any process with such answers: valid, seeded, never clever.

The robot knows nothing about a process but its forms. What it cannot get through, a person with an
unusual case cannot get through either.
"""

import json
from datetime import date
from functools import cache
from random import Random
from typing import Any

from engine.bundles import Form
from engine.bundles.invention import World, invented
from tests.processes.story import ROOT, Story, calendar, definition

#: Steps of one walk; a process that loops may still be waiting for somebody then.
MOST_STEPS = 150


@cache
def _people() -> dict[str, list[str]]:
    data = json.loads((ROOT / "processes" / "demo.json").read_text("utf-8"))
    found: dict[str, list[str]] = {}
    for person in data["people"]:
        found.setdefault(person["kind"], []).append(person["key"])
    return found


def random_answers(form: Form, random: Random, today: date) -> dict[str, Any]:
    """Answers the form takes: what must be answered is, the rest sometimes."""
    return invented(form, random, World(today, _people(), ("1STA", "1STB", "2STA")))


def begin_anyhow(process: str, random: Random, values: dict[str, Any]) -> Story:
    """A case of the process, opened with random answers, or by the year wheel."""
    story = Story(process)
    form = story.definition.start_form
    given = random_answers(story.definition.forms[form], random, story.now.date()) if form else None
    return story.begin(given, **values)


def walk(process: str, seed: int, values: dict[str, Any]) -> Story:
    """A case walked at random until it ends, or long enough to be sure that it is not stuck.

    Time passes now and then, so that what nobody answers is also seen. What the case asks to have
    opened beside it must be openable.
    """
    random = Random(f"{process}/{seed}")
    story = begin_anyhow(process, random, values)
    for _ in range(MOST_STEPS):
        if story.finished:
            break
        tasks = sorted(story.open.values(), key=lambda task: (task.element, str(task.item)))
        if tasks and random.random() < 0.75:
            task = random.choice(tasks)
            form = story.definition.elements[task.element].form
            assert form is not None, f"{task.element} has no form"
            given = random_answers(story.definition.forms[form], random, story.now.date())
            story.answers(task, given)
        elif story.next_due is not None:
            story.until(max(story.next_due, story.now))
        else:
            assert tasks, f"nothing is open and nothing is awaited: {story.passed[-6:]}"
    for request in story.requests:
        if request.operation == "open_case":
            _can_be_opened(request.params)
    return story


def _can_be_opened(params: Any) -> None:
    opened = definition(params["process"])
    answers = {name: value for name, value in params["answers"].items() if value is not None}
    if opened.start_form is not None:
        faults = opened.forms[opened.start_form].check(answers)
        assert faults == [], f"{params['process']} would not open: {faults}"


def year_values(klasse: bool) -> dict[str, Any]:
    """What the year wheel tells a case it starts."""
    people = _people()
    years = calendar().years
    year = years[-1]
    values: dict[str, Any] = {
        "skole": {"klasser": ["1STA", "1STB", "2STA"], "ansatte": people["staff"][:6]},
        "skolear": {
            "navn": year.name,
            "forste": year.first.isoformat(),
            "siste": year.last.isoformat(),
        },
        "anledning": {"nummer": 1, "dato": year.first.isoformat()},
    }
    if klasse:
        values["klasse"] = {
            "key": "2STA",
            "navn": "2STA",
            "trinn": 2,
            "elever": people["student"][:4],
            "kontaktlarere": ["kontaktlarer"],
            "avdelingsledere": ["avdelingsleder"],
            "faglarere": ["faglarer"],
        }
    return values
