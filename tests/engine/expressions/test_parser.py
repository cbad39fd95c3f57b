"""What is FEEL to us, and what the author is told when it is not."""

import pytest

from engine.expressions import ExpressionError, compile_expression
from tests.engine.expressions.reading import refusal, value


def test_a_leading_equals_sign_of_camundas_tools_is_left_out() -> None:
    assert value("= 1 + 1") == 2


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 2 - 3", 5),
        ("2 ** 3 ** 2", 64),
        ("-2 ** 2", 4),
        ("2 - -2", 4),
        ("true or false and false", True),
        ("1 + 1 = 2 and 3 > 2", True),
        ("not(false) and true", True),
        ("5 between 1 and 10 and true", True),
        ("if true then 1 else 2 + 3", 1),
        ("1 /* one */ + 1 // two", 2),
        ('"a" + "\\u00e6\\n\\"" ', 'aæ\n"'),
        ('"\\uD83D\\uDE00"', "😀"),
    ],
)
def test_operators_bind_as_in_feel(source: str, expected: object) -> None:
    assert value(source) == expected


def test_norwegian_letters_and_underscores_are_part_of_names() -> None:
    assert value("påmelding.er_ferdig_nå", påmelding={"er_ferdig_nå": True}) is True


def test_a_letter_written_as_two_code_points_is_the_same_letter() -> None:
    assert value("ma\u030al", mål=1) == 1


def test_the_words_of_the_language_may_be_steps_of_a_path() -> None:
    assert value("melding.for", melding={"for": "Nora"}) == "Nora"


def test_a_name_with_a_space_is_refused_with_its_own_key() -> None:
    fault = refusal("min melding > 3")
    assert (fault.key, fault.position) == ("space_in_name", 0)
    assert fault.params == {"name": "min melding"}


@pytest.mark.parametrize(
    ("source", "key", "position"),
    [
        ("", "unexpected_end", 0),
        ("1 +", "unexpected_end", 3),
        ("a # b", "unexpected_character", 2),
        ("a = “b”", "unexpected_character", 4),
        ('a = "b', "unterminated_text", 4),
        ("1 /* no end", "unterminated_comment", 2),
        ("tell(1)", "unknown_function", 0),
        ("1 + tell(1)", "unknown_function", 4),
        ("count()", "wrong_arguments", 0),
        ("count(list: 1, other: 2)", "wrong_arguments", 0),
        ("a = b = c", "chained_comparison", 6),
        ("a == b", "unexpected", 3),
        ("?", "question_outside_test", 0),
        ('@"not a date"', "bad_literal", 0),
        ("function(x) x", "own_function", 0),
        ("{a: 1, a: 2}", "two_entries", 7),
        ("1 instance of thing", "unknown_type", 2),
        ('matches(a, "(")', "bad_pattern", 0),
        ("matches(a, b)", "pattern_not_fixed", 11),
        ("1e9999", "number_out_of_range", 0),
        ("(" * 50 + "1" + ")" * 50, "too_deep", 40),
        ("1" + "+1" * 3_999, "too_long", 2_001),
        ("x" * 9_000, "too_long", 8_000),
    ],
)
def test_a_refusal_names_its_reason_and_place(source: str, key: str, position: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(source)
    assert (caught.value.key, caught.value.position) == (key, position)


def test_a_reader_is_shown_the_text_that_was_refused() -> None:
    assert refusal("1 +").source == "1 +"


def test_a_refusal_does_not_repeat_an_enormous_text() -> None:
    assert len(refusal("x" * 1_000_000).source) < 100


def test_the_paths_an_expression_reads_are_known() -> None:
    source = "melding.alvorlig = true and count(plan.tiltak) > grense"
    found = compile_expression(source).paths
    assert found == {("melding", "alvorlig"), ("plan", "tiltak"), ("grense",)}


def test_names_of_loops_and_contexts_are_no_paths() -> None:
    source = "for t in plan.tiltak, n in 1..3 return {a: t.frist, b: a}"
    assert compile_expression(source).paths == {("plan", "tiltak")}


def test_a_name_inside_a_filter_may_be_either_and_is_counted_as_read() -> None:
    found = compile_expression("plan.tiltak[frist < idag and item.x = 1].navn").paths
    assert found == {("plan", "tiltak"), ("frist",), ("idag",)}


def test_a_path_on_from_a_list_is_read_in_full() -> None:
    assert compile_expression("plan.tiltak.frist").paths == {("plan", "tiltak", "frist")}


def test_the_same_text_is_made_ready_once() -> None:
    assert compile_expression("a.b.c = 1") is compile_expression("a.b.c = 1")
