"""Proving the trail: every chain whole, and no shorter or other than it was at a checkpoint.

A checkpoint kept outside the system is what catches a tail cut off or a whole chain rebuilt by
somebody who holds the database.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine.audit import AuditEvent, ChainHead, Fault, verify
from engine.casefile import CASES
from engine.database import table_of

_events = table_of(AuditEvent)
_heads = table_of(ChainHead)


def _standing(session: Session) -> list[Any]:
    cases = sa.select(
        CASES.c.id.label("case_id"),
        CASES.c.audit_seq.label("seq"),
        CASES.c.audit_digest.label("digest"),
    )
    rest = sa.select(_heads.c.case_id, _heads.c.seq, _heads.c.digest)
    return list(session.connection().execute(cases.union_all(rest)))


def checkpoint(session: Session) -> dict[str, Any]:
    """Where every chain stands now: {"heads": {case id: [seq, digest]}}."""
    return {"heads": {str(h.case_id): [h.seq, bytes(h.digest).hex()] for h in _standing(session)}}


def prove(session: Session, known: dict[str, Any] | None = None) -> tuple[int, Fault | None]:
    """The number of events that hold, and the first fault if any does not."""
    count = 0
    for found in verify(session.connection(), _standing(session)):
        if isinstance(found, Fault):
            return count, found
        count += found
    for case, (seq, digest) in sorted((known or {}).get("heads", {}).items()):
        if seq and _digest_at(session, int(case), seq) != digest:
            return count, Fault(int(case), seq, "checkpoint")
    return count, None


def prove_case(session: Session, case: Any) -> Fault | None:
    """The first fault in one case's chain; None if it is whole."""
    head = sa.select(
        CASES.c.id.label("case_id"),
        CASES.c.audit_seq.label("seq"),
        CASES.c.audit_digest.label("digest"),
    ).where(CASES.c.id == case.id)
    rows = list(session.connection().execute(head))
    for found in verify(session.connection(), rows, only=case.id):
        if isinstance(found, Fault):
            return found
    return None


def _digest_at(session: Session, case_id: int, seq: int) -> str | None:
    query = sa.select(_events.c.digest).where(_events.c.case_id == case_id, _events.c.seq == seq)
    found = session.connection().execute(query).scalar()
    return None if found is None else bytes(found).hex()
