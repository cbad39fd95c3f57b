from collections import Counter
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock, outbox, people
from engine.errors import Refused
from engine.outbox import Message
from tests.cast import Cast


def _all(session: Session) -> list[Message]:
    session.expire_all()
    return list(session.scalars(sa.select(Message).order_by(Message.id)))


def test_each_person_gets_a_message_once(session: Session, cast: Cast) -> None:
    outbox.queue(session, [cast.kari.id, cast.kari.id, cast.mo.id], "acute_task", "/oppgaver/x")
    sent: list[str] = []
    while outbox.send_next(session, lambda message, person: sent.append(person.key)):
        pass
    assert sorted(sent) == ["kari", "mo"]
    assert outbox.waiting(session) == (0, None)


def test_a_message_that_could_not_be_handed_over_waits_longer_and_longer(
    session: Session, cast: Cast
) -> None:
    outbox.queue(session, [cast.kari.id], "acute_task")

    def down(message: Message, person: people.Person) -> None:
        raise ConnectionRefusedError

    began = clock.now()
    with clock.at(began + timedelta(seconds=1)):
        assert outbox.send_next(session, down)
        assert not outbox.send_next(session, down)
    [message] = _all(session)
    assert (message.attempts, message.last_error, message.sent_at) == (
        1,
        "ConnectionRefusedError",
        None,
    )
    with clock.at(began + timedelta(minutes=2)):
        assert outbox.send_next(session, down)
    with clock.at(began + timedelta(minutes=4)):
        assert not outbox.send_next(session, down)
    with clock.at(began + timedelta(minutes=9)):
        assert outbox.send_next(session, lambda message, person: None)
    [message] = _all(session)
    assert message.sent_at is not None
    assert message.attempts == 3


def test_somebody_without_an_address_gets_nothing_and_stops_nobody(
    session: Session, cast: Cast
) -> None:
    people.by_keys(session, ["kari"])["kari"].email = ""
    outbox.queue(session, [cast.kari.id], "acute_task")
    sent: list[str] = []
    assert outbox.send_next(session, lambda message, person: sent.append(person.key))
    assert sent == []
    assert outbox.waiting(session)[0] == 0


def _morning(day: int, hour: int = 7, minute: int = 0) -> datetime:
    """A moment in November 2026, in Oslo."""
    return datetime(2026, 11, day, hour, minute, tzinfo=clock.OSLO)


def test_a_thousand_things_that_can_wait_are_one_message_in_the_morning(
    session: Session, cast: Cast
) -> None:
    told: dict[str, Counter[str]] = {}

    def send(message: Message, person: people.Person) -> None:
        assert person.key not in told
        told[person.key] = Counter(message.together)

    with clock.at(_morning(23, 9)):
        for number in range(1000):
            outbox.gather(session, [cast.kari.id], "deadline_nears", f"/oppgaver/{number}")
        outbox.gather(session, [cast.kari.id, cast.mo.id], "mentioned", "/saker/x")
        assert not outbox.send_next(session, send)
        assert outbox.waiting(session) == (0, None), "nothing is late before its hour"
    with clock.at(_morning(24, 6, 59)):
        assert not outbox.send_next(session, send)
    with clock.at(_morning(24, 7, 1)):
        while outbox.send_next(session, send):
            pass
    assert told == {"kari": {"deadline_nears": 1000, "mentioned": 1}, "mo": {"mentioned": 1}}
    assert outbox.waiting(session) == (0, None)


def test_the_daily_message_comes_at_the_hour_one_has_chosen(session: Session, cast: Cast) -> None:
    outbox.choose_hour(session, cast.kari.id, 15)
    with clock.at(_morning(23, 9)):
        outbox.gather(session, [cast.kari.id], "mentioned", "/saker/x")
    [message] = _all(session)
    assert message.next_try_at == _morning(23, 15)
    with pytest.raises(Refused):
        outbox.choose_hour(session, cast.kari.id, 24)


def test_nothing_that_can_wait_comes_on_a_saturday(session: Session, cast: Cast) -> None:
    with clock.at(_morning(27, 18)):
        outbox.gather(session, [cast.kari.id], "mentioned", "/saker/x")
    [message] = _all(session)
    assert message.next_try_at == _morning(30)


def test_a_daily_message_that_could_not_be_sent_waits_as_a_whole(
    session: Session, cast: Cast
) -> None:
    with clock.at(_morning(23, 9)):
        for link in ("/a", "/b"):
            outbox.gather(session, [cast.kari.id], "mentioned", link)

    def down(message: Message, person: people.Person) -> None:
        raise ConnectionRefusedError

    sent: list[tuple[str, ...]] = []
    with clock.at(_morning(24, 8)):
        assert outbox.send_next(session, down)
        assert not outbox.send_next(session, down)
    with clock.at(_morning(24, 9)):
        assert outbox.send_next(session, lambda message, _: sent.append(message.together))
    assert sent == [("mentioned", "mentioned")]
    assert outbox.waiting(session) == (0, None)
