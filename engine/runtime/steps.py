"""One step of a case: start, complete a task, let time pass, send a task back.

Every step is pure: state and document in, a `Step` out. Whatever goes wrong, an exception is all
that comes out, and what was handed in is as it was.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin as spiff_BoundaryEnd
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent as spiff_Catching
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import (
    BoundaryEvent as spiff_Boundary,
)
from SpiffWorkflow.exceptions import SpiffWorkflowException as spiff_Exception

from engine.calendar import SchoolCalendar
from engine.runtime import codec
from engine.runtime.backwards import send_back_targets
from engine.runtime.definitions import Definition
from engine.runtime.errors import CannotSendBack, ExpressionFailed, Stuck, TaskNotOpen
from engine.runtime.live import FINISHED, FUTURE, READY, WAITING, Case, Token
from engine.runtime.marking import case_of, rows_of
from engine.runtime.moments import from_micros, micros
from engine.runtime.opening import OpenTask, opened
from engine.runtime.scripting import Request, Turn
from engine.runtime.timers import fire, next_due

#: Engine tasks after which the tree is made small again in the middle of a step.
TIDY_EVERY = 200
_URGENT = (spiff_Boundary, spiff_BoundaryEnd)


@dataclass(frozen=True, slots=True)
class Step:
    """Where a case stands after a step, and what happened on the way."""

    state: bytes
    document: dict[str, Any]
    opened: tuple[OpenTask, ...]
    #: ids of tasks withdrawn, the completed one not among them
    closed: tuple[str, ...]
    #: element and flow ids passed, in order
    passed: tuple[str, ...]
    #: element ids of the timers that fired, in order
    fired: tuple[str, ...]
    requests: tuple[Request, ...]
    #: when the next timer is due, aware UTC
    next_due: datetime | None
    finished: bool
    #: element id of the end event a finished case reached last
    outcome: str | None


class _Run:
    """One call at work on a case."""

    def __init__(
        self,
        definition: Definition,
        rows: list[Any] | None,
        document: Mapping[str, Any],
        now: datetime,
        calendar: SchoolCalendar,
    ) -> None:
        if now.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        self.definition = definition
        self.turn = Turn(document, definition.reads, now, calendar)
        if rows is None:
            self.case = Case(definition, self.turn)
            self.case.begin(READY)
        else:
            self.case = case_of(definition, self.turn, rows)
            self.case.completed = not rows
        self.before = self.case.open_tasks()
        self.tidied = 0

    def task(self, task_id: str) -> Token:
        """The open task. Raises TaskNotOpen."""
        token = self.before.get(task_id)
        if token is None:
            raise TaskNotOpen(task=task_id)
        return token

    def advance(self) -> None:
        """Nothing is left that goes on without people or time."""
        while not self.case.completed:
            ready = self._ready()
            if not ready:
                return
            for token in ready:
                if token._state == READY:
                    self.turn.spend(token)
                    token.run()
            if self.turn.steps - self.tidied >= TIDY_EVERY:
                self._tidy()

    def _tidy(self) -> None:
        """What has been is gone from the tree."""
        self.tidied = self.turn.steps
        if not self.case.completed:
            self.case = case_of(self.definition, self.turn, rows_of(self.case))

    def _ready(self) -> list[Token]:
        """Tokens that can go on by themselves; what interrupts goes first."""
        found: list[Token] = []
        urgent: list[Token] = []
        for token in self.case.tokens():
            if token._state == READY and not token.task_spec.manual:
                (urgent if isinstance(token.task_spec, _URGENT) else found).append(token)
        return urgent or found

    def fire_due(self) -> None:
        """Every timer due by now has fired, the earliest first."""
        limit = micros(self.turn.now)
        while not self.case.completed:
            waiting = [(next_due(t), t) for t in self.case.tokens() if t._state == WAITING]
            due = [(at, token) for at, token in waiting if at is not None and at <= limit]
            if not due:
                return
            fire(min(due, key=lambda pair: pair[0])[1])
            self.advance()

    def step(self, completed: str | None = None) -> Step:
        """What this call has come to. Raises Stuck if nothing can ever happen after it."""
        turn, case = self.turn, self.case
        after = {} if case.completed else case.open_tasks()
        dues = [] if case.completed else [next_due(t) for t in case.tokens()]
        soonest = min((at for at in dues if at is not None), default=None)
        if not case.completed and not after and soonest is None:
            self._refuse_if_stuck()
        return Step(
            state=codec.dump([] if case.completed else rows_of(case)),
            opened=tuple(opened(t) for key, t in after.items() if key not in self.before),
            closed=tuple(k for k in self.before if k not in after and k != completed),
            document=turn.document,
            passed=tuple(turn.passed),
            fired=tuple(turn.fired),
            requests=tuple(turn.requests),
            next_due=None if soonest is None else from_micros(soonest),
            finished=case.completed,
            outcome=turn.outcome if case.completed else None,
        )

    def _refuse_if_stuck(self) -> None:
        elements = []
        for token in self.case.tokens():
            if isinstance(token.task_spec, spiff_Catching):
                return
            elements.append(token.task_spec.place.element)
        raise Stuck(
            element=next(filter(None, elements), ""),
            property="gateway",
            expression="",
            reason="stuck",
        )


@contextmanager
def _in_our_words() -> Iterator[None]:
    """What others raise comes out as one of our errors, without case data."""
    try:
        yield
    except orjson.JSONEncodeError as fault:
        raise ExpressionFailed(
            element="", property="state", expression="", reason="not_storable"
        ) from fault
    except spiff_Exception as fault:
        spec = getattr(fault, "task_spec", None)
        raise ExpressionFailed(
            element=spec.place.element if spec is not None else "",
            property="construct",
            expression="",
            reason=type(fault).__name__,
        ) from fault


def start(
    definition: Definition,
    document: Mapping[str, Any],
    *,
    now: datetime,
    calendar: SchoolCalendar,
) -> Step:
    """A new case stands at its first tasks.

    Of forms in `document` only what some expression reads is kept. Raises ExpressionFailed.
    """
    kept = {
        name: definition.kept(name, value)
        if name in definition.forms and isinstance(value, dict)
        else value
        for name, value in document.items()
    }
    with _in_our_words():
        run = _Run(definition, None, kept, now, calendar)
        run.advance()
        return run.step()


def complete(
    definition: Definition,
    state: bytes,
    document: Mapping[str, Any],
    task_id: str,
    answers: Mapping[str, Any],
    *,
    now: datetime,
    calendar: SchoolCalendar,
) -> Step:
    """The task is done and the case stands at the next ones.

    Raises TaskNotOpen if the task is not open, StateDamaged, or ExpressionFailed.
    """
    with _in_our_words():
        run = _Run(definition, codec.load(state), document, now, calendar)
        token = run.task(task_id)
        run.turn.take_answers(token, answers)
        token.run()
        run.advance()
        return run.step(completed=task_id)


def tick(
    definition: Definition,
    state: bytes,
    document: Mapping[str, Any],
    *,
    now: datetime,
    calendar: SchoolCalendar,
) -> Step:
    """Every timer due by `now` has fired. Raises StateDamaged or ExpressionFailed."""
    with _in_our_words():
        run = _Run(definition, codec.load(state), document, now, calendar)
        run.fire_due()
        return run.step()


def send_back(
    definition: Definition,
    state: bytes,
    document: Mapping[str, Any],
    task_id: str,
    to_element: str,
    *,
    now: datetime,
    calendar: SchoolCalendar,
) -> Step:
    """The earlier task is open again; this one is withdrawn, with its boundary events.

    Raises TaskNotOpen, or CannotSendBack if `send_back_targets` does not name the element.
    """
    with _in_our_words():
        run = _Run(definition, codec.load(state), document, now, calendar)
        token = run.task(task_id)
        element = token.task_spec.place.element
        if to_element not in send_back_targets(definition, element):
            raise CannotSendBack(element=element, to=to_element)
        scope = token.workflow
        target = scope.spec.places[to_element]
        again = scope.task_tree._add_child(target.split or target, FUTURE)
        again.task_spec._update(again)
        edges = token.parent.children if token.task_spec.split is not None else [token]
        for gone in edges:
            if not gone._state & FINISHED:
                gone.cancel()
        run.advance()
        return run.step()
