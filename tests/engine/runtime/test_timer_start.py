"""A process that the calendar starts runs as any other: whoever starts it has seen the day come."""

from datetime import UTC, datetime

from engine import calendar
from engine.runtime import compile_definition, start
from tests.engine.bundles.cases import BUNDLES, bundle_at

NOW = datetime(2026, 8, 17, 4, tzinfo=UTC)
DEFINITION = compile_definition(bundle_at(BUNDLES / "timer_start.bpmn"))
GIVEN = {"klasse": {"key": "2STA", "kontaktlarere": ["kari", "mo"]}}


def test_a_case_begins_at_once_and_waits_for_no_timer() -> None:
    step = start(DEFINITION, GIVEN, now=NOW, calendar=calendar.current())
    assert [(task.element, task.assignee) for task in step.opened] == [("a", "kari")]
    assert (step.next_due, step.fired, step.passed[0]) == (None, (), "start")


def test_what_only_the_calendar_reads_is_not_kept_in_a_case() -> None:
    assert "klasse" in DEFINITION.reads
    assert "skolear" not in DEFINITION.reads


def test_nobody_fills_in_a_form_for_it() -> None:
    assert DEFINITION.start_form is None
