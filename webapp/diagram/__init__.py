"""Draws a process as SVG on the server, from the places the drawing itself gives.

The picture never stands alone: pages show `engine.bundles.outline` beside it as words. States are
told by signs as well as colours: a tick is done, a filled mark is where the case stands, a mark
with an exclamation is past its deadline.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree
from markupsafe import Markup

from engine.bundles import Diagram, Element
from webapp.diagram import drawing, glyphs, ink, lines, shapes
from webapp.diagram.drawing import Drawing
from webapp.diagram.ink import PAPER, Node
from webapp.diagram.shapes import Subject
from webapp.i18n import gettext as _
from webapp.i18n import reading_in

#: Units of empty paper around everything.
MARGIN = 12.0
#: Layers from the back; text lies over all lines.
_LAYERS = ("pool", "lane", "group", "step", "flow", "node", "label")
_NOTHING: Mapping[str, str] = {}
_NO_MARKS: Mapping[str, Collection[str]] = {}
#: The sign beside what a change has done; colours say the same.
_SIGNS = {"added": "+", "changed": "±", "removed": "–"}


@dataclass(frozen=True, slots=True)
class _States:
    """What the case has done with the diagram."""

    tokens: Counter[str]
    done: frozenset[str]
    late: frozenset[str]
    #: Ids by what a change has done to them: "added", "changed", "removed".
    marks: Mapping[str, Collection[str]]

    def mark(self, key: str) -> str:
        """What a change has done to it, or nothing."""
        return next((mark for mark, ids in self.marks.items() if key in ids), "")

    def of(self, key: str) -> str:
        """Class of the figure: late, now, done, what a change has done, or nothing."""
        if key in self.late:
            return "late"
        if key in self.tokens:
            return "now"
        return "done" if key in self.done else self.mark(key)


def render(
    diagram: Diagram,
    *,
    tokens: Sequence[str] = (),
    done: Collection[str] = (),
    late: Collection[str] = (),
    who: Mapping[str, str] = _NOTHING,
    links: Mapping[str, str] = _NOTHING,
    lang: str = "nb",
    names: Mapping[str, str] = _NOTHING,
    prefix: str = "",
    marks: Mapping[str, Collection[str]] = _NO_MARKS,
) -> Markup:
    """The diagram as one `<svg>`, safe to put in a page whatever its names hold.

    `tokens`: where the case stands, an id for each token. `done`: ids of steps and flows passed.
    `late`: ids past their deadline. `who`: who and when, by id, told when pointing at a step.
    `links`: addresses inside this site, by id. `names`: names in the reader's language, by id.
    `prefix` stands before every id in the page, where it has more than one drawing. `marks`: ids
    by what a change has done to them: "added", "changed" or "removed".
    """
    shown = {key: element.drawn_as or key for key, element in diagram.elements.items()}
    states = _States(
        Counter(shown.get(key, key) for key in tokens),
        frozenset(shown.get(key, key) for key in done),
        frozenset(shown.get(key, key) for key in late),
        marks,
    )
    read = drawing.read(diagram)
    with reading_in(lang):
        root, layers = _sheet(diagram, read)
        by_drawn: dict[str, Element] = {}
        for key, element in diagram.elements.items():
            by_drawn.setdefault(shown[key], element)
        for figure in read.figures:
            subject = shapes.of(diagram, figure, by_drawn, names.get(figure.id, figure.name))
            group = ink.make("g", id=ink.writable(f"n-{prefix}{figure.id}"))
            key = figure.id
            _figure(group, subject, layers, states, who.get(key, ""), links.get(key, ""))
        _lines(diagram, read, layers, states, names)
    for layer in layers.values():
        if len(layer):
            root.append(layer)
    return Markup(etree.tostring(root, encoding="unicode"))  # noqa: S704  (lxml has escaped it)


def _sheet(diagram: Diagram, read: Drawing) -> tuple[Node, dict[str, Node]]:
    frame, n = read.frame, ink.number
    wide, high = frame.width + 2 * MARGIN, frame.height + 2 * MARGIN
    root = ink.make(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        class_="hp-bpmn",
        width=wide,
        height=high,
        viewBox=f"{n(frame.x - MARGIN)} {n(frame.y - MARGIN)} {n(wide)} {n(high)}",
        role="group",
    )
    root.set("aria-label", ink.writable(_("Diagram: %(name)s", name=diagram.name)))
    return root, {name: ink.make("g", class_=f"layer-{name}") for name in _LAYERS}


def _lines(
    diagram: Diagram,
    read: Drawing,
    layers: dict[str, Node],
    states: _States,
    names: Mapping[str, str],
) -> None:
    defaults = {element.default for element in diagram.elements.values() if element.default}
    for line in read.lines:
        lines.draw(
            line,
            names.get(line.id, line.name),
            layers["flow"],
            layers["label"],
            state="done" if line.id in states.done else states.mark(line.id),
            default=line.id in defaults,
        )


def _figure(
    group: Node,
    subject: Subject,
    layers: dict[str, Node],
    states: _States,
    who: str,
    link: str,
) -> None:
    figure = subject.figure
    family, state = shapes.family(subject.kind), states.of(figure.id)
    classes = f"{family} {subject.kind} {state}".strip()
    group.set("class", classes)
    if family not in ("pool", "lane", "group", "note"):
        ink.into(group, "title").text = ink.writable(_told(subject, state, who))
    shapes.draw(subject, group, layers["label"])
    if state == "done" and family == "step":
        _badge(group, subject, "tick", glyphs.TICK)
    elif state in ("now", "late"):
        _token(group, subject, states.tokens[figure.id], late=state == "late")
    elif state in _SIGNS and family in ("step", "event", "gateway"):
        _sign(group, subject, _SIGNS[state])
    under = "step" if figure.expanded else "node"
    layer = layers[family if family in ("pool", "lane", "group") else under]
    if link.startswith(("/", "#")) and not link.startswith("//"):
        anchor = ink.into(layer, "a", href=ink.writable(link))
        anchor.append(group)
    else:
        layer.append(group)


def _told(subject: Subject, state: str, who: str) -> str:
    """What one reads when pointing at the figure."""
    words = {
        "done": _("fullført"),
        "now": _("pågår"),
        "late": _("over fristen"),
        "added": _("nytt"),
        "changed": _("endret"),
        "removed": _("fjernet"),
    }
    kinds = {"event": _("Hendelse"), "gateway": _("Veivalg"), "data": _("Data")}
    name = subject.name or kinds.get(shapes.family(subject.kind), _("Steg"))
    told = f"{name} ({words[state]})" if state else name
    return f"{told}. {who}" if who else told


def _badge(group: Node, subject: Subject, name: str, d: str) -> None:
    # Beside the sign of the step: events sit on the other corners.
    x, y = subject.box.x + 35, subject.box.y + 15
    ink.stroke(group, d, x=x, y=y, wide=2.2, name=name)


def _token(group: Node, subject: Subject, count: int, *, late: bool) -> None:
    """A filled mark on the upper right corner: how many are here, or an alarm."""
    x, y = _corner(group, subject)
    if late:
        sign = ink.stroke(group, glyphs.ALARM, x=x, y=y, wide=2.4, name="token-line")
        sign.set("stroke", PAPER)
    elif count > 1:
        _written(group, x, y, str(count))
    else:
        ink.into(group, "circle", cx=float(x), cy=float(y), r=3.6, class_="token-mark", fill=PAPER)


def _sign(group: Node, subject: Subject, text: str) -> None:
    """A filled mark on the upper right corner with the sign of what a change has done."""
    x, y = _corner(group, subject)
    _written(group, x, y, text)


def _corner(group: Node, subject: Subject) -> tuple[float, float]:
    """The middle of a filled mark drawn on the upper right corner."""
    box = subject.box
    inset = 0 if shapes.family(subject.kind) == "step" else 4
    x, y = float(box.x + box.width - inset), float(box.y + inset)
    ink.into(
        group,
        "circle",
        cx=x,
        cy=y,
        r=10.0,
        class_="token",
        fill="#0a6d78",
        stroke=PAPER,
        stroke_width=2.5,
    )
    return x, y


def _written(group: Node, x: float, y: float, sign: str) -> None:
    text = ink.into(
        group,
        "text",
        x=x,
        y=y + 4,
        class_="token-mark",
        fill=PAPER,
        font_family=ink.FONT,
        font_size=11.5,
        font_weight=650,
        text_anchor="middle",
    )
    text.text = sign
