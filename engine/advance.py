"""Moving a case on: what one step of the diagram means for its rows, in one transaction.

Owns the write. A case is locked, its diagram takes one step, and tasks, parts, phase, trail and
state are written together or not at all. Never decides whether somebody may.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import calendar, casefile, clock, outbox, people, publishing
from engine.audit import Chain, Kind
from engine.bundles import Element
from engine.calendar import SchoolCalendar
from engine.casefile import (
    CASES,
    NO_DEADLINE,
    PARTICIPANTS,
    TASKS,
    CaseStatus,
    Realm,
    TaskStatus,
)
from engine.errors import Stale
from engine.people import Actor
from engine.runtime import Definition, OpenTask, Request, Step
from engine.sealing import CaseSeal

#: From this priority up, people are told at once.
ACUTE = 80
#: Warned this many school days ahead when the diagram does not say.
WARN_SCHOOL_DAYS = 1
#: How long a completion may be taken back, where it can be; what it tells others waits as long.
UNDO_FOR = timedelta(seconds=30)

_ADD_TASKS = TASKS.insert()
_ADD_PARTS = PARTICIPANTS.insert()
_WITHDRAW = (
    TASKS.update()
    .where(TASKS.c.id == sa.bindparam("task"))
    .values(
        status=TaskStatus.WITHDRAWN,
        closed_at=sa.bindparam("now", type_=TASKS.c.closed_at.type),
        notice_at=None,
        version=TASKS.c.version + 1,
    )
)
_ADD_CASE = CASES.insert()
_SAVED = (
    "state",
    "document",
    "undo",
    "next_due_at",
    "status",
    "closed_at",
    "outcome",
    "phase",
    "realm",
    "version_id",
    "audit_seq",
    "audit_digest",
)
_COUNTED_BY = sa.bindparam("counted_by", type_=sa.Integer)
_SAVE = (
    CASES.update()
    .where(CASES.c.id == sa.bindparam("case"), CASES.c.revision == sa.bindparam("seen"))
    .values(
        revision=sa.bindparam("seen") + 1,
        # A process that has not seen the newest calendar yet may be the one that counts.
        calendar_number=sa.case(
            (CASES.c.calendar_number > _COUNTED_BY, _COUNTED_BY),
            else_=CASES.c.calendar_number,
        ),
        **{name: sa.bindparam(f"new_{name}", type_=CASES.c[name].type) for name in _SAVED},
    )
)
_SAVE_HEAD = (
    CASES.update()
    .where(CASES.c.id == sa.bindparam("case"))
    .values(audit_seq=sa.bindparam("seq"), audit_digest=sa.bindparam("digest"))
)


@dataclass(slots=True)
class Live:
    """A locked case, opened: what a step starts from and what it is to leave behind."""

    case_id: int
    code: str
    version_id: int
    definition: Definition
    seal: CaseSeal
    chain: Chain
    #: 0 for a case that is not stored yet.
    revision: int
    status: str
    realm: str
    phase: str
    state: bytes | None
    document: dict[str, Any]
    next_due_at: datetime | None = None
    outcome: str | None = None
    #: Tasks this transaction opens, as they will be stored.
    opened: list[dict[str, Any]] = field(default_factory=list)
    #: Tokens of tasks the step withdrew.
    withdrawn: list[str] = field(default_factory=list)
    #: Key by (part, person id); None until somebody asked.
    parts: dict[tuple[str, int], str] | None = None
    new_parts: list[dict[str, Any]] = field(default_factory=list)
    #: What the diagram asked for and has yet to be carried out.
    requests: list[Request] = field(default_factory=list)
    #: Messages this transaction has queued.
    messages: list[int] = field(default_factory=list)
    #: What taking this step back needs; None if it cannot be taken back.
    undo: dict[str, Any] | None = None


def unseal(session: Session, row: Any) -> Live:
    """Open a locked case. Raises Damaged or KeyMissing if its content cannot be read."""
    seal = casefile.seal_of(row)
    return Live(
        case_id=row.id,
        code=row.code,
        version_id=row.version_id,
        definition=publishing.definition(session, row.version_id),
        seal=seal,
        chain=Chain.at(row.id, row.audit_seq, row.audit_digest),
        revision=row.revision,
        status=row.status,
        realm=row.realm,
        phase=row.phase,
        state=seal.open("state", row.state) if row.state is not None else None,
        document=seal.open_json("document", row.document) if row.document is not None else {},
        next_due_at=row.next_due_at,
    )


def take(session: Session, live: Live, step: Step, actor: Actor) -> None:
    """The case stands where the step left it; nothing is stored until `save`."""
    live.state, live.document = step.state, step.document
    live.next_due_at, live.outcome = step.next_due, step.outcome
    for passed in step.passed:
        if passed in live.definition.elements and not _waits(live.definition.elements[passed]):
            _mark(live, passed, actor)
    for task in step.opened:
        _mark(live, task.element, actor)
    live.withdrawn.extend(step.closed)
    live.requests.extend(step.requests)
    if step.opened:
        assignees = [task.assignee for task in step.opened if task.assignee]
        ids = people.ids_of(session.connection(), assignees)
        now = clock.now()
        live.opened.extend(_task_row(live, task, ids, now) for task in step.opened)
    if step.finished:
        live.status = CaseStatus.CLOSED
        live.state, live.document, live.next_due_at = None, {}, None


def _waits(element: Element) -> bool:
    """Whether a token stands here while somebody works: its marks count from when it opens."""
    return element.kind in ("userTask", "manualTask", "task")


def _mark(live: Live, element_id: str, actor: Actor) -> None:
    element = live.definition.elements[element_id]
    phase, realm = element.properties.get("phase"), element.properties.get("realm")
    if phase and phase != live.phase:
        live.phase = phase
        live.chain.add(Kind.CASE_PHASE_REACHED, actor, phase=phase, element=element_id)
    if realm and realm != live.realm:
        live.realm = realm
        live.chain.add(Kind.CASE_SHIELDED, actor, realm=realm, element=element_id)


def tell(session: Session, live: Live, to: Sequence[int], template: str, link: str) -> None:
    """Each person gets the message, once what it tells of can no longer be taken back."""
    wait = UNDO_FOR if live.undo is not None else timedelta(0)
    live.messages += outbox.queue(session, to, template, link, wait)


def _tell_at_once(session: Session, live: Live, row: Mapping[str, Any]) -> None:
    to = [row["assignee_id"]] if row["assignee_id"] else group_of(session, live.realm, row)
    tell(session, live, to, "acute_task", f"/oppgaver/{row['id']}")


def group_of(session: Session, realm: str, task: Mapping[str, Any]) -> list[int]:
    """Ids of those an unassigned task falls to: its group, or in the owner's realm the owner."""
    if realm == Realm.OWNER:
        keys = [role.key for role in people.roles() if "owns_school" in role.capabilities]
    else:
        keys = [task["candidate_group"]]
    return [person.id for key in keys for person in people.holders(session, key)]


