"""What we lean on inside SpiffWorkflow, one test for each thing.

When an upgrade breaks the engine, the names here say what changed. Nothing else in the suite should
have to be read to find out.
"""

import inspect
import logging
from importlib.metadata import version
from typing import Any

import pytest
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs import control
from SpiffWorkflow.bpmn.specs import defaults as bpmn
from SpiffWorkflow.bpmn.specs.event_definitions import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent, ThrowingEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.bpmn.util.event import EventManager
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.specs.Join import Join
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.spiff.specs import defaults as spiff
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.event import Event
from SpiffWorkflow.util.task import TaskState
from SpiffWorkflow.workflow import Workflow

from engine.runtime import activities, adapt, gateways, live, steps
from tests.diagrams import Drawing
from tests.engine.runtime.constructs import Recorder, everything, parsed
from tests.engine.runtime.make_corpus import processes, walked


def test_the_version_is_the_pinned_one() -> None:
    assert version("SpiffWorkflow") == "3.2.0"


def test_each_construct_is_parsed_into_the_class_we_replace() -> None:
    spec = parsed(everything())
    kinds = {name: type(found) for name, found in spec.task_specs.items()}
    assert {name: kinds[name] for name in everything().nodes if name in kinds} == {
        "start": bpmn.StartEvent,
        "user": spiff.UserTask,
        "manual": spiff.ManualTask,
        "plain": spiff.NoneTask,
        "script": spiff.ScriptTask,
        "ask": spiff.ServiceTask,
        "decide": spiff.BusinessRuleTask,
        "sub": spiff.SubWorkflowTask,
        "call": spiff.CallActivity,
        "at_once": spiff.ParallelMultiInstanceTask,
        "one_by_one": spiff.SequentialMultiInstanceTask,
        "again": spiff.StandardLoopTask,
        "wait": bpmn.IntermediateCatchEvent,
        "throw": bpmn.IntermediateThrowEvent,
        "xor": bpmn.ExclusiveGateway,
        "both": bpmn.ParallelGateway,
        "some": bpmn.InclusiveGateway,
        "events": bpmn.EventBasedGateway,
        "first": bpmn.IntermediateCatchEvent,
        "second": bpmn.IntermediateCatchEvent,
        "edge": bpmn.BoundaryEvent,
        "stop": bpmn.BoundaryEvent,
        "end": bpmn.EndEvent,
    }
    assert set(kinds.values()) <= set(adapt._OURS)


def test_every_process_begins_with_start_and_ends_with_a_join_and_end() -> None:
    spec = parsed(everything())
    assert type(spec.start) is control.BpmnStartTask
    assert type(spec.end) is control._EndJoin
    assert [(type(after), after.name) for after in spec.end.outputs] == [
        (control.SimpleBpmnTask, "End")
    ]
    assert [after.name for after in spec.task_specs["end"].outputs] == [spec.end.name]


def test_boundary_events_hang_beside_their_step_under_a_split_and_lead_to_a_join() -> None:
    specs = parsed(everything()).task_specs
    split, join = specs["user.BoundaryEventSplit"], specs["user.BoundaryEventJoin"]
    assert type(split) is control.BoundaryEventSplit
    assert type(join) is control.BoundaryEventJoin
    assert [after.name for after in split.outputs] == ["user", "edge", "stop"]
    assert all(join in specs[name].outputs for name in ("user", "edge", "stop"))
    assert join.outputs == []
    assert (specs["edge"].cancel_activity, specs["stop"].cancel_activity) == (False, True)
    assert "user.BoundaryEventJoin" in specs["edge"]._outputs
    assert "edge" in join._inputs


def test_a_split_makes_its_predicted_events_wait() -> None:
    source = inspect.getsource(control.EventSplit._run_hook)
    assert "has_state(TaskState.PREDICTED_MASK)" in source
    assert "_set_state(TaskState.WAITING)" in source


@pytest.mark.parametrize("name", ["at_once", "one_by_one", "again"])
def test_a_loop_stands_in_for_its_step_which_becomes_a_child_without_arrows(name: str) -> None:
    specs = parsed(everything()).task_specs
    loop, child = specs[name], specs[f"{name} [child]"]
    assert isinstance(loop, LoopTask)
    assert loop.task_spec == child.name
    assert (loop.bpmn_id, child.bpmn_id) == (name, name)
    assert (loop.manual, child.manual) == (False, True)
    assert child.outputs == []
    assert not child.completed_event.is_connected(loop.merge_child)
    assert callable(loop.merge_child)


def test_conditions_are_kept_as_text_beside_the_name_of_their_target() -> None:
    d = Drawing()
    d.xor("x")
    d.end("end2")
    d.chain("start", "x")
    d.flow("x", "end", when="a > 1")
    d.flow("x", "end2", otherwise=True)
    d.end()
    spec = parsed(d).task_specs["x"]
    (condition, first), (none, second) = spec.cond_task_specs
    assert (condition.args, first, none, second) == (("a > 1",), "end", None, "end2")
    assert spec.default_task_spec == "end2"


