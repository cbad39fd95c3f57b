"""Which parts of a list have been moved, as few as can tell the new order."""

from bisect import bisect_left
from collections.abc import Sequence


def moved(order: Sequence[int]) -> list[int]:
    """Where the parts stand that are not in the longest run of rising numbers."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, value in enumerate(order):
        length = bisect_left(tails, value)
        before.append(ends[length - 1] if length else -1)
        if length == len(tails):
            tails.append(value)
            ends.append(at)
        else:
            tails[length] = value
            ends[length] = at
    kept = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    return [at for at in range(len(order)) if at not in kept]
