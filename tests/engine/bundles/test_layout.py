"""The layout of processes: whatever they are, the picture is whole, clear and always the same."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from lxml import etree

from engine.bundles import BundleRefused, laid_out
from tests.builders import ROOT
from tests.engine.bundles.geometry import DI, B, Sheet, crossings, faults, struck
from tests.engine.bundles.hardcases import CASES
from tests.engine.bundles.rough import Rough, rough
from webapp.cli import main

SHIPPED = sorted((ROOT / "processes").glob("*/*.bpmn"))


def _bare(xml: bytes) -> bytes:
    """The file without its picture."""
    root = etree.fromstring(xml)
    for diagram in root.findall(f"{DI}BPMNDiagram"):
        root.remove(diagram)
    return etree.tostring(root)


def _meaning(xml: bytes) -> list[tuple[str, dict[str, str], str]]:
    """Everything but the picture and the white space between elements, in order."""
    root = etree.fromstring(_bare(xml))
    return [
        (str(node.tag), dict(node.attrib), node.text if (node.text or "").strip() else "")
        for node in root.iter()
    ]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_our_own_processes_can_be_drawn_from_their_meaning_alone(path: Path) -> None:
    drawn = laid_out(_bare(path.read_bytes()))
    assert faults(drawn) == []
    assert struck(drawn) == []
    assert _meaning(drawn) == _meaning(path.read_bytes())


@pytest.mark.parametrize("name", CASES)
def test_hard_processes_are_drawn_without_a_fault(name: str) -> None:
    drawn = laid_out(CASES[name])
    assert faults(drawn) == []
    assert struck(drawn) == []
    assert laid_out(drawn) == drawn


@pytest.mark.parametrize("name", sorted(CASES.keys() - {"five lanes"}))
def test_no_arrows_cross_where_they_need_not(name: str) -> None:
    assert crossings(laid_out(CASES[name])) == 0


def test_the_answers_of_a_question_stand_in_the_order_they_are_drawn() -> None:
    boxes = Sheet(laid_out(CASES["five answers"])).boxes
    tops = [boxes[key].y for key in "abcdf"]
    assert tops == sorted(tops)
    assert boxes["x"].y + 25 == boxes["a"].y + 40, "the first goes straight on"


def test_a_loop_goes_back_around_and_enters_from_above_or_below() -> None:
    sheet = Sheet(laid_out(CASES["loops"]))
    for key, target in (("f7", "b"), ("f8", "j")):
        points = sheet.arrows[key]
        assert points[-1][0] < points[0][0]
        assert points[-1][1] in (
            sheet.boxes[target].y,
            sheet.boxes[target].y + sheet.boxes[target].height,
        )


def test_an_event_sits_on_the_lower_edge_and_its_arrow_leaves_downwards() -> None:
    sheet = Sheet(laid_out(CASES["two events on a task"]))
    low = sheet.boxes["a"].y + sheet.boxes["a"].height
    for event, arrow in (("t1", "f3"), ("t2", "f5")):
        assert sheet.boxes[event].y + 18 == low
        first, second = sheet.arrows[arrow][:2]
        assert first == (sheet.boxes[event].x + 18, low + 18)
        assert second[0] == first[0]
        assert second[1] > first[1]


def test_lanes_stand_from_the_top_in_the_order_of_the_file() -> None:
    boxes = Sheet(laid_out(CASES["five lanes"])).boxes
    lanes = [boxes[f"lane{at}"] for at in range(5)]
    for upper, lower in pairwise(lanes):
        assert upper.y + upper.height == lower.y
    pool = boxes["prosess_basseng"]
    assert pool.y == lanes[0].y
    assert pool.height == sum(lane.height for lane in lanes)


def test_a_pool_and_the_lists_of_arrows_are_there_even_if_nobody_wrote_them() -> None:
    root = etree.fromstring(laid_out(CASES["parallel"]))
    [pool] = root.findall(f"{B}collaboration/{B}participant")
    assert dict(pool.attrib) == {
        "id": "prosess_basseng",
        "name": "Prosess",
        "processRef": "prosess",
    }
    split = root.find(f".//{B}parallelGateway[@id='p']")
    assert split is not None
    listed = [(etree.QName(node).localname, node.text) for node in split]
    assert listed == [
        ("incoming", "f1"),
        ("outgoing", "f2"),
        ("outgoing", "f5"),
        ("outgoing", "f7"),
    ]


def test_a_writer_decides_the_order_of_branches_by_the_list_of_arrows_out() -> None:
    turned = laid_out(CASES["parallel"])
    first, last = b"<bpmn:outgoing>f5</bpmn:outgoing>", b"<bpmn:outgoing>f7</bpmn:outgoing>"
    turned = turned.replace(first, b"@", 1).replace(last, first, 1).replace(b"@", last, 1)
    before, after = Sheet(laid_out(CASES["parallel"])).boxes, Sheet(laid_out(turned)).boxes
    assert before["b"].y < before["c"].y
    assert after["c"].y < after["b"].y


def test_sixty_steps_are_drawn_in_a_blink() -> None:
    laid_out(CASES["sixty steps"])
    began = time.process_time()
    laid_out(CASES["sixty steps"])
    assert time.process_time() - began < 0.3


def test_comments_stay_and_what_is_no_xml_is_refused() -> None:
    text = CASES["parallel"].replace(b"<bpmn:process", b"<!-- Husk /> dette --><bpmn:process")
    assert b"<!-- Husk /> dette -->" in laid_out(text)
    with pytest.raises(BundleRefused):
        laid_out(b"<a>")


@given(rough())
@settings(max_examples=150, deadline=None)
def test_any_process_gets_a_whole_and_clear_picture_that_stays_the_same(process: Rough) -> None:
    drawn = laid_out(process.xml())
    assert faults(drawn) == []
    assert laid_out(drawn) == drawn


def test_the_command_draws_what_a_writer_has_written_in_place(tmp_path: Path) -> None:
    key = "melding"
    path = tmp_path / "processes" / key / f"{key}.bpmn"
    path.parent.mkdir(parents=True)
    path.write_bytes(_bare((ROOT / "processes" / key / path.name).read_bytes()))
    said = CliRunner().invoke(main, ["draw", str(tmp_path), key])
    assert said.output == "melding: tegnet\n"
    assert faults(path.read_bytes()) == []
    assert CliRunner().invoke(main, ["draw", str(tmp_path)]).output == "melding: uendret\n"
