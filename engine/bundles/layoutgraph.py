"""What a drawing is laid out from: the steps of one scope with their sizes, and their arrows.

A scope is a process or an expanded subprocess. Everything keeps the order of the file, and the
arrows out of a step the order of its `outgoing`; that order is what makes the layout stable.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from lxml import etree

from engine.bundles.diagram import BPMN, SCOPE_KINDS
from engine.bundles.layoutwords import Words, set_in
from engine.bundles.normalize import is_node, kind_of

B = f"{{{BPMN}}}"
EVENT, GATEWAY, TASK_HEIGHT = 36, 50, 80
TASK_WIDTHS = (110, 130, 150)
#: Widest line of a name under an event or beside an arrow.
NAME_ROOM, FLOW_ROOM = 90, 80
_TASK_TYPE, _LABEL_TYPE = 12.0, 11.0
#: Between the middles of two events on the same edge.
_BETWEEN_EVENTS = 54


@dataclass(eq=False)
class Step:
    """A node with its size; what is inside an expanded subprocess is a scope of its own."""

    id: str
    kind: str
    order: int
    width: int
    height: int
    label: Words
    #: row of lanes it stands in, from the top
    lane: int = 0
    inner: "Scope | None" = None
    #: the step it sits on, if it is a boundary event
    host: str | None = None
    boundary: list[str] = field(default_factory=list)
    #: from the middle of one event on its edge to that of the next
    between_events: int = _BETWEEN_EVENTS
    #: columns it takes
    span: int = 1
    default: str | None = None

    @property
    def is_gateway(self) -> bool:
        """True for the diamonds."""
        return self.kind.endswith("Gateway")

    @property
    def is_event(self) -> bool:
        """True for the circles."""
        return self.kind.endswith("Event")


@dataclass(frozen=True, eq=False)
class Arrow:
    """A sequence flow whose both ends are in the scope."""

    id: str
    source: str
    target: str
    order: int
    label: Words


@dataclass(eq=False)
class Scope:
    """Steps and arrows of one process or subprocess."""

    steps: dict[str, Step]
    arrows: list[Arrow]
    #: ids of the lanes from the top; one without id when there are none
    lanes: tuple[str, ...] = ("",)
    out: dict[str, list[Arrow]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        found: dict[str, list[Arrow]] = defaultdict(list)
        for arrow in self.arrows:
            found[arrow.source].append(arrow)
        self.out = dict(found)

    def standing(self, step_id: str) -> Step:
        """The step that takes room in the grid: itself, or the one it sits on."""
        step = self.steps[step_id]
        return self.steps[step.host] if step.host else step

    def leaving(self, step: Step) -> list[Arrow]:
        """Arrows out of the step and out of the events on its edge, in the drawn order."""
        found = list(self.out.get(step.id, ()))
        for event in step.boundary:
            found += self.out.get(event, ())
        return found

    @property
    def grid(self) -> list[Step]:
        """The steps that take room in the grid."""
        return [step for step in self.steps.values() if step.host is None]


def read_scope(element: etree._Element) -> Scope:
    """The steps and arrows held directly by a process or subprocess."""
    nodes = {node.get("id", ""): node for node in element if _is_step(node)}
    lanes, lane_of = _lanes(element)
    steps: dict[str, Step] = {}
    for order, (key, node) in enumerate(nodes.items()):
        steps[key] = _step(node, order)
        steps[key].lane = lane_of.get(key, 0)
    for step in steps.values():
        _seat(step, nodes[step.id].get("attachedToRef"), steps)
    scope = Scope(steps, _arrows(element, nodes), lanes)
    for step in steps.values():
        if step.boundary:
            _spread_events(scope, step)
    return scope


def _is_step(node: etree._Element) -> bool:
    return isinstance(node.tag, str) and is_node(node) and bool(node.get("id"))


def _seat(step: Step, host_id: str | None, steps: dict[str, Step]) -> None:
    """A boundary event sits on its host, if that is there and no event itself."""
    host = steps.get(host_id or "")
    if step.kind == "boundaryEvent" and host is not None and host.kind != "boundaryEvent":
        step.host, step.lane = host.id, host.lane
        host.boundary.append(step.id)


def _spread_events(scope: Scope, host: Step) -> None:
    """The events on the edge of a step have room for their names and those of their arrows."""
    names = [scope.steps[event].label.width + 46 for event in host.boundary]
    arrows = [
        arrow.label.width + 16 for event in host.boundary for arrow in scope.out.get(event, ())
    ]
    if len(names) > 2:
        host.between_events = max(host.between_events, *names)
    host.between_events = max([host.between_events, *arrows])
    host.width = max(host.width, len(names) * host.between_events)


def _lanes(element: etree._Element) -> tuple[tuple[str, ...], dict[str, int]]:
    """Lanes without lanes inside them, from the top, and the lane of each step."""
    found = [
        lane
        for lane in element.iterfind(f"{B}laneSet//{B}lane")
        if lane.find(f"{B}childLaneSet/{B}lane") is None
    ]
    lane_of: dict[str, int] = {}
    for at, lane in enumerate(found):
        for ref in lane.iterfind(f"{B}flowNodeRef"):
            lane_of.setdefault((ref.text or "").strip(), at)
    return tuple(lane.get("id", "") for lane in found) or ("",), lane_of


def _step(node: etree._Element, order: int) -> Step:
    kind, name = kind_of(node), " ".join((node.get("name") or "").split())
    label = set_in(name, NAME_ROOM, _LABEL_TYPE)
    step = Step(node.get("id", ""), kind, order, 0, 0, label, default=node.get("default"))
    if step.is_event:
        step.width = step.height = EVENT
    elif step.is_gateway:
        step.width = step.height = GATEWAY
    else:
        step.width, step.height = _task_width(name), TASK_HEIGHT
        step.label = Words()
        if kind in SCOPE_KINDS and any(_is_step(child) for child in node):
            step.inner = read_scope(node)
    return step


def _task_width(name: str) -> int:
    """The narrowest box that holds the name in two lines, between the signs of the step.

    A name that needs more gets the widest box.
    """
    for width in TASK_WIDTHS:
        words = set_in(name, width - 14, _TASK_TYPE, stretch=False)
        if words.lines <= 2 and words.width <= width - 14:
            return width
    return TASK_WIDTHS[-1]


def _arrows(element: etree._Element, nodes: dict[str, etree._Element]) -> list[Arrow]:
    """Arrows in the order their sources list them; what no source lists comes in file order."""
    drawn = [
        flow
        for flow in element.iterfind(f"{B}sequenceFlow")
        if flow.get("id") and flow.get("sourceRef") in nodes and flow.get("targetRef") in nodes
    ]
    listed: dict[str, int] = {}
    for node in nodes.values():
        for out in node.iterfind(f"{B}outgoing"):
            listed.setdefault((out.text or "").strip(), len(listed))
    drawn.sort(key=lambda flow: listed.get(flow.get("id", ""), len(listed)))
    return [
        Arrow(
            flow.get("id", ""),
            flow.get("sourceRef", ""),
            flow.get("targetRef", ""),
            order,
            set_in(" ".join((flow.get("name") or "").split()), FLOW_ROOM, _LABEL_TYPE),
        )
        for order, flow in enumerate(drawn)
    ]
