# SpiffWorkflow carries no types, so its classes are Any to mypy.
# mypy: disallow-subclassing-any=False
"""Timers: due is worked out when the token arrives, kept as absolute time, and fired by us.

SpiffWorkflow only asks whether a timer has fired. It has once `fire` says so; asking never reads a
clock.
"""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    TimerEventDefinition as spiff_TimerEventDefinition,
)

from engine.expressions import Expression
from engine.runtime.errors import ExpressionFailed
from engine.runtime.live import WAITING, Token
from engine.runtime.moments import (
    NoMoment,
    carried,
    from_micros,
    micros,
    read_cycle,
    read_moment,
    stored_cycle,
)

#: How the names of functions begin that count by the school calendar.
SCHOOL_DAYS = ("skoledag", "skoleuke")


@dataclass(frozen=True, slots=True)
class Timed:
    """A text in a diagram that means a moment: a bare value, or FEEL."""

    element: str
    #: "timer", "dueDate", "warnDate" or "followUpDate"
    what: str
    #: "date", "duration" or "cycle"
    kind: str
    text: str
    #: None for a bare value
    expression: Expression | None

    @property
    def school_days(self) -> bool:
        """Whether the moment depends on the school calendar."""
        return self.expression is not None and any(name in self.text for name in SCHOOL_DAYS)

    def value(self, token: Token) -> Any:
        """The text itself, or what FEEL makes of it here and now."""
        if self.expression is None:
            return self.text
        turn = token.turn
        return turn.value(token, self.expression, self.what)

    def refused(self, reason: str) -> ExpressionFailed:
        """The error for a value that is no moment."""
        return ExpressionFailed(
            element=self.element, property=self.what, expression=self.text, reason=reason
        )


def due_of(token: Token, timed: Timed, turn: Any, *, date_is: time = time(0)) -> datetime:
    """The moment meant; aware UTC. Raises ExpressionFailed."""
    value = timed.value(token)
    try:
        if timed.kind == "cycle":
            return read_cycle(value, turn.now).due
        return read_moment(value, turn.now, date_is=date_is)
    except NoMoment as fault:
        raise timed.refused(str(fault)) from fault


class Timer(spiff_TimerEventDefinition):
    """A timer of ours in the place of one of SpiffWorkflow's."""

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def has_fired(self, my_task: Token) -> bool:
        """True once fired; the first time asked, the due moment is worked out."""
        own = my_task.internal_data
        if own.get("event_fired"):
            return True
        if "due" in own:
            return False
        own.update(self._begun(my_task))
        if from_micros(own["due"]) > my_task.turn.now:
            return False
        self.fire(my_task)
        return True

    def fire(self, my_task: Token) -> None:
        """It has fired; a repeating one waits beside for its next round."""
        own, turn = my_task.internal_data, my_task.turn
        own["event_fired"] = True
        turn.fired.append(my_task.task_spec.place.element)
        if "cycle" in own:
            following = stored_cycle(own).following(turn.now)
            if following is not None:
                again = my_task.parent._add_child(my_task.task_spec, WAITING)
                again.internal_data.update(carried(following))
                my_task.workflow.top_workflow.event_manager.add_task(again)

    def _begun(self, my_task: Token) -> dict[str, Any]:
        place = my_task.task_spec.place
        timed: Timed = place.timer
        if timed.kind != "cycle" or not place.repeats:
            due = {"due": micros(due_of(my_task, timed, my_task.turn))}
            # Only what may have to be counted anew remembers when the counting began.
            return due | ({"since": micros(my_task.turn.now)} if timed.school_days else {})
        try:
            return carried(read_cycle(timed.value(my_task), my_task.turn.now))
        except NoMoment as fault:
            raise timed.refused(str(fault)) from fault


def fire(token: Token) -> None:
    """The timer the token waits for has come; an event gateway goes to its earliest."""
    spec = token.task_spec
    if "dues" in token.internal_data:
        spec.fire(token)
    else:
        spec.event_definition.fire(token)
        spec._update(token)


def next_due(token: Token) -> int | None:
    """When a timer of this waiting token is due, in microseconds since 1970; None without one."""
    own = token.internal_data
    if "due" in own:
        due: int = own["due"]
        return due
    return min(own["dues"].values(), default=None) if "dues" in own else None
