"""SVG as nodes. Presentation attributes only: nothing here needs or offers a style."""

import re

from lxml import etree

from webapp.diagram.lettering import LINE, Setting

FONT = "Inter Variable, Inter, Arial, sans-serif"
#: Colours where no style sheet reaches: on paper and in archives. On screens the classes decide.
INK, GREY, PAPER = "#252d2f", "#555e61", "#ffffff"
#: Characters XML cannot hold.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

#: Attributes whose names are not ours to write in Python.
_SPELLED = {"class_": "class"}

Node = etree._Element


def number(value: float) -> str:
    """A coordinate, to a tenth, without needless digits."""
    tenths = round(value, 1)
    whole = int(tenths)
    return str(whole) if whole == tenths else str(tenths)


def writable(text: str) -> str:
    """The text without what a picture cannot hold."""
    return _UNWRITABLE.sub("", text)


def make(tag: str, /, **named: object) -> Node:
    """A node; `class_` is class, `_` is `-`, floats are rounded, None is left out.

    Text from outside goes through `writable` first.
    """
    return etree.Element(tag, _attributes(named))


def _attributes(named: dict[str, object]) -> dict[str, str]:
    return {
        _SPELLED.get(key) or key.replace("_", "-"): (
            number(value) if type(value) is float else str(value)
        )
        for key, value in named.items()
        if value is not None
    }


def into(parent: Node, tag: str, /, **named: object) -> Node:
    """A node, made and put last in `parent`."""
    return etree.SubElement(parent, tag, _attributes(named))


def stroke(
    parent: Node,
    d: str,
    *,
    x: float = 0,
    y: float = 0,
    wide: float = 1.4,
    solid: bool = False,
    scale: float = 1,
    name: str = "mark",
) -> Node:
    """A sign at (x, y)."""
    move = f"translate({number(x)} {number(y)})" if x or y else ""
    grow = f" scale({number(scale)})" if scale != 1 else ""
    classes = f"{name} solid" if solid else name
    return into(
        parent,
        "path",
        d=d,
        class_=classes,
        fill=GREY if solid else "none",
        stroke=GREY,
        stroke_width=wide,
        stroke_linejoin="round",
        stroke_linecap="round",
        transform=f"{move}{grow}".strip() or None,
    )


def lines(
    parent: Node,
    setting: Setting,
    x: float,
    y: float,
    *,
    name: str | None = None,
    anchor: str = "middle",
    turned: bool = False,
    weight: int = 450,
) -> Node:
    """The lines, centred on y (and on x, unless anchored at their start)."""
    text = into(
        parent,
        "text",
        x=float(x),
        y=float(y),
        class_=name,
        fill=INK,
        font_family=FONT,
        font_size=float(setting.size),
        font_weight=weight,
        text_anchor=anchor,
        transform=f"rotate(-90 {number(x)} {number(y)})" if turned else None,
    )
    if name == "label":
        for key, value in (
            ("paint-order", "stroke"),
            ("stroke", PAPER),
            ("stroke-width", "4"),
            ("stroke-linejoin", "round"),
        ):
            text.set(key, value)
    first = y - (len(setting.lines) - 1) / 2 * setting.size * LINE + setting.size * 0.36
    for at, words in enumerate(setting.lines):
        into(text, "tspan", x=float(x), y=first + at * setting.size * LINE).text = writable(words)
    return text
