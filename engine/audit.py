"""What happened, in an order nobody can change.

Owns the trail: one chain of events for each case, and one (case 0) for what belongs to no case.
Every event carries the digest of the one before it; the database itself refuses to change or delete
a row. Never writes a sentence: what a kind of event reads as stands in `webapp/sentences.py`.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import clock
from engine.database import Base, Moment, table_of
from engine.people import Actor


class Kind(StrEnum):
    """What may stand in the trail: `subject_past_tense`."""

    CASE_OPENED = "case_opened"
    CASE_LINKED = "case_linked"
    CASE_PHASE_REACHED = "case_phase_reached"
    CASE_SHIELDED = "case_shielded"
    CASE_MOVED = "case_moved"
    CASE_CLOSED = "case_closed"
    CASE_READ = "case_read"
    TRAIL_READ = "trail_read"
    DOSSIER_EXPORTED = "dossier_exported"
    FORM_READ = "form_read"
    TASK_READ = "task_read"
    TASK_CLAIMED = "task_claimed"
    TASK_RELEASED = "task_released"
    TASK_ASSIGNED = "task_assigned"
    TASK_COMPLETED = "task_completed"
    TASK_RETURNED = "task_returned"
    TASK_UNDONE = "task_undone"
    TASK_SNOOZED = "task_snoozed"
    TASK_PRIORITIZED = "task_prioritized"
    DEADLINE_NEARED = "deadline_neared"
    DEADLINE_PASSED = "deadline_passed"
    DEADLINE_MOVED = "deadline_moved"
    TIMER_FIRED = "timer_fired"
    PART_TAKEN = "part_taken"
    COMMENT_ADDED = "comment_added"
    ATTACHMENT_ADDED = "attachment_added"
    ATTACHMENT_REMOVED = "attachment_removed"
    ATTACHMENT_READ = "attachment_read"
    NOTICE_QUEUED = "notice_queued"
    INCIDENT_OPENED = "incident_opened"
    INCIDENT_RETRIED = "incident_retried"
    INCIDENT_RESOLVED = "incident_resolved"
    ATTEMPT_DENIED = "attempt_denied"
    VERSION_PUBLISHED = "version_published"
    VERSION_ADOPTED = "version_adopted"
    VERSION_FOLLOWED = "version_followed"
    VERSION_PROPOSED = "version_proposed"
    VERSION_APPROVED = "version_approved"
    VERSION_REFUSED = "version_refused"
    VERSION_REVERTED = "version_reverted"
    VERSION_RETIRED = "version_retired"
    VERSION_SET_ASIDE = "version_set_aside"
    PERSON_ADDED = "person_added"
    PERSON_CHANGED = "person_changed"
    PERSON_LEFT = "person_left"
    PEOPLE_IMPORTED = "people_imported"
    ROLE_GRANTED = "role_granted"
    ROLE_REVOKED = "role_revoked"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    TOKEN_ISSUED = "token_issued"  # noqa: S105  (the name of an event, no secret)
    VIEW_SAVED = "view_saved"
    PLAN_REWORDED = "plan_reworded"
    CALENDAR_CHANGED = "calendar_changed"
    CALENDAR_OPENED = "calendar_opened"
    CALENDAR_CLOSED = "calendar_closed"
    OCCASION_POSTPONED = "occasion_postponed"
    OCCASION_STOPPED = "occasion_stopped"


class AuditEvent(Base):
    """One line of a trail."""

    __tablename__ = "audit_events"
    __table_args__ = (sa.Index(None, "actor_id", "at"),)

    case_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    #: 0 is the system or somebody anonymous; `body.by` then says which.
    actor_id: Mapped[int] = mapped_column(sa.BigInteger)
    kind: Mapped[str] = mapped_column(sa.String(32))
    #: Element ids, names of steps, numbers, reasons: JSON, never answers of a form.
    body: Mapped[str] = mapped_column(sa.Text)
    digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32))


class ChainHead(Base):
    """Where the trail of what belongs to no case stands; cases carry their own head."""

    __tablename__ = "chain_heads"

    case_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(sa.Integer)
    digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32))


#: The chain of what belongs to no case.
NO_CASE = 0
#: What the first event of a chain follows.
GENESIS = b"\x00" * 32

_events = table_of(AuditEvent)
_heads = table_of(ChainHead)
_INSERT = _events.insert()
_HEAD = (
    sa.select(_heads.c.seq, _heads.c.digest).where(_heads.c.case_id == NO_CASE).with_for_update()
)
_SET_HEAD = (
    _heads.update()
    .where(_heads.c.case_id == NO_CASE)
    .values(seq=sa.bindparam("new_seq"), digest=sa.bindparam("new_digest"))
)


@dataclass(slots=True)
class Chain:
    """Where a trail stands, and what is to be written to it in this transaction."""

    case_id: int
    seq: int
    digest: bytes
    _rows: list[dict[str, Any]]
    #: The digest of the last event that is written.
    _written: bytes

    @classmethod
    def at(cls, case_id: int, seq: int, digest: bytes) -> "Chain":
        """The chain of a case, standing after event `seq`."""
        return cls(case_id, seq, bytes(digest), [], bytes(digest))

    def add(self, kind: Kind, actor: Actor, **body: Any) -> None:
        """Put one more event at the end."""
        if actor.id == 0:
            body["by"] = actor.key
        self.seq += 1
        row: dict[str, Any] = {
            "case_id": self.case_id,
            "seq": self.seq,
            "at": clock.now(),
            "actor_id": actor.id,
            "kind": str(kind),
            "body": orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode(),
        }
        self.digest = row["digest"] = digest_of(before=self.digest, **row)
        self._rows.append(row)

    def add_to_first(self, **more: Any) -> None:
        """The first event not yet written says this too, and those after it stand on that."""
        first = self._rows[0]
        body = {**orjson.loads(first["body"]), **more}
        first["body"] = orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()
        self.digest = self._written
        for row in self._rows:
            del row["digest"]
            self.digest = row["digest"] = digest_of(before=self.digest, **row)

    def write(self, connection: sa.Connection) -> None:
        """Write what was added. The caller stores the new head in the same transaction."""
        if self._rows:
            connection.execute(_INSERT, self._rows)
            self._rows, self._written = [], self.digest


def digest_of(
    before: bytes, case_id: int, seq: int, at: datetime, actor_id: int, kind: str, body: str
) -> bytes:
    """The digest of one event: over the digest before it and all its own columns."""
    line = f"{case_id}|{seq}|{at.isoformat(timespec='microseconds')}|{actor_id}|{kind}|{body}"
    return hashlib.sha256(before + line.encode()).digest()


def record(session: Session, kind: Kind, actor: Actor, **body: Any) -> None:
    """One event that belongs to no case."""
    record_all(session, actor, [(kind, body)])


def record_all(
    session: Session, actor: Actor, events: Iterable[tuple[Kind, Mapping[str, Any]]]
) -> None:
    """Events that belong to no case, in this order."""
    connection = session.connection()
    row = connection.execute(_HEAD).first()
    if row is None:
        connection.execute(_heads.insert(), {"case_id": NO_CASE, "seq": 0, "digest": GENESIS})
        row = connection.execute(_HEAD).one()
    chain = Chain.at(NO_CASE, row.seq, row.digest)
    for kind, body in events:
        chain.add(kind, actor, **body)
    chain.write(connection)
    connection.execute(_SET_HEAD, {"new_seq": chain.seq, "new_digest": chain.digest})


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a trail, read back."""

    case_id: int
    seq: int
    at: datetime
    actor_id: int
    kind: str
    body: dict[str, Any]
    digest: bytes


