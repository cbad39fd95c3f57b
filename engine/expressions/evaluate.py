"""A FEEL tree made into nested Python functions, each of which gives the value of its node.

Every kind of node has one maker in a closed table. What a user wrote is never looked up on a Python
object: paths go into dicts, and into the parts `temporal` lists.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from engine.expressions import arithmetic, calls, compare, loops, temporal, tree
from engine.expressions.names import Code, Names
from engine.expressions.values import KINDS, Range, Run

Check = Callable[[Run, Any], "bool | None"]


class Compiler:
    """Makes the nodes of one expression ready, counting what they cost."""

    def __init__(self) -> None:
        self.names = Names()
        #: units of work of one pass, loops passed once
        self.weight = 0
        self.patterns = 0

    def code(self, node: tree.Node) -> Code:
        """The function that gives the node's value."""
        self.weight += 2
        return _MAKERS[type(node)](self, node)

    def codes(self, nodes: list[tree.Node]) -> list[Code]:
        """The functions of several nodes."""
        return [self.code(node) for node in nodes]

    def check(self, test: tree.Test) -> Check:
        """The function that says whether a value passes the test."""
        code = self.code(test.operand)
        if test.asks:
            return lambda run, _value: _truth(code(run))
        if test.operator is None:
            return _is_what(code, test.operand)
        if test.operator in compare.OPERATORS:
            sign = test.operator
            return lambda run, value: compare.compare(run, sign, value, code(run))
        if test.operator == "=":
            return lambda run, value: compare.equal(run, value, code(run))
        return lambda run, value: _opposite(compare.equal(run, value, code(run)))

    def any_of(self, tests: list[tree.Test]) -> Check:
        """The function that says whether a value passes one of the tests."""
        checks = [self.check(test) for test in tests]
        if len(checks) == 1:
            return checks[0]
        return lambda run, value: compare.any_true(check(run, value) for check in checks)

    def cell(self, tests: tree.Tests) -> Check:
        """The function that says whether the value of `?` passes the tests of a cell."""
        check = self.any_of(tests.tests)
        return (lambda run, value: _opposite(check(run, value))) if tests.negated else check


def _is_what(code: Code, operand: tree.Node) -> Check:
    """Equal to the operand, in it if it is a range, or one of it if it is a list."""
    if isinstance(operand, tree.Literal) and type(operand.value) is str:
        text = operand.value

        def same_text(run: Run, value: Any) -> bool | None:
            return value == text if type(value) is str else compare.equal(run, value, text)

        return same_text
    return lambda run, value: compare.satisfies(run, value, code(run))


def _truth(value: Any) -> bool | None:
    return value if type(value) is bool else None


def _opposite(value: bool | None) -> bool | None:
    return None if value is None else not value


def _literal(compiler: Compiler, node: tree.Literal) -> Code:
    value = node.value
    return lambda _run: value


def _name(compiler: Compiler, node: tree.Name) -> Code:
    return compiler.names.read(node.name)


def _subject(compiler: Compiler, node: tree.Subject) -> Code:
    return lambda run: run.subject


def _path(compiler: Compiler, node: tree.Path) -> Code:
    base, names = _path_base(compiler, node), node.names
    compiler.weight += 2 * len(names)
    if len(names) == 1:
        name = names[0]

        def one_step(run: Run) -> Any:
            value = base(run)
            return run.value(value.get(name)) if type(value) is dict else step(run, value, name)

        return one_step

    def steps(run: Run) -> Any:
        value = base(run)
        for name in names:
            value = step(run, value, name)
        return value

    return steps


def _path_base(compiler: Compiler, node: tree.Path) -> Code:
    """What the path starts from; the path counts as read, also behind `[1]`."""
    base = node.base
    if isinstance(base, tree.Name):
        return compiler.names.read(base.name, *node.names)
    return compiler.code(base)


def step(run: Run, value: Any, name: str) -> Any:
    """The entry or part of the value with this name; of a list, that of each item."""
    kind = type(value)
    if kind is dict:
        return run.value(value.get(name))
    if kind is list:
        run.spend(2 + 3 * len(value))
        return [step(run, item, name) for item in value]
    return run.value(temporal.part(value, name)) if value is not None else None


def _chain(compiler: Compiler, node: tree.Chain) -> Code:
    first = compiler.code(node.first)
    rest = [(arithmetic.OPERATORS[sign], compiler.code(part)) for sign, part in node.rest]

    def chain(run: Run) -> Any:
        value = first(run)
        try:
            for operate, code in rest:
                value = operate(run, value, code(run))
        except (ArithmeticError, ValueError):
            return None
        return value

    return chain


def _negate(compiler: Compiler, node: tree.Negate) -> Code:
    operand = compiler.code(node.operand)
    return lambda run: arithmetic.negative(operand(run))


