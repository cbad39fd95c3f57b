"""Draws a process from its meaning alone: the same file back, with a complete picture in it.

What the file says about steps, arrows and lanes is kept; the picture is made anew each time.
"""

import re

from lxml import etree

from engine.bundles.diagram import DC, DD, DI, SCOPE_KINDS, Box
from engine.bundles.layoutgraph import B, Scope, read_scope
from engine.bundles.layoutplaces import Picture, arrange
from engine.bundles.normalize import is_node, kind_of
from engine.bundles.reader import read_xml

#: Strips with the name of the pool and of the lanes, and where the first pool stands.
_BAND = 30
_LEFT, _TOP, _BETWEEN_POOLS = 140, 80, 60
_PREFIXES = {"bpmndi": DI, "dc": DC, "di": DD}
_FIRST = ("documentation", "extensionElements")
_EMPTY_TAG = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|(?<=\S)/>", re.S)


def laid_out(xml: bytes) -> bytes:
    """The file with a picture of every process in it. Raises BundleRefused for what is not XML.

    Also the pool is there afterwards, and each step lists its arrows in and out.
    """
    read_xml(xml)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(xml, parser)
    _name_vocabularies(root)
    for old in root.findall(f"{{{DI}}}BPMNDiagram"):
        root.remove(old)
    processes = root.findall(f"{B}process")
    if processes:
        for process in processes:
            _list_arrows(process)
        _draw(root, processes, _pooled(root, processes))
    etree.indent(root, "  ")
    return _written(root, spaced=b'" />' in xml or b'"/>' not in xml)


def _name_vocabularies(root: etree._Element) -> None:
    """The vocabularies of pictures have their usual short names at the top of the file."""
    known = root.nsmap
    missing = {name: uri for name, uri in _PREFIXES.items() if uri not in known.values()}
    kept = [name for name in [*known, *missing] if name is not None]
    etree.cleanup_namespaces(root, top_nsmap=missing, keep_ns_prefixes=kept)


def _written(root: etree._Element, *, spaced: bool) -> bytes:
    text = etree.tostring(root.getroottree(), encoding="UTF-8")
    if spaced:
        text = _EMPTY_TAG.sub(lambda hit: b" />" if hit[0] == b"/>" else hit[0], text)
    text = text.removeprefix(b"<?xml version='1.0' encoding='UTF-8'?>\n")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + text.rstrip() + b"\n"


def _pooled(root: etree._Element, processes: list[etree._Element]) -> etree._Element:
    """The collaboration, with a pool for each process."""
    together = root.find(f"{B}collaboration")
    if together is None:
        key = processes[0].get("id", "")
        together = etree.Element(f"{B}collaboration", {"id": f"{key}_samspill"})
        processes[0].addprevious(together)
    shown = {pool.get("processRef") for pool in together.findall(f"{B}participant")}
    for process in processes:
        key = process.get("id", "")
        if key not in shown:
            pool = etree.SubElement(together, f"{B}participant", {"id": f"{key}_basseng"})
            if process.get("name"):
                pool.set("name", process.get("name", ""))
            pool.set("processRef", key)
    return together


def _list_arrows(scope: etree._Element) -> None:
    """Each step says which arrows lead in and out: those it said before first, in their order."""
    into: dict[str, list[str]] = {}
    out: dict[str, list[str]] = {}
    for flow in scope.iterfind(f"{B}sequenceFlow"):
        out.setdefault(flow.get("sourceRef", ""), []).append(flow.get("id", ""))
        into.setdefault(flow.get("targetRef", ""), []).append(flow.get("id", ""))
    for node in scope:
        if not (isinstance(node.tag, str) and is_node(node)):
            continue
        key = node.get("id", "")
        at = sum(isinstance(child.tag, str) and kind_of(child) in _FIRST for child in node)
        at = _listed(node, "incoming", into.get(key, []), at)
        _listed(node, "outgoing", out.get(key, []), at)
        if kind_of(node) in SCOPE_KINDS:
            _list_arrows(node)


