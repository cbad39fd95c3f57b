"""Columns and rules of a decision table."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from lxml import etree

from engine.expressions import compare, temporal
from engine.expressions.compiled import CellTests, Expression, compile_expression, compile_tests
from engine.expressions.errors import ExpressionError
from engine.expressions.output import to_text
from engine.expressions.values import KINDS, Run, read_number

Path = tuple[str, ...]

_TYPES: Final = {
    "string": "string",
    "boolean": "boolean",
    "number": "number",
    "integer": "number",
    "long": "number",
    "double": "number",
    "date": "date",
    "time": "time",
    "dateTime": "date and time",
    "date and time": "date and time",
    "dayTimeDuration": "days and time duration",
    "days and time duration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "years and months duration": "years and months duration",
}
_FROM_TEXT: Final[dict[str, Callable[[str], Any]]] = {
    "number": read_number,
    "boolean": lambda text: {"true": True, "false": False}.get(text),
    "date": temporal.read_date,
    "time": temporal.read_time,
    "date and time": temporal.read_moment,
    "days and time duration": temporal.read_duration,
    "years and months duration": temporal.read_duration,
}


def coerced(run: Run, value: Any, type_ref: str) -> Any:
    """The value as the column's type; null if it cannot be one."""
    wanted = _TYPES.get(type_ref.removeprefix("feel:"))
    if wanted is None or value is None or isinstance(value, list | dict):
        return value
    if KINDS[type(value)] == wanted:
        return value
    if wanted == "string":
        return to_text(value, run)
    found = _FROM_TEXT[wanted](value) if isinstance(value, str) else None
    return found if KINDS[type(found)] == wanted else None


def text_of(node: etree._Element | None) -> str:
    """What stands in the `text` of an expression or entry."""
    text = node.find("{*}text") if node is not None else None
    return (text.text or "").strip() if text is not None else ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One column: an input with its expression, or an output."""

    #: what a reader sees above the column
    label: str
    #: of an output: the name its value gets
    name: str
    type_ref: str
    #: of an input; None if it could not be read
    expression: Expression | None = None
    #: of an output: a list of the values it may have, best first; None if it may have any
    allowed: Expression | None = None
    #: of an output: what it is when no rule hits
    default: Expression | None = None
    fault: ExpressionError | None = None

    @property
    def paths(self) -> frozenset[Path]:
        """Every path of the case it reads."""
        read = (self.expression, self.default, self.allowed)
        return frozenset().union(*(one.paths for one in read if one is not None))

    def named(self, name: str, type_ref: str) -> "Clause":
        """The same column, called by the name of the decision."""
        return replace(self, name=name, type_ref=self.type_ref or type_ref)

    def input_value(self, run: Run) -> Any:
        """What the case has in this input column. Raises Stopped."""
        value = self.expression.value_in(run) if self.expression is not None else None
        if isinstance(value, str):
            read = coerced(run, value, self.type_ref)
            return value if read is None else read
        return value

    def rank(self, run: Run, value: Any) -> int:
        """Place of the value among the allowed ones, 0 first; others come last."""
        allowed = self.allowed.value_in(run) if self.allowed is not None else []
        for place, one in enumerate(allowed):
            if compare.satisfies(run, value, one) is True:
                return place
        return len(allowed)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row."""

    #: from 1
    number: int
    tests: tuple[CellTests, ...]
    #: the texts of its conditions, spaces evened out
    conditions: tuple[str, ...]
    #: in the order of the output columns; None for a cell that says nothing
    answers: tuple[Expression | None, ...]
    #: cells that cannot be read: label of the column, and why
    faults: tuple[tuple[str, ExpressionError], ...]

    @property
    def paths(self) -> frozenset[Path]:
        """Every path of the case its cells read."""
        answers = (one.paths for one in self.answers if one is not None)
        return frozenset().union(*(one.paths for one in self.tests), *answers)

    @property
    def always(self) -> bool:
        """It has conditions, and none of them says anything."""
        return bool(self.tests) and all(test.anything for test in self.tests)

    def hits(self, run: Run, values: Sequence[Any]) -> bool:
        """Whether every condition holds. Raises Stopped."""
        pairs = zip(self.tests, values, strict=True)
        return all(test.holds_in(run, value) is True for test, value in pairs)

    def values(self, run: Run, columns: Sequence[Clause]) -> tuple[Any, ...]:
        """What it answers, as the columns' types. Raises Stopped."""
        return tuple(
            coerced(run, one.value_in(run), column.type_ref) if one is not None else None
            for one, column in zip(self.answers, columns, strict=True)
        )

    def unfit(self, run: Run, columns: Sequence[Clause]) -> Iterator[tuple[Clause, str]]:
        """Fixed answers their column does not allow: the column and the text. Raises Stopped."""
        for one, column in zip(self.answers, columns, strict=False):
            if one is None or one.paths or not (column.type_ref or column.allowed):
                continue
            raw = one.value_in(run)
            value = coerced(run, raw, column.type_ref)
            allowed = column.allowed.value_in(run) if column.allowed is not None else None
            listed = allowed is None or compare.satisfies(run, value, allowed) is True
            if not listed or (value is None and raw is not None):
                yield column, one.source


def output_clause(name: str, type_ref: str) -> Clause:
    """The one column of a decision that is no table."""
    return Clause(name, name, type_ref)


def read_input(node: etree._Element) -> Clause:
    """An input column; one that cannot be read has a fault."""
    inner = node.find("{*}inputExpression")
    type_ref = inner.get("typeRef", "") if inner is not None else ""
    text = text_of(inner)
    label = node.get("label") or text
    try:
        return Clause(label, "", type_ref, compile_expression(text))
    except ExpressionError as fault:
        return Clause(label, "", type_ref, fault=fault)


def read_output(node: etree._Element) -> Clause:
    """An output column; one that cannot be read has a fault."""
    name = node.get("name") or ""
    bare = Clause(node.get("label") or name, name, node.get("typeRef", ""))
    try:
        default = text_of(node.find("{*}defaultOutputEntry"))
        allowed = text_of(node.find("{*}outputValues"))
        return replace(
            bare,
            allowed=compile_expression(f"[{allowed}]") if allowed else None,
            default=compile_expression(default) if default else None,
        )
    except ExpressionError as fault:
        return replace(bare, fault=fault)


def read_rule(
    number: int, row: etree._Element, inputs: Sequence[Clause], columns: Sequence[Clause]
) -> Rule:
    """A row; cells that cannot be read are among its faults. Missing cells say nothing."""
    faults: list[tuple[str, ExpressionError]] = []
    entries = [text_of(node) for node in row.iterfind("{*}inputEntry")]
    answers = [text_of(node) for node in row.iterfind("{*}outputEntry")]
    if len(entries) != len(inputs) or len(answers) != len(columns):
        faults.append(("", ExpressionError("", 0, "wrong_number_of_cells")))
    tests = []
    for text, clause in zip(entries, inputs, strict=False):
        try:
            tests.append(compile_tests(text))
        except ExpressionError as fault:
            faults.append((clause.label, fault))
    given: list[Expression | None] = []
    for text, clause in zip(answers, columns, strict=False):
        try:
            given.append(compile_expression(text) if text not in ("", "-") else None)
        except ExpressionError as fault:
            faults.append((clause.label or clause.name, fault))
    conditions = tuple(" ".join(text.split()) or "-" for text in entries)
    return Rule(number, tuple(tests), conditions, tuple(given), tuple(faults))
