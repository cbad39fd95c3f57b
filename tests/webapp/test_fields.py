from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from tests.webapp.richform import ANSWERS, rich_form
from webapp import fields
from webapp.formcontext import FormContext

HERE = FormContext(audience=None)


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "maxLength": 200}, "text"),
        ({"type": "string", "maxLength": 201}, "area"),
        ({"type": "string", "format": "date"}, "date"),
        ({"type": "string", "format": "date-time"}, "moment"),
        ({"type": "boolean"}, "yes_no"),
        ({"type": "boolean", "const": True}, "confirm"),
        ({"type": "boolean", "x-widget": "checkbox"}, "tick"),
        ({"type": "string", "enum": ["a"]}, "choice"),
        ({"type": "string", "format": "person"}, "person"),
        ({"type": "string", "format": "group"}, "class"),
        ({"type": "array", "items": {"type": "string", "format": "person"}}, "rows"),
        ({"type": "array", "items": {"enum": ["a"]}, "uniqueItems": True}, "many"),
        ({"type": "array", "items": {"enum": ["a"]}}, "rows"),
        ({"type": "array", "items": {"type": "string", "format": "attachment"}}, "files"),
        ({"type": "object", "properties": {}}, "group"),
        ({"type": "string", "readOnly": True, "format": "date"}, "shown"),
        ({"type": "integer", "x-widget": "hidden"}, "hidden"),
    ],
)
def test_each_schema_has_one_way_to_be_asked(schema: dict[str, Any], kind: str) -> None:
    assert fields.kind_of(schema).name == kind


def test_a_field_may_be_named_like_something_of_wtforms_own() -> None:
    names = ["data", "errors", "validate", "process", "meta", "form", "populate_obj"]
    flat = {"type": "object", "properties": {name: {"type": "string"} for name in names}}
    form = fields.build(flat, MultiDict({name: name for name in names}), HERE)
    assert fields.to_json(form) == {name: name for name in names}


def test_a_list_does_not_take_rows_of_another_whose_name_begins_alike() -> None:
    rows = {"type": "array", "items": {"type": "string"}}
    flat = {"type": "object", "properties": {"tiltak": rows, "tiltak_1": rows, "tiltak22": rows}}
    post = MultiDict({"tiltak_1-0": "a", "tiltak22-1": "b"})
    assert "tiltak" not in fields.to_json(fields.build(flat, post, HERE))


def test_pairs_are_what_the_page_would_post() -> None:
    form = rich_form()
    pairs = fields.to_pairs(ANSWERS, form.resolve(ANSWERS), "", HERE)
    assert ("tiltak-1-evalueres", "2026-12-20") in pairs
    assert ("steder", "Gang") in pairs
    assert ("belop", "12,5") in pairs
    assert ("tiltak-0-_row", "1") in pairs


def test_a_hidden_field_keeps_the_type_of_its_value() -> None:
    schema = {"type": "integer", "x-widget": "hidden"}
    flat = {"type": "object", "properties": {"skala": schema}}
    assert fields.to_pairs({"skala": 3}, flat, "", HERE) == [("skala", "3")]
    assert fields.to_json(fields.build(flat, MultiDict({"skala": "3"}), HERE)) == {"skala": 3}


def test_optional_groups_nobody_filled_in_are_not_answers_and_demanded_ones_are_looked_into() -> (
    None
):
    group = {"type": "object", "properties": {"navn": {"type": "string"}}, "required": ["navn"]}
    flat = {"type": "object", "properties": {"kontakt": group}, "required": []}
    assert fields.to_json(fields.build(flat, MultiDict(), HERE)) == {}
    demanded = {**flat, "required": ["kontakt"]}
    assert fields.to_json(fields.build(demanded, MultiDict(), HERE)) == {"kontakt": {}}
