from datetime import UTC, datetime

import pytest

from engine import clock
from engine.inbox import Box
from webapp import inboxrows

#: A Wednesday.
NOW = datetime(2026, 9, 30, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "before"),
    [
        ("over", datetime(2026, 9, 30, 9, 0, tzinfo=UTC)),
        ("idag", datetime(2026, 9, 30, 22, 0, tzinfo=UTC)),
        ("uke", datetime(2026, 10, 4, 22, 0, tzinfo=UTC)),
        ("noe", None),
    ],
)
def test_days_and_weeks_end_at_midnight_in_oslo(asked: str, before: datetime | None) -> None:
    with clock.at(NOW):
        assert inboxrows.due_before(asked) == before


def test_an_address_keeps_only_what_a_list_can_be_asked_for() -> None:
    asked = inboxrows.read({"liste": "gruppe", "sok": " å b ", "etter": "9.x", "<": ">"})
    assert asked.box == Box.GROUP
    assert asked.query() == "liste=gruppe&sok=%C3%A5+b"
    assert asked.query(sok="") == "liste=gruppe"
    assert asked.narrowed


@pytest.mark.parametrize("box", ["", "alle", "ukjent", "MINE"])
def test_an_unknown_list_is_ones_own(box: str) -> None:
    asked = inboxrows.read({"liste": box, "grupper": "tull"})
    assert (asked.box, asked.grouping, asked.narrowed) == (Box.MINE, "frist", False)


@pytest.mark.parametrize(
    ("priority", "reads"), [(1, ""), (50, ""), (51, "important"), (80, "important"), (81, "urgent")]
)
def test_a_priority_reads_as_words(priority: int, reads: str) -> None:
    assert inboxrows.urgency(priority) == reads
