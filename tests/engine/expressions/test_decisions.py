"""Decision tables: seven hit policies, and what is wrong with a table before it is used."""

from typing import Any

import pytest
from lxml import etree

from engine.expressions import DecisionTable, ExpressionError, read_decision
from tests.engine.expressions.reading import CALENDAR, NOW

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def definitions(inside: str, namespace: str = DMN) -> Any:
    return etree.fromstring(f'<definitions xmlns="{namespace}">{inside}</definitions>')


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def cells(tag: str, texts: tuple[str, ...]) -> str:
    return "".join(f"<{tag}><text>{escaped(text)}</text></{tag}>" for text in texts)


def table(
    policy: str,
    *rules: tuple[tuple[str, ...], tuple[str, ...]],
    inputs: tuple[str, ...] = ("alder",),
    outputs: str = '<output name="svar"/>',
) -> DecisionTable:
    asked = "".join(
        f"<input><inputExpression><text>{escaped(text)}</text></inputExpression></input>"
        for text in inputs
    )
    rows = "".join(
        f"<rule>{cells('inputEntry', tests)}{cells('outputEntry', answers)}"
        "<annotationEntry><text>fordi</text></annotationEntry></rule>"
        for tests, answers in rules
    )
    inside = (
        f'<decision id="d" name="Avgjørelse"><decisionTable {policy}>{asked}{outputs}'
        f'<annotation name="Hvorfor"/>{rows}</decisionTable></decision>'
    )
    return read_decision(definitions(inside), "d")


def decide(found: DecisionTable, **scope: Any) -> dict[str, Any]:
    return found.decide(scope, now=NOW, calendar=CALENDAR)


AGES = (
    (("< 13",), ('"barn"',)),
    (("[10..20]",), ('"ung"',)),
    ((">= 18",), ('"voksen"',)),
)
RANKED = (
    '<output name="svar"><outputValues><text>"voksen", "ung", "barn"</text></outputValues></output>'
)


def test_unique_gives_the_rule_that_hits() -> None:
    assert decide(table('hitPolicy="UNIQUE"', *AGES), alder=30) == {"svar": "voksen"}


def test_unique_with_two_hits_is_an_error_that_names_the_rules() -> None:
    with pytest.raises(ExpressionError) as caught:
        decide(table('hitPolicy="UNIQUE"', *AGES), alder=12)
    assert caught.value.key == "two_hits"
    assert caught.value.params["rules"] == [1, 2]


def test_a_table_without_hit_policy_is_unique_as_drawing_tools_mean() -> None:
    with pytest.raises(ExpressionError):
        decide(table("", *AGES), alder=12)


def test_first_takes_the_topmost_hit() -> None:
    assert decide(table('hitPolicy="FIRST"', *AGES), alder=12) == {"svar": "barn"}


def test_any_takes_hits_that_agree_and_refuses_others() -> None:
    agreeing = table('hitPolicy="ANY"', (("> 1",), ('"a"',)), (("> 2",), ('"a"',)))
    assert decide(agreeing, alder=3) == {"svar": "a"}
    with pytest.raises(ExpressionError) as caught:
        decide(table('hitPolicy="ANY"', *AGES), alder=12)
    assert caught.value.key == "two_hits"


def test_priority_takes_the_hit_whose_answer_stands_first() -> None:
    found = table('hitPolicy="PRIORITY"', *AGES, outputs=RANKED)
    assert decide(found, alder=19) == {"svar": "voksen"}
    assert decide(found, alder=12) == {"svar": "ung"}


def test_priority_weighs_the_first_column_most() -> None:
    outputs = (
        '<output name="a"><outputValues><text>1, 2</text></outputValues></output>'
        '<output name="b"><outputValues><text>"x", "y"</text></outputValues></output>'
    )
    found = table(
        'hitPolicy="PRIORITY"',
        (("-",), ("2", '"x"')),
        (("-",), ("1", '"y"')),
        (("-",), ("1", '"x"')),
        outputs=outputs,
    )
    assert decide(found) == {"a": 1, "b": "x"}


def test_rule_order_and_output_order_give_lists() -> None:
    assert decide(table('hitPolicy="RULE ORDER"', *AGES), alder=19) == {"svar": ["ung", "voksen"]}
    ordered = table('hitPolicy="OUTPUT ORDER"', *AGES, outputs=RANKED)
    assert decide(ordered, alder=19) == {"svar": ["voksen", "ung"]}


def test_collect_gives_every_answer() -> None:
    found = table('hitPolicy="COLLECT"', *AGES)
    assert decide(found, alder=12) == {"svar": ["barn", "ung"]}
    assert decide(found, alder=-1) == {"svar": ["barn"]}


