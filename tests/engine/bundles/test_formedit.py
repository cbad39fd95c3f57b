"""The form editor's changes: what is changed is changed, and nothing else ever is."""

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.bundles import Form, formedit, formrules, formtext, read_form
from engine.bundles.formkinds import KINDS, LOCKED, Choice, Settings, kind_of, settings_of
from engine.bundles.formprofile import problems
from engine.bundles.formrules import Clause
from engine.bundles.formtext import EditRefused

ROOT = Path(__file__).parent.parent.parent.parent
SHIPPED = sorted((ROOT / "forms").glob("*/*.json"))
YES = (Clause("alvorlig", "is", (True,)),)

FORM: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Prøve",
    "type": "object",
    "x-eget": {"ukjent": [1, 2.5, None]},
    "properties": {
        "alvorlig": {"title": "Alvorlig", "type": "boolean", "x-eget": 7},
        "hva": {
            "title": "Hva",
            "type": "string",
            "maxLength": 200,
            "x-i18n": {"nn": {"title": "Kva"}},
        },
        "hvor": {
            "title": "Hvor",
            "type": "string",
            "oneOf": [
                {"const": "ute", "title": "Ute", "description": "i friminuttet"},
                {"const": "inne", "title": "Inne"},
            ],
        },
        "tiltak": {
            "title": "Tiltak",
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "title": "Tiltak",
                "properties": {"hva": {"title": "Hva", "type": "string"}},
                "required": ["hva"],
            },
        },
        "rart": {"title": "Rart", "anyOf": [{"type": "string"}, {"type": "integer"}]},
    },
    "required": ["alvorlig", "hva"],
    "allOf": [
        {
            "if": {"properties": {"hvor": {"const": "ute"}}, "required": ["hvor"]},
            "then": {"properties": {"sted": {"title": "Sted", "type": "string"}}},
        },
        {
            "if": {"not": {"required": ["hva"]}},
            "then": {"properties": {"merknad": {"title": "Merknad", "type": "string"}}},
        },
    ],
    "dependentRequired": {"hvor": ["hva"]},
}


def text_of(form: Any = FORM) -> str:
    return json.dumps(form, ensure_ascii=False, indent=2) + "\n"


def faults(text: str) -> list[str]:
    found = problems(json.loads(text))
    return [p.rule for p in found if p.severity == "error" and "x-eget" not in p.pointer]


def card(text: str, name: str) -> formedit.Card:
    return next(one for one in formedit.cards(formedit.outline(text)) if one.name == name)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_shipped_form_is_read_whole_and_written_back_as_it_was(path: Path) -> None:
    text = path.read_text("utf-8")
    assert formtext.written(formtext.read(text), text) == text
    outlined = list(formedit.cards(formedit.outline(text)))
    assert LOCKED not in {one.kind for one in outlined}
    shown = {(one.name, one.title) for one in outlined}
    fields = read_form(text, path.stem).fields()
    assert {(p.rsplit("/", 1)[-1], f.get("title", "")) for p, f in fields} == shown
    for one in outlined:
        same = settings_of(one.schema)
        assert formedit.set_field(text, one.at, same, required=one.required) == text


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_rule_of_a_shipped_form_is_a_sentence_and_can_be_taken_away_and_given_back(
    path: Path,
) -> None:
    text = path.read_text("utf-8")
    ruled = [one for one in formedit.cards(formedit.outline(text)) if one.rules]
    assert all(rule.clauses for one in ruled for rule in one.rules)
    for one in [one for one in ruled if len(one.rules) == 1 and one.rules[0].holds][:3]:
        rule = one.rules[0].clauses or ()
        free, moved = formedit.show_when(text, one.at, ())
        assert not card_at(free, moved).rules
        again, back = formedit.show_when(free, moved, rule)
        found = card_at(again, back)
        assert (found.schema, found.required) == (one.schema, one.required)
        assert found.rules[0].clauses == rule
        read_form(again, path.stem)


def card_at(text: str, pointer: str) -> formedit.Card:
    return formedit.card(text, pointer)


def test_a_text_keeps_its_own_indent_and_last_line() -> None:
    tabbed = json.dumps(FORM, indent="\t", ensure_ascii=False)
    changed = formedit.move(tabbed, "/properties/hva", -1)
    assert changed == json.dumps(json.loads(changed), indent="\t", ensure_ascii=False)


