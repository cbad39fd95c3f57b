"""A changed school calendar moves what is counted in school days, and nothing else."""

from datetime import date, datetime, timedelta

from engine.calendar import SchoolCalendar, SchoolYear
from engine.runtime import Recount, codec, recount
from engine.runtime.marking import Row
from tests.diagrams import Drawing
from tests.engine.runtime.walking import CALENDAR, MONDAY, Walk

#: Without and with a week off, from the Wednesday after it all begins.
BEFORE = CALENDAR
AFTER = SchoolCalendar(
    (
        SchoolYear(
            "2025/26",
            date(2025, 8, 18),
            date(2026, 6, 19),
            frozenset(date(2026, 1, 7) + timedelta(days=n) for n in range(7)),
        ),
    )
)
IN_FIVE, MOVED = MONDAY + timedelta(days=7), MONDAY + timedelta(days=14)


def counted(walk: Walk, *, opened: bool = True) -> Recount:
    """The case by both calendars."""
    at = dict.fromkeys(walk.tasks, MONDAY) if opened else {}
    return recount(walk.definition, walk.state, walk.document, at, before=BEFORE, after=AFTER)


def test_a_deadline_in_school_days_is_counted_from_when_the_task_opened() -> None:
    d = Drawing()
    d.user("a", dueDate="skoledager(5)", warnDate="skoledager(4)")
    d.chain("start", "a", "end")
    walk = Walk(d)
    before, after = counted(walk).tasks[walk.task("a").id]
    assert before == (IN_FIVE, IN_FIVE - timedelta(days=3), None)
    assert after == (MOVED, MOVED - timedelta(days=3), None)


def test_a_deadline_in_days_of_the_calendar_or_on_a_date_somebody_chose_is_the_same() -> None:
    d = Drawing()
    d.begins_with("plan")
    d.both("to")
    d.user("a", dueDate="P5D")
    d.user("b", dueDate="plan.dato")
    d.chain("start", "to", "a", "end")
    d.chain("to", "b", "end_b")
    walk = Walk(d, {"plan": {"dato": "2026-01-12"}})
    found = counted(walk)
    assert all(before == after for before, after in found.tasks.values())
    assert (found.state, found.timers) == (None, ())


def test_a_timer_in_school_days_waits_longer_and_then_fires() -> None:
    d = Drawing()
    d.wait("vent", "date", "skoledager(5)")
    d.user("a")
    d.chain("start", "vent", "a", "end")
    walk = Walk(d)
    found = counted(walk)
    assert found.timers == (("vent", IN_FIVE, MOVED),)
    assert found.next_due == MOVED
    assert found.state is not None
    walk.state = found.state
    walk.wait(days=8)
    assert walk.open == []
    walk.wait(days=6)
    assert walk.open == ["a"]


def _old(walk: Walk) -> None:
    """The state as it was written before the beginning of a count was kept."""
    rows = codec.load(walk.state)

    def forget(some: list[Row]) -> None:
        for row in some:
            for part in row[3:]:
                if isinstance(part, dict):
                    part.pop("since", None)
                elif isinstance(part, list):
                    forget(part)

    forget(rows)
    walk.state = codec.dump(rows)


def test_an_old_timer_is_counted_from_when_its_task_opened_or_left_alone() -> None:
    d = Drawing()
    d.both("to")
    d.user("a")
    d.boundary("purr", on="a", timer=("date", "skoledager(5)"))
    d.wait("vent", "date", "skoledager(5)")
    d.chain("start", "to", "a", "end")
    d.chain("to", "vent", "end_vent")
    d.chain("purr", "end_purr")
    walk = Walk(d)
    _old(walk)
    assert counted(walk).timers == (("purr", IN_FIVE, MOVED),)
    assert counted(walk, opened=False).timers == ()


def test_the_timers_of_an_event_gateway_are_moved_each_by_its_own_text() -> None:
    d = Drawing()
    d.node("eventBasedGateway", "forst")
    d.wait("kort", "date", "skoledager(5)")
    d.wait("lang", "duration", "P30D")
    d.chain("start", "forst", "kort", "end")
    d.chain("forst", "lang", "end_lang")
    walk = Walk(d)
    found = counted(walk)
    assert found.timers == (("kort", IN_FIVE, MOVED),)
    assert found.next_due == MOVED


def test_what_no_longer_stands_as_it_was_counted_is_left_alone() -> None:
    d = Drawing()
    d.begins_with("plan")
    d.wait("vent", "date", "skoledager(plan.antall)")
    d.chain("start", "vent", "end")
    walk = Walk(d, {"plan": {"antall": 5}})
    walk.document = {"plan": {"antall": 6}}
    assert counted(walk).timers == ()
    walk.document = {"plan": {"antall": "mange"}}
    assert counted(walk).timers == ()


def test_only_what_counts_in_school_days_remembers_when_it_began() -> None:
    d = Drawing()
    d.both("to")
    d.wait("dager", "duration", "P5D")
    d.wait("skole", "date", "skoledager(5)")
    d.chain("start", "to", "dager", "end")
    d.chain("to", "skole", "end_skole")
    marks = {row[0]: row[3] for row in codec.load(Walk(d).state)}
    assert "since" not in marks["dager"]
    assert "since" in marks["skole"]


def test_nothing_is_moved_by_counting_twice() -> None:
    d = Drawing()
    d.wait("vent", "date", "skoledager(5)")
    d.chain("start", "vent", "end")
    walk = Walk(d)
    walk.state = counted(walk).state or b""
    again: datetime | None = counted(walk).next_due
    assert (counted(walk).timers, again) == ((), MOVED)
