"""Decision tables of DMN, read from XML and decided with our own FEEL.

A literal expression is a table without inputs that has one rule. Reading never refuses a table for
the sake of one cell, so that `problems` can name them all; such a table decides nothing.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from lxml import etree

from engine.calendar import SchoolCalendar
from engine.expressions import hitpolicies
from engine.expressions.clauses import (
    Clause,
    Rule,
    output_clause,
    read_input,
    read_output,
    read_rule,
    text_of,
)
from engine.expressions.compiled import compile_expression
from engine.expressions.errors import ExpressionError, Stopped
from engine.expressions.output import to_json
from engine.expressions.values import Run

#: DMN 1.2 to 1.5
_NAMESPACES = frozenset(
    f"https://www.omg.org/spec/DMN/{dated}/MODEL/" for dated in ("20191111", "20211108", "20230324")
) | {"http://www.omg.org/spec/DMN/20180521/MODEL/"}
_FEEL = frozenset(["", "feel", "FEEL"])
MAX_RULES = 1_000
MAX_COLUMNS = 50

#: for answers that do not depend on when they are asked for
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)

Problem = tuple[int | None, str, dict[str, Any]]


@dataclass(frozen=True)
class DecisionTable:
    """One decision, ready. Nothing in it changes."""

    id: str
    name: str
    #: as DMN writes it: "UNIQUE", "RULE ORDER", …
    hit_policy: str
    #: of COLLECT: "SUM", "MIN", "MAX" or "COUNT"; None for the list itself
    aggregation: str | None
    inputs: tuple[Clause, ...]
    columns: tuple[Clause, ...]
    rules: tuple[Rule, ...]

    @cached_property
    def outputs(self) -> tuple[str, ...]:
        """The names of what it decides, in the table's order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def paths(self) -> frozenset[tuple[str, ...]]:
        """Every path of the case its inputs and cells read."""
        found: set[tuple[str, ...]] = set()
        for clause in (*self.inputs, *self.columns):
            found |= clause.paths
        for rule in self.rules:
            found |= rule.paths
        return frozenset(found)

    @cached_property
    def _fault(self) -> ExpressionError | None:
        clauses = (clause.fault for clause in (*self.inputs, *self.columns) if clause.fault)
        rules = (fault for rule in self.rules for _, fault in rule.faults)
        return next(clauses, None) or next(rules, None)

    def decide(
        self, scope: Mapping[str, Any], *, now: datetime, calendar: SchoolCalendar
    ) -> dict[str, Any]:
        """JSON by the names in `outputs`; lists for COLLECT and the two orders.

        Raises ExpressionError: "two_hits" where the hit policy allows one, or for a faulty cell.
        """
        if self._fault is not None:
            raise self._fault
        run = Run(scope, now, calendar)
        try:
            values = [clause.input_value(run) for clause in self.inputs]
            hits = []
            for rule in self.rules:
                if rule.hits(run, values):
                    hits.append(rule)
                    if self.hit_policy == "FIRST":
                        break
            found = hitpolicies.settle(run, self.hit_policy, self.aggregation, self.columns, hits)
            return {name: to_json(value, run) for name, value in found.items()}
        except Stopped as stop:
            raise ExpressionError(self.id, 0, stop.key, stop.params) from None
        except RecursionError:
            raise ExpressionError(self.id, 0, "too_deep") from None

    def problems(self) -> list[Problem]:
        """What can be seen to be wrong without deciding: (rule number or None, key, facts)."""
        return [*self._of_columns(), *self._of_cells(), *self._of_rules()]

    def _of_columns(self) -> Iterator[Problem]:
        for clause in (*self.inputs, *self.columns):
            if clause.fault is not None:
                yield None, "column_invalid", {"column": clause.label, **_told(clause.fault)}
        for column in self.columns:
            if not column.name.isidentifier():
                yield None, "output_name", {"column": column.label, "name": column.name}
        if len(set(self.outputs)) < len(self.outputs):
            yield None, "output_name", {"column": self.columns[-1].label, "name": self.outputs[-1]}
        sorts = self.hit_policy in ("PRIORITY", "OUTPUT ORDER")
        if sorts and not any(column.allowed is not None for column in self.columns):
            yield None, "output_values_missing", {"policy": self.hit_policy}

    def _of_cells(self) -> Iterator[Problem]:
        for rule in self.rules:
            for column, fault in rule.faults:
                yield rule.number, "cell_invalid", {"column": column, **_told(fault)}
        run = Run({}, _ANY_TIME, SchoolCalendar())
        # Once the budget is spent, the answers left are not judged.
        with suppress(Stopped):
            for rule in self.rules:
                for clause, text in rule.unfit(run, self.columns):
                    params = {"column": clause.label, "text": text}
                    yield rule.number, "output_not_allowed", params

    def _of_rules(self) -> Iterator[Problem]:
        """Rules that can never be the answer, or that always hit together with another."""
        if self.hit_policy not in ("UNIQUE", "FIRST"):
            return
        seen: dict[tuple[str, ...], int] = {}
        for rule in self.rules:
            if rule.conditions in seen:
                yield rule.number, "duplicate_rule", {"other": seen[rule.conditions]}
            seen.setdefault(rule.conditions, rule.number)
        always = next((rule for rule in self.rules if rule.always), None)
        if always is None or len(self.rules) < 2:
            return
        if self.hit_policy == "UNIQUE":
            yield always.number, "overlapping_rule", {}
        else:
            for rule in self.rules[always.number :]:
                yield rule.number, "unreachable_rule", {"other": always.number}


