"""The keywords of the form profile: where each may stand and what its value must be."""

import re
from collections.abc import Callable, Iterator
from typing import Any

FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_FORM_FIELD = re.compile(r"[a-z][a-z0-9_]{0,62}(\.[a-z][a-z0-9_]{0,62})+")
_DUTIES = re.compile(r"D[1-8]( D[1-8])*")

TYPES = frozenset({"string", "integer", "number", "boolean", "array", "object"})
AUDIENCES = frozenset({"staff", "pupil", "guardian"})
PARTS = frozenset(
    {"affected", "case_owner", "handler", "accused", "counterpart", "guardian", "reporter"}
)
SOURCES = frozenset({"staff", "student", "guardian"})
WIDGETS = frozenset(
    {
        "text",
        "textarea",
        "radio",
        "select",
        "checkbox",
        "checkboxes",
        "rows",
        "search",
        "hidden",
        "scale",
    }
)
#: lower bound, upper bound
PAIRS = (("minLength", "maxLength"), ("minimum", "maximum"), ("minItems", "maxItems"))
#: keywords whose content is data, not schema
PLAIN_VALUES = frozenset({"enum", "const", "default", "examples", "x-i18n", "x-errors"})

_TEXTS = frozenset({"title", "description", "x-i18n", "x-errors", "x-section", "x-duty"})
_SHOWN = _TEXTS | {"x-visible-to", "x-sensitive", "x-widget", "deprecated", "readOnly"}
_CONDITIONS = frozenset(
    {"if", "then", "else", "allOf", "anyOf", "not", "oneOf", "dependentSchemas"}
)
_FIELDS = frozenset({"type", "properties", "required", "dependentRequired"})
_CLOSING = frozenset({"unevaluatedProperties", "additionalProperties"})

GROUP = _FIELDS | _CONDITIONS | _SHOWN | _CLOSING | {"$ref", "$comment"}
FORM = GROUP | {"$schema", "$id", "$defs", "x-context"}
BRANCH = _FIELDS | _CONDITIONS | _TEXTS | {"$ref", "$comment"}
CHOICE = frozenset({"const", "title", "description", "x-i18n"})
_BOUNDS = frozenset(
    {
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minItems",
        "maxItems",
        "uniqueItems",
    }
)
_DEMANDS = (
    _BOUNDS
    | {"type", "format", "pattern", "enum", "const", "oneOf", "anyOf"}
    | {"not", "contains", "items"}
)
FIELD = (
    _DEMANDS
    | _SHOWN
    | {"examples", "default", "$comment", "x-part", "x-source", "x-prefill"}
    | {"x-accept", "x-maxBytes", "x-retention"}
)
TEST = _DEMANDS | _FIELDS | {"allOf", "if", "then", "else", "$comment", *_TEXTS}


def escape(name: str) -> str:
    """The name as one step of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def as_list(value: Any) -> list[Any]:
    """The list, or an empty one in place of anything else."""
    return value if isinstance(value, list) else []


def as_dict(value: Any) -> dict[str, Any]:
    """The object, or an empty one in place of anything else."""
    return value if isinstance(value, dict) else {}


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_yes_or_no(value: Any) -> bool:
    return isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _is_languages(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(said, dict) for said in value.values())


_VALUES: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("title", "description", "x-section", "$comment", "$schema", "$id"), _is_text),
    **dict.fromkeys(("type", "format", "pattern"), _is_text),
    **dict.fromkeys(("x-sensitive", "readOnly", "deprecated", "uniqueItems"), _is_yes_or_no),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "x-maxBytes"), _is_count),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), is_number),
    **dict.fromkeys(("enum", "oneOf", "anyOf", "allOf", "examples"), _is_list),
    **dict.fromkeys(("properties", "dependentSchemas", "$defs"), _is_object),
    **dict.fromkeys(("unevaluatedProperties", "additionalProperties"), lambda v: v is False),
    "required": _is_names,
    "dependentRequired": lambda v: isinstance(v, dict) and all(map(_is_names, v.values())),
    "multipleOf": lambda v: is_number(v) and v > 0,
    "x-errors": _is_texts,
    "x-i18n": _is_languages,
    "x-duty": lambda v: _is_text(v) and _DUTIES.fullmatch(v) is not None,
    "x-prefill": lambda v: _is_text(v) and _FORM_FIELD.fullmatch(v) is not None,
    "x-context": lambda v: _is_names(v) and all(_FORM_FIELD.fullmatch(one) for one in v),
    "x-visible-to": lambda v: _is_names(v) and AUDIENCES.issuperset(v) and bool(v),
    "x-accept": lambda v: _is_text(v) or _is_names(v),
}


def check_keywords(
    schema: dict[str, Any], at: str, allowed: frozenset[str], problem: Callable[..., Any]
) -> Iterator[Any]:
    """A problem for each keyword that may not stand here, or whose value has the wrong shape."""
    for keyword, value in schema.items():
        if keyword not in allowed:
            yield problem(
                f"{at}/{escape(keyword)}", "form_keyword", params={"keyword": keyword[:60]}
            )
        elif keyword in _VALUES and not _VALUES[keyword](value):
            yield problem(f"{at}/{escape(keyword)}", "form_value", params={"keyword": keyword})


def annotations(schema: dict[str, Any]) -> Iterator[tuple[str, Any, frozenset[str]]]:
    """(keyword, value, allowed values) of the annotations that choose from a list."""
    for keyword, allowed in (("x-part", PARTS), ("x-source", SOURCES), ("x-widget", WIDGETS)):
        if keyword in schema:
            value = schema[keyword]
            yield keyword, value if isinstance(value, str) else str(value), allowed
