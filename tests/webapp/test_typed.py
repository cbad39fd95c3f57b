import pytest

from webapp import typed


@pytest.mark.parametrize("text", ["24.12.2026", " 24.12.2026 ", "24/12/2026", "24-12-2026"])
def test_a_date_is_understood_as_norwegians_write_it(text: str) -> None:
    assert typed.day(text) == "2026-12-24"


@pytest.mark.parametrize("text", ["31.2.2026", "i går", "24.12.26", "2026"])
def test_a_date_nobody_understands_stays_as_typed(text: str) -> None:
    assert typed.day(text) == text


@pytest.mark.parametrize(
    ("text", "time"), [("9.30", "09:30"), ("kl. 9:30", "09:30"), ("25.00", "25.00")]
)
def test_a_time_is_understood_as_norwegians_write_it(text: str, time: str) -> None:
    assert typed.time_of_day(text) == time


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23T14:03", "2026-11-23T14:03:00+01:00"),
        ("24.7.2026 kl. 14.30", "2026-07-24T14:30:00+02:00"),
        ("2026-11-23T14:03:00+00:00", "2026-11-23T14:03:00+00:00"),
        ("32.7.2026 14.30", "32.7.2026 14.30"),
    ],
)
def test_a_moment_without_offset_is_read_on_the_oslo_clock(text: str, moment: str) -> None:
    assert typed.moment(text) == moment


def test_the_second_time_the_clock_shows_half_past_two_is_not_taken_for_the_first() -> None:
    second = "2026-10-25T02:30:00+01:00"
    assert typed.typed_moment("2026-10-25T02:30:00+02:00") == "2026-10-25T02:30"
    assert typed.moment(typed.typed_moment(second)) == second


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,5", 1.5), ("1 000", 1000), ("\u22123", -3), ("3,0", 3.0), ("12\u00a0500,25", 12500.25)],
)
def test_a_number_is_understood_as_norwegians_write_it(text: str, number: float) -> None:
    assert typed.number(text) == number
    assert type(typed.number(text)) is type(number)


@pytest.mark.parametrize("text", ["tre", "NaN", "inf", "1_000", "٣", "1e999", "9" * 5000, "1,2,3"])
def test_what_is_not_a_number_stays_as_typed(text: str) -> None:
    assert typed.number(text) == text


def test_only_white_space_is_no_answer() -> None:
    assert typed.text(" \n\t") is None
    assert typed.line("  ") is None
    assert typed.text(" a\r\nb\rc ") == " a\nb\nc "


def test_half_a_character_becomes_something_that_can_be_shown() -> None:
    assert typed.carried("a\ud800b").encode() == b"a\x00b"
