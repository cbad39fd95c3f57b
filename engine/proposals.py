"""From draft to published: proposed by one person, approved by another, at once or at a time.

Owns what is done to proposals. Publishing is one transaction: the version is put to use, the chosen
cases stand on it, and the draft is over; or nothing has happened. Never decides what is a valid
bundle (`engine/publishing.py`) or what a move means (`engine/moves.py`).
"""

import zlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import audit, clock, moves, people, processdrafts, publishing, trials, versions
from engine.audit import Kind
from engine.bundles import Bundle
from engine.bundles.lawrules import Waiver
from engine.casefile import CASES, CaseStatus, Realm
from engine.errors import (
    BundleInvalid,
    Conflict,
    Damaged,
    KeyMissing,
    NotAllowed,
    NotFound,
    ReasonMissing,
    Refused,
)
from engine.people import Actor
from engine.proposed import OPEN, Proposal, Status, gone_on, history, may_decide, one, waiting
from engine.runtime import CannotMove
from engine.versions import Origin, ProcessVersion

__all__ = [
    "OPEN",
    "Proposal",
    "Status",
    "approve",
    "gone_on",
    "history",
    "may_decide",
    "one",
    "propose",
    "publish_next",
    "refuse",
    "revert",
    "waiting",
    "withdraw",
]


def propose(
    session: Session,
    key: str,
    by: Actor,
    note: str,
    *,
    seen: int,
    moving: Collection[int] = (),
    at: datetime | None = None,
    waivers: Mapping[str, str] | None = None,
) -> Proposal:
    """The draft at revision `seen` waits for another person's approval.

    An earlier proposal of the same process that was still open is withdrawn. `waivers`: why a rule
    of law may be broken, by its key. Raises ReasonMissing, DraftChanged, BundleInvalid if the check
    finds an error nobody may answer for, Refused if nothing is new.
    """
    draft = processdrafts.of(session, key)
    if draft.revision != seen:
        raise processdrafts.DraftChanged(process=key, revision=draft.revision, by=draft.saved_by)
    if not note.strip():
        raise ReasonMissing(process=key)
    used = _in_use(session, key)
    if used is not None and used.digest == draft.bundle.digest:
        raise Refused(process=key, reason="nothing_new")
    needed = _needed(session, draft.bundle, by, waivers or {})
    for earlier in _open(session, key):
        _decide(earlier, Status.WITHDRAWN, by)
    made = Proposal(
        key=key,
        files=zlib.compress(orjson.dumps(dict(draft.bundle.files)), 6),
        status=Status.WAITING,
        note=note.strip()[:2000],
        moving=sorted(moving),
        waivers=needed,
        effective_at=at,
        proposed_by=by.id,
        proposed_at=clock.now(),
        before_id=used.id if used else None,
    )
    session.add(made)
    session.flush()
    _tell(session, Kind.VERSION_PROPOSED, by, made, made.note)
    return made


def _needed(
    session: Session, bundle: Bundle, by: Actor, waivers: Mapping[str, str]
) -> dict[str, str]:
    """Those of the waivers without which the bundle may not be published. Raises BundleInvalid."""
    answered = {rule: why.strip() for rule, why in waivers.items() if why.strip()}
    asked = [Waiver(rule, why, by.name) for rule, why in answered.items()]
    found = publishing.findings(session, bundle, asked)
    if not any(one.severity == "error" for one in found):
        found += trials.failing(session, bundle)
    errors = [one for one in found if one.severity == "error"]
    if errors:
        raise BundleInvalid(process=bundle.key, findings=errors)
    needed = {one.params["law"] for one in found if one.rule == "law_waived"}
    return {rule: why for rule, why in answered.items() if rule in needed}


def approve(session: Session, proposal_id: int, by: Actor) -> Proposal:
    """It is published, or will be when its time comes.

    Raises NotAllowed for whoever proposed it, Conflict if it is no longer waiting, BundleInvalid
    if it no longer fits what it calls.
    """
    proposal = _taken(session, proposal_id, by, (Status.WAITING,))
    _decide(proposal, Status.APPROVED, by)
    if proposal.effective_at is None or proposal.effective_at <= clock.now():
        _publish(session, proposal, by)
    else:
        _tell(session, Kind.VERSION_APPROVED, by, proposal, proposal.note)
    session.flush()
    return proposal


