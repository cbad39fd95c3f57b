from tests.webapp.richform import a_form, rich_form
from webapp import formdepends

TEXT = {"type": "string", "title": "Tekst"}


def test_conditions_at_the_top_nested_and_in_rows_are_all_found() -> None:
    assert formdepends.steering(rich_form()) == {
        ("ansatt_krenker",),
        ("skoleeier",),
        ("tiltak", "*", "type"),
    }


def test_fields_others_depend_on_and_choices_between_objects_are_found() -> None:
    form = a_form(
        {"a": TEXT, "b": TEXT},
        dependentRequired={"a": ["b"]},
        dependentSchemas={"b": {"properties": {"c": TEXT}}},
        oneOf=[
            {"properties": {"slag": {"const": "x", "title": "X"}, "d": TEXT}},
            {"properties": {"slag": {"const": "y", "title": "Y"}}},
        ],
    )
    assert formdepends.steering(form) == {("a",), ("b",), ("slag",)}


def test_everything_inside_a_group_that_is_read_counts() -> None:
    group = {"type": "object", "title": "G", "properties": {"x": TEXT}}
    asked = {"properties": {"g": {"properties": {"x": {"const": "ja"}}}}}
    form = a_form({"g": group}, **{"if": asked, "then": {"properties": {"y": TEXT}}})
    assert formdepends.steers(form, ("g", "x"))
    assert not formdepends.steers(form, ("y",))
