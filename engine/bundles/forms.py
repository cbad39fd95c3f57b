"""A form: one JSON Schema, which alone decides whether answers are right.

No sentence for people is made here; an AnswerError says where and what, in data.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from jsonschema import ValidationError
from referencing import Registry

from engine.bundles import strictjson
from engine.bundles.formats import checker
from engine.bundles.reader import BundleRefused
from engine.bundles.resolve import Schema, inline, is_object, resolve
from engine.bundles.shortcuts import Validator, mark
from engine.bundles.unsavable import unsavable

#: rows of a list whose form sets no limit
MAX_ROWS = 200
#: characters of a text whose form sets no limit
MAX_TEXT = 20_000
#: keywords that say nothing about what is right
_ANNOTATIONS = frozenset(
    {"title", "description", "examples", "default", "readOnly", "deprecated", "$schema", "$id"}
)
#: keywords whose parts may bring fields of their own
_APPLYING = ("allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas", "not")
#: keywords holding plain values, not schemas
_VALUES = frozenset({"enum", "const", "default", "examples", "required", "dependentRequired"})
_TRANSLATED = ("title", "description", "x-section", "x-errors", "examples")


@dataclass(frozen=True, slots=True)
class AnswerError:
    """One fault in the answers."""

    #: JSON pointer to the value, or to where it is missing
    pointer: str
    #: the JSON Schema keyword that was broken
    keyword: str
    #: what the keyword demanded: `limit`, `format`, `type`, `values`, …
    params: dict[str, Any] = field(default_factory=dict)


class FormRefused(BundleRefused):
    """This form uses something outside the profile; `problems` says where."""

    problems: list[Any]


class Form:
    """A form of a bundle, compiled once. `schema` keeps the order of the file."""

    def __init__(self, key: str, schema: Schema) -> None:
        self.key = key
        self.schema = schema
        self._inlined: Schema = inline(schema, schema)
        self._judges: dict[int, tuple[Any, Any]] = {}
        self._localized: dict[str, Schema] = {"nb": self._inlined}
        self._validator = _judge(close(bare(self._inlined)))

    @property
    def title(self) -> str:
        """The bokmål heading; the key if the form has none."""
        return str(self.schema.get("title") or self.key)

    def check(self, answers: Any) -> list[AnswerError]:
        """Every fault in the answers, in field order; an empty list means they are right."""
        if found := [AnswerError(pointer, "unsavable") for pointer in unsavable(answers)]:
            return found
        if self._validator.is_valid(answers):
            return []
        if not isinstance(answers, dict):
            return [AnswerError("", "type", {"type": "object"})]
        flat = close(bare(_rows_as_items(self.resolve(answers))))
        judge = _judge(flat)
        found = [error for fault in judge.iter_errors(answers) for error in _errors(fault)]
        if not found:
            found = [e for fault in self._validator.iter_errors(answers) for e in _errors(fault)]
        return _in_order(found, flat)

    def resolve(self, answers: Any, lang: str = "nb") -> Schema:
        """The flat schema asked with these answers, in field order, texts in the language.

        Rows of objects carry `x-rows`: one resolved schema for each row there is.
        """
        return resolve(self.localized(lang), answers, self._fits)

    def prune(self, answers: Any) -> dict[str, Any]:
        """The answers to fields that are asked and may be written; the rest is gone."""
        kept = copy.deepcopy(answers) if isinstance(answers, dict) else {}
        while True:
            pruned = _kept(kept, self.resolve(kept))
            if pruned == kept:
                return kept
            kept = pruned

    def localized(self, lang: str) -> Schema:
        """The schema without references, its texts in the language where it has them."""
        if lang not in self._localized and lang in self._languages:
            self._localized[lang] = _translate(self._inlined, lang)
        return self._localized.get(lang, self._inlined)

    @cached_property
    def _languages(self) -> frozenset[str]:
        """Every language some text of the form is translated to."""
        return frozenset(_languages(self._inlined))

    def fields(self) -> Iterator[tuple[str, Schema]]:
        """(pointer, schema) of every field, asked or not; `*` stands for the rows of a list."""
        return _fields(self._inlined, "")

    @cached_property
    def places(self) -> dict[tuple[str, ...], list[Schema]]:
        """Every field by its path, `*` for rows; several schemas where conditions differ."""
        found: dict[tuple[str, ...], list[Schema]] = {}
        for pointer, schema in self.fields():
            found.setdefault(tuple(pointer.split("/")[1:]), []).append(schema)
        return found

    @cached_property
    def duties(self) -> tuple[str, ...]:
        """The duties of law its fields and the form itself answer to, sorted."""
        said = [self._inlined, *(schema for _, schema in self.fields())]
        return tuple(sorted({duty for one in said for duty in str(one.get("x-duty", "")).split()}))

    @cached_property
    def person_fields(self) -> tuple[tuple[tuple[str, ...], str | None], ...]:
        """(path, part in the case) of every field that names a person; `*` for rows."""
        return tuple(dict.fromkeys(self._references("person")))

    @cached_property
    def attachment_fields(self) -> tuple[tuple[str, ...], ...]:
        """The path of every field that holds an attachment; `*` for rows."""
        return tuple(dict.fromkeys(path for path, _ in self._references("attachment")))

    def _references(self, kind: str) -> Iterator[tuple[tuple[str, ...], str | None]]:
        for pointer, schema in self.fields():
            path = tuple(pointer.split("/")[1:])
            items = schema.get("items")
            if schema.get("format") == kind:
                yield path, schema.get("x-part")
            elif isinstance(items, dict) and items.get("format") == kind:
                yield (*path, "*"), items.get("x-part") or schema.get("x-part")

    def _fits(self, schema: Schema, value: Any) -> bool:
        """True if the value fits a part of this form; each part is compiled once."""
        known = self._judges.get(id(schema))
        if known is None:
            known = self._judges[id(schema)] = (schema, _judge(bare(schema)))
        return bool(known[1].is_valid(value))


def read_form(text: str | bytes, key: str) -> Form:
    """The form in the text. Raises FormRefused with every fault of the profile."""
    from engine.bundles.formprofile import problems

    try:
        schema = strictjson.loads(text)
    except strictjson.JsonRefused as fault:
        raise FormRefused(reason="file_not_json", problems=[], detail=str(fault)) from None
    found = [problem for problem in problems(schema) if problem.severity == "error"]
    if found:
        raise FormRefused(reason="file_form", problems=found)
    return Form(key, schema)


def _judge(schema: Schema) -> Any:
    """A validator that fetches nothing and knows no other schema."""
    return Validator(mark(schema), registry=Registry(), format_checker=checker())


def picked(answers: Any, path: tuple[str, ...]) -> Iterator[Any]:
    """Every value at the path in the answers; `*` goes through all rows."""
    if not path:
        yield answers
    elif path[0] == "*":
        for row in answers if isinstance(answers, list) else ():
            yield from picked(row, path[1:])
    elif isinstance(answers, dict) and path[0] in answers:
        yield from picked(answers[path[0]], path[1:])


def bare(schema: Any) -> Any:
    """The schema without annotations: less to walk through for each answer."""
    if isinstance(schema, list):
        return [bare(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {}
    for key, value in schema.items():
        if key in ("properties", "dependentSchemas"):
            made[key] = {name: bare(part) for name, part in value.items()}
        elif key in _VALUES:
            made[key] = value
        elif key not in _ANNOTATIONS and not key.startswith("x-"):
            made[key] = bare(value)
    return made


def close(schema: Any, whole: bool = True) -> Any:
    """The schema refusing unknown fields and endless answers.

    Parts of an object are closed with their whole.
    """
    if not isinstance(schema, dict):
        return schema
    made = dict(schema)
    if made.get("type") == "array":
        made.setdefault("maxItems", MAX_ROWS)
    if made.get("type") == "string" and not {"enum", "oneOf", "format"} & made.keys():
        made.setdefault("maxLength", MAX_TEXT)
    for key in ("properties", "dependentSchemas"):
        if key in made:
            made[key] = {n: close(part, key == "properties") for n, part in made[key].items()}
    for key in ("allOf", "anyOf", "oneOf"):
        if key in made:
            made[key] = [close(part, False) for part in made[key]]
    for key in ("then", "else"):
        if key in made:
            made[key] = close(made[key], False)
    if "items" in made:
        made["items"] = close(made["items"])
    if "prefixItems" in made:
        made["prefixItems"] = [close(part) for part in made["prefixItems"]]
    if whole and is_object(made):
        word = "unevaluated" if any(key in made for key in _APPLYING) else "additional"
        made[f"{word}Properties"] = False
    return made


def _rows_as_items(flat: Schema) -> Schema:
    """The flat schema in plain JSON Schema: each row judged by the schema of its own answers."""
    made = dict(flat)
    made["properties"] = {}
    for name, part in flat.get("properties", {}).items():
        if isinstance(part, dict) and "x-rows" in part:
            rows = [_rows_as_items(row) for row in part["x-rows"]]
            part = {**part, "prefixItems": rows} if rows else dict(part)
        elif is_object(part):
            part = _rows_as_items(part)
        made["properties"][name] = part
    return made


def _kept(answers: dict[str, Any], flat: Schema) -> dict[str, Any]:
    made = {}
    for name, part in flat["properties"].items():
        if name not in answers or not isinstance(part, dict) or part.get("readOnly"):
            continue
        value = answers[name]
        if isinstance(value, dict) and is_object(part):
            value = _kept(value, part)
        elif isinstance(value, list) and "x-rows" in part:
            value = [
                _kept(row, own) if isinstance(row, dict) and is_object(own) else row
                for row, own in zip(value, part["x-rows"], strict=True)
            ]
        made[name] = value
    return made


def _translate(schema: Any, lang: str) -> Any:
    if isinstance(schema, list):
        return [_translate(item, lang) for item in schema]
    if not isinstance(schema, dict):
        return schema
    own = schema.get("x-i18n", {})
    said = own.get(lang, {}) if isinstance(own, dict) else {}
    made = {
        key: value if key in _VALUES or key == "x-i18n" else _translate(value, lang)
        for key, value in schema.items()
    }
    for key in _TRANSLATED:
        if key in said:
            both = isinstance(said[key], dict) and isinstance(made.get(key), dict)
            made[key] = {**made[key], **said[key]} if both else said[key]
    return made


def _languages(schema: Any) -> Iterator[str]:
    parts = schema.values() if isinstance(schema, dict) else schema
    for part in parts if isinstance(schema, dict | list) else ():
        yield from _languages(part)
    if isinstance(schema, dict) and isinstance(schema.get("x-i18n"), dict):
        yield from schema["x-i18n"]


def _fields(schema: Any, at: str) -> Iterator[tuple[str, Schema]]:
    if not isinstance(schema, dict):
        return
    for name, part in schema.get("properties", {}).items():
        if isinstance(part, dict):
            yield f"{at}/{name}", part
            yield from _fields(part, f"{at}/{name}")
            if is_object(part.get("items")):
                yield from _fields(part["items"], f"{at}/{name}/*")
    for key in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(key, ()):
            yield from _fields(part, at)
    for key in ("then", "else"):
        yield from _fields(schema.get(key), at)
    for part in schema.get("dependentSchemas", {}).values():
        yield from _fields(part, at)


def _pointer(parts: Any) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _errors(fault: ValidationError) -> Iterator[AnswerError]:
    """One AnswerError for each thing to mend: a missing or unknown field has its own pointer."""
    keyword, at = str(fault.validator), _pointer(fault.absolute_path)
    value = fault.validator_value
    if keyword in ("required", "dependentRequired"):
        yield AnswerError(f"{at}/{fault.message.split(chr(39))[1]}", "required")
    elif keyword in ("additionalProperties", "unevaluatedProperties"):
        known = fault.schema.get("properties", {}) if isinstance(fault.schema, dict) else {}
        given: Any = fault.instance
        for name in given:
            if name not in known:
                yield AnswerError(at + _pointer([name]), "unevaluatedProperties", {"name": name})
    elif keyword == "oneOf" and isinstance(value, list):
        yield AnswerError(at, "oneOf", {"values": [part.get("const") for part in value]})
    elif keyword == "enum":
        yield AnswerError(at, "enum", {"values": value})
    elif keyword in ("format", "type", "const", "pattern"):
        yield AnswerError(at, keyword, {keyword: value})
    elif keyword in ("anyOf", "not", "contains", "False schema"):
        yield AnswerError(at, keyword)
    else:
        yield AnswerError(at, keyword, {"limit": value})


def _in_order(errors: list[AnswerError], flat: Schema) -> list[AnswerError]:
    """The same errors, one of each, as a reader meets the fields."""
    order = {f"/{name}": number for number, name in enumerate(flat.get("properties", {}))}

    def place(error: AnswerError) -> int:
        top = "/" + error.pointer.split("/")[1] if error.pointer else ""
        return order.get(top, len(order))

    kept: dict[tuple[str, str], AnswerError] = {}
    for error in sorted(errors, key=place):
        kept.setdefault((error.pointer, error.keyword), error)
    return list(kept.values())
