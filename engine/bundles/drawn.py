"""A drawing as its reader sees it: what normalizing put there is folded into what was drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.bundles.bundle import Bundle
from engine.bundles.change import Label, Words
from engine.bundles.diagram import Diagram, Element, Flow
from engine.bundles.elements import read_diagram


@dataclass(frozen=True)
class Drawn:
    """The steps and arrows of a bundle, with their names in both languages."""

    bundle: Bundle

    @cached_property
    def diagram(self) -> Diagram:
        """The drawing. Raises BundleRefused if it cannot be read."""
        return read_diagram(self.bundle.diagram_text.encode("utf-8", "surrogatepass"))

    @cached_property
    def elements(self) -> Mapping[str, Element]:
        """Drawn elements by id, in file order."""
        every = self.diagram.elements.items()
        return {key: one for key, one in every if one.drawn_as == key}

    @cached_property
    def arrows(self) -> Mapping[str, tuple[str, str, Flow]]:
        """(from, to, arrow) of every drawn arrow by its id."""
        every = self.diagram.elements
        found = {}
        for flow in self.diagram.flows.values():
            if flow.drawn and flow.source in every and flow.target in every:
                source, target = every[flow.source].drawn_as, every[flow.target].drawn_as
                found[flow.id] = (source, target, flow)
        return found

    @cached_property
    def before(self) -> Mapping[str, tuple[str, ...]]:
        """Where the arrows into each element come from; a boundary event comes from its step."""
        found: dict[str, list[str]] = {}
        for source, target, _ in self.arrows.values():
            found.setdefault(target, []).append(source)
        for key, one in self.elements.items():
            if one.attached_to:
                found.setdefault(key, []).append(one.attached_to)
        return {key: tuple(dict.fromkeys(sources)) for key, sources in found.items()}

    @cached_property
    def after(self) -> Mapping[str, tuple[str, ...]]:
        """Where the arrows out of each element lead."""
        found: dict[str, list[str]] = {}
        for source, target, _ in self.arrows.values():
            found.setdefault(source, []).append(target)
        return {key: tuple(dict.fromkeys(targets)) for key, targets in found.items()}

    def is_default(self, flow: Flow) -> bool:
        """True for the way taken when no condition holds."""
        source = self.diagram.elements.get(flow.source)
        return source is not None and source.default == flow.id

    def words(self, key: str, name: str) -> Words:
        """A name in both languages."""
        return Words(name, self._nynorsk.get(key, name))

    @cached_property
    def _nynorsk(self) -> Mapping[str, str]:
        return self.bundle.names("nn")

    def label(self, key: str) -> Label:
        """What people call the element: its name, or the name of what is nearest before it."""
        one = self.elements.get(key)
        if one is None:
            return Label("process", None, False)
        if one.name:
            return Label(one.kind, self.words(key, one.name), True)
        seen, waiting = {key}, [key]
        while waiting:
            for source in self.before.get(waiting.pop(0), ()):
                found = self.elements.get(source)
                if found is not None and found.name:
                    return Label(one.kind, self.words(source, found.name), False)
                if source not in seen:
                    seen.add(source)
                    waiting.append(source)
        holder = self.elements.get(one.parent or "")
        inside = self.words(holder.id, holder.name) if holder is not None and holder.name else None
        return Label(one.kind, inside, False)
