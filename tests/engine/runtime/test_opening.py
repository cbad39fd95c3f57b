"""How a task comes to the inbox: its deadlines, holder and priority."""

from datetime import UTC, datetime
from typing import Any

import pytest

from engine.clock import OSLO
from engine.runtime import ExpressionFailed
from tests.diagrams import Drawing
from tests.engine.runtime.walking import Walk


def one(**properties: str) -> Drawing:
    d = Drawing()
    d.user("first", form="melding")
    d.user("a", **properties)
    d.chain("start", "first", "a", "end")
    return d


def answered(drawing: Drawing, **answers: Any) -> Walk:
    walk = Walk(drawing)
    walk.do("first", answers)
    return walk


def test_a_task_comes_with_its_deadlines_holder_and_priority() -> None:
    walk = answered(
        one(
            dueDate="melding.frist",
            warnDate="P2D",
            followUpDate="2026-02-01T10:00",
            assignee="melding.hvem",
            priority="if melding.haster then 90 else 20",
        ),
        frist="2026-01-20",
        hvem="kari",
        haster=True,
    )
    task = walk.task("a")
    assert task.due == datetime(2026, 1, 20, 23, 59, tzinfo=OSLO)
    assert task.warn == datetime(2026, 1, 7, 9, tzinfo=OSLO)
    assert task.follow_up == datetime(2026, 2, 1, 10, tzinfo=OSLO)
    assert task.due.tzinfo is UTC
    assert (task.assignee, task.priority) == ("kari", 90)
    assert len(task.id) == 32
    assert set(task.id) <= set("0123456789abcdef")


def test_a_task_without_properties_has_the_usual_priority_and_no_deadlines() -> None:
    task = answered(one()).task("a")
    assert (task.due, task.warn, task.follow_up, task.assignee) == (None, None, None, None)
    assert (task.priority, task.item, task.number) == (50, None, None)


@pytest.mark.parametrize("who", [None, "", []])
def test_nobody_named_means_no_holder(who: object) -> None:
    assert answered(one(assignee="melding.hvem"), hvem=who).task("a").assignee is None


@pytest.mark.parametrize("name", ["dueDate", "warnDate", "followUpDate"])
def test_a_deadline_that_comes_out_as_null_is_no_deadline(name: str) -> None:
    task = answered(one(**{name: "melding.frist"})).task("a")
    assert (task.due, task.warn, task.follow_up) == (None, None, None)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("dueDate", "snart", "no_moment"),
        ("warnDate", 12, "no_moment"),
        ("followUpDate", "P1000Y", "too_far"),
        ("assignee", 12, "not_a_person"),
        ("assignee", ["kari", "mo"], "not_a_person"),
        ("priority", "høy", "not_a_priority"),
        ("priority", 0, "not_a_priority"),
        ("priority", True, "not_a_priority"),
    ],
)
def test_a_property_without_a_usable_value_stops_the_step_and_is_named(
    name: str, value: object, reason: str
) -> None:
    with pytest.raises(ExpressionFailed) as caught:
        answered(one(**{name: "melding.verdi"}), verdi=value)
    error = caught.value
    assert (error.element, error.property, error.reason) == ("a", name, reason)
    assert error.expression == "melding.verdi"
