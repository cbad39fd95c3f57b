"""What expressions mean: three-valued logic, null, exact numbers, loops and filters."""

from typing import Any

import pytest

from engine.expressions import compile_expression
from tests.engine.expressions.reading import CALENDAR, NOW, refusal, value

ROWS = [
    {"navn": "Samtale", "frist": "2026-11-01", "ferdig": True},
    {"navn": "Tilsyn", "frist": "2026-12-01", "ferdig": False},
    {"navn": "Møte", "frist": "2026-12-15", "ferdig": None},
]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("true and null", None),
        ("false and null", False),
        ("null and false", False),
        ("true or null", True),
        ("null or true", True),
        ("false or null", None),
        ('true and "yes"', None),
        ('false or "yes"', None),
        ("not(null)", None),
        ("null = null", True),
        ("null != null", False),
        ("1 = null", False),
        ("1 != null", True),
        ('1 = "1"', None),
        ('1 != "1"', None),
        ("null < 1", None),
        ("true < false", None),
        ("null + 1", None),
        ("1 / 0", None),
        ("-null", None),
        ('"a" + 1', None),
        ("null between 1 and 2", None),
        ("3 between null and 2", False),
        ("if null then 1 else 2", 2),
        ("[1, null] = [1, null]", True),
        ('[1, 2] = [1, "2"]', None),
        ("{a: 1} = {a: 1.0}", True),
        ("{a: 1} = {b: 1}", False),
    ],
)
def test_null_is_neither_true_nor_false(source: str, expected: object) -> None:
    assert value(source) is expected


def test_what_nobody_has_answered_is_null() -> None:
    assert value("melding.alvorlig") is None
    assert value("melding.alvorlig = true") is False
    assert value("count(plan.tiltak) > 0") is None
    assert value("melding.dypt.inne", melding={"dypt": "tekst"}) is None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("0.1 + 0.2 = 0.3", True),
        ("1 / 3 * 3", 1),
        ("10 ** 33 + 1 - 10 ** 33", 1),
        ("10 ** 34 + 1 - 10 ** 34", 0),
        ("string(1 / 3)", "0.3333333333333333333333333333333333"),
        ("string(9999999999999999999999999999999999)", "9" * 34),
        ("1.50", 1.5),
        ("100 ** 2", 10_000),
        ("10 ** 6000 * 10 ** 6000", None),
    ],
)
def test_numbers_are_decimals_of_34_digits(source: str, expected: object) -> None:
    assert value(source) == expected


def test_numbers_from_json_count_as_written() -> None:
    assert value("a + b", a=0.1, b=0.2) == 0.3
    assert value("a = 3", a=3.0) is True


def test_what_comes_out_is_json() -> None:
    made = value('{a: 1, b: [1.5, "x", null], c: today(), d: duration("P1DT2H"), e: [1..5)}')
    assert made == {
        "a": 1,
        "b": [1.5, "x", None],
        "c": "2026-11-23",
        "d": "P1DT2H",
        "e": "[1..5)",
    }


def test_a_part_of_the_document_comes_out_unchanged() -> None:
    part = {"liste": [1, 2.5, {"x": None}], "tekst": "æøå", "ja": True}
    assert value("melding", melding=part) == part


def test_the_document_is_never_changed() -> None:
    document: dict[str, Any] = {"rader": [1, 2], "kart": {"a": 1}}
    value('{x: append(rader, 3), y: context put(kart, "b", 2), z: reverse(rader)}', **document)
    assert document == {"rader": [1, 2], "kart": {"a": 1}}


def test_only_what_is_asked_for_is_looked_at() -> None:
    class Fragile(dict[str, Any]):
        def __getitem__(self, key: str) -> Any:
            raise AssertionError(key)

        def items(self) -> Any:
            raise AssertionError("copied")

    document = {"melding": {"alvorlig": True}, "resten": Fragile(a=1)}
    assert value("melding.alvorlig", **document) is True


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("3 in [1..3]", True),
        ("3 in [1..3)", False),
        ("3 in [1..3[", False),
        ("1 in ]1..3]", False),
        ("1 in (1..3)", False),
        ("2 in (1, 2)", True),
        ("2 in (< 1, > 1)", True),
        ("2 in [1, 2]", True),
        ("2 in 2", True),
        ('"b" in ["a".."c"]', True),
        ("2 in null", False),
        ("null in [1..2]", None),
    ],
)
def test_in_takes_ranges_lists_and_tests(source: str, expected: object) -> None:
    assert value(source) is expected


