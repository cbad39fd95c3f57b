from datetime import UTC, datetime

import pytest

from engine import clock
from webapp import inboxmany

NOW = datetime(2026, 9, 30, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize("day", ["", "2026-10-01", "2026-09-30", "i morgen", "2200-01-01"])
def test_a_task_is_put_off_only_to_a_day_to_come(day: str) -> None:
    with clock.at(NOW):
        assert inboxmany.morning_of(day) is None


def test_a_task_comes_back_at_eight_in_oslo() -> None:
    with clock.at(NOW):
        assert inboxmany.morning_of("2026-11-02") == datetime(2026, 11, 2, 7, 0, tzinfo=UTC)


def test_every_action_has_words_for_one_and_for_many() -> None:
    for action in inboxmany._ACTIONS:
        assert inboxmany.done_words(action, 1) != inboxmany.done_words(action, 2)
        assert "2" in inboxmany.done_words(action, 2)
