"""Comparisons in an expression that can never hold, because of what kind of field they read."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from engine.bundles.forms import Form

_TEXT = r'"(?:[^"\\]|\\.)*"'
_WORD = r"[^\W\d]\w*"
_PATH = rf"{_WORD}(?:\.{_WORD})+"
_LITERAL = rf"{_TEXT}|-?\d+(?:\.\d+)?\b|\btrue\b|\bfalse\b"
_MARK = r"!=|<=|>=|=|<|>"
_COMPARED = re.compile(
    rf"(?<![\w.\"])(?P<path>{_PATH})\s*(?P<mark>{_MARK})\s*(?P<value>{_LITERAL})(?!\s*[+*/-])"
)
_ALONE = re.compile(_PATH)
#: JSON type of a field → kind of literal it can equal
_KINDS = {"string": "text", "integer": "number", "number": "number", "boolean": "yes_or_no"}


def mismatches(
    source: str, decides: bool, forms: Mapping[str, Form]
) -> Iterator[tuple[str, dict[str, str]]]:
    """(rule, params) for each comparison that is certain never to say what was meant."""
    text = source.strip().removeprefix("=").strip()
    if decides and re.fullmatch(rf"{_TEXT}|-?\d+(\.\d+)?", text):
        yield "type_mismatch", {"path": text, "value": text, "kind": "yes_or_no"}
    if decides and _ALONE.fullmatch(text):
        kinds = _kinds(_fields(text, forms))
        if kinds and "yes_or_no" not in kinds:
            yield "type_mismatch", {"path": text, "value": text, "kind": "yes_or_no"}
    for match in _COMPARED.finditer(_outside_texts(text)):
        path, value = match.group("path"), text[match.start("value") : match.end("value")]
        fields = _fields(path, forms)
        kinds = _kinds(fields)
        if kinds and _kind_of(value) not in kinds:
            yield "type_mismatch", {"path": path, "value": value, "kind": min(kinds)}
        elif match.group("mark") in ("=", "!=") and value.startswith('"'):
            allowed = _choices(fields)
            if allowed and value[1:-1] not in allowed:
                yield "value_unknown", {"path": path, "value": value, "allowed": ", ".join(allowed)}


def _outside_texts(text: str) -> str:
    """The same letters, with what stands inside quotes blanked so that it cannot look like code."""
    return re.sub(_TEXT, lambda found: '"' + "_" * (len(found.group()) - 2) + '"', text)


def _fields(path: str, forms: Mapping[str, Form]) -> list[dict[str, Any]]:
    """The schemas of a field at a plain path; none for anything inside rows."""
    root, *rest = path.split(".")
    return list(forms[root].places.get(tuple(rest), ())) if root in forms else []


def _kinds(fields: list[dict[str, Any]]) -> set[str]:
    """What kinds of literal the field can equal; empty when that is not certain."""
    found = set()
    for field in fields:
        declared = field.get("type")
        if declared == "array":
            found.add("list")
        elif declared in _KINDS:
            found.add(_KINDS[declared])
        elif declared is not None or not _choices([field]):
            return set()
        else:
            found.add("text")
    return found


def _kind_of(literal: str) -> str:
    if literal.startswith('"'):
        return "text"
    return "yes_or_no" if literal in ("true", "false") else "number"


def _choices(fields: list[dict[str, Any]]) -> list[str]:
    """Every text the field can hold; empty if it can hold others."""
    found: list[str] = []
    for field in fields:
        values = field.get("enum") or [one.get("const") for one in field.get("oneOf", ())]
        if "const" in field:
            values = [field["const"]]
        if not values or not all(isinstance(value, str) for value in values):
            return []
        found += values
    return found
