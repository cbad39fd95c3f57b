"""Reading of what stands between operators: values, paths, filters, calls, conditions, loops."""

from collections.abc import Callable
from typing import Any

from engine.expressions import temporal, tree
from engine.expressions.cursor import CONSTANTS, RESERVED, Cursor
from engine.expressions.errors import MAX_DEPTH
from engine.expressions.lexer import Token
from engine.expressions.registry import FUNCTIONS, WORDS_BY_FIRST
from engine.expressions.values import TYPES, number

#: after the `[` that ends a range stands one of these, never the start of a filter
_AFTER_RANGE = frozenset([")", "]", "}", ",", "and", "or", "then", "else", "return", "satisfies"])


class Operands(Cursor):
    """Reads operands; its heir reads the operators around them."""

    def __init__(self, source: str, *, subject: bool) -> None:
        super().__init__(source)
        #: `?` has a meaning here
        self.subject = subject
        #: `?` has been read
        self.asked = False

    def expression(self) -> tree.Node:
        """A whole expression."""
        raise NotImplementedError

    def bound(self) -> tree.Node:
        """An operand of a comparison."""
        raise NotImplementedError

    def operand(self) -> tree.Node:
        """A value with its signs, paths, filters and type test."""
        if self.sees("-"):
            token = self.take()
            self.enter()
            node: tree.Node = tree.Negate(token.position, self.operand())
            self.leave()
            return node
        node = self._steps()
        return self._type_test(node) if self.sees("instance") else node

    def _type_test(self, node: tree.Node) -> tree.Node:
        position = self.take().position
        self.expect("of")
        words = [self.name()]
        if words == ["date"] and [t.text for t in self.tokens[self.at :][:2]] == ["and", "time"]:
            words += [self.take().text, self.take().text]
        while self.token.kind == "name" and " ".join(words) not in TYPES:
            words.append(self.take().text)
        name = " ".join(words)
        if name not in TYPES:
            raise self.fault("unknown_type", position, name=name)
        return tree.TypeTest(position, node, name)

    def _steps(self) -> tree.Node:
        node, count = self._primary(), 0
        while self.sees(".", "[") and not self._closes_range():
            count += 1
            if count > MAX_DEPTH:
                raise self.too_deep()
            token = self.take()
            if token.text == ".":
                node = tree.Path(token.position, node, self._path())
            else:
                node = tree.Filter(token.position, node, self.expression())
                self.expect("]")
        return node

    def _closes_range(self) -> bool:
        after = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        closing = after.kind == "end" or (after.kind != "text" and after.text in _AFTER_RANGE)
        return self.token.text == "[" and closing

    def _path(self) -> tuple[str, ...]:
        names = [self._step()]
        while self.sees("."):
            self.take()
            names.append(self._step())
        if len(names) > MAX_DEPTH:
            raise self.too_deep()
        return tuple(names)

    def _step(self) -> str:
        name = self.name()
        return f"{name} {self.take().text}" if name == "time" and self.sees("offset") else name

    def _primary(self) -> tree.Node:
        token = self.token
        if token.kind == "name":
            return self._word()
        read = _PRIMARIES.get(token.text if token.kind == "mark" else token.kind)
        if read is None:
            self.unexpected()
        return read(self, self.take())

    def _word(self) -> tree.Node:
        token = self.token
        if token.text in CONSTANTS:
            self.take()
            return tree.Literal(token.position, CONSTANTS[token.text])
        read = _WORDS.get(token.text)
        if read is not None:
            return read(self, self.take())
        function = self._function_name()
        if function is not None:
            return self._call(token, function)
        if token.text in RESERVED:
            self.unexpected()
        self.take()
        if self.sees("("):
            raise self.fault("unknown_function", token.position, name=token.text)
        return tree.Name(token.position, token.text)

    def _function_name(self) -> str | None:
        """The longest name of a function that stands here before `(`, now passed."""
        for words in WORDS_BY_FIRST.get(self.token.text, ()):
            end = self.at + len(words)
            ahead = self.tokens[self.at : end + 1]
            if tuple(t.text for t in ahead) == (*words, "(") and ahead[-1].kind == "mark":
                self.at = end
                return " ".join(words)
        return None

    def _call(self, token: Token, function: str) -> tree.Node:
        self.expect("(")
        arguments: list[tree.Node] = []
        names: list[str] = []
        while not self.sees(")"):
            if arguments:
                self.expect(",")
            name = self._argument_name()
            if name is not None:
                names.append(name)
            arguments.append(self.expression())
        self.expect(")")
        signature = FUNCTIONS[function].signature(len(arguments), names)
        if signature is None:
            params = {"name": function, "given": len(arguments)}
            raise self.fault("wrong_arguments", token.position, **params)
        return tree.Call(token.position, signature, arguments, names)

    def _argument_name(self) -> str | None:
        """The name of an argument, now passed together with its `:`."""
        end = self.at
        while self.tokens[end].kind == "name":
            end += 1
        if end == self.at or self.tokens[end][:2] != ("mark", ":"):
            return None
        words = [token.text for token in self.tokens[self.at : end]]
        self.at = end + 1
        return " ".join(words)

    def bindings(self) -> list[tree.Binding]:
        """`a in x, b in 1..5`."""
        found: list[tree.Binding] = []
        while not found or self.sees(","):
            if found:
                self.take()
            name = self.name()
            self.expect("in")
            source, end = self.expression(), None
            if self.sees(".."):
                self.take()
                end = self.expression()
            found.append(tree.Binding(name, source, end))
        if len(found) > MAX_DEPTH:
            raise self.too_deep()
        return found

    def interval(self, opening: Token, low: tree.Node) -> tree.Node:
        """The range whose lower end is `low`, read to its closing bracket."""
        self.expect("..")
        high = self.bound()
        if not self.sees("]", ")", "["):
            self.unexpected(wanted="]")
        closed = self.take().text == "]"
        return tree.Interval(opening.position, low, high, opening.text == "[", closed)


