"""What kinds of questions there are: how each is known in a schema, read from text and written.

`webapp.fields.KINDS` puts these parts together, one row a kind.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wtforms.fields import Field

from engine.bundles.resolve import is_object
from webapp import messages, typed
from webapp.formcontext import FormContext

Schema = Mapping[str, Any]
Pairs = list[tuple[str, str]]
Reader = Callable[[list[str], Schema], Any]
#: JSON to (suffix of the field's name, text)
Writer = Callable[[Any, Schema, FormContext], Pairs]

#: what a chosen person's key is posted as, beside the typed name
KEY = "_key"
#: this many choices are all shown; more become a menu
MOST_RADIOS = 5
#: steps a scale may have
MOST_STEPS = 11


def is_choice(schema: Schema) -> bool:
    """True if the answer is picked from a list."""
    return "enum" in schema or ("oneOf" in schema and not is_object(schema))


def values(schema: Schema) -> list[tuple[Any, str]]:
    """(value, title) of each choice."""
    if "oneOf" in schema:
        return [(one["const"], str(one.get("title", one["const"]))) for one in schema["oneOf"]]
    return [(value, str(value)) for value in schema.get("enum", ())]


def text_of(value: Any) -> str:
    """A choice as the page posts it."""
    return value if isinstance(value, str) else json.dumps(value)


def choices(schema: Schema, lang: str) -> list[tuple[str, str]]:
    """(posted text, title) of each choice, of the field or of its items."""
    items = schema.get("items")
    of = items if isinstance(items, dict) else schema
    return [(text_of(value), title) for value, title in values(of)]


def yes_no(schema: Schema, lang: str) -> list[tuple[str, str]]:
    return [("true", messages.phrase("yes", lang)), ("false", messages.phrase("no", lang))]


def steps(schema: Schema, lang: str) -> list[tuple[str, str]]:
    return [(str(n), str(n)) for n in range(schema["minimum"], schema["maximum"] + 1)]


def reading(read: Callable[[str], Any]) -> Reader:
    """Reads the first text with the function."""
    return lambda texts, schema: read(texts[0]) if texts else None


def read_choice(texts: list[str], schema: Schema) -> Any:
    known = {text_of(value): value for value, _ in reversed(values(schema))}
    return known.get(texts[0], texts[0]) if texts and texts[0] else None


def read_many(texts: list[str], schema: Schema) -> Any:
    items = schema["items"]
    return [read_choice([text], items) for text in texts if text] or None


def read_yes_no(texts: list[str], schema: Schema) -> Any:
    return {"true": True, "false": False, "": None}.get(texts[0], texts[0]) if texts else None


def writing(write: Callable[[Any], str]) -> Writer:
    """Writes one text with the function."""
    return lambda value, schema, context: [("", write(value))]


def write_many(value: Any, schema: Schema, context: FormContext) -> Pairs:
    return [("", text_of(one)) for one in (value if isinstance(value, list) else [value])]


def write_person(value: Any, schema: Schema, context: FormContext) -> Pairs:
    """The name to read, and beside it the key that tells namesakes apart."""
    return [("", context.person_name(str(value)) or str(value)), (f"-{KEY}", str(value))]


def wanted(schema: Schema) -> str:
    return str(schema.get("x-widget", ""))


def is_list_of_choices(schema: Schema) -> bool:
    items = schema.get("items")
    few = schema.get("uniqueItems") or wanted(schema) == "checkboxes"
    return isinstance(items, dict) and is_choice(items) and bool(few)


def is_list_of_files(schema: Schema) -> bool:
    items = schema.get("items")
    return isinstance(items, dict) and items.get("format") == "attachment"


def is_long_choice(schema: Schema) -> bool:
    """True if the choices are better in a menu."""
    if wanted(schema) in ("select", "search"):
        return is_choice(schema)
    many = len(values(schema)) > MOST_RADIOS
    return is_choice(schema) and many and wanted(schema) != "radio"


def is_confirmation(schema: Schema) -> bool:
    return schema.get("const") is True


def is_tick(schema: Schema) -> bool:
    return schema.get("type") == "boolean" and wanted(schema) == "checkbox"


def is_scale(schema: Schema) -> bool:
    low, high = schema.get("minimum"), schema.get("maximum")
    if wanted(schema) != "scale" or type(low) is not int or type(high) is not int:
        return False
    return schema.get("type") == "integer" and 0 <= high - low < MOST_STEPS


def is_long(schema: Schema) -> bool:
    long = schema.get("maxLength", 0) > 200 and wanted(schema) != "text"
    return wanted(schema) == "textarea" or long


def read_ticked(texts: list[str], schema: Schema) -> Any:
    """A box not ticked is a no."""
    return "true" in texts


def read_text(texts: list[str], schema: Schema) -> Any:
    return typed.text(texts[0]) if texts else None


def write_text(value: Any, schema: Schema, context: FormContext) -> Pairs:
    return [("", str(value))]


def write_whole(value: Any, schema: Schema, context: FormContext) -> Pairs:
    """Also 3.0, which JSON Schema takes for an integer."""
    whole = isinstance(value, float) and value.is_integer()
    return [("", str(int(value) if whole else value))]


def write_json(value: Any, schema: Schema, context: FormContext) -> Pairs:
    return [("", text_of(value))]


@dataclass(frozen=True)
class Kind:
    """How one kind of question is asked, and how its text becomes JSON and back."""

    name: str
    fits: Callable[[Schema], bool]
    control: type[Field]
    read: Reader = read_text
    write: Writer = write_text
    attributes: Mapping[str, Any] = field(default_factory=dict)
    choices: Callable[[Schema, str], list[tuple[str, str]]] = choices
    #: which sentence `messages` has when the answer is missing
    missing: str = ""


def of_widget(name: str) -> Callable[[Schema], bool]:
    return lambda schema: wanted(schema) == name


def of_type(kind: str) -> Callable[[Schema], bool]:
    return lambda schema: schema.get("type") == kind


def of_format(name: str) -> Callable[[Schema], bool]:
    return lambda schema: schema.get("format") == name
