"""What a case is given as it begins, and what the lint says about reading it."""

import pytest

from engine.bundles import read_diagram
from tests.engine.bundles.cases import BUNDLES, bundle_of, findings_of, read

GOOD = read(BUNDLES / "timer_start.bpmn")
WHEN = '[skoledag(skolear.forste), skoledag(skolear.siste - duration("P30D"))]'


def rules(text: str) -> set[str]:
    return {finding.rule for finding in findings_of(bundle_of(text))}


def test_a_drawing_knows_that_the_calendar_starts_it_and_for_whom() -> None:
    diagram = read_diagram(GOOD.encode())
    assert diagram.timer_start is not None
    assert (diagram.timer_start.id, diagram.start_for) == ("start", "klasse")
    assert diagram.start_form is None
    by_hand = read_diagram(read(BUNDLES / "user_task.bpmn").encode())
    assert (by_hand.timer_start, by_hand.start_for) == (None, "")


@pytest.mark.parametrize(
    "text",
    [
        *("skoleuker(3)", "2026-10-01", "2026-10-01T12:00", "today()"),
        *("skoledager(skolear.forste, -10)", 'skolear.forste - duration("P14D")'),
        '[skoledag(date(date(skolear.forste).year, 9, 14)), skolear.siste + duration("P1D")]',
    ],
)
def test_dates_of_every_kind_may_start_a_process(text: str) -> None:
    assert rules(GOOD.replace(WHEN, text)) == set()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("klasse.trinn", "unknown_name"),
        ("melding.alvorlig", "unknown_name"),
        ("skolear.start", "unknown_field"),
        ("skoleuker(3", "expression"),
        ("skolemåneder(3)", "expression"),
        ("P5D", "timer_text"),
        ('"i morgen"', "start_moments"),
        ("[]", "start_moments"),
        ("[skolear.forste, null]", "start_moments"),
        ("for i in 1..100000 return skolear.forste", "start_moments"),
    ],
)
def test_a_start_that_would_never_come_is_found(text: str, rule: str) -> None:
    assert rule in rules(GOOD.replace(WHEN, text))


@pytest.mark.parametrize("text", ["skole.ansatte[1]", "klasse.elever[1]", "anledning.dato"])
def test_steps_may_read_what_the_case_is_given_as_it_begins(text: str) -> None:
    assert rules(GOOD.replace("klasse.kontaktlarere[1]", text)) == set()


def test_a_misspelt_field_of_what_is_given_is_found() -> None:
    wrong = GOOD.replace("klasse.kontaktlarere[1]", "klasse.kontaktlærer")
    [finding] = findings_of(bundle_of(wrong))
    assert (finding.rule, finding.params["near"]) == ("unknown_field", "kontaktlarere")


def test_a_plan_row_must_look_like_one() -> None:
    assert rules(GOOD.replace('value="F4 A1"', 'value="f4"')) == {"property_value"}
    assert rules(GOOD.replace('value="F4 A1"', 'value="M3a F10"')) == set()
