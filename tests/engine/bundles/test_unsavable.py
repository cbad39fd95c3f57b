import pytest

from engine.bundles.unsavable import unsavable


@pytest.mark.parametrize(
    "text",
    ["æøå 🙂", "", "linje\n\tto", "\u0001", "\U0010ffff"],
    ids=["letters", "nothing", "lines", "control", "last"],
)
def test_what_can_be_stored_is_let_through(text: str) -> None:
    assert list(unsavable({"a": [text], "b": {"c": text}, "d": 1, "e": None})) == []


@pytest.mark.parametrize(
    "text", ["a\x00b", "\ud800", "x\udfffx"], ids=["nul", "half", "half in a word"]
)
def test_what_cannot_is_pointed_to_wherever_it_stands(text: str) -> None:
    assert list(unsavable({"a": {"b": ["fint", text]}})) == ["/a/b/1"]
    assert list(unsavable({text: 1})) == [f"/{text}"]
    assert list(unsavable({"a/b": text})) == ["/a~1b"]
