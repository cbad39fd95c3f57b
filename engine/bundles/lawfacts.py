"""Which arrows cannot be taken when some answers are given: "if it is serious, then which way?"

What reads anything that is not given is left open: both ways are possible.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from engine.bundles.diagram import Diagram, Element, Flow
from engine.bundles.scripts import read_script
from engine.bundles.startnames import EXAMPLE
from engine.expressions import DecisionTable, ExpressionError, compile_expression

#: answers that decide nothing about time are asked for at some time
_NOW = dt.datetime(2026, 8, 17, 12, tzinfo=dt.UTC)
_CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})


def impossible(
    diagram: Diagram, tables: Mapping[str, DecisionTable], given: Mapping[str, Any]
) -> frozenset[str]:
    """Ids of the arrows that are not taken when these answers are given."""
    if not given:
        return frozenset()
    scope = _decided(diagram, tables, given)
    found: set[str] = set()
    for element in diagram.elements.values():
        if element.kind in _CHOOSING:
            found.update(_not_taken(diagram, element, scope))
    return frozenset(found)


def _decided(
    diagram: Diagram, tables: Mapping[str, DecisionTable], given: Mapping[str, Any]
) -> dict[str, Any]:
    """The answers, and all that tables and scripts make of them alone."""
    scope = dict(given)
    unsure: set[str] = set()
    grown = True
    while grown:
        grown = False
        for element in diagram.elements.values():
            for name, value in _made(element, tables, scope):
                if name not in scope and name not in unsure:
                    scope[name], grown = value, True
                elif name not in given and name not in unsure and scope[name] != value:
                    unsure.add(name)
                    del scope[name]
    return scope


def _made(
    element: Element, tables: Mapping[str, DecisionTable], scope: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    table = tables.get(element.decision or "")
    if table is not None and all(_known(path, scope) for path in table.paths):
        try:
            yield from table.decide(scope, now=_NOW, calendar=EXAMPLE).items()
        except ExpressionError:
            return
    for line in read_script(element.script or "") if element.kind == "scriptTask" else ():
        found, value = _value(line.text, scope)
        if line.name and found:
            yield line.name, value


def _known(path: tuple[str, ...], scope: Any) -> bool:
    for name in path:
        if not isinstance(scope, Mapping) or name not in scope:
            return False
        scope = scope[name]
    return True


def _value(text: str, scope: Mapping[str, Any]) -> tuple[bool, Any]:
    """(True, the value) if everything the expression reads is known."""
    try:
        expression = compile_expression(text)
        if all(_known(path, scope) for path in expression.paths):
            return True, expression.evaluate(scope, now=_NOW, calendar=EXAMPLE)
    except ExpressionError:
        pass
    return False, None


def _not_taken(diagram: Diagram, element: Element, scope: Mapping[str, Any]) -> Iterator[str]:
    """The arrows out of a gateway whose conditions fail, and those that come too late."""
    chosen = False
    flows = [diagram.flows[key] for key in element.outgoing]
    for flow in flows:
        sure = _holds(flow, scope)
        if flow.condition and flow.id != element.default:
            if sure is False or (chosen and element.kind == "exclusiveGateway"):
                yield flow.id
            chosen = chosen or sure is True
    if chosen and element.default in element.outgoing:
        yield element.default or ""


def _holds(flow: Flow, scope: Mapping[str, Any]) -> bool | None:
    """True or false where the answers settle it, None where they do not."""
    found, value = _value(flow.condition, scope) if flow.condition else (False, None)
    return value is True if found else None
