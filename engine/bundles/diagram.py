"""A process drawing as plain values: steps, flows, lanes. The rest of the program never reads XML.

`read_diagram` takes any well-formed BPMN, also one that must not run: judging is the lint's work.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"

#: steps that wait for a person
PEOPLE_KINDS = frozenset({"userTask", "manualTask", "task"})
#: boxes with flows of their own inside
SCOPE_KINDS = frozenset({"process", "subProcess", "transaction", "adHocSubProcess"})


@dataclass(frozen=True, slots=True)
class Loop:
    """Says that a step is done several times."""

    #: "parallel" | "sequential" | "standard"
    kind: str
    #: variable or FEEL path holding the list; None when a number is given
    collection: str | None = None
    #: FEEL expression for the number of times
    cardinality: str | None = None
    #: the name one element of the list has inside
    item: str | None = None
    output_collection: str | None = None
    output_item: str | None = None
    #: FEEL; true stops the rest
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """One arrow between two steps of the same process or subprocess."""

    id: str
    source: str
    target: str
    name: str = ""
    #: FEEL, without surrounding white space
    condition: str | None = None
    #: id of the process or subprocess that holds it
    scope: str = ""
    #: False when normalizing put it there
    drawn: bool = True


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane by its name, which is the name of a role."""

    id: str
    name: str
    process: str
    #: ids of the steps inside, its own only
    members: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Element:
    """One step, event or gateway, with everything the engine does about it."""

    id: str
    #: the BPMN name of the element, such as "userTask"
    kind: str
    name: str
    process: str
    #: id of the process or subprocess that holds it
    scope: str
    #: id of the enclosing subprocess
    parent: str | None = None
    lane: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    documentation: str = ""
    attached_to: str | None = None
    #: of a boundary or start event: the step it sits on is stopped
    interrupting: bool = True
    #: "timer", "message", "error", "signal", "escalation", "terminate" or what else is drawn
    event: str | None = None
    #: every event definition drawn in it, in order
    events: tuple[str, ...] = ()
    #: name of the message, signal, error or escalation the event speaks of
    event_name: str | None = None
    #: ("date" | "duration" | "cycle", text)
    timer: tuple[str, str] | None = None
    loop: Loop | None = None
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    #: flow id taken when no condition holds
    default: str | None = None
    script: str | None = None
    #: id of the decision a businessRuleTask asks
    decision: str | None = None
    #: name of the operation a serviceTask asks for
    operation: str | None = None
    #: variable the operation's answer is kept under
    result: str | None = None
    #: FEEL by parameter name, handed to the operation
    parameters: Mapping[str, str] = field(default_factory=dict)
    #: process key of a callActivity
    called: str | None = None
    #: a subprocess that an event starts, without arrows
    triggered: bool = False
    #: the element a reader sees: its own id, or the drawn one it was split from
    drawn_as: str = ""

    @property
    def waits_for_people(self) -> bool:
        """True if a person completes it."""
        return self.kind in PEOPLE_KINDS

    @property
    def form(self) -> str | None:
        """Key of its form."""
        return self.properties.get("formKey") or None


@dataclass(frozen=True, slots=True)
class Note:
    """What normalizing changed: a lint rule, the element, and the rule's parameters."""

    rule: str
    element: str | None
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the drawing, in its units."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Diagram:
    """A whole drawing after normalizing. Nothing in it changes."""

    #: id of the process that runs
    key: str
    name: str
    documentation: str
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    lanes: tuple[Lane, ...]
    #: ids of the processes that hold steps, the one that runs first
    process_ids: tuple[str, ...]
    #: properties of each process
    process_properties: Mapping[str, Mapping[str, str]]
    #: what the runtime parses; never written to
    tree: etree._Element
    #: the file as sent
    original: etree._Element
    notes: tuple[Note, ...] = ()

    @property
    def properties(self) -> Mapping[str, str]:
        """Properties of the process that runs."""
        return self.process_properties.get(self.key, {})

    @property
    def start_roles(self) -> tuple[str, ...]:
        """Keys of the roles that may start it."""
        return tuple(self.properties.get("startRoles", "").replace(",", " ").split())

    def inside(self, scope: str) -> Iterator[Element]:
        """The elements held directly by a process or subprocess, in file order."""
        return (element for element in self.elements.values() if element.scope == scope)

    def starts(self, scope: str | None = None) -> tuple[Element, ...]:
        """Start events of a process or subprocess; of the running process if none is named."""
        held = self.inside(self.key if scope is None else scope)
        return tuple(element for element in held if element.kind == "startEvent")

    @property
    def start_form(self) -> str | None:
        """Key of the form that opens a case; a case the calendar opens has none."""
        people = (start for start in self.starts() if start.event != "timer")
        return next((start.form for start in people if start.form), None)

    @property
    def timer_start(self) -> Element | None:
        """The start event that the calendar sets off."""
        return next((start for start in self.starts() if start.event == "timer"), None)

    @property
    def start_for(self) -> str:
        """What there is one case for each of, such as "klasse"; "" for one case in all."""
        start = self.timer_start
        return start.properties.get("startFor", "") if start is not None else ""

    def boundary(self, element_id: str) -> tuple[Element, ...]:
        """Boundary events sitting on a step."""
        return self._boundary.get(element_id, ())

    def after(self, element_id: str) -> tuple[str, ...]:
        """Ids of the elements its arrows point at."""
        return tuple(self.flows[flow].target for flow in self.elements[element_id].outgoing)

    @cached_property
    def _boundary(self) -> Mapping[str, tuple[Element, ...]]:
        found: dict[str, tuple[Element, ...]] = {}
        for element in self.elements.values():
            if element.attached_to:
                found[element.attached_to] = (*found.get(element.attached_to, ()), element)
        return found

    @cached_property
    def shapes(self) -> Mapping[str, Box]:
        """Where each element is drawn."""
        found = {}
        for shape in self.original.iter(f"{{{DI}}}BPMNShape"):
            bounds = shape.find(f"{{{DC}}}Bounds")
            box = _box(bounds)
            if box is not None:
                found[shape.get("bpmnElement", "")] = box
        return found

    @cached_property
    def edges(self) -> Mapping[str, tuple[tuple[float, float], ...]]:
        """The corners of each drawn arrow."""
        found = {}
        for edge in self.original.iter(f"{{{DI}}}BPMNEdge"):
            points = [_point(point) for point in edge.findall(f"{{{DD}}}waypoint")]
            kept = tuple(point for point in points if point is not None)
            if len(kept) >= 2:
                found[edge.get("bpmnElement", "")] = kept
        return found


def _box(bounds: etree._Element | None) -> Box | None:
    if bounds is None:
        return None
    try:
        x, y, width, height = (float(bounds.get(key, "")) for key in ("x", "y", "width", "height"))
    except ValueError:
        return None
    if not all(map(math.isfinite, (x, y, width, height))):
        return None
    return Box(x, y, width, height)


def _point(point: etree._Element) -> tuple[float, float] | None:
    try:
        x, y = float(point.get("x", "")), float(point.get("y", ""))
    except ValueError:
        return None
    return (x, y) if math.isfinite(x) and math.isfinite(y) else None