def _number(parser: Operands, token: Token) -> tree.Node:
    value = number(token.text)
    if value is None:
        raise parser.fault("number_out_of_range", token.position)
    return tree.Literal(token.position, value)


def _text(parser: Operands, token: Token) -> tree.Node:
    return tree.Literal(token.position, token.text)


def _at_literal(parser: Operands, token: Token) -> tree.Node:
    value = temporal.read(token.text)
    if value is None:
        raise parser.fault("bad_literal", token.position, text=token.text)
    return tree.Literal(token.position, value)


def _question(parser: Operands, token: Token) -> tree.Node:
    if not parser.subject:
        raise parser.fault("question_outside_test", token.position)
    parser.asked = True
    return tree.Subject(token.position)


def _group(parser: Operands, token: Token) -> tree.Node:
    if parser.sees("<", "<=", ">", ">="):
        operator = parser.take().text
        parser.enter()
        node: tree.Node = tree.HalfRange(token.position, operator, parser.bound())
        parser.leave()
    else:
        node = parser.expression()
        if parser.sees(".."):
            return parser.interval(token, node)
    parser.expect(")")
    return node


def _list(parser: Operands, token: Token) -> tree.Node:
    items: list[tree.Node] = []
    while not parser.sees("]"):
        if items:
            parser.expect(",")
        items.append(parser.expression())
        if len(items) == 1 and parser.sees(".."):
            return parser.interval(token, items[0])
    parser.take()
    return tree.List(token.position, items)


def _open_interval(parser: Operands, token: Token) -> tree.Node:
    parser.enter()
    node = parser.interval(token, parser.bound())
    parser.leave()
    return node


def _context(parser: Operands, token: Token) -> tree.Node:
    entries: dict[str, tree.Node] = {}
    while not parser.sees("}"):
        if entries:
            parser.expect(",")
        key = parser.token
        if key.kind not in ("name", "text"):
            parser.unexpected(wanted="name")
        parser.take()
        parser.expect(":")
        if key.text in entries:
            raise parser.fault("two_entries", key.position, name=key.text)
        entries[key.text] = parser.expression()
    parser.take()
    return tree.Context(token.position, list(entries.items()))


def _if(parser: Operands, token: Token) -> tree.Node:
    condition = parser.expression()
    parser.expect("then")
    then = parser.expression()
    parser.expect("else")
    return tree.If(token.position, condition, then, parser.expression())


def _for(parser: Operands, token: Token) -> tree.Node:
    bindings = parser.bindings()
    parser.expect("return")
    return tree.For(token.position, bindings, parser.expression())


def _quantified(parser: Operands, token: Token) -> tree.Node:
    bindings = parser.bindings()
    parser.expect("satisfies")
    return tree.Quantified(token.position, token.text == "every", bindings, parser.expression())


def _function(parser: Operands, token: Token) -> tree.Node:
    raise parser.fault("own_function", token.position)


_Reader = Callable[[Any, Token], tree.Node]
_PRIMARIES: dict[str, _Reader] = {
    "number": _number,
    "text": _text,
    "literal": _at_literal,
    "?": _question,
    "(": _group,
    "[": _list,
    "]": _open_interval,
    "{": _context,
}
_WORDS: dict[str, _Reader] = {
    "if": _if,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
    "function": _function,
}
