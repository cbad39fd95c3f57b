"""Timers: when they fire, what they stop, and what happens when nobody looked in time."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.clock import OSLO
from engine.runtime import DefinitionRefused, ExpressionFailed
from tests.diagrams import Drawing
from tests.engine.runtime.walking import MONDAY, Walk


def deadline(kind: str = "duration", text: str = "P5D", interrupting: bool = True) -> Drawing:
    d = Drawing()
    d.user("a")
    d.boundary("late", on="a", timer=(kind, text), interrupting=interrupting)
    d.user("help")
    d.chain("start", "a", "end")
    d.chain("late", "help", "end_late")
    return d


def test_an_interrupting_timer_withdraws_the_task_when_it_is_due_and_not_before() -> None:
    walk = Walk(deadline())
    assert walk.step.next_due == MONDAY + timedelta(days=5)
    task = walk.task("a").id
    walk.wait(days=5, microseconds=-1)
    assert walk.open == ["a"]
    assert walk.step.fired == ()
    walk.wait(microseconds=1)
    assert walk.step.closed == (task,)
    assert walk.step.fired == ("late",)
    assert walk.open == ["help"]
    assert walk.step.next_due is None
    walk.do("help")
    assert walk.finished
    assert walk.step.outcome == "end_late"


def test_a_task_done_in_time_takes_its_timer_with_it() -> None:
    walk = Walk(deadline())
    walk.do("a")
    assert walk.finished
    assert walk.step.next_due is None


def test_completing_a_task_is_not_overtaken_by_its_own_timer_that_nobody_fired_yet() -> None:
    walk = Walk(deadline())
    walk.now += timedelta(days=20)
    walk.do("a")
    assert walk.finished
    assert walk.step.fired == ()


def test_a_timer_that_interrupts_nothing_leaves_the_task_open() -> None:
    walk = Walk(deadline(interrupting=False))
    walk.wait(days=5)
    assert walk.open == ["a", "help"]
    assert walk.step.closed == ()
    walk.do("a")
    assert walk.open == ["help"]
    walk.do("help")
    assert walk.finished


def test_a_repeating_reminder_comes_as_often_as_it_says() -> None:
    walk = Walk(deadline("cycle", "R3/P1D", interrupting=False))
    for day in (1, 2, 3):
        walk.wait(days=1)
        assert walk.open == ["a"] + ["help"] * day
        assert walk.step.fired == ("late",)
    assert walk.step.next_due is None
    walk.wait(days=10)
    assert walk.open == ["a", "help", "help", "help"]
    walk.do("a")
    assert walk.open == ["help", "help", "help"]


def test_reminders_missed_while_the_machine_was_off_come_once() -> None:
    walk = Walk(deadline("cycle", "R/P1D", interrupting=False))
    walk.wait(days=7, hours=1)
    assert walk.step.fired == ("late",)
    assert walk.open == ["a", "help"]
    assert walk.step.next_due == MONDAY + timedelta(days=8)


def test_missed_rounds_use_up_what_was_left() -> None:
    walk = Walk(deadline("cycle", "R3/P1D", interrupting=False))
    walk.wait(days=2, hours=1)
    assert walk.step.next_due == MONDAY + timedelta(days=3)
    walk.wait(days=5)
    assert walk.open == ["a", "help", "help"]
    assert walk.step.next_due is None


def test_reminders_that_nobody_handles_do_not_make_the_state_grow_while_they_are_done() -> None:
    walk = Walk(deadline("cycle", "R/P1D", interrupting=False))
    sizes = []
    for _ in range(60):
        walk.wait(days=1)
        walk.do("help")
        sizes.append(len(walk.state))
    assert max(sizes[10:]) - min(sizes[10:]) < 20


def test_a_reminder_on_a_fixed_weekday_begins_with_the_next_one() -> None:
    # every Monday at eight from some weeks ago; the case arrives on a Wednesday
    d = deadline("cycle", "R/2025-12-01T08:00:00/P7D", interrupting=False)
    walk = Walk(d, now=MONDAY + timedelta(days=2))
    assert walk.step.next_due == datetime(2026, 1, 12, 7, 0, tzinfo=UTC)


def test_a_cycle_on_a_step_between_fires_once() -> None:
    d = Drawing()
    d.wait("w", "cycle", "R/P1D")
    d.user("a")
    d.chain("start", "w", "a", "end")
    walk = Walk(d)
    walk.wait(days=3)
    assert walk.open == ["a"]
    assert walk.step.next_due is None


def test_a_timer_on_a_date_fires_at_the_beginning_of_that_day_in_oslo() -> None:
    walk = Walk(deadline("date", "2026-03-02"))
    assert walk.step.next_due == datetime(2026, 3, 2, tzinfo=OSLO)


def test_a_timer_whose_moment_has_passed_fires_at_once() -> None:
    walk = Walk(deadline("date", "2026-01-01"))
    assert walk.step.fired == ("late",)
    assert walk.open == ["help"]


def test_a_timer_reads_its_moment_from_the_answers() -> None:
    d = Drawing()
    d.user("plan", form="plan")
    d.user("evaluer")
    d.wait("w", "date", "plan.evalueres")
    d.chain("start", "plan", "w", "evaluer", "end")
    walk = Walk(d)
    walk.do("plan", {"evalueres": "2026-02-10"})
    assert walk.step.next_due == datetime(2026, 2, 10, tzinfo=OSLO)
    # answers given later do not move a due that is fixed
    walk.document = {"plan": {"evalueres": "2026-12-24"}}
    walk.wait(days=36)
    assert walk.open == ["evaluer"]


@pytest.mark.parametrize("value", [None, 7, "snart", "2026-02-30", "R/P1D", ["P1D"]])
def test_a_timer_without_a_usable_moment_stops_the_step(value: object) -> None:
    d = Drawing()
    d.user("plan", form="plan")
    d.wait("w", "date", "plan.evalueres")
    d.chain("start", "plan", "w", "end")
    walk = Walk(d)
    with pytest.raises(ExpressionFailed) as caught:
        walk.do("plan", {"evalueres": value})
    assert (caught.value.element, caught.value.property) == ("w", "timer")
    assert caught.value.expression == "plan.evalueres"


@pytest.mark.parametrize("text", ["R/PT59S", "R/PT0S", "R/P0D"])
def test_a_cycle_shorter_than_a_minute_is_refused(text: str) -> None:
    with pytest.raises(DefinitionRefused) as written:
        Walk(deadline("cycle", text, interrupting=False))
    assert written.value.reason == "too_often"
    with pytest.raises(ExpressionFailed) as made:
        Walk(deadline("cycle", f'"{text}"', interrupting=False))
    assert made.value.reason == "too_often"


@pytest.mark.parametrize("text", ["P5X", "2026-02-30", "PT", "P1D/P2D"])
def test_a_moment_written_wrongly_is_refused_before_anything_runs(text: str) -> None:
    with pytest.raises(DefinitionRefused) as caught:
        Walk(deadline("duration", text))
    assert (caught.value.element, caught.value.property) == ("late", "timer")


def test_a_duration_keeps_the_oslo_clock_across_a_change_of_time() -> None:
    friday = datetime(2026, 3, 27, 12, tzinfo=OSLO)
    walk = Walk(deadline("duration", "P5D"), now=friday.astimezone(UTC))
    assert walk.step.next_due is not None
    assert walk.step.next_due.astimezone(OSLO).isoformat() == "2026-04-01T12:00:00+02:00"


def test_timers_missed_together_fire_in_the_order_they_were_due() -> None:
    d = Drawing()
    d.user("a")
    d.boundary("remind", on="a", timer=("duration", "P3D"), interrupting=False)
    d.boundary("stop", on="a", timer=("duration", "P5D"))
    d.user("r")
    d.user("s")
    d.chain("start", "a", "end")
    d.chain("remind", "r", "end_r")
    d.chain("stop", "s", "end_s")
    walk = Walk(d)
    walk.wait(days=30)
    assert walk.step.fired == ("remind", "stop")
    assert walk.open == ["r", "s"]


def test_a_timer_begins_anew_each_round_of_a_loop() -> None:
    d = Drawing()
    d.xor("m")
    d.user("a", form="a")
    d.boundary("late", on="a", timer=("duration", "P5D"))
    d.user("help")
    d.xor("g")
    d.chain("start", "m", "a", "g")
    d.chain("late", "help", "m")
    d.flow("g", "m", when="a.again = true")
    d.flow("g", "end", otherwise=True)
    d.end()
    walk = Walk(d)
    walk.wait(days=4)
    walk.do("a", {"again": True})
    assert walk.step.next_due == MONDAY + timedelta(days=9)
    walk.wait(days=4)
    assert walk.open == ["a"]
    walk.wait(days=1)
    assert walk.open == ["help"]
    walk.do("help")
    assert walk.step.next_due == MONDAY + timedelta(days=14)


def test_two_timers_that_only_differ_in_text_on_one_task_both_fire() -> None:
    d = Drawing()
    d.user("a")
    for number in (1, 2, 3):
        d.boundary(f"t{number}", on="a", timer=("duration", f"P{number}D"), interrupting=False)
        d.user(f"h{number}")
        d.chain(f"t{number}", f"h{number}", f"end{number}")
    d.chain("start", "a", "end")
    walk = Walk(d)
    walk.wait(days=2)
    assert walk.open == ["a", "h1", "h2"]
    walk.do("h1")
    walk.wait(days=1)
    assert walk.open == ["a", "h2", "h3"]


def test_other_branches_keep_their_timers_when_a_task_is_completed() -> None:
    d = Drawing()
    d.both("split")
    d.both("join")
    d.user("a")
    d.user("b")
    d.boundary("late", on="b", timer=("duration", "P5D"))
    d.user("help")
    d.chain("start", "split", "a", "join", "end")
    d.xor("merge")
    d.chain("split", "b", "merge", "join")
    d.chain("late", "help", "merge")
    walk = Walk(d)
    walk.now += timedelta(days=9)
    walk.do("a")
    assert walk.step.fired == ()
    assert walk.open == ["b"]
    assert walk.step.next_due == MONDAY + timedelta(days=5)
    walk.wait()
    assert walk.open == ["help"]
    walk.do("help")
    assert walk.finished
