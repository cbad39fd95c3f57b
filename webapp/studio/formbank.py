"""The question bank: questions ready to use, and those the law demands.

A question of law in a form is known by its name, its kind and its duty. Its words may be changed;
what it asks for, and that it is asked, may not.
"""

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.bundles.formedit import Card
from engine.bundles.formkinds import kind_of
from engine.bundles.formtext import path_of, said
from webapp import config
from webapp.i18n import language

_FILE = "sporsmalsbank.json"


@dataclass(frozen=True, slots=True)
class Ready:
    """One question of the bank."""

    group: str
    name: str
    title: str
    help: str
    kind: str
    law: bool
    required: bool
    schema: Mapping[str, Any]

    @property
    def key(self) -> str:
        """What the page posts to choose it."""
        return f"{self.group}.{self.name}"


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that go together."""

    title: str
    about: str
    #: where the law says so; "" where it does not
    source: str
    questions: Sequence[Ready]


@functools.cache
def _read() -> Any:
    path = config.read().shipped_dir / "processes" / _FILE
    return json.loads(path.read_text("utf-8")) if path.is_file() else []


def groups() -> list[Group]:
    """The whole bank in the reader's language."""
    nn = language() == "nn"
    return [
        Group(
            one["nn"] if nn else one["title"],
            one["about_nn"] if nn else one["about"],
            one["source"],
            [_ready(one["key"], question) for question in one["questions"]],
        )
        for one in _read()
    ]


def _ready(group: str, question: Mapping[str, Any]) -> Ready:
    schema, lang = question["schema"], language()
    return Ready(
        group,
        question["name"],
        said(schema, "title", lang) or said(schema, "title"),
        said(schema, "description", lang) or said(schema, "description"),
        kind_of(schema),
        question["law"],
        question["required"],
        schema,
    )


def found(key: str) -> Ready | None:
    """The question with this key; None if the bank has none."""
    every = (one for group in groups() for one in group.questions)
    return next((one for one in every if one.key == key), None)


def of_law(card: Card) -> bool:
    """Whether the law demands this question, so that only its words may be changed."""
    path = path_of(card.at)
    duty = card.schema.get("x-duty") if isinstance(card.schema, dict) else None
    return any(
        path == known and card.kind == kind_of(schema) and duty == schema.get("x-duty")
        for known, schema in _demanded()
    )


def _demanded() -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """(path, schema) of every question the law demands, also inside tables."""
    for group in _read():
        for question in group["questions"]:
            if question["law"]:
                schema = question["schema"]
                yield (question["name"],), schema
                for name in question.get("inside", ()):
                    yield (question["name"], "*", name), schema["items"]["properties"][name]