def _task_row(live: Live, task: OpenTask, ids: Mapping[str, int], now: datetime) -> dict[str, Any]:
    element = live.definition.elements[task.element]
    warn = task.warn or warn_at(task.due, now, calendar.current())
    return {
        "id": task.id,
        "case_id": live.case_id,
        "element": task.element,
        **told_by(element),
        "assignee_id": ids.get(task.assignee) if task.assignee else None,
        "status": TaskStatus.OPEN,
        "version": 1,
        "priority": task.priority,
        "opened_at": now,
        "due_at": task.due,
        "warn_at": warn,
        "notice_at": warn or task.due,
        "follow_up_at": task.follow_up,
        "sort_at": task.due or NO_DEADLINE,
        "item": None
        if task.item is None
        else live.seal.seal(f"item/{task.id}", orjson.dumps(task.item)),
        "closed_at": None,
        "closed_by": None,
    }


def told_by(element: Element) -> dict[str, Any]:
    """What the drawing says of a task of this step: its name, its form and whose it is."""
    return {
        "name": element.name or element.id,
        "form": element.properties.get("formKey"),
        "candidate_group": _group_of(element),
    }


def _group_of(element: Element) -> str:
    """The role named on the step itself, or the one whose lane it stands in."""
    named = element.properties.get("candidateGroup")
    role = None if named or not element.lane else people.roles().by_lane(element.lane)
    return named or (role.key if role else "")


