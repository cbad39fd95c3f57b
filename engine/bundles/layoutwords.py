"""How much room words take on a drawing, with a little to spare in any common typeface."""

import math
from dataclasses import dataclass

_NARROW, _WIDE = frozenset("ijltfrI.,:;'!|()[] "), frozenset("mwMWÆæ@%—…")
#: Height of a line under a figure, and lines that are shown at most.
LINE, MOST_LINES = 14, 4
#: A name is never set narrower than this, so that a viewer that does finds room.
_LONGEST_WORD = 130


@dataclass(frozen=True, slots=True)
class Words:
    """The room a text needs: nothing at all for no text."""

    width: int = 0
    height: int = 0
    lines: int = 0

    def __bool__(self) -> bool:
        return self.lines > 0


def set_in(text: str, room: int, size: float, *, stretch: bool = True) -> Words:
    """The text broken at its spaces; `stretch` lets a long word have more than the room."""
    words = text.split()
    if not words:
        return Words()
    if stretch:
        room = max(room, min(_LONGEST_WORD, math.ceil(max(_width(word, size) for word in words))))
    space = _width(" ", size)
    lines, widest, at = 1, 0.0, -space
    for word in words:
        wide = _width(word, size)
        if at > 0 and at + space + wide > room:
            lines, at = lines + 1, -space
        at += space + wide
        if stretch and at > room:
            lines, at = lines + int(at // room), float(room)
        widest = max(widest, at)
    even = 2 * math.ceil(widest / 2)
    return Words(even, min(lines, MOST_LINES) * LINE, lines)


def _width(text: str, size: float) -> float:
    hundredths = sum(
        32 if char in _NARROW else 92 if char in _WIDE else 68 if char.isupper() else 59
        for char in text
    )
    return hundredths * size / 100
