"""The year as a wheel: months inside, one ring for each flow around them, a needle at today.

Draws what it is given and asks nothing. Every mark is a link with a name, and says its state by
colour and by shape; the list beside it says the same in words.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lxml import etree
from markupsafe import Markup

from engine.calendar import SchoolYear
from webapp.diagram.ink import Node, into, make, writable

#: Half the side of the picture; radius of the hub, of the months, and of the outermost ring.
HALF, HUB, MONTHS, RIM = 420, 92, 128, 404
#: A ring is never wider than this, however few there are.
WIDEST = 30
#: More marks than this in a ring are gathered month by month.
MOST_MARKS = 14
#: Days a mark covers, at least and at most.
SHORTEST, LONGEST = 5, 13
#: Signs inside marks, around (0, 0), in a square of 8.
_SIGNS = {
    "done": "M-3.6 .2-1.2 2.8 3.8-3",
    "late": "M0-4V.8M0 3.6v.2",
    "stopped": "M-3-3 3 3M3-3-3 3",
    "passed": "M-3 0H3",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Something in a ring: when it falls, how it stands, where it leads, and its name."""

    first: date
    last: date
    state: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Ring:
    """One flow's year."""

    number: int
    area: str
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class Words:
    """What is written in the picture, in the reader's language."""

    title: str
    months: Sequence[str]
    today: str
    #: Two lines in the middle.
    hub: tuple[str, str]


def turns(year: SchoolYear) -> tuple[date, date]:
    """The first day of the wheel and the day after its last: 1 August to 1 August."""
    begins = date(year.first.year, 8, 1)
    return begins, date(begins.year + 1, 8, 1)


def months_of(year: SchoolYear) -> list[date]:
    """The first of each month the wheel shows, August first."""
    begins, _ends = turns(year)
    return [date(begins.year + (n > 4), (n + 7) % 12 + 1, 1) for n in range(12)]


def draw(year: SchoolYear, rings: Sequence[Ring], today: date, words: Words) -> Markup:
    """The wheel as SVG."""
    side = 2 * HALF
    root = make(
        "svg",
        viewBox=f"{-HALF} {-HALF} {side} {side}",
        class_="hp-wheel",
        role="group",
        aria_label=writable(words.title),
    )
    _patterns(root)
    _Wheel(root, year, rings).everything(today, words)
    return Markup(etree.tostring(root, encoding="unicode"))  # noqa: S704  built of nodes here


def sign(state: str) -> Markup:
    """A mark by itself, for the words beside the wheel."""
    root = make("svg", viewBox="-10 -10 20 20", class_="hp-sign", aria_hidden="true")
    group = into(root, "g", data_state=state)
    tip = "L0-9.5" if state == "late" else ""
    into(group, "path", d=f"M-8-6{tip}L8-6V7H-8Z", class_="hp-wheel__shape")
    if state in _SIGNS:
        into(group, "path", d=_SIGNS[state], class_="hp-wheel__sign")
    return Markup(etree.tostring(root, encoding="unicode"))  # noqa: S704  built of nodes here


