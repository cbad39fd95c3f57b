# SpiffWorkflow carries no types, so its classes are Any to mypy.
# mypy: disallow-subclassing-any=False
"""Gateways that join, as BPMN has them: a token waits at each incoming flow until all are there.

SpiffWorkflow counts finished tasks in the history, which is wrong the second time round a loop.
Here a token that has arrived is a waiting task that knows where it came from; firing uses up one
for each flow, so nothing that has happened before can matter.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin as spiff_BoundaryEventJoin
from SpiffWorkflow.bpmn.specs.control import _EndJoin as spiff_EndJoin
from SpiffWorkflow.bpmn.specs.defaults import EventBasedGateway as spiff_EventBasedGateway
from SpiffWorkflow.bpmn.specs.defaults import ExclusiveGateway as spiff_ExclusiveGateway
from SpiffWorkflow.bpmn.specs.defaults import InclusiveGateway as spiff_InclusiveGateway
from SpiffWorkflow.bpmn.specs.defaults import ParallelGateway as spiff_ParallelGateway

from engine.runtime.live import FINISHED, FUTURE, LIVE, WAITING, Token
from engine.runtime.moments import micros
from engine.runtime.scripting import failed
from engine.runtime.timers import due_of


def _arrived(spec: Any, token: Token) -> dict[str, list[Token]]:
    """The tokens waiting at the gateway, `token` among them, by where they came from."""
    if "from" not in token.internal_data:
        token.internal_data["from"] = token.parent.task_spec.place.element
    found: dict[str, list[Token]] = {}
    for other in token.workflow.tasks.values():
        if other.task_spec is spec and (other is token or other._state == WAITING):
            found.setdefault(other.internal_data["from"], []).append(other)
    return found


def _use_up(token: Token, others: list[Token]) -> None:
    """`token` goes on alone; the others have become part of it."""
    for other in others:
        if other is not token:
            token.workflow._remove_task(other.id)


class ParallelGateway(spiff_ParallelGateway):
    """Fires when there is a token at each incoming flow, and uses up one of each."""

    def _update_hook(self, my_task: Token) -> bool:
        arrived = _arrived(self, my_task)
        used: list[Token] = []
        for source in self.place.sources:
            if not arrived.get(source):
                my_task._set_state(WAITING)
                return False
            used.append(arrived[source].pop(0))
        _use_up(my_task, used)
        return True

    def _run_hook(self, my_task: Token) -> bool:
        return True


class InclusiveGateway(spiff_InclusiveGateway):
    """Fires when no token elsewhere can still reach an incoming flow that is empty."""

    def _update_hook(self, my_task: Token) -> bool:
        arrived = _arrived(self, my_task)
        if self._more_may_come(my_task, arrived):
            my_task._set_state(WAITING)
            return False
        used = [tokens[0] for tokens in arrived.values() if my_task not in tokens]
        _use_up(my_task, used)
        return True

    def _more_may_come(self, my_task: Token, arrived: dict[str, list[Token]]) -> bool:
        behind = self.place.behind
        empty = [behind[source] for source in behind if source not in arrived]
        if not empty:
            return False
        filled = [behind[source] for source in arrived]
        for other in my_task.workflow.tasks.values():
            spec = other.task_spec
            if spec is self or not _about_to_move(other):
                continue
            reaches_empty = any(spec.name in reached for reached in empty)
            if reaches_empty and not any(spec.name in reached for reached in filled):
                return True
        return False

    def _run_hook(self, my_task: Token) -> bool:
        matches, defaults = self._get_matching_outputs(my_task)
        if not matches and not defaults:
            raise failed(my_task, "condition", "", "no_way_out")
        my_task._sync_children(matches or defaults, FUTURE)
        return True


def _about_to_move(token: Token) -> bool:
    """A token is here, or is on its way here from a step that has just been done."""
    if token._state & LIVE:
        return True
    parent = token.parent
    return not token._state & FINISHED and parent is not None and bool(parent._state & FINISHED)


class ExclusiveGateway(spiff_ExclusiveGateway):
    """Takes the first flow whose condition holds, else the default flow."""

    def _run_hook(self, my_task: Token) -> bool:
        chosen = self.default_task_spec
        for condition, name in self.cond_task_specs:
            if condition is not None and condition._matches(my_task):
                chosen = name
                break
        if chosen is None:
            raise failed(my_task, "condition", "", "no_way_out")
        my_task._sync_children([self._wf_spec.task_specs[chosen]], FUTURE)
        return True


class EndJoin(spiff_EndJoin):
    """A process is over when no token is left in it."""

    def _update_hook(self, my_task: Token) -> bool:
        others = [
            token
            for token in my_task.workflow.tasks.values()
            if token is not my_task and token.live and not isinstance(token.task_spec, BoundaryEnd)
        ]
        _use_up(my_task, [other for other in others if other.task_spec is self])
        if any(other.task_spec is not self for other in others):
            my_task._set_state(WAITING)
            return False
        return True

    def _run_hook(self, my_task: Token) -> bool:
        return True


class BoundaryEnd(spiff_BoundaryEventJoin):
    """When an activity or its interrupting event is over, so is the other."""

    def _update_hook(self, my_task: Token) -> bool:
        over = my_task.parent
        for sibling in over.parent.children:
            if sibling is not over and not sibling._state & FINISHED:
                sibling.cancel()
        return True


class EventGateway(spiff_EventBasedGateway):
    """Goes on to whichever of its events comes first; timers that are due together, by moment."""

    def _update_hook(self, my_task: Token) -> bool:
        own, turn = my_task.internal_data, my_task.turn
        if "dues" not in own and "won" not in own:
            own["dues"] = {
                spec.place.element: micros(due_of(my_task, spec.place.timer, turn))
                for spec in self.outputs
                if spec.place.timer is not None
            }
            if any(spec.place.timer and spec.place.timer.school_days for spec in self.outputs):
                own["since"] = micros(turn.now)
            self._fire_due(my_task)
        if "won" in own:
            return True
        my_task._set_state(WAITING)
        my_task.workflow.top_workflow.event_manager.add_task(my_task)
        return False

    def _fire_due(self, my_task: Token) -> None:
        """If a timer of the gateway is due, the earliest has won."""
        own = my_task.internal_data
        due = sorted((at, element) for element, at in own["dues"].items())
        if due and due[0][0] <= micros(my_task.turn.now):
            own["won"] = due[0][1]
            my_task.turn.fired.append(own["won"])

    def fire(self, my_task: Token) -> None:
        """The earliest timer has come."""
        self._fire_due(my_task)
        self._update(my_task)

    def catch(self, my_task: Token, event: Any) -> None:
        """A message or signal one of the events waits for has come."""
        waited_for = zip(self.outputs, self.event_definition.event_definitions, strict=True)
        for spec, definition in waited_for:
            if definition.catches(my_task, event):
                my_task.internal_data["won"] = spec.place.element
                return

    def _run_hook(self, my_task: Token) -> bool:
        won = my_task.internal_data["won"]
        my_task._sync_children([spec for spec in self.outputs if spec.place.element == won], FUTURE)
        return True
