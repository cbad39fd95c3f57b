"""A drawing as a tree that can be changed: finding steps, leading arrows elsewhere, filling lanes.

Owns the small moves that keep a drawing whole: every arrow listed at both its ends, every step in
one lane, no empty lane. What they add up to stands in `engine/bundles/redraw.py`.
"""

import re
import unicodedata
from collections.abc import Iterator

from lxml import etree

from engine.bundles.diagram import BPMN, SPIFF
from engine.bundles.normalize import is_node, kind_of
from engine.bundles.reader import read_xml
from engine.errors import Refused

B, S = f"{{{BPMN}}}", f"{{{SPIFF}}}"
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "ae", "Ø": "o", "Å": "a"})
_WORDS = 5
#: Keeps a lane from being empty while its new step is still in another.
_HERE = "*"
#: Gateways that ways part or meet in.
SPLITS = ("exclusiveGateway", "inclusiveGateway", "parallelGateway")
_HEADS = {
    "incoming": ("documentation", "extensionElements", "incoming"),
    "outgoing": ("documentation", "extensionElements", "incoming", "outgoing"),
}


class RedrawRefused(Refused):
    """This change cannot be made to the drawing; nothing of it has happened."""

    #: "no_step", "no_arrow", "ways_out", "last_way", "own_arrow", "other_scope", "no_lane"
    reason: str


class Tree:
    """One drawing, and the small moves on it."""

    def __init__(self, text: str) -> None:
        """Raises BundleRefused if the text is no drawing."""
        read_xml(text.encode())
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        self._root = etree.fromstring(text.encode(), parser)
        self._before = text
        #: Whether words have changed, and whether steps, arrows or lanes have.
        self._words = self._shape = False

    def _any(self, key: str) -> etree._Element:
        for node in self._root.iter(f"{B}sequenceFlow", f"{B}process"):
            if node.get("id") == key:
                return node
        return self._step(key)

    def _nodes(self) -> Iterator[etree._Element]:
        return (n for n in self._root.iter() if isinstance(n.tag, str) and is_node(n))

    def _step(self, key: str) -> etree._Element:
        for node in self._nodes():
            if node.get("id") == key:
                return node
        raise RedrawRefused(reason="no_step", element=key)

    def _scope(self, node: etree._Element) -> etree._Element:
        """The process or subprocess a step or arrow lies in."""
        parent = node.getparent()
        if parent is None:
            raise RedrawRefused(reason="no_step", element=node.get("id", ""))
        return parent

    def _arrows(self) -> list[etree._Element]:
        return list(self._root.iter(f"{B}sequenceFlow"))

    def _arrow(self, flow: str) -> etree._Element:
        for arrow in self._arrows():
            if arrow.get("id") == flow:
                return arrow
        raise RedrawRefused(reason="no_arrow", element=flow)

    def _into(self, key: str) -> list[etree._Element]:
        return [arrow for arrow in self._arrows() if arrow.get("targetRef") == key]

    def _out(self, key: str) -> list[etree._Element]:
        return [arrow for arrow in self._arrows() if arrow.get("sourceRef") == key]

    def _hung_on(self, key: str) -> list[str]:
        return [n.get("id", "") for n in self._nodes() if n.get("attachedToRef") == key]

    def _new(self, scope: etree._Element, kind: str, name: str, key: str = "") -> etree._Element:
        made = etree.Element(f"{B}{kind}", {"id": self._free(key or slug(name) or "steg")})
        if name:
            made.set("name", name)
        first = scope.find(f"{B}sequenceFlow")
        if first is None:
            scope.append(made)
        else:
            first.addprevious(made)
        self._shape = True
        return made

    def _free(self, wanted: str) -> str:
        taken = {node.get("id") for node in self._root.iter() if isinstance(node.tag, str)}
        number, key = 2, wanted
        while key in taken:
            key, number = f"{wanted}_{number}", number + 1
        return key

    def _connect(self, source: str, target: str) -> etree._Element:
        node = self._step(source)
        scope = self._scope(node)
        key = self._free(f"{source}_til_{target}")
        made = etree.SubElement(scope, f"{B}sequenceFlow")
        made.attrib.update({"id": key, "sourceRef": source, "targetRef": target})
        _list(node, "outgoing", key)
        _list(self._step(target), "incoming", key)
        return made

    def _point(self, arrow: etree._Element, target: str) -> None:
        """The arrow leads to another step."""
        key = arrow.get("id", "")
        _unlist(self._step(arrow.get("targetRef", "")), "incoming", key)
        arrow.set("targetRef", target)
        _list(self._step(target), "incoming", key)

    def _leave(self, arrow: etree._Element, source: str) -> None:
        """The arrow comes from another step."""
        key = arrow.get("id", "")
        _unlist(self._step(arrow.get("sourceRef", "")), "outgoing", key)
        arrow.set("sourceRef", source)
        _list(self._step(source), "outgoing", key)

    def _bridge(self, key: str) -> None:
        """What led to the step leads to what came after it. Raises RedrawRefused."""
        into, out = self._into(key), self._out(key)
        if not into or len(out) != 1:
            raise RedrawRefused(reason="ways_out", element=key)
        target = out[0].get("targetRef", "")
        self._cut(out[0])
        for arrow in into:
            self._point(arrow, target)

    def _cut(self, arrow: etree._Element) -> None:
        for ref, listed in (("sourceRef", "outgoing"), ("targetRef", "incoming")):
            _unlist(self._step(arrow.get(ref, "")), listed, arrow.get("id", ""))
        self._scope(arrow).remove(arrow)

    def _drop(self, node: etree._Element) -> None:
        self._out_of_lanes(node.get("id", ""))
        self._scope(node).remove(node)

    def _out_of_lanes(self, key: str) -> None:
        """The step is in no lane, and a lane that held nothing else is gone."""
        for ref in list(self._root.iter(f"{B}flowNodeRef")):
            if (ref.text or "").strip() == key:
                lane = self._scope(ref)
                lane.remove(ref)
                if lane.find(f"{B}flowNodeRef") is None:
                    self._scope(lane).remove(lane)

    def _prune(self, flow: str) -> None:
        """The arrow is gone, and every step nothing leads to any more."""
        arrow = self._arrow(flow)
        target = arrow.get("targetRef", "")
        self._cut(arrow)
        if self._into(target):
            return
        for event in self._hung_on(target):
            for one in self._out(event):
                self._prune(one.get("id", ""))
            self._drop(self._step(event))
        for one in self._out(target):
            self._prune(one.get("id", ""))
        self._drop(self._step(target))

    def _tidy(self) -> None:
        """Gateways that neither split nor gather any more are gone."""
        for arrow in self._arrows():
            self._cut_idle(arrow)
        for node in list(self._nodes()):
            key = node.get("id", "")
            lone = len(self._into(key)) == 1 and len(self._out(key)) == 1
            if kind_of(node) in SPLITS and lone:
                flow = self._out(key)[0]
                target = flow.get("targetRef", "")
                self._cut(flow)
                self._point(self._into(key)[0], target)
                self._drop(node)

    def _cut_idle(self, arrow: etree._Element) -> None:
        """A way on which nothing is done at the same time as the others is gone."""
        source, target = arrow.get("sourceRef", ""), arrow.get("targetRef", "")
        ends = {kind_of(self._step(one)) for one in (source, target)}
        if ends == {"parallelGateway"} and len(self._out(source)) > 1 < len(self._into(target)):
            self._cut(arrow)

    # lanes

    def _process_of(self, node: etree._Element) -> etree._Element:
        return next(node.iterancestors(f"{B}process"))

    def _lane_of(self, key: str) -> str:
        for lane in self._root.iter(f"{B}lane"):
            if any((ref.text or "").strip() == key for ref in lane.findall(f"{B}flowNodeRef")):
                return str(lane.get("name", ""))
        return ""

    def _place(self, node: etree._Element, lane: str) -> None:
        """A new step stands in the lane; inside a subprocess lanes say nothing."""
        process = self._process_of(node)
        if lane and self._scope(node) is process:
            self._into_lane(process, node.get("id", ""), lane)

    def _into_lane(self, process: etree._Element, key: str, name: str) -> None:
        if not name:
            raise RedrawRefused(reason="no_lane", element=key)
        lanes = process.find(f"{B}laneSet")
        if lanes is None:
            lanes = etree.Element(f"{B}laneSet", {"id": self._free(f"{process.get('id')}_baner")})
            place = [n for n in process if kind_of(n) in ("documentation", "extensionElements")]
            process.insert(len(place), lanes)
        lane = next((one for one in lanes.findall(f"{B}lane") if one.get("name") == name), None)
        if lane is None:
            lane = etree.SubElement(lanes, f"{B}lane")
            lane.attrib.update({"id": self._free(f"bane_{slug(name)}"), "name": name})
        etree.SubElement(lane, f"{B}flowNodeRef").text = _HERE
        self._out_of_lanes(key)
        for ref in lane.findall(f"{B}flowNodeRef"):
            ref.text = key if ref.text == _HERE else ref.text


