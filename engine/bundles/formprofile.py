"""Which JSON Schema a form may use. Everything outside is named with a pointer and a rule.

The profile is what can be shown, answered without script and judged in bounded time. Limits come
first: nothing later walks a schema that has not passed them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.bundles import profilekeywords as words
from engine.bundles.formats import FORMATS, PatternRefused, pattern
from engine.bundles.profilelimits import MAX_DEPTH, Problem, limits, target
from engine.bundles.resolve import discriminator, is_object

#: values in one list of choices
MAX_CHOICES = 500
#: rows where each is compared with all others
MAX_UNIQUE = 500


def problems(schema: Any) -> list[Problem]:
    """Everything wrong with the form's schema, limits first. Never raises."""
    if not isinstance(schema, dict) or schema.get("type") != "object":
        return [Problem("", "form_not_object")]
    found = list(limits(schema))
    if found:
        return found
    return list(_Walk(schema).form())


@dataclass(frozen=True, slots=True)
class Whole:
    """The object a conditional part belongs to."""

    #: every field it can have
    known: frozenset[str]
    #: fields asked further out, which carry their titles there
    asked: frozenset[str] = frozenset()
    #: those of them that are groups
    groups: frozenset[str] = frozenset()


class _Walk:
    """One reading of a form within the limits."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.root = schema
        self.shared = schema.get("$defs", {})

    def form(self) -> Iterator[Problem]:
        if not self.root.get("title"):
            yield Problem("", "form_title_missing", "warning")
        yield from self.object(self.root, "", top=True)
        for name, part in self.shared.items():
            at = f"/$defs/{words.escape(name)}"
            if not isinstance(part, dict):
                yield Problem(at, "form_value", params={"keyword": "$defs"})
            elif is_object(part):
                yield from self.object(part, at)
            else:
                yield from self.field(part, at, titled=True)

    def seen(self, schema: Any) -> Any:
        """The schema with its reference written out one step."""
        while isinstance(schema, dict) and "$ref" in schema:
            found = self.shared.get(target(schema["$ref"]), {})
            rest = {key: value for key, value in schema.items() if key != "$ref"}
            schema = {**(found if isinstance(found, dict) else {}), **rest}
        return schema

    def object(self, schema: dict[str, Any], at: str, top: bool = False) -> Iterator[Problem]:
        """A form, a group, a row or a shared part holding fields."""
        allowed = words.FORM if top else words.GROUP
        yield from words.check_keywords(schema, at, allowed, Problem)
        yield from self.part(schema, at, Whole(self.names(schema)))

    def part(self, schema: Any, at: str, whole: Whole) -> Iterator[Problem]:
        """An object or one of its conditional parts."""
        if not isinstance(schema, dict):
            yield Problem(at, "form_value", params={"keyword": at.rsplit("/", 1)[-1]})
            return
        fields = schema.get("properties", {})
        if not isinstance(fields, dict):
            return
        for name, part in fields.items():
            here = f"{at}/properties/{words.escape(name)}"
            yield from self.named(name, part, here, whole)
        demanded = schema.get("required", [])
        for name in demanded if isinstance(demanded, list) else ():
            if isinstance(name, str) and name not in whole.known:
                yield Problem(f"{at}/required", "form_required_unknown", params={"name": name})
        groups = {name for name, part in fields.items() if is_object(self.seen(part))}
        inner = Whole(whole.known, whole.asked | set(fields), whole.groups | groups)
        yield from self.branches(schema, at, inner)

    def named(self, name: str, part: Any, at: str, whole: Whole) -> Iterator[Problem]:
        if not words.FIELD_NAME.fullmatch(name):
            yield Problem(at, "form_field_name", params={"name": name[:80]})
        if name in whole.groups and is_object(self.seen(part)):
            yield Problem(at, "form_extends_group", params={"name": name})
        if part is False and name in whole.asked:
            return
        yield from self.field(part, at, titled=name in whole.asked)

    def branches(self, schema: dict[str, Any], at: str, whole: Whole) -> Iterator[Problem]:
        if ("then" in schema or "else" in schema) != ("if" in schema):
            yield Problem(at, "form_if")
        for key in ("then", "else"):
            if key in schema:
                yield from self.branch(schema[key], f"{at}/{key}", whole)
        if "if" in schema:
            yield from self.test(schema["if"], f"{at}/if", whole.known)
        for key in ("anyOf", "not"):
            if key in schema and key not in words.as_dict(schema.get("x-errors")):
                yield Problem(at, "form_text_missing", params={"keyword": key})
        if "not" in schema:
            yield from self.test(schema["not"], f"{at}/not", whole.known)
        for number, part in enumerate(words.as_list(schema.get("anyOf"))):
            yield from self.test(part, f"{at}/anyOf/{number}", whole.known)
        for number, part in enumerate(words.as_list(schema.get("allOf"))):
            yield from self.branch(part, f"{at}/allOf/{number}", whole)
        for name, part in words.as_dict(schema.get("dependentSchemas")).items():
            yield from self.branch(part, f"{at}/dependentSchemas/{name}", whole)
        for name, wanted in words.as_dict(schema.get("dependentRequired")).items():
            for one in [name, *words.as_list(wanted)]:
                if one not in whole.known:
                    here = f"{at}/dependentRequired"
                    yield Problem(here, "form_required_unknown", params={"name": str(one)[:80]})
        if "oneOf" in schema:
            yield from self.choice_of_objects(schema["oneOf"], f"{at}/oneOf", whole)

    def branch(self, part: Any, at: str, whole: Whole) -> Iterator[Problem]:
        if isinstance(part, dict):
            yield from words.check_keywords(part, at, words.BRANCH, Problem)
        yield from self.part(self.seen(part), at, whole)

    def choice_of_objects(self, branches: Any, at: str, whole: Whole) -> Iterator[Problem]:
        seen = [self.seen(part) for part in words.as_list(branches)]
        if not seen or discriminator(seen) is None:
            yield Problem(at, "form_one_of")
            return
        marked = Whole(whole.known, whole.asked | {discriminator(seen) or ""}, whole.groups)
        for number, part in enumerate(seen):
            yield from self.branch(part, f"{at}/{number}", marked)

    def test(self, schema: Any, at: str, known: frozenset[str]) -> Iterator[Problem]:
        """A condition: it shows nothing, but must name fields there are."""
        if not isinstance(schema, dict):
            yield Problem(at, "form_value", params={"keyword": at.rsplit("/", 1)[-1]})
            return
        seen = self.seen(schema)
        yield from words.check_keywords(seen, at, words.TEST, Problem)
        if "pattern" in seen:
            yield from _pattern(seen["pattern"], at)
        for name, part in words.as_dict(seen.get("properties")).items():
            if known and name not in known:
                yield Problem(f"{at}/properties", "form_required_unknown", params={"name": name})
            yield from self.test(part, f"{at}/properties/{words.escape(name)}", frozenset())
        for name in words.as_list(seen.get("required")):
            if known and name not in known:
                yield Problem(f"{at}/required", "form_required_unknown", params={"name": name})
        for key in ("allOf", "anyOf", "oneOf"):
            for number, part in enumerate(words.as_list(seen.get(key))):
                yield from self.test(part, f"{at}/{key}/{number}", known)
        for key in ("not", "contains", "items"):
            if key in seen:
                inner = known if key == "not" else frozenset()
                yield from self.test(seen[key], f"{at}/{key}", inner)

    def names(self, schema: Any, depth: int = 0) -> frozenset[str]:
        """Every field the object can have, whatever is answered."""
        schema = self.seen(schema)
        if not isinstance(schema, dict) or depth > MAX_DEPTH:
            return frozenset()
        found = frozenset(words.as_dict(schema.get("properties")))
        parts = [schema.get("then"), schema.get("else")]
        parts += words.as_dict(schema.get("dependentSchemas")).values()
        for key in ("allOf", "oneOf"):
            parts += words.as_list(schema.get(key))
        return found.union(*(self.names(part, depth + 1) for part in parts))

    def field(self, schema: Any, at: str, titled: bool) -> Iterator[Problem]:
        """One question. `titled` says that another part of the form may carry its title."""
        if not isinstance(schema, dict):
            yield Problem(at, "form_value", params={"keyword": "properties"})
            return
        seen = self.seen(schema)
        if is_object(seen):
            if "$ref" not in schema:
                yield from self.object(seen, at)
            return
        if not titled and not seen.get("title"):
            yield Problem(at, "form_title_missing", "warning")
        if "$ref" in schema:
            yield from words.check_keywords(schema, at, words.FIELD | {"$ref"}, Problem)
            return
        yield from words.check_keywords(schema, at, words.FIELD, Problem)
        yield from _kind(schema, at, demands_only=titled)
        if "pattern" in schema:
            yield from _pattern(schema["pattern"], at)
            if "pattern" not in words.as_dict(schema.get("x-errors")):
                yield Problem(at, "form_pattern_text")
        for key in ("anyOf", "not", "contains"):
            if key in schema and key not in words.as_dict(schema.get("x-errors")):
                yield Problem(at, "form_text_missing", params={"keyword": key})
        yield from _choices(schema, at)
        yield from _bounds(schema, at)
        yield from self.rows(schema, at)

    def rows(self, schema: dict[str, Any], at: str) -> Iterator[Problem]:
        if schema.get("type") != "array":
            return
        items = self.seen(schema.get("items"))
        if not isinstance(items, dict) or items.get("type") == "array":
            yield Problem(at, "form_items")
            return
        most = schema.get("maxItems")
        if schema.get("uniqueItems") and not (isinstance(most, int) and most <= MAX_UNIQUE):
            yield Problem(at, "form_unique", params={"limit": MAX_UNIQUE})
        yield from self.field(schema["items"], f"{at}/items", titled=True)


def _kind(schema: dict[str, Any], at: str, demands_only: bool) -> Iterator[Problem]:
    kind = schema.get("type")
    if kind is None:
        if not demands_only and not {"enum", "const", "oneOf"} & schema.keys():
            yield Problem(at, "form_type_missing")
    elif kind not in words.TYPES:
        yield Problem(f"{at}/type", "form_type", params={"type": str(kind)[:40]})
    wanted = schema.get("format")
    if wanted is not None and wanted not in FORMATS:
        yield Problem(f"{at}/format", "form_format", params={"format": str(wanted)[:40]})
    for key, value, allowed in words.annotations(schema):
        if value not in allowed:
            params = {
                "keyword": key,
                "value": str(value)[:40],
                "allowed": " ".join(sorted(allowed)),
            }
            yield Problem(f"{at}/{key}", "form_annotation", params=params)


def _pattern(source: Any, at: str) -> Iterator[Problem]:
    try:
        pattern(source) if isinstance(source, str) else pattern("(")
    except PatternRefused as fault:
        yield Problem(f"{at}/pattern", "form_pattern", params={"reason": str(fault)[:120]})


def _choices(schema: dict[str, Any], at: str) -> Iterator[Problem]:
    values = words.as_list(schema.get("enum"))
    if "oneOf" in schema:
        parts = words.as_list(schema["oneOf"])
        if not parts or not all(isinstance(part, dict) and "const" in part for part in parts):
            yield Problem(f"{at}/oneOf", "form_one_of")
            return
        for number, part in enumerate(parts):
            yield from words.check_keywords(part, f"{at}/oneOf/{number}", words.CHOICE, Problem)
        values = [part["const"] for part in parts]
    if len(values) > MAX_CHOICES:
        yield Problem(at, "form_choices", params={"limit": MAX_CHOICES})
    if len({str(value) for value in values}) != len(values):
        yield Problem(at, "form_choice_twice")


def _bounds(schema: dict[str, Any], at: str) -> Iterator[Problem]:
    for low, high in words.PAIRS:
        least: Any = schema.get(low)
        most: Any = schema.get(high)
        if words.is_number(least) and words.is_number(most) and least > most:
            yield Problem(at, "form_bounds", params={"low": low, "high": high})
