"""How each kind of figure is drawn."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.bundles import Box, Diagram, Element
from webapp.diagram import glyphs, ink
from webapp.diagram.drawing import Figure
from webapp.diagram.ink import GREY, INK, PAPER, Node
from webapp.diagram.lettering import fit

#: Units: the strip that carries a pool's or lane's name.
BAND = 30.0
#: Room beside a picture's small figures for their labels.
LABEL_ROOM, LABEL_HEIGHT = 108.0, 56.0
_STEP_SIZES = (12.0, 11.5, 11.0, 10.5, 10.0)
_LABEL_SIZES = (11.0, 10.5, 10.0)
_DATA = frozenset({"dataObjectReference", "dataStoreReference", "dataObject"})
_SCOPES = frozenset({"subProcess", "transaction", "adHocSubProcess"})


@dataclass(frozen=True, slots=True)
class Subject:
    """One figure with what the diagram knows about it."""

    figure: Figure
    element: Element | None
    #: as shown: in the reader's language
    name: str

    @property
    def kind(self) -> str:
        """The BPMN name."""
        return self.figure.kind

    @property
    def box(self) -> Box:
        """Where it stands."""
        return self.figure.box

    @property
    def middle(self) -> tuple[float, float]:
        """The centre of the box."""
        return self.box.x + self.box.width / 2, self.box.y + self.box.height / 2


def family(kind: str) -> str:
    """Which of our ways of drawing a kind has."""
    if kind in ("participant", "lane"):
        return "pool" if kind == "participant" else "lane"
    if kind.endswith("Event"):
        return "event"
    if kind.endswith("Gateway"):
        return "gateway"
    if kind in _DATA:
        return "data"
    return {"textAnnotation": "note", "group": "group"}.get(kind, "step")


def draw(subject: Subject, group: Node, labels: Node) -> None:
    """The figure is in `group`; a label that stands outside it is in `labels`, over all lines."""
    _WAYS[family(subject.kind)](subject, group, labels)


def _pool(subject: Subject, group: Node, _labels: Node) -> None:
    box, across = subject.box, subject.figure.horizontal
    strip = min(BAND, box.width if across else box.height)
    _rect(group, box, name="shape", wide=1.0)
    band = Box(box.x, box.y, strip if across else box.width, box.height if across else strip)
    _rect(group, band, name="band", wide=1.0)
    room = box.height if across else box.width
    if subject.name:
        setting = fit(subject.name, room - 12, strip, (12.0, 11.0, 10.0))
        middle = (band.x + band.width / 2, band.y + band.height / 2)
        ink.lines(group, setting, *middle, turned=across, weight=580)


def _lane(subject: Subject, group: Node, _labels: Node) -> None:
    box, across = subject.box, subject.figure.horizontal
    _rect(group, box, name="shape", wide=1.0, fill="none")
    if subject.name:
        setting = fit(subject.name, (box.height if across else box.width) - 12, BAND, _LABEL_SIZES)
        x = box.x + BAND / 2 if across else box.x + box.width / 2
        y = box.y + box.height / 2 if across else box.y + BAND / 2
        ink.lines(group, setting, x, y, turned=across, weight=520)


def _event(subject: Subject, group: Node, labels: Node) -> None:
    element, kind = subject.element, subject.kind
    (x, y), radius = subject.middle, min(subject.box.width, subject.box.height) / 2
    dashes = "4 3" if element is not None and not element.interrupting else None
    ends = kind == "endEvent"
    _circle(group, x, y, radius, wide=3.2 if ends else 1.6, dashes=dashes)
    if kind in ("boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent"):
        _circle(group, x, y, max(radius - 3, 1), wide=1.2, dashes=dashes)
    sign = _sign(element)
    if sign == "terminate":
        _dot(group, x, y, radius * 0.55)
    elif sign in glyphs.EVENT:
        throws = ends or kind == "intermediateThrowEvent"
        ink.stroke(
            group,
            glyphs.EVENT[sign],
            x=x,
            y=y,
            scale=round(radius / 18 * 0.94, 3),
            solid=throws and sign not in glyphs.LINED_EVENTS,
            wide=1.3,
        )
    _outside(subject, labels, below=True)


def _sign(element: Element | None) -> str:
    if element is None:
        return ""
    if len(element.events) > 1:
        return "multiple"
    return {"compensation": "compensate"}.get(element.event or "", element.event or "")


def _gateway(subject: Subject, group: Node, labels: Node) -> None:
    box, (x, y) = subject.box, subject.middle
    across, down = box.width / 2, box.height / 2
    d = (
        f"M{ink.number(x)} {ink.number(box.y)}l{ink.number(across)} {ink.number(down)}"
        f" {ink.number(-across)} {ink.number(down)} {ink.number(-across)} {ink.number(-down)}z"
    )
    ink.into(
        group,
        "path",
        d=d,
        class_="shape",
        fill=PAPER,
        stroke=GREY,
        stroke_width=1.6,
        stroke_linejoin="round",
    )
    if subject.kind in glyphs.GATEWAY:
        wide = 3.2 if subject.kind in glyphs.THICK_GATEWAYS else 1.8
        ink.stroke(
            group,
            glyphs.GATEWAY[subject.kind],
            x=x,
            y=y,
            wide=wide,
            scale=round(min(across, down) / 25, 3),
        )
    _outside(subject, labels, below=False)


def _step(subject: Subject, group: Node, _labels: Node) -> None:
    box, kind, element = subject.box, subject.kind, subject.element
    heavy = 3.4 if kind == "callActivity" else 1.6
    triggered = element is not None and element.triggered
    _rect(group, box, name="shape", wide=heavy, radius=10, dashes="2 4" if triggered else None)
    if kind == "transaction":
        inner = Box(box.x + 3, box.y + 3, box.width - 6, box.height - 6)
        _rect(group, inner, name="mark", wide=1.2, radius=8, fill="none")
    if kind in glyphs.STEP:
        ink.stroke(
            group,
            glyphs.STEP[kind],
            x=box.x + 15,
            y=box.y + 15,
            wide=1.3,
            scale=0.88,
            solid=kind in glyphs.SOLID_STEPS,
        )
    feet = _feet(subject)
    for at, foot in enumerate(feet):
        x = box.x + box.width / 2 + (at - (len(feet) - 1) / 2) * 20
        ink.stroke(
            group,
            glyphs.FOOT[foot],
            x=x,
            y=box.y + box.height - 10,
            wide=2.0 if foot in ("parallel", "sequential") else 1.3,
        )
    if not subject.name:
        return
    if kind in _SCOPES and subject.figure.expanded:
        setting = fit(subject.name, box.width - 24, 28, _STEP_SIZES)
        ink.lines(group, setting, box.x + box.width / 2, box.y + 18, weight=580)
        return
    head = 14.0 if kind in glyphs.STEP else 4.0
    foot_room = 18.0 if feet else 4.0
    setting = fit(subject.name, box.width - 14, box.height - head - foot_room, _STEP_SIZES)
    # Centred in the box while there is room; otherwise between its signs.
    low = box.y + head + setting.height / 2
    high = box.y + box.height - foot_room - setting.height / 2
    y = min(max(box.y + box.height / 2, low), max(high, low))
    ink.lines(group, setting, box.x + box.width / 2, y)


def _feet(subject: Subject) -> list[str]:
    found = []
    if subject.element is not None and subject.element.loop is not None:
        found.append(subject.element.loop.kind)
    if subject.kind == "adHocSubProcess":
        found.append("adhoc")
    if subject.kind == "callActivity" or (subject.kind in _SCOPES and not subject.figure.expanded):
        found.append("inside")
    return [foot for foot in found if foot in glyphs.FOOT]


def _data(subject: Subject, group: Node, labels: Node) -> None:
    box = subject.box
    x, y, wide, high = box.x, box.y, box.width, box.height
    n = ink.number
    if subject.kind == "dataStoreReference":
        bend = high * 0.14
        d = (
            f"M{n(x)} {n(y + bend)}v{n(high - 2 * bend)}a{n(wide / 2)} {n(bend)} 0 0 0 {n(wide)} 0"
            f"v{n(2 * bend - high)}a{n(wide / 2)} {n(bend)} 0 0 0 {n(-wide)} 0"
            f"a{n(wide / 2)} {n(bend)} 0 0 0 {n(wide)} 0"
        )
    else:
        fold = min(wide, high) * 0.3
        d = (
            f"M{n(x)} {n(y)}h{n(wide - fold)}l{n(fold)} {n(fold)}v{n(high - fold)}h{n(-wide)}z"
            f"M{n(x + wide - fold)} {n(y)}v{n(fold)}h{n(fold)}"
        )
    ink.into(
        group,
        "path",
        d=d,
        class_="shape",
        fill=PAPER,
        stroke=GREY,
        stroke_width=1.3,
        stroke_linejoin="round",
    )
    _outside(subject, labels, below=True)


def _note(subject: Subject, group: Node, _labels: Node) -> None:
    box, n = subject.box, ink.number
    d = f"M{n(box.x + 10)} {n(box.y)}H{n(box.x)}v{n(box.height)}h10"
    ink.into(group, "path", d=d, class_="mark", fill="none", stroke=GREY, stroke_width=1.4)
    if subject.name:
        setting = fit(subject.name, box.width - 14, box.height, _LABEL_SIZES)
        ink.lines(group, setting, box.x + 8, box.y + box.height / 2, anchor="start")


def _group(subject: Subject, group: Node, labels: Node) -> None:
    _rect(group, subject.box, name="mark", wide=1.4, radius=10, fill="none", dashes="8 4 2 4")
    if subject.name:
        setting = fit(subject.name, subject.box.width - 20, 20, _LABEL_SIZES)
        ink.lines(labels, setting, subject.middle[0], subject.box.y + 12, name="label")


def _outside(subject: Subject, labels: Node, *, below: bool) -> None:
    """The name beside a small figure: where the drawing has put it, else under or over it."""
    if not subject.name:
        return
    box, placed = subject.box, subject.figure.label
    x = subject.middle[0]
    room = LABEL_ROOM
    if placed is not None:
        x, room = placed.x + placed.width / 2, max(placed.width + 6, 84.0)
    setting = fit(subject.name, room, LABEL_HEIGHT, _LABEL_SIZES)
    if placed is not None:
        y = placed.y + max(placed.height, setting.height) / 2
    elif below:
        y = box.y + box.height + 6 + setting.height / 2
    else:
        y = box.y - 6 - setting.height / 2
    ink.lines(labels, setting, x, y, name="label")


def _rect(
    group: Node,
    box: Box,
    *,
    name: str,
    wide: float,
    radius: float | None = None,
    fill: str = PAPER,
    dashes: str | None = None,
) -> None:
    ink.into(
        group,
        "rect",
        x=float(box.x),
        y=float(box.y),
        width=float(max(box.width, 0)),
        height=float(max(box.height, 0)),
        rx=radius,
        class_=name,
        fill=fill,
        stroke=GREY,
        stroke_width=wide,
        stroke_dasharray=dashes,
    )


def _circle(
    group: Node, x: float, y: float, radius: float, *, wide: float, dashes: str | None
) -> None:
    ink.into(
        group,
        "circle",
        cx=x,
        cy=y,
        r=float(radius),
        class_="shape",
        fill=PAPER,
        stroke=GREY,
        stroke_width=wide,
        stroke_dasharray=dashes,
    )


def _dot(group: Node, x: float, y: float, radius: float) -> None:
    ink.into(group, "circle", cx=x, cy=y, r=float(radius), class_="solid", fill=INK)


_WAYS: dict[str, Callable[[Subject, Node, Node], None]] = {
    "pool": _pool,
    "lane": _lane,
    "event": _event,
    "gateway": _gateway,
    "data": _data,
    "note": _note,
    "group": _group,
    "step": _step,
}


def of(diagram: Diagram, figure: Figure, by_drawn: dict[str, Element], name: str) -> Subject:
    """The figure with the element it shows, found also when normalizing split the element."""
    return Subject(figure, by_drawn.get(figure.id) or diagram.elements.get(figure.id), name)
