"""A drawing as an indented list, in the order a person would tell it: the diagram's equal in text.

Every drawn step is there exactly once. A way that leads back, or on to something already told,
is a branch naming where it goes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.bundles.diagram import SCOPE_KINDS, Diagram, Element


@dataclass(frozen=True, slots=True)
class Branch:
    """One way on from a step."""

    flow: str
    #: id of the element it leads to
    to: str
    label: str
    condition: str | None
    #: taken when no condition holds
    default: bool


@dataclass(frozen=True, slots=True)
class OutlineStep:
    """One line of the list."""

    element: str
    #: 0 for the main way, one more inside each branch, subprocess or boundary event
    depth: int
    kind: str
    name: str
    lane: str | None
    form: str | None
    #: the due date or the timer as drawn
    due: str | None
    #: id of the step a boundary event sits on
    attached_to: str | None
    #: ways on that must be told: several, or one that leads to something told before
    branches: tuple[Branch, ...] = ()


def outline(diagram: Diagram) -> list[OutlineStep]:
    """The lines for every process of the drawing, the one that runs first."""
    told = _Telling(diagram)
    for process in diagram.process_ids:
        for start in diagram.starts(process):
            told.tell(start.id, 0, frozenset())
        for element in diagram.inside(process):
            told.tell(element.id, 0, frozenset())
    return told.steps


class _Telling:
    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.steps: list[OutlineStep] = []
        self.seen: set[str] = set()

    def tell(self, at: str | None, depth: int, stops: frozenset[str]) -> None:
        """Tells from this element until what is told already, or will be told further out."""
        while at is not None and at not in self.seen and at not in stops:
            element = self.diagram.elements[at]
            self.seen.add(at)
            onward = [key for key in self.diagram.after(at) if key in self.diagram.elements]
            meeting = self._meeting(onward) if len(onward) > 1 else None
            self._line(element, depth, onward, stops)
            self._inside(element, depth)
            inner = stops | {meeting} if meeting else stops
            self._edges(element, depth, inner | set(onward))
            if len(onward) > 1:
                for branch in onward:
                    self.tell(branch, depth + 1, inner)
                at = meeting
            else:
                at = onward[0] if onward else None

    def _inside(self, element: Element, depth: int) -> None:
        if element.kind in SCOPE_KINDS:
            for start in self.diagram.starts(element.id):
                self.tell(start.id, depth + 1, frozenset())
            for inner in self.diagram.inside(element.id):
                self.tell(inner.id, depth + 1, frozenset())

    def _edges(self, element: Element, depth: int, stops: frozenset[str]) -> None:
        for event in self.diagram.boundary(element.id):
            self.tell(event.id, depth + 1, stops)

    def _line(self, element: Element, depth: int, onward: list[str], stops: frozenset[str]) -> None:
        made_up = element.drawn_as != element.id
        if made_up and len(onward) < 2:
            return
        back = any(key in self.seen or key in stops for key in onward)
        timer = element.timer[1] if element.timer else None
        self.steps.append(
            OutlineStep(
                element=element.drawn_as,
                depth=depth,
                kind=element.kind,
                name=element.name,
                lane=element.lane,
                form=element.form,
                due=timer or element.properties.get("dueDate"),
                attached_to=element.attached_to,
                branches=self._branches(element) if len(onward) > 1 or back else (),
            )
        )

    def _branches(self, element: Element) -> tuple[Branch, ...]:
        flows = [self.diagram.flows[key] for key in element.outgoing]
        return tuple(
            Branch(flow.id, flow.target, flow.name, flow.condition, flow.id == element.default)
            for flow in flows
        )

    def _meeting(self, ways: list[str]) -> str | None:
        """The first element that every way comes to, and that has not been told."""
        reached = [self._spread(way) for way in ways]
        for key in reached[0]:
            if all(key in other for other in reached[1:]):
                return key
        return None

    def _spread(self, way: str) -> Mapping[str, None]:
        """What can be reached without going through anything told already, the nearest first."""
        found = {way: None} if way not in self.seen else {}
        waiting = list(found)
        while waiting:
            at = waiting.pop(0)
            for key in self.diagram.after(at):
                if key in self.diagram.elements and key not in found and key not in self.seen:
                    found[key] = None
                    waiting.append(key)
        return found