@pytest.mark.parametrize(
    ("aggregation", "expected", "of_none"),
    [("SUM", 11, None), ("MIN", 2, None), ("MAX", 9, None), ("COUNT", 2, 0)],
)
def test_collect_can_count(aggregation: str, expected: int, of_none: object) -> None:
    found = table(
        f'hitPolicy="COLLECT" aggregation="{aggregation}"',
        (("> 1",), ("9",)),
        (("> 2",), ("alder - 1",)),
    )
    assert decide(found, alder=3) == {"svar": expected}
    assert decide(found, alder=0) == {"svar": of_none}


def test_no_hit_gives_null_or_the_default() -> None:
    assert decide(table("", (("> 5",), ("1",))), alder=3) == {"svar": None}
    entry = "<defaultOutputEntry><text>alder + 1</text></defaultOutputEntry>"
    default = f'<output name="svar">{entry}</output>'
    assert decide(table("", (("> 5",), ("1",)), outputs=default), alder=3) == {"svar": 4}
    collected = table('hitPolicy="COLLECT"', (("> 5",), ("1",)))
    assert decide(collected, alder=3) == {"svar": []}


def test_several_inputs_and_outputs() -> None:
    found = table(
        "",
        (('"alvorlig", "akutt"', "true"), ('"rektor"', "1")),
        (("-", "false"), ('"kontaktlarer"', "5")),
        inputs=("melding.grad", "melding.gjentatt"),
        outputs='<output name="hvem"/><output name="frist"/>',
    )
    assert found.outputs == ("hvem", "frist")
    assert found.paths == {("melding", "grad"), ("melding", "gjentatt")}
    grave = {"grad": "akutt", "gjentatt": True}
    assert decide(found, melding=grave) == {"hvem": "rektor", "frist": 1}
    mild = {"grad": "lett", "gjentatt": False}
    assert decide(found, melding=mild) == {"hvem": "kontaktlarer", "frist": 5}
    assert decide(found, melding={}) == {"hvem": None, "frist": None}


def test_cells_may_read_the_case_and_the_calendar() -> None:
    found = table("", (("? in plan.trinn",), ("skoledager(1)",)))
    assert found.paths == {("alder",), ("plan", "trinn")}
    assert decide(found, alder=2, plan={"trinn": [1, 2]}) == {"svar": "2026-11-24T09:00:00+01:00"}


@pytest.mark.parametrize(
    ("type_ref", "answer", "expected"),
    [
        ("string", "5", "5"),
        ("number", '"5"', 5),
        ("integer", '"x"', None),
        ("boolean", '"true"', True),
        ("date", '"2026-01-01"', "2026-01-01"),
        ("date", "now()", None),
        ("feel:string", "true", "true"),
        ("tOwn", "5", 5),
    ],
)
def test_an_answer_becomes_the_type_of_its_column(
    type_ref: str, answer: str, expected: object
) -> None:
    outputs = f'<output name="svar" typeRef="{type_ref}"/>'
    assert decide(table("", (("-",), (answer,)), outputs=outputs)) == {"svar": expected}


def test_an_input_of_a_date_column_may_be_text() -> None:
    inside = (
        '<decision id="d"><decisionTable><input><inputExpression typeRef="date">'
        '<text>dag</text></inputExpression></input><output name="svar"/><rule><inputEntry>'
        "<text>?.year = 2026</text></inputEntry><outputEntry><text>1</text></outputEntry>"
        "</rule></decisionTable></decision>"
    )
    assert decide(read_decision(definitions(inside)), dag="2026-01-01") == {"svar": 1}


def test_a_literal_expression_is_a_decision_too() -> None:
    inside = (
        '<decision id="d"><variable name="frist" typeRef="string"/>'
        "<literalExpression><text>dager + 1</text></literalExpression></decision>"
    )
    found = read_decision(definitions(inside), "d")
    assert found.outputs == ("frist",)
    assert found.paths == {("dager",)}
    assert decide(found, dager=4) == {"frist": "5"}


def test_the_only_column_may_be_named_by_the_decision() -> None:
    inside = (
        '<decision id="d"><variable name="svar"/><decisionTable><output/>'
        "<rule><outputEntry><text>1</text></outputEntry></rule></decisionTable></decision>"
    )
    assert decide(read_decision(definitions(inside))) == {"svar": 1}