def refuse(session: Session, proposal_id: int, by: Actor, reason: str) -> Proposal:
    """It will not be published; the draft is as it was. Raises ReasonMissing, and as `approve`."""
    proposal = _taken(session, proposal_id, by, OPEN)
    if not reason.strip():
        raise ReasonMissing(proposal=proposal_id)
    _decide(proposal, Status.REFUSED, by)
    proposal.reason = reason.strip()[:2000]
    session.flush()
    _tell(session, Kind.VERSION_REFUSED, by, proposal, proposal.reason)
    return proposal


def withdraw(session: Session, proposal_id: int, by: Actor) -> Proposal:
    """Whoever draws has thought better of it. Raises Conflict if it is decided already."""
    proposal = _locked(session, proposal_id)
    if not by.can("draws"):
        raise NotAllowed(proposal=proposal_id)
    if proposal.status not in OPEN:
        raise Conflict(proposal=proposal_id, status=proposal.status)
    _decide(proposal, Status.WITHDRAWN, by)
    session.flush()
    return proposal


def publish_next(session: Session) -> bool:
    """One approved proposal whose time has come is published; True if there was one.

    One that can no longer be published is refused, and says so.
    """
    due = sa.select(Proposal.id).where(
        Proposal.status == Status.APPROVED, Proposal.effective_at <= clock.now()
    )
    found = session.scalar(due.order_by(Proposal.effective_at).limit(1))
    if found is None:
        return False
    proposal = _locked(session, found)
    if proposal.status != Status.APPROVED or proposal.decided_by is None:
        return True
    by = people.SYSTEM
    try:
        with session.begin_nested():
            _publish(session, proposal, by)
    except BundleInvalid:
        proposal.status, proposal.reason = Status.REFUSED, "no_longer_fits"
        _tell(session, Kind.VERSION_REFUSED, by, proposal, "")
    session.flush()
    return True


def revert(session: Session, proposal_id: int, by: Actor, reason: str) -> Proposal:
    """The version before is in use again, and every case that stood on this one is back on it.

    Raises ReasonMissing, Conflict if it is not the version in use, Refused when a case has gone on
    since, or began on it and does not fit the version before.
    """
    proposal = _locked(session, proposal_id)
    if not (by.can("draws") or by.can("leads_school")):
        raise NotAllowed(proposal=proposal_id)
    used = _in_use(session, proposal.key)
    if proposal.status != Status.PUBLISHED or used is None or used.id != proposal.version_id:
        raise Conflict(proposal=proposal_id, status=proposal.status)
    if not reason.strip():
        raise ReasonMissing(proposal=proposal_id)
    if proposal.before_id is None or gone_on(session, proposal):
        raise Refused(proposal=proposal_id, reason="gone_on")
    before = versions.version(session, proposal.before_id)
    came_from = dict(proposal.moved)
    standing = sa.select(CASES.c.id).where(
        CASES.c.version_id == proposal.version_id, CASES.c.status == CaseStatus.OPEN
    )
    for case_id in session.connection().execute(standing.order_by(CASES.c.id)).scalars().all():
        back = came_from.get(case_id, before.id)
        try:
            moves.move(session, case_id, versions.version(session, back), by)
        except CannotMove:
            raise Refused(proposal=proposal_id, reason="gone_on") from None
    publishing.adopt(session, before, by, reason.strip()[:500])
    proposal.status, proposal.reason = Status.REVERTED, reason.strip()[:2000]
    session.flush()
    _tell(session, Kind.VERSION_REVERTED, by, proposal, proposal.reason)
    return proposal


def _open(session: Session, key: str) -> Sequence[Proposal]:
    asked = sa.select(Proposal).where(Proposal.key == key, Proposal.status.in_(OPEN))
    return session.scalars(asked.with_for_update()).all()


