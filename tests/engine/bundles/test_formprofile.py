"""The form profile: what may stand in a form, with a reason for what may not."""

import time
from typing import Any

import pytest

from engine.bundles.formprofile import problems
from engine.bundles.rules import RULES

TEXT = {"type": "string", "title": "Tekst"}


def form(**more: Any) -> dict[str, Any]:
    return {"type": "object", "title": "Skjema", "properties": {"a": TEXT}, **more}


def field(**schema: Any) -> dict[str, Any]:
    return form(properties={"a": {"title": "Felt", **schema}})


def _deep(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = TEXT
    for _ in range(levels):
        schema = {"type": "object", "title": "G", "properties": {"a": schema}}
    return schema


def _doubling(levels: int) -> dict[str, Any]:
    parts: dict[str, Any] = {f"d{levels}": TEXT}
    for number in range(levels):
        ref = {"$ref": f"#/$defs/d{number + 1}"}
        parts[f"d{number}"] = {"type": "object", "title": "D", "properties": {"a": ref, "b": ref}}
    return form(properties={"a": {"$ref": "#/$defs/d0"}}, **{"$defs": parts})


HOSTILE: dict[str, tuple[Any, str]] = {
    "not an object": ([], "form_not_object"),
    "a list of answers": ({"type": "array", "items": TEXT}, "form_not_object"),
    "remote reference": (field(**{"$ref": "http://127.0.0.1:9/x.json"}), "form_ref"),
    "file reference": (field(**{"$ref": "file:///etc/passwd"}), "form_ref"),
    "reference to itself": (form(properties={"a": {"$ref": "#"}}), "form_ref"),
    "reference to nothing": (field(**{"$ref": "#/$defs/x"}), "form_ref"),
    "reference deeper than defs": (field(**{"$ref": "#/properties/a"}), "form_ref"),
    "circle of one": (
        form(**{"$defs": {"x": {"$ref": "#/$defs/x"}}}),
        "form_ref_cycle",
    ),
    "circle of two": (
        form(**{"$defs": {"x": {"$ref": "#/$defs/y"}, "y": {"allOf": [{"$ref": "#/$defs/x"}]}}}),
        "form_ref_cycle",
    ),
    "doubling references": (_doubling(20), "form_expansion"),
    "too many fields": (
        form(properties={f"f{number}": TEXT for number in range(2_100)}),
        "form_nodes",
    ),
    "too deep": (_deep(20), "form_depth"),
    "dynamic reference": (form(**{"$dynamicRef": "#x"}), "form_keyword"),
    "pattern properties": (form(patternProperties={"(a+)+$": TEXT}), "form_keyword"),
    "property names": (form(propertyNames={"pattern": "x"}), "form_keyword"),
    "unique without a limit": (
        field(type="array", uniqueItems=True, items={"type": "string"}),
        "form_unique",
    ),
    "unique with a useless limit": (
        field(type="array", uniqueItems=True, maxItems=100_000, items={"type": "string"}),
        "form_unique",
    ),
    "look-ahead": (
        field(type="string", pattern="^(?=a)", **{"x-errors": {"pattern": "x"}}),
        "form_pattern",
    ),
    "pattern in a condition": (
        form(**{"if": {"properties": {"a": {"pattern": "(?=a)"}}}, "then": {}}),
        "form_pattern",
    ),
    "endless choices": (
        field(type="string", enum=[str(number) for number in range(501)]),
        "form_choices",
    ),
    "lists in lists": (
        field(type="array", items={"type": "array", "items": TEXT}),
        "form_items",
    ),
    "open form": (form(additionalProperties=True), "form_value"),
    "name for a program": (form(properties={"__class__": TEXT}), "form_field_name"),
    "name with a dash": (form(properties={"a-b": TEXT}), "form_field_name"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_schema_is_refused_at_once_with_a_reason(name: str) -> None:
    schema, rule = HOSTILE[name]
    began = time.monotonic()
    found = problems(schema)
    assert time.monotonic() - began < 0.5
    assert rule in {problem.rule for problem in found if problem.severity == "error"}


MISTAKES: dict[str, tuple[dict[str, Any], str, str]] = {
    "unknown keyword": (
        field(type="string", maxlength=3),
        "form_keyword",
        "/properties/a/maxlength",
    ),
    "misspelt annotation": (
        field(type="string", **{"x-sensitiv": True}),
        "form_keyword",
        "/properties/a/x-sensitiv",
    ),
    "value of another kind": (
        field(type="string", maxLength="3"),
        "form_value",
        "/properties/a/maxLength",
    ),
    "truth value for a number": (
        field(type="string", maxLength=True),
        "form_value",
        "/properties/a/maxLength",
    ),
    "audience": (
        field(type="string", **{"x-visible-to": ["alle"]}),
        "form_value",
        "/properties/a/x-visible-to",
    ),
    "duty": (field(type="string", **{"x-duty": "D9"}), "form_value", "/properties/a/x-duty"),
    "prefill": (
        field(type="string", **{"x-prefill": "navn"}),
        "form_value",
        "/properties/a/x-prefill",
    ),
    "part": (
        field(type="string", **{"x-part": "offer"}),
        "form_annotation",
        "/properties/a/x-part",
    ),
    "no type": (field(), "form_type_missing", "/properties/a"),
    "unknown type": (field(type="null"), "form_type", "/properties/a/type"),
    "unknown format": (
        field(type="string", format="hostname"),
        "form_format",
        "/properties/a/format",
    ),
    "pattern without text": (
        field(type="string", pattern="^a"),
        "form_pattern_text",
        "/properties/a",
    ),
    "not without text": (
        field(type="string", **{"not": {"const": "x"}}),
        "form_text_missing",
        "/properties/a",
    ),
    "choices without const": (
        field(type="string", oneOf=[{"title": "x"}]),
        "form_one_of",
        "/properties/a/oneOf",
    ),
    "same choice twice": (
        field(type="string", enum=["a", "a"]),
        "form_choice_twice",
        "/properties/a",
    ),
    "bounds the wrong way": (
        field(type="string", minLength=5, maxLength=2),
        "form_bounds",
        "/properties/a",
    ),
    "required field that is not there": (
        form(required=["b"]),
        "form_required_unknown",
        "/required",
    ),
    "condition on a field that is not there": (
        form(**{"if": {"properties": {"b": {"const": 1}}}, "then": {}}),
        "form_required_unknown",
        "/if/properties",
    ),
    "then without if": (form(then={"properties": {"b": TEXT}}), "form_if", ""),
    "groups without a mark": (
        form(oneOf=[{"properties": {"b": TEXT}}, {"properties": {"c": TEXT}}]),
        "form_one_of",
        "/oneOf",
    ),
    "rows of nothing": (field(type="array"), "form_items", "/properties/a"),
    "group extended from outside": (
        form(
            properties={"g": {"type": "object", "title": "G", "properties": {"a": TEXT}}},
            **{
                "if": {"required": ["g"]},
                "then": {"properties": {"g": {"type": "object", "properties": {"b": TEXT}}}},
            },
        ),
        "form_extends_group",
        "/then/properties/g",
    ),
    "field that is a list": (form(properties={"a": []}), "form_value", "/properties/a"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_pointer(name: str) -> None:
    schema, rule, pointer = MISTAKES[name]
    errors = {(p.rule, p.pointer) for p in problems(schema) if p.severity == "error"}
    assert (rule, pointer) in errors


def test_every_rule_the_profile_uses_is_declared() -> None:
    schemas = [schema for schema, *_ in [*HOSTILE.values(), *MISTAKES.values()]]
    assert {problem.rule for schema in schemas for problem in problems(schema)} <= RULES


def test_a_form_using_everything_the_profile_has_is_without_remarks() -> None:
    choice = [{"const": "a", "title": "A", "x-i18n": {"nn": {"title": "A"}}}]
    schema = form(
        properties={
            "valg": {"type": "string", "title": "Valg", "oneOf": choice, "x-section": "Først"},
            "flere": {
                "type": "array",
                "title": "Flere",
                "uniqueItems": True,
                "maxItems": 5,
                "items": {"type": "string", "enum": ["x", "y"]},
            },
            "person": {
                "type": "string",
                "title": "Hvem",
                "format": "person",
                "x-part": "affected",
                "x-source": "student",
                "x-visible-to": ["staff", "guardian"],
                "x-duty": "D5",
            },
            "enig": {"type": "boolean", "title": "Enig", "const": True},
            "gruppe": {
                "type": "object",
                "title": "Gruppe",
                "properties": {"tall": {"type": "number", "title": "Tall", "multipleOf": 0.5}},
            },
            "sted": {"$ref": "#/$defs/sted"},
        },
        required=["valg"],
        **{
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$defs": {"sted": {"type": "string", "title": "Sted", "maxLength": 80}},
            "if": {"properties": {"valg": {"const": "a"}}, "required": ["valg"]},
            "then": {
                "properties": {"mer": {"type": "string", "title": "Mer", "format": "date"}},
                "required": ["mer"],
                "if": {"required": ["mer"]},
                "then": {"properties": {"enda_mer": TEXT}},
            },
            "dependentRequired": {"person": ["enig"]},
            "unevaluatedProperties": False,
            "x-context": ["melding.hva"],
        },
    )
    assert problems(schema) == []
