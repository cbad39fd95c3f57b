"""Durations, dates and cycles on the Oslo clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.clock import OSLO, oslo
from engine.runtime.moments import (
    Cycle,
    NoMoment,
    carried,
    from_micros,
    micros,
    read_cycle,
    read_duration,
    read_moment,
    stored_cycle,
)

# hypothesis wants bounds without a zone; the tests put one on
EARLY = datetime(1990, 1, 1)  # noqa: DTZ001
LATE = datetime(2060, 1, 1)  # noqa: DTZ001
NOON = datetime(2026, 1, 31, 12, tzinfo=OSLO).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("P1D", "2026-02-01T12:00:00+01:00"),
        ("P2W", "2026-02-14T12:00:00+01:00"),
        ("P1M", "2026-02-28T12:00:00+01:00"),
        ("P1Y1M", "2027-02-28T12:00:00+01:00"),
        ("P2M", "2026-03-31T12:00:00+02:00"),
        ("PT36H", "2026-02-02T00:00:00+01:00"),
        ("P1DT1H30M", "2026-02-01T13:30:00+01:00"),
        ("PT0.5S", "2026-01-31T12:00:00.500000+01:00"),
        ("2026-02-10", "2026-02-10T00:00:00+01:00"),
        ("2026-07-10T08:30", "2026-07-10T08:30:00+02:00"),
        ("2026-07-10T08:30:00Z", "2026-07-10T10:30:00+02:00"),
        ("2026-07-10T08:30:00+02:00", "2026-07-10T08:30:00+02:00"),
        ("2026-07-10T08:30:00@Europe/Oslo", "2026-07-10T08:30:00+02:00"),
        ("2026-07-10T08:30:00@Europe/London", "2026-07-10T09:30:00+02:00"),
    ],
)
def test_a_value_means_this_moment_in_oslo(text: str, then: str) -> None:
    assert oslo(read_moment(text, NOON)).isoformat() == then


@pytest.mark.parametrize(
    "value",
    [
        "",
        "P",
        "PT",
        "P1DT",
        "P-1D",
        "-P1D",
        "P1.5D",
        "2026-02-30",
        "2026-2-3",
        "kl. 8",
        "2026-07-10T25:00:00",
        "2026-07-10T08:30:00@Langt/Borte",
        "P999999Y",
        "P101Y",
        "P999999W",
        "R/P1D",
        None,
        5,
        True,
        [],
        {},
    ],
)
def test_a_value_that_is_no_moment_is_refused_and_nothing_else_happens(value: object) -> None:
    with pytest.raises(NoMoment):
        read_moment(value, NOON)


def test_an_hour_the_clock_skips_comes_an_hour_later() -> None:
    saturday = datetime(2026, 3, 28, 2, 30, tzinfo=OSLO).astimezone(UTC)
    assert oslo(read_moment("P1D", saturday)).isoformat() == "2026-03-29T03:30:00+02:00"


@given(st.datetimes(EARLY, LATE), st.integers(0, 2000))
def test_days_keep_the_time_of_day_in_oslo(naive: datetime, days: int) -> None:
    moment = naive.replace(tzinfo=OSLO).astimezone(UTC)
    then = oslo(read_duration(f"P{days}D").after(moment))
    assert (then.date() - oslo(moment).date()).days in (days, days + 1)
    wanted = datetime.combine(oslo(moment).date() + timedelta(days=days), oslo(moment).time(), OSLO)
    assert then == wanted.astimezone(UTC)


@given(st.datetimes(EARLY, LATE))
def test_a_moment_survives_being_stored(naive: datetime) -> None:
    moment = naive.replace(tzinfo=UTC)
    assert from_micros(micros(moment)) == moment


@given(
    st.sampled_from(["P1D", "PT1M", "P1M", "P2W", "PT36H", "P1M1D"]),
    st.one_of(st.none(), st.integers(1, 400)),
    st.integers(0, 400 * 24 * 60),
)
def test_a_cycle_looked_at_late_goes_on_as_if_each_round_had_been_seen(
    period: str, rounds: int | None, minutes: int
) -> None:
    count = "" if rounds is None else str(rounds)
    cycle = read_cycle(f"R{count}/{period}", NOON)
    late = cycle.due + timedelta(minutes=minutes)
    if rounds is None and period == "PT1M":
        assert cycle.following(late) is not None
        return
    seen: Cycle | None = cycle
    while seen is not None and seen.due <= late:
        following = (
            None
            if seen.left == 0
            else Cycle(
                seen.every,
                seen.period,
                seen.anchor,
                seen.round + 1,
                None if seen.left is None else seen.left - 1,
            )
        )
        seen = following
    assert cycle.following(late) == seen


def test_a_month_by_month_cycle_does_not_drift_after_a_short_month() -> None:
    cycle: Cycle | None = read_cycle("R/P1M", NOON)
    days = []
    for _ in range(4):
        assert cycle is not None
        days.append(oslo(cycle.due).date().isoformat())
        cycle = cycle.following(cycle.due)
    assert days == ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]


def test_a_cycle_survives_being_stored() -> None:
    cycle = read_cycle("R7/2026-03-01T08:00:00/P7D", NOON)
    assert stored_cycle(carried(cycle)) == cycle


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("R0/P1D", "no_rounds"),
        ("R/PT30S", "too_often"),
        ("P1D", "not_a_cycle"),
        ("R/", "not_a_cycle"),
        ("R/snart", "not_a_duration"),
        ("R/2026-13-01/P1D", "no_moment"),
        ("R2/2020-01-01/P1D", "no_rounds_left"),
        (None, "not_a_cycle"),
    ],
)
def test_a_cycle_that_cannot_run_is_refused_with_a_reason(text: object, reason: str) -> None:
    with pytest.raises(NoMoment, match=reason):
        read_cycle(text, NOON)


def test_years_of_silence_on_a_minute_cycle_cost_next_to_nothing() -> None:
    cycle = read_cycle("R/PT1M", NOON)
    following = cycle.following(NOON + timedelta(days=3650))
    assert following is not None
    assert following.due == NOON + timedelta(days=3650, minutes=1)
