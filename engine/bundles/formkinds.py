"""What a question is, in the editor's few words: its kind and settings, read from and written to
its schema.

Only what is changed is written; every keyword nobody asked about stays where it is.
"""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.bundles.formtext import keep, said, say, tell
from engine.bundles.profilekeywords import as_dict, as_list, is_number
from engine.bundles.resolve import Schema, is_object

#: a question the editor shows but leaves to those who edit text
LOCKED = "locked"
_FORMATS = {
    "date": "date",
    "time": "time",
    "date-time": "moment",
    "email": "email",
    "phone-no": "phone",
    "uri": "link",
    "person": "person",
    "group": "class",
    "attachment": "file",
}
_ITEMS = {"person": "people", "attachment": "files"}
#: every kind a question can be made, in the order they are offered
KINDS = (
    *("line", "area", "yes_no", "choice", "many", "date", "time", "moment"),
    *("integer", "number", "scale", "person", "people", "class", "file", "files"),
    *("email", "phone", "link", "tick", "confirm", "lines", "rows", "group"),
)
CHOOSING = frozenset({"choice", "many"})
TABLES = frozenset({"rows", "group"})
#: keywords that say what kind of answer it is; others are the question's own
_SAYS_KIND = frozenset(
    {
        *("type", "format", "pattern", "enum", "const", "oneOf", "anyOf", "not", "contains"),
        *("items", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum"),
        *("exclusiveMaximum", "multipleOf", "minItems", "maxItems", "uniqueItems", "x-widget"),
        *("x-source", "x-part", "x-accept", "x-maxBytes", "default", "examples"),
        *("properties", "required", "if", "then", "else", "allOf"),
    }
)
#: (keyword of the least, keyword of the most) by kind
_ENDS = {
    **dict.fromkeys(("line", "area"), ("", "maxLength")),
    **dict.fromkeys(("integer", "number", "scale"), ("minimum", "maximum")),
    **dict.fromkeys(("many", "people", "files", "lines", "rows"), ("minItems", "maxItems")),
}
#: rows of a list where each must differ, unless somebody says otherwise
_MOST_CHOSEN = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to choose from; the value never changes, the words may."""

    value: str
    title: str
    nn: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """A question as it is edited."""

    kind: str = "line"
    title: str = ""
    help: str = ""
    #: heading before it; a new part of the form begins here
    section: str = ""
    title_nn: str = ""
    help_nn: str = ""
    section_nn: str = ""
    #: what one row of a table is called
    row: str = ""
    row_nn: str = ""
    #: who sees the answer; empty is as the rest of the form
    audience: tuple[str, ...] = ()
    sensitive: bool = False
    duties: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    choices: tuple[Choice, ...] = ()
    #: among whom a person is found
    source: str = ""


def kind_of(schema: Any) -> str:
    """The kind of question; LOCKED for what only those who edit text can change."""
    if not isinstance(schema, dict) or schema.get("readOnly") or "$ref" in schema:
        return LOCKED
    if schema.get("x-widget") == "hidden" or {"anyOf", "not", "contains"} & schema.keys():
        return LOCKED
    if is_object(schema):
        return "group"
    if "const" in schema:
        return "confirm" if schema["const"] is True else LOCKED
    if "oneOf" in schema or "enum" in schema:
        return "choice" if _plain_choices(schema) else LOCKED
    simple = {"integer": "integer", "number": "number", "boolean": "yes_no"}
    kind = str(schema.get("type"))
    if kind in simple:
        drawn = {("integer", "scale"): "scale", ("boolean", "checkbox"): "tick"}
        return drawn.get((kind, str(schema.get("x-widget"))), simple[kind])
    return {"string": _text_kind, "array": _list_kind}.get(kind, lambda s: LOCKED)(schema)


def _text_kind(schema: Schema) -> str:
    if "format" in schema:
        return _FORMATS.get(str(schema["format"]), LOCKED)
    drawn, most = schema.get("x-widget"), schema.get("maxLength", 0)
    long = is_number(most) and most > 200 and drawn != "text"
    return "area" if drawn == "textarea" or long else "line"


def _list_kind(schema: Schema) -> str:
    items = schema.get("items")
    if not isinstance(items, dict) or "$ref" in items:
        return LOCKED
    if is_object(items):
        return "rows"
    if "oneOf" in items or "enum" in items:
        few = schema.get("uniqueItems") or schema.get("x-widget") == "checkboxes"
        return "many" if few and _plain_choices(items) else LOCKED
    if items.get("type") == "string" and "pattern" not in items:
        return _ITEMS.get(str(items.get("format")), LOCKED) if "format" in items else "lines"
    return LOCKED


def _plain_choices(schema: Schema) -> bool:
    if "oneOf" in schema:
        parts = schema["oneOf"]
        return isinstance(parts, list) and all(
            isinstance(one, dict) and isinstance(one.get("const"), str) for one in parts
        )
    return isinstance(schema["enum"], list) and all(isinstance(v, str) for v in schema["enum"])


def chosen_from(schema: Any) -> Schema:
    """The part of a question that lists its choices."""
    items = as_dict(as_dict(schema).get("items"))
    return items or as_dict(schema)


def choices_of(schema: Any) -> tuple[Choice, ...]:
    """What can be chosen, with its words."""
    of = chosen_from(schema)
    if "oneOf" not in of:
        return tuple(Choice(str(value), str(value)) for value in as_list(of.get("enum")))
    parts = [one for one in as_list(of["oneOf"]) if isinstance(one, dict)]
    return tuple(
        Choice(str(one.get("const")), said(one, "title"), said(one, "title", "nn")) for one in parts
    )


def settings_of(schema: Any) -> Settings:
    """The question as it is edited."""
    kind, found = kind_of(schema), as_dict(schema)
    low, high = _ENDS.get(kind, ("", ""))
    person = chosen_from(schema) if kind in ("person", "people") else {}
    row = found.get("items") if kind in ("rows", "lines") else None
    return Settings(
        kind=kind,
        title=said(found, "title"),
        help=said(found, "description"),
        section=said(found, "x-section"),
        title_nn=said(found, "title", "nn"),
        help_nn=said(found, "description", "nn"),
        section_nn=said(found, "x-section", "nn"),
        row=said(row, "title"),
        row_nn=said(row, "title", "nn"),
        audience=tuple(str(one) for one in as_list(found.get("x-visible-to"))),
        sensitive=found.get("x-sensitive") is True,
        duties=tuple(str(found.get("x-duty", "")).split()),
        least=_number(found.get(low)),
        most=_number(found.get(high)),
        choices=choices_of(found) if kind in CHOOSING else (),
        source=str(person.get("x-source", "")),
    )


def _number(value: Any) -> float | None:
    return value if is_number(value) else None


def change(schema: Schema, now: Settings) -> None:
    """The question is as the settings say; what they do not mention, stays."""
    before = settings_of(schema)
    if now.kind != before.kind and before.kind != LOCKED:
        same = _ENDS.get(now.kind) == _ENDS.get(before.kind)
        _become(schema, now)
        before = settings_of(schema)
        if not same:
            now = replace(now, least=before.least, most=before.most)
    for name, keyword in (("title", "title"), ("help", "description"), ("section", "x-section")):
        say(schema, keyword, getattr(before, name), getattr(now, name))
        tell(schema, keyword, getattr(before, f"{name}_nn"), getattr(now, f"{name}_nn"))
    if set(now.audience) != set(before.audience):
        keep(schema, "x-visible-to", list(now.audience))
    if now.sensitive != before.sensitive:
        keep(schema, "x-sensitive", now.sensitive)
    if set(now.duties) != set(before.duties):
        keep(schema, "x-duty", " ".join(sorted(now.duties)))
    if before.kind == LOCKED:
        return
    _bound(schema, before, now)
    _fill(schema, before, now)


def _bound(schema: Schema, before: Settings, now: Settings) -> None:
    low, high = _ENDS.get(now.kind, ("", ""))
    if low and now.least != before.least:
        _set_bound(schema, low, now.least)
    if high and now.most != before.most:
        # What must all differ is compared one with another, and needs an end.
        endless = now.most is None and schema.get("uniqueItems")
        _set_bound(schema, high, _MOST_CHOSEN if endless else now.most)


def _set_bound(schema: Schema, keyword: str, value: float | None) -> None:
    if value is None:
        schema.pop(keyword, None)
    else:
        schema[keyword] = int(value) if float(value).is_integer() else value


def _fill(schema: Schema, before: Settings, now: Settings) -> None:
    """Choices, rows and persons."""
    if now.kind in CHOOSING and now.choices != before.choices:
        _choose(chosen_from(schema), now.choices)
    if now.kind in ("rows", "lines"):
        row = as_dict(schema.get("items"))
        say(row, "title", before.row, now.row)
        tell(row, "title", before.row_nn, now.row_nn)
    if now.kind in ("person", "people") and now.source != before.source:
        keep(chosen_from(schema), "x-source", now.source)


def _choose(schema: Schema, choices: tuple[Choice, ...]) -> None:
    known = {one["const"]: one for one in as_list(schema.get("oneOf")) if isinstance(one, dict)} | {
        value: {"const": value, "title": value} for value in as_list(schema.get("enum"))
    }
    made = []
    for one in choices:
        part = copy.deepcopy(known.get(one.value, {"const": one.value}))
        say(part, "title", said(part, "title"), one.title)
        tell(part, "title", said(part, "title", "nn"), one.nn)
        made.append(part)
    if "enum" in schema and all(one.title == one.value and not one.nn for one in choices):
        schema["enum"] = [one.value for one in choices]
        return
    place = "enum" if "enum" in schema else "oneOf"
    pairs = [("oneOf", made) if key == place else (key, one) for key, one in schema.items()]
    schema.clear()
    schema.update(pairs)
    schema["oneOf"] = made


def _become(schema: Schema, now: Settings) -> None:
    """The question is of another kind: what said the old kind is gone, the rest stays."""
    if {now.kind, kind_of(schema)} == {"line", "area"}:
        schema["x-widget"] = "textarea" if now.kind == "area" else "text"
        return
    own = [(key, one) for key, one in schema.items() if key not in _SAYS_KIND]
    spot = next((n for n, key in enumerate(schema) if key in _SAYS_KIND), len(own))
    fresh = list(fresh_schema(now).items())
    schema.clear()
    schema.update([*own[:spot], *fresh, *own[spot:]])


def fresh_schema(now: Settings) -> Schema:
    """A new question's keywords that say what kind it is."""
    texts = {text: kind for kind, text in _FORMATS.items()}
    kind = now.kind
    if kind in texts:
        made: Schema = {"type": "string", "format": texts[kind]}
        return made | ({"x-source": now.source or "staff"} if kind == "person" else {})
    if kind in _SIMPLE:
        return copy.deepcopy(dict(_SIMPLE[kind]))
    chosen: Schema = {"type": "string", "oneOf": []}
    _choose(chosen, now.choices)
    if kind == "choice":
        return chosen
    items = {
        "many": chosen,
        "people": {"type": "string", "format": "person", "x-source": now.source or "staff"},
        "files": {"type": "string", "format": "attachment"},
        "lines": {"type": "string"},
        "rows": {"type": "object", "properties": {}},
    }[kind]
    made = {"type": "array"}
    if kind in ("many", "people"):
        most = min(now.most or _MOST_CHOSEN, _MOST_CHOSEN)
        made |= {"maxItems": int(most), "uniqueItems": True}
    return {**made, "items": items}


_SIMPLE: Mapping[str, Schema] = {
    "line": {"type": "string", "maxLength": 200},
    "area": {"type": "string", "maxLength": 4000, "x-widget": "textarea"},
    "yes_no": {"type": "boolean"},
    "tick": {"type": "boolean", "x-widget": "checkbox"},
    "confirm": {"type": "boolean", "const": True},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "scale": {"type": "integer", "minimum": 1, "maximum": 5, "x-widget": "scale"},
    "group": {"type": "object", "properties": {}},
}


def fresh(now: Settings) -> Schema:
    """A new question with these settings."""
    made: Schema = {"title": now.title, **fresh_schema(now)}
    before = settings_of(made)
    low, high = replace(now, least=before.least), replace(now, most=before.most)
    filled = low if now.least is None else now
    filled = replace(filled, most=high.most) if now.most is None else filled
    change(made, filled)
    return made
