import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.webapp.richform import a_form, rich_form
from webapp import formrows

STEP = {"type": "object", "properties": {"navn": {"type": "string", "title": "Navn"}}}
NESTED = a_form(
    {
        "tiltak": {
            "type": "array",
            "title": "Tiltak",
            "items": {
                "type": "object",
                "properties": {
                    "hva": {"type": "string", "title": "Hva"},
                    "steg": {"type": "array", "title": "Steg", "items": STEP},
                },
            },
        }
    }
)
ROWS = [
    ("tiltak-0-hva", "A"),
    ("tiltak-0-steg-0-navn", "a0"),
    ("tiltak-0-steg-1-navn", "a1"),
    ("tiltak-1-hva", "B"),
    ("tiltak-1-steg-0-navn", "b0"),
]


def test_rows_inside_rows_move_with_the_row_they_stand_in() -> None:
    moved, goal = formrows.act(NESTED, ROWS, "down:tiltak-0")
    assert goal == "tiltak-1"
    assert dict(moved) == {
        "tiltak-1-hva": "A",
        "tiltak-1-steg-0-navn": "a0",
        "tiltak-1-steg-1-navn": "a1",
        "tiltak-0-hva": "B",
        "tiltak-0-steg-0-navn": "b0",
    }


def test_an_inner_row_is_removed_from_its_own_list_only() -> None:
    left, goal = formrows.act(NESTED, ROWS, "drop:tiltak-0-steg-0")
    assert goal == "tiltak-0-steg"
    assert ("tiltak-0-steg-0-navn", "a1") in left
    assert ("tiltak-1-steg-0-navn", "b0") in left


def test_a_row_is_added_to_an_inner_list() -> None:
    grown, goal = formrows.act(NESTED, ROWS, "add:tiltak-1-steg")
    assert goal == "tiltak-1-steg-1"
    assert grown[-1] == ("tiltak-1-steg-1-_row", "1")


def test_no_more_rows_than_the_form_allows() -> None:
    form = rich_form()
    pairs: list[tuple[str, str]] = []
    for _ in range(9):
        pairs, _goal = formrows.act(form, pairs, "add:tiltak")
    assert formrows.rows_of(pairs, "tiltak") == 4


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["add", "up", "down", "drop"]).flatmap(
            lambda verb: st.integers(0, 4).map(
                lambda n: f"{verb}:vitner" + ("" if verb == "add" else f"-{n}")
            )
        ),
        max_size=12,
    )
)
def test_row_buttons_in_any_order_keep_every_text_that_was_not_removed(actions: list[str]) -> None:
    form = rich_form()
    pairs = [("vitner-0", "a"), ("vitner-1", "b"), ("vitner-2", "c")]
    texts = ["a", "b", "c"]
    for action in actions:
        pairs, _ = formrows.act(form, pairs, action)
        verb, _, name = action.partition(":")
        number = int(name.rpartition("-")[2]) if "-" in name else 0
        if verb == "add":
            texts.append("")
        elif verb == "drop" and number < len(texts):
            texts.pop(number)
        elif verb == "up" and 0 < number < len(texts):
            texts[number - 1], texts[number] = texts[number], texts[number - 1]
        elif verb == "down" and number + 1 < len(texts):
            texts[number + 1], texts[number] = texts[number], texts[number + 1]
    assert dict(pairs) == {f"vitner-{number}": text for number, text in enumerate(texts)}


def test_blank_rows_are_left_out_and_the_rest_close_up() -> None:
    pairs = [*ROWS, ("tiltak-0-steg-0-_row", "1"), ("tiltak-2-_row", "1"), ("tiltak-2-hva", " ")]
    pairs[1] = ("tiltak-0-steg-0-navn", "")
    assert dict(formrows.without_blank(pairs)) == {
        "tiltak-0-hva": "A",
        "tiltak-0-steg-0-navn": "a1",
        "tiltak-1-hva": "B",
        "tiltak-1-steg-0-navn": "b0",
    }


@pytest.mark.parametrize(
    "name", ["rektor", "tiltak-0-rektor", "_action", "csrf_token", "", "-", "tiltak--hva"]
)
def test_names_the_form_does_not_have_are_not_kept(name: str) -> None:
    assert formrows.known(NESTED, [(name, "x")], None) == []


def test_a_list_for_others_is_not_kept_with_anything_in_it() -> None:
    form = a_form({"notat": {"type": "array", "title": "N", "items": STEP}})
    assert formrows.known(form, [("notat-0-navn", "x")], "pupil") == []
    assert formrows.known(form, [("notat-0-navn", "x")], "staff") != []
