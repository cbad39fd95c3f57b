"""The built-in functions."""

import pytest

from tests.engine.expressions.reading import refusal, value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('string length("æøå😀")', 4),
        ('substring("foobar", 3)', "obar"),
        ('substring("foobar", -2)', "ar"),
        ('substring("foobar", 3, 3)', "oba"),
        ('substring(string: "foobar", start position: 3)', "obar"),
        ('substring(start position: 3, string: "foobar", length: 1)', "o"),
        ('substring("foobar", 0)', None),
        ('upper case("æøå")', "ÆØÅ"),
        ('lower case("ÆØÅ")', "æøå"),
        ('contains("skolemiljø", "miljø")', True),
        ("contains(null, null)", None),
        ("contains(5, 5)", None),
        ('starts with("foo", "f")', True),
        ('ends with("foo", "o")', True),
        ('substring before("foobar", "bar")', "foo"),
        ('substring before("foobar", "x")', ""),
        ('substring after("foobar", "ob")', "ar"),
        ('substring after("foobar", "")', "foobar"),
        ('trim("  a ")', "a"),
        ('string join(["a", null, "b"], ", ")', "a, b"),
        ('string join(["a", 1])', None),
        ('is blank("  ")', True),
        ("string(1.50)", "1.5"),
        ("string(null)", None),
        ('string([1, "a", {b: null, "c d": true}])', '[1, "a", {b: null, "c d": true}]'),
        ('number("1 000,5", " ", ",")', 1000.5),
        ('number("1,000.5", ",", ".")', 1000.5),
        ('number("1.5", ".", ".")', None),
        ('number("x")', None),
        ('number("1_0")', None),
        ('matches("4AB123", "^[0-9][A-ZÆØÅ]{2}")', True),
        ('matches("Nora", "^n", "i")', True),
        ('matches("a\nb", "a.b", "s")', True),
        ('replace("abcd", "(ab)(cd)", "$2-$1")', "cd-ab"),
        ('replace("abc", "x*", "-")', None),
        ('split("a;b;;c", ";")', ["a", "b", "", "c"]),
    ],
)
def test_functions_on_text(source: str, expected: object) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("count([1, null])", 2),
        ("count(null)", None),
        ("count(5)", 1),
        ("sum([1, 2, 3])", 6),
        ("sum(1, 2, 3)", 6),
        ("sum([])", None),
        ("sum([1, null])", None),
        ("min([3, 1])", 1),
        ('max("a", "b")', "b"),
        ('min([1, "a"])', None),
        ('max([@"2026-01-01", @"2026-02-01"])', "2026-02-01"),
        ("mean([1, 2])", 1.5),
        ("median([8, 2, 5, 3])", 4),
        ("mode([6, 3, 9, 6, 6, 3])", [6]),
        ("stddev([2, 4, 7, 5])", 2.0816659994661326),
        ("product([2, 3])", 6),
        ("all([true, null])", None),
        ("all([false, null])", False),
        ("all([])", True),
        ("any([true, null])", True),
        ("any([false, null])", None),
        ("any([])", False),
        ("any(null)", None),
        ("append([1], 2, 3)", [1, 2, 3]),
        ("concatenate([1], [2], 3)", [1, 2, 3]),
        ("union([1, 2], [2, 3])", [1, 2, 3]),
        ("distinct values([1, 2, 1])", [1, 2]),
        ("flatten([[1, [2]], 3])", [1, 2, 3]),
        ("reverse([1, 2])", [2, 1]),
        ("index of([1, 2, 1], 1)", [1, 3]),
        ("list contains([1, null], null)", True),
        ("sublist([1, 2, 3], 2)", [2, 3]),
        ("sublist([1, 2, 3], -2, 1)", [2]),
        ("sublist([1, 2, 3], 3, 2)", None),
        ("insert before([1, 3], 2, 2)", [1, 2, 3]),
        ("remove([1, 2, 3], 2)", [1, 3]),
        ("list replace([1, 2], 2, 5)", [1, 5]),
        ('sort(["b", "a"])', ["a", "b"]),
        ('sort([1, "a"])', None),
        ("sort([])", []),
        ("is empty([])", True),
    ],
)
def test_functions_on_lists(source: str, expected: object) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("floor(-1.5)", -2),
        ("floor(1.56, 1)", 1.5),
        ("ceiling(1.2)", 2),
        ("round up(5.5, 0)", 6),
        ("round up(-1.126, 2)", -1.13),
        ("round down(-5.5, 0)", -5),
        ("round half up(2.5, 0)", 3),
        ("round half down(2.5, 0)", 2),
        ("decimal(2.5, 0)", 2),
        ("decimal(1234, -2)", 1200),
        ("decimal(1.5, 6000)", 1.5),
        ("abs(-1)", 1),
        ('abs(duration("-P1D"))', "P1D"),
        ("modulo(-12, 5)", 3),
        ("modulo(12, -5)", -3),
        ("modulo(10, 0)", None),
        ("sqrt(16)", 4),
        ("sqrt(-1)", None),
        ("log(0)", None),
        ("round half up(log(exp(2)), 20)", 2),
        ("exp(100000)", None),
        ("odd(3)", True),
        ("even(-2)", True),
    ],
)
def test_functions_on_numbers(source: str, expected: object) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('get value({a: 1}, "a")', 1),
        ('get value({a: 1}, "b")', None),
        ("get entries({a: 1})", [{"key": "a", "value": 1}]),
        ('context put({a: 1}, "b", 2)', {"a": 1, "b": 2}),
        ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}),
        ('context([{key: "a", value: 1}])', {"a": 1}),
        ('context([{key: "a", value: 1}, {key: "a", value: 2}])', None),
        ("get or else(null, 1)", 1),
        ("is(1, 1.0)", True),
        ('is(1, "1")', False),
        ("before(1, [1..2])", False),
        ("before(1, (1..2])", True),
        ("after([5..8], 3)", True),
        ("includes([1..10], 5)", True),
        ("includes([1..10], [2..4])", True),
        ("includes((1..10], (1..4])", True),
        ("during(10, [1..10))", False),
    ],
)
def test_functions_on_contexts_and_ranges(source: str, expected: object) -> None:
    assert value(source) == expected


def test_a_function_given_the_wrong_kind_is_null() -> None:
    assert value("upper case(5)") is None
    assert value("floor(true)") is None
    assert value("get value([1], 1)") is None


def test_a_pattern_is_never_taken_from_answers() -> None:
    assert refusal("matches(melding.tekst, melding.tekst)").key == "pattern_not_fixed"
    assert refusal('replace(t, "a", "b", melding.tekst)').key == "pattern_not_fixed"


def test_a_pattern_with_look_around_or_back_references_is_refused() -> None:
    assert refusal('matches(t, "(?=a)b")').key == "bad_pattern"
    assert refusal('matches(t, "(a)\\1")').key == "bad_pattern"


def test_a_dollar_that_names_no_group_is_a_dollar() -> None:
    assert value('replace("10", "10", "$ x $9")') == "$ x "


def test_an_expression_has_a_limit_of_patterns() -> None:
    source = " or ".join(f'matches(t, "a{n}")' for n in range(6))
    assert refusal(source).key == "too_many_patterns"