def _in_use(session: Session, key: str) -> ProcessVersion | None:
    try:
        return versions.in_use(session, key)
    except NotFound:
        return None


def _locked(session: Session, proposal_id: int) -> Proposal:
    asked = sa.select(Proposal).where(Proposal.id == proposal_id).with_for_update()
    found = session.scalars(asked.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound(proposal=proposal_id)
    return found


def _taken(session: Session, proposal_id: int, by: Actor, standing: Collection[Status]) -> Proposal:
    proposal = _locked(session, proposal_id)
    if not may_decide(by, proposal):
        raise NotAllowed(proposal=proposal_id)
    if proposal.status not in standing:
        raise Conflict(proposal=proposal_id, status=proposal.status)
    return proposal


def _decide(proposal: Proposal, status: Status, by: Actor) -> None:
    proposal.status = status
    proposal.decided_by, proposal.decided_at = by.id or None, clock.now()


def _publish(session: Session, proposal: Proposal, by: Actor) -> None:
    used = _in_use(session, proposal.key)
    proposal.before_id = used.id if used else None
    failing = trials.failing(session, proposal.bundle)
    if failing:
        raise BundleInvalid(process=proposal.key, findings=failing)
    made = _delivered(session, proposal)
    if made is None:
        answered = _answered(session, proposal)
        bundle, note = proposal.bundle, proposal.note
        made = publishing.publish(session, bundle, Origin.SCHOOL, by, note, answered)
    if not made.in_use:
        publishing.adopt(session, made, by, proposal.note)
    proposal.version_id, proposal.published_at = made.id, clock.now()
    proposal.status, proposal.moved = Status.PUBLISHED, _move(session, proposal, made, by)
    _end_draft(session, proposal, made)


def _delivered(session: Session, proposal: Proposal) -> ProcessVersion | None:
    """The delivered version with this very text: taken into use it goes on following delivery."""
    digest = proposal.bundle.digest
    known = versions.history(session, proposal.key)
    return next((v for v in known if v.origin == Origin.SHIPPED and v.digest == digest), None)


def _answered(session: Session, proposal: Proposal) -> list[Waiver]:
    """What whoever approved it answers for."""
    names = people.names(session, [proposal.decided_by] if proposal.decided_by else [])
    person = names.get(proposal.decided_by or 0, "")
    return [Waiver(rule, why, person) for rule, why in proposal.waivers.items()]


def _move(
    session: Session, proposal: Proposal, made: ProcessVersion, by: Actor
) -> list[tuple[int, int]]:
    """The chosen cases that still run and still fit stand on the version."""
    asked = sa.select(CASES.c.id, CASES.c.version_id).where(
        CASES.c.id.in_(proposal.moving),
        CASES.c.process == proposal.key,
        CASES.c.status == CaseStatus.OPEN,
        CASES.c.realm == Realm.SCHOOL,
    )
    moved = []
    for case_id, version_id in session.connection().execute(asked.order_by(CASES.c.id)).all():
        try:
            with session.begin_nested():
                moves.move(session, case_id, made, by)
            moved.append((case_id, version_id))
        except (CannotMove, Damaged, KeyMissing):
            # It went on to a step that is not the same; it stays, as unchosen cases do.
            continue
    return moved


def _end_draft(session: Session, proposal: Proposal, made: ProcessVersion) -> None:
    """The draft is over if it is what was published; drawn on since, it is now beside that."""
    draft = processdrafts.begun(session).get(proposal.key)
    if draft is None:
        return
    if draft.bundle.digest == made.digest:
        processdrafts.discard(session, draft.key, seen=draft.revision)
    else:
        processdrafts.rebase(session, draft.key, made.id)


def _tell(session: Session, kind: Kind, by: Actor, proposal: Proposal, note: str) -> None:
    facts: dict[str, Any] = {"process": proposal.key, "proposal": proposal.id, "note": note}
    audit.record(session, kind, by, **facts)
