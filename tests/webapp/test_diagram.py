"""Diagrams as pictures: what is seen, that no name can harm a page, and that it is steady."""

from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from engine.bundles import Diagram, read_diagram
from webapp.diagram import lettering, lines, render

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("x")</script> & "sitat" \' ]]> --> <![CDATA['


class Sketch:
    """A process with places, written as the XML a modeler writes."""

    def __init__(self) -> None:
        self.nodes: list[str] = []
        self.shapes: list[str] = []
        self.flows: list[str] = []
        self.edges: list[str] = []
        self.outside = ""

    def put(
        self,
        kind: str,
        key: str,
        name: str = "",
        inner: str = "",
        more: str = "",
        size: tuple[int, int] = (110, 80),
        shown: str = "",
    ) -> "Sketch":
        x = 150 * len(self.shapes)
        self.nodes.append(f'<b:{kind} id="{key}" name={quoteattr(name)} {more}>{inner}</b:{kind}>')
        self.place(key, x, 100, *size, shown)
        return self

    def place(
        self, key: str, x: float, y: float, wide: float, high: float, shown: str = ""
    ) -> None:
        self.shapes.append(
            f'<d:BPMNShape bpmnElement="{key}" {shown}>'
            f'<c:Bounds x="{x}" y="{y}" width="{wide}" height="{high}"/></d:BPMNShape>'
        )

    def join(self, *keys: str, name: str = "") -> "Sketch":
        for source, target in pairwise(keys):
            key = f"{source}_{target}"
            self.flows.append(
                f'<b:sequenceFlow id="{key}" name={quoteattr(name)} sourceRef="{source}"'
                f' targetRef="{target}"/>'
            )
            self.edges.append(
                f'<d:BPMNEdge bpmnElement="{key}"><w:waypoint x="10" y="20"/>'
                '<w:waypoint x="60" y="20"/><w:waypoint x="60" y="90"/></d:BPMNEdge>'
            )
        return self

    def diagram(self) -> Diagram:
        text = (
            '<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"'
            ' xmlns:d="http://www.omg.org/spec/BPMN/20100524/DI"'
            ' xmlns:c="http://www.omg.org/spec/DD/20100524/DC"'
            ' xmlns:w="http://www.omg.org/spec/DD/20100524/DI" id="defs">'
            f'{self.outside}<b:process id="p" isExecutable="true">'
            f"{''.join(self.nodes)}{''.join(self.flows)}</b:process>"
            f'<d:BPMNDiagram id="di"><d:BPMNPlane bpmnElement="p">'
            f"{''.join(self.shapes)}{''.join(self.edges)}</d:BPMNPlane></d:BPMNDiagram>"
            "</b:definitions>"
        )
        return read_diagram(text.encode())


def a_sketch() -> Sketch:
    return (
        Sketch()
        .put("startEvent", "start", "Meldt", size=(36, 36))
        .put("userTask", "vurder", "Vurder meldingen")
        .put("endEvent", "slutt", "Ferdig", size=(36, 36))
        .join("start", "vurder", "slutt")
    )


PLAIN = a_sketch().diagram()


def drawn(svg: str) -> etree._Element:
    return etree.fromstring(svg)


def figure(svg: str, key: str) -> etree._Element:
    [found] = drawn(svg).iterfind(f".//{SVG}g[@id='n-{key}']")
    return found


def words(node: etree._Element) -> str:
    return " ".join("".join(text.itertext()) for text in node.iter(f"{SVG}tspan"))


def test_every_step_and_arrow_with_a_place_is_drawn() -> None:
    root = drawn(render(a_sketch().diagram()))
    assert {g.get("id") for g in root.iterfind(f".//{SVG}g[@id]")} == {
        "n-start",
        "n-vurder",
        "n-slutt",
    }
    assert len(root.findall(f".//{SVG}path[@class='flow']")) == 2
    assert len(root.findall(f".//{SVG}path[@class='tip']")) == 2
    assert "Vurder meldingen" in words(root)


def test_the_same_diagram_gives_the_same_picture_to_the_letter() -> None:
    first = render(a_sketch().diagram(), tokens=["vurder"], done=["start", "start_vurder"])
    assert first == render(a_sketch().diagram(), tokens=["vurder"], done=["start_vurder", "start"])


