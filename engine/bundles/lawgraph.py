"""A drawing as a graph one can walk: what can be reached without some of its steps being done.

Boundary events lead from the step they sit on, calls are walked inside what they call, a parallel
join is passed when every way into it is, and a case is over when nothing is left to do in it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from engine.bundles.bundle import Bundle
from engine.bundles.diagram import Diagram, Element
from engine.bundles.elements import read_diagram
from engine.bundles.reader import BundleRefused

#: (step, "in" when it begins or "out" when it is done)
Node = tuple[str, str]
BEGUN, DONE = "in", "out"
#: what stands between a call and the steps of the process it calls
INSIDE = "/"


@dataclass(frozen=True, slots=True)
class Step:
    """One element, with the way of calls to it in its key."""

    key: str
    element: Element
    diagram: Diagram
    #: key of the subprocess or call that holds it, "" for the process itself
    holder: str
    #: the key without what normalizing put there, as it is told
    shown: str


@dataclass
class Graph:
    """Every step of a process and of those it calls."""

    steps: dict[str, Step] = field(default_factory=dict)
    #: (to, arrow) by from; the arrow is None where none is drawn
    leads: dict[Node, list[tuple[Node, str | None]]] = field(default_factory=dict)
    #: how many arrows a parallel join waits for
    joins: dict[Node, int] = field(default_factory=dict)
    #: what is over when the last end inside it is
    exits: dict[Node, Node] = field(default_factory=dict)
    #: keys of the first steps inside each holder
    firsts: dict[str, list[str]] = field(default_factory=dict)

    def link(self, source: Node, target: Node, arrow: str | None = None) -> None:
        """One can come straight from the one to the other."""
        self.leads.setdefault(source, []).append((target, arrow))

    def reach(self, sources: Iterable[Node]) -> dict[Node, Node | None]:
        """Where each node one can come to is nearest reached from; joins are passed by any way."""
        came: dict[Node, Node | None] = dict.fromkeys(sources)
        waiting = list(came)
        for node in waiting:
            leading = [target for target, _ in self.leads.get(node, ())]
            for target in (*leading, *filter(None, [self.exits.get(node)])):
                if target not in came:
                    came[target] = node
                    waiting.append(target)
        return came

    def inside(self, holder: str) -> Iterator[Step]:
        """The steps held directly."""
        return (step for step in self.steps.values() if step.holder == holder)


def graph_of(
    bundle: Bundle,
    diagram: Diagram,
    others: Mapping[str, Bundle],
    impossible: Collection[str] = frozenset(),
) -> Graph:
    """The whole graph, without the arrows named as impossible, by id in this drawing."""
    made = Graph()
    _add(made, diagram, others, "", (bundle.key,), impossible)
    return made


def _add(
    made: Graph,
    diagram: Diagram,
    others: Mapping[str, Bundle],
    holder: str,
    calling: tuple[str, ...],
    impossible: Collection[str],
) -> None:
    prefix = f"{holder}{INSIDE}" if holder else ""
    held = [one for one in diagram.elements.values() if one.process == diagram.key]
    for one in held:
        around = f"{prefix}{one.parent}" if one.parent else holder
        key = prefix + one.id
        made.steps[key] = Step(key, one, diagram, around, prefix + (one.drawn_as or one.id))
        if one.kind == "startEvent":
            made.firsts.setdefault(around, []).append(key)
    for one in held:
        key = prefix + one.id
        called = _called(one, others, calling)
        if called is not None:
            _add(made, called[1], others, key, (*calling, called[0]), frozenset())
        if made.firsts.get(key):
            for first in made.firsts[key]:
                made.link((key, BEGUN), (first, BEGUN))
        else:
            made.link((key, BEGUN), (key, DONE))
        for event in diagram.boundary(one.id):
            made.link((key, BEGUN), (prefix + event.id, BEGUN))
    _link(made, diagram, prefix, impossible)


def _link(made: Graph, diagram: Diagram, prefix: str, impossible: Collection[str]) -> None:
    """The arrows, the joins and the ways out of what holds steps."""
    for one in diagram.elements.values():
        key = prefix + one.id
        if key not in made.steps:
            continue
        if one.kind == "endEvent" and made.steps[key].holder:
            made.exits[(key, DONE)] = (made.steps[key].holder, DONE)
        if one.kind == "parallelGateway" and len(one.incoming) > 1:
            made.joins[(key, BEGUN)] = len(set(one.incoming) - set(impossible))
        for flow_id in one.outgoing:
            flow = diagram.flows[flow_id]
            if flow_id not in impossible and prefix + flow.target in made.steps:
                made.link((key, DONE), (prefix + flow.target, BEGUN), flow_id)


def _called(
    one: Element, others: Mapping[str, Bundle], calling: tuple[str, ...]
) -> tuple[str, Diagram] | None:
    """The process a call names, unless it cannot be read or leads back here."""
    if one.kind != "callActivity" or not one.called or one.called in calling:
        return None
    bundle = others.get(one.called)
    if bundle is None:
        return None
    try:
        return one.called, read_diagram(bundle.diagram_text.encode("utf-8", "surrogatepass"))
    except BundleRefused:
        return None


class Walk:
    """What can be reached from some nodes without the blocked steps ever being done."""

    def __init__(self, graph: Graph, sources: Iterable[Node], blocked: Collection[str]) -> None:
        self.graph = graph
        self.sources = tuple(sources)
        self.blocked = frozenset(blocked)
        self.reached: set[Node] = set()
        self._arrived: dict[Node, set[str]] = {}
        self._fresh: list[Node] = []
        possible = graph.reach(self.sources)
        self._away = {
            (target, arrow)
            for source, targets in graph.leads.items()
            if source not in possible
            for target, arrow in targets
        }
        for node in self.sources:
            self._come(node)
        self._spread()
        while self._leave():
            self._spread()

    def _come(self, node: Node) -> None:
        if node not in self.reached:
            self.reached.add(node)
            self._fresh.append(node)

    def _spread(self) -> None:
        while self._fresh:
            node = self._fresh.pop()
            for target, arrow in self.graph.leads.get(node, ()):
                if target[1] == DONE and target[0] in self.blocked:
                    continue
                wanted = self.graph.joins.get(target)
                if wanted is not None and arrow is not None:
                    here = self._arrived.setdefault(target, self._elsewhere(target))
                    here.add(arrow)
                    if len(here) < wanted:
                        continue
                self._come(target)

    def _elsewhere(self, join: Node) -> set[str]:
        """Arrows into a join that come from what goes on beside the sources."""
        return {arrow for target, arrow in self._away if target == join and arrow is not None}

    def _leave(self) -> bool:
        """True if a subprocess or call that can now be over was not before."""
        before = len(self.reached)
        for holder in self.graph.firsts:
            known = holder in self.blocked or (holder, DONE) in self.reached
            if holder and not known and self.way_out(holder):
                self._come((holder, DONE))
        return len(self.reached) > before

    def way_out(self, holder: str = "") -> tuple[Node, ...]:
        """The shortest way by which everything inside is over; empty if there is none.

        A way over an event that lets its step go on is told only if there is no other.
        """
        ends = [
            (step.key, BEGUN)
            for step in self.graph.inside(holder)
            if step.element.kind == "endEvent" and (step.key, BEGUN) in self.reached
        ]
        for aside in (False, True) if ends else ():
            came = self._came(aside)
            for way in sorted((_way(came, end) for end in ends), key=len):
                if way and self._all_over(way, holder):
                    return way
        return ()

    def way_to(self, node: Node) -> tuple[Node, ...]:
        """The shortest way from a source, over nodes that are reached."""
        return _way(self._came(), node)

    def _came(self, aside: bool = True) -> Mapping[Node, Node | None]:
        came: dict[Node, Node | None] = dict.fromkeys(self.sources)
        waiting = list(came)
        for node in waiting:
            for target in self._onward(node):
                known = target in came or target not in self.reached
                if not known and (aside or not self._aside(node, target)):
                    came[target] = node
                    waiting.append(target)
        return came

    def _onward(self, node: Node) -> Iterator[Node]:
        """Where a node leads, the end of what holds it included."""
        for target, _ in self.graph.leads.get(node, ()):
            if target[1] != DONE or target[0] not in self.blocked:
                yield target
        over = self.graph.exits.get(node)
        if over is not None and over[0] not in self.blocked:
            yield over

    def _all_over(self, way: tuple[Node, ...], holder: str) -> bool:
        """True if what is begun beside the way can also come to an end."""
        last = self.graph.steps[way[-1][0]].element
        if last.event == "terminate":
            return True
        if last.event == "error" and holder:
            return False
        for at, node in enumerate(way[:-1]):
            for beside in self._begun_beside(node, way[at + 1], holder):
                if not self._ends(beside, holder):
                    return False
        return True

    def _begun_beside(self, node: Node, onward: Node, holder: str) -> Iterator[Node]:
        """What goes on at the same time when the way goes from the one node to the other."""
        step = self.graph.steps[node[0]]
        if step.holder != holder:
            return
        if step.element.kind == "parallelGateway" and node[1] == DONE:
            yield from (t for t, _ in self.graph.leads.get(node, ()) if t != onward)
        if self._aside(node, onward):
            yield (step.key, DONE)

    def _aside(self, node: Node, onward: Node) -> bool:
        """True if the way goes to an event that lets the step it sits on go on."""
        target = self.graph.steps[onward[0]].element
        return node[1] == BEGUN and target.attached_to is not None and not target.interrupting

    def _ends(self, node: Node, holder: str) -> bool:
        """True if one can come from the node to an end inside the holder."""
        if node not in self.reached:
            return False
        seen, waiting = {node}, [node]
        while waiting:
            at = waiting.pop()
            step = self.graph.steps[at[0]]
            if step.element.kind == "endEvent" and step.holder == holder:
                return True
            for target in self._onward(at):
                aside = self._aside(at, target)
                if target in self.reached and target not in seen and not aside:
                    seen.add(target)
                    waiting.append(target)
        return False


def _way(came: Mapping[Node, Node | None], node: Node) -> tuple[Node, ...]:
    if node not in came:
        return ()
    way = [node]
    while (before := came[way[-1]]) is not None:
        way.append(before)
    return tuple(reversed(way))


def told(graph: Graph, way: Iterable[Node]) -> tuple[str, ...]:
    """The steps of a way by their drawn ids, each told once in a row."""
    ids = [graph.steps[key].shown for key, _ in way]
    return tuple(one for at, one in enumerate(ids) if at == 0 or ids[at - 1] != one)
