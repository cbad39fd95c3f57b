"""What was already asked for is not done again.

Owns the record of requests that must have one effect however often they arrive: a double click, the
Back button, a retry after a lost answer. Kept for a few days, in the transaction of the effect.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import clock
from engine.database import Base, Moment, table_of

#: Days a request is remembered.
KEPT_DAYS = 7


class OnceKey(Base):
    """A request that has had its effect."""

    __tablename__ = "once_keys"

    #: Over who asked and the key they chose.
    id: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    #: What was answered, as JSON of opaque ids.
    answer: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(Moment, index=True)


_once = table_of(OnceKey)
_FIND = sa.select(_once.c.answer).where(_once.c.id == sa.bindparam("key"))
_ADD = _once.insert()
_WAIT = sa.select(sa.func.pg_advisory_xact_lock(sa.bindparam("number", type_=sa.BigInteger)))


def _digest(who: int | str, key: str) -> bytes:
    return hashlib.sha256(f"{who}|{key}".encode()).digest()


def answer(session: Session, who: int | str, key: str) -> Any | None:
    """What this request was answered before; None if it is new.

    A second one at the same moment waits here until the first is done.
    """
    connection, digest = session.connection(), _digest(who, key)
    if connection.dialect.name == "postgresql":
        number = int.from_bytes(digest[:8], "big", signed=True)
        connection.execute(_WAIT, {"number": number})
    found = connection.execute(_FIND, {"key": digest}).scalar()
    return None if found is None else orjson.loads(found)


def remember(session: Session, who: int | str, key: str, value: Any) -> None:
    """The same request will be given `value` from now on."""
    row = {"id": _digest(who, key), "answer": orjson.dumps(value).decode(), "at": clock.now()}
    session.connection().execute(_ADD, row)


def forget_old(session: Session) -> int:
    """Requests older than KEPT_DAYS are no longer remembered; says how many."""
    limit = clock.now() - timedelta(days=KEPT_DAYS)
    return session.connection().execute(_once.delete().where(_once.c.at < limit)).rowcount