def _logic(compiler: Compiler, node: tree.Logic) -> Code:
    """Three values: what decides wins, else null if anything is neither true nor false."""
    parts = compiler.codes(node.parts)
    decides = node.operator == "or"

    def logic(run: Run) -> bool | None:
        found: bool | None = not decides
        for part in parts:
            value = part(run)
            if type(value) is bool and value == decides:
                return decides
            if type(value) is not bool:
                found = None
        return found

    return logic


def _compare(compiler: Compiler, node: tree.Compare) -> Code:
    left, right = compiler.code(node.left), compiler.code(node.right)
    if node.operator in compare.OPERATORS:
        return _ordering(node.operator, left, right)
    same = _equality(left, right, node.right)
    return same if node.operator == "=" else lambda run: _opposite(same(run))


def _ordering(sign: str, left: Code, right: Code) -> Code:
    operate = compare.OPERATORS[sign]

    def ordering(run: Run) -> bool | None:
        a, b = left(run), right(run)
        if type(a) is Decimal and type(b) is Decimal:
            return operate(a, b)
        return compare.compare(run, sign, a, b)

    return ordering


def _equality(left: Code, right: Code, operand: tree.Node) -> Code:
    if isinstance(operand, tree.Literal):
        wanted = operand.value
        kind = type(wanted)
        if kind in (str, bool, type(None)):

            def equals(run: Run) -> bool | None:
                value = left(run)
                return value == wanted if type(value) is kind else compare.equal(run, value, wanted)

            return equals
    return lambda run: compare.equal(run, left(run), right(run))


def _between(compiler: Compiler, node: tree.Between) -> Code:
    value, low, high = compiler.codes([node.value, node.low, node.high])

    def between(run: Run) -> bool | None:
        a, b, c = value(run), low(run), high(run)
        above, below = compare.compare(run, ">=", a, b), compare.compare(run, "<=", a, c)
        if above is False or below is False:
            return False
        return None if above is None or below is None else True

    return between


def _in(compiler: Compiler, node: tree.In) -> Code:
    value, check = compiler.code(node.value), compiler.any_of(node.tests)
    return lambda run: check(run, value(run))


def _if(compiler: Compiler, node: tree.If) -> Code:
    condition, then, otherwise = compiler.codes([node.condition, node.then, node.otherwise])
    return lambda run: then(run) if condition(run) is True else otherwise(run)


def _list(compiler: Compiler, node: tree.List) -> Code:
    items = compiler.codes(node.items)
    return lambda run: [item(run) for item in items]


def _context(compiler: Compiler, node: tree.Context) -> Code:
    known: dict[str, int] = {}
    entries = []
    with compiler.names.layer(known):
        for name, part in node.entries:
            code, slot = compiler.code(part), compiler.names.slot()
            known[name] = slot
            entries.append((name, slot, code))

    def context(run: Run) -> dict[str, Any]:
        found = {}
        for name, slot, code in entries:
            found[name] = run.slots[slot] = code(run)
        return found

    return context


def _interval(compiler: Compiler, node: tree.Interval) -> Code:
    low, high = compiler.code(node.low), compiler.code(node.high)
    closed = (node.low_included, node.high_included)

    def interval(run: Run) -> Range | None:
        a, b = low(run), high(run)
        return Range(a, b, *closed) if a is not None and b is not None else None

    return interval


def _half_range(compiler: Compiler, node: tree.HalfRange) -> Code:
    operand, included = compiler.code(node.operand), "=" in node.operator

    def half(run: Run) -> Range | None:
        end = operand(run)
        if end is None:
            return None
        if "<" in node.operator:
            return Range(None, end, False, included)
        return Range(end, None, included, False)

    return half


def _type_test(compiler: Compiler, node: tree.TypeTest) -> Code:
    value, wanted = compiler.code(node.value), node.type_name

    def test(run: Run) -> bool:
        found = value(run)
        return found is not None and wanted in ("Any", KINDS[type(found)])

    return test


_MAKERS: Final[dict[type[tree.Node], Callable[[Compiler, Any], Code]]] = {
    tree.Literal: _literal,
    tree.Name: _name,
    tree.Subject: _subject,
    tree.Path: _path,
    tree.Filter: loops.filtered,
    tree.Call: calls.call,
    tree.Chain: _chain,
    tree.Negate: _negate,
    tree.Logic: _logic,
    tree.Compare: _compare,
    tree.Between: _between,
    tree.In: _in,
    tree.If: _if,
    tree.For: loops.for_each,
    tree.Quantified: loops.quantified,
    tree.List: _list,
    tree.Context: _context,
    tree.Interval: _interval,
    tree.HalfRange: _half_range,
    tree.TypeTest: _type_test,
}
