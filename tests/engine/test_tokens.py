from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock, tokens
from tests.cast import Cast


def test_a_session_is_found_by_its_secret_until_it_ends(session: Session, cast: Cast) -> None:
    secret = tokens.new_secret()
    tokens.store_session(session, secret, cast.kari.id, "{}")
    found = tokens.load_session(session, secret)
    assert found is not None
    assert found[0] == cast.kari.id
    tokens.end_session(session, secret)
    assert tokens.load_session(session, secret) is None


def test_the_secret_itself_is_not_stored(session: Session, cast: Cast) -> None:
    secret = tokens.new_secret()
    tokens.store_session(session, secret, cast.kari.id, "{}")
    [row] = session.execute(sa.select(tokens.WebSession.__table__)).all()
    assert secret.encode() not in bytes(row.digest)
    assert secret not in str(tuple(row))


def test_a_session_left_alone_or_used_all_day_is_over(session: Session, cast: Cast) -> None:
    secret, began = tokens.new_secret(), clock.now()
    tokens.store_session(session, secret, cast.kari.id, "{}")
    with clock.at(began + timedelta(minutes=tokens.IDLE_MINUTES, seconds=1)):
        assert tokens.load_session(session, secret) is None
    for half_hours in range(1, 17):
        with clock.at(began + timedelta(minutes=30 * half_hours - half_hours)):
            assert tokens.load_session(session, secret) is not None
            tokens.store_session(session, secret, cast.kari.id, "{}")
    with clock.at(began + timedelta(hours=tokens.ABSOLUTE_HOURS, seconds=1)):
        assert tokens.load_session(session, secret) is None


def test_all_sessions_of_a_person_end_at_once(session: Session, cast: Cast) -> None:
    secrets = [tokens.new_secret() for _ in range(3)]
    for secret in secrets:
        tokens.store_session(session, secret, cast.kari.id, "{}")
    assert tokens.end_sessions_of(session, cast.kari.id) == 3
    assert all(tokens.load_session(session, secret) is None for secret in secrets)


def test_an_api_token_is_bound_to_its_person_and_ends(session: Session, cast: Cast) -> None:
    secret = tokens.issue_api_token(session, cast.kari.id)
    assert tokens.bearer(session, secret) == cast.kari.id
    assert tokens.bearer(session, secret + "x") is None
    with clock.at(clock.now() + timedelta(days=tokens.TOKEN_DAYS, seconds=1)):
        assert tokens.bearer(session, secret) is None


def test_a_calendars_address_opens_for_its_person_until_it_is_ended(
    session: Session, cast: Cast
) -> None:
    assert tokens.calendar_key(session, cast.kari.id) is None
    secret = tokens.issue_calendar_key(session, cast.kari.id)
    assert tokens.calendar_of(session, secret) == cast.kari.id
    assert tokens.calendar_key(session, cast.kari.id) is not None
    assert tokens.end_calendar_key(session, cast.kari.id)
    assert tokens.calendar_of(session, secret) is None
    assert not tokens.end_calendar_key(session, cast.kari.id)


def test_a_new_calendar_address_ends_the_one_before(session: Session, cast: Cast) -> None:
    old, new = (tokens.issue_calendar_key(session, cast.kari.id) for _ in range(2))
    assert tokens.calendar_of(session, old) is None
    assert tokens.calendar_of(session, new) == cast.kari.id


def test_a_calendars_address_is_no_key_to_the_api(session: Session, cast: Cast) -> None:
    assert tokens.bearer(session, tokens.issue_calendar_key(session, cast.kari.id)) is None
