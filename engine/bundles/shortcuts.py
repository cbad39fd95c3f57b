"""Says yes quickly to a value that plainly fits a plain field; everything else goes the long way.

jsonschema builds a validator for each field of each answer, which costs more than the answer. A
shortcut only ever says "surely right"; a doubt or a fault is left to jsonschema, which decides.
"""

from collections.abc import Callable, Iterator
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validators

from engine.bundles.formats import PatternRefused, checker, pattern

Surely = Callable[[Any], bool]

#: where a schema carries its shortcut; jsonschema passes over keywords it does not know
MARK = "x-surely"


def mark(schema: Any) -> Any:
    """The same schema with a shortcut on every plain field; the copy is for judging only."""
    if isinstance(schema, list):
        return [mark(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made: dict[str, Any] = {}
    for key, value in schema.items():
        if key in ("properties", "dependentSchemas"):
            made[key] = {name: mark(part) for name, part in value.items()}
        elif key in ("enum", "const", "required", "dependentRequired"):
            made[key] = value
        else:
            made[key] = mark(value)
    shortcut = surely(schema)
    if shortcut is not None:
        made[MARK] = shortcut
    return made


def surely(schema: dict[str, Any]) -> Surely | None:
    """A test that is true only for values fitting the schema; None if the schema is not plain."""
    parts: list[Surely] = []
    kind = schema.get("type")
    for keyword, demand in schema.items():
        part = _part(keyword, demand, kind)
        if part is None:
            return None
        parts.append(part)
    if len(parts) == 1:
        return parts[0]
    chain = tuple(parts)
    return lambda value: all(part(value) for part in chain)


_TYPES: dict[str, Surely] = {
    "string": lambda value: type(value) is str,
    "integer": lambda value: type(value) is int,
    "number": lambda value: type(value) in (int, float),
    "boolean": lambda value: type(value) is bool,
}
_BOUNDS: dict[str, Callable[[Any, Any], bool]] = {
    "minimum": lambda value, limit: value >= limit,
    "maximum": lambda value, limit: value <= limit,
    "exclusiveMinimum": lambda value, limit: value > limit,
    "exclusiveMaximum": lambda value, limit: value < limit,
}
_LENGTHS: dict[str, Callable[[Any, Any], bool]] = {
    "minLength": lambda value, limit: len(value) >= limit,
    "maxLength": lambda value, limit: len(value) <= limit,
}


def _part(keyword: str, demand: Any, kind: Any) -> Surely | None:
    """One keyword's test. The type is known to hold only if it is `kind`, so others wait for it."""
    if keyword == "type":
        return _TYPES.get(demand) if isinstance(demand, str) else None
    if keyword in _LENGTHS and kind == "string":
        length = _LENGTHS[keyword]
        return lambda value: type(value) is str and length(value, demand)
    if keyword in _BOUNDS and kind in ("integer", "number"):
        bound = _BOUNDS[keyword]
        return lambda value: type(value) in (int, float) and bound(value, demand)
    if keyword == "format" and kind == "string":
        return lambda value: checker().conforms(value, demand)
    if keyword == "pattern" and kind == "string":
        return _pattern_test(demand)
    return _choice_test(keyword, demand)


def _pattern_test(source: str) -> Surely | None:
    try:
        search = pattern(source).search
    except PatternRefused:
        return None
    return lambda value: type(value) is str and search(value) is not None


def _choice_test(keyword: str, demand: Any) -> Surely | None:
    """Choices between texts; numbers and truth values are equal in ways a set does not know."""
    if keyword == "const":
        values = [demand]
    elif keyword == "enum":
        values = demand
    elif keyword == "oneOf" and all(
        isinstance(one, dict) and {*one} <= {"const"} for one in demand
    ):
        values = [one.get("const") for one in demand]
    else:
        return None
    if not all(type(value) is str for value in values) or len({*values}) != len(values):
        return None
    allowed = frozenset(values)
    return lambda value: type(value) is str and value in allowed


def _properties(
    validator: Any, properties: dict[str, Any], value: Any, schema: Any
) -> Iterator[ValidationError]:
    if not isinstance(value, dict):
        return
    for name, part in properties.items():
        if name in value:
            shortcut = part.get(MARK) if isinstance(part, dict) else None
            if shortcut is None or not shortcut(value[name]):
                yield from validator.descend(value[name], part, path=name, schema_path=name)


def _pattern(validator: Any, source: str, value: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, str):
        try:
            found = pattern(source).search(value)
        except PatternRefused:
            found = None
        if not found:
            yield ValidationError("does not match")


_unevaluated = Draft202012Validator.VALIDATORS["unevaluatedProperties"]


def _unevaluated_properties(
    validator: Any, demand: Any, value: Any, schema: Any
) -> Iterator[ValidationError]:
    """Looks for who else may know a field only when its own object does not."""
    if isinstance(value, dict) and not value.keys() <= schema.get("properties", {}).keys():
        yield from _unevaluated(validator, demand, value, schema) or ()


Validator: Any = validators.extend(  # type: ignore[no-untyped-call]  # jsonschema has no types here
    Draft202012Validator,
    {
        "pattern": _pattern,
        "properties": _properties,
        "unevaluatedProperties": _unevaluated_properties,
    },
)
