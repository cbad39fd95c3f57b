"""Every field of a form in the order it is written, with when it is asked and whether it must be.

Owns the walk through conditions; what answers fit which branch is decided in `resolve`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.bundles.change import Words
from engine.bundles.plainly import titled
from engine.bundles.resolve import Schema, is_object

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One field, the first time the form mentions it."""

    path: Path
    name: Words
    schema: Schema
    required: bool
    #: the conditions that must all hold for it to be asked, as JSON; empty if it always is
    when: tuple[str, ...]
    #: the path of the field before it at the same level
    after: Path | None
    #: what the form says of it in other places, as JSON
    others: tuple[str, ...] = ()


def walk(schema: Schema) -> Iterator[Asked]:
    """The fields; `schema` must have no `$ref` left. Rows have `*` in their paths."""
    return iter(_level(schema, ()))


def _level(schema: Schema, at: Path) -> list[Asked]:
    found: dict[Path, Asked] = {}
    again: dict[Path, list[str]] = {}
    last: Path | None = None
    for name, part, required, when in _mentions(schema, ()):
        path = (*at, name)
        if path in found:
            again.setdefault(path, []).append(json.dumps([part, required, when]))
        elif isinstance(part, dict):
            found[path] = Asked(path, titled(part, name), part, required, when, last)
            last = path
    made = []
    for path, one in found.items():
        others = tuple(again.get(path, ()))
        made.append(Asked(path, one.name, one.schema, one.required, one.when, one.after, others))
        made += _inside(one, path)
    return made


def _inside(one: Asked, path: Path) -> list[Asked]:
    items = one.schema.get("items")
    if is_object(one.schema):
        return _level(one.schema, path)
    return _level(items, (*path, "*")) if isinstance(items, dict) and is_object(items) else []


def _mentions(
    schema: Any, when: tuple[str, ...]
) -> Iterator[tuple[str, Any, bool, tuple[str, ...]]]:
    """(name, schema, required, conditions) each time a level of the form mentions a field."""
    if not isinstance(schema, dict):
        return
    required = schema.get("required", ())
    for name, part in schema.get("properties", {}).items():
        yield name, part, name in required, when
    for name in required:
        if name not in schema.get("properties", {}):
            yield name, None, True, when
    for key in ("allOf", "anyOf", "oneOf"):
        for number, part in enumerate(schema.get(key, ())):
            held = when if key == "allOf" else (*when, f'"{key} {number}"')
            yield from _mentions(part, held)
    asked = json.dumps(schema.get("if"), sort_keys=True)
    yield from _mentions(schema.get("then"), (*when, asked))
    yield from _mentions(schema.get("else"), (*when, json.dumps({"not": schema.get("if")})))
    for name, part in schema.get("dependentSchemas", {}).items():
        yield from _mentions(part, (*when, json.dumps({"required": [name]})))
