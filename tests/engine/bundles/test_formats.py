"""Formats: each demands what it says."""

import pytest

from engine.bundles.formats import FORMATS, PatternRefused, checker, pattern

RIGHT = {
    "date": ["2026-01-31", "2028-02-29"],
    "time": ["08:15", "23:59:59"],
    "date-time": ["2026-01-31T08:15:00+01:00", "2026-01-31T08:15Z"],
    "email": ["kari@skole.no", "kari.nordmann+x@a.b.no"],
    "uri": ["https://www.udir.no/regelverk?x=1", "http://localhost:5000/"],
    "uuid": ["01234567-89ab-cdef-0123-456789abcdef"],
    "phone-no": ["22 33 44 55", "+47 912 34 567", "004791234567", "+46 8 123 456 78"],
    "person": ["kontaktlarer_2", "0f3c2d"],
    "group": ["2STA", "1-A"],
    "attachment": ["01234567-89ab-cdef-0123-456789abcdef"],
}
WRONG = {
    "date": ["2026-02-30", "20260131", "31.01.2026", "", "2026-1-3", "2026-W05-1"],
    "time": ["24:00", "8:15", "08.15", "08:15+01:00"],
    "date-time": ["2026-01-31T08:15:00", "2026-01-31", "2026-13-31T08:15:00Z"],
    "email": ["kari", "kari@skole", "kari@@skole.no", "k a@skole.no", "a@b..no"],
    "uri": [
        "javascript:alert(1)",
        "data:text/html,x",
        "/sti",
        "https://",
        "https://a b",
        "ftp://a",
    ],
    "uuid": ["0123456789abcdef0123456789abcdef", "x"],
    "phone-no": ["12345678", "223344", "+47 1234", "ring meg", "+47912345678"],
    "person": ["", "Kari Nordmann", "a" * 81, "../x"],
    "group": ["", "2 STA", "<b>"],
    "attachment": ["", "a/b"],
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in RIGHT.items() for v in values])
def test_a_right_value_passes(name: str, value: str) -> None:
    assert checker().conforms(value, name)


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in WRONG.items() for v in values])
def test_a_wrong_value_is_refused(name: str, value: str) -> None:
    assert not checker().conforms(value, name)


def test_every_format_a_form_may_name_is_checked_for_real() -> None:
    assert set(RIGHT) == set(WRONG) == FORMATS == set(checker().checkers)


@pytest.mark.parametrize("source", ["(?=a)", "(?<!a)b", r"(a)\1", "(", "a{2000}", "a" * 501])
def test_a_pattern_that_cannot_be_run_safely_is_refused(source: str) -> None:
    with pytest.raises(PatternRefused):
        pattern(source)
