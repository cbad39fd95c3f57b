"""Reading a drawing: plain values out, and rewriting that keeps the meaning."""

from pathlib import Path

import pytest

from engine.bundles import BundleRefused, Diagram, outline, read_diagram
from engine.bundles.soundness import explore
from tests.engine.bundles.cases import BUNDLES, RIGHT, WRONG, read

NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core"'
)


def drawn(name: str) -> Diagram:
    return read_diagram(read(BUNDLES / f"{name}.bpmn").encode())


def written(inside: str, around: str = "") -> Diagram:
    whole = f'<definitions {NAMESPACES}>{around}<process id="p">{inside}</process></definitions>'
    return read_diagram(whole.encode())


def test_a_task_carries_all_its_settings() -> None:
    task = drawn("user_task").elements["a"]
    assert (task.kind, task.name, task.form) == ("userTask", "Vurder", "melding")
    assert task.properties == {"formKey": "melding", "candidateGroup": "rektor", "dueDate": "P5D"}
    assert (task.incoming, task.outgoing) == (("start_a",), ("a_slutt",))
    assert task.waits_for_people


def test_names_of_other_modelers_for_the_form_are_understood() -> None:
    for name, value in (("formJsonSchemaFilename", "melding-schema.json"), ("form", "melding")):
        prop = f'<s:properties><s:property name="{name}" value="{value}"/></s:properties>'
        inside = f'<userTask id="a"><extensionElements>{prop}</extensionElements></userTask>'
        assert written(inside).elements["a"].form == "melding"


def test_a_lane_is_known_on_its_steps_and_on_those_inside_a_subprocess() -> None:
    lanes = (
        '<laneSet><lane id="l" name=" Rektor&#10; "><flowNodeRef>d</flowNodeRef></lane></laneSet>'
    )
    diagram = written(f'{lanes}<subProcess id="d"><userTask id="a"/></subProcess>')
    assert diagram.elements["a"].lane == "Rektor"
    assert [lane.name for lane in diagram.lanes] == ["Rektor"]


def test_who_may_start_and_with_which_form_is_known() -> None:
    assert drawn("user_task").start_roles == ("ansatt",)
    prop = '<s:properties><s:property name="formKey" value="melding"/></s:properties>'
    start = f'<startEvent id="s"><extensionElements>{prop}</extensionElements></startEvent>'
    assert written(start).start_form == "melding"


@pytest.mark.parametrize(
    ("name", "element", "event", "timer"),
    [
        ("reminder", "kant", "timer", ("cycle", "R3/P1D")),
        ("deadline", "kant", "timer", ("duration", "P5D")),
        ("timer_catch", "vent", "timer", ("duration", "P5D")),
        ("terminate", "slutt", "terminate", None),
        ("error_boundary", "kant", "error", None),
        ("event_gateway", "s1", "signal", None),
    ],
)
def test_events_are_known_by_what_they_speak_of(
    name: str, element: str, event: str, timer: tuple[str, str] | None
) -> None:
    found = drawn(name).elements[element]
    assert (found.event, found.timer) == (event, timer)


def test_boundary_events_know_their_host_and_whether_they_stop_it() -> None:
    diagram = drawn("reminder")
    [event] = diagram.boundary("a")
    assert (event.attached_to, event.interrupting) == ("a", False)
    assert drawn("deadline").elements["kant"].interrupting


def test_a_loop_names_its_list_and_its_item() -> None:
    loop = drawn("multi_instance").elements["b"].loop
    assert loop is not None
    assert (loop.kind, loop.collection, loop.item) == ("parallel", "melding.rader", "rad")


def test_operations_scripts_and_calls_are_read() -> None:
    asked = drawn("operation").elements["sys"]
    assert asked.operation == "notify"
    assert asked.parameters == {"role": '"rektor"', "template": '"message"'}
    assert "haster = melding.alvorlig" in (drawn("script").elements["s"].script or "")
    assert drawn("call").elements["kall"].called == "annen"


