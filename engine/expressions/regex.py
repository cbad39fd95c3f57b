"""Patterns, matched by RE2: the time is linear in the text whatever the pattern is.

A pattern stands in the expression itself and is made ready with it, so that nobody's answers are
ever used as one. RE2 has neither look-around nor back-references; a pattern with them is refused.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import re2

from engine.expressions.errors import MAX_MATCHED, MAX_PATTERN, Stopped
from engine.expressions.values import Run

#: bytes a compiled pattern may use
_MEMORY = 1 << 17
_FLAGS = frozenset("ismx")


@lru_cache(maxsize=256)
def compiled(pattern: str, flags: str = "") -> Any:
    """The pattern, ready. Raises ValueError if it is none that RE2 takes."""
    if len(pattern) > MAX_PATTERN or not _FLAGS.issuperset(flags):
        raise ValueError("pattern")
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    options.case_sensitive = "i" not in flags
    options.dot_nl = "s" in flags
    if "x" in flags:
        pattern = "".join(pattern.split())
    if "m" in flags:
        pattern = f"(?m:{pattern})"
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeError) as fault:
        raise ValueError("pattern") from fault


def _ready(run: Run, text: str, pattern: Any) -> Any:
    """The pattern, the search for it in the text paid for."""
    if len(text) > MAX_MATCHED:
        raise Stopped("text_too_long", limit=MAX_MATCHED)
    run.spend(20 + len(text) * pattern.programsize // 30)
    return pattern


def matches(run: Run, text: str, pattern: Any, _flags: str | None = None) -> bool:
    """Whether the pattern is found in the text."""
    return _ready(run, text, pattern).search(text) is not None


def _found(run: Run, text: str, pattern: Any) -> Iterator[Any]:
    for match in _ready(run, text, pattern).finditer(text):
        run.spend(24)
        if match.start() == match.end():
            raise ValueError("pattern matches nothing")
        yield match


def replaced(run: Run, text: str, pattern: Any, replacement: str, _flags: str | None = None) -> str:
    """The text with every match replaced; `$1` to `$9` are groups. Raises ValueError."""
    pieces: list[str] = []
    at = 0
    for match in _found(run, text, pattern):
        new = _filled(replacement, match)
        run.spend(len(new) // 50)
        pieces += [text[at : match.start()], new]
        at = match.end()
    return run.text("".join([*pieces, text[at:]]))


def _filled(replacement: str, match: Any) -> str:
    if "$" not in replacement:
        return replacement
    groups = (match.group(), *match.groups())
    first, *rest = replacement.split("$")
    out = [first]
    for part in rest:
        number = int(part[0]) if part[:1] in tuple("0123456789") else None
        if number is None:
            out.append("$" + part)
        else:
            out += [(groups[number] or "") if number < len(groups) else "", part[1:]]
    return "".join(out)


def split(run: Run, text: str, pattern: Any) -> list[str]:
    """The pieces between the matches. Raises ValueError."""
    pieces, at = [], 0
    for match in _found(run, text, pattern):
        pieces.append(text[at : match.start()])
        at = match.end()
    return run.items([*pieces, text[at:]])
