"""Forms: the schema alone decides; hidden, unknown and read-only answers are not kept."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from engine.bundles import Form, FormRefused, picked, read_form
from engine.bundles.formats import checker
from engine.bundles.forms import bare
from engine.bundles.shortcuts import surely

TEXT = {"type": "string", "title": "Tekst"}
CHOICE = {
    "type": "string",
    "title": "Hvem",
    "oneOf": [{"const": "elev", "title": "Elev"}, {"const": "annen", "title": "Annen"}],
}


def form(properties: dict[str, Any], **more: Any) -> Form:
    schema = {"type": "object", "title": "Skjema", "properties": properties, **more}
    return read_form(json.dumps(schema), "skjema")


def faults(made: Form, answers: Any) -> list[tuple[str, str]]:
    return [(error.pointer, error.keyword) for error in made.check(answers)]


@pytest.fixture
def conditional() -> Form:
    """A further field is asked when somebody else is chosen; it asks for more in turn."""
    return form(
        {"hvem": CHOICE, "slutt": TEXT},
        required=["hvem"],
        **{
            "if": {"properties": {"hvem": {"const": "annen"}}, "required": ["hvem"]},
            "then": {
                "properties": {"navn": TEXT},
                "required": ["navn"],
                "dependentSchemas": {"navn": {"properties": {"telefon": TEXT}}},
            },
            "else": {"properties": {"klasse": TEXT}},
        },
    )


@pytest.fixture
def rows() -> Form:
    """Each row asks for a reason only where the answer in that row is no."""
    row = {
        "type": "object",
        "properties": {"gjort": {"type": "boolean", "title": "Gjort"}},
        "required": ["gjort"],
        "if": {"properties": {"gjort": {"const": False}}, "required": ["gjort"]},
        "then": {"properties": {"hvorfor": TEXT}, "required": ["hvorfor"]},
    }
    return form({"tiltak": {"type": "array", "title": "Tiltak", "items": row}})


def test_right_answers_have_no_faults(conditional: Form) -> None:
    assert faults(conditional, {"hvem": "elev", "klasse": "2A"}) == []
    assert faults(conditional, {"hvem": "annen", "navn": "Ola", "telefon": "1"}) == []


def test_a_missing_answer_is_told_at_the_place_it_should_stand(conditional: Form) -> None:
    assert faults(conditional, {}) == [("/hvem", "required")]
    assert faults(conditional, {"hvem": "annen"}) == [("/navn", "required")]


def test_an_answer_to_a_question_not_asked_is_refused(conditional: Form) -> None:
    answers = {"hvem": "elev", "navn": "Ola"}
    assert faults(conditional, answers) == [("/navn", "unevaluatedProperties")]


def test_an_unknown_field_is_refused_also_inside_groups_and_rows(rows: Form) -> None:
    group = form({"sted": {"type": "object", "title": "Sted", "properties": {"rom": TEXT}}})
    assert faults(group, {"x": 1}) == [("/x", "unevaluatedProperties")]
    assert faults(group, {"sted": {"x/y": 1}}) == [("/sted/x~1y", "unevaluatedProperties")]
    answers = {"tiltak": [{"gjort": True, "x": 1}]}
    assert faults(rows, answers) == [("/tiltak/0/x", "unevaluatedProperties")]


def test_each_row_is_judged_by_its_own_answers(rows: Form) -> None:
    assert faults(rows, {"tiltak": [{"gjort": True}, {"gjort": False, "hvorfor": "syk"}]}) == []
    assert faults(rows, {"tiltak": [{"gjort": True}, {"gjort": False}, {}]}) == [
        ("/tiltak/1/hvorfor", "required"),
        ("/tiltak/2/gjort", "required"),
    ]


def test_faults_carry_what_was_demanded() -> None:
    made = form(
        {
            "kort": {**TEXT, "maxLength": 3},
            "dag": {**TEXT, "format": "date"},
            "antall": {"type": "integer", "title": "Antall", "minimum": 2},
            "valg": {**TEXT, "enum": ["a", "b"]},
        }
    )
    answers = {"kort": "langt", "dag": "2026-02-30", "antall": 1, "valg": "c"}
    assert [(error.keyword, error.params) for error in made.check(answers)] == [
        ("maxLength", {"limit": 3}),
        ("format", {"format": "date"}),
        ("minimum", {"limit": 2}),
        ("enum", {"values": ["a", "b"]}),
    ]


def test_faults_come_in_the_order_of_the_fields(conditional: Form) -> None:
    made = form({"b": TEXT, "a": TEXT, "c": TEXT}, required=["c", "a", "b"])
    assert [error.pointer for error in made.check({})] == ["/b", "/a", "/c"]


@pytest.mark.parametrize("answers", [None, [], "a", 1, True])
def test_answers_that_are_no_object_are_refused(conditional: Form, answers: Any) -> None:
    assert faults(conditional, answers) == [("", "type")]


def test_a_brought_field_stands_right_after_the_one_that_brought_it(conditional: Form) -> None:
    asked = conditional.resolve({"hvem": "annen", "navn": "Ola"})
    assert list(asked["properties"]) == ["hvem", "navn", "telefon", "slutt"]
    assert asked["required"] == ["hvem", "navn"]
    assert list(conditional.resolve({})["properties"]) == ["hvem", "klasse", "slutt"]


def test_a_field_brought_by_one_of_several_stands_after_the_last_of_them() -> None:
    fields = {"a": TEXT, "b": TEXT, "c": TEXT}
    either = {"anyOf": [{"required": ["b"]}, {"allOf": [{"required": ["a"]}]}]}
    made = form(fields, **{"if": either, "then": {"properties": {"d": TEXT}}})
    assert list(made.resolve({"a": "x"})["properties"]) == ["a", "b", "d", "c"]


def test_rows_are_resolved_one_by_one(rows: Form) -> None:
    asked = rows.resolve({"tiltak": [{"gjort": True}, {"gjort": False}]})
    shown = [list(row["properties"]) for row in asked["properties"]["tiltak"]["x-rows"]]
    assert shown == [["gjort"], ["gjort", "hvorfor"]]


def test_a_choice_between_groups_is_a_field_and_the_chosen_groups_fields() -> None:
    made = form(
        {"forst": TEXT},
        oneOf=[
            {
                "properties": {"slag": {"const": "elev", "title": "Elev"}, "klasse": TEXT},
                "required": ["slag", "klasse"],
            },
            {
                "properties": {"slag": {"const": "annen", "title": "Annen"}, "navn": TEXT},
                "required": ["slag"],
            },
        ],
    )
    asked = made.resolve({"slag": "elev"})
    assert list(asked["properties"]) == ["forst", "slag", "klasse"]
    titles = [one["title"] for one in asked["properties"]["slag"]["oneOf"]]
    assert titles == ["Elev", "Annen"]
    assert faults(made, {"slag": "elev"}) == [("/klasse", "required")]
    assert faults(made, {"slag": "annen", "navn": "Ola"}) == []
    assert faults(made, {"slag": "annen", "klasse": "2A"}) == [("/klasse", "unevaluatedProperties")]


def test_references_are_written_out_with_local_texts_on_top() -> None:
    made = form(
        {"hjem": {"$ref": "#/$defs/sted", "title": "Hjemme"}},
        **{"$defs": {"sted": {"type": "object", "title": "Sted", "properties": {"by": TEXT}}}},
    )
    assert made.resolve({})["properties"]["hjem"]["title"] == "Hjemme"
    assert faults(made, {"hjem": {"by": "Bodø"}}) == []
    assert faults(made, {"hjem": {"x": 1}}) == [("/hjem/x", "unevaluatedProperties")]


def test_only_answers_that_may_be_written_are_kept(conditional: Form, rows: Form) -> None:
    answers = {"hvem": "elev", "navn": "Ola", "telefon": "1", "klasse": "2A", "x": 1}
    assert conditional.prune(answers) == {"hvem": "elev", "klasse": "2A"}
    kept = rows.prune(
        {"tiltak": [{"gjort": True, "hvorfor": "x"}, {"gjort": False, "hvorfor": "y"}]}
    )
    assert kept == {"tiltak": [{"gjort": True}, {"gjort": False, "hvorfor": "y"}]}
    fixed = form({"navn": {**TEXT, "readOnly": True}, "svar": TEXT})
    assert fixed.prune({"navn": "Ola", "svar": "ja"}) == {"svar": "ja"}


def test_pruning_follows_questions_that_vanish_with_what_was_pruned() -> None:
    made = form(
        {"a": CHOICE},
        **{
            "if": {"properties": {"a": {"const": "annen"}}, "required": ["a"]},
            "then": {
                "properties": {"b": TEXT},
                "dependentSchemas": {"b": {"properties": {"c": TEXT}}},
            },
        },
    )
    assert made.prune({"a": "elev", "b": "x", "c": "y"}) == {"a": "elev"}


def test_pruning_does_not_change_what_it_was_given(rows: Form) -> None:
    answers = {"tiltak": [{"gjort": True, "hvorfor": "x"}]}
    rows.prune(answers)
    assert answers == {"tiltak": [{"gjort": True, "hvorfor": "x"}]}


@pytest.mark.parametrize("answers", [None, [], "x", {"tiltak": "x"}, {"tiltak": [1, None]}])
def test_odd_shapes_can_be_pruned_and_resolved(rows: Form, answers: Any) -> None:
    assert isinstance(rows.prune(answers), dict)
    assert isinstance(rows.resolve(answers), dict)


def test_texts_come_in_nynorsk_where_there_are_any_and_else_in_bokmal() -> None:
    nynorsk = {"nn": {"title": "Kven", "x-errors": {"required": "Skriv kven."}}}
    made = form(
        {
            "hvem": {**TEXT, "title": "Hvem", "x-i18n": nynorsk, "x-errors": {"pattern": "Nei."}},
            "rom": {**TEXT, "title": "Rom"},
        }
    )
    fields = made.localized("nn")["properties"]
    assert (fields["hvem"]["title"], fields["rom"]["title"]) == ("Kven", "Rom")
    assert fields["hvem"]["x-errors"] == {"pattern": "Nei.", "required": "Skriv kven."}
    assert made.localized("nb")["properties"]["hvem"]["title"] == "Hvem"
    assert made.resolve({}, "nn")["properties"]["hvem"]["title"] == "Kven"
    assert made.localized("se") is made.localized("nb")


def test_persons_attachments_and_duties_are_found_wherever_they_stand() -> None:
    person = {"type": "string", "title": "Person", "format": "person"}
    made = form(
        {
            "elev": {**person, "x-part": "affected", "x-duty": "D2 D4"},
            "flere": {"type": "array", "title": "Flere", "items": {**person, "x-part": "accused"}},
            "tiltak": {
                "type": "array",
                "title": "Tiltak",
                "items": {"type": "object", "properties": {"ansvarlig": person}},
            },
        },
        **{
            "if": {"required": ["elev"]},
            "then": {"properties": {"brev": {**TEXT, "format": "attachment", "x-duty": "D1"}}},
        },
    )
    assert made.person_fields == (
        (("elev",), "affected"),
        (("flere", "*"), "accused"),
        (("tiltak", "*", "ansvarlig"), None),
    )
    assert made.attachment_fields == (("brev",),)
    assert made.duties == ("D1", "D2", "D4")
    answers = {"tiltak": [{"ansvarlig": "kari"}, {}, {"ansvarlig": "mo"}]}
    assert list(picked(answers, ("tiltak", "*", "ansvarlig"))) == ["kari", "mo"]


def test_a_pattern_with_repetition_in_repetition_is_answered_at_once() -> None:
    made = form({"a": {**TEXT, "pattern": "^(a+)+$", "x-errors": {"pattern": "Bare a-er."}}})
    assert faults(made, {"a": "a" * 19_000 + "!"}) == [("/a", "pattern")]


def test_answers_have_an_end_also_where_the_form_sets_none() -> None:
    made = form(
        {"a": TEXT, "b": {"type": "array", "title": "B", "items": {"type": "integer"}}},
    )
    answers = {"a": "x" * 20_001, "b": [1] * 201}
    assert faults(made, answers) == [("/a", "maxLength"), ("/b", "maxItems")]
    assert faults(made, {"a": "x" * 20_000, "b": [1] * 200}) == []


def test_numbers_and_truth_values_are_not_mixed_up() -> None:
    made = form(
        {"tall": {"type": "integer", "title": "T"}, "ja": {"type": "boolean", "title": "J"}}
    )
    assert faults(made, {"tall": True, "ja": 1}) == [("/tall", "type"), ("/ja", "type")]


def test_a_form_outside_the_profile_is_refused_with_every_fault() -> None:
    with pytest.raises(FormRefused) as refused:
        form({"A": {"type": "null"}})
    assert {problem.rule for problem in refused.value.problems} == {"form_field_name", "form_type"}


_LEAVES = st.one_of(
    st.builds(
        lambda low, size: {"type": "string", "minLength": low, "maxLength": low + size},
        st.integers(0, 3),
        st.integers(0, 4),
    ),
    st.builds(lambda low: {"type": "integer", "minimum": low}, st.integers(-3, 3)),
    st.builds(lambda high: {"type": "number", "exclusiveMaximum": high}, st.floats(-3, 3)),
    st.just({"type": "boolean"}),
    st.just({"const": True}),
    st.builds(lambda f: {"type": "string", "format": f}, st.sampled_from(["date", "email", "uri"])),
    st.just({"type": "string", "pattern": "^a"}),
    st.builds(
        lambda values: {"type": "string", "enum": values},
        st.lists(st.sampled_from(["a", "b", "1"]), min_size=1, unique=True),
    ),
    st.just({"oneOf": [{"const": "a"}, {"const": "b"}]}),
    st.just({"oneOf": [{"const": 1}, {"const": True}]}),
)
_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-4, 4),
    st.floats(-4, 4),
    st.sampled_from(["", "a", "b", "1", "2026-01-01", "a@b.no", "https://b.no", "aaaaaaaaaa"]),
    st.lists(st.integers(), max_size=2),
)


@settings(max_examples=400)
@given(schema=_LEAVES, value=_VALUES)
def test_a_shortcut_never_passes_what_the_standard_refuses(
    schema: dict[str, Any], value: Any
) -> None:
    shortcut = surely(schema)
    standard = Draft202012Validator(schema, format_checker=checker()).is_valid(value)
    assert shortcut is None or not shortcut(value) or standard


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string", "minLength": 1, "maxLength": 3}, "abc"),
        ({"type": "string", "pattern": "^a"}, "ab"),
        ({"type": "string", "format": "date"}, "2026-01-01"),
        ({"type": "integer", "minimum": 2, "maximum": 4}, 3),
        ({"type": "number", "exclusiveMinimum": 0.5, "exclusiveMaximum": 2}, 1.5),
        ({"type": "boolean"}, False),
        ({"type": "string", "enum": ["a", "b"]}, "b"),
        ({"oneOf": [{"const": "a"}, {"const": "b"}]}, "b"),
    ],
)
def test_ordinary_fields_take_the_short_way(schema: dict[str, Any], value: Any) -> None:
    shortcut = surely(schema)
    assert shortcut is not None
    assert shortcut(value)


@settings(max_examples=200)
@given(data=st.data())
def test_a_form_says_what_the_standard_says(data: st.DataObject) -> None:
    """With conditions, groups and rows; the standard is asked with everything closed by hand."""
    leaf = _LEAVES.map(lambda schema: {**schema, "title": "T"})
    base = data.draw(st.dictionaries(st.sampled_from("abc"), leaf, min_size=1, max_size=3))
    extra = data.draw(st.dictionaries(st.sampled_from("de"), leaf, max_size=2))
    asked = data.draw(st.sampled_from(sorted(base)))
    schema = {
        "type": "object",
        "properties": base,
        "if": {"required": [asked]},
        "then": {"properties": extra, "required": sorted(extra)[:1]},
    }
    answers = data.draw(st.dictionaries(st.sampled_from("abcdef"), _VALUES, max_size=5))
    closed = {**bare(schema), "unevaluatedProperties": False}
    standard = Draft202012Validator(closed, format_checker=checker()).is_valid(answers)
    made = Form("skjema", schema)
    assert (made.check(answers) == []) == standard


@settings(max_examples=200)
@given(data=st.data())
def test_pruned_answers_hold_nothing_unknown(data: st.DataObject) -> None:
    made = form(
        {"a": CHOICE, "b": {"type": "boolean", "title": "B"}},
        **{
            "if": {"properties": {"b": {"const": True}}, "required": ["b"]},
            "then": {"properties": {"c": TEXT}},
            "dependentSchemas": {"a": {"properties": {"d": TEXT}}},
        },
    )
    answers = data.draw(st.dictionaries(st.sampled_from("abcdx"), _VALUES))
    kept = made.prune(answers)
    unknown = [error for error in made.check(kept) if error.keyword == "unevaluatedProperties"]
    assert unknown == []
    assert made.prune(kept) == kept
