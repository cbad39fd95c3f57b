"""What the names in an expression mean, and which paths of the case it therefore reads."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from engine.expressions.values import Run

Code = Callable[[Run], Any]


class Names:
    """The names in force while an expression is made ready, innermost last."""

    def __init__(self) -> None:
        #: names of loops and contexts with their slots, or the slot of a filter's item
        self._layers: list[dict[str, int] | int] = []
        self.slots = 0
        #: every path read from outside; inside a filter also what may be a field of the item
        self.paths: set[tuple[str, ...]] = set()

    def slot(self) -> int:
        """A place of its own for a value."""
        self.slots += 1
        return self.slots - 1

    @contextmanager
    def layer(self, added: dict[str, int] | int) -> Iterator[None]:
        """Inside the block these names, or the fields of this item, come first."""
        self._layers.append(added)
        yield
        self._layers.pop()

    def read(self, name: str, *path: str) -> Code:
        """The value of the name; `path` is what is read of it, for `paths`."""
        items: list[int] = []
        base: Code | None = None
        for layer in reversed(self._layers):
            if isinstance(layer, int):
                if name == "item":
                    return _from_slot(layer)
                items.append(layer)
            elif name in layer:
                base = _from_slot(layer[name])
                break
        if base is None:
            self.paths.add((name, *path))
            base = _from_scope(name)
        return _from_items(name, tuple(items), base) if items else base


def _from_slot(slot: int) -> Code:
    return lambda run: run.slots[slot]


def _from_scope(name: str) -> Code:
    return lambda run: run.value(run.scope.get(name))


def _from_items(name: str, items: tuple[int, ...], base: Code) -> Code:
    def read(run: Run) -> Any:
        for slot in items:
            item = run.slots[slot]
            if type(item) is dict and name in item:
                return run.value(item[name])
        return base(run)

    return read
