"""Random processes, of every kind of step and with arrows anywhere, as files without a picture."""

from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from hypothesis import strategies as st

_HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"'
    ' targetNamespace="https://handlingsplan.no/prosesser">'
)
_KINDS = (
    *("userTask", "userTask", "serviceTask", "exclusiveGateway", "parallelGateway"),
    *("eventBasedGateway", "intermediateCatchEvent", "endEvent", "callActivity", "subProcess"),
)
_NAMES = (
    "",
    "Ja",
    "Hold samtalen",
    "Er det grunn til bekymring for eleven?",
    "Skolemiljøundersøkelsesoppfølgingen",
    "Vurder om tiltakene virker, og om eleven nå har det trygt og godt på skolen",
)


@dataclass
class Rough:
    """A process, or the inside of a subprocess."""

    prefix: str = "n"
    nodes: list[tuple[str, str]] = field(default_factory=list)
    flows: list[tuple[int, int, str]] = field(default_factory=list)
    #: node each boundary event sits on, and its name
    events: list[tuple[int, str]] = field(default_factory=list)
    lane_of: list[int] = field(default_factory=list)
    lanes: int = 0
    inside: dict[int, "Rough"] = field(default_factory=dict)

    def xml(self) -> bytes:
        """The file."""
        lanes = "".join(
            f'<bpmn:lane id="lane{lane}" name="Rolle">{self._refs(lane)}</bpmn:lane>'
            for lane in range(self.lanes)
        )
        held = f"<bpmn:laneSet>{lanes}</bpmn:laneSet>" if lanes else ""
        body = f'<bpmn:process id="p" name="Prosess">{held}{self.body()}</bpmn:process>'
        return f"{_HEAD}{body}</bpmn:definitions>".encode()

    def _refs(self, lane: int) -> str:
        inside = [f"{self.prefix}{at}" for at, own in enumerate(self.lane_of) if own == lane]
        inside += [
            f"{self.prefix}e{at}"
            for at, (host, _) in enumerate(self.events)
            if self.lane_of[host] == lane
        ]
        return "".join(f"<bpmn:flowNodeRef>{key}</bpmn:flowNodeRef>" for key in inside)

    def body(self) -> str:
        """Nodes, events and arrows."""
        said = []
        for at, (kind, name) in enumerate(self.nodes):
            inner = self.inside[at].body() if at in self.inside else ""
            said.append(
                f'<bpmn:{kind} id="{self.prefix}{at}" name={quoteattr(name)}>{inner}</bpmn:{kind}>'
            )
        for at, (host, name) in enumerate(self.events):
            said.append(
                f'<bpmn:boundaryEvent id="{self.prefix}e{at}" name={quoteattr(name)}'
                f' attachedToRef="{self.prefix}{host}"/>'
            )
        for at, (source, target, name) in enumerate(self.flows):
            own = f"{source}" if source < len(self.nodes) else f"e{source - len(self.nodes)}"
            said.append(
                f'<bpmn:sequenceFlow id="{self.prefix}f{at}" name={quoteattr(name)}'
                f' sourceRef="{self.prefix}{own}" targetRef="{self.prefix}{target}"/>'
            )
        return "".join(said)


@st.composite
def rough(draw: st.DrawFn, prefix: str = "n", deep: int = 1, most: int = 14) -> Rough:
    """A random process: arrows go anywhere, also back, to the step itself and twice the same."""
    name = st.sampled_from(_NAMES)
    made = Rough(prefix)
    count = draw(st.integers(1, most))
    made.nodes = [("startEvent", draw(name))]
    for at in range(1, count):
        kind = draw(st.sampled_from(_KINDS))
        made.nodes.append((kind, draw(name)))
        if kind == "subProcess" and deep:
            made.inside[at] = draw(rough(f"{prefix}{at}x", deep - 1, 5))
    steps = [at for at, (kind, _) in enumerate(made.nodes) if kind.endswith(("Task", "Process"))]
    if steps:
        seats = st.tuples(st.sampled_from(steps), name)
        made.events = draw(st.lists(seats, max_size=5))
    node = st.integers(0, count - 1)
    anywhere = st.integers(0, count + len(made.events) - 1)
    made.flows = [(at, at + 1, draw(name)) for at in range(count - 1) if draw(st.integers(0, 5))]
    made.flows += draw(st.lists(st.tuples(anywhere, node, name), max_size=count))
    if prefix == "n":
        made.lanes = draw(st.integers(0, 4))
        made.lane_of = [draw(st.integers(0, max(0, made.lanes - 1))) for _ in range(count)]
    return made
