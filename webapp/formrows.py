"""The raw post of a form as an ordered list of (name, text): which names count, and rows of lists.

`tiltak-1-frist` is the field `frist` in the second row of the list `tiltak`. Everything typed lives
here untouched, also answers to questions that are not asked just now.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from engine.bundles import Form
from engine.bundles.resolve import is_object
from webapp.fields import MOST_ROWS, ROW
from webapp.kinds import KEY, Pairs
from webapp.typed import carried

#: which fields a page has shown, so that a default fills in only what nobody has seen
SEEN = "_seen"
Path = tuple[str, ...]

_NUMBER = re.compile(r"0|[1-9][0-9]{0,3}")
_ACTION = re.compile(r"(add|drop|up|down):([a-z0-9_]+(?:-[a-z0-9_]+)*)")
_DETACH = re.compile(r"detach:([a-z0-9_]+(?:-[a-z0-9_]+)*):(.{1,80})")


def path_of(name: str) -> Path:
    """The field's path in the form: `*` for every row number."""
    return tuple("*" if _NUMBER.fullmatch(part) else part for part in name.split("-"))


def known(form: Form, pairs: Iterable[tuple[str, str]], audience: str | None) -> Pairs:
    """What was posted in fields this audience may fill in, rows numbered from 0 without gaps."""
    kept = [
        (name, carried(text))
        for name, text in pairs
        if name == SEEN or _is_field(form, path_of(name), audience)
    ]
    return _numbered(kept)


def _is_field(form: Form, path: Path, audience: str | None) -> bool:
    if path[-1] in (ROW, KEY):
        path = path[:-1]
    if path and path[-1] == "*":
        path = path[:-1]
    return path in form.places and visible_at(form, path, audience)


@lru_cache(maxsize=4096)
def visible_at(form: Form, path: Path, audience: str | None) -> bool:
    """True if the field at the path is for the audience; its own mark or the nearest above says."""
    if audience is None:
        return True
    for length in range(len(path), 0, -1):
        marks = [
            s["x-visible-to"] for s in form.places.get(path[:length], ()) if "x-visible-to" in s
        ]
        if marks:
            return any(audience in mark for mark in marks)
    return audience in form.schema.get("x-visible-to", ["staff"])


def act(form: Form, pairs: Pairs, action: str) -> tuple[Pairs, str]:
    """The post after a row button was pressed, and the name of the row or list to go to next.

    An action that means nothing here changes nothing and names nothing.
    """
    detached = _DETACH.fullmatch(action)
    if detached:
        gone = (detached[1], detached[2])
        return [pair for pair in pairs if pair != gone], detached[1]
    said = _ACTION.fullmatch(action)
    if said is None:
        return pairs, ""
    verb, name = said[1], said[2]
    if verb == "add":
        return _add(form, pairs, name)
    name, _, last = name.rpartition("-")
    if not _NUMBER.fullmatch(last) or path_of(name) not in form.places:
        return pairs, ""
    return _drop(pairs, name, int(last)) if verb == "drop" else _move(pairs, name, int(last), verb)


def add_row(form: Form, pairs: Pairs, name: str) -> Pairs:
    """The post with one more row at the end of the list."""
    schema = form.places[path_of(name)][0]
    number = rows_of(pairs, name)
    row = f"{name}-{number}"
    return [*pairs, (f"{row}-{ROW}", "1") if is_object(schema.get("items")) else (row, "")]


def rows_of(pairs: Pairs, name: str) -> int:
    """How many rows the list has."""
    return len(set(_numbers(pairs, name)))


def without_blank(pairs: Pairs) -> Pairs:
    """The post without rows nobody has written anything in."""
    filled: set[str] = set()
    for name, text in pairs:
        parts = name.split("-")
        if text.strip() and parts[-1] != ROW:
            filled.update("-".join(parts[:length]) for length in range(1, len(parts) + 1))
    kept = [(name, text) for name, text in pairs if all(row in filled for row in _rows_above(name))]
    return _numbered(kept)


def _rows_above(name: str) -> Iterable[str]:
    """The rows the field stands in, outermost first."""
    parts = name.split("-")
    for at, part in enumerate(parts):
        if at and _NUMBER.fullmatch(part):
            yield "-".join(parts[: at + 1])


def _numbers(pairs: Pairs, name: str) -> Iterable[int]:
    start = f"{name}-"
    for key, _ in pairs:
        number = key[len(start) :].split("-", 1)[0] if key.startswith(start) else ""
        if _NUMBER.fullmatch(number):
            yield int(number)


def _add(form: Form, pairs: Pairs, name: str) -> tuple[Pairs, str]:
    schemas = form.places.get(path_of(name), [])
    if not any(schema.get("type") == "array" for schema in schemas):
        return pairs, ""
    rows, most = rows_of(pairs, name), min(schemas[0].get("maxItems", MOST_ROWS), MOST_ROWS)
    if rows >= most:
        return pairs, name
    return add_row(form, pairs, name), f"{name}-{rows}"


def _drop(pairs: Pairs, name: str, number: int) -> tuple[Pairs, str]:
    row = f"{name}-{number}"
    kept = [(key, text) for key, text in pairs if key != row and not key.startswith(f"{row}-")]
    return _numbered(kept), name


def _move(pairs: Pairs, name: str, number: int, verb: str) -> tuple[Pairs, str]:
    other = number - 1 if verb == "up" else number + 1
    rows = rows_of(pairs, name)
    if not (0 <= other < rows and number < rows):
        return pairs, f"{name}-{number}"
    swap = {str(number): str(other), str(other): str(number)}
    moved = _renamed(pairs, lambda above, part: swap.get(part, part) if above == name else part)
    return moved, f"{name}-{other}"


def _numbered(pairs: Pairs) -> Pairs:
    """The same rows in the same order, numbered from 0 without gaps in every list."""
    seen: dict[str, set[int]] = {}
    for name, _ in pairs:
        parts = name.split("-")
        for at, part in enumerate(parts):
            if at and _NUMBER.fullmatch(part):
                seen.setdefault("-".join(parts[:at]), set()).add(int(part))
    ranks = {
        above: {str(old): str(new) for new, old in enumerate(sorted(numbers))}
        for above, numbers in seen.items()
    }
    return _renamed(pairs, lambda above, part: ranks[above][part])


def _renamed(pairs: Pairs, number: Callable[[str, str], str]) -> Pairs:
    """The same texts under names whose row numbers are given by (list as it was, old number)."""
    renamed = []
    for name, text in pairs:
        parts = name.split("-")
        new = [
            number("-".join(parts[:at]), part) if at and _NUMBER.fullmatch(part) else part
            for at, part in enumerate(parts)
        ]
        renamed.append(("-".join(new), text))
    return renamed