def trail(
    session: Session, case_id: int, *, after: int = 0, limit: int = 1000, kinds: Sequence[str] = ()
) -> Sequence[Event]:
    """Events of a case after number `after`, in order; only some kinds if any are named."""
    query = (
        sa.select(_events)
        .where(_events.c.case_id == case_id, _events.c.seq > after)
        .order_by(_events.c.seq)
        .limit(limit)
    )
    if kinds:
        query = query.where(_events.c.kind.in_(kinds))
    return [_read(row) for row in session.connection().execute(query)]


def _read(row: Any) -> Event:
    return Event(
        row.case_id, row.seq, row.at, row.actor_id, row.kind, orjson.loads(row.body), row.digest
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """The first event that does not hold."""

    case_id: int
    seq: int
    #: "digest" altered content, "gap" a missing number, "head" the end of the chain cut or grown.
    why: str


def verify(
    connection: sa.Connection, heads: Iterable[Any], only: int | None = None
) -> Iterator[Fault | int]:
    """For every head (case_id, seq, digest): its count of events, or the first fault found.

    All events (of case `only`, if named) are read once, in the order they are kept.
    """
    known = {head.case_id: (head.seq, bytes(head.digest)) for head in heads}
    query = sa.select(_events).order_by(_events.c.case_id, _events.c.seq)
    if only is not None:
        query = query.where(_events.c.case_id == only)
    seen: set[int] = set()
    with connection.execute(query, execution_options={"yield_per": 2000}) as rows:
        for case_id, events in groupby(rows, key=lambda row: int(row.case_id)):
            seen.add(case_id)
            yield _verify_chain(case_id, events, known.get(case_id))
    for missing in sorted(known.keys() - seen):
        if known[missing][0]:
            yield Fault(missing, known[missing][0], "head")


def _verify_chain(
    case_id: int, events: Iterable[Any], head: tuple[int, bytes] | None
) -> Fault | int:
    seq, digest = 0, GENESIS
    for event in events:
        seq += 1
        if event.seq != seq:
            return Fault(case_id, seq, "gap")
        columns = (event.at, event.actor_id, event.kind, event.body)
        digest = digest_of(digest, case_id, seq, *columns)
        if digest != bytes(event.digest):
            return Fault(case_id, seq, "digest")
    return seq if head == (seq, digest) else Fault(case_id, seq, "head")