def test_half_a_character_is_kept_as_it_was_written() -> None:
    text = text_of().replace('"title": "Hvor"', '"title": "Hvor \\ud800 å"')
    changed = formedit.move(text, "/properties/hva", -1)
    assert changed.encode("utf-8")
    assert json.loads(changed)["properties"]["hvor"]["title"] == "Hvor \ud800 å"


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_question_of_every_kind_is_within_the_profile_and_reads_back(kind: str) -> None:
    wanted = Settings(
        kind=kind,
        title="Når på året?",
        title_nn="Når på året? (nn)",
        help="Skriv kort.",
        duties=("D6", "D3"),
        sensitive=True,
        choices=(Choice("ja_takk", "Ja takk", "Ja takk"), Choice("nei", "Nei")),
    )
    text, pointer = formedit.add_field(text_of(), "", wanted, required=True)
    made = card_at(text, pointer)
    assert (made.name, made.kind, made.required) == ("nar_pa_aret", kind, True)
    assert faults(text) == faults(text_of())
    read = settings_of(made.schema)
    assert (read.title, read.title_nn, read.help) == (wanted.title, wanted.title_nn, wanted.help)
    assert (read.duties, read.sensitive) == (("D3", "D6"), True)
    assert read.choices == (wanted.choices if kind in ("choice", "many") else ())


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_that_changes_kind_keeps_its_name_and_its_words(kind: str) -> None:
    before = card(text_of(), "hva")
    now = replace(settings_of(before.schema), kind=kind)
    if kind in ("choice", "many"):
        now = replace(now, choices=(Choice("a", "A"), Choice("b", "B")))
    made = card(formedit.set_field(text_of(), before.at, now, required=True), "hva")
    assert kind_of(made.schema) == kind
    assert (made.title, made.schema["x-i18n"]) == ("Hva", {"nn": {"title": "Kva"}})


def test_the_words_of_a_choice_change_but_never_its_value_or_what_else_it_says() -> None:
    at = "/properties/hvor"
    now = replace(
        settings_of(card_at(text_of(), at).schema),
        choices=(Choice("inne", "Innendørs"), Choice("ute", "Ute", "Ute")),
    )
    made = card_at(formedit.set_field(text_of(), at, now, required=False), at).schema["oneOf"]
    assert made == [
        {"const": "inne", "title": "Innendørs"},
        {
            "const": "ute",
            "title": "Ute",
            "description": "i friminuttet",
            "x-i18n": {"nn": {"title": "Ute"}},
        },
    ]


def test_a_published_question_that_is_removed_is_kept_as_retired_and_can_come_back() -> None:
    text = formedit.remove_field(text_of(), "/properties/tiltak", published=True)
    assert card(text, "tiltak").retired
    assert formedit.restore(text, "/properties/tiltak") == text_of()
    retired = formedit.remove_field(text_of(), "/properties/rart", published=True)
    assert "rart" in json.loads(retired)["properties"]


def test_a_question_nobody_has_seen_is_gone_when_it_is_removed() -> None:
    text = formedit.remove_field(text_of(), "/allOf/0/then/properties/sted", published=False)
    made = json.loads(text)
    assert [part.get("if") for part in made["allOf"]] == [{"not": {"required": ["hva"]}}]
    assert made["properties"] == FORM["properties"]


def test_a_question_others_wait_for_is_not_removed() -> None:
    with pytest.raises(EditRefused) as refused:
        formedit.remove_field(text_of(), "/properties/hvor", published=False)
    assert refused.value.facts["reason"] == "steers"
    assert refused.value.facts["names"] == ["hva", "sted"]


def test_a_copy_has_a_name_of_its_own_and_stands_right_after() -> None:
    text, pointer = formedit.duplicate(text_of(), "/properties/hva", lambda t: f"{t} (kopi)")
    assert pointer == "/properties/hva_2"
    made = json.loads(text)
    assert list(made["properties"])[1:3] == ["hva", "hva_2"]
    assert made["properties"]["hva_2"]["title"] == "Hva (kopi)"
    assert made["required"] == ["alvorlig", "hva", "hva_2"]


def test_a_name_is_unlike_those_that_are_taken_and_those_once_published() -> None:
    added = formedit.add_field(text_of(), "", Settings(title="Hva"), used={"hva_2"})[1]
    assert added == "/properties/hva_3"
    assert formedit.name_from("2. Ærlig svar på «ÅRSAK»?", ()) == "aerlig_svar_pa_arsak"
    assert formedit.name_from("???", ()) == "felt"
    with pytest.raises(EditRefused):
        formedit.add_ready(text_of(), "", "hva", {"type": "string"})


def test_a_question_shown_when_another_is_answered_so_is_asked_only_then() -> None:
    text, pointer = formedit.show_when(text_of(), "/properties/hva", YES)
    assert pointer == "/allOf/2/then/properties/hva"
    form = Form("f", json.loads(text))
    assert "hva" in form.resolve({"alvorlig": True})["properties"]
    assert "hva" not in form.resolve({"alvorlig": False})["properties"]
    assert card(text, "hva").required


def test_a_rule_that_is_changed_stands_where_it_stood() -> None:
    at = "/allOf/0/then/properties/sted"
    text, pointer = formedit.show_when(text_of(), at, (Clause("hvor", "is", ("ute", "inne")),))
    assert pointer == at
    assert json.loads(text)["allOf"][0]["if"]["properties"] == {"hvor": {"enum": ["ute", "inne"]}}


def test_two_questions_under_the_same_rule_share_it() -> None:
    text, _ = formedit.show_when(text_of(), "/properties/rart", (Clause("hvor", "is", ("ute",)),))
    assert list(json.loads(text)["allOf"][0]["then"]["properties"]) == ["sted", "rart"]
    assert len(json.loads(text)["allOf"]) == 2


