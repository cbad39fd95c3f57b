"""A LESMEG text as HTML: headings, paragraphs, lists, emphasis and code. Everything else is text.

Nothing in the source can become markup of its own: every piece is escaped before it is wrapped.
"""

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

_HEADING = re.compile(r"(#{1,4})\s+(.+?)\s*#*$")
_BULLET = re.compile(r"[-*+]\s+(.+)")
_NUMBER = re.compile(r"\d{1,3}[.)]\s+(.+)")
_ROW = re.compile(r"\|(.+)\|\s*$")
_RULE = re.compile(r"[|\s:-]+$")
_INLINE = re.compile(r"\*\*(.+?)\*\*|`([^`]+)`|\*([^*\s][^*]*)\*")

_HEAD, _CELL = Markup('<th scope="col">{}</th>'), Markup("<td>{}</td>")
#: What each group of _INLINE becomes.
_TAGS = (
    Markup("<strong>{}</strong>"),
    Markup("<code>{}</code>"),
    Markup("<em>{}</em>"),
)


def html(text: str, top: int = 2) -> Markup:
    """The text as HTML, its first heading at level `top`."""
    return Markup("\n").join(_blocks(text.replace("\r\n", "\n").split("\n"), top))


def _blocks(lines: list[str], top: int) -> Iterator[Markup]:
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        heading = _HEADING.match(line)
        if not line:
            at += 1
        elif heading:
            level = min(len(heading[1]) - 1 + top, 6)
            yield Markup("<h{0}>{1}</h{0}>").format(level, _inline(heading[2]))
            at += 1
        elif _ROW.match(line):
            at, rows = _taken(lines, at, _ROW)
            yield _table(rows)
        elif _BULLET.match(line) or _NUMBER.match(line):
            bullets = _BULLET.match(line) is not None
            at, items = _items(lines, at, _BULLET if bullets else _NUMBER)
            inside = Markup("").join(Markup("<li>{}</li>").format(_inline(item)) for item in items)
            yield (Markup("<ul>{}</ul>") if bullets else Markup("<ol>{}</ol>")).format(inside)
        else:
            start = at
            while (
                at < len(lines) and lines[at].strip() and not _begins(lines[at].strip(), at > start)
            ):
                at += 1
            words = " ".join(line.strip() for line in lines[start:at])
            yield Markup("<p>{}</p>").format(_inline(words))


def _begins(line: str, inside: bool) -> bool:
    """True if the line begins another kind of block than the paragraph it stands after."""
    patterns = (_HEADING, _BULLET, _NUMBER, _ROW)
    return inside and any(pattern.match(line) for pattern in patterns)


def _taken(lines: list[str], at: int, pattern: re.Pattern[str]) -> tuple[int, list[str]]:
    found = []
    while at < len(lines) and (match := pattern.match(lines[at].strip())):
        found.append(match[1])
        at += 1
    return at, found


def _items(lines: list[str], at: int, pattern: re.Pattern[str]) -> tuple[int, list[str]]:
    """The items of a list; an indented line goes on where the item above ended."""
    found: list[str] = []
    while at < len(lines) and lines[at].strip():
        match = pattern.match(lines[at].strip())
        if match:
            found.append(match[1])
        elif lines[at].startswith(" "):
            found[-1] += " " + lines[at].strip()
        else:
            break
        at += 1
    return at, found


def _table(rows: list[str]) -> Markup:
    cells = [[cell.strip() for cell in row.split("|")] for row in rows if not _RULE.match(row)]
    head, body = cells[0], cells[1:]
    made = [_row(_HEAD, head)] + [_row(_CELL, row) for row in body]
    return Markup(
        '<div class="hp-scroll" tabindex="0" role="group"><table class="hp-table">{}</table></div>'
    ).format(Markup("").join(made))


def _row(around: Markup, cells: list[str]) -> Markup:
    return Markup("<tr>{}</tr>").format(Markup("").join(around.format(_inline(c)) for c in cells))


def _inline(text: str) -> Markup:
    found, at = Markup(""), 0
    for match in _INLINE.finditer(text):
        found += escape(text[at : match.start()])
        around = next(tag for tag, group in zip(_TAGS, match.groups(), strict=True) if group)
        found += around.format(match[match.lastindex or 0])
        at = match.end()
    return found + escape(text[at:])
