"""Subprocesses, called processes, errors and ends."""

import pytest

from engine.runtime import (
    BudgetExceeded,
    NotCaught,
    Stuck,
)
from tests.diagrams import Drawing
from tests.engine.runtime.walking import Walk


def inner(*names: str) -> Drawing:
    d = Drawing(start="s2")
    for name in names:
        d.user(name, form=name)
    d.chain("s2", *names, "end2")
    return d


def test_a_subprocess_runs_and_the_flow_goes_on_after_it() -> None:
    d = Drawing()
    d.sub("s", inner("a", "b"))
    d.user("z")
    d.chain("start", "s", "z", "end")
    walk = Walk(d)
    assert walk.open == ["a"]
    walk.do("a")
    assert walk.open == ["b"]
    walk.do("b")
    assert walk.open == ["z"]
    assert walk.passed == [
        *("start", "f_start_s", "s2", "f_s2_a", "a", "f_a_b", "b", "f_b_end2", "end2"),
        *("s", "f_s_z"),
    ]
    walk.do("z")
    assert walk.step.outcome == "end"


def test_the_end_of_a_subprocess_is_not_the_outcome_of_the_case() -> None:
    d = Drawing()
    d.sub("s", inner("a"))
    d.chain("start", "s", "end")
    walk = Walk(d)
    walk.do("a")
    assert walk.step.outcome == "end"


def test_a_deadline_on_a_subprocess_withdraws_what_is_open_inside() -> None:
    deep = Drawing(start="s3")
    deep.user("c")
    deep.boundary("own", on="c", timer=("duration", "P9D"))
    deep.chain("s3", "c", "end3")
    deep.chain("own", "end4")
    middle = Drawing(start="s2")
    middle.both("split")
    middle.sub("deep", deep)
    middle.user("b")
    middle.chain("s2", "split", "deep", "end2")
    middle.chain("split", "b", "end2")
    d = Drawing()
    d.sub("s", middle)
    d.boundary("late", on="s", timer=("duration", "P5D"))
    d.user("help")
    d.chain("start", "s", "end")
    d.chain("late", "help", "end_late")
    walk = Walk(d)
    assert walk.open == ["b", "c"]
    walk.wait(days=5)
    assert walk.open == ["help"]
    assert len(walk.step.closed) == 2
    assert walk.step.next_due is None
    walk.wait(days=30)
    assert walk.open == ["help"]


def error_in_subprocess(code: str = "avvik", caught: str | None = "avvik") -> Drawing:
    d = Drawing()
    inside = Drawing(start="s2")
    inside.both("split")
    inside.user("a", form="a")
    inside.user("other")
    inside.xor("g")
    inside.chain("s2", "split", "a", "g")
    inside.chain("split", "other", "end3")
    inside.flow("g", "end2", otherwise=True)
    inside.end("end2")
    inside.node("endEvent", "broken", d.code("error", code))
    inside.flow("g", "broken", when="a.avvik = true")
    d.sub("s", inside)
    if caught is not None:
        d.boundary("err", on="s", event=d.code("error", caught))
        d.user("mend")
        d.chain("err", "mend", "end_err")
    d.user("z")
    d.chain("start", "s", "z", "end")
    return d


def test_an_error_end_goes_to_the_boundary_event_and_stops_the_subprocess() -> None:
    walk = Walk(error_in_subprocess())
    gone = walk.task("other").id
    walk.do("a", {"avvik": True})
    assert walk.open == ["mend"]
    assert walk.step.closed == (gone,)
    assert "s" not in walk.passed
    walk.do("mend")
    assert walk.finished
    assert walk.step.outcome == "end_err"


def test_without_the_error_the_subprocess_ends_as_usual() -> None:
    walk = Walk(error_in_subprocess())
    walk.do("a", {"avvik": False})
    walk.do("other")
    assert walk.open == ["z"]
    walk.do("z")
    assert walk.finished


@pytest.mark.parametrize("caught", [None, "noe_annet"])
def test_an_error_nobody_takes_stops_the_step_instead_of_ending_the_case(
    caught: str | None,
) -> None:
    walk = Walk(error_in_subprocess(caught=caught))
    with pytest.raises(NotCaught) as error:
        walk.do("a", {"avvik": True})
    assert (error.value.element, error.value.expression) == ("broken", "avvik")
    assert walk.open == ["a", "other"]


def test_an_error_is_taken_by_the_nearest_of_two_subprocesses_alone() -> None:
    d = Drawing()
    for number in (1, 2):
        inside = Drawing(start=f"s{number}")
        inside.user(f"a{number}")
        inside.node("endEvent", f"broken{number}", d.code("error", "avvik"))
        inside.chain(f"s{number}", f"a{number}", f"broken{number}")
        d.sub(f"sub{number}", inside)
        d.boundary(f"err{number}", on=f"sub{number}", event=d.code("error", "avvik"))
        d.user(f"mend{number}")
        d.chain(f"err{number}", f"mend{number}", f"end{number}")
    d.both("split")
    d.chain("start", "split", "sub1", "end_a")
    d.chain("split", "sub2", "end_b")
    walk = Walk(d)
    walk.do("a2")
    assert walk.open == ["a1", "mend2"]


