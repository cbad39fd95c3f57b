"""Answers made up for a form: valid, and never clever.

What a flow is tried with when no people are to be asked: a rehearsal, a trial run, a test. The same
`Random` gives the same answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from engine.bundles.forms import Form

Schema = dict[str, Any]
_TRIES = 25
_WORDS = ("de", "eleven", "klassen", "ble", "var", "ikke", "og", "på", "lenge", "igjen", "sammen")
_KINDS = ("staff", "student", "guardian")


@dataclass(frozen=True, slots=True)
class World:
    """Who and what the answers may name."""

    today: date
    #: Keys of persons by kind: "staff", "student" and "guardian".
    people: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: Keys of classes.
    classes: Sequence[str] = ()


class NoAnswers(Exception):
    """No valid answers were found for the form; its rules may leave none."""


def invented(form: Form, random: Random, world: World, given: float = 0.6) -> dict[str, Any]:
    """Answers the form takes: what must be answered is, the rest with probability `given`.

    Raises NoAnswers.
    """
    for _ in range(_TRIES):
        answers: dict[str, Any] = {}
        decided: set[str] = set()
        while new := {
            name: part
            for name, part in form.resolve(answers)["properties"].items()
            if name not in decided and isinstance(part, dict) and not part.get("readOnly")
        }:
            name = next(iter(new))
            decided.add(name)
            if name in form.resolve(answers)["required"] or random.random() < given:
                answers[name] = _value(new[name], random, world)
        answers = form.prune(answers)
        if not form.check(answers):
            return answers
    raise NoAnswers(form.key)


def _value(schema: Schema, random: Random, world: World) -> Any:
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return random.choice(schema["enum"])
    if "oneOf" in schema:
        return random.choice(schema["oneOf"])["const"]
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if kind == "boolean":
        return random.random() < 0.5
    if kind in ("integer", "number"):
        low = int(schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1))
        high = int(schema.get("maximum", schema.get("exclusiveMaximum", low + 41) - 1))
        return random.randint(low, max(low, high))
    if kind == "array":
        return _list(schema, random, world)
    if kind == "object":
        return invented(Form("gruppe", {**schema, "type": "object"}), random, world)
    return _text(schema, random, world)


def _list(schema: Schema, random: Random, world: World) -> list[Any]:
    low = schema.get("minItems", 0)
    wanted = random.randint(low, max(low, min(schema.get("maxItems", 3), low + 3)))
    made: list[Any] = []
    for _ in range(wanted * 8):
        if len(made) == wanted:
            break
        value = _value(schema["items"], random, world)
        if value not in made or not schema.get("uniqueItems"):
            made.append(value)
    return made


def _text(schema: Schema, random: Random, world: World) -> str:
    match schema.get("format"):
        case "person":
            wanted = schema.get("x-source")
            kinds = [wanted] if wanted else _KINDS
            known = [key for kind in kinds for key in world.people.get(kind, ())]
            return random.choice(known) if known else "ukjent"
        case "group":
            return random.choice(world.classes) if world.classes else "ukjent"
        case "date":
            return (world.today + timedelta(days=random.randint(0, 40))).isoformat()
        case "time":
            return f"{random.randint(7, 20):02d}:{random.randrange(0, 60, 5):02d}"
        case "date-time":
            return f"{world.today + timedelta(days=random.randint(0, 40))}T10:00:00+01:00"
        case "email":
            return "noen@skole.example"
        case "phone-no":
            return f"9{random.randint(1_000_000, 9_999_999)}"
        case "uri":
            return "https://skole.example/side"
        case "uuid":
            return "7f0e8f52-5ad8-4f0e-9a6b-0c9f7c1d2e3f"
        case "attachment":
            return "vedlegg-1"
    low, high = schema.get("minLength", 1), schema.get("maxLength", 200)
    text = random.choice(_WORDS)
    while len(text) < low or (len(text) < 60 and random.random() < 0.6):
        text += " " + random.choice(_WORDS)
    return text[:high].strip() or "a"
