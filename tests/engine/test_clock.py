from datetime import UTC, datetime, timedelta

import pytest

from engine import clock


def test_now_is_aware_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


def test_inside_the_block_it_is_the_moment_given_and_afterwards_time_runs_again() -> None:
    then = datetime(2026, 3, 27, 15, tzinfo=UTC)
    with clock.at(then):
        assert clock.now() == then
        assert clock.move(timedelta(hours=1)) == then + timedelta(hours=1)
    assert clock.now() > then + timedelta(days=1)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        clock.freeze(datetime(2026, 1, 1))  # noqa: DTZ001  (that is what is refused)
