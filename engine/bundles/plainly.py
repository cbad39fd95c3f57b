"""Conditions, deadlines and table cells as plain facts a sentence can be made of.

Only the common shapes are read; None says that there is no plain way to tell it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.bundles import strictjson
from engine.bundles.bundle import Bundle
from engine.bundles.change import Words
from engine.bundles.dmn import columns_of
from engine.bundles.forms import Form, FormRefused, read_form
from engine.bundles.resolve import Schema

#: what a value says: a choice's title in both languages, a number, a yes or no
Single = Words | bool | float
#: one value, or those of which one will do
Value = Single | tuple[Single, ...]


class Clause(NamedTuple):
    """One comparison: the field's title, the comparison, and what it is compared with."""

    what: Words
    #: "=", "!=", "<", "<=", ">", ">=", "in" or "contains"
    how: str
    value: Value


class Condition(NamedTuple):
    """Clauses that all hold ("and") or of which one does ("or")."""

    joined: str
    clauses: tuple[Clause, ...]


class Span(NamedTuple):
    """So many of a unit, or the answer to a question when no number is given."""

    #: "school_days", "weekdays", "school_weeks", "days", "weeks", "hours", "minutes", "months",
    #: "years", or "answer"
    unit: str
    number: int = 0
    what: Words | None = None


_CLAUSE = re.compile(
    r'\s*([a-z][\w.]*)\s*(!=|<=|>=|=|<|>)\s*("[^"\\]*"|true|false|null|-?\d+(?:\.\d+)?)\s*'
)
_CONTAINS = re.compile(r'\s*list contains\(\s*([a-z?][\w.]*)\s*,\s*"([^"\\]*)"\s*\)\s*')
_AMONG = re.compile(r'\s*([a-z][\w.]*)\s+in\s*\(\s*("[^"\\]*"(?:\s*,\s*"[^"\\]*")*)\s*\)\s*')
_COUNTED = re.compile(r"\s*(skoledager|virkedager|skoleuker)\(\s*(\d+|[a-z]\w*)\s*\)\s*")
_ANSWER = re.compile(r"\s*(?:date\()?([a-z]\w*(?:\.\w+)+)\)?\s*")
_ISO = re.compile(r"P(?:(\d+)([YMWD])|T(\d+)([HM]))")
_UNITS = {"skoledager": "school_days", "virkedager": "weekdays", "skoleuker": "school_weeks"}
_DATED = {"Y": "years", "M": "months", "W": "weeks", "D": "days"}
_TIMED = {"H": "hours", "M": "minutes"}
_TESTED = re.compile(r'\s*(<=|>=|<|>)?\s*("[^"\\]*"|true|false|-?\d+(?:\.\d+)?)\s*')


@dataclass(frozen=True)
class Known:
    """What the names of one bundle mean to people."""

    #: every field by "form.field"
    fields: Mapping[str, Schema]
    #: label of every column that a table decides, by its name
    decided: Mapping[str, Words]

    def name_of(self, path: str) -> Words | None:
        """The title of a field, or the label of what a table decides."""
        found = self.fields.get(path)
        return titled(found) if found is not None else self.decided.get(path)

    def value_of(self, path: str, text: str) -> Single | None:
        """What a literal means for this field: the title of the choice where it is one."""
        if text in ("true", "false"):
            return text == "true"
        if not text.startswith('"'):
            return None if text == "null" else float(text)
        said = text.strip('"')
        schema = self.fields.get(path, {})
        for one in choices(schema) or choices(schema.get("items")):
            if one[0] == said:
                return one[1]
        return Words(said, said) if re.fullmatch(r"[\w -]+", said) and "_" not in said else None

    def condition(self, text: str) -> Condition | None:
        """The condition, if it is comparisons joined in one way."""
        joined = "or" if " or " in text else "and"
        parts = re.split(rf"\s+{joined}\s+", text.strip())
        clauses = [self._clause(part) for part in parts]
        kept = tuple(clause for clause in clauses if clause is not None)
        return Condition(joined, kept) if len(kept) == len(clauses) else None

    def _clause(self, text: str) -> Clause | None:
        if found := _CLAUSE.fullmatch(text):
            return self._read(found[1], found[2], found[3])
        if found := _CONTAINS.fullmatch(text):
            return self._read(found[1], "contains", f'"{found[2]}"')
        if found := _AMONG.fullmatch(text):
            name = self.name_of(found[1])
            said = [self.value_of(found[1], one) for one in re.findall(r'"[^"]*"', found[2])]
            kept = tuple(one for one in said if one is not None)
            return Clause(name, "in", kept) if name and len(kept) == len(said) else None
        return None

    def _read(self, path: str, how: str, literal: str) -> Clause | None:
        name, value = self.name_of(path), self.value_of(path, literal)
        return None if name is None or value is None else Clause(name, how, value)

    def cell(self, path: str, text: str) -> Clause | None:
        """A table's cell as a comparison with its column, whose name the caller knows."""
        if found := _CONTAINS.fullmatch(text):
            value = self.value_of(path, f'"{found[2]}"')
            return None if value is None else Clause(Words("", ""), "contains", value)
        if found := _TESTED.fullmatch(text):
            value = self.value_of(path, found[2])
            return None if value is None else Clause(Words("", ""), found[1] or "=", value)
        return None

    def span(self, text: str) -> Span | None:
        """The time a deadline or a timer gives."""
        if found := _ISO.fullmatch(text):
            dated = found[1] is not None
            unit = _DATED[found[2]] if dated else _TIMED[found[4]]
            return Span(unit, int(found[1] if dated else found[3]))
        if found := _COUNTED.fullmatch(text):
            if found[2].isdigit():
                return Span(_UNITS[found[1]], int(found[2]))
            name = self.decided.get(found[2])
            return Span("answer", 0, name) if name else None
        if found := _ANSWER.fullmatch(text):
            name = self.name_of(found[1])
            return Span("answer", 0, name) if name else None
        return None


def known(bundle: Bundle) -> Known:
    """What the names in the bundle mean; what cannot be read means nothing."""
    fields = {
        f"{key}.{'.'.join(path)}": schemas[0]
        for key, form in forms_of(bundle).items()
        for path, schemas in form.places.items()
    }
    decided: dict[str, Words] = {}
    for text in bundle.tables.values():
        for name, label in columns_of(text):
            decided.setdefault(name, Words(label, label))
    return Known(fields, decided)


def forms_of(bundle: Bundle) -> dict[str, Form]:
    """Every form that can be read, by key."""
    found = {}
    for key, text in bundle.forms.items():
        try:
            found[key] = read_form(text, key)
        except (FormRefused, strictjson.JsonRefused):
            continue
    return found


def titled(schema: Any, otherwise: str = "") -> Words:
    """The title of a form, field or choice."""
    said = schema if isinstance(schema, dict) else {}
    title = str(said.get("title") or otherwise)
    own = said.get("x-i18n", {})
    nynorsk = own.get("nn", {}) if isinstance(own, dict) else {}
    return Words(title, str(nynorsk.get("title") or title) if isinstance(nynorsk, dict) else title)


def choices(schema: Any) -> list[tuple[Any, Words]]:
    """(value, what people see) of everything that may be chosen."""
    if not isinstance(schema, dict):
        return []
    if isinstance(schema.get("enum"), list):
        return [(value, Words(str(value), str(value))) for value in schema["enum"]]
    options = schema.get("oneOf")
    if not isinstance(options, list) or not all(
        isinstance(o, dict) and "const" in o for o in options
    ):
        return []
    return [(one["const"], titled(one, str(one["const"]))) for one in options]