def _patterns(root: Node) -> None:
    """Stripes for what is going on, so that it is told from what is done without its colour."""
    defs = into(root, "defs")
    pattern = into(
        defs,
        "pattern",
        id="hp-striper",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    into(pattern, "rect", width=6, height=6, class_="hp-wheel__under")
    into(pattern, "rect", width=3, height=6, class_="hp-wheel__stripe")


class _Wheel:
    """One drawing at work."""

    def __init__(self, root: Node, year: SchoolYear, rings: Sequence[Ring]) -> None:
        self.root, self.year, self.rings = root, year, rings
        self.begins, ends = turns(year)
        self.days = (ends - self.begins).days
        self.width = min(WIDEST, (RIM - MONTHS) / max(len(rings), 1))
        self.rim = MONTHS + self.width * max(len(rings), 1)

    def everything(self, today: date, words: Words) -> None:
        self._bands()
        self._holidays()
        self._months(today, words.months)
        for at, ring in enumerate(self.rings):
            self._ring(ring, MONTHS + self.width * (len(self.rings) - 1 - at))
        self._needle(today, words.today)
        self._hub(words.hub)

    def angle(self, day: date) -> float:
        """Degrees from the top, clockwise, at which the day begins."""
        passed = (day - self.begins).days
        return 360 * min(max(passed, 0), self.days) / self.days

    def _bands(self) -> None:
        for at, ring in enumerate(self.rings):
            radius = MONTHS + self.width * (len(self.rings) - at - 0.5)
            into(
                self.root,
                "circle",
                r=radius,
                fill="none",
                stroke_width=self.width - 2.0,
                class_="hp-wheel__band",
                data_area=ring.area,
            )

    def _holidays(self) -> None:
        """Weeks without pupils, as shade across the rings."""
        day, closed = self.year.first, self.year.closed
        while day <= self.year.last:
            first = day
            while day in closed:
                day += timedelta(days=1)
            if (day - first).days > 1:
                d = sector(self.angle(first), self.angle(day), MONTHS, self.rim)
                into(self.root, "path", d=d, class_="hp-wheel__closed")
            day += timedelta(days=1)

    def _months(self, today: date, names: Sequence[str]) -> None:
        firsts = [*months_of(self.year), turns(self.year)[1]]
        for name, first, after in zip(names, firsts, firsts[1:], strict=False):
            start, end = self.angle(first), self.angle(after)
            now = first <= today < after
            into(
                self.root,
                "path",
                d=sector(start + 0.4, end - 0.4, HUB, MONTHS - 3),
                class_="hp-wheel__month",
                data_now="true" if now else None,
            )
            middle = (start + end) / 2
            x, y = point(middle, (HUB + MONTHS - 3) / 2)
            turned = middle if middle < 90 or middle > 270 else middle + 180
            text = into(
                self.root,
                "text",
                class_="hp-wheel__word",
                transform=f"translate({x:.1f} {y:.1f}) rotate({turned:.1f})",
                text_anchor="middle",
                dy="0.35em",
                data_now="true" if now else None,
            )
            text.text = writable(name)
            self._spoke(start)

    def _spoke(self, angle: float) -> None:
        (x1, y1), (x2, y2) = point(angle, MONTHS), point(angle, self.rim)
        into(self.root, "line", x1=x1, y1=y1, x2=x2, y2=y2, class_="hp-wheel__spoke")

    def _ring(self, ring: Ring, inner: float) -> None:
        low, high = inner + 2.5, inner + self.width - 2.5
        for mark in ring.marks:
            self._mark(mark, low, high)
        x, y = point(-6, (low + high) / 2)
        group = into(self.root, "g", class_="hp-wheel__number", data_area=ring.area)
        group.set("transform", f"translate({x:.1f} {y:.1f})")
        group.set("aria-hidden", "true")
        into(group, "circle", r=min(10.0, self.width / 2 - 1))
        text = into(group, "text", text_anchor="middle", dy="0.35em")
        text.text = str(ring.number)

    def _mark(self, mark: Mark, low: float, high: float) -> None:
        start, end = self.angle(mark.first), self.angle(mark.last + timedelta(days=1))
        link = into(
            self.root,
            "a",
            href=mark.address,
            class_="hp-wheel__mark",
            data_state=mark.state,
            aria_label=writable(mark.name),
        )
        title = into(link, "title")
        title.text = writable(mark.name)
        tip = 4.0 if mark.state == "late" else 0.0
        into(link, "path", d=sector(start, end, low, high, tip=tip), class_="hp-wheel__shape")
        if mark.state in _SIGNS:
            x, y = point((start + end) / 2, (low + high) / 2)
            sign = into(link, "path", d=_SIGNS[mark.state], class_="hp-wheel__sign")
            sign.set("transform", f"translate({x:.1f} {y:.1f})")

    def _needle(self, today: date, word: str) -> None:
        begins, ends = turns(self.year)
        if not begins <= today < ends:
            return
        group = into(self.root, "g", class_="hp-wheel__needle")
        angle = self.angle(today) + 180 / self.days
        (x1, y1), (x2, y2) = point(angle, HUB - 6), point(angle, self.rim + 8)
        into(group, "line", x1=x1, y1=y1, x2=x2, y2=y2)
        into(group, "circle", cx=x2, cy=y2, r=5)
        title = into(group, "title")
        title.text = writable(word)

    def _hub(self, lines: tuple[str, str]) -> None:
        into(self.root, "circle", r=HUB - 6, class_="hp-wheel__hub")
        for text, y, kind in ((lines[0], -8, "hp-wheel__year"), (lines[1], 22, "hp-wheel__day")):
            node = into(self.root, "text", y=y, text_anchor="middle", class_=kind)
            node.text = writable(text)


def point(angle: float, radius: float) -> tuple[float, float]:
    """Where something lies: degrees from the top, clockwise, and how far out."""
    radians = math.radians(angle - 90)
    return radius * math.cos(radians), radius * math.sin(radians)


def sector(start: float, end: float, low: float, high: float, *, tip: float = 0) -> str:
    """The path around a piece of a ring; a tip makes its outer edge a point."""
    end = max(end, start + 0.5)
    large = int(end - start > 180)
    corners = [point(start, high), point(end, high), point(end, low), point(start, low)]
    a, b, c, d = map(_at, corners)
    outer = _arc(high, large, b)
    if tip:
        middle = (start + end) / 2
        before, top, after = (
            point(middle + off, high + out) for off, out in ((-1.6, 0), (0, tip), (1.6, 0))
        )
        up = f"L{_at(top)}L{_at(after)}"
        outer = f"{_arc(high, large, _at(before))}{up}{outer}"
    return f"M{a}{outer}L{c}A{low:.1f} {low:.1f} 0 {large} 0 {d}Z"


def _at(place: tuple[float, float]) -> str:
    return f"{place[0]:.1f} {place[1]:.1f}"


def _arc(radius: float, large: int, to: str) -> str:
    return f"A{radius:.1f} {radius:.1f} 0 {large} 1 {to}"
