"""Where the flow divides and meets."""

from itertools import permutations, product

import pytest

from engine.runtime import ExpressionFailed
from tests.diagrams import Drawing
from tests.engine.runtime.walking import Walk


def two_ways() -> Drawing:
    d = Drawing()
    d.user("a", form="a")
    d.xor("x")
    d.user("b")
    d.user("c")
    d.chain("start", "a", "x")
    d.flow("x", "b", when="a.alvorlig = true")
    d.flow("x", "c", otherwise=True)
    d.chain("b", "end_b")
    d.chain("c", "end_c")
    return d


def test_the_first_way_whose_condition_holds_is_taken() -> None:
    walk = Walk(two_ways())
    walk.do("a", {"alvorlig": True})
    assert walk.open == ["b"]


@pytest.mark.parametrize("answers", [{"alvorlig": False}, {"alvorlig": None}, {}])
def test_the_default_way_is_taken_when_no_condition_holds_or_it_is_null(answers: dict) -> None:
    walk = Walk(two_ways())
    walk.do("a", answers)
    assert walk.open == ["c"]


def test_a_condition_that_is_neither_true_nor_false_stops_the_step() -> None:
    walk = Walk(two_ways())
    walk.do("a", {"alvorlig": False})
    d = Drawing()
    d.user("a", form="a")
    d.xor("x")
    d.chain("start", "a", "x")
    d.flow("x", "end", when="a.antall")
    d.flow("x", "a", otherwise=True)
    d.end()
    walk = Walk(d)
    with pytest.raises(ExpressionFailed) as caught:
        walk.do("a", {"antall": 3})
    assert (caught.value.element, caught.value.property) == ("x", "condition")
    assert caught.value.reason == "not_true_or_false"
    assert caught.value.expression == "a.antall"


@pytest.mark.parametrize("kind", ["xor", "some"])
def test_a_gateway_without_a_way_that_holds_stops_the_step(kind: str) -> None:
    d = Drawing()
    d.user("a", form="a")
    getattr(d, kind)("x")
    d.end()
    d.end("end2")
    d.chain("start", "a", "x")
    d.flow("x", "end", when="a.n = 1")
    d.flow("x", "end2", when="a.n = 2")
    walk = Walk(d)
    before = walk.state
    with pytest.raises(ExpressionFailed) as caught:
        walk.do("a", {"n": 3})
    assert (caught.value.element, caught.value.reason) == ("x", "no_way_out")
    assert walk.state == before
    walk.do("a", {"n": 2})
    assert walk.step.outcome == "end2"


def and_in_loop(branches: int = 2) -> Drawing:
    d = Drawing()
    d.xor("m")
    d.both("split")
    d.both("join")
    d.user("r", form="r")
    d.xor("g")
    d.chain("start", "m", "split")
    for number in range(branches):
        d.user(f"b{number}")
        d.chain("split", f"b{number}", "join")
    d.chain("join", "r", "g")
    d.flow("g", "m", when="r.again = true")
    d.flow("g", "end", otherwise=True)
    d.end()
    return d


@pytest.mark.parametrize("rounds", [2, 3, 4])
def test_a_join_inside_a_loop_is_right_in_every_order_of_two_branches(rounds: int) -> None:
    for orders in product([("b0", "b1"), ("b1", "b0")], repeat=rounds):
        run_rounds(Walk(and_in_loop()), orders)


def test_a_join_inside_a_loop_is_right_in_every_order_of_three_branches() -> None:
    ways = list(permutations(["b0", "b1", "b2"]))
    for orders in product(ways, repeat=2):
        run_rounds(Walk(and_in_loop(3)), orders)
    for order in ways:
        run_rounds(Walk(and_in_loop(3)), [order, order[::-1], ways[2], order])


def run_rounds(walk: Walk, orders: object) -> None:
    for order in orders:
        assert walk.open == sorted(order)
        for position, name in enumerate(order):
            walk.do(name)
            left = sorted(order[position + 1 :])
            assert walk.open == (left or ["r"])
        walk.do("r", {"again": True})
    for name in sorted(walk.open):
        walk.do(name)
    walk.do("r", {"again": False})
    assert walk.finished


def test_a_join_waits_for_the_slow_branch_while_the_fast_one_goes_round_a_loop_of_its_own() -> None:
    d = Drawing()
    d.both("split")
    d.both("join")
    d.user("slow")
    d.xor("m")
    d.user("fast", form="fast")
    d.xor("g")
    d.user("after")
    d.chain("start", "split", "slow", "join")
    d.chain("split", "m", "fast", "g")
    d.flow("g", "m", when="fast.again = true")
    d.flow("g", "join", otherwise=True)
    d.chain("join", "after", "end")
    walk = Walk(d)
    for _ in range(5):
        walk.do("fast", {"again": True})
        assert walk.open == ["fast", "slow"]
    walk.do("fast")
    assert walk.open == ["slow"]
    walk.do("slow")
    assert walk.open == ["after"]


