"""What is proposed for publishing: the table, and reading it.

Owns proposals. What is done to them stands in `engine/proposals.py`.
"""

import zlib
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.bundles import Bundle
from engine.casefile import CASES, TASKS, TaskStatus
from engine.database import Base, Identity, Moment
from engine.errors import NotFound
from engine.people import Actor


class Status(StrEnum):
    """Where a proposal stands."""

    #: Nobody else has looked at it yet.
    WAITING = "waiting"
    #: Approved, to be published at its time.
    APPROVED = "approved"
    PUBLISHED = "published"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    #: Published, and taken back.
    REVERTED = "reverted"


#: A proposal that can still become a version.
OPEN = (Status.WAITING, Status.APPROVED)


class Proposal(Base):
    """One bundle that somebody wants published, as it was when they asked."""

    __tablename__ = "process_proposals"
    __table_args__ = (sa.Index(None, "key", "id"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64))
    #: Texts by file name, as packed JSON.
    files: Mapped[bytes] = mapped_column(sa.LargeBinary)
    status: Mapped[str] = mapped_column(sa.String(12))
    #: Why, in the proposer's words.
    note: Mapped[str] = mapped_column(sa.Text)
    #: Ids of running cases to stand on the new version.
    moving: Mapped[list[int]] = mapped_column(sa.JSON)
    #: Why a rule of law may be broken this once, by the rule's key.
    waivers: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    #: When it is to be published; None for as soon as it is approved.
    effective_at: Mapped[datetime | None] = mapped_column(Moment)
    proposed_by: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"))
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Why it was refused or taken back.
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    version_id: Mapped[int | None] = mapped_column(sa.ForeignKey("process_versions.id"))
    #: The version that was in use before; None for a process that is new.
    before_id: Mapped[int | None] = mapped_column(sa.ForeignKey("process_versions.id"))
    #: [case id, id of the version it came from] of each case moved.
    moved: Mapped[list[tuple[int, int]]] = mapped_column(sa.JSON, default=list)

    @property
    def bundle(self) -> Bundle:
        """The bundle as it was proposed."""
        return Bundle(self.key, orjson.loads(zlib.decompress(self.files)))


def may_decide(actor: Actor, proposal: Proposal) -> bool:
    """Whether this person is the second pair of eyes: draws or leads, and is not the proposer.

    Where a rule of law is broken, only somebody who leads the school can answer for it.
    """
    leads = actor.can("leads_school")
    return actor.id != proposal.proposed_by and (
        leads or (actor.can("draws") and not proposal.waivers)
    )


def gone_on(session: Session, proposal: Proposal) -> bool:
    """Whether any case has done a step on the version since it was published."""
    done = (
        sa.select(TASKS.c.id)
        .join(CASES, CASES.c.id == TASKS.c.case_id)
        .where(
            CASES.c.version_id == proposal.version_id,
            TASKS.c.status.in_((TaskStatus.DONE, TaskStatus.RETURNED, TaskStatus.HELD)),
            TASKS.c.closed_at >= proposal.published_at,
        )
    )
    return bool(session.connection().execute(sa.select(done.exists())).scalar())


def waiting(session: Session) -> Sequence[Proposal]:
    """Every proposal that is still open, oldest first."""
    asked = sa.select(Proposal).where(Proposal.status.in_(OPEN)).order_by(Proposal.id)
    return session.scalars(asked).all()


def history(session: Session, key: str) -> Sequence[Proposal]:
    """Every proposal of a process, newest first."""
    asked = sa.select(Proposal).where(Proposal.key == key).order_by(Proposal.id.desc())
    return session.scalars(asked).all()


def one(session: Session, key: str, proposal_id: int) -> Proposal:
    """One proposal of a process. Raises NotFound."""
    found = session.get(Proposal, proposal_id)
    if found is None or found.key != key:
        raise NotFound(proposal=proposal_id)
    return found