def test_a_question_cannot_wait_for_itself_or_for_one_that_waits_for_it() -> None:
    for read, reason in (("sted", "circle"), ("hvor", "circle"), ("finnes_ikke", "gone")):
        with pytest.raises(EditRefused) as refused:
            formedit.show_when(text_of(), "/properties/hvor", (Clause(read, "answered"),))
        assert refused.value.facts["reason"] == reason


def test_a_condition_that_is_no_sentence_is_left_to_those_who_edit_text() -> None:
    found = card(text_of(), "merknad")
    assert found.rules[0].clauses is None
    with pytest.raises(EditRefused) as refused:
        formedit.show_when(text_of(), found.at, YES)
    assert refused.value.facts["reason"] == "as_text"


def test_what_the_editor_does_not_understand_is_shown_locked() -> None:
    locked = [one.name for one in formedit.cards(formedit.outline(text_of())) if one.kind == LOCKED]
    assert locked == ["rart", "dependentRequired"]


@pytest.mark.parametrize(
    "clauses",
    [
        YES,
        (Clause("hvor", "is", ("ute", "inne")), Clause("hva", "answered")),
        (Clause("steder", "has", ("ute",)),),
        (Clause("steder", "has", ("ute", "inne")), Clause("alvorlig", "is", (False,))),
    ],
)
def test_a_rule_reads_as_it_was_written(clauses: tuple[Clause, ...]) -> None:
    assert formrules.read(formrules.condition(clauses)) == clauses


@pytest.mark.parametrize(
    "odd",
    [
        True,
        {},
        {"properties": {"a": {"const": 1}}},
        {"properties": {"a": {"minimum": 1}}, "required": ["a"]},
        {"properties": {"a": {"const": 1}}, "required": ["a"], "not": {}},
        {"properties": {"a": {"const": [1]}}, "required": ["a"]},
        {"required": ["a", "a"]},
    ],
)
def test_a_condition_of_another_shape_is_not_half_read(odd: Any) -> None:
    assert formrules.read(odd) is None


def test_a_new_form_has_only_its_words() -> None:
    text = formedit.new_form("Samtale", "Kort.")
    assert read_form(text, "samtale").title == "Samtale"
    now = replace(settings_of(json.loads(text)), title="Samtalen", title_nn="Samtala")
    made = formedit.set_form(text, now)
    assert json.loads(made)["x-i18n"] == {"nn": {"title": "Samtala"}}
    assert faults(made) == []


@st.composite
def edits(draw: st.DrawFn) -> list[tuple[str, int, str]]:
    verbs = st.sampled_from(["add", "remove", "retire", "move", "copy", "word", "rule", "free"])
    kinds = st.sampled_from(KINDS)
    return draw(st.lists(st.tuples(verbs, st.integers(0, 40), kinds), max_size=12))


def done(text: str, verb: str, number: int, kind: str) -> tuple[str, set[str]]:
    """The text after one edit of some question, and the names it may have touched."""
    every = list(formedit.cards(formedit.outline(text)))
    fields = [one for one in every if "/properties/" in one.at and one.kind != LOCKED]
    one = fields[number % len(fields)]
    choices = (Choice("x", "X"), Choice("y", "Y"))
    if verb == "add":
        made, pointer = formedit.add_field(
            text, "", Settings(kind, f"Ny {number}", choices=choices)
        )
        return made, {pointer.rsplit("/", 1)[-1]}
    if verb == "move":
        return formedit.move(text, one.at, number % 3 - 1), set()
    if verb == "copy":
        made, pointer = formedit.duplicate(text, one.at, str.upper)
        return made, {pointer.rsplit("/", 1)[-1], one.at}
    if verb == "word":
        now = replace(settings_of(one.schema), title=f"Ord {number}", help_nn="Hjelp")
        return formedit.set_field(text, one.at, now, required=bool(number % 2)), {one.at}
    if verb in ("rule", "free"):
        clauses = YES if verb == "rule" else ()
        return formedit.show_when(text, one.at, clauses)[0], {one.at}
    return formedit.remove_field(text, one.at, published=verb == "retire"), {one.at}


def fields_of(text: str) -> list[tuple[str, str]]:
    found = formedit.cards(formedit.outline(text))
    return [(one.at, json.dumps(one.schema)) for one in found if not one.inside]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits())
def test_whatever_is_edited_the_rest_stays_as_it_was(steps: list[tuple[str, int, str]]) -> None:
    text = text_of()
    for step in steps:
        before = fields_of(text)
        try:
            text, touched = done(text, *step)
        except EditRefused:
            continue
        after = sorted(schema for _, schema in fields_of(text))
        for at, schema in before:
            if not any(f"{at}/".startswith(f"{one}/") for one in touched):
                assert schema in after, (step, at)
        assert set(faults(text)) <= set(faults(text_of())), step
    made, whole = json.loads(text), copy.deepcopy(FORM)
    for key in ("$schema", "title", "type", "x-eget", "dependentRequired"):
        assert made[key] == whole[key]
    assert made["properties"]["rart"] == whole["properties"]["rart"]
    assert formtext.written(formtext.read(text), text) == text
