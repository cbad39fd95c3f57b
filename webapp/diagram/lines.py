"""Arrows: rounded corners, a tip where they end, and a slash on the way taken when no other is."""

import math
from itertools import pairwise

from webapp.diagram import ink
from webapp.diagram.drawing import Line
from webapp.diagram.ink import GREY, PAPER, Node
from webapp.diagram.lettering import fit

Point = tuple[float, float]
#: Units.
CORNER, TIP_LENGTH, TIP_HALF = 7.0, 9.0, 4.2
_DASHES = {
    "messageFlow": "7 5",
    "association": "1 4",
    "dataInputAssociation": "1 4",
    "dataOutputAssociation": "1 4",
}


def draw(line: Line, name: str, group: Node, labels: Node, *, state: str, default: bool) -> None:
    """The arrow is in `group`, its text in `labels`."""
    state = f" {state}" if state else ""
    points = _distinct(line.points)
    tipped = line.kind in ("sequenceFlow", "messageFlow")
    if len(points) >= 2:
        path = _pulled_back(points) if tipped else points
        ink.into(
            group,
            "path",
            d=rounded(path),
            class_=f"flow{state}",
            fill="none",
            stroke=GREY,
            stroke_width=2.6 if state else 1.5,
            stroke_linejoin="round",
            stroke_dasharray=_DASHES.get(line.kind),
        )
        if tipped:
            _tip(group, points[-2], points[-1], f"tip{state}", hollow=line.kind == "messageFlow")
        if line.kind == "messageFlow":
            ink.into(
                group,
                "circle",
                cx=points[0][0],
                cy=points[0][1],
                r=4.0,
                class_="shape",
                fill=PAPER,
                stroke=GREY,
                stroke_width=1.4,
            )
        if default:
            _slash(group, points[0], points[1])
    if name:
        _label(line, name, points, labels)


def rounded(points: tuple[Point, ...], radius: float = CORNER) -> str:
    """A path through the points whose corners are turned softly."""
    n = ink.number
    d = [f"M{n(points[0][0])} {n(points[0][1])}"]
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        into, out = math.dist(before, at), math.dist(at, after)
        turn = min(radius, into / 2, out / 2)
        a, b = _along(at, before, turn), _along(at, after, turn)
        d.append(f"L{n(a[0])} {n(a[1])}Q{n(at[0])} {n(at[1])} {n(b[0])} {n(b[1])}")
    d.append(f"L{n(points[-1][0])} {n(points[-1][1])}")
    return "".join(d)


def _distinct(points: tuple[Point, ...]) -> tuple[Point, ...]:
    kept = [points[0]]
    kept += [after for before, after in pairwise(points) if math.dist(before, after) > 0.5]
    return tuple(kept)


def _along(start: Point, towards: Point, length: float) -> Point:
    whole = math.dist(start, towards) or 1
    return (
        start[0] + (towards[0] - start[0]) / whole * length,
        start[1] + (towards[1] - start[1]) / whole * length,
    )


def _pulled_back(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The line ends inside its tip, so that the tip is sharp."""
    last = math.dist(points[-2], points[-1])
    return (*points[:-1], _along(points[-1], points[-2], min(TIP_LENGTH - 2, last / 2)))


def _tip(group: Node, before: Point, at: Point, name: str, *, hollow: bool) -> None:
    base = _along(at, before, TIP_LENGTH)
    length = math.dist(before, at) or 1
    across = ((at[1] - before[1]) / length * TIP_HALF, (before[0] - at[0]) / length * TIP_HALF)
    n = ink.number
    d = (
        f"M{n(at[0])} {n(at[1])}L{n(base[0] + across[0])} {n(base[1] + across[1])}"
        f"L{n(base[0] - across[0])} {n(base[1] - across[1])}z"
    )
    if hollow:
        ink.into(
            group,
            "path",
            d=d,
            class_="shape",
            fill=PAPER,
            stroke=GREY,
            stroke_width=1.4,
            stroke_linejoin="round",
        )
    else:
        ink.into(group, "path", d=d, class_=name, fill=GREY)


def _slash(group: Node, start: Point, towards: Point) -> None:
    at = _along(start, towards, min(13.0, math.dist(start, towards) / 2))
    length = math.dist(start, towards) or 1
    ux, uy = (towards[0] - start[0]) / length, (towards[1] - start[1]) / length
    dx, dy = 4.5 * (ux + uy), 4.5 * (uy - ux)
    n = ink.number
    d = f"M{n(at[0] - dx)} {n(at[1] - dy)}L{n(at[0] + dx)} {n(at[1] + dy)}"
    ink.into(
        group,
        "path",
        d=d,
        class_="mark default",
        fill="none",
        stroke=GREY,
        stroke_width=1.6,
        stroke_linecap="round",
    )


def _label(line: Line, name: str, points: tuple[Point, ...], labels: Node) -> None:
    placed = line.label
    room = max(placed.width + 6, 70.0) if placed is not None else 96.0
    setting = fit(name, room, 44, (11.0, 10.5, 10.0))
    if placed is not None:
        x, y = placed.x + placed.width / 2, placed.y + max(placed.height, setting.height) / 2
    else:
        start, end = max(
            pairwise(points), key=lambda part: math.dist(*part), default=(points[0], points[0])
        )
        x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
        if abs(end[0] - start[0]) >= abs(end[1] - start[1]):
            y -= 4 + setting.height / 2
    ink.lines(labels, setting, x, y, name="label")
