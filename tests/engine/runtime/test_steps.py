"""What goes into a step and what comes out of it."""

import copy
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest

from engine.runtime import (
    DefinitionRefused,
    ExpressionFailed,
    Request,
    TaskNotOpen,
    codec,
    compile_definition,
    complete,
    start,
)
from tests.diagrams import Drawing
from tests.engine.runtime.test_opening import answered, one
from tests.engine.runtime.walking import CALENDAR, MONDAY, Walk


def test_only_fields_some_expression_reads_are_kept_of_the_answers() -> None:
    d = Drawing()
    d.user("a", form="melding")
    d.user("b", form="samtale")
    d.user("c", form="plan")
    d.xor("g")
    d.chain("start", "a", "b", "c", "g")
    d.flow("g", "end", when="melding.alvorlig = true and count(plan) > 0")
    d.flow("g", "a", otherwise=True)
    d.end()
    walk = Walk(d)
    assert walk.definition.reads == {"melding": frozenset({"alvorlig"}), "plan": None}
    walk.do("a", {"alvorlig": False, "hva": "hemmelig"})
    walk.do("b", {"referat": "hemmelig"})
    walk.do("c", {"x": 1, "y": {"z": 2}})
    assert walk.document == {
        "melding": {"alvorlig": False},
        "samtale": {},
        "plan": {"x": 1, "y": {"z": 2}},
    }
    assert walk.definition.kept("melding", {"alvorlig": 1, "b": 2}) == {"alvorlig": 1}
    assert walk.definition.kept("ukjent", {"alvorlig": 1}) == {}


def test_every_kind_of_expression_counts_as_reading() -> None:
    d = Drawing()
    d.user(
        "t",
        form="f",
        dueDate="f.due",
        warnDate="f.warn",
        followUpDate="f.follow",
        assignee="f.who",
        priority="f.priority",
    )
    d.boundary("b", on="t", timer=("date", "f.timer"))
    d.script("s", "navn = f.script")
    d.ask("r", "notify", role="f.parameter")
    d.user("m")
    d.many("m", "f.liste", until="f.nok")
    d.user("n")
    d.many("n", times="f.antall")
    d.user("l")
    d.again("l", when="f.mer")
    d.chain("start", "t", "s", "r", "m", "n", "l", "end")
    d.chain("b", "end2")
    reads = compile_definition(d.bundle()).reads
    assert reads == {
        "f": frozenset(
            {"due", "warn", "follow", "who", "priority", "timer", "script", "parameter"}
            | {"liste", "nok", "antall", "mer"}
        )
    }


def test_the_start_form_is_cut_to_what_is_read_and_other_names_are_left_alone() -> None:
    d = Drawing()
    d.properties["startRoles"] = "ansatt, elev"
    d.nodes["start"] = (
        "startEvent",
        {},
        '<bpmn:extensionElements><spiffworkflow:properties><spiffworkflow:property name="formKey"'
        ' value="melding"/></spiffworkflow:properties></bpmn:extensionElements>',
    )
    d.user("a", assignee="parts.case_owner[1]", dueDate="melding.frist")
    d.chain("start", "a", "end")
    form = {"type": "object", "title": "Melding", "properties": {"hva": {"type": "string"}}}
    walk = Walk(
        d.bundle({"melding": form}),
        {"melding": {"hva": "x", "frist": "2026-02-02"}, "parts": {"case_owner": ["randi"]}},
    )
    assert walk.definition.start_form == "melding"
    assert walk.definition.start_roles == ("ansatt", "elev")
    assert walk.document == {
        "melding": {"frist": "2026-02-02"},
        "parts": {"case_owner": ["randi"]},
    }
    assert walk.task("a").assignee == "randi"


@pytest.mark.parametrize(
    ("kind", "build"),
    [
        ("condition", lambda d: d.flow("x", "end", when="melding.")),
        ("dueDate", lambda d: d.user("a", dueDate="1 +")),
        ("script", lambda d: d.script("a", "navn = (")),
        ("script", lambda d: d.script("a", "print(1)")),
        ("parameter", lambda d: d.ask("a", "notify", role="((")),
        ("decision", lambda d: d.decide("a", "finnes_ikke")),
    ],
)
def test_a_text_that_cannot_be_read_is_refused_before_anything_runs(kind: str, build: Any) -> None:
    d = Drawing()
    d.xor("x")
    d.end()
    d.user("a")
    d.chain("start", "x")
    d.flow("x", "a", otherwise=True)
    d.chain("a", "end")
    build(d)
    with pytest.raises(DefinitionRefused) as caught:
        compile_definition(d.bundle())
    assert caught.value.property == kind
    assert caught.value.element in {"a", "x"}


@pytest.mark.parametrize("name", ["Start", "End", "p.EndJoin", "a.BoundaryEventSplit"])
def test_an_id_spiffworkflow_uses_itself_is_refused(name: str) -> None:
    d = Drawing()
    d.user(name)
    d.chain("start", name, "end")
    with pytest.raises(DefinitionRefused) as caught:
        compile_definition(d.bundle())
    assert (caught.value.element, caught.value.reason) == (name, "reserved")


def test_a_request_carries_its_parameters_worked_out_and_the_flow_goes_on() -> None:
    d = Drawing()
    d.user("first", form="melding")
    d.ask("open", "open_case", process='"skolemiljosak"', answers="{elev: melding.elev}")
    d.user("a")
    d.chain("start", "first", "open", "a", "end")
    walk = answered(d, elev="ola")
    assert walk.step.requests == (
        Request("open_case", {"process": "skolemiljosak", "answers": {"elev": "ola"}}, "open"),
    )
    assert walk.open == ["a"]
    walk.do("a")
    assert walk.step.requests == ()


