"""Messages to be sent, kept beside what caused them until they are gone.

Owns the outbox. A message names a template and a link, never a person, a case, a step or a word of
what anybody wrote: the text itself stands in `webapp/mail.py`. What can wait is gathered: each
person gets one message a day about all of it. Sending is at least once; the same `Message-ID` each
time lets the receiver drop a repeat.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import calendar, clock
from engine.database import Base, Identity, Moment, new_id, table_of
from engine.errors import Refused
from engine.people import Person

#: The fixed texts there are; how each reads stands in `webapp/mail.py`.
TEMPLATES = (
    "acute_task",
    "deadline_nears",
    "deadline_passed",
    "eiervarsel",
    "melding_venter",
    "mentioned",
    "message",
    "ny_runde",
    "plan_klar",
)
#: Minutes to wait after each failed attempt; the last one repeats.
RETRY_MINUTES = (1, 5, 15, 60, 240)


class Message(Base):
    """One message to one person."""

    __tablename__ = "outbox"
    __table_args__ = (
        sa.Index(
            "ix_outbox_waiting",
            "next_try_at",
            sqlite_where=sa.text("sent_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"))
    #: Which of the fixed texts to send.
    template: Mapped[str] = mapped_column(sa.String(40))
    #: Path of a page that asks for sign-in; opaque.
    link: Mapped[str] = mapped_column(sa.String(80))
    queued_at: Mapped[datetime] = mapped_column(Moment)
    next_try_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    #: The kind of the last failure, never the server's own words.
    last_error: Mapped[str] = mapped_column(sa.String(80), default="")
    #: Can wait for the person's daily message.
    gathered: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    #: Templates of all that the daily message being sent is about; empty in any other message.
    together = tuple[str, ...]()


_outbox = table_of(Message)
_persons = table_of(Person)
_INSERT = _outbox.insert()


def queue(
    session: Session,
    person_ids: Sequence[int],
    template: str,
    link: str = "/innboks",
    wait: timedelta = timedelta(0),
) -> list[int]:
    """Each person gets the message once this transaction is committed, and `wait` has passed.

    Returns the numbers of the messages.
    """
    at = clock.now() + wait
    rows = [_row(person, template, link, at) for person in dict.fromkeys(person_ids)]
    if rows:
        session.connection().execute(_INSERT, rows)
    return [row["id"] for row in rows]


def gather(session: Session, person_ids: Collection[int], template: str, link: str) -> None:
    """Each person hears of it in their next daily message, at the hour they have chosen."""
    asked = sa.select(_persons.c.id, _persons.c.digest_hour).where(_persons.c.id.in_(person_ids))
    rows = [
        _row(person.id, template, link, next_digest(person.digest_hour), gathered=True)
        for person in session.connection().execute(asked)
    ]
    if rows:
        session.connection().execute(_INSERT, rows)


def next_digest(hour: int) -> datetime:
    """This hour in Oslo, today or on the next working day; aware UTC."""
    now = clock.oslo(clock.now())
    today = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    if now < today and calendar.is_working_day(today.date()):
        return today.astimezone(UTC)
    return calendar.current().add_working_days(today, 1)


def hour_of(session: Session, person_id: int) -> int:
    """The hour in Oslo at which the person's daily message comes."""
    asked = sa.select(_persons.c.digest_hour).where(_persons.c.id == person_id)
    return int(session.connection().execute(asked).scalar_one())


def choose_hour(session: Session, person_id: int, hour: int) -> None:
    """The person's daily message comes at this hour from now on. Raises Refused if it is none."""
    if not 0 <= hour <= 23:
        raise Refused(hour=hour)
    chosen = sa.update(_persons).where(_persons.c.id == person_id).values(digest_hour=hour)
    session.connection().execute(chosen)


def _row(
    person: int, template: str, link: str, at: datetime, *, gathered: bool = False
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "person_id": person,
        "template": template,
        "link": link,
        "queued_at": clock.now(),
        "next_try_at": at,
        "attempts": 0,
        "last_error": "",
        "gathered": gathered,
    }


def unsent(session: Session, numbers: Collection[int]) -> bool:
    """Whether none of these messages has left; whoever sends one waits for this transaction."""
    query = sa.select(_outbox.c.id).where(_outbox.c.id.in_(numbers), _outbox.c.sent_at.is_(None))
    found = session.connection().execute(query.with_for_update()) if numbers else ()
    return len(list(found)) == len(numbers)


def withdraw(session: Session, numbers: Collection[int]) -> None:
    """Nobody gets these messages. The caller has seen to it that they are unsent."""
    session.connection().execute(_outbox.delete().where(_outbox.c.id.in_(numbers)))


def send_next(session: Session, send: Callable[[Message, Person], None]) -> bool:
    """Try the message that has waited longest; True if there was one.

    `send` raises OSError or its kin if the message could not be handed over; then it waits longer
    and longer. Persons without an address, or no longer active, get nothing: the message counts as
    sent to nobody.
    """
    query = (
        sa.select(Message)
        .where(Message.sent_at.is_(None), Message.next_try_at <= clock.now())
        .order_by(Message.next_try_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    message = session.scalar(query)
    if message is None:
        return False
    person = session.get(Person, message.person_id)
    all_of_it = [message, *(_with_it(session, message) if message.gathered else ())]
    message.together = tuple(one.template for one in all_of_it) if message.gathered else ()
    message.attempts += 1
    try:
        if person is not None and person.active and person.email:
            send(message, person)
        else:
            message.last_error = "no_address"
        for one in all_of_it:
            one.sent_at = clock.now()
    except OSError as error:
        wait = RETRY_MINUTES[min(message.attempts, len(RETRY_MINUTES)) - 1]
        for one in all_of_it:
            one.next_try_at = clock.now() + timedelta(minutes=wait)
        message.last_error = type(error).__name__
    session.flush()
    return True


def _with_it(session: Session, message: Message) -> Sequence[Message]:
    """What else the same person is to hear of in this daily message, oldest first."""
    query = (
        sa.select(Message)
        .where(
            Message.person_id == message.person_id,
            Message.gathered,
            Message.sent_at.is_(None),
            Message.next_try_at <= clock.now(),
            Message.id != message.id,
        )
        .order_by(Message.id)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(query).all()


def waiting(session: Session) -> tuple[int, datetime | None]:
    """How many messages wait to leave, and since when the oldest does.

    What is gathered waits for its hour and is not counted before.
    """
    due = sa.or_(sa.not_(_outbox.c.gathered), _outbox.c.next_try_at <= clock.now())
    row = session.execute(
        sa.select(sa.func.count(), sa.func.min(_outbox.c.queued_at)).where(
            _outbox.c.sent_at.is_(None), due
        )
    ).one()
    oldest = row[1]
    return int(row[0]), oldest