def _told(fault: ExpressionError) -> dict[str, Any]:
    return {"text": fault.source, "position": fault.position, "key": fault.key}


def read_decision(root: etree._Element, decision_id: str | None = None) -> DecisionTable:
    """The decision with this id, or the only one. Raises ExpressionError if it is none we run."""
    if etree.QName(root).localname != "definitions":
        raise ExpressionError("", 0, "not_dmn")
    namespace = etree.QName(root).namespace or ""
    if namespace not in _NAMESPACES:
        raise ExpressionError(namespace, 0, "not_dmn")
    decision = _decision(root, decision_id)
    key = decision.get("id", "")
    if decision.find("{*}informationRequirement/{*}requiredDecision") is not None:
        raise ExpressionError(key, 0, "required_decision")
    table = decision.find("{*}decisionTable")
    if table is not None:
        return _table(decision, table)
    literal = decision.find("{*}literalExpression")
    if literal is None:
        raise ExpressionError(key, 0, "no_logic")
    return _literal(decision, literal)


def _decision(root: etree._Element, decision_id: str | None) -> etree._Element:
    decisions = root.findall("{*}decision")
    if decision_id is not None:
        decisions = [one for one in decisions if one.get("id") == decision_id]
    if not decisions:
        raise ExpressionError(decision_id or "", 0, "no_decision")
    if len(decisions) > 1:
        raise ExpressionError(decision_id or "", 0, "which_decision")
    return decisions[0]


def _variable(decision: etree._Element) -> tuple[str, str]:
    """Name and type of what the decision as a whole gives."""
    variable = decision.find("{*}variable")
    name = variable.get("name", "") if variable is not None else ""
    type_ref = variable.get("typeRef", "") if variable is not None else ""
    return name or decision.get("id", ""), type_ref


def _literal(decision: etree._Element, literal: etree._Element) -> DecisionTable:
    name, type_ref = _variable(decision)
    expression = compile_expression(text_of(literal))
    column = output_clause(name, literal.get("typeRef") or type_ref)
    rule = Rule(1, (), (), (expression,), ())
    key = decision.get("id", "")
    return DecisionTable(key, decision.get("name", key), "UNIQUE", None, (), (column,), (rule,))


def _table(decision: etree._Element, table: etree._Element) -> DecisionTable:
    key = decision.get("id", "")
    if table.get("expressionLanguage", "").rpartition("/")[2] not in _FEEL:
        raise ExpressionError(table.get("expressionLanguage", ""), 0, "not_feel")
    # Drawing tools leave the attribute out where it has the value DMN gives it anyway.
    policy = table.get("hitPolicy", "UNIQUE")
    aggregation = table.get("aggregation") if policy == "COLLECT" else None
    if policy not in hitpolicies.POLICIES:
        raise ExpressionError(policy, 0, "unknown_hit_policy", {"policy": policy})
    if aggregation is not None and aggregation not in hitpolicies.AGGREGATIONS:
        raise ExpressionError(aggregation, 0, "unknown_aggregation", {"aggregation": aggregation})
    inputs = [read_input(node) for node in table.iterfind("{*}input")]
    columns = [read_output(node) for node in table.iterfind("{*}output")]
    rows = table.findall("{*}rule")
    if len(rows) > MAX_RULES or len(inputs) + len(columns) > MAX_COLUMNS:
        raise ExpressionError(key, 0, "table_too_big", {"limit": MAX_RULES, "columns": MAX_COLUMNS})
    if not columns:
        raise ExpressionError(key, 0, "no_outputs")
    if len(columns) == 1 and not columns[0].name:
        name, type_ref = _variable(decision)
        columns = [columns[0].named(name, type_ref)]
    rules = [read_rule(number, row, inputs, columns) for number, row in enumerate(rows, 1)]
    return DecisionTable(
        id=key,
        name=decision.get("name", key),
        hit_policy=policy,
        aggregation=aggregation,
        inputs=tuple(inputs),
        columns=tuple(columns),
        rules=tuple(rules),
    )
