"""What our own code needs to know about each of SpiffWorkflow's task specifications."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from engine.bundles import Diagram, Element
from engine.expressions import (
    DecisionTable,
    Expression,
    ExpressionError,
    compile_expression,
)
from engine.runtime.errors import DefinitionRefused
from engine.runtime.moments import BARE, NoMoment, read_cycle, read_moment
from engine.runtime.scripting import assignments
from engine.runtime.timers import Timed

#: Before any moment a diagram can mean, so that only the form of a text is judged by it.
_ANY_TIME = datetime(1970, 1, 1, tzinfo=UTC)
#: Tasks nobody has given a priority.
USUAL_PRIORITY = 50


@dataclass(slots=True)
class Place:
    """One specification: the element it stands for, and its expressions compiled."""

    #: element id, with the key of the bundle in front inside a called process; "" if undrawn
    element: str = ""
    about: Element | None = None
    #: passing it counts as passing the element
    counts: bool = False
    #: flow ids by the element they lead to
    flows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: of a parallel gateway: the element at the other end of each incoming flow
    sources: tuple[str, ...] = ()
    #: of an inclusive gateway: names of the specifications from which each source is reached
    behind: Mapping[str, frozenset[str]] = field(default_factory=dict)
    #: key of the form people fill in
    form: str | None = None
    timer: Timed | None = None
    #: a cycle that goes on after it has fired
    repeats: bool = False
    collection: Expression | None = None
    cardinality: Expression | None = None
    #: of a multi-instance: true ends the loop
    enough: Expression | None = None
    #: where the outputs of the rounds go; None if no expression reads them
    output_collection: str | None = None
    #: of a standard loop: true begins another round
    again: Expression | None = None
    script: tuple[tuple[str, Expression], ...] = ()
    decision: DecisionTable | None = None
    parameters: Mapping[str, Expression] = field(default_factory=dict)
    due: Timed | None = None
    warn: Timed | None = None
    follow_up: Timed | None = None
    assignee: Expression | None = None
    priority: int | Expression = USUAL_PRIORITY


class Compiler:
    """Compiles the texts of a diagram and remembers every name they read."""

    def __init__(self, diagram: Diagram, tables: Mapping[str, DecisionTable], prefix: str) -> None:
        self.diagram = diagram
        self.tables = tables
        self.prefix = prefix
        self.paths: set[tuple[str, ...]] = set()

    def expression(self, element: Element, what: str, text: str) -> Expression:
        """The FEEL text, ready. Raises DefinitionRefused."""
        try:
            compiled = compile_expression(text)
        except ExpressionError as fault:
            raise self.refused(element, what, fault.key) from fault
        self.paths |= compiled.paths
        return compiled

    def maybe(self, element: Element, what: str, text: str | None) -> Expression | None:
        """The FEEL text, ready, if there is one."""
        return self.expression(element, what, text) if text else None

    def timed(self, element: Element, what: str, text: str | None, kind: str = "") -> Timed | None:
        """The text as a moment, if there is one."""
        if not text:
            return None
        bare = text.strip()
        if not BARE.fullmatch(bare):
            feel = self.expression(element, what, text)
            return Timed(self.prefix + element.id, what, kind, text, feel)
        try:
            (read_cycle if kind == "cycle" else read_moment)(bare, _ANY_TIME)
        except NoMoment as fault:
            raise self.refused(element, what, str(fault)) from fault
        return Timed(self.prefix + element.id, what, kind, bare, None)

    def refused(self, element: Element, what: str, reason: str) -> DefinitionRefused:
        """The error for an element that cannot be made ready."""
        return DefinitionRefused(element=self.prefix + element.id, property=what, reason=reason)

    def place(self, element: Element) -> Place:
        """The element with everything about it compiled."""
        place = Place(self.prefix + element.id, element, counts=True, flows=self._flows(element))
        # Whoever starts a case has seen its moment come; a start event waits for nothing.
        if element.timer and element.kind != "startEvent":
            place.timer = self.timed(element, "timer", element.timer[1], element.timer[0])
        self._activity(place, element)
        if element.waits_for_people:
            self._people(place, element)
        return place

    def _flows(self, element: Element) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for flow_id in element.outgoing:
            target = self.prefix + self.diagram.flows[flow_id].target
            found[target] = (*found.get(target, ()), self.prefix + flow_id)
        return found

    def _activity(self, place: Place, element: Element) -> None:
        loop = element.loop
        if loop is not None:
            place.collection = self.maybe(element, "collection", loop.collection)
            place.cardinality = self.maybe(element, "cardinality", loop.cardinality)
            place.enough = self.maybe(element, "completionCondition", loop.condition)
        if element.kind == "scriptTask":
            place.script = self._script(element)
        if element.kind == "businessRuleTask":
            place.decision = self._decision(element)
        place.parameters = {
            name: self.expression(element, "parameter", text)
            for name, text in element.parameters.items()
            if text
        }

    def _script(self, element: Element) -> tuple[tuple[str, Expression], ...]:
        try:
            lines = tuple(assignments(element.script or ""))
        except ExpressionError as fault:
            raise self.refused(element, "script", fault.key) from fault
        except ValueError as fault:
            raise self.refused(element, "script", "not_an_assignment") from fault
        for _, expression in lines:
            self.paths |= expression.paths
        return lines

    def _decision(self, element: Element) -> DecisionTable:
        table = self.tables.get(element.decision or "")
        if table is None:
            raise self.refused(element, "decision", "not_found")
        self.paths |= table.paths
        return table

    def _people(self, place: Place, element: Element) -> None:
        said = element.properties
        place.form = element.form
        place.due = self.timed(element, "dueDate", said.get("dueDate"))
        place.warn = self.timed(element, "warnDate", said.get("warnDate"))
        place.follow_up = self.timed(element, "followUpDate", said.get("followUpDate"))
        place.assignee = self.maybe(element, "assignee", said.get("assignee"))
        priority = said.get("priority", "").strip()
        if priority.isdecimal():
            place.priority = int(priority)
        elif priority:
            place.priority = self.expression(element, "priority", priority)


def reads_of(paths: set[tuple[str, ...]]) -> dict[str, frozenset[str] | None]:
    """Which fields of each name are read; None if the name is read as a whole."""
    found: dict[str, set[str] | None] = {}
    for path in paths:
        name, fields = path[0], found.setdefault(path[0], set())
        if len(path) == 1:
            found[name] = None
        elif fields is not None:
            fields.add(path[1])
    return {name: None if fields is None else frozenset(fields) for name, fields in found.items()}
