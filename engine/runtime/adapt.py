"""Makes freshly parsed specifications ours: own classes where SpiffWorkflow's are weak, own wiring.

Runs once for each definition. Afterwards nothing of a specification changes any more, so cases and
threads share it.
"""

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs import control as spiff_control
from SpiffWorkflow.bpmn.specs import defaults as spiff_bpmn
from SpiffWorkflow.bpmn.specs.event_definitions import simple as spiff_simple
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import (
    MultipleEventDefinition as spiff_Multiple,
)
from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    TimerEventDefinition as spiff_Timer,
)
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask as spiff_Loop
from SpiffWorkflow.spiff.specs import defaults as spiff
from SpiffWorkflow.spiff.specs import event_definitions as spiff_events

from engine.runtime import activities, gateways
from engine.runtime.errors import DefinitionRefused
from engine.runtime.live import Token
from engine.runtime.places import Compiler, Place
from engine.runtime.timers import Timer

#: what SpiffWorkflow parses, and what runs in its place
_OURS: dict[type, type | None] = {
    spiff_bpmn.ParallelGateway: gateways.ParallelGateway,
    spiff_bpmn.InclusiveGateway: gateways.InclusiveGateway,
    spiff_bpmn.ExclusiveGateway: gateways.ExclusiveGateway,
    spiff_bpmn.EventBasedGateway: gateways.EventGateway,
    spiff_control.BoundaryEventJoin: gateways.BoundaryEnd,
    spiff_control._EndJoin: gateways.EndJoin,
    spiff.ParallelMultiInstanceTask: activities.EachAtOnce,
    spiff.SequentialMultiInstanceTask: activities.OneByOne,
    spiff.StandardLoopTask: activities.AsLongAs,
    spiff.SubWorkflowTask: activities.SubProcess,
    spiff.CallActivity: activities.CalledProcess,
    spiff.ScriptTask: activities.Script,
    spiff.BusinessRuleTask: activities.Decide,
    spiff.ServiceTask: activities.Ask,
    # these do what we want as they are
    spiff_control.BpmnStartTask: None,
    spiff_control.SimpleBpmnTask: None,
    spiff_control.BoundaryEventSplit: None,
    spiff_bpmn.StartEvent: None,
    spiff_bpmn.EndEvent: None,
    spiff_bpmn.IntermediateCatchEvent: None,
    spiff_bpmn.IntermediateThrowEvent: None,
    spiff_bpmn.BoundaryEvent: None,
    spiff.UserTask: None,
    spiff.ManualTask: None,
    spiff.NoneTask: None,
    spiff.SendTask: None,
    spiff.ReceiveTask: None,
}
_THROWN = {
    spiff_events.ErrorEventDefinition: activities.ThrownError,
    spiff_events.EscalationEventDefinition: activities.ThrownEscalation,
}
_CAUGHT = (
    spiff_simple.NoneEventDefinition,
    spiff_simple.TerminateEventDefinition,
    spiff_events.ErrorEventDefinition,
    spiff_events.EscalationEventDefinition,
    spiff_events.SignalEventDefinition,
    spiff_events.MessageEventDefinition,
    Timer,
    spiff_Multiple,
)
_SPLIT = ".BoundaryEventSplit"
#: choose their next places themselves
_CHOOSING = (gateways.ExclusiveGateway, gateways.InclusiveGateway, gateways.EventGateway)
#: wait for what other tokens may still do
_WATCHING = (gateways.InclusiveGateway, gateways.EndJoin)


def adapt(spiff_spec: Any, compiler: Compiler) -> None:
    """The specification of one process or subprocess runs our way from now on.

    Raises DefinitionRefused for what we do not run.
    """
    specs = list(spiff_spec.task_specs.values())
    children = {spec.task_spec for spec in specs if isinstance(spec, spiff_Loop)}
    for spec in specs:
        _swap(spec, compiler)
        _empty(spec, compiler)
        spec.place = _place(spec, compiler, spec.name in children)
        spec.inner = spec.split = spec.output_name = None
        spec.chooses = isinstance(spec, _CHOOSING)
        spec.looks_again = isinstance(spec, _WATCHING)
        if spec.place.counts:
            spec.completed_event.connect(_passed)
    for spec in specs:
        _wire(spec, compiler)
    spiff_spec.data_objects = {}
    spiff_spec.io_specification = None
    # undrawn, and on the way from one element to the next
    spiff_spec.coming = {
        *(spec for spec in specs if isinstance(spec, spiff_control.BoundaryEventSplit)),
        *spiff_spec.end.outputs,
    }
    spiff_spec.places = {
        spec.place.element: spec for spec in specs if spec.place.counts or spec is spiff_spec.end
    }


def _swap(spec: Any, compiler: Compiler) -> None:
    if type(spec) not in _OURS:
        element = compiler.diagram.elements.get(spec.bpmn_id or "")
        raise _refused(compiler, element, "construct", type(spec).__name__)
    ours = _OURS[type(spec)]
    if ours is not None:
        spec.__class__ = ours


