"""The school's own words, read from data beside the processes."""

import json
from pathlib import Path

import pytest

from engine.bundles import read_diagram, read_folder
from engine.runtime import compile_definition
from webapp import causes, receipts, schoolwords

ROOT = Path(__file__).parent.parent.parent
KINDS_OF_ICONS = (ROOT / "webapp/templates/_icons.html").read_text("utf-8")


def test_every_duty_has_a_name_a_text_and_a_source_in_both_written_forms() -> None:
    assert [duty.key for duty in schoolwords.duties("nb")] == [f"D{n}" for n in range(1, 9)]
    for lang in ("nb", "nn"):
        assert all(d.name and d.text and "§" in d.source for d in schoolwords.duties(lang))


def test_every_phase_drawn_in_a_delivered_flow_has_words() -> None:
    known = {row["key"] for row in json.loads((ROOT / "processes/faser.json").read_text("utf-8"))}
    for path in (ROOT / "processes").glob("*/*.bpmn"):
        drawn = read_diagram(path.read_bytes())
        phases = {e.properties["phase"] for e in drawn.elements.values() if "phase" in e.properties}
        assert phases <= known, path.name


def test_a_phase_nobody_has_put_into_words_is_shown_as_it_is() -> None:
    assert schoolwords.phase("egen_fase", "nb") == "Egen fase"


@pytest.mark.parametrize("lang", ["nb", "nn"])
def test_every_door_leads_into_a_form_that_takes_its_answers(lang: str) -> None:
    page = schoolwords.report_page(lang)
    for door in page["doors"]:
        version = compile_definition(read_folder(ROOT, door["process"]))
        form = version.forms[str(version.start_form)]
        refused = {error.pointer for error in form.check(door["answers"])}
        assert refused.isdisjoint(f"/{name}" for name in door["answers"])
        assert form.prune(door["answers"]) == door["answers"]
        assert f'"{door["icon"]}":' in KINDS_OF_ICONS
        assert door["name"]
        assert door["text"]
    assert {phone["number"] for phone in page["phones"]} >= {"112", "113", "116 111"}
    assert len(page["next"]["melding"]) == 5


def test_the_two_written_forms_differ_where_they_should() -> None:
    nb, nn = schoolwords.report_page("nb"), schoolwords.report_page("nn")
    assert nb["doors"][2]["name"] == "Jeg er foresatt"
    assert nn["doors"][2]["name"] == "Eg er føresett"
    assert nb["rights"]["melding"] != nn["rights"]["melding"]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 byte"),
        (1023, "1023 byte"),
        (2048, "2 kB"),
        (15 * 1024**2, "15 MB"),
        (1610612736, "1,5 GB"),
    ],
)
def test_sizes_are_said_as_people_say_them(count: int, said: str) -> None:
    assert schoolwords.size(count) == said


def test_a_cause_is_a_clause_in_both_written_forms() -> None:
    assert causes.cause("condition", "no_way_out", "nb").endswith("passet med svarene")
    assert causes.cause("condition", "no_way_out", "nn").endswith("passa med svara")
    assert causes.cause("noe nytt", "noe nytt", "nb") == "en regel i flyten kunne ikke brukes"


def test_receipts_last_long_enough_to_be_written_down() -> None:
    assert receipts.LASTS_SECONDS >= 600
