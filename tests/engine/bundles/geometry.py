"""What must be true of every picture, whatever it shows: judged from the file as drawn."""

from collections.abc import Iterator
from itertools import combinations, pairwise

from lxml import etree

from engine.bundles import Box

B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DD = "{http://www.omg.org/spec/DD/20100524/DI}"

Point = tuple[float, float]


class Sheet:
    """A drawn file: boxes, labels and arrows by id, and who is inside or on whom."""

    def __init__(self, xml: bytes) -> None:
        self.root = etree.fromstring(xml)
        self.nodes = {n.get("id"): n for n in self.root.iter(f"{B}*") if n.get("id")}
        self.boxes: dict[str, Box] = {}
        self.labels: dict[str, Box] = {}
        self.arrows: dict[str, list[Point]] = {}
        for shape in self.root.iter(f"{DI}BPMNShape"):
            self.boxes[shape.get("bpmnElement", "")] = _box(shape.find(f"{DC}Bounds"))
        for holder in self.root.iter(f"{DI}BPMNShape", f"{DI}BPMNEdge"):
            label = holder.find(f"{DI}BPMNLabel/{DC}Bounds")
            if label is not None:
                self.labels[holder.get("bpmnElement", "")] = _box(label)
        for edge in self.root.iter(f"{DI}BPMNEdge"):
            self.arrows[edge.get("bpmnElement", "")] = [
                (float(p.get("x", "")), float(p.get("y", ""))) for p in edge.iter(f"{DD}waypoint")
            ]
        frames = (f"{B}lane", f"{B}participant")
        self.steps = {
            key: box for key, box in self.boxes.items() if self.nodes[key].tag not in frames
        }

    def holders(self, key: str) -> set[str]:
        """The subprocesses around a step or arrow, itself included."""
        found, node = {key}, self.nodes[key]
        while node is not None:
            found.add(node.get("id", ""))
            node = node.getparent()
        return found

    def attached(self, key: str) -> str | None:
        """The step an event sits on."""
        return self.nodes[key].get("attachedToRef")


def faults(xml: bytes) -> list[str]:
    """Everything wrong with the picture, each as a sentence."""
    sheet = Sheet(xml)
    return [
        *_missing(sheet),
        *_overlaps(sheet),
        *_ends(sheet),
        *_passes(sheet),
        *_outside(sheet),
        *_covered(sheet),
    ]


def crossings(xml: bytes) -> int:
    """How many times two arrows cross."""
    arrows = Sheet(xml).arrows
    return sum(
        _cross(a, b, c, d)
        for one, other in combinations(arrows.values(), 2)
        for a, b in pairwise(one)
        for c, d in pairwise(other)
    )


def _missing(sheet: Sheet) -> Iterator[str]:
    for key, node in sheet.nodes.items():
        kind = etree.QName(node).localname
        if kind == "sequenceFlow":
            if key not in sheet.arrows:
                yield f"{key} is not drawn"
            if node.get("name") and key not in sheet.labels:
                yield f"{key} has no place for its name"
        elif kind.endswith(("Task", "Event", "Gateway", "Process", "Activity")) or kind == "lane":
            if kind not in ("process",) and key not in sheet.boxes:
                yield f"{key} is not drawn"
            if kind.endswith(("Event", "Gateway")) and node.get("name") and key not in sheet.labels:
                yield f"{key} has no place for its name"


def _overlaps(sheet: Sheet) -> Iterator[str]:
    for (one, a), (other, b) in combinations(sheet.steps.items(), 2):
        if one in sheet.holders(other) or other in sheet.holders(one):
            inside, around = (b, a) if one in sheet.holders(other) else (a, b)
            if not _within(inside, around) and not (sheet.attached(one) or sheet.attached(other)):
                yield f"{one} and {other}: not inside"
        elif other == sheet.attached(one) or one == sheet.attached(other):
            continue
        elif _meet(a, b):
            yield f"{one} and {other} overlap"


