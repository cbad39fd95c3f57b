"""Trying a draft on every running case: what it says is what then happens."""

import time
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from engine import moves, publishing, tasks
from engine.bundles import Bundle
from engine.casefile import CASES
from engine.publishing import Origin
from engine.rehearsal import Effect, Verdict, rehearse
from engine.runtime import CannotMove
from tests.builders import a_case, open_tasks, publish_tiny, tiny
from tests.cast import Cast

Change = Callable[[str], str]
ANSWERS = {"alvorlig": True, "grunn": "Vedvarende"}


def _drawn(change: Change) -> Bundle:
    bundle = tiny()
    text = change(bundle.files["tiny.bpmn"])
    assert text != bundle.files["tiny.bpmn"]
    return Bundle("tiny", {**bundle.files, "tiny.bpmn": text})


def _one(session: Session, cast: Cast, change: Change) -> Effect:
    publish_tiny(session)
    a_case(session, cast.kari, hva="x")
    [effect] = rehearse(session, _drawn(change))
    return effect


def _renamed(text: str) -> str:
    return text.replace("Vurder meldingen", "Vurder meldinga")


def _new_step_first(text: str) -> str:
    """A step of rektor's before the one that was first."""
    return (
        text.replace(
            '<bpmn:userTask id="vurder"',
            '<bpmn:userTask id="les" name="Les meldingen"><bpmn:extensionElements>'
            "<spiffworkflow:properties>"
            '<spiffworkflow:property name="formKey" value="vurdering" />'
            '<spiffworkflow:property name="dueDate" value="skoledager(1)" />'
            "</spiffworkflow:properties></bpmn:extensionElements>"
            "<bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing></bpmn:userTask>"
            '<bpmn:userTask id="vurder"',
        )
        .replace("<bpmn:incoming>f1</bpmn:incoming>\n      <bpmn:outgoing>f2", _IN + "f2")
        .replace('id="f1" sourceRef="start" targetRef="vurder"', _ARROWS)
        .replace(
            "<bpmn:flowNodeRef>vurder<",
            "<bpmn:flowNodeRef>les</bpmn:flowNodeRef>\n<bpmn:flowNodeRef>vurder<",
        )
    )


_IN = "<bpmn:incoming>f3</bpmn:incoming>\n      <bpmn:outgoing>"
_ARROWS = (
    'id="f3" sourceRef="les" targetRef="vurder" />'
    '<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="les"'
)


def _new_step_last(text: str) -> str:
    """A step of rektor's after the one that was last."""
    return (
        text.replace(
            '<bpmn:endEvent id="slutt"',
            '<bpmn:userTask id="svar" name="Svar melderen"><bpmn:extensionElements>'
            "<spiffworkflow:properties>"
            '<spiffworkflow:property name="formKey" value="vurdering" />'
            '<spiffworkflow:property name="dueDate" value="skoledager(1)" />'
            "</spiffworkflow:properties></bpmn:extensionElements>"
            "<bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing></bpmn:userTask>"
            '<bpmn:endEvent id="slutt"',
        )
        .replace('"Vurdert">\n      <bpmn:incoming>f2', '"Vurdert">\n      <bpmn:incoming>f3')
        .replace(
            'id="f2" sourceRef="vurder" targetRef="slutt"',
            'id="f3" sourceRef="svar" targetRef="slutt" />'
            '<bpmn:sequenceFlow id="f2" sourceRef="vurder" targetRef="svar"',
        )
        .replace(
            "<bpmn:flowNodeRef>slutt<",
            "<bpmn:flowNodeRef>svar</bpmn:flowNodeRef>\n<bpmn:flowNodeRef>slutt<",
        )
    )


def _gone(text: str) -> str:
    return text.replace('"vurder"', '"bedom"').replace(">vurder<", ">bedom<")


def _rule_that_fails(text: str) -> str:
    """The new step's deadline is a text that is no day."""
    return _new_step_last(text).replace(
        'name="Svar melderen"><bpmn:extensionElements><spiffworkflow:properties>'
        '<spiffworkflow:property name="formKey" value="vurdering" />'
        '<spiffworkflow:property name="dueDate" value="skoledager(1)" />',
        'name="Svar melderen"><bpmn:extensionElements><spiffworkflow:properties>'
        '<spiffworkflow:property name="formKey" value="vurdering" />'
        '<spiffworkflow:property name="dueDate" value="melding.hva" />',
    )


def test_a_rehearsal_changes_nothing(session: Session, cast: Cast) -> None:
    publish_tiny(session)
    opened = a_case(session, cast.kari, hva="x")
    before = session.execute(CASES.select()).all()
    [effect] = rehearse(session, _drawn(_renamed))
    assert (effect.code, effect.steps) == (opened.code, ("vurder",))
    assert session.execute(CASES.select()).all() == before


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (_renamed, Verdict.MOVABLE),
        (_new_step_last, Verdict.MOVABLE),
        (_new_step_first, Verdict.SKIPS),
        (_gone, Verdict.STAYS),
        (_rule_that_fails, Verdict.FAILS),
    ],
)
def test_each_case_is_told_what_moving_would_mean(
    session: Session, cast: Cast, change: Change, verdict: Verdict
) -> None:
    effect = _one(session, cast, change)
    assert effect.verdict == verdict, effect


def test_what_a_case_would_pass_by_is_named(session: Session, cast: Cast) -> None:
    assert _one(session, cast, _new_step_first).skipped == ("les",)
    effect = rehearse(session, _drawn(_gone))[0]
    assert [element for element, _why in effect.reasons] == ["vurder"]


@pytest.mark.parametrize("change", [_renamed, _new_step_last, _new_step_first, _gone])
def test_the_verdict_is_what_then_happens(session: Session, cast: Cast, change: Change) -> None:
    effect = _one(session, cast, change)
    version = publishing.publish(session, _drawn(change), Origin.SCHOOL, cast.ada)
    if effect.verdict == Verdict.STAYS:
        with pytest.raises(CannotMove):
            moves.move(session, effect.case_id, version, cast.ada)
        return
    moves.move(session, effect.case_id, version, cast.ada)
    tasks.complete(session, open_tasks(session, effect.case_id)["vurder"], cast.randi, ANSWERS)
    left = set(open_tasks(session, effect.case_id))
    assert left == ({"svar"} if change is _new_step_last else set())


def test_a_thousand_cases_are_rehearsed_while_somebody_waits(session: Session, cast: Cast) -> None:
    publish_tiny(session)
    for _ in range(1000):
        a_case(session, cast.kari, hva="x")
    began = time.perf_counter()
    effects = rehearse(session, _drawn(_new_step_last))
    assert {effect.verdict for effect in effects} == {Verdict.MOVABLE}
    assert len(effects) == 1000
    assert time.perf_counter() - began < 60
