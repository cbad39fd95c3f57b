"""Moving a running case to another version of its process."""

from datetime import timedelta
from typing import Any

import pytest

from engine.runtime import CannotMove, Definition, compile_definition, move, tick
from tests.diagrams import Drawing
from tests.engine.runtime.walking import CALENDAR, MONDAY, Walk


def base(**changed: Any) -> Drawing:
    d = Drawing()
    d.user("a", name=changed.get("name", "a"))
    d.boundary("late", on="a", timer=("duration", changed.get("late", "P5D")))
    d.user("help")
    d.user(changed.get("next", "b"))
    d.chain("start", "a", changed.get("next", "b"), "end")
    d.chain("late", "help", "end_late")
    return d


def ready(drawing: Drawing) -> Definition:
    return compile_definition(drawing.bundle())


def moved(walk: Walk, drawing: Drawing) -> Walk:
    """The same case in the new version."""
    definition = ready(drawing)
    walk.state = move(walk.definition, definition, walk.state)
    walk.definition = definition
    return walk


def reasons(walk: Walk, drawing: Drawing) -> set[tuple[str, str]]:
    with pytest.raises(CannotMove) as caught:
        move(walk.definition, ready(drawing), walk.state)
    return set(caught.value.reasons)


def test_a_case_goes_on_in_the_new_version_with_its_task_and_its_due_time() -> None:
    walk = Walk(base())
    walk.now += timedelta(days=4)
    moved(walk, base(next="c", late="P30D"))
    step = tick(walk.definition, walk.state, {}, now=walk.now, calendar=CALENDAR)
    assert step.next_due == MONDAY + timedelta(days=5)
    assert (step.opened, step.closed) == ((), ())
    walk.do("a")
    assert walk.open == ["c"]


def test_a_token_whose_element_is_gone_cannot_move() -> None:
    d = Drawing()
    d.user("x")
    d.chain("start", "x", "end")
    assert reasons(Walk(base()), d) == {("a", "gone")}


def test_another_kind_under_the_same_id_is_refused() -> None:
    d = base()
    d.nodes["a"] = ("manualTask", {"name": "a"}, "")
    assert reasons(Walk(base()), d) == {("a", "other_kind")}


def test_boundary_events_gained_lost_or_changed_are_refused() -> None:
    more, less, softer = base(), base(), base()
    more.boundary("early", on="a", timer=("duration", "P1D"), interrupting=False)
    more.chain("early", "end_early")
    del less.nodes["late"]
    less.flows = [flow for flow in less.flows if flow[1] != "late"]
    less.nodes.pop("help")
    less.nodes.pop("end_late")
    less.flows = [flow for flow in less.flows if flow[1] != "help"]
    softer.boundary("late", on="a", timer=("duration", "P5D"), interrupting=False)
    for drawing in (more, less, softer):
        assert reasons(Walk(base()), drawing) == {("a", "other_boundary_events")}


def joining(third: bool = False) -> Drawing:
    d = Drawing()
    d.both("split")
    d.both("join")
    names = ["a", "b", "c"] if third else ["a", "b"]
    for name in names:
        d.user(name)
        d.chain("split", name, "join")
    d.user("z")
    d.flow("start", "split")
    d.chain("join", "z", "end")
    return d


def test_a_join_that_is_half_reached_must_keep_its_ways_in() -> None:
    walk = Walk(joining())
    moved(walk, joining(third=True))
    walk = Walk(joining())
    walk.do("a")
    assert reasons(walk, joining(third=True)) == {("join", "other_incoming")}


def rounds(item: str = "x", sequential: bool = False) -> Drawing:
    inner = Drawing(start="s2")
    inner.user("i")
    inner.chain("s2", "i", "end2")
    d = Drawing()
    d.sub("each", inner)
    d.many("each", "liste", item=item, sequential=sequential)
    d.user("z")
    d.chain("start", "each", "z", "end")
    return d


def test_half_done_rounds_move_as_they_are_and_not_into_another_loop() -> None:
    walk = Walk(rounds(), {"liste": [1, 2, 3]})
    walk.do("i", item=2)
    assert reasons(walk, rounds(item="y")) == {("each", "other_loop")}
    assert reasons(walk, rounds(sequential=True)) == {("each", "other_loop")}
    changed = rounds()
    changed.user("extra")
    changed.flows = [flow for flow in changed.flows if flow[1:3] != ("each", "z")]
    changed.chain("each", "extra", "z")
    moved(walk, changed)
    walk.do("i", item=1)
    walk.do("i", item=3)
    assert walk.open == ["extra"]


def test_a_token_inside_a_subprocess_is_looked_for_inside_it() -> None:
    other = Drawing(start="s2")
    other.user("j")
    other.chain("s2", "j", "end2")
    d = Drawing()
    d.sub("each", other)
    d.many("each", "liste", item="x")
    d.user("z")
    d.user("i")
    d.chain("start", "each", "i", "z", "end")
    assert reasons(Walk(rounds(), {"liste": [1, 2]}), d) == {("i", "gone")}


def test_every_reason_is_given_at_once() -> None:
    d = Drawing()
    d.user("x")
    d.chain("start", "x", "end")
    assert reasons(Walk(joining()), d) == {("a", "gone"), ("b", "gone")}
