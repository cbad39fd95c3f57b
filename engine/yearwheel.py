"""The year wheel: on its day a process starts by itself, for the school or for each class.

Owns planning and starting. Planning may be done at any time and any number of times: what a changed
calendar, drawing or class list means is worked out anew, and what was started never changes.
Starting is a sweep as in `engine/deadlines.py`: one occasion at a time, found by its own column,
each started once however many workers there are and wherever one is killed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engine import audit, calendar, cases, clock, frame, publishing, roster
from engine.audit import Kind
from engine.bundles.startnames import YEAR, year_named
from engine.calendar import SchoolYear
from engine.cases import Opened
from engine.clock import OSLO, oslo
from engine.errors import Conflict, EngineError, NotAllowed
from engine.evidence import RowState, rows_of
from engine.expressions import ExpressionError, compile_expression
from engine.occasions import NO_GROUP, OCCASIONS, Occasion, OccasionStatus, due, first_due, one
from engine.occasions import of_year as occasions
from engine.people import SYSTEM, Actor
from engine.publishing import ProcessVersion
from engine.runtime.moments import BARE, NoMoment, read_moment

__all__ = [
    "Occasion",
    "OccasionStatus",
    "RowState",
    "occasions",
    "plan",
    "postpone",
    "rows_of",
    "start_next",
    "start_now",
    "sweep",
]

#: A school year is planned when so many days are left to its first day.
AHEAD = timedelta(days=60)
#: When the day begins for what starts by itself.
MORNING = time(6)
#: Minutes until a start that failed is tried again; the last one repeats.
RETRY_MINUTES = (5, 30, 240, 1440)

_STANDING = (OccasionStatus.PLANNED, OccasionStatus.DROPPED, OccasionStatus.PASSED)
_Key = tuple[str, str, int, int]


@dataclass(frozen=True, slots=True)
class Change:
    """What planning would do to one occasion: None for one that is not there."""

    key: _Key
    #: When it falls now; None if it falls no longer.
    at: datetime | None
    standing: Occasion | None


def years(now: datetime) -> Sequence[SchoolYear]:
    """The known school years that have begun or are about to, and are not over."""
    today = oslo(now).date()
    return [y for y in calendar.current().years if y.first - AHEAD <= today <= y.last]


def moments(version: ProcessVersion, year: SchoolYear) -> list[datetime]:
    """When in the school year the process starts by itself, in order; aware UTC.

    The expression is read as on the morning of the first day, so that it says the same all year.
    Nothing comes of one that fails.
    """
    start = version.definition.diagram.timer_start
    if start is None or start.timer is None:
        return []
    text = start.timer[1]
    morning = datetime.combine(year.first, MORNING, OSLO).astimezone(UTC)
    try:
        if BARE.fullmatch(text.strip()):
            found: Any = text.strip()
        else:
            names = {YEAR: year_named(year)}
            found = compile_expression(text).evaluate(
                names, now=morning, calendar=calendar.current()
            )
        values = found if isinstance(found, list) else [found]
        read = {read_moment(value, morning, date_is=MORNING) for value in values if value}
    except (ExpressionError, NoMoment):
        return []
    begins, ends = calendar.current().span(year)
    return sorted(moment for moment in read if begins <= moment < ends)


def changes(session: Session) -> list[Change]:
    """What `plan` would do now. Reads only."""
    named = [year.name for year in years(clock.now())]
    wanted = dict(_wanted(session))
    rows = session.scalars(sa.select(Occasion).where(Occasion.year.in_(named)))
    standing = {(o.process, o.year, o.number, o.group_id): o for o in rows}
    found = [Change(key, at, standing.get(key)) for key, at in wanted.items()]
    found += [Change(key, None, row) for key, row in standing.items() if key not in wanted]
    return [change for change in found if _matters(change)]


def _wanted(session: Session) -> Iterator[tuple[_Key, datetime]]:
    """Every occasion that the drawings in use, the calendar and the classes ask for."""
    groups: list[int] | None = None
    for version in publishing.all_in_use(session):
        diagram = version.definition.diagram
        if diagram.timer_start is None:
            continue
        whom = [NO_GROUP]
        if diagram.start_for:
            groups = [g.id for g in roster.classes(session)] if groups is None else groups
            whom = groups
        for year in years(clock.now()):
            for number, at in enumerate(moments(version, year), 1):
                for group in whom:
                    yield (version.key, year.name, number, group), at


def _matters(change: Change) -> bool:
    row = change.standing
    if row is None:
        return True
    if row.status not in _STANDING:
        return False
    if change.at is None:
        return row.status != OccasionStatus.DROPPED
    if row.status == OccasionStatus.DROPPED:
        return True
    if row.status == OccasionStatus.PASSED:
        return change.at != row.planned_at and not _over(change.at)
    return not row.postponed and change.at != row.planned_at


def _over(moment: datetime) -> bool:
    """Whether the whole day of the moment is gone."""
    return oslo(moment).date() < oslo(clock.now()).date()


def plan(session: Session) -> int:
    """The wheel holds what drawings, calendar and classes ask for; says how much was changed.

    What was started stays as it was. An occasion whose day was over before it could be planned is
    never started by itself.
    """
    new, found = [], changes(session)
    for change in found:
        if change.standing is None and change.at is not None:
            new.append(_row(change.key, change.at))
        elif change.standing is not None:
            # Another worker may have started it since it was read.
            held = replace(change, standing=one(session, change.standing.id, lock=True))
            if held.standing is not None and _matters(held):
                _move(held.standing, change.at)
    session.flush()
    if new:
        session.connection().execute(_adding(session), new)
    return len(found)


def _adding(session: Session) -> Any:
    """An insert that leaves alone what another worker has planned meanwhile."""
    if session.connection().dialect.name == "postgresql":
        return postgresql.insert(OCCASIONS).on_conflict_do_nothing()
    return sqlite.insert(OCCASIONS).on_conflict_do_nothing()


def _row(key: _Key, at: datetime) -> dict[str, Any]:
    process, year, number, group = key
    return {
        "process": process,
        "year": year,
        "number": number,
        "group_id": group,
        "planned_at": at,
        "due_at": at,
        "status": str(OccasionStatus.PASSED if _over(at) else OccasionStatus.PLANNED),
        "postponed": False,
        "tries": 0,
        "fault": "",
    }


def _move(row: Occasion, at: datetime | None) -> None:
    if at is None:
        row.status = OccasionStatus.DROPPED
        return
    again = row.status != OccasionStatus.PLANNED
    row.planned_at = row.due_at = at
    row.postponed, row.tries, row.fault = False, 0, ""
    if again:
        row.status = OccasionStatus.PASSED if _over(at) else OccasionStatus.PLANNED


def start_next(session: Session) -> bool:
    """The occasion that has been due longest has opened its case; True if there was one.

    One that cannot be started is told to those who can mend it, and tried again later and later.
    """
    row = due(session, clock.now())
    if row is None:
        return False
    try:
        with session.begin_nested():
            _start(session, row, SYSTEM)
    except EngineError as error:
        _failed(session, row, error)
    session.flush()
    return True


def _start(session: Session, row: Occasion, by: Actor) -> Opened:
    group = roster.group(session, row.group_id) if row.group_id else None
    year = next((y for y in calendar.current().years if y.name == row.year), None)
    beginning = frame.Beginning(
        group=group,
        year=year,
        number=row.number,
        day=oslo(row.planned_at).date(),
        told={"year": row.year, "occasion": row.number, "group": group.key if group else None},
    )
    opened = cases.open_by_the_year(session, row.process, by, beginning)
    row.status, row.started_at, row.case_id = OccasionStatus.STARTED, clock.now(), opened.id
    session.flush()
    return opened


def _failed(session: Session, row: Occasion, error: EngineError) -> None:
    """The occasion waits before it is tried again; the trail says once what stood in the way."""
    parts = (getattr(error, name, "") for name in ("element", "property", "reason"))
    fault = " ".join(str(part) for part in parts if part) or type(error).__name__
    if fault[:200] != row.fault:
        audit.record(session, Kind.OCCASION_STOPPED, SYSTEM, **_told(row), why=fault[:200])
    wait = RETRY_MINUTES[min(row.tries, len(RETRY_MINUTES) - 1)]
    row.fault, row.tries = fault[:200], row.tries + 1
    row.due_at = clock.now() + timedelta(minutes=wait)


def _told(row: Occasion) -> dict[str, Any]:
    return {"process": row.process, "year": row.year, "occasion": row.number, "id": row.id}


def start_now(session: Session, number: int, by: Actor) -> Opened:
    """The occasion has opened its case before its day, or after it was over.

    Raises NotFound, NotAllowed, Conflict if it was started already, or ExpressionFailed.
    """
    row = _mine(session, number, by)
    if row.status == OccasionStatus.STARTED:
        raise Conflict(occasion=number)
    with session.begin_nested():
        return _start(session, row, by)


def postpone(session: Session, number: int, until: datetime, reason: str, by: Actor) -> None:
    """The occasion falls then instead, also when the calendar changes; the trail says why.

    Raises NotFound, NotAllowed, or Conflict if it is not planned any more, or the moment is over.
    """
    row = _mine(session, number, by)
    if row.status != OccasionStatus.PLANNED or until <= clock.now() or not reason.strip():
        raise Conflict(occasion=number)
    before = row.planned_at
    row.planned_at = row.due_at = until
    row.postponed, row.tries, row.fault = True, 0, ""
    session.flush()
    moved = {"due": before.isoformat(), "until": until.isoformat()}
    audit.record(session, Kind.OCCASION_POSTPONED, by, **_told(row), **moved, reason=reason.strip())


def _mine(session: Session, number: int, by: Actor) -> Occasion:
    """The occasion, held, if this person leads the school."""
    row = one(session, number, lock=True)
    if not by.can("leads_school"):
        raise NotAllowed(occasion=number)
    return row


def next_of(session: Session, process: str) -> datetime | None:
    """When the process starts by itself next; None if nothing is planned."""
    query = sa.select(sa.func.min(OCCASIONS.c.planned_at)).where(
        OCCASIONS.c.process == process, OCCASIONS.c.status == OccasionStatus.PLANNED
    )
    found: datetime | None = session.scalar(query)
    return found


def next_moment(session: Session) -> datetime | None:
    """When something of the wheel falls due next: an occasion, or the planning of a new year."""
    now = clock.now()
    found = [first_due(session)]
    for year in calendar.current().years:
        begins = datetime.combine(year.first - AHEAD, MORNING, OSLO).astimezone(UTC)
        found += [begins] if begins > now else []
    return min((moment for moment in found if moment is not None), default=None)


def sweep(transact: Callable[[Callable[[Session], bool]], bool], limit: int = 100_000) -> int:
    """The wheel is planned anew, and everything due is started; says how many were started.

    `transact` runs a function in a transaction of its own and returns what it said.
    """
    transact(lambda session: plan(session) > 0)
    done = 0
    while done < limit and transact(start_next):
        done += 1
    return done
