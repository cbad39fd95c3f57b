from datetime import UTC, datetime

import pytest

from engine.bundles import read_folder
from engine.calendar import SchoolCalendar
from engine.runtime import StateDamaged, compile_definition, standing, start
from tests.builders import ROOT, tiny

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_a_stored_state_says_where_its_tokens_are() -> None:
    step = start(compile_definition(tiny()), {"hva": "a"}, now=NOW, calendar=SchoolCalendar())
    assert standing(step.state).elements == ("vurder",)
    assert standing(step.state).edges == ()


def test_what_waits_on_the_edge_of_a_step_is_told_apart() -> None:
    definition = compile_definition(read_folder(ROOT, "melding"))
    document = {"melding": {"melder": "elev", "hva_skjedde": "a", "akutt": False}}
    step = start(definition, document, now=NOW, calendar=SchoolCalendar())
    assert standing(step.state).elements == ("vurder",)
    assert "ulest_en_dag" in standing(step.state).edges


def test_a_damaged_state_is_refused() -> None:
    step = start(compile_definition(tiny()), {"hva": "a"}, now=NOW, calendar=SchoolCalendar())
    with pytest.raises(StateDamaged):
        standing(step.state[:-1] + b"\x00")