@pytest.mark.parametrize(
    ("logic", "key"),
    [
        ("", "no_logic"),
        (
            '<decisionTable hitPolicy="BEST"><output name="a"/></decisionTable>',
            "unknown_hit_policy",
        ),
        ('<decisionTable hitPolicy="COLLECT" aggregation="AVG"/>', "unknown_aggregation"),
        ("<decisionTable/>", "no_outputs"),
        ('<decisionTable expressionLanguage="python"/>', "not_feel"),
        (
            "<informationRequirement><requiredDecision/></informationRequirement>",
            "required_decision",
        ),
        ("<literalExpression><text>1 +</text></literalExpression>", "unexpected_end"),
    ],
)
def test_a_decision_we_cannot_run_is_refused_when_it_is_read(logic: str, key: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        read_decision(definitions(f'<decision id="d">{logic}</decision>'), "d")
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("inside", "key"),
    [
        ("", "no_decision"),
        ('<decision id="x"/>', "no_decision"),
        ('<decision id="d"/><decision id="d"/>', "which_decision"),
    ],
)
def test_a_decision_is_found_by_its_id(inside: str, key: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        read_decision(definitions(inside), "d")
    assert caught.value.key == key


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
    ],
)
def test_dmn_of_several_years_is_read(namespace: str) -> None:
    inside = '<decision id="d"><literalExpression><text>1</text></literalExpression></decision>'
    assert decide(read_decision(definitions(inside, namespace))) == {"d": 1}


def test_another_language_that_looks_like_dmn_is_refused() -> None:
    with pytest.raises(ExpressionError) as caught:
        read_decision(definitions('<decision id="d"/>', "urn:something"), "d")
    assert caught.value.key == "not_dmn"


def problems(found: DecisionTable) -> list[tuple[int | None, str]]:
    return [(number, key) for number, key, _ in found.problems()]


def test_a_sound_table_has_no_problems() -> None:
    assert problems(table("", (("< 5",), ("1",)), ((">= 5",), ("2",)))) == []


def test_cells_that_cannot_be_read_are_all_named_and_nothing_is_decided() -> None:
    found = table("", (("< ",), ("1",)), (("-",), ("tell(1)",)), (("> 1",), ("2",)))
    assert found.problems()[0] == (
        1,
        "cell_invalid",
        {"column": "alder", "text": "<", "position": 1, "key": "unexpected_end"},
    )
    assert (2, "cell_invalid") in problems(found)
    with pytest.raises(ExpressionError):
        decide(found, alder=3)


def test_a_row_with_too_few_cells_is_a_problem() -> None:
    found = table("", (("-",), ("1",)), inputs=("a", "b"))
    assert problems(found) == [(1, "cell_invalid")]


def test_rows_that_ask_the_same_are_a_problem() -> None:
    found = table("", (("<  5",), ("1",)), (("< 5",), ("2",)))
    assert found.problems() == [(2, "duplicate_rule", {"other": 1})]


def test_a_row_for_everything_beside_others_is_a_problem() -> None:
    assert problems(table("", (("< 5",), ("1",)), (("-",), ("2",)))) == [(2, "overlapping_rule")]
    first = 'hitPolicy="FIRST"'
    assert problems(table(first, (("< 5",), ("1",)), (("-",), ("2",)))) == []
    assert problems(table(first, (("-",), ("1",)), (("< 5",), ("2",)))) == [(2, "unreachable_rule")]


def test_ranking_policies_need_the_allowed_answers() -> None:
    found = table('hitPolicy="PRIORITY"', (("-",), ('"a"',)))
    assert problems(found) == [(None, "output_values_missing")]


def test_an_answer_outside_the_allowed_ones_is_a_problem() -> None:
    found = table('hitPolicy="PRIORITY"', (("-",), ('"gammel"',)), outputs=RANKED)
    assert problems(found) == [(1, "output_not_allowed")]
    typed = '<output name="svar" typeRef="number"/>'
    assert problems(table("", (("-",), ('"mye"',)), outputs=typed)) == [(1, "output_not_allowed")]


def test_an_output_needs_a_name_that_expressions_can_use() -> None:
    found = table("", (("-",), ("1",)), outputs='<output name="Er alvorlig"/>')
    assert problems(found) == [(None, "output_name")]


def test_a_bad_input_column_is_a_problem() -> None:
    assert problems(table("", (("-",), ("1",)), inputs=("a b",)))[0] == (None, "column_invalid")


def test_an_enormous_table_is_refused() -> None:
    with pytest.raises(ExpressionError) as caught:
        table("", *[((f"{n}",), ("1",)) for n in range(1_001)])
    assert caught.value.key == "table_too_big"


def test_a_table_shares_one_budget_over_all_its_cells() -> None:
    heavy = "count(for i in 1..900 return i) > 0 and ? > 0"
    found = table('hitPolicy="COLLECT"', *[((f"{heavy} and {n} > 0",), ("1",)) for n in range(30)])
    with pytest.raises(ExpressionError) as caught:
        decide(found, alder=1)
    assert caught.value.key == "step_budget"
