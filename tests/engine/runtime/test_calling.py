"""Calling a process of another bundle inside the case."""

import pytest

from engine.runtime import BudgetExceeded, DefinitionRefused, compile_definition
from tests.diagrams import Drawing
from tests.engine.runtime.walking import Walk


def called() -> Drawing:
    d = Drawing("evaluering", start="start")
    d.user("a", form="vurdering")
    d.xor("g")
    d.user("b")
    d.chain("start", "a", "g")
    d.flow("g", "b", when="vurdering.mer = true and melding.alvorlig = true")
    d.flow("g", "end", otherwise=True)
    d.end()
    d.chain("b", "end_b")
    return d


def calling() -> Drawing:
    d = Drawing()
    d.user("a", form="melding")
    d.call("c", "evaluering")
    d.user("z", form="z")
    d.xor("g")
    d.chain("start", "a", "c", "z", "g")
    d.flow("g", "c", when="z.igjen = true and vurdering.mer = true")
    d.flow("g", "end", otherwise=True)
    d.end()
    return d


def test_a_called_process_shares_the_case_document_both_ways() -> None:
    walk = Walk(calling(), called=[called().bundle()])
    walk.do("a", {"alvorlig": True, "navn": "x"})
    assert walk.open == ["evaluering/a"]
    assert walk.definition.elements["evaluering/a"].form == "vurdering"
    walk.do("evaluering/a", {"mer": True})
    assert walk.document == {"melding": {"alvorlig": True}, "vurdering": {"mer": True}}
    assert walk.step.passed == (
        *("evaluering/a", "evaluering/f_a_g", "evaluering/g", "evaluering/f_g_b"),
    )
    walk.do("evaluering/b")
    walk.do("z", {"igjen": True})
    assert walk.open == ["evaluering/a"]
    walk.do("evaluering/a", {"mer": False})
    walk.do("z", {"igjen": True})
    assert walk.finished


def test_a_called_process_that_is_not_there_is_refused_before_anything_runs() -> None:
    with pytest.raises(DefinitionRefused) as caught:
        compile_definition(calling().bundle())
    assert (caught.value.element, caught.value.reason) == ("c", "not_found")


def test_a_process_that_calls_itself_without_end_is_stopped() -> None:
    d = Drawing()
    d.call("c", "p")
    d.chain("start", "c", "end")
    with pytest.raises(BudgetExceeded) as caught:
        Walk(d)
    assert caught.value.reason == "too_deep"
