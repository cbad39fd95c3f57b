"""Where everything stands on the drawing: figures, lines and labels, as plain values.

The diagram itself knows its steps; this adds what only the picture has: pools, lanes, notes, data,
message arrows, and where labels were put.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.bundles import Box, Diagram

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
#: Figures larger than this, in drawing units, are not drawn: a picture must stay a picture.
FARTHEST = 100_000.0


@dataclass(frozen=True, slots=True)
class Figure:
    """Something with an outline."""

    id: str
    #: the BPMN name of the element, such as "userTask"
    kind: str
    name: str
    box: Box
    label: Box | None
    #: of a subprocess: what is inside is drawn too
    expanded: bool
    #: of a pool or lane: it runs from left to right
    horizontal: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Something with two ends."""

    id: str
    kind: str
    name: str
    points: tuple[tuple[float, float], ...]
    label: Box | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything drawn, each kind in file order."""

    figures: tuple[Figure, ...]
    lines: tuple[Line, ...]

    @property
    def frame(self) -> Box:
        """The smallest rectangle around all of it; empty drawings have a small one."""
        xs: list[float] = []
        ys: list[float] = []
        for box in self._boxes():
            xs += (box.x, box.x + box.width)
            ys += (box.y, box.y + box.height)
        for line in self.lines:
            xs += (x for x, _ in line.points)
            ys += (y for _, y in line.points)
        if not xs:
            return Box(0, 0, 100, 40)
        return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))

    def _boxes(self) -> Iterator[Box]:
        for figure in self.figures:
            yield figure.box
            if figure.label is not None:
                yield figure.label
        yield from (line.label for line in self.lines if line.label is not None)


def read(diagram: Diagram) -> Drawing:
    """What is drawn of the diagram. Parts without a place, or beyond reason, are left out."""
    known = {
        node.get("id", ""): node
        for node in diagram.original.iter(f"{BPMN}*")
        if node.get("id") and isinstance(node.tag, str)
    }
    figures = []
    for shape in diagram.original.iter(f"{DI}BPMNShape"):
        key = shape.get("bpmnElement", "")
        box = diagram.shapes.get(key)
        if key in known and box is not None and _within(box):
            figures.append(_figure(shape, known[key], box))
    lines = []
    for edge in diagram.original.iter(f"{DI}BPMNEdge"):
        key = edge.get("bpmnElement", "")
        points = diagram.edges.get(key)
        if key in known and points and all(_near(x, y) for x, y in points):
            node = known[key]
            lines.append(Line(key, _kind(node), _name(node), points, _label(edge)))
    return Drawing(tuple(figures), tuple(lines))


def _figure(shape: etree._Element, node: etree._Element, box: Box) -> Figure:
    return Figure(
        id=node.get("id", ""),
        kind=_kind(node),
        name=_name(node),
        box=box,
        label=_label(shape),
        expanded=shape.get("isExpanded") == "true",
        horizontal=shape.get("isHorizontal", "true") != "false",
    )


def _kind(node: etree._Element) -> str:
    return etree.QName(node).localname


def _name(node: etree._Element) -> str:
    text = node.get("name")
    if text is None and _kind(node) == "textAnnotation":
        text = node.findtext(f"{BPMN}text")
    return " ".join((text or "").split())


def _label(holder: etree._Element) -> Box | None:
    bounds = holder.find(f"{DI}BPMNLabel/{DC}Bounds")
    if bounds is None:
        return None
    try:
        x, y, width, height = (float(bounds.get(key, "")) for key in ("x", "y", "width", "height"))
    except ValueError:
        return None
    found = Box(x, y, width, height)
    return found if _within(found) else None


def _within(box: Box) -> bool:
    sizes = 0 <= box.width <= FARTHEST and 0 <= box.height <= FARTHEST
    return sizes and _near(box.x, box.y)


def _near(x: float, y: float) -> bool:
    return math.isfinite(x) and math.isfinite(y) and abs(x) <= FARTHEST and abs(y) <= FARTHEST
