"""The case file: the rows a case consists of, and their sealed content.

Owns the tables of cases, parts, tasks and submissions, and how sealed columns are read.
Never decides who may read (`engine/access.py`) or what happens next (`engine/advance.py`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import sealing
from engine.database import Base, Identity, Moment, table_of
from engine.errors import NotFound
from engine.sealing import CaseSeal


class CaseStatus(StrEnum):
    """Whether a case still runs."""

    OPEN = "open"
    CLOSED = "closed"


class Realm(StrEnum):
    """Whose case it is."""

    #: The school's own.
    SCHOOL = "school"
    #: The school owner's: nobody at the school knows of it.
    OWNER = "owner"


class Part(StrEnum):
    """What somebody is in a case."""

    REPORTER = "reporter"
    #: The pupil the case is about.
    AFFECTED = "affected"
    #: A pupil said to have violated another.
    COUNTERPART = "counterpart"
    GUARDIAN = "guardian"
    #: Leads the work on the case.
    CASE_OWNER = "case_owner"
    #: Has done work in the case.
    HANDLER = "handler"
    #: An employee said to have violated a pupil: shut out of the case everywhere.
    ACCUSED = "accused"


class TaskStatus(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    #: Answered, but the case could not go on: an incident tells why.
    HELD = "held"
    DONE = "done"
    #: Sent back to an earlier step with a reason.
    RETURNED = "returned"
    #: No longer wanted: the case went another way.
    WITHDRAWN = "withdrawn"


class Case(Base):
    """One case. What it is about is sealed; these columns say only where it stands."""

    __tablename__ = "cases"
    __table_args__ = (
        sa.Index(
            "ix_cases_due",
            "next_due_at",
            sqlite_where=sa.text("next_due_at IS NOT NULL"),
            postgresql_where=sa.text("next_due_at IS NOT NULL"),
        ),
        sa.Index(
            "ix_cases_calendar",
            "calendar_number",
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        ),
        sa.Index(None, "status", "id"),
        sa.Index(
            "ix_cases_owner",
            "id",
            sqlite_where=sa.text("realm = 'owner'"),
            postgresql_where=sa.text("realm = 'owner'"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(sa.String(16), unique=True)
    process: Mapped[str] = mapped_column(sa.String(64))
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("process_versions.id"))
    status: Mapped[str] = mapped_column(sa.String(12))
    realm: Mapped[str] = mapped_column(sa.String(12))
    #: The phase the diagram says has been reached; empty before the first.
    phase: Mapped[str] = mapped_column(sa.String(40), default="")
    #: Counts every change; an update must find the number it read.
    revision: Mapped[int]
    #: Tokens of the running diagram, sealed; none once the case is closed.
    state: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    #: What the diagram's expressions read, sealed; none once the case is closed.
    document: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    #: The case's own key, wrapped by a master key outside the database.
    sealed_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    #: What taking back the latest completion needs, sealed; none if it cannot be taken back.
    undo: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    #: The oldest version of the school calendar any of its deadlines is counted by.
    calendar_number: Mapped[int] = mapped_column(default=0, server_default="0")
    #: When the diagram's earliest timer falls due.
    next_due_at: Mapped[datetime | None] = mapped_column(Moment)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    #: The end event the case reached.
    outcome: Mapped[str | None] = mapped_column(sa.String(80))
    audit_seq: Mapped[int]
    audit_digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32))


class Participant(Base):
    """Somebody has a part in a case."""

    __tablename__ = "participants"
    __table_args__ = (sa.Index(None, "person_id", "part"),)

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"), primary_key=True)
    part: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    since: Mapped[datetime] = mapped_column(Moment)


#: Sorts after every real deadline.
NO_DEADLINE = datetime.fromisoformat("2200-01-01T00:00:00+00:00")


class Task(Base):
    """One user task of a running case, as it stands in the inbox."""

    __tablename__ = "tasks"
    __table_args__ = (
        sa.Index(
            "ix_tasks_group",
            "candidate_group",
            "sort_at",
            "id",
            sqlite_where=sa.text("status = 'open' AND assignee_id IS NULL"),
            postgresql_where=sa.text("status = 'open' AND assignee_id IS NULL"),
        ),
        sa.Index(
            "ix_tasks_assignee",
            "assignee_id",
            "sort_at",
            "id",
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        ),
        sa.Index(
            "ix_tasks_closed_by",
            "closed_by",
            "closed_at",
            sqlite_where=sa.text("closed_by IS NOT NULL"),
            postgresql_where=sa.text("closed_by IS NOT NULL"),
        ),
        sa.Index(
            "ix_tasks_notice",
            "notice_at",
            sqlite_where=sa.text("notice_at IS NOT NULL"),
            postgresql_where=sa.text("notice_at IS NOT NULL"),
        ),
        sa.Index(None, "case_id"),
    )

    #: The token's own identity in the running diagram, 32 hexadecimal digits.
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    #: Element id in the diagram, and its name when the task opened.
    element: Mapped[str] = mapped_column(sa.String(80))
    name: Mapped[str] = mapped_column(sa.String(200))
    form: Mapped[str | None] = mapped_column(sa.String(64))
    #: Role whose holders may take it, and who stays responsible when it is handed over.
    candidate_group: Mapped[str] = mapped_column(sa.String(64))
    assignee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("persons.id"))
    status: Mapped[str] = mapped_column(sa.String(12))
    #: Counts changes to this row: what a page has seen.
    version: Mapped[int]
    priority: Mapped[int]
    opened_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    #: When to be warned that the deadline nears.
    warn_at: Mapped[datetime | None] = mapped_column(Moment)
    #: When the deadlines room must look at this task next.
    notice_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Not to be bothered with before this moment.
    follow_up_at: Mapped[datetime | None] = mapped_column(Moment)
    #: The deadline, or a moment after all deadlines: what lists are ordered by.
    sort_at: Mapped[datetime] = mapped_column(Moment)
    #: Which of several the task is about, sealed; only in multi-instance steps.
    item: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[int | None] = mapped_column(sa.BigInteger)


class Submission(Base):
    """Answers as they were sent. Never changed, only marked when their sender takes them back."""

    __tablename__ = "submissions"
    __table_args__ = (
        sa.Index(None, "case_id", "id"),
        sa.Index(
            "uq_submissions_in_force",
            "task_id",
            unique=True,
            sqlite_where=sa.text("taken_back_at IS NULL"),
            postgresql_where=sa.text("taken_back_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    #: None for the form a case was opened with.
    task_id: Mapped[str | None] = mapped_column(sa.String(32))
    element: Mapped[str] = mapped_column(sa.String(80))
    form: Mapped[str] = mapped_column(sa.String(64))
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("process_versions.id"))
    answers: Mapped[bytes] = mapped_column(sa.LargeBinary)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int] = mapped_column(sa.BigInteger)
    #: When they ceased to be answers; none while they are in force.
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment)


CASES = table_of(Case)
TASKS = table_of(Task)
PARTICIPANTS = table_of(Participant)
SUBMISSIONS = table_of(Submission)

#: The columns every change to a case starts from.
LIVE = (
    CASES.c.id,
    CASES.c.code,
    CASES.c.process,
    CASES.c.version_id,
    CASES.c.status,
    CASES.c.realm,
    CASES.c.phase,
    CASES.c.revision,
    CASES.c.state,
    CASES.c.document,
    CASES.c.next_due_at,
    CASES.c.sealed_key,
    CASES.c.audit_seq,
    CASES.c.audit_digest,
)
_LOCK = sa.select(*LIVE).where(CASES.c.id == sa.bindparam("case")).with_for_update(of=CASES)
_SUBMISSIONS_OF = (
    sa.select(SUBMISSIONS)
    .where(SUBMISSIONS.c.case_id == sa.bindparam("case"))
    .order_by(SUBMISSIONS.c.id)
)
_LATEST = (
    sa.select(SUBMISSIONS)
    .where(
        SUBMISSIONS.c.case_id == sa.bindparam("case"),
        SUBMISSIONS.c.form == sa.bindparam("form"),
        SUBMISSIONS.c.taken_back_at.is_(None),
    )
    .order_by(SUBMISSIONS.c.id.desc())
    .limit(1)
)
_PARTS = (
    sa.select(PARTICIPANTS.c.person_id, PARTICIPANTS.c.part, PARTICIPANTS.c.since)
    .where(PARTICIPANTS.c.case_id == sa.bindparam("case"))
    .order_by(PARTICIPANTS.c.since)
)


def lock(session: Session, case_id: int) -> Any:
    """The live columns of a case, held against everybody else until this transaction ends."""
    row = session.connection().execute(_LOCK, {"case": case_id}).first()
    if row is None:
        raise NotFound(case=case_id)
    return row


def by_code(session: Session, code: str) -> Any:
    """All columns of a case. Raises NotFound if no case has the code."""
    asked = sa.select(CASES).where(CASES.c.code == code.strip().upper()[:16])
    row = session.connection().execute(asked).first()
    if row is None:
        raise NotFound(code=code)
    return row


def seal_of(case: Any) -> CaseSeal:
    """What opens the sealed columns of a case; any row with its `id` and `sealed_key` will do."""
    return sealing.keyring().case_seal(case.id, case.sealed_key)


@dataclass(frozen=True, slots=True)
class Submitted:
    """Answers read back as they were sent."""

    id: int
    task_id: str | None
    element: str
    form: str
    version_id: int
    at: datetime
    by: int
    answers: dict[str, Any]
    taken_back_at: datetime | None = None


def _open(row: Any, seal: CaseSeal) -> Submitted:
    answers = seal.open_json(f"answers/{row.id}", row.answers)
    where = (row.id, row.task_id, row.element, row.form, row.version_id, row.at, row.by)
    return Submitted(*where, answers, row.taken_back_at)


def submissions(session: Session, case: Any, *, taken_back: bool = False) -> list[Submitted]:
    """Every answer in force in a case, oldest first; also those taken back, if asked for."""
    seal = seal_of(case)
    rows = session.connection().execute(_SUBMISSIONS_OF, {"case": case.id})
    return [_open(row, seal) for row in rows if taken_back or row.taken_back_at is None]


def latest(session: Session, case: Any, forms: Iterable[str]) -> dict[str, Submitted]:
    """The newest answers in force to each of these forms in a case, by form."""
    connection, found = session.connection(), {}
    for form in dict.fromkeys(forms):
        row = connection.execute(_LATEST, {"case": case.id, "form": form}).first()
        if row is not None:
            found[form] = _open(row, seal_of(case))
    return found


def parts(session: Session, case_id: int) -> Sequence[Any]:
    """Who has which part in a case, oldest first: rows of person_id, part, since."""
    return session.connection().execute(_PARTS, {"case": case_id}).all()
