# SpiffWorkflow carries no types, so its classes are Any to mypy.
# mypy: disallow-subclassing-any=False
"""What SpiffWorkflow runs by itself: loops, subprocesses, scripts, decisions, thrown events.

Each class takes the place of one of SpiffWorkflow's after parsing and keeps case data out of the
tree. What belongs to one round of a loop is on the round's own token, under "locals".
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import (
    ParallelMultiInstanceTask as spiff_ParallelMultiInstance,
)
from SpiffWorkflow.bpmn.specs.defaults import (
    SequentialMultiInstanceTask as spiff_SequentialMultiInstance,
)
from SpiffWorkflow.bpmn.specs.defaults import StandardLoopTask as spiff_StandardLoop
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import (
    BoundaryEvent as spiff_BoundaryEvent,
)
from SpiffWorkflow.spiff.specs import defaults as spiff
from SpiffWorkflow.spiff.specs.event_definitions import (
    ErrorEventDefinition as spiff_ErrorEventDefinition,
)
from SpiffWorkflow.spiff.specs.event_definitions import (
    EscalationEventDefinition as spiff_EscalationEventDefinition,
)

from engine.runtime.errors import BudgetExceeded, NotCaught
from engine.runtime.live import FINISHED, READY, STARTED, WAITING, Token
from engine.runtime.scripting import MOST_ROUNDS, failed


class _Each:
    """One round for each item of a list, or a number of times."""

    #: name of the output inside a round, None if nobody reads it
    output_name: str | None

    def _update_hook(self, my_task: Token) -> bool:
        items = self._items(my_task)
        if len(items) > MOST_ROUNDS:
            place = my_task.task_spec.place
            raise BudgetExceeded(
                element=place.element,
                property="collection",
                expression="",
                reason="too_many_rounds",
            )
        own = my_task.internal_data
        own.update(total=len(items), done=0, outputs=[])
        if not items:
            self._hand_over(my_task)
            return True
        my_task._set_state(STARTED)
        self._open_first(my_task, items)
        return False

    def _items(self, my_task: Token) -> list[Any]:
        place, turn = my_task.task_spec.place, my_task.turn
        if place.collection is not None:
            found = turn.value(my_task, place.collection, "collection")
            if found is None:
                return []
            if not isinstance(found, list):
                raise failed(my_task, "collection", place.collection.source, "not_a_list")
            return found
        number = turn.value(my_task, place.cardinality, "cardinality")
        if isinstance(number, bool) or not isinstance(number, int | float) or number < 0:
            raise failed(my_task, "cardinality", place.cardinality.source, "not_a_number")
        return list(range(1, min(int(number), MOST_ROUNDS + 1) + 1))

    def _open_round(self, my_task: Token, number: int, item: Any) -> None:
        name = my_task.task_spec.place.about.loop.item
        spec = my_task.task_spec.inner
        my_task.open_child(spec, number=number, locals={name: item} if name else {})

    def _open_first(self, my_task: Token, items: list[Any]) -> None:
        raise NotImplementedError

    def _open_next(self, loop: Token) -> None:
        raise NotImplementedError

    def merge_child(self, spiff_workflow: Any, child: Token) -> None:
        """A round is over: its output is kept, and the loop goes on or is over too."""
        loop = child.parent
        own, round_ = loop.internal_data, child.internal_data
        own["done"] += 1
        if self.output_name is not None:
            value = round_["locals"].get(self.output_name)
            own["outputs"] = [*own["outputs"], [round_["number"], value]]
        if own["done"] < own["total"] and not self._enough(child):
            self._open_next(loop)
            return
        for other in loop.children:
            if other.triggered and not other._state & FINISHED:
                other.cancel()
        loop._set_state(READY)
        self._hand_over(loop)

    def _hand_over(self, loop: Token) -> None:
        """The outputs of the rounds are a list around the loop, in the order of the items."""
        name = loop.task_spec.place.output_collection
        if name is not None:
            outputs = sorted(loop.internal_data["outputs"], key=lambda pair: pair[0])
            loop.turn.put(loop, name, [value for _, value in outputs])

    def _enough(self, child: Token) -> bool:
        place, own = child.parent.task_spec.place, child.parent.internal_data
        if place.enough is None:
            return False
        counts = {
            "numberOfInstances": own["total"],
            "numberOfCompletedInstances": own["done"],
            "numberOfActiveInstances": own["total"] - own["done"],
        }
        if place.about.loop.output_collection:
            counts[place.about.loop.output_collection] = [value for _, value in own["outputs"]]
        return child.turn.value(child, place.enough, "completionCondition", counts) is True


class EachAtOnce(_Each, spiff_ParallelMultiInstance):
    """All rounds are open together."""

    def _open_first(self, my_task: Token, items: list[Any]) -> None:
        for number, item in enumerate(items, 1):
            self._open_round(my_task, number, item)

    def _open_next(self, loop: Token) -> None:
        """Every round is open already."""


class OneByOne(_Each, spiff_SequentialMultiInstance):
    """A round opens when the one before it is over."""

    def _open_first(self, my_task: Token, items: list[Any]) -> None:
        my_task.internal_data["items"] = items[1:]
        self._open_round(my_task, 1, items[0])

    def _open_next(self, loop: Token) -> None:
        own = loop.internal_data
        item, own["items"] = own["items"][0], own["items"][1:]
        self._open_round(loop, own["done"] + 1, item)


class AsLongAs(spiff_StandardLoop):
    """Rounds as long as a condition holds. A round has no names of its own."""

    def _update_hook(self, my_task: Token) -> bool:
        my_task.internal_data["done"] = 0
        if self.test_before and self._over(my_task):
            return True
        my_task._set_state(STARTED)
        my_task.open_child(self.inner, number=1)
        return False

    def merge_child(self, spiff_workflow: Any, child: Token) -> None:
        """A round is over; another begins if the condition says so."""
        loop = child.parent
        loop.internal_data["done"] += 1
        if self._over(loop):
            loop._set_state(READY)
        else:
            loop.open_child(self.inner, number=loop.internal_data["done"] + 1)

    def _over(self, loop: Token) -> bool:
        if self.maximum is not None and loop.internal_data["done"] >= self.maximum:
            return True
        again = loop.task_spec.place.again
        if again is None:
            return False
        return loop.turn.value(loop, again, "loopCondition") is not True


class _Inside:
    """An activity with tokens of its own inside. No data goes in or out: the document is shared."""

    def copy_data(self, my_task: Token, spiff_subworkflow: Any) -> None:
        """Nothing to copy."""

    def _on_subworkflow_completed(self, spiff_subworkflow: Any, my_task: Token) -> None:
        if my_task._state == STARTED:
            my_task._set_state(READY)


class SubProcess(_Inside, spiff.SubWorkflowTask):
    """An embedded subprocess."""


class CalledProcess(_Inside, spiff.CallActivity):
    """A process of another bundle, run inside this case."""


class Script(spiff.ScriptTask):
    """Lines `name = FEEL`."""

    def _execute(self, task: Token) -> bool:
        task.turn.run_script(task, self.place.script)
        return True


class Decide(spiff.BusinessRuleTask):
    """Asks a decision table; its outputs become names."""

    def _run_hook(self, my_task: Token) -> bool:
        my_task.turn.decide(my_task)
        return True


class Ask(spiff.ServiceTask):
    """Notes a request; whoever called the runtime carries it out."""

    def _execute(self, task: Token) -> bool:
        task.turn.ask(task)
        return True


class _Thrown:
    """Goes to the nearest boundary event around it that takes this code, and to no other."""

    caught_as: Any
    code: str | None

    def _catcher(self, my_task: Token) -> Token | None:
        host: Token | None = my_task.workflow.host
        while host is not None:
            activity = host.parent if host.triggered else host
            edges: list[Token] = activity.parent.children
            for edge in edges:
                spec = edge.task_spec
                if isinstance(spec, spiff_BoundaryEvent) and edge._state == WAITING:
                    taken: Any = spec.event_definition
                    if isinstance(taken, self.caught_as) and taken.code in (None, self.code):
                        return edge
            host = host.workflow.host
        return None

    def throw(self, my_task: Token) -> None:
        """The catching boundary event is ready to go on."""
        edge = self._catcher(my_task)
        if edge is None:
            self._uncaught(my_task)
            return
        edge.internal_data["event_fired"] = True
        edge.task_spec._update(edge)
        self._caught(my_task)

    def _uncaught(self, my_task: Token) -> None:
        """Nobody minds."""

    def _caught(self, my_task: Token) -> None:
        """The thrower goes on."""


class ThrownError(_Thrown, spiff_ErrorEventDefinition):
    """Ends the subprocess it happens in. Raises NotCaught when nothing takes it."""

    caught_as = spiff_ErrorEventDefinition

    def _uncaught(self, my_task: Token) -> None:
        raise NotCaught(
            element=my_task.task_spec.place.element,
            property="error",
            expression=str(self.code or self.name or ""),
            reason="not_caught",
        )

    def _caught(self, my_task: Token) -> None:
        for other in list(my_task.workflow.tasks.values()):
            if other is not my_task and not other._state & FINISHED:
                other.cancel()


class ThrownEscalation(_Thrown, spiff_EscalationEventDefinition):
    """Tells the scope around; the thrower goes on."""

    caught_as = spiff_EscalationEventDefinition
