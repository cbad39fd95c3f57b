"""Which elements of the drawing a stored state has tokens on; nothing is run to find out."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.runtime import codec
from engine.runtime.marking import Row, part


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the tokens of a case are."""

    #: element ids, each once, in the order they are stored
    elements: tuple[str, ...]
    #: boundary events that wait on those elements
    edges: tuple[str, ...]


def standing(state: bytes) -> Standing:
    """The elements with a token. Raises StateDamaged if the state is not what was written."""
    rows = list(_rows(codec.load(state)))
    elements = dict.fromkeys(row[0] for row, on_edge in rows if row[0] and not on_edge)
    edges = dict.fromkeys(row[0] for row, on_edge in rows if row[0] and on_edge)
    return Standing(tuple(elements), tuple(edges))


def _rows(rows: list[Row], on_edge: bool = False) -> Iterator[tuple[Row, bool]]:
    for row in rows:
        yield row, on_edge
        yield from _rows(part(row, 4), on_edge)
        yield from _rows(part(row, 5), True)