def _listed(node: etree._Element, name: str, flows: list[str], at: int) -> int:
    """The flows are listed under the name from place `at`; says which place comes after."""
    before = []
    for old in node.findall(f"{B}{name}"):
        before.append((old.text or "").strip())
        node.remove(old)
    kept = [flow for flow in dict.fromkeys(before) if flow in flows]
    for flow in [*kept, *(flow for flow in flows if flow not in kept)]:
        made = etree.Element(f"{B}{name}")
        made.text = flow
        node.insert(at, made)
        at += 1
    return at


def _draw(root: etree._Element, processes: list[etree._Element], together: etree._Element) -> None:
    key = processes[0].get("id", "")
    diagram = etree.SubElement(root, f"{{{DI}}}BPMNDiagram", {"id": f"{key}_tegning"})
    plane = etree.SubElement(diagram, f"{{{DI}}}BPMNPlane", {"id": f"{key}_flate"})
    plane.set("bpmnElement", together.get("id", ""))
    top = _TOP
    by_key = {process.get("id"): process for process in processes}
    for pool in together.iterfind(f"{B}participant"):
        process = by_key.get(pool.get("processRef"))
        if process is not None:
            top += _pool(plane, pool, process, top) + _BETWEEN_POOLS


def _pool(plane: etree._Element, pool: etree._Element, process: etree._Element, top: int) -> int:
    """The pool with everything in it is drawn; says how high it is."""
    scope = read_scope(process)
    picture = arrange(scope)
    in_lanes = scope.lanes != ("",)
    left = _LEFT + _BAND * (2 if in_lanes else 1)
    wide = picture.width + left - _LEFT
    _shape(plane, pool.get("id", ""), Box(_LEFT, top, wide, picture.height), isHorizontal="true")
    if in_lanes:
        for lane, (y, height) in zip(scope.lanes, picture.lanes, strict=True):
            box = Box(_LEFT + _BAND, top + y, wide - _BAND, height)
            _shape(plane, lane, box, isHorizontal="true")
    moved = Picture()
    moved.take(picture, left, top)
    _shapes(plane, scope, moved)
    _edges(plane, scope, moved)
    return picture.height


def _shapes(plane: etree._Element, scope: Scope, picture: Picture) -> None:
    for step in scope.steps.values():
        told = {}
        if step.kind == "exclusiveGateway":
            told["isMarkerVisible"] = "true"
        elif step.inner is not None:
            told["isExpanded"] = "true"
        shape = _shape(plane, step.id, picture.boxes[step.id], **told)
        _label(shape, picture.labels.get(step.id))
        if step.inner is not None:
            _shapes(plane, step.inner, picture)


def _edges(plane: etree._Element, scope: Scope, picture: Picture) -> None:
    for arrow in scope.arrows:
        made = etree.SubElement(plane, f"{{{DI}}}BPMNEdge", {"id": f"{arrow.id}_strek"})
        made.set("bpmnElement", arrow.id)
        for x, y in picture.corners[arrow.id]:
            etree.SubElement(made, f"{{{DD}}}waypoint", {"x": str(x), "y": str(y)})
        _label(made, picture.labels.get(arrow.id))
    for step in scope.steps.values():
        if step.inner is not None:
            _edges(plane, step.inner, picture)


def _shape(plane: etree._Element, key: str, box: Box, **told: str) -> etree._Element:
    names = {"id": f"{key}_form", "bpmnElement": key, **told}
    made = etree.SubElement(plane, f"{{{DI}}}BPMNShape", names)
    _bounds(made, box)
    return made


def _label(holder: etree._Element, box: Box | None) -> None:
    if box is not None:
        _bounds(etree.SubElement(holder, f"{{{DI}}}BPMNLabel"), box)


def _bounds(holder: etree._Element, box: Box) -> None:
    sizes = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    etree.SubElement(
        holder, f"{{{DC}}}Bounds", {key: str(round(value)) for key, value in sizes.items()}
    )
