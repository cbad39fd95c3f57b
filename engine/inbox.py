"""What waits for whom.

Owns the lists of tasks. Every list is read along one index per group of the person, a page at a
time from where the last one ended, so that a page costs the same however many tasks there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import access, clock
from engine.access import Action
from engine.casefile import CASES, NO_DEADLINE, PARTICIPANTS, TASKS, Part, TaskStatus
from engine.database import microseconds
from engine.people import Actor

#: Counts stop here and are shown as "100+".
MOST_COUNTED = 100


class Box(StrEnum):
    """Which of the inbox's lists."""

    #: What one holds and what one's groups may take, together.
    OPEN = "alle"
    MINE = "mine"
    GROUP = "gruppe"
    DUE = "forfaller"
    WAITING = "venter"
    DONE = "ferdig"


@dataclass(frozen=True, slots=True)
class Filter:
    """What narrows a list."""

    #: Words in the step's name, or the beginning of a case code.
    search: str = ""
    #: Deadline before this moment.
    due_before: datetime | None = None
    #: At least this priority.
    priority: int = 0
    #: Also tasks put off to later.
    put_off: bool = False
    #: One process only.
    process: str = ""
    #: These steps only, by element id; none means any.
    elements: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as it stands in a list."""

    id: str
    name: str
    element: str
    case_id: int
    code: str
    process: str
    version_id: int
    candidate_group: str
    assignee_id: int | None
    status: str
    version: int
    priority: int
    opened_at: datetime
    due_at: datetime | None
    follow_up_at: datetime | None
    closed_at: datetime | None
    sort_at: datetime


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One page of a list, and where the next begins."""

    lines: Sequence[TaskLine]
    #: Opaque; None on the last page.
    after: str | None


_COLUMNS = (
    TASKS.c.id,
    TASKS.c.name,
    TASKS.c.element,
    TASKS.c.case_id,
    CASES.c.code,
    CASES.c.process,
    CASES.c.version_id,
    TASKS.c.candidate_group,
    TASKS.c.assignee_id,
    TASKS.c.status,
    TASKS.c.version,
    TASKS.c.priority,
    TASKS.c.opened_at,
    TASKS.c.due_at,
    TASKS.c.follow_up_at,
    TASKS.c.closed_at,
    TASKS.c.sort_at,
)


def page(
    session: Session,
    actor: Actor,
    box: Box = Box.MINE,
    narrow: Filter = Filter(),
    *,
    after: str | None = None,
    limit: int = 25,
) -> TaskPage:
    """One page of the person's list, most urgent first (Ferdig: latest first)."""
    cursor = _cursor(after)
    ranges = _ranges(actor, box, narrow)
    if not ranges:
        return TaskPage([], None)
    order, backwards = _order(box)
    parts = [_along(where, actor, narrow, order, backwards, cursor, limit + 1) for where in ranges]
    union = sa.union_all(*parts).subquery() if len(parts) > 1 else parts[0].subquery()
    key = union.c[order.key]
    query = (
        sa.select(union)
        .order_by(key.desc() if backwards else key, union.c.id.desc() if backwards else union.c.id)
        .limit(limit + 1)
    )
    lines = [TaskLine(*row) for row in session.connection().execute(query)]
    more = len(lines) > limit
    lines = lines[:limit]
    return TaskPage(lines, _mark(lines[-1], box) if more else None)


def _order(box: Box) -> tuple[sa.Column[Any], bool]:
    return (TASKS.c.closed_at, True) if box == Box.DONE else (TASKS.c.sort_at, False)


def _ranges(actor: Actor, box: Box, narrow: Filter) -> list[sa.ColumnElement[bool]]:
    is_open = TASKS.c.status == sa.literal_column(f"'{TaskStatus.OPEN}'")
    mine = sa.and_(is_open, TASKS.c.assignee_id == actor.id)
    groups = [sa.and_(is_open, place) for place in access.takes_from(actor)]
    match box:
        case Box.MINE:
            return [mine]
        case Box.GROUP:
            return groups
        case Box.OPEN:
            return [mine, *groups]
        case Box.DUE:
            soon = TASKS.c.sort_at < NO_DEADLINE
            return [sa.and_(where, soon) for where in (mine, *groups)]
        case Box.WAITING:
            led = sa.select(PARTICIPANTS.c.case_id).where(
                PARTICIPANTS.c.person_id == actor.id,
                PARTICIPANTS.c.part.in_((Part.CASE_OWNER, Part.HANDLER)),
            )
            not_mine = sa.or_(
                TASKS.c.assignee_id != actor.id,
                sa.and_(
                    TASKS.c.assignee_id.is_(None),
                    TASKS.c.candidate_group.not_in(sorted(actor.roles) or [""]),
                ),
            )
            readable = access.cases_where(Action.READ, actor)
            return [sa.and_(is_open, TASKS.c.case_id.in_(led), not_mine, readable)]
        case Box.DONE:
            return [sa.and_(TASKS.c.closed_by == actor.id, TASKS.c.closed_by.is_not(None))]


