"""Which of the rules that hit is the answer: the seven hit policies of DMN."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

from engine.expressions import compare
from engine.expressions.clauses import Clause, Rule
from engine.expressions.errors import Stopped
from engine.expressions.values import DECIMAL, Run

_Row = tuple[Any, ...]

#: those that give one answer, and those that give a list
_ONE: Final = frozenset(["UNIQUE", "FIRST", "ANY", "PRIORITY"])
_LISTS: Final = frozenset(["COLLECT", "RULE ORDER", "OUTPUT ORDER"])
POLICIES: Final = _ONE | _LISTS


def settle(
    run: Run,
    policy: str,
    aggregation: str | None,
    columns: Sequence[Clause],
    hits: Sequence[Rule],
) -> dict[str, Any]:
    """FEEL values by the columns' names. Raises Stopped with "two_hits" or for a spent budget."""
    rows = [rule.values(run, columns) for rule in hits]
    if policy in _ONE:
        row = _one(run, policy, columns, hits, rows) if rows else _defaults(run, columns)
        return {column.name: value for column, value in zip(columns, row, strict=True)}
    if policy == "OUTPUT ORDER":
        rows = _ranked(run, columns, rows)
    if not rows and any(column.default is not None for column in columns):
        rows = [_defaults(run, columns)]
    found = {column.name: [row[n] for row in rows] for n, column in enumerate(columns)}
    if aggregation is None:
        return dict(found)
    return {name: AGGREGATIONS[aggregation](run, values) for name, values in found.items()}


def _defaults(run: Run, columns: Sequence[Clause]) -> _Row:
    defaults = (column.default for column in columns)
    return tuple(None if one is None else one.value_in(run) for one in defaults)


def _one(
    run: Run, policy: str, columns: Sequence[Clause], hits: Sequence[Rule], rows: list[_Row]
) -> _Row:
    if policy == "PRIORITY":
        return _ranked(run, columns, rows)[0]
    differ = policy == "UNIQUE" or any(
        compare.equal(run, a, b) is not True
        for row in rows[1:]
        for a, b in zip(rows[0], row, strict=True)
    )
    if policy != "FIRST" and len(rows) > 1 and differ:
        raise Stopped("two_hits", policy=policy, rules=[rule.number for rule in hits])
    return rows[0]


def _ranked(run: Run, columns: Sequence[Clause], rows: list[_Row]) -> list[_Row]:
    """The rows by the order of the allowed values, the first column weighing most."""

    def ranks(row: _Row) -> list[int]:
        pairs = zip(columns, row, strict=True)
        return [column.rank(run, value) for column, value in pairs]

    return sorted(rows, key=ranks)


def _total(_run: Run, values: list[Any]) -> Decimal | None:
    if not values or not all(isinstance(value, Decimal) for value in values):
        return None
    total = Decimal(0)
    for value in values:
        total = DECIMAL.add(total, value)
    return total


def _extreme(sign: str) -> Callable[[Run, list[Any]], Any]:
    def find(run: Run, values: list[Any]) -> Any:
        best = values[0] if values else None
        for value in values[1:]:
            beats = compare.compare(run, sign, value, best)
            if beats is None:
                return None
            best = value if beats else best
        return best

    return find


def _count(_run: Run, values: list[Any]) -> Decimal:
    return Decimal(len(values))


AGGREGATIONS: Final[dict[str, Callable[[Run, list[Any]], Any]]] = {
    "SUM": _total,
    "MIN": _extreme("<"),
    "MAX": _extreme(">"),
    "COUNT": _count,
}
