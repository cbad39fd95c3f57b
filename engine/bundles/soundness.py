"""Plays tokens through one process or subprocess, to find joins that wait for ever.

Every reachable marking is tried, up to a bound. Data are not known here, so a gateway may go any
way; how many free choices a fault needs tells how certain it is.
"""

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from engine.bundles.diagram import Diagram, Element

#: markings tried before giving up without a verdict
MAX_MARKINGS = 4_000
#: ways out of one inclusive gateway for which every combination is tried
_MAX_WAYS = 4

_GATHERING = frozenset({"parallelGateway", "inclusiveGateway"})
_JOINING = _GATHERING | {"endEvent"}
_DECIDING = _GATHERING | {"exclusiveGateway", "eventBasedGateway", "complexGateway"}

Marking = tuple[str, ...]


@dataclass
class Verdict:
    """What the tokens showed. Empty sets when nothing is wrong, or nothing could be proved."""

    #: joins that can be left waiting, with the number of free choices it takes
    stuck: dict[str, int] = field(default_factory=dict)
    #: joins that were seen to let a token through
    fired: set[str] = field(default_factory=set)
    #: elements reached by two tokens at once
    twice: set[str] = field(default_factory=set)
    #: True if every marking was tried
    complete: bool = True


def explore(diagram: Diagram, scope: str) -> Verdict:
    """The verdict on the elements held directly by a process or subprocess."""
    return _Game(diagram, scope).play()


class _Game:
    def __init__(self, diagram: Diagram, scope: str) -> None:
        self.diagram = diagram
        self.elements: Mapping[str, Element] = {one.id: one for one in diagram.inside(scope)}
        self.flows = {key: flow for key, flow in diagram.flows.items() if flow.scope == scope}
        self.verdict = Verdict()
        self._reach: dict[str, frozenset[str]] = {}
        self._ahead = {flow: self._settled(flow) for flow in self.flows}

    def _settled(self, flow: str) -> str:
        """The arrow a token on this one comes to when only plain steps lie between."""
        seen = {flow}
        while True:
            target = self.elements[self.flows[flow].target]
            plain = target.kind not in _DECIDING and len(target.incoming) == 1
            if not plain or len(target.outgoing) != 1 or self.diagram.boundary(target.id):
                return flow
            flow = target.outgoing[0]
            if flow in seen:
                return flow
            seen.add(flow)

    def play(self) -> Verdict:
        starts = [one for one in self.elements.values() if one.kind == "startEvent"]
        if len(starts) != 1:
            return self.verdict
        first: Marking = tuple(sorted(self._ahead[flow] for flow in starts[0].outgoing))
        best = {first: 0}
        waiting = [(0, first)]
        while waiting:
            choices, marking = heapq.heappop(waiting)
            if choices > best[marking]:
                continue
            self._doubles(marking)
            moves = list(self._moves(marking))
            if marking and not moves:
                self._stuck(marking, choices)
            for after, cost in moves:
                total = choices + cost
                if total < best.get(after, 1_000_000):
                    best[after] = total
                    heapq.heappush(waiting, (total, after))
            if len(best) > MAX_MARKINGS:
                self.verdict.complete = False
                break
        return self.verdict

    def _doubles(self, marking: Marking) -> None:
        """Two tokens at one element that does not join them pass it one after the other."""
        targets = [self.flows[flow].target for flow in marking]
        for target in {target for target in targets if targets.count(target) > 1}:
            if self.elements[target].kind not in _JOINING:
                self.verdict.twice.add(target)
        if len(set(marking)) != len(marking):
            self.verdict.complete = False

    def _stuck(self, marking: Marking, choices: int) -> None:
        for flow in marking:
            target = self.flows[flow].target
            if self.elements[target].kind in _GATHERING:
                self.verdict.stuck.setdefault(target, choices)

    def _moves(self, marking: Marking) -> Iterator[tuple[Marking, int]]:
        """(next marking, 1 if it took a free choice) for everything that can happen next.

        Arrows only meet at the element they point at, so the elements move independently of one
        another, and a marking with two tokens on one arrow is not followed further.
        """
        if len(set(marking)) != len(marking):
            return
        for target in sorted({self.flows[flow].target for flow in marking}):
            for used, ways in self._firings(self.elements[target], marking):
                if ways is None:
                    yield (), 0
                    continue
                rest = list(marking)
                for flow in used:
                    rest.remove(flow)
                for way in ways:
                    if len(rest) + len(way) <= 2 * len(self.flows) + 2:
                        on = [self._ahead[flow] for flow in way]
                        yield tuple(sorted([*rest, *on])), int(len(ways) > 1)

    def _firings(
        self, element: Element, marking: Marking
    ) -> Iterator[tuple[tuple[str, ...], list[tuple[str, ...]] | None]]:
        """(tokens used, ways on) of an element; None for the end of everything here."""
        arrived = tuple(flow for flow in element.incoming if flow in marking)
        joins = len(element.incoming) > 1
        if element.kind == "parallelGateway" and joins:
            if len(arrived) < len(element.incoming):
                return
            self.verdict.fired.add(element.id)
            yield arrived, [element.outgoing]
        elif element.kind == "inclusiveGateway" and joins:
            if not self._all_here(element, marking):
                return
            self.verdict.fired.add(element.id)
            yield arrived, self._ways(element)
        elif element.kind == "endEvent" and element.event in ("terminate", "error"):
            yield arrived[:1], None
        else:
            for flow in arrived:
                yield (flow,), self._ways(element)

    def _ways(self, element: Element) -> list[tuple[str, ...]]:
        out = element.outgoing
        if element.kind in ("exclusiveGateway", "eventBasedGateway"):
            return [(flow,) for flow in out] or [()]
        if element.kind == "inclusiveGateway" and len(out) > 1:
            sizes = range(1, len(out) + 1) if len(out) <= _MAX_WAYS else (1, len(out))
            return [way for size in sizes for way in combinations(out, size)]
        ways = [out]
        for event in self.diagram.boundary(element.id):
            leaving = event.outgoing
            ways += [leaving] if event.interrupting else [(*way, *leaving) for way in ways]
        return ways

    def _all_here(self, join: Element, marking: Marking) -> bool:
        """True if no token elsewhere can still come to an arrow of the join that has none."""
        empty = {flow for flow in join.incoming if flow not in marking}
        return not any(
            empty & self._reachable(flow, join.id)
            for flow in marking
            if self.flows[flow].target != join.id
        )

    def _reachable(self, flow: str, join: str) -> frozenset[str]:
        """The arrows a token on this arrow can come to without passing the join."""
        key = f"{flow} {join}"
        if key not in self._reach:
            seen = {flow}
            waiting = [flow]
            while waiting:
                target = self.flows[waiting.pop()].target
                element = self.elements[target]
                leaving = [*element.outgoing] if target != join else []
                for event in self.diagram.boundary(target):
                    leaving += event.outgoing
                fresh = [one for one in leaving if one not in seen]
                seen.update(fresh)
                waiting += fresh
            self._reach[key] = frozenset(seen)
        return self._reach[key]
