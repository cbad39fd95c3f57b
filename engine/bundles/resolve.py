"""Which fields a form has for these answers: every condition decided, every reference folded in.

The result is one flat object schema with the fields in the order they are asked. Fields a condition
brings come right after the last field the condition reads.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Schema = dict[str, Any]
#: says whether a value fits a (sub)schema of the form
Judge = Callable[[Schema, Any], bool]

CONDITIONAL = ("if", "then", "else")
_FOLDED = (*CONDITIONAL, "allOf", "dependentSchemas", "dependentRequired", "$ref")


def inline(schema: Any, root: Mapping[str, Any]) -> Any:
    """The schema with every `#/$defs/…` written out. The lint has proved that this ends."""
    if isinstance(schema, list):
        return [inline(item, root) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: value if key in ("enum", "const", "default", "examples") else inline(value, root)
        for key, value in schema.items()
        if key not in ("$ref", "$defs")
    }
    reference = schema.get("$ref")
    if not isinstance(reference, str):
        return kept
    found = root.get("$defs", {}).get(reference.removeprefix("#/$defs/"), {})
    return {**inline(found, root), **kept}


def resolve(schema: Schema, answers: Any, fits: Judge) -> Schema:
    """The flat schema holding for these answers; `schema` must have no `$ref` left."""
    if not is_object(schema):
        return schema
    known = answers if isinstance(answers, dict) else {}
    flat = {key: value for key, value in schema.items() if key not in _FOLDED}
    flat["properties"] = dict(schema.get("properties", {}))
    flat["required"] = list(schema.get("required", ()))
    pending = [schema]
    while pending:
        part = pending.pop(0)
        for branch, after in _holding(part, known, fits):
            _merge(flat, branch, after)
            pending.append(branch)
        pending.extend(_choose(flat, known))
    flat["properties"] = {
        name: _inside(field, known.get(name), fits)
        for name, field in flat["properties"].items()
        if field is not False
    }
    flat["required"] = [name for name in flat["required"] if name in flat["properties"]]
    return flat


def is_object(schema: Any) -> bool:
    return isinstance(schema, dict) and ("properties" in schema or schema.get("type") == "object")


def _inside(field: Any, value: Any, fits: Judge) -> Any:
    """A group is resolved for its own answers; rows get `x-rows`, one schema a row."""
    if is_object(field):
        return resolve(field, value, fits)
    if isinstance(field, dict) and is_object(field.get("items")):
        rows = value if isinstance(value, list) else []
        items = resolve(field["items"], {}, fits)
        return {**field, "items": items, "x-rows": [resolve(field["items"], r, fits) for r in rows]}
    return field


def _holding(
    part: Schema, known: dict[str, Any], fits: Judge
) -> Iterator[tuple[Schema, list[str]]]:
    """(branch, names of the fields that brought it)."""
    if "if" in part:
        branch = part.get("then" if fits(part["if"], known) else "else")
        if isinstance(branch, dict):
            yield branch, sorted(names(part["if"]))
    for branch in part.get("allOf", ()):
        if isinstance(branch, dict):
            yield branch, []
    for name, branch in part.get("dependentSchemas", {}).items():
        if name in known and isinstance(branch, dict):
            yield branch, [name]
    for name, wanted in part.get("dependentRequired", {}).items():
        if name in known:
            yield {"required": wanted}, [name]


def names(condition: Any) -> set[str]:
    """The fields a condition reads at its own level."""
    found: set[str] = set()
    if not isinstance(condition, dict):
        return found
    found.update(condition.get("properties", {}))
    found.update(condition.get("required", ()))
    for key in ("allOf", "anyOf", "oneOf"):
        for part in condition.get(key, ()):
            found |= names(part)
    return found | names(condition.get("not"))


def _merge(flat: Schema, branch: Schema, after: list[str]) -> None:
    """Adds the branch's fields behind those that brought them, and its demands."""
    order = list(flat["properties"])
    at = max((order.index(name) + 1 for name in after if name in order), default=len(order))
    fresh = {}
    for name, field in branch.get("properties", {}).items():
        if name in flat["properties"]:
            flat["properties"][name] = _both(flat["properties"][name], field)
        else:
            fresh[name] = field
    if fresh:
        pairs = list(flat["properties"].items())
        flat["properties"] = dict([*pairs[:at], *fresh.items(), *pairs[at:]])
    for name in branch.get("required", ()):
        if name not in flat["required"]:
            flat["required"].append(name)
    for key, value in branch.items():
        if key not in _FOLDED and key not in ("properties", "required"):
            flat.setdefault(key, value)


def _both(field: Any, more: Any) -> Any:
    """A field under the demands of both; the later one is the more precise."""
    if not isinstance(field, dict) or not isinstance(more, dict):
        return more if isinstance(field, dict) or more is False else field
    made = {**field, **more}
    if "properties" in field and "properties" in more:
        made["properties"] = {**field["properties"], **more["properties"]}
    if "required" in field and "required" in more:
        made["required"] = [*dict.fromkeys([*field["required"], *more["required"]])]
    return made


def discriminator(branches: Any) -> str | None:
    """The field whose `const` tells these branches apart, None if no field does."""
    if not isinstance(branches, list) or not all(isinstance(b, dict) for b in branches):
        return None
    shared: set[str] | None = None
    for branch in branches:
        fields = branch.get("properties", {})
        if not isinstance(fields, dict):
            return None
        constant = {
            k for k, field in fields.items() if isinstance(field, dict) and "const" in field
        }
        shared = constant if shared is None else shared & constant
    return min(shared) if shared else None


def _choose(flat: Schema, known: dict[str, Any]) -> list[Schema]:
    """A choice between objects becomes a field for the choice; the chosen branch is merged."""
    branches = flat.get("oneOf")
    name = discriminator(branches)
    if not name or not branches:
        return []
    del flat["oneOf"]
    constants = [branch["properties"][name] for branch in branches]
    present = flat["properties"].get(name)
    chooser = {key: v for key, v in constants[0].items() if key not in ("const", "title", "x-i18n")}
    chooser.update(present if isinstance(present, dict) else {})
    if "enum" not in chooser and "oneOf" not in chooser:
        chooser["oneOf"] = [{"title": str(one["const"]), **one} for one in constants]
    flat["properties"][name] = chooser
    chosen = [
        {**branch, "properties": {k: v for k, v in branch["properties"].items() if k != name}}
        for branch, constant in zip(branches, constants, strict=True)
        if name in known and constant["const"] == known[name]
    ]
    for branch in chosen:
        _merge(flat, branch, [name])
    return chosen