def test_a_name_that_is_markup_is_shown_as_text() -> None:
    sketch = Sketch().put("userTask", "a", HOSTILE).put("userTask", "b", "B")
    svg = render(sketch.join("a", "b", name=HOSTILE).diagram(), who={"a": HOSTILE})
    root = drawn(svg)
    assert not root.findall(f".//{SVG}script")
    assert not root.findall(".//script")
    assert "<script" not in svg
    assert HOSTILE in (figure(svg, "a").findtext(f"{SVG}title") or "")


@given(st.text(max_size=60))
def test_no_name_breaks_the_picture(name: str) -> None:
    svg = render(PLAIN, names={"vurder": name}, who={"vurder": name})
    root = drawn(svg)
    assert {node.tag for node in root.iter()} <= {
        f"{SVG}{tag}" for tag in ("svg", "g", "path", "rect", "circle", "text", "tspan", "title")
    }


def test_nothing_in_the_picture_needs_styles_or_scripts() -> None:
    svg = render(a_sketch().diagram(), tokens=["vurder"], links={"vurder": "/oppgaver/7"})
    for node in drawn(svg).iter():
        assert node.tag not in (f"{SVG}style", f"{SVG}script", f"{SVG}foreignObject")
        assert not [key for key in node.attrib if key == "style" or key.startswith("on")]


@pytest.mark.parametrize("link", ["https://ond.example/", "javascript:alert(1)", "//ond.example"])
def test_a_step_links_only_inside_the_site(link: str) -> None:
    assert not drawn(render(a_sketch().diagram(), links={"vurder": link})).findall(f".//{SVG}a")


def test_a_step_leads_where_its_link_says() -> None:
    [anchor] = drawn(render(a_sketch().diagram(), links={"vurder": "/oppgaver/7"})).iterfind(
        f".//{SVG}a"
    )
    assert anchor.get("href") == "/oppgaver/7"
    assert "Vurder meldingen" in words(anchor)


def test_where_the_case_stands_is_told_by_a_mark_and_by_words() -> None:
    svg = render(a_sketch().diagram(), tokens=["vurder"], who={"vurder": "Kari, 23. nov."})
    here = figure(svg, "vurder")
    assert "now" in (here.get("class") or "").split()
    assert here.findall(f"{SVG}circle[@class='token']")
    assert here.findtext(f"{SVG}title") == "Vurder meldingen (pågår). Kari, 23. nov."


def test_two_tokens_in_one_step_are_counted() -> None:
    here = figure(render(a_sketch().diagram(), tokens=["vurder", "vurder"]), "vurder")
    assert [text.text for text in here.iterfind(f"{SVG}text[@class='token-mark']")] == ["2"]


def test_a_step_over_its_deadline_has_an_alarm_and_not_only_a_colour() -> None:
    here = figure(render(a_sketch().diagram(), tokens=["vurder"], late=["vurder"]), "vurder")
    assert here.findall(f"{SVG}path[@class='token-line']")
    assert "over fristen" in (here.findtext(f"{SVG}title") or "")


def test_the_path_taken_is_marked_on_steps_and_arrows() -> None:
    svg = render(a_sketch().diagram(), done=["start", "start_vurder", "vurder"])
    assert figure(svg, "vurder").findall(f"{SVG}path[@class='tick']")
    assert len(drawn(svg).findall(f".//{SVG}path[@class='flow done']")) == 1


def test_names_and_titles_are_in_the_readers_language() -> None:
    sketch = a_sketch().put("exclusiveGateway", "x", size=(50, 50))
    svg = render(sketch.diagram(), lang="nn", names={"vurder": "Vurder meldinga"})
    assert words(figure(svg, "vurder")) == "Vurder meldinga"
    assert figure(svg, "x").findtext(f"{SVG}title") == "Vegval"


def test_the_way_taken_when_no_other_is_has_a_slash() -> None:
    sketch = Sketch().put("exclusiveGateway", "x", "Alvorlig?", more='default="x_a"', size=(50, 50))
    sketch.put("userTask", "a", "A").put("userTask", "b", "B").join("x", "a").join("x", "b")
    assert len(drawn(render(sketch.diagram())).findall(f".//{SVG}path[@class='mark default']")) == 1


