"""Changing a drawing by words: what is asked for happens, and the rest stays as it was."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bundles import Bundle, Diagram, check, read_diagram, read_folder
from engine.bundles.newdrawing import copied_drawing, new_drawing
from engine.bundles.redraw import Redrawing, RedrawRefused
from engine.bundles.redrawtree import slug
from engine.people import roles

ROOT = Path(__file__).parent.parent.parent.parent
KEYS = sorted(path.name for path in (ROOT / "processes").iterdir() if path.is_dir())
STRUCTURE = {"start_missing", "end_missing", "unreachable", "no_way_out", "join_stuck"}


def shipped(key: str = "skolemiljosak") -> Bundle:
    return read_folder(ROOT, key)


def read(text: str) -> Diagram:
    return read_diagram(text.encode())


def errors(bundle: Bundle, text: str) -> set[str]:
    changed = Bundle(bundle.key, {**bundle.files, bundle.diagram_name: text})
    found = check(changed, roles=roles(), known_operations=("open_case", "notify"))
    return {one.rule for one in found if one.severity == "error"} & STRUCTURE


def small() -> str:
    return new_drawing("permisjon", "Permisjon", "Rektor", "Søknad", "Vurder søknaden", "Avgjort")


def way(text: str) -> list[str]:
    """Ids from the start, the first arrow out of each step."""
    drawn = read(text)
    found = [drawn.starts()[0].id]
    while drawn.after(found[-1]) and len(found) < 50:
        found.append(drawn.after(found[-1])[0])
    return found


def test_a_drawing_from_nothing_has_a_start_a_step_and_an_end_in_one_lane() -> None:
    drawn = read(small())
    assert way(small()) == ["start", "forste_steg", "slutt"]
    assert [lane.name for lane in drawn.lanes] == ["Rektor"]
    assert set(drawn.shapes) >= set(drawn.elements)


@pytest.mark.parametrize("key", KEYS)
def test_a_drawing_that_is_not_changed_is_the_same_letter_by_letter(key: str) -> None:
    text = shipped(key).diagram_text
    assert Redrawing(text).text == text


def test_a_new_step_stands_on_the_arrow_it_was_put_on() -> None:
    sheet = Redrawing(small())
    made = sheet.add("start_til_forste_steg", "userTask", "Hør eleven", "Kontaktlærer")
    drawn = read(sheet.text)
    assert way(sheet.text) == ["start", made, "forste_steg", "slutt"]
    assert (made, drawn.elements[made].lane) == ("hor_eleven", "Kontaktlærer")
    assert drawn.elements[made].name == "Hør eleven"


def test_without_a_role_it_falls_to_whoever_had_the_step_before() -> None:
    sheet = Redrawing(small())
    made = sheet.add("forste_steg_til_slutt", "userTask", "Skriv svaret")
    assert read(sheet.text).elements[made].lane == "Rektor"


def test_a_step_beside_another_is_done_at_the_same_time() -> None:
    sheet = Redrawing(small())
    made = sheet.add_beside("forste_steg", "Spør foresatte", "Kontaktlærer")
    drawn = read(sheet.text)
    [split] = drawn.after("start")
    assert set(drawn.after(split)) == {"forste_steg", made}
    assert drawn.after("forste_steg") == drawn.after(made)
    assert drawn.elements[split].kind == "parallelGateway"


def test_a_branch_is_taken_only_when_its_question_is_answered_so() -> None:
    sheet = Redrawing(small())
    flow = sheet.add_branch("forste_steg_til_slutt", "Er det alvorlig?", "Ja", "Ring barnevernet")
    sheet.condition(flow, "vurdering.alvorlig = true")
    drawn = read(sheet.text)
    gateway = drawn.elements[drawn.flows[flow].source]
    assert gateway.default in gateway.outgoing
    assert drawn.flows[flow].condition == "vurdering.alvorlig = true"
    sheet.remove_branch(flow)
    assert way(sheet.text) == ["start", "forste_steg", "slutt"]
    assert len(read(sheet.text).elements) == 3


def test_a_step_is_moved_with_everything_that_was_said_of_it() -> None:
    sheet = Redrawing(small())
    made = sheet.add("start_til_forste_steg", "userTask", "Hør eleven")
    sheet.put(made, "formKey", "samtale")
    sheet.explain(made, "Snakk med eleven alene.")
    sheet.move(made, "forste_steg_til_slutt")
    drawn = read(sheet.text)
    assert way(sheet.text) == ["start", "forste_steg", made, "slutt"]
    assert (drawn.elements[made].form, drawn.elements[made].documentation) == (
        "samtale",
        "Snakk med eleven alene.",
    )


def test_what_hangs_on_a_step_goes_with_it() -> None:
    bundle = shipped()
    sheet = Redrawing(bundle.diagram_text)
    sheet.remove("foresattes_syn")
    drawn = read(sheet.text)
    assert "foresatt_uten_svar" not in drawn.elements
    assert not errors(bundle, sheet.text)


def test_the_last_step_of_a_lane_takes_the_lane_with_it() -> None:
    sheet = Redrawing(small())
    made = sheet.add("start_til_forste_steg", "userTask", "Hør eleven", "Kontaktlærer")
    sheet.remove(made)
    assert [lane.name for lane in read(sheet.text).lanes] == ["Rektor"]


def test_words_are_changed_without_drawing_anew() -> None:
    bundle = shipped()
    sheet = Redrawing(bundle.diagram_text)
    sheet.rename("pek_ut", "Velg hvem som leder saken")
    sheet.put("pek_ut", "dueDate", "skoledager(2)")
    before, after = read(bundle.diagram_text), read(sheet.text)
    assert after.shapes == before.shapes
    assert after.elements["pek_ut"].properties["dueDate"] == "skoledager(2)"
    assert after.elements["pek_ut"].name == "Velg hvem som leder saken"


@pytest.mark.parametrize("value", ["", "skoledager(3)"])
def test_a_property_is_set_changed_and_taken_away(value: str) -> None:
    sheet = Redrawing(small())
    sheet.put("forste_steg", "dueDate", "skoledager(1)")
    sheet.put("forste_steg", "dueDate", value)
    assert read(sheet.text).elements["forste_steg"].properties.get("dueDate", "") == value


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda sheet: sheet.remove("finnes_ikke"), "no_step"),
        (lambda sheet: sheet.add("finnes_ikke", "userTask", "x"), "no_arrow"),
        (lambda sheet: sheet.remove("slutt"), "ways_out"),
        (lambda sheet: sheet.remove("start"), "ways_out"),
        (lambda sheet: sheet.remove_branch("start_til_forste_steg"), "last_way"),
        (lambda sheet: sheet.move("forste_steg", "start_til_forste_steg"), "own_arrow"),
        (lambda sheet: sheet.hand_to("forste_steg", ""), "no_lane"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_has_happened(act: Any, reason: str) -> None:
    sheet = Redrawing(small())
    with pytest.raises(RedrawRefused) as refused:
        act(sheet)
    assert refused.value.reason == reason
    assert sheet.text == small()


def test_a_copy_is_a_process_of_its_own() -> None:
    drawn = read(copied_drawing(shipped("melding").diagram_text, "melding", "uro", "Uro i klassen"))
    assert (drawn.key, drawn.name) == ("uro", "Uro i klassen")
    assert set(drawn.elements) == set(read(shipped("melding").diagram_text).elements)


@pytest.mark.parametrize(
    ("name", "key"),
    [("Hør eleven", "hor_eleven"), ("Æ, Ø & Å!", "ae_o_a"), ("1. møte", "mote"), ("???", "")],
)
def test_a_name_becomes_an_id(name: str, key: str) -> None:
    assert slug(name) == key


_EDITS = st.lists(
    st.tuples(
        st.sampled_from(["add", "beside", "branch", "remove", "move", "hand", "prune"]),
        st.integers(0, 10_000),
        st.integers(0, 10_000),
    ),
    min_size=1,
    max_size=6,
)


def _edit(sheet: Redrawing, act: str, one: int, other: int) -> None:
    drawn = read(sheet.text)
    steps = [e.id for e in drawn.elements.values() if e.drawn_as in ("", e.id)]
    flows = [flow.id for flow in drawn.flows.values() if flow.drawn]
    step, flow = steps[one % len(steps)], flows[other % len(flows)]
    match act:
        case "add":
            sheet.add(flow, "userTask", "Nytt steg", "Rektor")
        case "beside":
            sheet.add_beside(step, "Ved siden av")
        case "branch":
            branch = sheet.add_branch(flow, "Er det slik?", "Ja", "Gjør dette også")
            sheet.condition(branch, "true")
        case "remove":
            sheet.remove(step)
        case "move":
            sheet.move(step, flow)
        case "hand":
            sheet.hand_to(step, "Miljøarbeider")
        case _:
            sheet.remove_branch(flow)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["melding", "tteam", "observasjon", "medvirkning"]), _EDITS)
def test_whatever_is_asked_for_the_drawing_hangs_together(
    key: str, edits: list[tuple[str, int, int]]
) -> None:
    text = shipped(key).diagram_text
    for act, one, other in edits:
        sheet = Redrawing(text)
        try:
            _edit(sheet, act, one, other)
        except RedrawRefused:
            assert sheet.text == text
            continue
        text = sheet.text
        drawn = read(text)
        for flow in drawn.flows.values():
            assert {flow.source, flow.target} <= set(drawn.elements)
        for element in drawn.elements.values():
            own = {f.id for f in drawn.flows.values() if f.source == element.id}
            assert set(element.outgoing) == own
        assert {e.drawn_as or e.id for e in drawn.elements.values()} <= set(drawn.shapes)
