"""Signals inside a case, and decision tables."""

from pathlib import Path

import pytest

from engine.bundles import Bundle
from engine.runtime import ExpressionFailed
from tests.diagrams import Drawing
from tests.engine.runtime.walking import Walk

BUNDLES = Path(__file__).parents[2] / "bundles"
SIGNAL = '<bpmn:signalEventDefinition signalRef="sig"/>'


def signalled() -> Drawing:
    d = Drawing()
    d.roots.append('<bpmn:signal id="sig" name="Alarm"/>')
    d.both("split")
    d.user("a")
    d.node("intermediateThrowEvent", "throw", SIGNAL)
    d.chain("start", "split", "a", "throw", "end")
    return d


def test_a_signal_reaches_everything_in_the_case_that_waits_for_it() -> None:
    d = signalled()
    d.user("b")
    d.boundary("edge", on="b", event=SIGNAL)
    d.user("c")
    d.boundary("beside", on="c", event=SIGNAL, interrupting=False)
    inner = Drawing(start="s2")
    inner.node("intermediateCatchEvent", "catch", SIGNAL)
    inner.user("inside")
    inner.chain("s2", "catch", "inside", "end2")
    d.sub("sub", inner)
    for name in ("b", "c", "sub"):
        d.chain("split", name, f"end_{name}")
    for name in ("edge", "beside"):
        d.user(f"after_{name}")
        d.chain(name, f"after_{name}", f"end_{name}")
    walk = Walk(d)
    assert walk.open == ["a", "b", "c"]
    walk.do("a")
    assert walk.open == ["after_beside", "after_edge", "c", "inside"]


def test_a_signal_wins_over_the_timer_of_an_event_gateway() -> None:
    d = signalled()
    d.node("eventBasedGateway", "g")
    d.wait("late", "duration", "P5D")
    d.node("intermediateCatchEvent", "heard", SIGNAL)
    d.user("l")
    d.user("h")
    d.chain("split", "g", "late", "l", "end_l")
    d.chain("g", "heard", "h", "end_h")
    walk = Walk(d)
    walk.do("a")
    assert walk.open == ["h"]
    assert walk.step.next_due is None
    assert walk.step.fired == ()
    walk = Walk(d)
    walk.wait(days=5)
    assert walk.open == ["a", "l"]
    walk.do("a")
    assert walk.open == ["l"]


def test_a_signal_nobody_waits_for_is_lost_and_the_case_goes_on() -> None:
    d = signalled()
    d.user("b")
    d.chain("split", "b", "end_b")
    walk = Walk(d)
    walk.do("a")
    walk.do("b")
    assert walk.finished


def test_the_outputs_of_a_decision_become_names() -> None:
    walk = Walk(routed(FIRST))
    walk.do("a", {"grad": 4, "annet": "x"})
    assert walk.definition.reads["melding"] == {"grad"}
    assert walk.document == {"melding": {"grad": 4}, "frist": "P1D", "rolle": "rektor"}
    assert walk.task("b").assignee == "rektor"
    walk = Walk(routed(FIRST))
    walk.do("a", {"grad": 1})
    assert walk.document["rolle"] == "kontaktlarer"


def test_a_decision_that_cannot_be_made_stops_the_step_and_names_the_table() -> None:
    walk = Walk(routed(FIRST.replace('hitPolicy="FIRST"', 'hitPolicy="UNIQUE"')))
    with pytest.raises(ExpressionFailed) as caught:
        walk.do("a", {"grad": 4})
    assert (caught.value.element, caught.value.property) == ("rut", "decision")
    assert (caught.value.expression, caught.value.reason) == ("ruting", "two_hits")


FIRST = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d"
 namespace="x"><decision id="ruting" name="Ruting"><decisionTable id="t" hitPolicy="FIRST">
 <input id="i"><inputExpression id="ie"><text>melding.grad</text></inputExpression></input>
 <output id="o1" name="frist"/><output id="o2" name="rolle"/>
 <rule id="r1"><inputEntry id="a"><text>&gt;= 3</text></inputEntry>
 <outputEntry id="b"><text>"P1D"</text></outputEntry>
 <outputEntry id="c"><text>"rektor"</text></outputEntry></rule>
 <rule id="r2"><inputEntry id="e"><text>-</text></inputEntry>
 <outputEntry id="f"><text>"P5D"</text></outputEntry>
 <outputEntry id="g"><text>"kontaktlarer"</text></outputEntry></rule>
 </decisionTable></decision></definitions>"""


def routed(table: str) -> Bundle:
    d = Drawing()
    d.user("a", form="melding")
    d.decide("rut", "ruting")
    d.user("b", assignee="rolle", dueDate="frist")
    d.chain("start", "a", "rut", "b", "end")
    return d.bundle(ruting=table)


@pytest.mark.parametrize("path", sorted(BUNDLES.glob("*.bpmn")), ids=lambda path: path.stem)
def test_every_small_diagram_can_be_walked_from_one_end_to_the_other(path: Path) -> None:
    def bundle(found: Path, key: str) -> Bundle:
        files = {f"{key}.bpmn": found.read_text(encoding="utf-8")}
        table = found.with_suffix(".dmn")
        if table.exists():
            files[table.name] = table.read_text(encoding="utf-8")
        return Bundle(key, files)

    other = bundle(BUNDLES / "user_task.bpmn", "annen")
    walk = Walk(bundle(path, path.stem), {"melding": {"liste": [1, 2]}}, called=[other])
    for number in range(40):
        if walk.finished:
            return
        if walk.open and number % 7 != 6:
            walk.do(walk.open[number % len(walk.open)], {"alvorlig": number < 9, "liste": [1, 2]})
        else:
            walk.wait(days=9)
    pytest.fail("it never ends")