def test_several_arrows_out_of_a_step_become_a_parallel_gateway_after_it() -> None:
    diagram = drawn("implicit_split")
    assert diagram.after("a") == ("a__split",)
    assert diagram.elements["a__split"].kind == "parallelGateway"
    assert diagram.elements["a__split"].drawn_as == "a"
    assert set(diagram.after("a__split")) == {"b", "c"}
    assert {flow.id for flow in diagram.flows.values() if not flow.drawn} == {"a__a__split"}


def test_arrows_with_conditions_out_of_a_step_become_an_inclusive_gateway() -> None:
    flows = (
        '<sequenceFlow id="f" sourceRef="a" targetRef="b">'
        "<conditionExpression>x</conditionExpression></sequenceFlow>"
        '<sequenceFlow id="g" sourceRef="a" targetRef="c"/>'
    )
    diagram = written(f'<task id="a" default="g"/><task id="b"/><task id="c"/>{flows}')
    gateway = diagram.elements["a__split"]
    assert (gateway.kind, gateway.default) == ("inclusiveGateway", "g")
    assert diagram.elements["a"].default is None


def test_a_subprocess_without_start_and_end_gets_both() -> None:
    diagram = drawn("subprocess_without_start")
    assert [start.id for start in diagram.starts("del")] == ["del__start"]
    assert diagram.after("b") == ("b__end",)
    assert diagram.notes == ()


def test_made_up_ids_are_the_same_each_time_it_is_read() -> None:
    for path in RIGHT:
        data = read(path).encode()
        assert list(read_diagram(data).elements) == list(read_diagram(data).elements)


def test_data_objects_are_dropped_and_loops_name_the_data_itself() -> None:
    ref = "<loopDataInputRef>r</loopDataInputRef>"
    loop = f"<multiInstanceLoopCharacteristics>{ref}</multiInstanceLoopCharacteristics>"
    data = '<dataObjectReference id="r" name="tiltak" dataObjectRef="o"/><dataObject id="o"/>'
    diagram = written(f'{data}<task id="a">{loop}</task>')
    assert diagram.elements["a"].loop is not None
    assert diagram.elements["a"].loop.collection == "tiltak"
    assert [(note.rule, note.element) for note in diagram.notes] == [("data_dropped", "r")]
    assert not [
        node for node in diagram.tree.iter() if "data" in str(node.tag).rsplit("}", 1)[-1][:4]
    ]


def test_the_original_is_left_as_it_was_drawn() -> None:
    diagram = drawn("implicit_split")
    assert "a__split" not in {node.get("id") for node in diagram.original.iter()}
    assert "a__split" in {node.get("id") for node in diagram.tree.iter()}


def test_the_process_marked_executable_is_the_one_that_runs() -> None:
    other = '<process id="o"><task id="x"/></process>'
    marked = '<process id="p" isExecutable="true"><task id="a"/></process>'
    whole = f"<definitions {NAMESPACES}>{other}{marked}</definitions>"
    diagram = read_diagram(whole.encode())
    assert (diagram.key, diagram.process_ids) == ("p", ("p", "o"))


def test_an_empty_pool_is_passed_over() -> None:
    diagram = written('<task id="a"/>', around='<process id="tom"/>')
    assert diagram.process_ids == ("p",)


def test_a_drawing_without_steps_is_refused() -> None:
    with pytest.raises(BundleRefused, match="file_no_process"):
        written("")


def test_shapes_and_arrows_have_their_places() -> None:
    plane = (
        '<d:BPMNDiagram xmlns:d="http://www.omg.org/spec/BPMN/20100524/DI" '
        'xmlns:c="http://www.omg.org/spec/DD/20100524/DC" '
        'xmlns:w="http://www.omg.org/spec/DD/20100524/DI"><d:BPMNPlane>'
        '<d:BPMNShape bpmnElement="a"><c:Bounds x="1" y="2.5" width="100" height="80"/>'
        '</d:BPMNShape><d:BPMNShape bpmnElement="b"><c:Bounds x="nan" y="2" width="1" height="8"/>'
        '</d:BPMNShape><d:BPMNEdge bpmnElement="f"><w:waypoint x="1" y="2"/>'
        '<w:waypoint x="3" y="4"/></d:BPMNEdge>'
        "</d:BPMNPlane></d:BPMNDiagram>"
    )
    diagram = written('<task id="a"/>', around=plane)
    assert (diagram.shapes["a"].y, diagram.shapes["a"].width) == (2.5, 100)
    assert "b" not in diagram.shapes
    assert diagram.edges == {"f": ((1, 2), (3, 4))}


