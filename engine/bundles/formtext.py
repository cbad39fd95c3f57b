"""A form's file as a document that is changed in place: what nobody changed stays as it was.

Owns pointers into it, its texts in two languages, and the writing back; knows nothing of what a
form means.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from engine.bundles import strictjson
from engine.bundles.profilekeywords import as_dict, as_list, escape
from engine.bundles.resolve import Schema
from engine.errors import Refused

_INDENT = re.compile(r'\n([ \t]+)"')
_LONE = re.compile("[\ud800-\udfff]")


class EditRefused(Refused):
    """The form cannot be changed like that."""

    #: "gone" | "twice" | "taken" | "steers" | "circle" | "as_text" | "no_field"
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stands."""

    #: pointer of the form, group or row it belongs to
    base: str
    #: pointer of the part that lists it: the base, or a branch of a condition in it
    holder: str
    name: str

    @property
    def branch(self) -> str:
        """The way from the base to the part that lists it; "" if it is always asked."""
        return self.holder.removeprefix(self.base)


def read(text: str) -> Schema:
    """The document. Raises JsonRefused if it is not JSON, or no object."""
    found = strictjson.loads(text)
    if not isinstance(found, dict):
        raise strictjson.JsonRefused(reason="not_object", detail="")
    return found


def written(schema: Schema, before: str) -> str:
    """The document as text, laid out as the text it was; the very same text if nothing changed."""
    if json.dumps(read(before)) == json.dumps(schema):
        return before
    found = _INDENT.search(before)
    indent = found[1] if found else 2
    made = json.dumps(schema, ensure_ascii=False, indent=indent)
    if not made.isprintable() and _LONE.search(made):
        # Half a character cannot be kept as text; escaped it means the same.
        made = json.dumps(schema, indent=indent)
    return made + "\n" if before.endswith("\n") or not found else made


def parts(pointer: str) -> list[str]:
    """The steps of a pointer, unescaped."""
    steps = pointer.split("/")[1:]
    return [step.replace("~1", "/").replace("~0", "~") for step in steps]


def joined(base: str, *steps: str | int) -> str:
    return base + "".join(f"/{escape(str(step))}" for step in steps)


def at(schema: Schema, pointer: str) -> Any:
    """What the pointer leads to. Raises EditRefused if nothing is there."""
    found: Any = schema
    for step in parts(pointer):
        if isinstance(found, dict) and step in found:
            found = found[step]
        elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        else:
            raise EditRefused(reason="gone", pointer=pointer)
    return found


def object_at(schema: Schema, pointer: str) -> Schema:
    """The object the pointer leads to. Raises EditRefused if it leads to none."""
    found = at(schema, pointer)
    if not isinstance(found, dict):
        raise EditRefused(reason="gone", pointer=pointer)
    return found


def base_of(holder: str) -> str:
    """The form, group or row that a part belongs to, whatever conditions lie between."""
    base = here = ""
    steps = iter(parts(holder))
    for step in steps:
        here = joined(here, step)
        if step in ("then", "else"):
            continue
        if step == "allOf":
            here = joined(here, next(steps, ""))
            continue
        if step in ("properties", "$defs"):
            here = joined(here, next(steps, ""))
        base = here
    return base


def place_of(schema: Schema, pointer: str) -> Place:
    """Where the field stands. Raises EditRefused if there is no field."""
    steps = parts(pointer)
    at(schema, pointer)
    if len(steps) < 2 or steps[-2] != "properties":
        raise EditRefused(reason="no_field", pointer=pointer)
    holder = joined("", *steps[:-2])
    return Place(base_of(holder), holder, steps[-1])


def below(level: Any) -> list[tuple[str, Any]]:
    """(way, part) of every part of one level that may bring fields of its own."""
    level = as_dict(level)
    found = [(f"/{key}", level[key]) for key in ("then", "else") if key in level]
    for key in ("allOf", "oneOf"):
        found += [(f"/{key}/{n}", part) for n, part in enumerate(as_list(level.get(key)))]
    for name, part in as_dict(level.get("dependentSchemas")).items():
        found.append((joined("", "dependentSchemas", name), part))
    return found


def names(level: Any) -> list[str]:
    """Every field one level can ask, in the order of the file."""
    found = dict.fromkeys(as_dict(as_dict(level).get("properties")))
    for _, part in below(level):
        found |= dict.fromkeys(names(part))
    return list(found)


def every_part(level: Any) -> list[Schema]:
    """The level and every part of it, however deep."""
    if not isinstance(level, dict):
        return []
    return [level, *(one for _, part in below(level) for one in every_part(part))]


def put(fields: Schema, name: str, value: Any, after: str | None = None) -> None:
    """The field stands right after another, or last."""
    pairs = [(key, one) for key, one in fields.items() if key != name]
    order = [key for key, _ in pairs]
    spot = order.index(after) + 1 if after in order else len(pairs)
    pairs.insert(spot, (name, value))
    fields.clear()
    fields.update(pairs)


def keep(schema: Schema, key: str, value: Any) -> None:
    """The keyword has the value; without one it is gone."""
    if value in (None, "", [], {}, ()) or value is False:
        schema.pop(key, None)
    else:
        schema[key] = value


def said(schema: Any, key: str, lang: str = "nb") -> str:
    """A text of the question in one language, "" where it has none."""
    found = as_dict(schema)
    if lang != "nb":
        found = as_dict(as_dict(found.get("x-i18n")).get(lang))
    value = found.get(key, "")
    return value if isinstance(value, str) else ""


def say(schema: Schema, keyword: str, before: str, now: str) -> None:
    """The text is so; without words the keyword is gone."""
    if now != before:
        keep(schema, keyword, now)


def tell(schema: Schema, keyword: str, before: str, now: str) -> None:
    """The nynorsk of a text is so; without text its place is tidied away."""
    if now == before:
        return
    languages = schema.setdefault("x-i18n", {})
    own = languages.setdefault("nn", {})
    keep(own, keyword, now)
    if not own:
        del languages["nn"]
    if not languages:
        del schema["x-i18n"]


def path_of(pointer: str) -> tuple[str, ...]:
    """The field's path among the answers, `*` for rows; () if the pointer leads to no field."""
    found: list[str] = []
    steps = iter(parts(pointer))
    for step in steps:
        if step == "properties":
            found.append(next(steps, ""))
        elif step == "items":
            found.append("*")
        elif step == "allOf":
            next(steps, None)
    return tuple(found)
