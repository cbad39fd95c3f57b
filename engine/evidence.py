"""What the school has done this year of what its plan says: counts for each row, and nothing else.

Owns the counting. A step is evidence of the rows its drawing names (`planRow`). Never shows a case:
only how many, and never those of the school owner, which nobody at the school knows of.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import access, calendar, clock, publishing
from engine.access import Action
from engine.bundles import Element
from engine.casefile import CASES, TASKS, CaseStatus, Realm, TaskStatus
from engine.occasions import OCCASIONS, OccasionStatus
from engine.people import Actor
from engine.runtime import Definition

#: The property of a step that names the rows of the plan it is evidence of.
PLAN_ROW = "planRow"


@dataclass(slots=True)
class RowState:
    """How it stands with one row of the plan in one school year."""

    row: str
    #: Steps done.
    done: int = 0
    #: Steps somebody has to do, those over their deadline among them.
    open: int = 0
    late: int = 0
    #: Steps still open in cases of earlier years.
    carried: int = 0
    #: Times the year wheel will start something for it, and when the next is.
    planned: int = 0
    next_at: datetime | None = None
    #: Times that were over before the process was in use.
    passed: int = 0
    #: Cases of the wheel that go on, and may not have come to the row yet.
    running: int = 0

    @property
    def state(self) -> str:
        """The one word for it: "late", "open", "done", "planned", "passed" or "" for nothing."""
        if self.late:
            return "late"
        if self.open or self.carried:
            return "open"
        if self.done:
            return "done"
        if self.running:
            return "open"
        return "planned" if self.planned else "passed" if self.passed else ""

    @property
    def missing(self) -> bool:
        """True if the year holds nothing that shows it was done, nor anything that will."""
        return not (self.done or self.open or self.carried or self.planned or self.running)


def rows_of(session: Session, year: str) -> dict[str, RowState]:
    """How it stands with every row that some drawing in use or some case names, by row."""
    found: dict[str, RowState] = {}
    for version in publishing.all_in_use(session):
        for row in _rows_of_process(version.definition):
            found.setdefault(row, RowState(row))
    _count_tasks(session, year, found)
    _count_starts(session, year, found)
    _count_occasions(session, year, found)
    return found


def rows_by_element(definition: Definition) -> Mapping[str, frozenset[str]]:
    """The rows each step is evidence of: its own, and those of what it stands inside."""
    calls = {f"{one.called}/": _named(one) for one in definition.elements.values() if one.called}
    found = {}
    for key, element in definition.elements.items():
        rows, around = set(_named(element)), element.parent
        while around is not None and around in definition.elements:
            holder = definition.elements[around]
            rows |= _named(holder)
            around = holder.parent if holder.parent != around else None
        for prefix, named in calls.items():
            if key.startswith(prefix):
                rows |= named
        if rows:
            found[key] = frozenset(rows)
    return found


def _named(element: Element) -> frozenset[str]:
    return frozenset(element.properties.get(PLAN_ROW, "").split())


def _rows_of_process(definition: Definition) -> set[str]:
    return {row for rows in rows_by_element(definition).values() for row in rows}


def _of_year(year: str) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """Whether a case belongs to the year, and whether to an earlier one.

    What the wheel opened belongs to the year of its occasion, anything else to that of its day.
    """
    known = next((y for y in calendar.current().years if y.name == year), None)
    if known is None:
        return OCCASIONS.c.year == year, OCCASIONS.c.year < year
    begins, ends = calendar.current().span(known)
    alone = OCCASIONS.c.year.is_(None)
    within = sa.and_(alone, CASES.c.opened_at >= begins, CASES.c.opened_at < ends)
    before = sa.and_(alone, CASES.c.opened_at < begins)
    return sa.or_(OCCASIONS.c.year == year, within), sa.or_(OCCASIONS.c.year < year, before)


def _cases_with_occasions() -> sa.FromClause:
    return CASES.outerjoin(OCCASIONS, OCCASIONS.c.case_id == CASES.c.id)


def _count_tasks(session: Session, year: str, found: dict[str, RowState]) -> None:
    this_year, earlier = _of_year(year)
    working = TASKS.c.status.in_((TaskStatus.OPEN, TaskStatus.HELD))
    late = sa.and_(working, TASKS.c.due_at < clock.now())
    ways = {"done": TASKS.c.status == TaskStatus.DONE, "open": working, "late": late}
    counts = {name: _sum(sa.and_(this_year, way)) for name, way in ways.items()}
    counts["carried"] = _sum(sa.and_(earlier, working))
    query = (
        sa.select(CASES.c.version_id, TASKS.c.element, *(c.label(n) for n, c in counts.items()))
        .select_from(_cases_with_occasions().join(TASKS, TASKS.c.case_id == CASES.c.id))
        .where(CASES.c.realm == Realm.SCHOOL, sa.or_(this_year, sa.and_(earlier, working)))
        .group_by(CASES.c.version_id, TASKS.c.element)
    )
    by_version: dict[int, Mapping[str, frozenset[str]]] = {}
    for counted in session.connection().execute(query):
        if counted.version_id not in by_version:
            definition = publishing.definition(session, counted.version_id)
            by_version[counted.version_id] = rows_by_element(definition)
        for row in by_version[counted.version_id].get(counted.element, ()):
            state = found.setdefault(row, RowState(row))
            for name in counts:
                setattr(state, name, getattr(state, name) + int(getattr(counted, name)))


def _sum(holds: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    return sa.func.sum(sa.case((holds, 1), else_=0))


def _count_starts(session: Session, year: str, found: dict[str, RowState]) -> None:
    """A case somebody began with a form is evidence of the rows its start names."""
    query = (
        sa.select(CASES.c.version_id, sa.func.count())
        .select_from(_cases_with_occasions())
        .where(CASES.c.realm == Realm.SCHOOL, _of_year(year)[0])
        .group_by(CASES.c.version_id)
    )
    for version_id, count in session.connection().execute(query):
        for start in publishing.definition(session, version_id).diagram.starts():
            for row in _named(start) if start.form else ():
                found.setdefault(row, RowState(row)).done += count


def _count_occasions(session: Session, year: str, found: dict[str, RowState]) -> None:
    query = (
        sa.select(
            OCCASIONS.c.process,
            OCCASIONS.c.status,
            sa.func.count().label("count"),
            sa.func.min(OCCASIONS.c.planned_at).label("first"),
            _sum(sa.and_(CASES.c.realm == Realm.SCHOOL, CASES.c.status == CaseStatus.OPEN)),
        )
        .select_from(OCCASIONS.outerjoin(CASES, CASES.c.id == OCCASIONS.c.case_id))
        .where(OCCASIONS.c.year == year)
        .group_by(OCCASIONS.c.process, OCCASIONS.c.status)
    )
    counted = session.connection().execute(query).all()
    rows = {v.key: _rows_of_process(v.definition) for v in publishing.all_in_use(session)}
    for process, status, count, first, running in counted:
        for state in _states(rows.get(process, ()), found):
            state.running += int(running)
            if status == OccasionStatus.PASSED:
                state.passed += count
            elif status == OccasionStatus.PLANNED:
                state.planned += count
                state.next_at = min(first, state.next_at or first)


def states(session: Session, year: str) -> dict[int, str]:
    """How the cases of this year's started occasions stand, by occasion: "done", "late" or "open".

    What the school owner keeps is left out.
    """
    working = TASKS.c.status.in_((TaskStatus.OPEN, TaskStatus.HELD))
    over = sa.exists().where(TASKS.c.case_id == CASES.c.id, working, TASKS.c.due_at < clock.now())
    query = (
        sa.select(OCCASIONS.c.id, CASES.c.status, over.label("late"))
        .join(CASES, CASES.c.id == OCCASIONS.c.case_id)
        .where(OCCASIONS.c.year == year, CASES.c.realm == Realm.SCHOOL)
    )
    return {
        row.id: "done" if row.status == CaseStatus.CLOSED else "late" if row.late else "open"
        for row in session.connection().execute(query)
    }


def codes(session: Session, actor: Actor, case_ids: Collection[int]) -> dict[int, str]:
    """The code of each of these cases this person may read, by id."""
    query = sa.select(CASES.c.id, CASES.c.code).where(
        CASES.c.id.in_(case_ids), access.cases_where(Action.READ, actor)
    )
    return {row.id: row.code for row in session.connection().execute(query)}


def _states(rows: Any, found: dict[str, RowState]) -> Iterator[RowState]:
    return (found[row] for row in rows if row in found)
