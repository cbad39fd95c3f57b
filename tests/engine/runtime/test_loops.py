"""Doing a step several times: one after another, all at once, or as long as something holds."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from engine.runtime import BudgetExceeded, ExpressionFailed, codec
from tests.diagrams import Drawing
from tests.engine.runtime.walking import Walk


def each_party(sequential: bool = False, until: str | None = None) -> Drawing:
    d = Drawing()
    d.user("plan", form="plan")
    d.user("hear", form="hear")
    d.many(
        "hear",
        "plan.parter",
        item="part",
        output=("svar", "sv"),
        until=until,
        sequential=sequential,
    )
    d.user("sum")
    d.xor("g")
    d.chain("start", "plan", "hear", "sum", "g")
    d.flow("g", "hear", when="count(svar) = 9")
    d.flow("g", "end", otherwise=True)
    d.end()
    return d


def test_every_item_of_a_list_inside_a_form_has_its_own_task_at_once() -> None:
    walk = Walk(each_party())
    walk.do("plan", {"parter": ["mor", "far", "eleven"], "annet": "x"})
    assert [(t.item, t.number) for t in walk.step.opened] == [("mor", 1), ("far", 2), ("eleven", 3)]
    walk.do("hear", {"enig": True}, item="far")
    assert walk.open == ["hear", "hear"]
    walk.do("hear", {"enig": False}, item="eleven")
    walk.do("hear", {"enig": None}, item="mor")
    assert walk.open == ["sum"]
    # in the order of the list, not the order of the answers
    assert walk.document["svar"] == [{"enig": None}, {"enig": True}, {"enig": False}]
    assert "hear" not in walk.document


def test_one_by_one_the_next_opens_when_the_one_before_is_done() -> None:
    walk = Walk(each_party(sequential=True))
    walk.do("plan", {"parter": ["mor", "far"]})
    assert [(t.item, t.number) for t in walk.step.opened] == [("mor", 1)]
    walk.do("hear", {"enig": True})
    assert [(t.item, t.number) for t in walk.step.opened] == [("far", 2)]
    walk.do("hear", {"enig": False})
    assert walk.document["svar"] == [{"enig": True}, {"enig": False}]


@pytest.mark.parametrize("sequential", [False, True])
@pytest.mark.parametrize("answers", [{"parter": []}, {"parter": None}, {}])
def test_an_empty_list_is_passed_at_once(sequential: bool, answers: dict[str, Any]) -> None:
    walk = Walk(each_party(sequential))
    walk.do("plan", answers)
    assert walk.open == ["sum"]
    assert walk.document["svar"] == []


@pytest.mark.parametrize("value", ["mor", 3, {"a": 1}, True])
def test_what_is_no_list_stops_the_step(value: object) -> None:
    walk = Walk(each_party())
    with pytest.raises(ExpressionFailed) as caught:
        walk.do("plan", {"parter": value})
    assert (caught.value.element, caught.value.property) == ("hear", "collection")
    assert caught.value.reason == "not_a_list"


@pytest.mark.parametrize("sequential", [False, True])
def test_a_multi_instance_in_a_loop_begins_afresh_each_time(sequential: bool) -> None:
    d = Drawing()
    d.xor("m")
    d.user("plan", form="plan")
    d.user("hear", form="hear")
    d.many("hear", "plan.parter", item="part", output=("svar", "sv"), sequential=sequential)
    d.user("ev", form="ev")
    d.xor("g")
    d.chain("start", "m", "plan", "hear", "ev", "g")
    d.flow("g", "m", when="ev.igjen = true and count(svar) = 2")
    d.flow("g", "end", otherwise=True)
    d.end()
    walk = Walk(d)
    for round_ in range(4):
        walk.do("plan", {"parter": [f"mor{round_}", f"far{round_}"]})
        walk.do("hear", {"n": 1}, item=f"mor{round_}")
        walk.do("hear", {"n": round_}, item=f"far{round_}")
        assert walk.document["svar"] == [{"n": 1}, {"n": round_}]
        walk.do("ev", {"igjen": round_ < 3})
    assert walk.finished


def test_a_completion_condition_withdraws_the_rest() -> None:
    walk = Walk(each_party(until="hear.enig = false"))
    walk.do("plan", {"parter": ["a", "b", "c"]})
    walk.do("hear", {"enig": True}, item="b")
    left = {task.id for task in walk.tasks.values()}
    gone = walk.task("hear", item="a").id
    walk.do("hear", {"enig": False}, item="c")
    assert walk.open == ["sum"]
    assert walk.step.closed == (gone,)
    assert gone in left
    assert walk.document["svar"] == [{"enig": True}, {"enig": False}]


def test_a_completion_condition_may_count_the_answers_so_far() -> None:
    walk = Walk(each_party(until="count(svar) >= 2 or numberOfCompletedInstances > 5"))
    walk.do("plan", {"parter": ["a", "b", "c"]})
    walk.do("hear", item="a")
    assert walk.open == ["hear", "hear"]
    walk.do("hear", item="b")
    assert walk.open == ["sum"]


def test_a_number_of_times_needs_no_list() -> None:
    d = Drawing()
    d.user("a")
    d.many("a", times="1 + 2")
    d.chain("start", "a", "end")
    walk = Walk(d)
    assert [(t.item, t.number) for t in walk.step.opened] == [(None, 1), (None, 2), (None, 3)]
    for _ in range(3):
        walk.do("a")
    assert walk.finished


def test_more_rounds_than_the_budget_are_refused() -> None:
    d = Drawing()
    d.user("a")
    d.many("a", times="2001")
    d.chain("start", "a", "end")
    with pytest.raises(BudgetExceeded) as caught:
        Walk(d)
    assert caught.value.element == "a"
    assert isinstance(caught.value, ExpressionFailed)


def test_the_outputs_of_rounds_are_dropped_when_no_expression_reads_them() -> None:
    d = Drawing()
    d.user("a", form="a")
    d.many("a", times="2", output=("svar", "sv"))
    d.chain("start", "a", "end")
    walk = Walk(d)
    walk.do("a", {"hemmelig": "x"})
    assert b"hemmelig" not in rows(walk)
    walk.do("a", {"hemmelig": "x"})
    assert walk.document == {}


def rows(walk: Walk) -> bytes:
    return orjson.dumps(codec.load(walk.state))


def test_a_deadline_on_a_loop_withdraws_every_open_round() -> None:
    d = each_party()
    d.boundary("late", on="hear", timer=("duration", "P5D"))
    d.user("help")
    d.chain("late", "help", "end_late")
    walk = Walk(d)
    walk.do("plan", {"parter": ["a", "b", "c"]})
    walk.do("hear", item="b")
    gone = set(walk.tasks)
    walk.wait(days=5)
    assert set(walk.step.closed) == gone
    assert walk.open == ["help"]
    walk.do("help")
    assert walk.finished


def test_a_reminder_on_a_loop_comes_once_for_the_loop() -> None:
    d = each_party()
    d.boundary("remind", on="hear", timer=("cycle", "R/P1D"), interrupting=False)
    d.ask("tell", "notify", role='"rektor"')
    d.chain("remind", "tell", "end_tell")
    walk = Walk(d)
    walk.do("plan", {"parter": ["a", "b"]})
    walk.wait(days=1)
    assert [request.params for request in walk.step.requests] == [{"role": "rektor"}]
    walk.do("hear", item="a")
    walk.wait(days=1)
    assert len(walk.step.requests) == 1
    walk.do("hear", item="b")
    assert walk.step.next_due is None


def test_a_standard_loop_goes_on_as_long_as_its_condition_holds() -> None:
    d = Drawing()
    d.user("a", form="a")
    d.again("a", when="a.mer = true", maximum=4)
    d.chain("start", "a", "end")
    walk = Walk(d)
    assert walk.step.opened[0].number == 1
    walk.do("a", {"mer": True})
    assert walk.step.opened[0].number == 2
    walk.do("a", {"mer": False})
    assert walk.finished
    walk = Walk(d)
    for _ in range(4):
        walk.do("a", {"mer": True})
    assert walk.finished


def test_five_thousand_rounds_leave_the_state_as_small_as_the_first() -> None:
    d = Drawing()
    d.xor("m")
    d.user("a", form="a")
    d.xor("g")
    d.chain("start", "m", "a", "g")
    d.flow("g", "m", when="a.again = true")
    d.flow("g", "end", otherwise=True)
    d.end()
    walk = Walk(d)
    sizes = set()
    for _ in range(5000):
        assert walk.do("a", {"again": True}).passed == ("a", "f_a_g", "g", "f_g_m", "m", "f_m_a")
        sizes.add(len(walk.state))
        walk.passed.clear()
    assert max(sizes) - min(sizes) <= 8
    walk.do("a", {"again": False})
    assert walk.finished


def test_rounds_with_a_join_and_a_timer_leave_nothing_behind_either() -> None:
    d = Drawing()
    d.xor("m")
    d.both("split")
    d.both("join")
    d.user("a", form="a")
    d.user("b")
    d.boundary("late", on="b", timer=("duration", "P30D"), interrupting=False)
    d.xor("g")
    d.chain("start", "m", "split", "a", "join", "g")
    d.chain("split", "b", "join")
    d.chain("late", "end_late")
    d.flow("g", "m", when="a.again = true")
    d.flow("g", "end", otherwise=True)
    d.end()
    walk = Walk(d)
    sizes = set()
    for number in range(500):
        first, second = ("a", "b") if number % 3 else ("b", "a")
        for name in (first, second):
            assert walk.open == sorted({first, second} if name == first else {second})
            walk.do(name, {"again": True})
        walk.now += timedelta(hours=1)
        walk.passed.clear()
        sizes.add(len(walk.state))
    assert max(sizes) - min(sizes) <= 8
    walk.do("a", {"again": False})
    walk.do("b")
    assert walk.finished
