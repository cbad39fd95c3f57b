"""Keys to the door: sessions of the browser, bearer tokens of the API, addresses of calendars.

Owns all three. Only a digest of each secret is stored. Each is bound to a person; ending it
has effect at the next request.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import clock
from engine.database import Base, Identity, Moment, table_of

#: Minutes without a request, and hours altogether, after which a session is over.
IDLE_MINUTES = 30
ABSOLUTE_HOURS = 8
#: Days an API token lasts.
TOKEN_DAYS = 365


class WebSession(Base):
    """A browser that is, or is about to be, signed in."""

    __tablename__ = "web_sessions"

    digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    #: None until somebody signs in.
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("persons.id"), index=True)
    #: What the pages remember (language, colours, CSRF seed), as JSON. Never content of a case.
    data: Mapped[str] = mapped_column(sa.Text)
    started_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment, index=True)


class ApiToken(Base):
    """A bearer token bound to a person."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"), index=True)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class CalendarKey(Base):
    """The secret in the address a person's calendar fetches the year wheel from; one for each."""

    __tablename__ = "calendar_keys"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    issued_at: Mapped[datetime] = mapped_column(Moment)


_sessions = table_of(WebSession)
_api = table_of(ApiToken)
_LOAD = sa.select(_sessions).where(_sessions.c.digest == sa.bindparam("digest"))
_BEARER = sa.select(_api.c.person_id).where(
    _api.c.digest == sa.bindparam("digest"),
    _api.c.revoked_at.is_(None),
    _api.c.ends_at > sa.bindparam("now", type_=Moment),
)


def digest(secret: str) -> bytes:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).digest()


def new_secret() -> str:
    """256 unguessable bits, safe in a cookie and a header."""
    return secrets.token_urlsafe(32)


def load_session(session: Session, secret: str) -> tuple[int | None, str, datetime] | None:
    """Person id, data and last-seen moment of a session still alive; None otherwise."""
    row = session.connection().execute(_LOAD, {"digest": digest(secret)}).first()
    if row is None:
        return None
    now = clock.now()
    idle = now - row.seen_at > timedelta(minutes=IDLE_MINUTES)
    old = now - row.started_at > timedelta(hours=ABSOLUTE_HOURS)
    return None if idle or old else (row.person_id, row.data, row.seen_at)


def store_session(session: Session, secret: str, person_id: int | None, data: str) -> None:
    """The session stands as given, seen now; made if it was not there."""
    connection, now, key = session.connection(), clock.now(), digest(secret)
    values = {"person_id": person_id, "data": data, "seen_at": now}
    changed = connection.execute(
        _sessions.update().where(_sessions.c.digest == key).values(**values)
    )
    if not changed.rowcount:
        connection.execute(_sessions.insert(), {"digest": key, "started_at": now, **values})


def renew_session(session: Session, secret: str, data: str) -> bool:
    """The session remembers `data`, seen now; False if it has ended, and then it stays ended."""
    changed = session.connection().execute(
        _sessions.update()
        .where(_sessions.c.digest == digest(secret))
        .values(data=data, seen_at=clock.now())
    )
    return changed.rowcount > 0


def end_session(session: Session, secret: str) -> None:
    """The session is over; a copy of its cookie opens nothing."""
    session.connection().execute(_sessions.delete().where(_sessions.c.digest == digest(secret)))


def end_sessions_of(session: Session, person_id: int) -> int:
    """Every session of the person is over; says how many there were."""
    gone = session.connection().execute(
        _sessions.delete().where(_sessions.c.person_id == person_id)
    )
    return gone.rowcount


def sweep_sessions(session: Session) -> int:
    """Sessions nobody can use any more are forgotten; says how many."""
    limit = clock.now() - timedelta(hours=ABSOLUTE_HOURS)
    gone = session.connection().execute(_sessions.delete().where(_sessions.c.seen_at < limit))
    return gone.rowcount


def issue_api_token(session: Session, person_id: int) -> str:
    """A new token for the person; shown once, stored as a digest."""
    secret, now = new_secret(), clock.now()
    session.add(
        ApiToken(
            digest=digest(secret),
            person_id=person_id,
            issued_at=now,
            ends_at=now + timedelta(days=TOKEN_DAYS),
        )
    )
    session.flush()
    return secret


def bearer(session: Session, secret: str) -> int | None:
    """The person a living token is bound to; None otherwise."""
    found = (
        session.connection()
        .execute(_BEARER, {"digest": digest(secret), "now": clock.now()})
        .scalar()
    )
    return None if found is None else int(found)


def issue_calendar_key(session: Session, person_id: int) -> str:
    """A new secret for the person's calendar; shown once, and the one before opens nothing."""
    secret = new_secret()
    end_calendar_key(session, person_id)
    session.add(CalendarKey(person_id=person_id, digest=digest(secret), issued_at=clock.now()))
    session.flush()
    return secret


def end_calendar_key(session: Session, person_id: int) -> bool:
    """The address of the person's calendar opens nothing any more; False if there was none."""
    gone = session.connection().execute(
        sa.delete(CalendarKey).where(CalendarKey.person_id == person_id)
    )
    return gone.rowcount > 0


def calendar_key(session: Session, person_id: int) -> datetime | None:
    """When the person's calendar address was made; None if there is none."""
    asked = sa.select(CalendarKey.issued_at).where(CalendarKey.person_id == person_id)
    found: datetime | None = session.scalar(asked)
    return found


def calendar_of(session: Session, secret: str) -> int | None:
    """The person whose calendar the secret opens; None if it opens nobody's."""
    asked = sa.select(CalendarKey.person_id).where(CalendarKey.digest == digest(secret))
    found: int | None = session.scalar(asked)
    return found