def test_an_error_in_one_round_of_a_loop_ends_the_loop() -> None:
    d = Drawing()
    inside = Drawing(start="s2")
    inside.user("a", form="a")
    inside.xor("g")
    inside.chain("s2", "a", "g")
    inside.flow("g", "end2", otherwise=True)
    inside.end("end2")
    inside.node("endEvent", "broken", d.code("error", "avvik"))
    inside.flow("g", "broken", when="a.avvik = true")
    d.sub("s", inside)
    d.many("s", times="3")
    d.boundary("err", on="s", event=d.code("error", "avvik"))
    d.user("mend")
    d.chain("start", "s", "end")
    d.chain("err", "mend", "end_err")
    walk = Walk(d)
    walk.do("a", {"avvik": False})
    walk.do("a", {"avvik": True})
    assert walk.open == ["mend"]


def test_an_escalation_tells_the_scope_around_and_goes_on() -> None:
    d = Drawing()
    inside = Drawing(start="s2")
    inside.node("intermediateThrowEvent", "up", d.code("escalation", "varsle"))
    inside.user("a")
    inside.chain("s2", "up", "a", "end2")
    d.sub("s", inside)
    d.boundary("esc", on="s", event=d.code("escalation", "varsle"), interrupting=False)
    d.user("watch")
    d.chain("start", "s", "end")
    d.chain("esc", "watch", "end_esc")
    walk = Walk(d)
    assert walk.open == ["a", "watch"]
    walk.do("a")
    walk.do("watch")
    assert walk.finished


def test_terminate_ends_the_case_with_everything_open_in_it() -> None:
    d = Drawing()
    d.both("split")
    d.user("a")
    d.user("b")
    d.sub("s", inner("c"))
    d.boundary("late", on="b", timer=("duration", "P5D"))
    d.node("endEvent", "stop", "<bpmn:terminateEventDefinition/>")
    d.chain("start", "split", "a", "stop")
    d.chain("split", "b", "end")
    d.chain("split", "s", "end")
    d.chain("late", "end")
    walk = Walk(d)
    gone = {walk.task("b").id, walk.task("c").id}
    walk.do("a")
    assert walk.finished
    assert walk.step.outcome == "stop"
    assert set(walk.step.closed) == gone
    assert walk.step.next_due is None


def test_terminate_inside_a_subprocess_ends_only_that() -> None:
    inside = Drawing(start="s2")
    inside.both("split")
    inside.user("a")
    inside.user("b")
    inside.node("endEvent", "stop", "<bpmn:terminateEventDefinition/>")
    inside.chain("s2", "split", "a", "stop")
    inside.chain("split", "b", "end2")
    d = Drawing()
    d.sub("s", inside)
    d.user("z")
    d.chain("start", "s", "z", "end")
    walk = Walk(d)
    walk.do("a")
    assert walk.open == ["z"]
    assert not walk.finished


def test_a_loop_without_people_is_stopped() -> None:
    d = Drawing()
    d.xor("m")
    d.script("s", "n = 1")
    d.user("a")
    d.xor("g")
    d.chain("start", "a", "m", "s", "g")
    d.flow("g", "m", when="n = 1")
    d.flow("g", "end", otherwise=True)
    d.end()
    walk = Walk(d)
    with pytest.raises(BudgetExceeded) as caught:
        walk.do("a")
    assert caught.value.reason == "too_many_steps"
    assert walk.open == ["a"]


def test_a_long_way_without_people_is_walked_within_the_budget() -> None:
    d = Drawing()
    d.script("count", "n = 0")
    d.xor("m")
    d.script("s", "n = n + 1")
    d.xor("g")
    d.user("z")
    d.chain("start", "count", "m", "s", "g")
    d.flow("g", "m", when="n < 300")
    d.flow("g", "z", otherwise=True)
    d.chain("z", "end")
    walk = Walk(d)
    assert walk.open == ["z"]
    assert walk.document == {"n": 300}


def test_a_step_after_which_nothing_could_ever_happen_is_refused() -> None:
    d = Drawing()
    d.user("a", form="a")
    d.xor("x")
    d.user("b")
    d.user("c")
    d.both("join")
    d.chain("start", "a", "x")
    d.flow("x", "b", when="a.b = true")
    d.flow("x", "c", otherwise=True)
    d.chain("b", "join", "end")
    d.chain("c", "join")
    walk = Walk(d)
    walk.do("a", {"b": True})
    with pytest.raises(Stuck) as caught:
        walk.do("b")
    assert caught.value.element == "join"
    assert walk.open == ["b"]


def test_terminate_after_a_long_way_without_people_still_ends_everything() -> None:
    d = Drawing()
    d.both("split")
    d.user("other")
    d.script("count", "n = 0")
    d.xor("m")
    d.script("s", "n = n + 1")
    d.xor("g")
    d.node("endEvent", "stop", "<bpmn:terminateEventDefinition/>")
    d.user("a")
    d.chain("start", "split", "a", "count", "m", "s", "g")
    d.chain("split", "other", "end")
    d.flow("g", "m", when="n < 310")
    d.flow("g", "stop", otherwise=True)
    walk = Walk(d)
    gone = walk.task("other").id
    walk.do("a")
    assert walk.finished
    assert walk.step.closed == (gone,)
