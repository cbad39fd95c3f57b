"""Calls of functions."""

from typing import TYPE_CHECKING, Any

from engine.expressions import regex, tree
from engine.expressions.errors import MAX_PATTERNS, Unfit
from engine.expressions.names import Code
from engine.expressions.registry import REFUSED
from engine.expressions.values import Run

if TYPE_CHECKING:
    from engine.expressions.evaluate import Compiler


def call(compiler: "Compiler", node: tree.Call) -> Code:
    """What the function gives; null if an argument is of the wrong kind, or it has no answer."""
    signature = node.signature
    apply, cost, most = signature.apply, signature.cost, len(signature.parameters) - 1
    placed: dict[int, tree.Node] = dict(enumerate(node.arguments))
    if node.names:
        places = signature.places(node.names)
        placed = {at: one for at, one in zip(places, node.arguments, strict=True) if at is not None}
    nodes = [
        placed.get(at, tree.Literal(node.position, None))
        for at in range(max(placed, default=-1) + 1)
    ]
    codes = _with_pattern(compiler, node, nodes) or compiler.codes(nodes)
    parameters = [signature.parameters[min(at, most)] for at in range(len(codes))]
    arguments = [
        (code, one.reader, one.optional) for code, one in zip(codes, parameters, strict=True)
    ]

    def called(run: Run) -> Any:
        run.spend(cost)
        values = []
        for code, reader, optional in arguments:
            value = code(run)
            if value is not None or not optional:
                value = reader(run, value)
                if value is REFUSED:
                    return None
            values.append(value)
        try:
            return apply(run, *values)
        except (ArithmeticError, ValueError):
            return None

    return called


def _with_pattern(
    compiler: "Compiler", node: tree.Call, nodes: list[tree.Node]
) -> list[Code] | None:
    """The arguments with the pattern made ready; None if the function takes no pattern."""
    kinds = [one.kind for one in node.signature.parameters[: len(nodes)]]
    if "pattern" not in kinds:
        return None
    fixed = {
        kind: _fixed_text(one)
        for kind, one in zip(kinds, nodes, strict=True)
        if kind in ("pattern", "flags")
    }
    compiler.patterns += 1
    if compiler.patterns > MAX_PATTERNS:
        raise Unfit(node.position, "too_many_patterns", limit=MAX_PATTERNS)
    try:
        pattern = regex.compiled(fixed["pattern"], fixed.get("flags", ""))
    except ValueError as fault:
        raise Unfit(node.position, "bad_pattern", pattern=fixed["pattern"]) from fault
    return [
        (lambda _run: pattern) if kind == "pattern" else compiler.code(one)
        for kind, one in zip(kinds, nodes, strict=True)
    ]


def _fixed_text(node: tree.Node) -> str:
    """The text that stands here. Raises Unfit if it is anything else."""
    if not isinstance(node, tree.Literal) or not isinstance(node.value, str | None):
        raise Unfit(node.position, "pattern_not_fixed")
    return node.value or ""
