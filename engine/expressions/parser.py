"""FEEL text read into a tree.

Names of variables are one word (letters, digits and `_`, æøå included); a name with spaces in it is
refused with the key "space_in_name". Built-in functions keep their own spaces. There are no
functions of one's own, and comparisons are not chained.
"""

from collections.abc import Callable

from engine.expressions import tree
from engine.expressions.operands import Operands

_OR, _AND, _COMPARE, _SUM, _PRODUCT, _POWER = range(1, 7)
_STRENGTH = {
    "or": _OR,
    "and": _AND,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "between", "in"), _COMPARE),
    **dict.fromkeys(("+", "-"), _SUM),
    **dict.fromkeys(("*", "/"), _PRODUCT),
    "**": _POWER,
}
_SIGNS = ("<", "<=", ">", ">=", "=", "!=")


def parse_expression(source: str) -> tree.Node:
    """The tree of one expression. Raises ExpressionError."""
    parser = _Parser(source, subject=False)
    node = parser.expression()
    parser.end()
    return node


def parse_tests(source: str) -> tree.Tests | None:
    """The tests of a decision cell; None for `-`, which says nothing. Raises ExpressionError."""
    if len(source) < 9 and source.strip() in ("", "-"):
        return None
    parser = _Parser(source, subject=True)
    negated = parser.negated()
    found = parser.tests(parser.expression)
    if negated:
        parser.expect(")")
    parser.end()
    return tree.Tests(found, negated)


class _Parser(Operands):
    def expression(self) -> tree.Node:
        self.enter()
        node = self._operation(_OR)
        self.leave()
        return node

    def bound(self) -> tree.Node:
        return self._operation(_SUM)

    def _operation(self, weakest: int) -> tree.Node:
        """An operand and every operator after it that binds at least as strongly as `weakest`."""
        left = self.operand()
        compared = False
        while True:
            token = self.token
            strength = _STRENGTH.get(token.text, 0)
            if strength < weakest or token.kind not in ("mark", "name"):
                return left
            if strength == _COMPARE:
                if compared:
                    raise self.fault("chained_comparison", text=token.text)
                compared = True
                left = self._comparison(left)
            elif strength <= _AND:
                left = self._logic(left, strength)
            else:
                left = self._chain(left, strength)

    def _logic(self, first: tree.Node, strength: int) -> tree.Node:
        token, parts = self.token, [first]
        while self.sees(token.text):
            self.take()
            parts.append(self._operation(strength + 1))
        return tree.Logic(token.position, token.text, parts)

    def _chain(self, first: tree.Node, strength: int) -> tree.Node:
        position = self.token.position
        rest: list[tuple[str, tree.Node]] = []
        while self.token.kind == "mark" and _STRENGTH.get(self.token.text) == strength:
            operator = self.take().text
            rest.append((operator, self._operation(strength + 1)))
        return tree.Chain(position, first, rest)

    def _comparison(self, left: tree.Node) -> tree.Node:
        token = self.take()
        if token.text == "between":
            low = self.bound()
            self.expect("and")
            return tree.Between(token.position, left, low, self.bound())
        if token.text == "in":
            return tree.In(token.position, left, self._choices())
        return tree.Compare(token.position, token.text, left, self.bound())

    def _choices(self) -> list[tree.Test]:
        """What stands after `in`: one test, or several in parentheses."""
        if not self.sees("("):
            return [self._test(self.bound)]
        opening = self.take()
        found = self.tests(self.expression)
        if len(found) == 1 and found[0].operator is None and self.sees(".."):
            interval = self.interval(opening, found[0].operand)
            return [tree.Test(opening.position, None, interval, asks=False)]
        self.expect(")")
        return found

    def negated(self) -> bool:
        """True if everything stands inside `not(…)`, whose opening is then passed."""
        if not self.sees("not") or self.tokens[self.at + 1][:2] != ("mark", "("):
            return False
        depth = 0
        for number, token in enumerate(self.tokens[self.at + 1 :], self.at + 1):
            if token.kind == "mark":
                depth += (token.text == "(") - (token.text == ")")
            if depth == 0:
                whole = self.tokens[number + 1].kind == "end"
                self.at += 2 * whole
                return whole
        return False

    def tests(self, operand: Callable[[], tree.Node]) -> list[tree.Test]:
        """Tests with commas between."""
        found = [self._test(operand)]
        while self.sees(","):
            self.take()
            found.append(self._test(operand))
        return found

    def _test(self, operand: Callable[[], tree.Node]) -> tree.Test:
        token, outer = self.token, self.asked
        if self.sees(*_SIGNS):
            return tree.Test(token.position, self.take().text, self.bound(), asks=False)
        self.asked = False
        node, asks = operand(), self.asked
        self.asked = outer or asks
        return tree.Test(token.position, None, node, asks)
