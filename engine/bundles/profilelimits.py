"""Bounds on a form before anything walks it: depth, size, and references that end."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from engine.bundles import profilekeywords as words

MAX_NODES = 2_000
#: nodes when every reference is written out
MAX_EXPANSION = 10_000
#: arrays and objects inside one another
MAX_DEPTH = 28


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a form that is outside the profile, or that nobody can answer."""

    #: JSON pointer into the schema
    pointer: str
    #: a rule of `engine.bundles.rules`
    rule: str
    #: "error" | "warning"
    severity: str = "error"
    params: dict[str, Any] = field(default_factory=dict)


def limits(schema: dict[str, Any]) -> Iterator[Problem]:
    nodes = 0
    waiting: list[tuple[Any, int]] = [(schema, 1)]
    while waiting:
        node, depth = waiting.pop()
        if not isinstance(node, dict | list):
            continue
        nodes += 1
        if depth > MAX_DEPTH:
            yield Problem("", "form_depth", params={"limit": MAX_DEPTH})
            return
        if nodes > MAX_NODES:
            yield Problem("", "form_nodes", params={"limit": MAX_NODES})
            return
        parts = node.values() if isinstance(node, dict) else node
        waiting += [(part, depth + 1) for part in parts]
    yield from _references(schema)


def _references(schema: dict[str, Any]) -> Iterator[Problem]:
    """Every reference points into `$defs`, none goes round, and written out they stay small."""
    shared = schema.get("$defs", {})
    if not isinstance(shared, dict):
        yield Problem("/$defs", "form_value", params={"keyword": "$defs"})
        return
    bad = [(at, ref) for at, ref in _refs(schema, "") if target(ref) not in shared]
    for at, ref in bad:
        yield Problem(at, "form_ref", params={"ref": str(ref)[:80]})
    if bad:
        return
    sizes: dict[str, int] = {}
    for name in shared:
        if _size_of(name, shared, sizes, ()) is None:
            yield Problem(f"/$defs/{name}", "form_ref_cycle", params={"ref": name})
            return
    if _size(schema, shared, sizes, ()) > MAX_EXPANSION:
        yield Problem("", "form_expansion", params={"limit": MAX_EXPANSION})


def _refs(node: Any, at: str) -> Iterator[tuple[str, Any]]:
    if isinstance(node, list):
        for number, part in enumerate(node):
            yield from _refs(part, f"{at}/{number}")
    elif isinstance(node, dict):
        for key, part in node.items():
            if key == "$ref" and not at.endswith("/properties"):
                yield f"{at}/$ref", part
            elif key not in words.PLAIN_VALUES:
                yield from _refs(part, f"{at}/{words.escape(key)}")


def target(ref: Any) -> str:
    return ref.removeprefix("#/$defs/") if isinstance(ref, str) and ref[:8] == "#/$defs/" else ""


def _size_of(
    name: str, shared: dict[str, Any], sizes: dict[str, int], path: tuple[str, ...]
) -> int | None:
    """Nodes of a shared part written out; None if it contains itself."""
    if name in path:
        return None
    if name not in sizes:
        size = _size(shared[name], shared, sizes, (*path, name))
        if size < 0:
            return None
        sizes[name] = size
    return sizes[name]


def _size(node: Any, shared: dict[str, Any], sizes: dict[str, int], path: tuple[str, ...]) -> int:
    """Nodes of a part written out; -1 if it goes round."""
    total = 1
    parts: Any = node.items() if isinstance(node, dict) else ()
    parts = enumerate(node) if isinstance(node, list) else parts
    for key, part in parts:
        if key == "$defs" and not path:
            continue
        more = _size(part, shared, sizes, path)
        if key == "$ref" and target(part) in shared:
            inside = _size_of(target(part), shared, sizes, path)
            more = -1 if inside is None else inside
        if more < 0:
            return -1
        total = min(total + more, MAX_EXPANSION + 1)
    return total
