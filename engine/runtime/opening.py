"""A task that comes to people: when it is due, whose it is, which round of a loop it belongs to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.runtime.live import Token, enclosing
from engine.runtime.moments import END_OF_DAY
from engine.runtime.places import Place
from engine.runtime.scripting import Turn, failed
from engine.runtime.timers import Timed, due_of

#: Due, warned of, and to be taken up.
Moments = tuple[datetime | None, datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that has come to somebody's inbox."""

    #: the token, 32 hexadecimal digits
    id: str
    element: str
    #: what this round of a multi-instance is about; None outside
    item: Any
    #: of the round, from 1; None outside loops
    number: int | None
    #: aware UTC
    due: datetime | None
    warn: datetime | None
    follow_up: datetime | None
    #: key of a person
    assignee: str | None
    #: 1 to 100
    priority: int


def opened(token: Token) -> OpenTask:
    """The task as it comes to the inbox, its deadlines worked out. Raises ExpressionFailed."""
    place, turn = token.task_spec.place, token.turn
    due, warn, follow_up = moments_of(token)
    own = next((at.internal_data for at in enclosing(token) if "number" in at.internal_data), {})
    return OpenTask(
        id=token.id,
        element=place.element,
        item=_item(token),
        number=own.get("number"),
        due=due,
        warn=warn,
        follow_up=follow_up,
        assignee=_assignee(token, place, turn),
        priority=_priority(token, place, turn),
    )


def moments_of(token: Token) -> Moments:
    """When the task is due, warned of and to be taken up, counted from now in this call."""
    place = token.task_spec.place
    return (
        _moment(token, place.due, end_of_day=True),
        _moment(token, place.warn),
        _moment(token, place.follow_up),
    )


def _item(token: Token) -> Any:
    for at in enclosing(token):
        own = at.internal_data.get("locals")
        if own is not None:
            name = at.parent.task_spec.place.about.loop.item
            return own.get(name) if name else None
    return None


def _moment(token: Token, timed: Timed | None, *, end_of_day: bool = False) -> datetime | None:
    if timed is None or timed.value(token) is None:
        return None
    if end_of_day:
        return due_of(token, timed, token.turn, date_is=END_OF_DAY)
    return due_of(token, timed, token.turn)


def _assignee(token: Token, place: Place, turn: Turn) -> str | None:
    if place.assignee is None:
        return None
    found = turn.value(token, place.assignee, "assignee")
    if isinstance(found, list) and len(found) <= 1:
        found = found[0] if found else None
    if found is None or isinstance(found, str):
        return found or None
    raise failed(token, "assignee", place.assignee.source, "not_a_person")


def _priority(token: Token, place: Place, turn: Turn) -> int:
    found = place.priority
    if isinstance(found, int):
        return found
    value = turn.value(token, found, "priority")
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= 100:
        raise failed(token, "priority", found.source, "not_a_priority")
    return int(value)