def slug(name: str) -> str:
    """A name as an id: small Norwegian letters without signs, its first words."""
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS)).encode("ascii", "ignore")
    words = re.findall(r"[a-z0-9]+", plain.decode().lower())[:_WORDS]
    return "_".join(words)[:60].lstrip("0123456789_")


def prefix(root: etree._Element) -> str:
    name = next((short for short, uri in root.nsmap.items() if uri == BPMN and short), "")
    return f"{name}:" if name else ""


def put_property(node: etree._Element, name: str, value: str) -> None:
    held = node.find(f"{B}extensionElements")
    if held is None:
        if not value:
            return
        held = etree.Element(f"{B}extensionElements")
        node.insert(1 if node.find(f"{B}documentation") is not None else 0, held)
    box = held.find(f"{S}properties")
    if box is None:
        box = etree.SubElement(held, f"{S}properties", nsmap={"spiffworkflow": SPIFF})
    found = [one for one in box.findall(f"{S}property") if one.get("name") == name]
    for one in found[1:] if value else found:
        box.remove(one)
    if value:
        one = found[0] if found else etree.SubElement(box, f"{S}property", {"name": name})
        one.set("value", value)
    if not len(box):
        held.remove(box)
    if not len(held):
        node.remove(held)


def _list(node: etree._Element, kind: str, key: str) -> None:
    made = etree.Element(f"{B}{kind}")
    made.text = key
    before = [n for n in node if isinstance(n.tag, str) and kind_of(n) in _HEADS[kind]]
    node.insert(list(node).index(before[-1]) + 1 if before else 0, made)


def _unlist(node: etree._Element, kind: str, key: str) -> None:
    for one in node.findall(f"{B}{kind}"):
        if (one.text or "").strip() == key:
            node.remove(one)