@pytest.mark.parametrize("path", [*RIGHT, *WRONG], ids=lambda path: path.stem)
def test_the_outline_tells_every_drawn_step_once(path: Path) -> None:
    try:
        diagram = read_diagram(read(path).encode())
    except BundleRefused:
        return
    told = [step.element for step in outline(diagram) if not step.kind.endswith("Gateway")]
    elements = diagram.elements.values()
    drawn_ids = [one.id for one in elements if one.drawn_as == one.id and "Gateway" not in one.kind]
    assert sorted(told) == sorted(drawn_ids)


def test_the_outline_goes_as_a_person_would_tell_it() -> None:
    told = [(step.element, step.depth) for step in outline(drawn("parallel"))]
    assert told == [
        ("start", 0),
        ("a", 0),
        ("del", 0),
        ("b", 1),
        ("c", 1),
        ("samle", 0),
        ("slutt", 0),
    ]


def test_the_outline_says_where_a_way_back_leads() -> None:
    [gateway] = [step for step in outline(drawn("rework_loop")) if step.element == "v"]
    ways = {branch.to: (branch.label, branch.default) for branch in gateway.branches}
    assert ways == {"slutt": ("", True), "a": ("nei", False)}


def test_the_outline_puts_what_interrupts_a_step_under_it() -> None:
    steps = {step.element: step for step in outline(drawn("deadline"))}
    assert (steps["kant"].depth, steps["kant"].attached_to, steps["kant"].due) == (1, "a", "P5D")
    assert steps["b"].depth == 1
    assert steps["a"].due == "P5D"


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: path.stem)
def test_tokens_played_through_a_sound_drawing_never_stick(path: Path) -> None:
    diagram = read_diagram(read(path).encode())
    for scope in {element.scope for element in diagram.elements.values()}:
        verdict = explore(diagram, scope)
        assert (verdict.stuck, verdict.twice, verdict.complete) == ({}, set(), True)


def arrow(source: str, target: str) -> str:
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}"/>'


def parallel(branches: int, steps: int, choice: bool) -> Diagram:
    """Branches side by side, each of some steps, each with a choice of two ways if asked for."""
    parts = ['<startEvent id="s"/><parallelGateway id="d"/><parallelGateway id="j"/>']
    parts += ['<endEvent id="e"/>', arrow("s", "d"), arrow("j", "e")]
    for branch in range(branches):
        before = "d"
        for step in range(steps):
            parts += [f'<task id="t{branch}_{step}"/>', arrow(before, f"t{branch}_{step}")]
            before = f"t{branch}_{step}"
        if choice:
            parts += [f'<exclusiveGateway id="x{branch}"/><exclusiveGateway id="m{branch}"/>']
            parts += [f'<task id="u{branch}"/>', arrow(before, f"x{branch}")]
            parts += [arrow(f"x{branch}", f"m{branch}"), arrow(f"x{branch}", f"u{branch}")]
            parts += [arrow(f"u{branch}", f"m{branch}")]
            before = f"m{branch}"
        parts.append(arrow(before, "j"))
    return written("".join(parts))


def test_many_long_branches_side_by_side_are_played_to_the_end() -> None:
    verdict = explore(parallel(branches=12, steps=10, choice=False), "p")
    assert (verdict.complete, verdict.stuck) == (True, {})


def test_a_drawing_with_too_many_ways_is_given_up_without_a_verdict() -> None:
    verdict = explore(parallel(branches=14, steps=2, choice=True), "p")
    assert (verdict.complete, verdict.stuck) == (False, {})
