from typing import Any

from werkzeug.datastructures import MultiDict

from webapp import fields
from webapp.formcontext import FormContext

HERE = FormContext(audience=None)


def asked(
    schema: dict[str, Any], text: str = "", required: bool = False, here: FormContext = HERE
) -> Any:
    flat = {"properties": {"felt": schema}, "required": ["felt"] if required else []}
    return fields.build(flat, MultiDict({"felt": text} if text else {}), here)["felt"]


def test_a_date_control_becomes_a_text_control_for_text_it_would_throw_away() -> None:
    date = {"type": "string", "format": "date"}
    assert 'type="date"' in asked(date, "2026-12-24")(**asked(date, "2026-12-24").attributes)
    typed = asked(date, "neste uke")
    assert 'type="text"' in typed(**typed.attributes)
    assert 'value="neste uke"' in typed(**typed.attributes)


def test_seconds_are_asked_for_only_where_there_are_some() -> None:
    time = {"type": "string", "format": "time"}
    assert "step" not in asked(time, "09:30").attributes
    assert asked(time, "09:30:15").attributes["step"] == "1"


def test_help_comes_before_the_control_and_is_tied_to_it() -> None:
    leaf = asked({"type": "string", "description": "Slik.", "examples": ["ti"]})
    assert leaf.help == ["Slik.", "For eksempel: ti"]
    assert leaf.attributes["aria-describedby"] == "f-felt-help"


def test_staff_are_asked_to_write_only_what_is_needed_and_a_pupil_is_not_told_to_hold_back() -> (
    None
):
    schema = {"type": "string", "x-sensitive": True, "x-visible-to": ["staff", "pupil"]}
    asked_of = {
        who: asked(schema, here=FormContext(audience=who)).help for who in ("staff", "pupil")
    }
    assert asked_of == {"staff": ["Følsom opplysning: skriv bare det som trengs."], "pupil": []}


def test_a_demanded_field_says_so_to_those_who_do_not_see_it() -> None:
    assert asked({"type": "string"}, required=True).attributes["aria-required"] == "true"
    assert "aria-required" not in asked({"type": "string"}).attributes


def test_a_value_with_several_lines_gets_a_control_that_keeps_them() -> None:
    leaf = asked({"type": "string"}, "en\nto")
    assert leaf().startswith("<textarea")


def test_a_character_nobody_can_store_is_a_fault_of_the_text() -> None:
    leaf = asked({"type": "string"}, "a\x00b")
    assert leaf.answer() == "a\ufffdb"
    assert leaf.fault == "unsavable"
    assert leaf.shown == "a\ufffdb"


def test_a_box_posted_with_anything_else_is_not_ticked() -> None:
    assert " checked" not in asked({"const": True, "type": "boolean"}, "false")()
    assert " checked" in asked({"const": True, "type": "boolean"}, "true")()
