"""What a FEEL expression consists of, as the parser found it."""

from dataclasses import dataclass
from typing import Any

from engine.expressions.registry import Signature


@dataclass(slots=True)
class Node:
    """A piece of an expression."""

    #: characters before it
    position: int


@dataclass(slots=True)
class Literal(Node):
    value: Any


@dataclass(slots=True)
class Name(Node):
    name: str


@dataclass(slots=True)
class Subject(Node):
    """`?`, the value a test is about."""


@dataclass(slots=True)
class Path(Node):
    """`base.a.b`."""

    base: Node
    names: tuple[str, ...]


@dataclass(slots=True)
class Filter(Node):
    """`base[test]`."""

    base: Node
    test: Node


@dataclass(slots=True)
class Call(Node):
    #: the one of the function that fits the arguments
    signature: Signature
    arguments: list[Node]
    #: names of the arguments, in order; empty if they go by place
    names: list[str]


@dataclass(slots=True)
class Chain(Node):
    """Operands of one strength, worked from the left: `first + b - c`."""

    first: Node
    rest: list[tuple[str, Node]]


@dataclass(slots=True)
class Logic(Node):
    """`a and b and c`, or with or."""

    operator: str
    parts: list[Node]


@dataclass(slots=True)
class Compare(Node):
    operator: str
    left: Node
    right: Node


@dataclass(slots=True)
class Between(Node):
    value: Node
    low: Node
    high: Node


@dataclass(slots=True)
class Test(Node):
    """One condition on a value: `< 5`, `"a"`, `[1..5]`, `contains(?, "a")`."""

    #: None if the operand alone says it
    operator: str | None
    operand: Node
    #: the operand mentions `?`, so it must itself be true
    asks: bool


@dataclass(slots=True)
class In(Node):
    value: Node
    tests: list[Test]


@dataclass(slots=True)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(slots=True)
class Binding:
    """`name in source`, or `name in source..end`."""

    name: str
    source: Node
    end: Node | None


@dataclass(slots=True)
class For(Node):
    bindings: list[Binding]
    body: Node


@dataclass(slots=True)
class Quantified(Node):
    #: False for some
    every: bool
    bindings: list[Binding]
    body: Node


@dataclass(slots=True)
class List(Node):
    items: list[Node]


@dataclass(slots=True)
class Context(Node):
    entries: list[tuple[str, Node]]


@dataclass(slots=True)
class Interval(Node):
    """`[low..high]`."""

    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(slots=True)
class HalfRange(Node):
    """`(< 5)` standing as a value."""

    operator: str
    operand: Node


@dataclass(slots=True)
class Negate(Node):
    operand: Node


@dataclass(slots=True)
class TypeTest(Node):
    """`value instance of type`."""

    value: Node
    type_name: str


@dataclass(slots=True)
class Tests:
    """A cell of a decision table: any of the tests, or none of them if negated."""

    tests: list[Test]
    negated: bool