def _ends(sheet: Sheet) -> Iterator[str]:
    for key, points in sheet.arrows.items():
        node = sheet.nodes[key]
        for point, ref in ((points[0], "sourceRef"), (points[-1], "targetRef")):
            if not _on_border(point, sheet.boxes[node.get(ref, "")]):
                yield f"{key} does not end on the border of {node.get(ref)}"
        for a, b in pairwise(points):
            if a[0] != b[0] and a[1] != b[1]:
                yield f"{key} is not level and upright"


def _passes(sheet: Sheet) -> Iterator[str]:
    for key, points in sheet.arrows.items():
        node = sheet.nodes[key]
        own = {node.get("sourceRef"), node.get("targetRef")}
        for step, box in sheet.steps.items():
            if step in sheet.holders(key):
                continue
            inside = (
                box if step not in own else Box(box.x + 1, box.y + 1, box.width - 2, box.height - 2)
            )
            host = step in {sheet.attached(one or "") for one in own}
            if host:
                # An arrow starts in the half of its event that is outside the host.
                inside = Box(box.x + 1, box.y + 1, box.width - 2, box.height - 2)
            if any(_through(a, b, inside) for a, b in pairwise(points)):
                yield f"{key} goes through {step}"


def _outside(sheet: Sheet) -> Iterator[str]:
    for lane in sheet.root.iter(f"{B}lane"):
        around = sheet.boxes[lane.get("id", "")]
        for ref in lane.iter(f"{B}flowNodeRef"):
            box = sheet.steps.get(ref.text or "")
            if box is not None and not _within(box, around):
                yield f"{ref.text} is outside its lane"
            label = sheet.labels.get(ref.text or "")
            if label is not None and not _within(label, around):
                yield f"the name of {ref.text} is outside its lane"


def _covered(sheet: Sheet) -> Iterator[str]:
    for key, label in sheet.labels.items():
        for step, box in sheet.steps.items():
            if step not in sheet.holders(key) - {key} and _meet(label, box):
                yield f"the name of {key} lies on {step}"
    for (one, a), (other, b) in combinations(sheet.labels.items(), 2):
        if _meet(a, b):
            yield f"the names of {one} and {other} overlap"


def struck(xml: bytes) -> list[str]:
    """Names an arrow runs through."""
    sheet = Sheet(xml)
    return [
        f"{key} runs through the name of {name}"
        for name, label in sheet.labels.items()
        for key, points in sheet.arrows.items()
        if any(_through(a, b, label) for a, b in pairwise(points))
    ]


def _box(bounds: etree._Element | None) -> Box:
    assert bounds is not None
    x, y, width, height = (float(bounds.get(key, "")) for key in ("x", "y", "width", "height"))
    return Box(x, y, width, height)


def _meet(a: Box, b: Box) -> bool:
    return (
        a.x < b.x + b.width
        and b.x < a.x + a.width
        and a.y < b.y + b.height
        and b.y < a.y + a.height
    )


def _within(a: Box, b: Box) -> bool:
    return (
        a.x >= b.x
        and a.y >= b.y
        and a.x + a.width <= b.x + b.width
        and a.y + a.height <= b.y + b.height
    )


def _on_border(point: Point, box: Box) -> bool:
    x, y = point
    right, low = box.x + box.width, box.y + box.height
    level = y in (box.y, low) and box.x <= x <= right
    return level or (x in (box.x, right) and box.y <= y <= low)


def _through(a: Point, b: Point, box: Box) -> bool:
    return (
        min(a[0], b[0]) < box.x + box.width
        and max(a[0], b[0]) > box.x
        and min(a[1], b[1]) < box.y + box.height
        and max(a[1], b[1]) > box.y
    )


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    if a[1] == b[1] and c[0] == d[0]:
        a, b, c, d = c, d, a, b
    if not (a[0] == b[0] and c[1] == d[1]):
        return False
    low, high = sorted((a[1], b[1]))
    left, right = sorted((c[0], d[0]))
    return low < c[1] < high and left < a[0] < right
