"""Which answers other questions come and go with: only those have to draw the form again."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from engine.bundles import Form
from engine.bundles.resolve import discriminator, is_object, names

Path = tuple[str, ...]


@lru_cache(maxsize=256)
def steering(form: Form) -> frozenset[Path]:
    """The path of every field a condition of the form reads; `*` stands for rows."""
    return frozenset(_read(form.localized("nb"), ()))


def steers(form: Form, path: Path) -> bool:
    """True if a condition reads this field, or the group or list it stands in."""
    read = steering(form)
    return any(path[:length] in read for length in range(1, len(path) + 1))


def _read(schema: Any, at: Path) -> Iterator[Path]:
    if not isinstance(schema, dict):
        return
    here = names(schema["if"]) if "if" in schema else set()
    here |= {*schema.get("dependentSchemas", ()), *schema.get("dependentRequired", ())}
    chooser = discriminator(schema.get("oneOf")) if is_object(schema) else None
    for name in [*here, *([chooser] if chooser else [])]:
        yield (*at, name)
    for part in _branches(schema):
        yield from _read(part, at)
    for name, part in schema.get("properties", {}).items():
        yield from _read(part, (*at, name))
        if isinstance(part, dict) and is_object(part.get("items")):
            yield from _read(part["items"], (*at, name, "*"))


def _branches(schema: dict[str, Any]) -> Iterator[Any]:
    for key in ("then", "else"):
        yield schema.get(key)
    yield from schema.get("allOf", ())
    yield from schema.get("dependentSchemas", {}).values()
    if is_object(schema):
        yield from schema.get("oneOf", ())
