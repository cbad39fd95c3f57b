"""How much may come from one place."""

import pytest

from webapp import patience


def test_one_place_is_asked_to_wait_and_others_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    patience.forget()
    monkeypatch.setitem(patience.MOST, "reports", 2)
    assert [patience.take("10.0.0.1") for _ in range(3)] == [True, True, False]
    assert patience.take("10.0.0.2")
    assert patience.take("10.0.0.1", "files")
    patience.forget()
    assert patience.take("10.0.0.1")


def test_what_is_remembered_says_nothing_of_the_place() -> None:
    patience.forget()
    patience.take("192.0.2.77")
    kept = repr(vars(patience)["_counts"])
    patience.forget()
    assert "192.0.2.77" not in kept
    assert b"192.0.2.77".hex() not in kept