def warn_at(due: datetime | None, opened: datetime, by: SchoolCalendar) -> datetime | None:
    """When to warn of a deadline the diagram says nothing about; None if that is over already."""
    if due is None:
        return None
    warn = by.add_school_days(due, -WARN_SCHOOL_DAYS)
    return warn if warn > opened else None


def save(session: Session, live: Live) -> None:
    """Write the case, its tasks, parts and trail.

    Raises Stale if somebody else changed the case meanwhile.
    """
    connection = session.connection()
    for row in live.opened:
        if row["priority"] > ACUTE:
            _tell_at_once(session, live, row)
    _save_case(connection, live)
    if live.new_parts:
        connection.execute(_ADD_PARTS, live.new_parts)
        live.new_parts = []
    if live.withdrawn:
        now = clock.now()
        connection.execute(_WITHDRAW, [{"task": task, "now": now} for task in live.withdrawn])
        live.withdrawn = []
    if live.opened:
        connection.execute(_ADD_TASKS, live.opened)
    live.chain.write(connection)


def _save_case(connection: sa.Connection, live: Live) -> None:
    closed, seal = live.status == CaseStatus.CLOSED, live.seal
    undo = None
    if live.undo is not None:
        kept = {**live.undo, "messages": live.messages, "revision": live.revision + 1}
        undo = seal.seal("undo", orjson.dumps(kept), pack=False)
    values = {
        "state": None if live.state is None else seal.seal("state", live.state, pack=False),
        "document": None if closed else seal.seal_json("document", live.document),
        "undo": undo,
        "next_due_at": live.next_due_at,
        "status": str(live.status),
        "closed_at": clock.now() if closed else None,
        "outcome": live.outcome if closed else None,
        "phase": live.phase,
        "realm": live.realm,
        "version_id": live.version_id,
        "audit_seq": live.chain.seq,
        "audit_digest": live.chain.digest,
    }
    counted_by = calendar.current().number
    where = {"case": live.case_id, "seen": live.revision, "counted_by": counted_by}
    saved = connection.execute(_SAVE, where | {f"new_{k}": v for k, v in values.items()})
    if saved.rowcount != 1:
        raise Stale(case=live.code)
    live.revision += 1


def store_new(session: Session, live: Live, *, process: str, sealed_key: bytes) -> None:
    """Write a case that is not stored yet, so that what belongs to it can follow."""
    session.connection().execute(
        _ADD_CASE,
        {
            "id": live.case_id,
            "code": live.code,
            "process": process,
            "version_id": live.version_id,
            "status": str(CaseStatus.OPEN),
            "realm": live.realm,
            "phase": live.phase,
            "revision": 1,
            "calendar_number": calendar.current().number,
            "sealed_key": sealed_key,
            "opened_at": clock.now(),
            "audit_seq": live.chain.seq,
            "audit_digest": live.chain.digest,
        },
    )
    live.revision = 1


def note(session: Session, case_id: int, kind: Kind, actor: Actor, **body: Any) -> None:
    """One more event in the trail of a case, without moving the case itself."""
    row = casefile.lock(session, case_id)
    chain = Chain.at(row.id, row.audit_seq, row.audit_digest)
    chain.add(kind, actor, **body)
    connection = session.connection()
    chain.write(connection)
    connection.execute(_SAVE_HEAD, {"case": case_id, "seq": chain.seq, "digest": chain.digest})