def _along(
    where: sa.ColumnElement[bool],
    actor: Actor,
    narrow: Filter,
    order: sa.Column[Any],
    backwards: bool,
    cursor: tuple[int, str] | None,
    limit: int,
) -> sa.Select[Any]:
    query = (
        sa.select(*_COLUMNS)
        .join(CASES, CASES.c.id == TASKS.c.case_id)
        .where(where, access.not_shut_out(actor), *_narrowed(narrow))
    )
    if cursor is not None:
        at = sa.type_coerce(order, sa.BigInteger)
        place = sa.tuple_(at, TASKS.c.id)
        edge = sa.tuple_(sa.literal(cursor[0], sa.BigInteger), sa.literal(cursor[1]))
        query = query.where(place < edge if backwards else place > edge)
    arranged = (
        query.order_by(order.desc(), TASKS.c.id.desc())
        if backwards
        else query.order_by(order, TASKS.c.id)
    )
    # SQLite takes ORDER BY and LIMIT inside a union only when wrapped.
    return sa.select(arranged.limit(limit).subquery())


def _narrowed(narrow: Filter) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = []
    if narrow.search.strip():
        text = narrow.search.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        wanted.append(
            sa.or_(
                sa.func.lower(TASKS.c.name).like(f"%{text.lower()}%", escape="\\"),
                CASES.c.code.like(f"{text.upper()}%", escape="\\"),
            )
        )
    if narrow.due_before is not None:
        wanted.append(TASKS.c.sort_at < narrow.due_before)
    if narrow.priority:
        wanted.append(TASKS.c.priority >= narrow.priority)
    if narrow.process:
        wanted.append(CASES.c.process == narrow.process)
    if narrow.elements:
        wanted.append(TASKS.c.element.in_(sorted(narrow.elements)))
    if not narrow.put_off:
        now = clock.now()
        wanted.append(sa.or_(TASKS.c.follow_up_at.is_(None), TASKS.c.follow_up_at <= now))
    return wanted


def _mark(line: TaskLine, box: Box) -> str:
    moment = line.closed_at if box == Box.DONE and line.closed_at else line.sort_at
    return f"{microseconds(moment)}.{line.id}"


def _cursor(after: str | None) -> tuple[int, str] | None:
    at, _, task = (after or "").partition(".")
    return (int(at), task) if at.isdigit() and len(at) < 19 and task.isalnum() else None


def counts(session: Session, actor: Actor, boxes: Sequence[Box] = tuple(Box)) -> dict[Box, int]:
    """How many tasks each list has, up to MOST_COUNTED."""
    return {box: count(session, actor, box) for box in boxes}


def count(session: Session, actor: Actor, box: Box, narrow: Filter = Filter()) -> int:
    """How many tasks the narrowed list has, up to MOST_COUNTED."""
    total = 0
    for where in _ranges(actor, box, narrow):
        capped = (
            sa.select(TASKS.c.id)
            .join(CASES, CASES.c.id == TASKS.c.case_id)
            .where(where, access.not_shut_out(actor), *_narrowed(narrow))
            .limit(MOST_COUNTED - total)
            .subquery()
        )
        query = sa.select(sa.func.count()).select_from(capped)
        total += int(session.connection().execute(query).scalar_one())
        if total >= MOST_COUNTED:
            break
    return total


def leaders(session: Session, case_ids: Sequence[int]) -> Mapping[int, int]:
    """Who leads the work, by case: the person asked first of several."""
    rows = session.connection().execute(
        sa.select(PARTICIPANTS.c.case_id, PARTICIPANTS.c.person_id)
        .where(PARTICIPANTS.c.case_id.in_(set(case_ids)), PARTICIPANTS.c.part == Part.CASE_OWNER)
        .order_by(PARTICIPANTS.c.since.desc())
    )
    return {row.case_id: row.person_id for row in rows}
