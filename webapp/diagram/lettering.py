"""How wide words are in our letters, and how a label is broken into lines that fit."""

from dataclasses import dataclass
from functools import lru_cache

#: Hundredths of the type size, by character: Inter at the weight of our labels.
_WIDTHS: dict[str, int] = {
    char: width
    for width, chars in {
        24: "ijl",
        28: "I ’",
        31: "!',.:;·`",
        35: "t|()/[]\\",
        38: "fr",
        44: "1{}",
        47: '-_^"',
        50: "–",
        53: "*?s",
        56: "7Lakvxyzåäáàâ§",
        59: "FJceéèê5Ehnouøüöóòô«»",
        62: "23689bdgpq",
        65: "#$&0PRSTZ+4<=>B~×",
        70: "KYAVXÅÄD",
        75: "CGHUÜNOQØÖ",
        82: "w",
        90: "m…Mæ",
        99: "%@WÆ—",
    }.items()
    for char in chars
}
_WIDEST_GUESS = 60
#: Height of a line, as a multiple of the type size.
LINE = 1.22
_VOWELS = frozenset("aeiouyæøåAEIOUYÆØÅ")
#: Fewest letters on either side of a hyphen of ours.
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Setting:
    """A label broken into lines, in a size that fits."""

    lines: tuple[str, ...]
    #: in the drawing's units
    size: float

    @property
    def height(self) -> float:
        """From the top of the first line to the foot of the last."""
        return len(self.lines) * self.size * LINE


def width(text: str, size: float) -> float:
    """How wide the text is, in the drawing's units."""
    return sum(_WIDTHS.get(char, _WIDEST_GUESS) for char in text) * size / 100


@lru_cache(maxsize=4096)
def fit(text: str, room: float, height: float, sizes: tuple[float, ...]) -> Setting:
    """The label in the largest of `sizes` that needs no broken word, else broken in the smallest.

    What does not fit at all ends in an ellipsis.
    """
    words = text.split()
    for size in sizes:
        if all(width(word, size) <= room for word in words):
            lines = wrap(text, room, size)
            if len(lines) * size * LINE <= height:
                return Setting(lines, size)
    size = sizes[-1]
    most = max(1, int(height / (size * LINE)))
    lines = wrap(text, room, size)
    if len(lines) > most:
        lines = (*lines[: most - 1], _shortened(lines[most - 1], room, size))
    return Setting(lines, size)


def wrap(text: str, room: float, size: float) -> tuple[str, ...]:
    """Lines no wider than `room`; a word wider than that gets a hyphen."""
    lines: list[str] = []
    for word in text.split():
        rest = word
        if lines and width(f"{lines[-1]} {rest}", size) <= room:
            lines[-1] += f" {rest}"
            continue
        while width(rest, size) > room and len(rest) > 2 * _LEAST:
            head, rest = _broken(rest, room, size)
            lines.append(head)
        lines.append(rest)
    return tuple(lines)


def _broken(word: str, room: float, size: float) -> tuple[str, str]:
    """The word in two, the first part with a hyphen; between syllables where that can be seen."""
    fits = _LEAST
    while fits < len(word) - _LEAST and width(f"{word[: fits + 1]}-", size) <= room:
        fits += 1
    for at in range(fits, _LEAST, -1):
        if word[at] not in _VOWELS and word[at + 1] in _VOWELS and word[at - 1].isalpha():
            return f"{word[:at]}-", word[at:]
    return f"{word[:fits]}-", word[fits:]


def _shortened(line: str, room: float, size: float) -> str:
    while line and width(f"{line}…", size) > room:
        line = line[:-1]
    return f"{line.rstrip(' -')}…"
