"""Files sent before the case they belong to exists: with a report that is still being written.

Owns uploads. A file waits sealed for the browser that sent it, a few hours at most; when the report
is sent it becomes an attachment of the new case under the same number, otherwise it is gone.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import attachments, clock, sealing
from engine.database import Base, Moment, new_id, table_of
from engine.errors import NotFound, Refused
from engine.people import Actor

#: Hours a file waits, and files and bytes one browser may have waiting.
WAIT_HOURS = 8
MOST = 10
MOST_BYTES = 60 * 1024 * 1024


class Upload(Base):
    """A file waiting for its case."""

    __tablename__ = "uploads"

    #: The number it will have as an attachment.
    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    #: Digest of a secret only the sending browser's session knows; says nothing of who it is.
    owner: Mapped[bytes] = mapped_column(sa.LargeBinary(32), index=True)
    sealed_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    name: Mapped[bytes] = mapped_column(sa.LargeBinary)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    size: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment, index=True)


_uploads = table_of(Upload)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits."""

    id: int
    name: str


def _owner(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def keep(session: Session, secret: str, name: str, data: bytes) -> int:
    """The file waits for the holder of the secret; returns its number.

    Raises Refused as `attachments.acceptable` does, and with `reason` "case_full".
    """
    forget_old(session)
    _media_type, _ending, data = attachments.acceptable(data)
    connection = session.connection()
    mine = _uploads.c.owner == _owner(secret)
    count, used = connection.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(_uploads.c.size), 0)).where(mine)
    ).one()
    if count >= MOST or used + len(data) > MOST_BYTES:
        raise Refused(file=True, reason="case_full", largest=MOST_BYTES)
    number, keyring = new_id(), sealing.keyring()
    sealed_key = keyring.new_case_key(number)
    seal = keyring.case_seal(number, sealed_key)
    connection.execute(
        _uploads.insert(),
        {
            "id": number,
            "owner": _owner(secret),
            "sealed_key": sealed_key,
            "name": seal.seal("name", name[:300].encode()),
            "content": seal.seal("content", data, pack=False),
            "size": len(data),
            "at": clock.now(),
        },
    )
    return number


def waiting(session: Session, secret: str, number: int) -> Waiting:
    """A file of this secret's holder. Raises NotFound for anybody else's."""
    row = _row(session, secret, number, (_uploads.c.id, _uploads.c.sealed_key, _uploads.c.name))
    seal = sealing.keyring().case_seal(row.id, row.sealed_key)
    return Waiting(row.id, seal.open("name", row.name).decode())


def hand_over(session: Session, secret: str, number: int, case: Any, actor: Actor) -> None:
    """The file is an attachment of the case, under the number it had. Raises NotFound."""
    row = _row(session, secret, number, tuple(_uploads.c))
    seal = sealing.keyring().case_seal(row.id, row.sealed_key)
    name, data = seal.open("name", row.name).decode(), seal.open("content", row.content)
    attachments.add(session, case, actor, name, data, number=number)
    session.connection().execute(_uploads.delete().where(_uploads.c.id == number))


def _row(session: Session, secret: str, number: int, columns: Any) -> Any:
    query = sa.select(*columns).where(_uploads.c.id == number, _uploads.c.owner == _owner(secret))
    row = session.connection().execute(query).first() if 0 < number < 1 << 63 else None
    if row is None:
        raise NotFound(file=number)
    return row


def forget_old(session: Session) -> int:
    """Files nobody sent in time are gone; says how many."""
    limit = clock.now() - timedelta(hours=WAIT_HOURS)
    return session.connection().execute(_uploads.delete().where(_uploads.c.at < limit)).rowcount