def test_a_condition_asks_the_script_engine_with_the_task_and_what_is_in_args() -> None:
    asked = []

    class Engine:
        def evaluate(self, task: Any, expression: Any, external_context: Any = None) -> bool:
            asked.append(expression)
            return True

    d = Drawing()
    d.xor("x")
    d.end("end2")
    d.chain("start", "x")
    d.flow("x", "end", when="a > 1")
    d.flow("x", "end2", otherwise=True)
    d.end()
    spec = parsed(d)
    spec.task_specs["x"].cond_task_specs[0][0].args = ("compiled",)
    case = BpmnWorkflow(spec, script_engine=Engine())
    case.do_engine_steps()
    assert asked == ["compiled"]


def test_an_event_gateway_takes_the_definitions_of_its_events() -> None:
    specs = parsed(everything()).task_specs
    gateway = specs["events"]
    assert type(gateway.event_definition) is MultipleEventDefinition
    inner = gateway.event_definition.event_definitions
    assert len(inner) == len(gateway.outputs) == 2
    assert all(isinstance(definition, TimerEventDefinition) for definition in inner)
    assert type(specs["first"].event_definition) is NoneEventDefinition


def test_a_task_has_exactly_the_attributes_our_token_gives_itself() -> None:
    spec = parsed(everything())
    case = BpmnWorkflow(spec, deserializing=True)
    ours = live.Token(case, spec.start, None, live.READY)
    theirs = Task(case, spec.start)
    assert vars(ours).keys() == vars(theirs).keys()


def test_a_workflow_being_read_back_has_no_tasks_yet() -> None:
    case = BpmnWorkflow(parsed(everything()), deserializing=True)
    assert case.tasks == {}
    assert (case.completed, case.subprocesses) == (False, {})
    assert type(case.event_manager) is EventManager
    assert case.event_manager.tasks == {}


def test_the_states_are_the_bits_we_store_and_compare() -> None:
    names = ("MAYBE", "LIKELY", "FUTURE", "WAITING", "READY", "STARTED")
    assert [getattr(TaskState, name) for name in names] == [1, 2, 4, 8, 16, 32]
    assert (TaskState.COMPLETED, TaskState.ERROR, TaskState.CANCELLED) == (64, 128, 256)
    assert TaskState.FINISHED_MASK == 64 | 128 | 256
    assert TaskState.PREDICTED_MASK == 1 | 2


def test_completing_tells_the_hook_then_updates_the_children_then_the_workflow() -> None:
    spec = parsed(everything())
    seen: list[str] = []
    first, second = Recorder(spec, "first_", seen), Recorder(spec, "second_", seen)
    first.connect(second)
    first.completed_event.connect(lambda workflow, task: seen.append("event"))
    case = BpmnWorkflow(spec, deserializing=True)
    case._task_completed_notify = lambda task: seen.append("workflow")
    case.task_tree = Task(case, first, state=TaskState.READY)
    first._predict_hook(case.task_tree)
    child = case.task_tree.children[0]
    assert child.state == TaskState.FUTURE
    assert case.task_tree.run() is True
    assert seen == ["hook first_", "event", "update second_", "workflow"]
    assert (case.task_tree.state, child.state) == (TaskState.COMPLETED, TaskState.READY)


def test_the_end_completes_the_workflow_and_tells_whoever_listens() -> None:
    spec, told = parsed(everything()), []
    case = BpmnWorkflow(spec, deserializing=True)
    case.completed_event.connect(lambda workflow: told.append(workflow))
    end = Task(case, spec.task_specs["End"], state=TaskState.READY)
    case.task_tree = end
    end.run()
    assert case.completed
    assert told == [case]


def test_cancelling_marks_drops_the_children_and_tells_the_specification() -> None:
    source = inspect.getsource(Task.cancel)
    marks = [
        "_set_state(TaskState.CANCELLED)",
        "self._drop_children()",
        "task_spec._on_cancel(self)",
    ]
    assert [source.index(mark) for mark in marks] == sorted(source.index(mark) for mark in marks)


def test_a_removed_task_is_told_of_with_everything_below_it() -> None:
    spec, gone = parsed(everything()), []
    case = BpmnWorkflow(spec, deserializing=True)
    root = case.task_tree = Task(case, spec.start, state=TaskState.COMPLETED)
    child = Task(case, spec.end, root)
    below = Task(case, spec.end, child)
    case._task_removed_notify = gone.append
    case._remove_task(child.id)
    assert gone == [below, child]
    assert case.tasks == {root.id: root}


