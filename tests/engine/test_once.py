from datetime import timedelta

from sqlalchemy.orm import Session

from engine import clock, once


def test_a_request_is_answered_as_it_was_the_first_time(session: Session) -> None:
    assert once.answer(session, 1, "nøkkel") is None
    once.remember(session, 1, "nøkkel", {"to": "/innboks"})
    assert once.answer(session, 1, "nøkkel") == {"to": "/innboks"}


def test_the_same_key_from_somebody_else_is_another_request(session: Session) -> None:
    once.remember(session, 1, "nøkkel", {"to": "/innboks"})
    assert once.answer(session, 2, "nøkkel") is None


def test_requests_are_forgotten_after_a_while(session: Session) -> None:
    once.remember(session, 1, "nøkkel", {})
    assert once.forget_old(session) == 0
    with clock.at(clock.now() + timedelta(days=once.KEPT_DAYS, minutes=1)):
        assert once.forget_old(session) == 1
    assert once.answer(session, 1, "nøkkel") is None
