"""FEEL text cut into tokens."""

import re
import unicodedata
from typing import NamedTuple

from engine.expressions.errors import MAX_SOURCE, MAX_TOKENS, ExpressionError


class Token(NamedTuple):
    """One word, number, text or mark."""

    #: "name", "number", "text", "literal" (@"…"), "mark" or "end"
    kind: str
    #: as written; of a text and a literal, what stands between the quotes with escapes undone
    text: str
    #: characters before it
    position: int


_TOKEN = re.compile(
    r"""(?P<space>(?:\s+|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)+)
      | (?P<name>[^\W\d]\w*)
      | (?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?)
      | (?P<text>"(?:[^"\\]|\\.)*")
      | (?P<literal>@"(?:[^"\\]|\\.)*")
      | (?P<mark>\*\*|\.\.|<=|>=|!=|/(?!\*)|[-+*=<>()\[\]{}.,:?])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


def tokens(source: str) -> list[Token]:
    """The tokens of the text, a leading `=` left out, ending with "end". Raises ExpressionError."""
    if len(source) > MAX_SOURCE:
        raise ExpressionError(source, MAX_SOURCE, "too_long", {"limit": MAX_SOURCE})
    text = unicodedata.normalize("NFC", source)
    at = len(text) - len(text.lstrip())
    at += text.startswith("=", at)
    found: list[Token] = []
    while at < len(text):
        if len(found) > MAX_TOKENS:
            raise ExpressionError(text, at, "too_long", {"limit": MAX_TOKENS})
        match = _TOKEN.match(text, at)
        if match is None:
            raise _unread(text, at)
        kind, taken = match.lastgroup or "", match.group()
        if kind in ("text", "literal"):
            inner = taken[1:-1] if kind == "text" else taken[2:-1]
            taken = _unescaped(inner, text, at) if "\\" in inner else inner
        if kind != "space":
            found.append(Token(kind, taken, at))
        at = match.end()
    found.append(Token("end", "", at))
    return found


def _unread(text: str, at: int) -> ExpressionError:
    if text.startswith(('"', '@"'), at):
        return ExpressionError(text, at, "unterminated_text")
    if text.startswith("/*", at):
        return ExpressionError(text, at, "unterminated_comment")
    return ExpressionError(text, at, "unexpected_character", {"character": text[at]})


def _unescaped(inner: str, source: str, at: int) -> str:
    """Escapes undone; a backslash before any other letter stays, so that "\\d" can be written."""

    def one(match: re.Match[str]) -> str:
        code = match.group(1) or match.group(2)
        if code is None:
            return _ESCAPED.get(match.group(3), match.group())
        if int(code, 16) > 0x10FFFF:
            raise ExpressionError(source, at, "bad_escape", {"escape": match.group()})
        return chr(int(code, 16))

    text = _ESCAPE.sub(one, inner)
    try:
        # Two \u escapes may spell one character; half a pair is none.
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError as fault:
        raise ExpressionError(source, at, "bad_escape", {"escape": "\\u"}) from fault
