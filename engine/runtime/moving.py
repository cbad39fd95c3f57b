"""Moves a running case to another version of its process, or says why that cannot be done.

The rule is strict: every token must find the same kind of element under the same id, with the same
boundary events, in the same place. Due times, rounds and task ids are kept; nothing is run.
"""

from collections.abc import Iterator
from typing import Any

from engine.bundles import Element
from engine.runtime import codec
from engine.runtime.definitions import Definition
from engine.runtime.errors import CannotMove
from engine.runtime.marking import part


def move(old: Definition, new: Definition, state: bytes) -> bytes:
    """The same tokens in the new version. Raises CannotMove, StateDamaged."""
    rows = codec.load(state)
    reasons = list(_reasons(old, new, rows, old.spiff_spec, new.spiff_spec))
    if reasons:
        raise CannotMove(reasons=tuple(dict.fromkeys(reasons)))
    return codec.dump(rows)


def _reasons(
    old: Definition, new: Definition, rows: list[Any], here: Any, there: Any
) -> Iterator[tuple[str, str]]:
    """(element, reason key) for each token without a place in the new version."""
    for row in rows:
        name = row[0]
        if name == "":
            continue
        if name not in there.places:
            yield name, "gone"
            continue
        yield from _changed(old, new, name, here.places[name], there.places[name])
        inside = part(row, 4)
        if inside:
            yield from _inside(old, new, inside, here.places[name], there.places[name])


def _inside(
    old: Definition, new: Definition, rows: list[Any], here: Any, there: Any
) -> Iterator[tuple[str, str]]:
    """The same for the rounds of a loop, or for what is inside a subprocess."""
    if (here.inner is None) != (there.inner is None):
        return
    if here.inner is not None:
        for round_ in rows:
            deeper = part(round_, 4)
            if deeper:
                yield from _inside(old, new, deeper, here.inner, there.inner)
        return
    if not hasattr(there, "spec"):
        return
    yield from _reasons(
        old,
        new,
        rows,
        old.spiff_subprocesses[here.spec],
        new.spiff_subprocesses[there.spec],
    )


def _changed(
    old: Definition, new: Definition, name: str, here: Any, there: Any
) -> Iterator[tuple[str, str]]:
    before, after = old.elements[name], new.elements[name]
    if before.kind != after.kind:
        yield name, "other_kind"
    if _loop(before) != _loop(after):
        yield name, "other_loop"
    if _edges(here) != _edges(there):
        yield name, "other_boundary_events"
    if sorted(here.place.sources) != sorted(there.place.sources) or sorted(
        here.place.behind
    ) != sorted(there.place.behind):
        yield name, "other_incoming"
    if before.kind == "eventBasedGateway" and _targets(here) != _targets(there):
        yield name, "other_events"
    if before.called != after.called:
        yield name, "other_process"


def _loop(element: Element) -> tuple[Any, ...] | None:
    loop = element.loop
    return None if loop is None else (loop.kind, loop.item, loop.output_item)


def _edges(spec: Any) -> set[tuple[str, str, bool]]:
    if spec.split is None:
        return set()
    return {
        (edge.place.element, str(edge.place.about.event), edge.cancel_activity)
        for edge in spec.split.outputs
        if edge is not spec
    }


def _targets(spec: Any) -> set[str]:
    return {after.place.element for after in spec.outputs}
