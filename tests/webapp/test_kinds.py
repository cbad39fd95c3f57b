from typing import Any

import pytest

from webapp import kinds
from webapp.formcontext import FormContext

HERE = FormContext(person_name={"kari": "Kari Vik"}.get)


@pytest.mark.parametrize(
    ("schema", "menu"),
    [
        ({"enum": ["a", "b", "c", "d", "e"]}, False),
        ({"enum": ["a", "b", "c", "d", "e", "f"]}, True),
        ({"enum": ["a", "b"], "x-widget": "select"}, True),
        ({"enum": list("abcdefgh"), "x-widget": "radio"}, False),
        ({"oneOf": [{"const": "a"}, {"const": "b"}]}, False),
    ],
)
def test_few_choices_are_all_shown_and_many_are_a_menu(schema: dict[str, Any], menu: bool) -> None:
    assert kinds.is_choice(schema)
    assert kinds.is_long_choice(schema) is menu


def test_a_choice_keeps_its_type_on_the_way_through_the_page() -> None:
    schema = {"enum": [1, "2", True, 2.5]}
    for value, _ in kinds.values(schema):
        (pair,) = kinds.write_json(value, schema, HERE)
        assert kinds.read_choice([pair[1]], schema) is value or value == 2.5


def test_a_choice_nobody_offered_stays_for_the_schema_to_refuse() -> None:
    assert kinds.read_choice(["d"], {"enum": ["a"]}) == "d"


def test_a_person_is_posted_with_name_and_key() -> None:
    assert kinds.write_person("kari", {}, HERE) == [("", "Kari Vik"), ("-_key", "kari")]
    assert kinds.write_person("borte", {}, HERE) == [("", "borte"), ("-_key", "borte")]


def test_a_scale_needs_few_whole_steps() -> None:
    scale = {"type": "integer", "x-widget": "scale", "minimum": 1}
    assert kinds.is_scale({**scale, "maximum": 5})
    assert not kinds.is_scale({**scale, "maximum": 500})
    assert not kinds.is_scale({**scale, "maximum": 5.5})