def test_a_catching_event_asks_its_definition_and_registers_when_it_has_to_wait() -> None:
    spec = parsed(everything())
    case = BpmnWorkflow(spec, deserializing=True)
    root = case.task_tree = Task(case, spec.start, state=TaskState.COMPLETED)
    event, answers = spec.task_specs["wait"], iter([False, True])

    class Asked(TimerEventDefinition):
        def has_fired(self, my_task: Any) -> bool:
            return next(answers)

    event.event_definition.__class__ = Asked
    task = Task(case, event, root, state=TaskState.FUTURE)
    event._update(task)
    assert task.state == TaskState.WAITING
    assert list(case.event_manager.tasks) == [task.id]
    event._update(task)
    assert task.state == TaskState.READY
    assert case.event_manager.tasks == {}


def test_a_subprocess_is_made_by_the_whole_case_and_begun_by_its_start_task() -> None:
    source = inspect.getsource(SubWorkflowTask.start_workflow)
    for used in (
        "top_workflow.subprocess_specs",
        "top_workflow.create_subprocess(my_task, self.spec)",
        "completed_event.connect(self._on_subworkflow_completed, my_task)",
        "self.copy_data(my_task, subworkflow)",
        "spec_name='Start'",
        "start.run()",
    ):
        assert used in source


def test_an_event_calls_back_in_order_and_refuses_the_same_listener_twice() -> None:
    event, seen = Event(), []

    def listener(number: int) -> None:
        seen.append(number)

    event.connect(listener)
    event.emit(1)
    assert seen == [1]
    with pytest.raises(AttributeError):
        event.connect(listener)


@pytest.mark.parametrize(
    ("ours", "theirs", "names"),
    [
        (gateways.ParallelGateway, bpmn.ParallelGateway, ["_update_hook", "_run_hook"]),
        (gateways.InclusiveGateway, bpmn.InclusiveGateway, ["_update_hook", "_run_hook"]),
        (gateways.ExclusiveGateway, bpmn.ExclusiveGateway, ["_run_hook"]),
        (gateways.EventGateway, bpmn.EventBasedGateway, ["_update_hook", "_run_hook", "catch"]),
        (gateways.EndJoin, control._EndJoin, ["_update_hook", "_run_hook"]),
        (gateways.BoundaryEnd, Join, ["_update_hook"]),
        (activities.EachAtOnce, spiff.ParallelMultiInstanceTask, ["_update_hook", "merge_child"]),
        (activities.OneByOne, spiff.SequentialMultiInstanceTask, ["_update_hook", "merge_child"]),
        (activities.AsLongAs, spiff.StandardLoopTask, ["_update_hook", "merge_child"]),
        (activities.SubProcess, SubWorkflowTask, ["copy_data", "_on_subworkflow_completed"]),
        (activities.Script, spiff.ScriptTask, ["_execute"]),
        (activities.Ask, spiff.ServiceTask, ["_execute"]),
        (activities.Decide, spiff.BusinessRuleTask, ["_run_hook"]),
        (activities.ThrownError, ThrowingEvent, []),
        (live.Token, Task, ["_set_state", "_add_child", "_inherit_data", "run"]),
        (live.Case, Workflow, ["update_waiting_tasks", "_mark_complete", "_task_removed_notify"]),
        (live.Case, BpmnWorkflow, ["create_subprocess"]),
    ],
)
def test_what_we_put_our_own_in_place_of_is_still_there(
    ours: type, theirs: type, names: list[str]
) -> None:
    for name in names:
        assert callable(getattr(theirs, name)), name
        assert getattr(ours, name) is not getattr(theirs, name), name
        mine, stock = (inspect.signature(getattr(kind, name)) for kind in (ours, theirs))
        assert len(mine.parameters) == len(stock.parameters), name


def test_what_we_call_but_do_not_replace_is_still_there() -> None:
    for kind, names in {
        TaskSpec: ["_update", "_predict_hook", "_on_complete", "_on_ready", "inputs", "outputs"],
        Task: ["_ready", "_sync_children", "_drop_children", "cancel", "complete", "children"],
        CatchingEvent: ["_update_hook", "_run_hook", "_on_cancel", "_on_ready_hook"],
        EventManager: ["add_task", "remove_task", "catch"],
        TimerEventDefinition: ["reset", "update_task", "update_task_data", "catches"],
        bpmn.InclusiveGateway: ["_get_matching_outputs"],
        SpiffBpmnParser: ["add_bpmn_xml", "get_spec", "get_engine"],
    }.items():
        for name in names:
            assert hasattr(kind, name), (kind, name)


def test_nothing_of_a_case_is_written_to_a_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for make in processes().values():
            walked(make)
    assert [record for record in caplog.records if record.name.startswith("spiff")] == []


def test_no_case_data_is_left_in_the_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = 0
    original = steps.rows_of

    def looked_at(scope: Any) -> Any:
        nonlocal seen
        for token in scope.tasks.values():
            assert token.data == {}
            seen += 1
        assert scope.data == {}
        return original(scope)

    monkeypatch.setattr(steps, "rows_of", looked_at)
    for make in processes().values():
        walked(make)
    assert seen > 100