def test_a_script_gives_names_values_one_after_the_other() -> None:
    d = Drawing()
    d.user("first", form="melding")
    d.script(
        "s", "antall = count(melding.rader)", "  ", "mange =", "  antall > 1", "antall = antall * 2"
    )
    d.user("a")
    d.chain("start", "first", "s", "a", "end")
    walk = answered(d, rader=[1, 2, 3])
    assert walk.document == {"melding": {"rader": [1, 2, 3]}, "antall": 6, "mange": True}


def test_a_failing_step_leaves_state_and_document_as_they_were() -> None:
    d = Drawing()
    d.user("first", form="melding")
    d.script("s", "navn = melding.x")
    d.user("a", dueDate="melding.frist")
    d.chain("start", "first", "s", "a", "end")
    walk = Walk(d, {"kjent": {"liste": [1, 2]}})
    state, document = walk.state, copy.deepcopy(walk.document)
    with pytest.raises(ExpressionFailed):
        walk.do("first", {"x": [1], "frist": "aldri"})
    assert (walk.state, walk.document) == (state, document)
    walk.do("first", {"x": [1], "frist": "P1D"})
    assert walk.open == ["a"]


def test_what_is_handed_in_is_never_changed() -> None:
    d = Drawing()
    d.user("a", form="f")
    d.many("a", "liste", item="x", output=("liste", "y"))
    d.script("s", "liste = append(liste, 4)", "f = {z: 1}")
    d.xor("g")
    d.chain("start", "a", "s", "g")
    d.flow("g", "end", otherwise=True)
    d.flow("g", "a", when="f.z = 9")
    d.end()
    walk = Walk(d, {"liste": [{"n": 1}, {"n": 2}], "f": {"gammel": True}})
    document: Any = walk.document
    kept, answers = copy.deepcopy(document), {"n": [7]}
    task_id = walk.task("a").id
    for _ in range(2):
        step = complete(
            walk.definition, walk.state, document, task_id, answers, now=MONDAY, calendar=CALENDAR
        )
        assert (document, answers) == (kept, {"n": [7]})
        assert step.document is not document
    again = complete(
        walk.definition,
        step.state,
        step.document,
        walk.task("a", {"n": 2}).id,
        {"n": 8},
        now=MONDAY,
        calendar=CALENDAR,
    )
    assert document == kept
    assert again.document["liste"] == [{"n": [7]}, {"n": 8}, 4]


@pytest.mark.parametrize("value", [2**70, "\ud800"])
def test_a_value_that_cannot_be_stored_stops_the_step(value: object) -> None:
    d = Drawing()
    d.user("a", form="f")
    d.many("a", times="2", output=("alle", "sv"), until="count(alle) > 5")
    d.chain("start", "a", "end")
    walk = Walk(d)
    with pytest.raises(ExpressionFailed) as caught:
        walk.do("a", {"n": value})
    assert caught.value.reason == "not_storable"
    assert walk.open == ["a", "a"]


@pytest.mark.parametrize("task_id", ["", "a", "0" * 32, "ikke hex", "\x00"])
def test_a_task_that_is_not_there_is_not_open(task_id: str) -> None:
    walk = Walk(one())
    with pytest.raises(TaskNotOpen):
        complete(walk.definition, walk.state, {}, task_id, {}, now=MONDAY, calendar=CALENDAR)


def test_a_task_that_is_done_is_not_open_any_more() -> None:
    walk = Walk(one())
    task_id = walk.task("first").id
    walk.do("first")
    with pytest.raises(TaskNotOpen):
        complete(walk.definition, walk.state, {}, task_id, {}, now=MONDAY, calendar=CALENDAR)
    walk.do("a")
    assert walk.finished
    with pytest.raises(TaskNotOpen):
        complete(walk.definition, walk.state, {}, task_id, {}, now=MONDAY, calendar=CALENDAR)
    assert walk.wait(days=1).finished


def test_a_moment_without_a_zone_is_refused() -> None:
    definition = compile_definition(one().bundle())
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 (that it is naive is the point)
    with pytest.raises(ValueError, match="zone"):
        start(definition, {}, now=naive, calendar=CALENDAR)


def test_a_bundle_is_made_ready_once_for_the_same_content() -> None:
    first, second = one().bundle(), one().bundle()
    assert compile_definition(first) is compile_definition(second)
    assert compile_definition(first) is not compile_definition(one(priority="60").bundle())


def test_no_answer_that_is_not_read_is_in_the_state() -> None:
    d = Drawing()
    d.user("a", form="f")
    d.many("a", times="2")
    d.user("b", form="g")
    d.chain("start", "b", "a", "end")
    walk = Walk(d)
    walk.do("b", {"navn": "Hemmelig"})
    walk.do("a", {"navn": "Hemmelig"})
    assert "Hemmelig" not in repr(codec.load(walk.state))
    assert "Hemmelig" not in repr(walk.document)


def test_python_text_in_a_diagram_is_never_run(tmp_path: Any) -> None:
    target = tmp_path / "x"
    attacks = [
        f"__import__('pathlib').Path('{target}').touch()",
        f"[x for x in ().__class__.__mro__[1].__subclasses__()][0].touch('{target}')",
        f"open('{target}', 'w')",
    ]
    for attack in attacks:
        d = Drawing()
        d.xor("x")
        d.chain("start", "x")
        d.flow("x", "end", when=attack)
        d.flow("x", "end2", otherwise=True)
        d.end()
        d.end("end2")
        with suppress(DefinitionRefused, ExpressionFailed):
            Walk(d)
    assert not target.exists()
