"""Sending a task back to an earlier one."""

import pytest

from engine.runtime import CannotSendBack, TaskNotOpen, compile_definition, send_back_targets
from tests.diagrams import Drawing
from tests.engine.runtime.walking import MONDAY, Walk


def winding() -> Drawing:
    d = Drawing()
    d.user("a", form="a")
    d.xor("x")
    d.user("b")
    d.user("c")
    d.script("s", "n = 1")
    d.xor("m")
    d.user("z")
    d.boundary("late", on="z", timer=("duration", "P5D"))
    d.boundary("remind", on="z", timer=("cycle", "R/P1D"), interrupting=False)
    d.user("r")
    d.user("help")
    d.chain("start", "a", "x")
    d.flow("x", "b", when="a.b = true")
    d.flow("x", "c", otherwise=True)
    d.chain("b", "m")
    d.chain("c", "s", "m", "z", "end")
    d.chain("late", "help", "end_late")
    d.chain("remind", "r", "end_r")
    return d


def targets(drawing: Drawing, element: str) -> tuple[str, ...]:
    return send_back_targets(compile_definition(drawing.bundle()), element)


def test_earlier_tasks_are_found_nearest_first() -> None:
    assert targets(winding(), "z") == ("b", "c", "a")
    assert targets(winding(), "c") == ("a",)
    assert targets(winding(), "a") == ()


def test_after_a_deadline_the_task_can_be_opened_again_but_not_after_a_reminder() -> None:
    assert targets(winding(), "help") == ("z", "b", "c", "a")
    assert targets(winding(), "r") == ()


def test_what_makes_or_joins_tokens_is_never_crossed() -> None:
    d = Drawing()
    d.user("a")
    d.both("split")
    d.user("b")
    d.user("b2")
    d.user("c")
    d.both("join")
    d.user("m")
    d.many("m", times="2")
    d.user("z")
    d.chain("start", "a", "split", "b", "b2", "join", "m", "z", "end")
    d.chain("split", "c", "join")
    assert targets(d, "b2") == ("b",)
    assert targets(d, "b") == ()
    assert targets(d, "m") == ()
    assert targets(d, "z") == ()


def test_inside_a_subprocess_one_stays_inside() -> None:
    inner = Drawing(start="s2")
    inner.user("b")
    inner.user("c")
    inner.chain("s2", "b", "c", "end2")
    d = Drawing()
    d.user("a")
    d.sub("s", inner)
    d.user("z")
    d.chain("start", "a", "s", "z", "end")
    assert targets(d, "c") == ("b",)
    assert targets(d, "z") == ()
    walk = Walk(d)
    walk.do("a")
    walk.do("b")
    walk.send_back("c", "b")
    assert walk.open == ["b"]
    walk.do("b")
    walk.do("c")
    walk.do("z")
    assert walk.finished


def test_the_property_narrows_where_a_task_may_go() -> None:
    d = winding()
    d.user("z", sendBackTo="a, start")
    assert targets(d, "z") == ("a",)


def test_the_earlier_task_is_open_again_and_this_one_is_gone_with_its_timers() -> None:
    walk = Walk(winding())
    walk.do("a", {"b": True})
    walk.do("b")
    walk.wait(days=1)
    assert walk.open == ["r", "z"]
    gone = walk.task("z").id
    walk.send_back("z", "b")
    assert walk.open == ["b", "r"]
    assert walk.step.closed == (gone,)
    assert walk.step.next_due is None
    walk.wait(days=20)
    assert walk.open == ["b", "r"]
    walk.do("b")
    assert walk.open == ["r", "z"]
    assert walk.step.next_due == MONDAY.replace(day=27)


def test_a_task_sent_back_gets_its_own_timers_anew() -> None:
    walk = Walk(winding())
    walk.do("a", {"b": True})
    walk.do("b")
    walk.wait(days=5)
    assert walk.open == ["help", "r"]
    walk.send_back("help", "z")
    assert walk.open == ["r", "z"]
    assert walk.step.next_due == MONDAY.replace(day=11)


def test_elsewhere_is_refused_and_nothing_changes() -> None:
    walk = Walk(winding())
    walk.do("a", {"b": True})
    before = walk.state
    for to in ("z", "c", "start", "finnes_ikke"):
        with pytest.raises(CannotSendBack):
            walk.send_back("b", to)
    assert walk.state == before
    task = walk.task("b")
    walk.do("b")
    walk.tasks[task.id] = task
    with pytest.raises(TaskNotOpen):
        walk.send_back("b", "a")


def test_a_task_of_a_called_process_is_sent_back_inside_it() -> None:
    inner = Drawing("indre")
    inner.user("b")
    inner.user("c")
    inner.chain("start", "b", "c", "end")
    d = Drawing()
    d.user("a")
    d.call("k", "indre")
    d.chain("start", "a", "k", "end")
    walk = Walk(d, called=[inner.bundle()])
    walk.do("a")
    walk.do("indre/b")
    assert send_back_targets(walk.definition, "indre/c") == ("indre/b",)
    walk.send_back("indre/c", "indre/b")
    assert walk.open == ["indre/b"]
