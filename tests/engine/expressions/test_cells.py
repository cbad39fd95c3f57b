"""The tests in the cells of a decision table."""

import pytest

from engine.expressions import ExpressionError, compile_tests
from tests.engine.expressions.reading import passes


@pytest.mark.parametrize(
    ("cell", "given", "expected"),
    [
        ("-", None, True),
        ("", 3, True),
        ("  -  ", 3, True),
        ('"a"', "a", True),
        ('"a"', "b", False),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "b", False),
        ('not("a", "b")', "c", True),
        ("not(null)", None, False),
        ("null", None, True),
        ("null", 1, False),
        ("< 5", 4, True),
        ("<= 5", 5, True),
        ("> 5, < 2", 1, True),
        ("= 5", 5, True),
        ("!= 5", 4, True),
        ("[1..5]", 5, True),
        ("(1..5)", 5, False),
        ("]1..5[", 3, True),
        ("not([1..5])", 6, True),
        ("true", True, True),
        ("true", None, False),
        ("false", False, True),
        ("< 5", None, None),
        ("< 5", "text", None),
        ("grense", 7, True),
        ("< grense + 1", 7, True),
        ("liste", 2, True),
        ("liste", [1, 2], True),
        ("? > 3 and ? < 9", 7, True),
        ('contains(?, "a")', "bar", True),
        ('not(contains(?, "a"))', "bar", False),
        ('not(contains(?, "a")) or ? = "bar"', "bar", True),
        ("? in [1..3]", 2, True),
        ("count(?) > 1", [1, 2], True),
        ("some x in ? satisfies x > 1", [1, 2], True),
        ('< date("2026-12-01")', "2026-11-30", True),
    ],
)
def test_a_cell_is_about_the_value_of_its_column(
    cell: str, given: object, expected: object
) -> None:
    assert passes(cell, given, grense=7, liste=[1, 2]) is expected


def test_the_names_a_cell_reads_are_known() -> None:
    assert compile_tests("< plan.grense, ? = x").paths == {("plan", "grense"), ("x",)}


@pytest.mark.parametrize("cell", ["<", "a b", "not(", '"a" "b"', ",", "1,", "- 1 -", "not()"])
def test_a_cell_that_says_nothing_readable_is_refused(cell: str) -> None:
    with pytest.raises(ExpressionError):
        compile_tests(cell)
