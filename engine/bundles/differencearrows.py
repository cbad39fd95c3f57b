"""What is different in the order of things: what follows what, and on which condition."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.bundles.change import FLOW, Change
from engine.bundles.diagram import Flow
from engine.bundles.drawn import Drawn
from engine.bundles.plainly import Known

Ends = tuple[str, str]


class Arrows:
    """The arrows of two drawings. All ends are told by their old ids where there are two."""

    def __init__(
        self, old: Drawn, new: Drawn, before: Known, after: Known, same: Mapping[str, str]
    ) -> None:
        self.old, self.new, self.before, self.after, self.same = old, new, before, after, same
        self.back = {was: now for now, was in same.items()}
        self.was = self._by_ends(old, {})
        self.now = self._by_ends(new, same)

    def _by_ends(self, drawn: Drawn, same: Mapping[str, str]) -> dict[Ends, list[Flow]]:
        found: dict[Ends, list[Flow]] = {}
        for source, target, flow in drawn.arrows.values():
            ends = (same.get(source, f"+{source}") if same else source, target)
            ends = (ends[0], same.get(target, f"+{target}") if same else target)
            found.setdefault(ends, []).append(flow)
        return found

    def changes(self) -> Iterator[Change]:
        """New orders, ways that came or went, and ways with another name or condition."""
        gone = self._unexplained(self.was, self.now)
        come = self._unexplained(self.now, self.was)
        yield from self._follows(gone, come)
        for ends, flows in self.now.items():
            for was, now in zip(self.was.get(ends, ()), flows, strict=False):
                yield from self._way(was, now)
            for now in flows[len(self.was.get(ends, ())) :]:
                yield from self._fresh(now, ends in come)
        for ends, flows in self.was.items():
            if ends in self.now:
                for flow in flows[len(self.now[ends]) :]:
                    yield self._told("arrow_removed", self.old, flow)
        yield from self._orders()

    def _unexplained(
        self, here: Mapping[Ends, list[Flow]], there: Mapping[Ends, list[Flow]]
    ) -> list[Ends]:
        """Arrows only here whose ends both stand in the other drawing, with no new way between."""
        known = self._known(there)
        only = [ends for ends in here if ends not in there]
        return [
            (source, target)
            for source, target in only
            if source in known
            and target in known
            and not self._through(source, target, there, self._known(here))
        ]

    def _known(self, arrows: Mapping[Ends, list[Flow]]) -> set[str]:
        if arrows is self.was:
            return set(self.old.elements)
        return {self.same.get(key, f"+{key}") for key in self.new.elements}

    def _through(
        self, source: str, target: str, arrows: Mapping[Ends, list[Flow]], known: set[str]
    ) -> bool:
        """True if one now comes from one to the other by way of what the other has not."""
        waiting, seen = [source], set()
        while waiting:
            at = waiting.pop()
            for here, there in arrows:
                if here == at and there not in seen:
                    if there == target and at != source:
                        return True
                    if there not in known:
                        seen.add(there)
                        waiting.append(there)
        return False

    def _follows(self, gone: list[Ends], come: list[Ends]) -> Iterator[Change]:
        """One line for each step that follows something else than it did."""
        for target in dict.fromkeys(target for _, target in (*gone, *come)):
            lost = [source for source, to in gone if to == target]
            won = [source for source, to in come if to == target]
            kind = "comes_after" if lost and won else "arrow_added" if won else "arrow_removed"
            arrows = tuple(self.now[(source, target)][0].id for source in won)
            arrows += tuple(self.was[(source, target)][0].id for source in lost)
            shown = (self.back.get(target, target),) if kind == "comes_after" else ()
            yield Change(
                kind,
                FLOW,
                (*shown, *arrows),
                params={
                    "step": self.new.label(self.back.get(target, target)),
                    "old": tuple(self.old.label(source) for source in lost),
                    "new": tuple(self.new.label(self.back.get(s, s)) for s in won),
                },
            )

    def _told(self, kind: str, drawn: Drawn, flow: Flow, **params: Any) -> Change:
        source, target, _ = drawn.arrows[flow.id]
        said = {
            "way": drawn.words(flow.id, flow.name) if flow.name else None,
            "step": drawn.label(target),
            "old" if kind == "arrow_removed" else "new": (drawn.label(source),),
            "source": drawn.label(source),
            **params,
        }
        return Change(kind, FLOW, (flow.id,), params=said)

    def _fresh(self, flow: Flow, told: bool) -> Iterator[Change]:
        """A new arrow that is one of several ways on is told with its name and condition."""
        source, target, _ = self.new.arrows[flow.id]
        several = len(self.new.after.get(source, ())) > 1
        twice = (self.same.get(source), self.same.get(target)) in self.was
        if twice or ((several or flow.condition) and not self._led_on(flow)):
            condition = self.after.condition(flow.condition) if flow.condition else None
            default = self.new.is_default(flow)
            if told and condition is None and not flow.condition and not default:
                return
            yield self._told("way_added", self.new, flow, when=condition, default=default)

    def _led_on(self, flow: Flow) -> bool:
        """True for the same way out of the same place, now with something new on it."""
        source, _, _ = self.new.arrows[flow.id]
        was = self.old.arrows.get(flow.id)
        if was is None or was[0] != self.same.get(source):
            return False
        default = self.old.is_default(was[2]) == self.new.is_default(flow)
        return default and (was[2].name, was[2].condition) == (flow.name, flow.condition)

    def _way(self, was: Flow, now: Flow) -> Iterator[Change]:
        if was.name != now.name:
            old = self.old.words(was.id, was.name) if was.name else None
            yield self._told("way_renamed", self.new, now, before=old)
        if was.condition != now.condition:
            yield self._told(
                "way_condition",
                self.new,
                now,
                gone=now.condition is None,
                before=self.before.condition(was.condition) if was.condition else None,
                when=self.after.condition(now.condition) if now.condition else None,
            )
        if self.old.is_default(was) != self.new.is_default(now):
            yield self._told("way_default", self.new, now, now=self.new.is_default(now))

    def _orders(self) -> Iterator[Change]:
        """Gateways that try their conditions in another order."""
        for key, was in self.same.items():
            if self.new.elements[key].kind != "exclusiveGateway":
                continue
            here = [self.same.get(one, f"+{one}") for one in self.new.after.get(key, ())]
            there = list(self.old.after.get(was, ()))
            if [one for one in here if one in there] != [one for one in there if one in here]:
                step = self.new.label(key)
                yield Change("ways_order", FLOW, (key,), params={"step": step})
