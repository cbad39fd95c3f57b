"""The difference between two bundles: nothing when they are one, everything when they are not."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from lxml import etree

from engine.bundles import Bundle, BundleRefused
from engine.bundles.change import Change
from engine.bundles.difference import difference
from engine.bundles.sequences import moved
from tests.engine.bundles.mutations import (
    KEYS,
    B,
    found,
    insert_after,
    layouts,
    mutations,
    set_property,
    shipped,
    take_out,
    with_drawing,
    with_file,
    with_form,
)

SLOW = settings(max_examples=60, deadline=None)


def drawn(key: str, edit: Callable[[etree._Element], None]) -> list[Change]:
    return difference(shipped(key), with_drawing(shipped(key), edit))


def asked(key: str, form: str, edit: Callable[[dict[str, Any]], None]) -> list[Change]:
    return difference(shipped(key), with_form(shipped(key), form, edit))


def kinds(changes: list[Change]) -> list[str]:
    return [change.kind for change in changes]


@pytest.mark.parametrize("key", KEYS)
def test_a_bundle_is_not_different_from_itself(key: str) -> None:
    assert difference(shipped(key), shipped(key)) == []


@pytest.mark.parametrize("key", KEYS)
def test_white_space_in_files_is_no_difference(key: str) -> None:
    bundle = shipped(key)
    airy = {
        name: text.replace("\n", "\n\n") if name.endswith((".bpmn", ".json")) else text
        for name, text in bundle.files.items()
    }
    assert difference(bundle, Bundle(key, airy)) == []


@SLOW
@given(layouts())
def test_what_is_only_drawn_elsewhere_is_told_as_that_alone(pair: tuple[Bundle, Bundle]) -> None:
    assert kinds(difference(*pair)) == ["layout_only"]


@SLOW
@given(mutations())
def test_whatever_is_changed_something_is_told(case: tuple[str, Bundle, Bundle]) -> None:
    _, old, new = case
    changes = difference(old, new)
    assert changes or old.digest == new.digest
    assert "layout_only" not in kinds(changes)


@SLOW
@given(mutations())
def test_a_change_undone_is_told_too(case: tuple[str, Bundle, Bundle]) -> None:
    _, old, new = case
    assert bool(difference(new, old)) == bool(difference(old, new))


@SLOW
@given(mutations())
def test_what_is_coloured_is_drawn_before_or_after(case: tuple[str, Bundle, Bundle]) -> None:
    _, old, new = case
    for change in difference(old, new):
        for key in change.elements:
            where = (old,) if change.mark == "removed" else (old, new)
            assert any(f'id="{key}"' in bundle.diagram_text for bundle in where)


def test_a_step_put_between_two_is_one_change_that_says_after_which() -> None:
    [change] = drawn(
        "skolemiljosak",
        lambda root: insert_after(root, "skriv_ned_til_vurder_elevens_beste", "ny", "Ring hjem"),
    )
    assert change.kind == "step_added"
    assert change.params["after"].words.nb == "Skriv ned det dere fant ut"
    assert change.elements == ("ny",)


def test_a_step_taken_out_is_one_change() -> None:
    [change] = drawn("skolemiljosak", lambda root: take_out(root, "vurder_elevens_beste"))
    assert (change.kind, change.elements, change.mark) == (
        "step_removed",
        ("vurder_elevens_beste",),
        "removed",
    )


def test_two_steps_that_change_places_are_told_by_what_they_now_follow() -> None:
    def swap(root: etree._Element) -> None:
        found(root, "alle_er_hort_til_skriv_ned").set("targetRef", "vurder_elevens_beste")
        between = found(root, "skriv_ned_til_vurder_elevens_beste")
        between.set("sourceRef", "vurder_elevens_beste")
        between.set("targetRef", "skriv_ned")
        found(root, "vurder_elevens_beste_til_undersokt").set("sourceRef", "skriv_ned")

    changes = drawn("skolemiljosak", swap)
    assert kinds(changes) == ["comes_after"] * 3
    follows = {
        change.params["step"].words.nb: change.params["new"][0].words.nb
        for change in changes
        if change.params["step"].own
    }
    assert follows["Skriv ned det dere fant ut"] == "Vurder elevens beste"


def test_a_step_drawn_anew_in_the_same_place_is_told_as_that() -> None:
    bundle = shipped("skolemiljosak")
    text = bundle.diagram_text.replace('"snakk_med_eleven"', '"snakk"').replace(
        ">snakk_med_eleven<", ">snakk<"
    )
    changes = difference(bundle, with_file(bundle, bundle.diagram_name, text))
    assert "step_redrawn" in kinds(changes)
    assert not {"step_added", "step_removed"} & set(kinds(changes))


@pytest.mark.parametrize(
    ("step", "name", "value", "kind"),
    [
        ("lag_plan", "dueDate", "skoledager(9)", "due"),
        ("lag_plan", "warnDate", "P1D", "warned"),
        ("lag_plan", "priority", "99", "priority"),
        ("lag_plan", "formKey", "strakstiltak", "step_form"),
        ("lag_plan", "duty", "D1", "duty"),
        ("lag_plan", "legalRole", "tiltak", "legal_role"),
        ("lag_plan", "candidateGroup", "radgiver", "doer"),
        ("lag_plan", "assignee", "oppstart.elev", "chosen"),
        ("lag_plan", "sendBackTo", "planlegg", "send_back"),
        ("avsluttet", "outcome", "noe_annet", "outcome"),
        ("skjerm_saken", "realm", None, "realm"),
        ("samtidig", "phase", "evalueres", "phase"),
    ],
)
def test_each_setting_of_a_step_has_its_own_kind_of_change(
    step: str, name: str, value: str | None, kind: str
) -> None:
    [change] = drawn("skolemiljosak", lambda root: set_property(found(root, step), name, value))
    assert (change.kind, change.elements) == (kind, (step,))


def test_a_condition_is_told_with_the_titles_of_what_it_reads() -> None:
    def turn(root: etree._Element) -> None:
        node = found(root, "er_det_akutt_til_gjor_trygg").find(f"{B}conditionExpression")
        assert node is not None
        node.text = "melding.akutt = false"

    [change] = drawn("melding", turn)
    assert change.kind == "way_condition"
    [clause] = change.params["when"].clauses
    assert (clause.what.nb, clause.value) == ("Trenger eleven hjelp med en gang?", False)


def test_ways_tried_in_another_order_are_told() -> None:
    def turn(root: etree._Element) -> None:
        flow = found(root, "hva_sier_rektor_til_varsle")
        parent = flow.getparent()
        assert parent is not None
        parent.append(flow)

    assert kinds(drawn("ansatt_krenker", turn)) == ["ways_order"]


def test_who_may_start_is_told_by_who_came_and_who_went() -> None:
    def start(root: etree._Element) -> None:
        set_property(next(root.iter(f"{B}process")), "startRoles", "rektor vikar")

    [change] = drawn("skolemiljosak", start)
    assert (change.kind, change.params) == (
        "start_roles",
        {"come": ("vikar",), "gone": ("skoleeier",)},
    )


def test_a_field_is_told_with_where_it_stands_and_when_it_is_asked() -> None:
    def add(schema: dict[str, Any]) -> None:
        schema["allOf"][0]["then"]["properties"]["ring"] = {
            "title": "Ring hjem?",
            "type": "boolean",
        }

    [change] = asked("skolemiljosak", "strakstiltak", add)
    assert (change.kind, change.form, change.field) == ("field_added", "strakstiltak", "ring")
    assert change.params["after"].nb == "Strakstiltak"
    assert [clause.value for clause in change.params["when"]] == [True]
    assert change.elements == ("sett_inn_strakstiltak",)


def test_a_field_that_becomes_required_in_the_rows_of_a_list_is_told() -> None:
    def require(schema: dict[str, Any]) -> None:
        schema["properties"]["tiltak"]["items"]["required"].append("nivaa")

    [change] = asked("skolemiljosak", "plan", require)
    assert (change.kind, change.field) == ("field_required", "tiltak.*.nivaa")


def test_a_field_under_another_key_in_the_same_place_is_told_as_made_anew() -> None:
    def rekey(schema: dict[str, Any]) -> None:
        fields = schema["properties"]
        schema["properties"] = {k if k != "andre" else "hjelp": v for k, v in fields.items()}

    assert kinds(asked("skolemiljosak", "plan", rekey)) == ["field_redrawn"]


def test_a_field_that_moves_is_one_change_and_names_the_one_before_it() -> None:
    def move(schema: dict[str, Any]) -> None:
        last = schema["properties"].pop("problem")
        schema["properties"]["problem"] = last

    [change] = asked("skolemiljosak", "plan", move)
    assert (change.kind, change.field) == ("field_moved", "problem")
    assert change.params["after"].nb == "Vil eleven svare selv her i Handlingsplan?"


def test_choices_are_told_one_by_one() -> None:
    def choose(schema: dict[str, Any]) -> None:
        options = schema["properties"]["tiltak"]["items"]["properties"]["nivaa"]["oneOf"]
        del options[0]
        options[0]["title"] = "Noen andre"
        options.append({"const": "ny", "title": "Hele byen"})

    found_kinds = kinds(asked("skolemiljosak", "plan", choose))
    assert sorted(found_kinds) == ["choice_added", "choice_removed", "choice_renamed"]


def table(edit: Callable[[etree._Element], None]) -> list[Change]:
    bundle = shipped("melding")
    root = etree.fromstring(bundle.files["ruting.dmn"].encode())
    edit(root)
    text = etree.tostring(root, encoding="unicode")
    return difference(bundle, with_file(bundle, "ruting.dmn", text))


def test_rows_of_a_table_are_told_by_their_line() -> None:
    def drop(root: etree._Element) -> None:
        row = list(root.iter("{*}rule"))[1]
        parent = row.getparent()
        assert parent is not None
        parent.remove(row)

    [change] = table(drop)
    assert (change.kind, change.params["row"], change.table) == ("row_removed", 2, "ruting")
    assert change.elements == ("finn_mottaker",)


def test_a_row_that_moves_past_others_is_one_change() -> None:
    def turn(root: etree._Element) -> None:
        row = next(root.iter("{*}rule"))
        parent = row.getparent()
        assert parent is not None
        parent.append(row)

    [change] = table(turn)
    assert (change.kind, change.params["old"], change.params["new"]) == ("row_moved", 1, 4)


def test_help_texts_nynorsk_and_the_description_are_texts() -> None:
    bundle = shipped("melding")
    nynorsk = bundle.files["nn.json"].replace("Vurder melding", "Sjå på melding")
    assert nynorsk != bundle.files["nn.json"]
    changed = with_file(bundle, "nn.json", nynorsk)
    changed = with_file(changed, "LESMEG.md", "Noe annet.")
    found_changes = difference(bundle, changed)
    assert {change.area for change in found_changes} == {"texts"}
    assert sorted(kinds(found_changes)) == ["nynorsk", "readme"]


def test_forms_and_tables_that_come_and_go_are_told() -> None:
    bundle = shipped("melding")
    files = dict(bundle.files)
    files["forms/helt_ny.json"] = files.pop("forms/purring.json")
    files["helt_ny.dmn"] = files.pop("ruting.dmn").replace('id="ruting"', 'id="helt_ny"')
    told = kinds(difference(bundle, Bundle("melding", files)))
    assert {"form_added", "form_removed", "table_added", "table_removed"} <= set(told)


def test_a_drawing_that_cannot_be_read_is_refused() -> None:
    bundle = shipped("melding")
    with pytest.raises(BundleRefused):
        difference(bundle, with_file(bundle, bundle.diagram_name, "<nei"))


@pytest.mark.parametrize(
    ("order", "which"),
    [([], []), ([0, 1, 2], []), ([2, 0, 1], [0]), ([1, 2, 0], [2]), ([0, 3, 1, 2], [1])],
)
def test_as_few_as_can_be_are_said_to_have_moved(order: list[int], which: list[int]) -> None:
    assert moved(order) == which
