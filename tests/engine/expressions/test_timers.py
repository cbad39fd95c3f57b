"""Times in a diagram: bare ISO values before FEEL."""

import pytest

from engine.expressions import ExpressionError, evaluate_timer_text
from tests.engine.expressions.reading import CALENDAR, NOW


def time_text(text: str, **scope: object) -> str:
    return evaluate_timer_text(text, scope, NOW, CALENDAR)


@pytest.mark.parametrize(
    "text",
    [
        "P5D",
        "PT30M",
        "P1Y2M3DT4H",
        "2026-01-05",
        "2026-01-05T08:00:00",
        "2026-01-05T08:00:00+01:00",
        "R3/P1D",
        "R/PT1H",
        "R3/2026-01-05T08:00:00Z/P1D",
    ],
)
def test_a_bare_iso_value_needs_no_quotes(text: str) -> None:
    assert time_text(f"  {text} ") == text


def test_anything_else_is_feel() -> None:
    assert time_text("skoledager(5)") == "2026-12-01T09:00:00+01:00"
    assert time_text('"P5D"') == "P5D"
    assert time_text('duration("P1D")') == "P1D"
    assert time_text("plan.evalueres", plan={"evalueres": "2026-12-01"}) == "2026-12-01"
    assert time_text("= today()") == "2026-11-23"


@pytest.mark.parametrize(
    "text",
    ["P", "PT", "P5", "2026-13-45", "R/PX", "R3/2026-99-01/P1D", "plan.evalueres", "1 + 1", "true"],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        time_text(text)
