"""What is counted in school days, counted anew when the school calendar has changed.

Counts twice, by the calendar before and by the one after, each time as of the moment the counting
began. Only what stands as the first count gave it is moved: what somebody has decided stays.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.calendar import SchoolCalendar
from engine.runtime import codec
from engine.runtime.definitions import Definition
from engine.runtime.errors import ExpressionFailed
from engine.runtime.live import WAITING, Case, Token
from engine.runtime.marking import case_of, rows_of
from engine.runtime.moments import from_micros, micros
from engine.runtime.opening import Moments, moments_of
from engine.runtime.scripting import Turn
from engine.runtime.timers import Timed, due_of, next_due


@dataclass(frozen=True, slots=True)
class Recount:
    """What two calendars make of a case."""

    #: with timers moved; None if none was
    state: bytes | None
    #: when the next timer is due, aware UTC
    next_due: datetime | None
    #: (element id, before, after) of every timer moved
    timers: tuple[tuple[str, datetime, datetime], ...]
    #: by task id, as the two calendars give them
    tasks: Mapping[str, tuple[Moments, Moments]]


def recount(
    definition: Definition,
    state: bytes,
    document: Mapping[str, Any],
    opened_at: Mapping[str, datetime],
    *,
    before: SchoolCalendar,
    after: SchoolCalendar,
) -> Recount:
    """Open tasks and timers by both calendars; `opened_at` is by task id. Raises StateDamaged.

    A timer from before its beginning was kept is counted from when its task opened, and left
    alone where there is none.
    """
    turn = Turn(document, definition.reads, from_micros(0), before)
    case = case_of(definition, turn, codec.load(state))
    calendars = (before, after)
    tasks = {}
    for key, token in case.open_tasks().items():
        counted = _tasks(token, opened_at.get(key), calendars)
        if counted is not None:
            tasks[key] = counted
    timers = tuple(_move_timers(case, opened_at, calendars))
    dues = [due for token in case.tokens() if (due := next_due(token)) is not None]
    return Recount(
        state=codec.dump(rows_of(case)) if timers else None,
        next_due=from_micros(min(dues)) if dues else None,
        timers=timers,
        tasks=tasks,
    )


def _tasks(
    token: Token, since: datetime | None, calendars: tuple[SchoolCalendar, SchoolCalendar]
) -> tuple[Moments, Moments] | None:
    if since is None:
        return None
    counts = []
    for calendar in calendars:
        token.turn.now, token.turn.calendar = since, calendar
        try:
            counts.append(moments_of(token))
        except ExpressionFailed:
            # What cannot be counted now was counted when the task opened, and stands.
            return None
    return counts[0], counts[1]


def _move_timers(
    case: Case,
    opened_at: Mapping[str, datetime],
    calendars: tuple[SchoolCalendar, SchoolCalendar],
) -> Iterator[tuple[str, datetime, datetime]]:
    for token in case.tokens():
        own = token.internal_data
        if token._state != WAITING or "cycle" in own:
            continue
        since = from_micros(own["since"]) if "since" in own else _opened(token, opened_at)
        for dues, key, timed in _waited_for(token):
            if since is None or not timed.school_days:
                continue
            first, second = (_count(token, timed, since, calendar) for calendar in calendars)
            if first is None or second is None or first == second or micros(first) != dues[key]:
                continue
            dues[key] = micros(second)
            yield timed.element, first, second


def _opened(token: Token, opened_at: Mapping[str, datetime]) -> datetime | None:
    """When the task opened that the token waits on the edge of."""
    beside = token.parent.children if token.parent is not None else ()
    return next((opened_at[other.id] for other in beside if other.id in opened_at), None)


def _waited_for(token: Token) -> Iterator[tuple[dict[str, Any], str, Timed]]:
    """Where each due moment of the token stands, and the text that gave it."""
    own, spec = token.internal_data, token.task_spec
    if "due" in own and spec.place.timer is not None:
        yield own, "due", spec.place.timer
    for other in spec.outputs if "dues" in own else ():
        if other.place.timer is not None and other.place.element in own["dues"]:
            yield own["dues"], other.place.element, other.place.timer


def _count(
    token: Token, timed: Timed, since: datetime, calendar: SchoolCalendar
) -> datetime | None:
    token.turn.now, token.turn.calendar = since, calendar
    try:
        return due_of(token, timed, token.turn)
    except ExpressionFailed:
        return None