def _refused(compiler: Compiler, element: Any, what: str, reason: str) -> DefinitionRefused:
    name = compiler.prefix + element.id if element is not None else None
    return DefinitionRefused(element=name, property=what, reason=reason)


def _empty(spec: Any, compiler: Compiler) -> None:
    """No way is left for case data to get into the tree, nor for Python text to be run."""
    spec.data_input_associations = []
    spec.data_output_associations = []
    spec.io_specification = None
    element = compiler.diagram.elements.get(spec.bpmn_id or "")
    if getattr(spec, "prescript", None) or getattr(spec, "postscript", None):
        raise _refused(compiler, element, "script", "script_beside_step")
    definition = getattr(spec, "event_definition", None)
    if definition is None:
        return
    if isinstance(definition, spiff_Timer):
        definition.__class__ = Timer
    if isinstance(spec, spiff_bpmn.StartEvent):
        # whoever calls `start` has seen the message or the moment come
        spec.event_definition = spiff_simple.NoneEventDefinition()
        return
    if not isinstance(definition, _CAUGHT):
        raise _refused(compiler, element, "construct", type(definition).__name__)
    if isinstance(spec, spiff_bpmn.EndEvent | spiff_bpmn.IntermediateThrowEvent):
        thrown = _THROWN.get(type(definition))
        if thrown is not None:
            definition.__class__ = thrown
    for inner in (definition, *getattr(definition, "event_definitions", ())):
        if isinstance(inner, spiff_Timer):
            inner.__class__ = Timer
        else:
            inner.expression = inner.variable = inner.message_var = None
            inner.correlation_properties = []
            inner.process_correlations = []


def _place(spec: Any, compiler: Compiler, child: bool) -> Place:
    drawn = spec.bpmn_id
    if drawn is None and isinstance(spec, spiff_control.BoundaryEventSplit):
        return Place(element=compiler.prefix + spec.name.removesuffix(_SPLIT))
    if drawn is None and not isinstance(spec, spiff_Loop):
        return Place()
    element = compiler.diagram.elements[drawn or spec.name]
    place = compiler.place(element)
    place.counts = not child
    if isinstance(spec, activities.AsLongAs):
        place.again = compiler.maybe(element, "loopCondition", (spec.condition or "").strip())
    return place


def _wire(spec: Any, compiler: Compiler) -> None:
    by_name = spec._wf_spec.task_specs
    if isinstance(spec, spiff_Loop):
        spec.inner = by_name[spec.task_spec]
        spec.inner.completed_event.connect(spec.merge_child)
    if isinstance(spec, spiff_control.BoundaryEventSplit):
        _wire_boundary(spec)
    if isinstance(spec, gateways.ParallelGateway):
        spec.place.sources = tuple(source.place.element for source in spec.inputs)
    if isinstance(spec, gateways.InclusiveGateway):
        spec.place.behind = {source.place.element: _behind(source, spec) for source in spec.inputs}
    for condition, _ in getattr(spec, "cond_task_specs", ()):
        if condition is not None:
            about = spec.place.about
            condition.args = (compiler.expression(about, "condition", condition.args[0]),)


def _wire_boundary(split: Any) -> None:
    """The activity knows its split; an event that interrupts nothing ends nothing."""
    for spec in split.outputs:
        if not isinstance(spec, spiff_bpmn.BoundaryEvent):
            spec.split = split
        elif not spec.cancel_activity:
            spec.place.repeats = True
            end = next(name for name in spec._outputs if name.endswith(".BoundaryEventJoin"))
            spec._outputs.remove(end)
            split._wf_spec.task_specs[end]._inputs.remove(spec.name)


def _behind(source: Any, gateway: Any) -> frozenset[str]:
    """Names of the specifications a token can come from to `source` without passing the gateway."""
    found: set[str] = set()
    todo = [source]
    while todo:
        spec = todo.pop()
        if spec is gateway or spec.name in found:
            continue
        found.add(spec.name)
        todo.extend(_before(spec))
    return frozenset(found)


def _before(spec: Any) -> Iterator[Any]:
    yield from (other for other in spec.inputs if other is not None)


def _passed(spiff_workflow: Any, token: Token) -> None:
    """An element has been passed, and the flows to where its tokens go."""
    place, passed = token.task_spec.place, token.turn.passed
    passed.append(place.element)
    used: dict[str, int] = {}
    for child in token.children:
        target = child.task_spec.place.element
        if target in place.flows and not child.triggered:
            number = used.get(target, 0)
            passed.append(place.flows[target][number])
            used[target] = number + 1
    if place.about.kind == "endEvent" and token.workflow.host is None:
        token.turn.outcome = place.element


def output_names(specs: Any, reads: Any) -> None:
    """Rounds keep an output only if some expression reads the list it goes to."""
    for spec in specs:
        if isinstance(spec, activities.EachAtOnce | activities.OneByOne):
            loop = spec.place.about.loop
            if loop.output_collection in reads:
                spec.place.output_collection = loop.output_collection
                spec.output_name = loop.output_item