def test_a_filter_keeps_the_rows_for_which_it_is_true() -> None:
    assert value("rader[ferdig = false].navn", rader=ROWS) == ["Tilsyn"]
    assert value("count(rader[ferdig != true])", rader=ROWS) == 2
    assert value("rader[item.ferdig].navn", rader=ROWS) == ["Samtale"]
    assert value("tall[item > 1]", tall=[1, 2, 3]) == [2, 3]
    assert value("rader[ferdig = false]") == []


def test_a_field_of_the_row_hides_an_outer_name_inside_a_filter() -> None:
    assert value("rader[navn = wanted].navn", rader=ROWS, navn="x", wanted="Møte") == ["Møte"]
    assert value('for navn in ["Møte"] return rader[navn = "Tilsyn"].navn', rader=ROWS) == [
        ["Tilsyn"]
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("tall[1]", 5),
        ("tall[-1]", 7),
        ("tall[0]", None),
        ("tall[4]", None),
        ("tall[1.5]", None),
        ("tall[count(tall)]", 7),
        ("[][n]", None),
        ("5[1]", 5),
    ],
)
def test_a_number_in_brackets_is_a_place_counted_from_one(source: str, expected: object) -> None:
    assert value(source, tall=[5, 6, 7], n=1) == expected


def test_a_path_on_a_list_gives_that_field_of_every_row() -> None:
    assert value("rader.navn", rader=ROWS) == ["Samtale", "Tilsyn", "Møte"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("for x in [1, 2] return x * 2", [2, 4]),
        ("for x in 1..3, y in [10, 20] return x + y", [11, 21, 12, 22, 13, 23]),
        ("for x in 3..1 return x", [3, 2, 1]),
        ("for x in 1..3, y in 1..x return y", [1, 1, 2, 1, 2, 3]),
        ('for d in @"2026-11-30"..@"2026-12-01" return d', ["2026-11-30", "2026-12-01"]),
        ("for x in null return x", None),
        ("for x in [] return x", []),
        ("for x in 5 return x", [5]),
        ("for x in [1] return for x in [2] return x", [[2]]),
        ("some x in [1, 2] satisfies x > 1", True),
        ("some x in [1, null] satisfies x > 1", None),
        ("some x in [] satisfies x > 1", False),
        ("every x in [1, 2] satisfies x > 0", True),
        ("every x in [1, null] satisfies x > 0", None),
        ("every x in [0, null] satisfies x > 0", False),
        ("every x in [] satisfies x > 0", True),
        ("{a: 1, b: a + 1, c: {d: b}}.c.d", 2),
        ("1 instance of number", True),
        ("null instance of Any", False),
        ("now() instance of date and time", True),
        ("today() instance of date", True),
        ('duration("P1M") instance of years and months duration', True),
    ],
)
def test_loops_contexts_and_types(source: str, expected: object) -> None:
    assert value(source) == expected


def test_a_loop_name_does_not_outlive_its_loop() -> None:
    assert value("[for x in [1] return x, x]", x="ute") == [[1], "ute"]


@pytest.mark.parametrize(
    ("source", "key"),
    [
        ("for a in 1..300, b in 1..300 return a", "step_budget"),
        ("for a in 1..1000000000 return a", "list_too_long"),
        ("count(mange)", "list_too_long"),
        ("lang = 1", "text_too_long"),
        ("mye + mye", "text_too_long"),
    ],
)
def test_an_evaluation_stays_within_its_bounds(source: str, key: str) -> None:
    scope = {"mange": [1] * 20_001, "lang": "x" * 200_001, "mye": "x" * 150_000}
    assert refusal(source, **scope).key == key


def test_one_evaluation_does_not_use_the_budget_of_the_next() -> None:
    expression = compile_expression("count(for i in 1..2000 return i)")
    found = {expression.evaluate({}, now=NOW, calendar=CALENDAR) for _ in range(50)}
    assert found == {2000}


def test_a_document_nested_without_end_is_refused_calmly() -> None:
    deep: dict[str, Any] = {}
    for _ in range(5_000):
        deep = {"a": deep}
    assert refusal("x", x=deep).key == "too_deep"


def test_an_object_that_is_not_json_is_null() -> None:
    assert value("x", x=object()) is None
    assert value("x.y", x={"y": print}) is None
    assert value("x[1]", x=[print]) is None
