"""What holds for every text and every document."""

import math
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.expressions import ExpressionError, compile_expression, compile_tests
from engine.expressions.registry import FUNCTIONS
from tests.engine.expressions.reading import CALENDAR, NOW, value

_WORDS = [
    *("melding", "alvorlig", "plan", "tiltak", "item", "?", "x", "y", "æ"),
    *("and", "or", "not", "if", "then", "else", "for", "in", "return", "some", "every"),
    *("satisfies", "between", "instance of", "true", "false", "null", "=", "!=", "<", "<="),
    *("+", "-", "*", "/", "**", "(", ")", "[", "]", "{", "}", ",", ":", ".", "..", '"tekst"'),
    *("1", "0.5", "1e300", '@"2026-01-01"', '@"P1D"', '"2026-01-01"', "partial", "=="),
]
_SCOPE = {
    "melding": {"alvorlig": True, "tekst": "hei", "dato": "2026-11-01"},
    "plan": {"tiltak": [{"navn": "a", "frist": "2026-11-01"}, {"navn": "b", "frist": None}]},
    "x": 5,
    "y": [1, "a", None, 2.5],
}

words = st.lists(st.sampled_from([*_WORDS, *FUNCTIONS]), max_size=25).map(" ".join)
anything = st.one_of(
    words, st.text(max_size=60), st.text(alphabet='()[]{}.,:?<>=+-*/"@ a1', max_size=40)
)


def _built(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Expressions that can be read, out of smaller ones."""
    operators = st.sampled_from(["+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "or", "in"])
    functions = st.sampled_from(sorted(FUNCTIONS))
    return st.one_of(
        st.tuples(inner, operators, inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        st.tuples(functions, st.lists(inner, max_size=4)).map(
            lambda t: f"{t[0]}({', '.join(t[1])})"
        ),
        st.tuples(inner, inner, inner).map(lambda t: f"if {t[0]} then {t[1]} else {t[2]}"),
        st.tuples(inner, inner).map(lambda t: f"for v in {t[0]} return {t[1]}"),
        st.tuples(inner, inner).map(lambda t: f"some v in {t[0]} satisfies {t[1]}"),
        st.tuples(inner, inner).map(lambda t: f"({t[0]})[{t[1]}]"),
        st.tuples(inner, inner).map(lambda t: f"[({t[0]})..({t[1]})]"),
        st.tuples(inner, inner).map(lambda t: f"{{a: {t[0]}, b: {t[1]}}}"),
        st.lists(inner, max_size=3).map(lambda t: f"[{', '.join(t)}]"),
        inner.map(lambda t: f"-({t})"),
        inner.map(lambda t: f"({t}).navn"),
    )


leaves = st.sampled_from(
    [
        *("1", "-2.5", "0", "1e30", '"a"', '""', "true", "false", "null", "v", "item", "x", "y"),
        *("melding.tekst", "melding.dato", "plan.tiltak", "plan", "today()", "now()"),
        *('@"2026-01-31"', '@"10:00:00"', '@"P1M"', '@"P1DT2H"', '@"2026-01-01T10:00:00"'),
    ]
)
readable = st.recursive(leaves, _built, max_leaves=12)

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5)
    ),
    max_leaves=25,
)


@settings(max_examples=600, deadline=None)
@given(anything)
def test_any_text_is_a_value_or_a_refusal(text: str) -> None:
    with suppress(ExpressionError):
        compile_expression(text).evaluate(_SCOPE, now=NOW, calendar=CALENDAR)
    with suppress(ExpressionError):
        compile_tests(text).holds(5, _SCOPE, now=NOW, calendar=CALENDAR)


def _is_json(found: Any) -> bool:
    if isinstance(found, list):
        return all(_is_json(item) for item in found)
    if isinstance(found, dict):
        return all(type(key) is str and _is_json(item) for key, item in found.items())
    if isinstance(found, float):
        return math.isfinite(found)
    return found is None or type(found) in (bool, int, str)


@settings(max_examples=600, deadline=None)
@given(readable)
def test_every_readable_expression_gives_json(text: str) -> None:
    assert _is_json(_outcome(text)[0])


def _outcome(text: str, **scope: Any) -> tuple[Any, str]:
    """The value, or the key of the refusal."""
    try:
        return value(text, **(scope or _SCOPE)), ""
    except ExpressionError as fault:
        return None, fault.key


@settings(max_examples=300, deadline=None)
@given(json_values)
def test_any_document_comes_out_as_it_went_in(document: Any) -> None:
    assert value("x", x=document) == document
    assert value("x.y", x={"y": document}) == document
    assert value("[x][1]", x=document) == document
    assert value("x = x", x=document) is not False


@settings(max_examples=200, deadline=None)
@given(readable)
def test_the_same_expression_gives_the_same_again(text: str) -> None:
    assert _outcome(text) == _outcome(text)


@settings(max_examples=300, deadline=None)
@given(readable)
def test_an_expression_reads_only_the_paths_it_says_it_reads(text: str) -> None:
    with suppress(ExpressionError):
        roots = {path[0] for path in compile_expression(text).paths}
        fewer = {name: found for name, found in _SCOPE.items() if name in roots}
        assert _outcome(text, nothing=None, **fewer) == _outcome(text)
