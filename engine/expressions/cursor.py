"""A place in a row of tokens, and how a reader moves along it."""

from typing import Any, NoReturn

from engine.expressions.errors import MAX_DEPTH, ExpressionError
from engine.expressions.lexer import Token, tokens

_BETWEEN = {"and", "or", "between", "in", "instance", "then", "else", "return", "satisfies"}
RESERVED = _BETWEEN | {"if", "for", "some", "every", "function"}
CONSTANTS = {"true": True, "false": False, "null": None}


class Cursor:
    """Reads tokens from the left, never going back."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = tokens(source)
        self.at = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.at]

    def sees(self, *texts: str) -> bool:
        """True if the next token is one of these words or marks."""
        token = self.tokens[self.at]
        return token.text in texts and token.kind in ("mark", "name")

    def take(self) -> Token:
        """The next token, now passed; the end is never passed."""
        token = self.tokens[self.at]
        self.at += token.kind != "end"
        return token

    def expect(self, text: str) -> Token:
        """This word or mark, now passed. Raises ExpressionError if something else stands here."""
        if not self.sees(text):
            self.unexpected(wanted=text)
        return self.take()

    def name(self) -> str:
        """A name of one word, now passed. Raises ExpressionError."""
        if self.token.kind != "name":
            self.unexpected(wanted="name")
        return self.take().text

    def end(self) -> None:
        """Nothing is left. Raises ExpressionError."""
        if self.token.kind != "end":
            self.unexpected()

    def enter(self) -> None:
        """One is a level further in. Raises ExpressionError if that is too deep."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.too_deep()

    def leave(self) -> None:
        """One is out of the level again."""
        self.depth -= 1

    def too_deep(self) -> ExpressionError:
        """The error for too much inside one another."""
        return self.fault("too_deep", limit=MAX_DEPTH)

    def fault(self, key: str, position: int | None = None, **params: Any) -> ExpressionError:
        """The error with this key, at the next token unless told otherwise."""
        where = self.token.position if position is None else position
        return ExpressionError(self.source, where, key, params)

    def unexpected(self, **params: Any) -> NoReturn:
        """Raises the error for a token that cannot stand here."""
        token = self.token
        if token.kind == "end":
            raise self.fault("unexpected_end", **params)
        before = self.tokens[self.at - 1] if self.at else token
        if before.kind == token.kind == "name" and before is not token:
            words = (before.text, token.text)
            if not RESERVED.intersection(words) and before.text not in CONSTANTS:
                raise self.fault("space_in_name", before.position, name=" ".join(words))
        raise self.fault("unexpected", text=token.text, **params)