def test_a_timer_that_does_not_interrupt_is_dashed() -> None:
    sketch = a_sketch()
    timer = "<b:timerEventDefinition/>"
    for key, stops in (("stopp", "true"), ("purr", "false")):
        more = f'attachedToRef="vurder" cancelActivity="{stops}"'
        sketch.put("boundaryEvent", key, "", timer, more, size=(36, 36))
    svg = render(sketch.diagram())
    dashed = {
        key: [c.get("stroke-dasharray") for c in figure(svg, key).iterfind(f"{SVG}circle")]
        for key in ("stopp", "purr")
    }
    assert dashed["stopp"] == [None, None]
    assert None not in dashed["purr"]
    assert figure(svg, "purr").findall(f"{SVG}path[@class='mark']")


def test_many_at_once_and_a_called_process_have_signs_at_the_foot() -> None:
    loop = "<b:multiInstanceLoopCharacteristics/>"
    sketch = Sketch().put("callActivity", "kall", "Følg opp", loop, 'calledElement="q"')
    [plain] = [
        len(
            figure(render(Sketch().put("callActivity", "k", "F").diagram()), "k").findall(
                f"{SVG}path"
            )
        )
    ]
    assert len(figure(render(sketch.diagram()), "kall").findall(f"{SVG}path")) == plain + 1


def test_pools_and_lanes_carry_their_names_along_the_side() -> None:
    sketch = a_sketch()
    sketch.nodes.insert(
        0,
        '<b:laneSet id="ls"><b:lane id="bane" name="Kontaktlærer">'
        "<b:flowNodeRef>vurder</b:flowNodeRef></b:lane></b:laneSet>",
    )
    sketch.outside = (
        '<b:collaboration id="c"><b:participant id="pool" name="Skolemiljøsak"'
        ' processRef="p"/></b:collaboration>'
    )
    sketch.place("pool", -40, 0, 600, 300)
    sketch.place("bane", -10, 0, 570, 300)
    svg = render(sketch.diagram())
    for key, name in (("pool", "Skolemiljøsak"), ("bane", "Kontaktlærer")):
        found = figure(svg, key)
        assert words(found) == name
        assert "rotate(-90" in (found.find(f"{SVG}text").get("transform") or "")


def test_places_that_are_no_numbers_or_beyond_reason_are_left_out() -> None:
    sketch = a_sketch()
    for at, bad in enumerate(("NaN", "1e300", "inf")):
        sketch.nodes.append(f'<b:userTask id="u{at}" name="U"/>')
        sketch.place(f"u{at}", 0, 0, 10, 10)
        sketch.shapes[-1] = sketch.shapes[-1].replace('x="0"', f'x="{bad}"')
    root = drawn(render(sketch.diagram()))
    assert float(root.get("width")) < 1000
    assert not root.findall(f".//{SVG}g[@id='n-u1']")


def test_a_diagram_without_places_is_an_empty_picture() -> None:
    bare = Sketch()
    bare.nodes.append('<b:userTask id="a" name="A"/>')
    root = drawn(render(bare.diagram()))
    assert root.get("aria-label") == "Diagram: p"
    assert not root.findall(f".//{SVG}g[@id]")


@pytest.mark.parametrize("path", sorted(ROOT.glob("processes/*/*.bpmn")), ids=lambda p: p.stem)
def test_what_we_ship_is_drawn_whole(path: Path) -> None:
    diagram = read_diagram(path.read_bytes())
    root = drawn(render(diagram))
    there = {g.get("id") for g in root.iterfind(f".//{SVG}g[@id]")}
    assert {f"n-{e.drawn_as or e.id}" for e in diagram.elements.values()} <= there
    assert "…" not in words(root), "a name is too long for its box"


@given(st.text("abcdeæøåÆØÅ- ", max_size=120), st.floats(20, 120), st.floats(8, 14))
def test_no_line_is_wider_than_its_room(text: str, room: float, size: float) -> None:
    for line in lettering.wrap(text, room, size):
        assert lettering.width(line, size) <= room or len(line) <= 7


@given(st.text("abcdeæøå ", max_size=120))
def test_breaking_into_lines_loses_no_letter(text: str) -> None:
    lined = "".join(lettering.wrap(text, 60, 11)).replace("-", "")
    assert lined.replace(" ", "") == text.replace(" ", "")


def test_a_label_too_long_for_its_box_ends_in_an_ellipsis() -> None:
    setting = lettering.fit("ord " * 60, 80, 40, (12.0, 10.0))
    assert setting.height <= 40
    assert setting.lines[-1].endswith("…")


def test_corners_are_turned_within_their_arms() -> None:
    assert lines.rounded(((0, 0), (10, 0), (10, 10))) == "M0 0L5 0Q10 0 10 5L10 10"