def test_tokens_that_come_twice_to_one_side_of_a_join_are_not_lost() -> None:
    # two tokens reach the join from `a`, one from `b` at a time
    d = Drawing()
    d.both("split")
    d.xor("merge")
    d.user("one")
    d.user("two")
    d.user("a")
    d.user("b", form="b")
    d.xor("g")
    d.both("join")
    d.user("z")
    d.chain("start", "split", "one", "merge", "a", "join")
    d.chain("split", "two", "merge")
    d.chain("split", "b", "g")
    d.flow("g", "join", otherwise=True)
    d.end("end_b")
    d.flow("g", "end_b", when="b.none = true")
    d.chain("join", "z", "end")
    walk = Walk(d)
    walk.do("one")
    walk.do("two")
    walk.do("a")
    walk.do("a")
    assert walk.open == ["b"]
    walk.do("b")
    assert walk.open == ["z"]


def inclusive() -> Drawing:
    d = Drawing()
    d.user("q", form="q")
    d.some("split")
    d.some("join")
    for name in "abc":
        d.user(name)
        d.flow("split", name, when=f"q.{name} = true")
        d.flow(name, "join")
    d.flow("split", "none", otherwise=True)
    d.user("none")
    d.flow("none", "join")
    d.user("z", form="z")
    d.xor("g")
    d.chain("start", "q", "split")
    d.chain("join", "z", "g")
    d.flow("g", "q", when="z.again = true")
    d.flow("g", "end", otherwise=True)
    d.end()
    return d


@pytest.mark.parametrize("chosen", ["a", "ab", "ac", "abc", "", "bc"])
def test_an_inclusive_join_waits_for_exactly_the_ways_that_were_taken(chosen: str) -> None:
    walk = Walk(inclusive())
    for _ in range(3):
        walk.do("q", dict.fromkeys(chosen, True))
        taken = list(chosen) or ["none"]
        assert walk.open == taken
        for name in taken:
            assert "z" not in walk.open
            walk.do(name)
        assert walk.open == ["z"]
        walk.do("z", {"again": True})
    walk.do("q", dict.fromkeys(chosen, True))
    for name in list(chosen) or ["none"]:
        walk.do(name)
    walk.do("z")
    assert walk.finished


def test_an_inclusive_join_is_freed_when_the_other_way_ends_elsewhere() -> None:
    d = Drawing()
    d.both("split")
    d.some("join")
    d.user("a")
    d.user("b", form="b")
    d.xor("g")
    d.user("z")
    d.chain("start", "split", "a", "join", "z", "end")
    d.chain("split", "b", "g")
    d.flow("g", "join", otherwise=True)
    d.flow("g", "end_b", when="b.stop = true")
    d.end("end_b")
    walk = Walk(d)
    walk.do("a")
    assert walk.open == ["b"]
    walk.do("b", {"stop": True})
    assert walk.open == ["z"]


def test_the_first_event_after_an_event_gateway_wins() -> None:
    d = Drawing()
    d.node("eventBasedGateway", "g")
    d.wait("long", "duration", "P9D")
    d.wait("short", "duration", "P5D")
    d.user("l")
    d.user("s")
    d.chain("start", "g", "long", "l", "end")
    d.chain("g", "short", "s", "end")
    walk = Walk(d)
    assert walk.step.next_due == walk.now.replace(day=10)
    assert walk.open == []
    walk.wait(days=4)
    assert walk.open == []
    walk.wait(days=1)
    assert walk.open == ["s"]
    assert walk.step.fired == ("short",)
    walk.wait(days=20)
    assert walk.open == ["s"]
    walk.do("s")
    assert walk.finished


def test_of_two_events_missed_together_the_earlier_one_wins() -> None:
    d = Drawing()
    d.node("eventBasedGateway", "g")
    d.wait("long", "duration", "P9D")
    d.wait("short", "duration", "P5D")
    d.user("l")
    d.user("s")
    d.chain("start", "g", "long", "l", "end")
    d.chain("g", "short", "s", "end")
    walk = Walk(d)
    walk.wait(days=30)
    assert walk.open == ["s"]


def test_flows_and_elements_are_passed_in_the_order_they_were_taken() -> None:
    d = two_ways()
    walk = Walk(d)
    assert walk.step.passed == ("start", "f_start_a")
    walk.do("a", {"alvorlig": True})
    assert walk.step.passed == ("a", "f_a_x", "x", "f_x_b")
    walk.do("b")
    assert walk.step.passed == ("b", "f_b_end_b", "end_b")
