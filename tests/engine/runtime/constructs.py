"""Each construct we run, parsed by SpiffWorkflow alone."""

from typing import Any

from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.spiff.parser import SpiffBpmnParser

from engine.bundles import read_diagram
from tests.diagrams import Drawing


class Parser(SpiffBpmnParser):
    """Without decision tables."""

    def get_engine(self, decision_ref: str | None, node: Any) -> None:
        """None at all."""


def parsed(drawing: Drawing) -> Any:
    parser = Parser()
    parser.add_bpmn_xml(read_diagram(drawing.text().encode()).tree)
    return parser.get_spec(drawing.key)


def everything() -> Drawing:
    """Each construct we run, once."""
    inner = Drawing(start="s2")
    inner.chain("s2", "end2")
    d = Drawing()
    d.user("user")
    d.node("manualTask", "manual")
    d.node("task", "plain")
    d.script("script", "a = 1")
    d.ask("ask", "notify", role='"rektor"')
    d.decide("decide", "tabell")
    d.sub("sub", inner)
    d.call("call", "annen")
    d.user("at_once")
    d.many("at_once", times="2")
    d.user("one_by_one")
    d.many("one_by_one", times="2", sequential=True)
    d.user("again")
    d.again("again", when="true")
    d.wait("wait", "duration", "P1D")
    d.node("intermediateThrowEvent", "throw")
    d.xor("xor")
    d.both("both")
    d.some("some")
    d.node("eventBasedGateway", "events")
    d.wait("first", "duration", "P1D")
    d.wait("second", "date", "2026-01-01")
    d.boundary("edge", on="user", timer=("cycle", "R/P1D"), interrupting=False)
    d.boundary("stop", on="user", timer=("duration", "P1D"))
    steps = [name for name in d.nodes if name not in ("edge", "stop", "first", "second", "events")]
    d.chain(*steps, "events", "first", "end")
    d.chain("events", "second", "end")
    d.chain("edge", "end")
    d.chain("stop", "end")
    return d


class Recorder(TaskSpec):
    """Notes what is called on it."""

    def __init__(self, wf_spec: Any, name: str, seen: list[str]) -> None:
        super().__init__(wf_spec, name)
        self.seen = seen
        self.bpmn_id = None

    def _update_hook(self, my_task: Any) -> bool:
        self.seen.append(f"update {self.name}")
        return True

    def _on_complete_hook(self, my_task: Any) -> None:
        self.seen.append(f"hook {self.name}")
        super()._on_complete_hook(my_task)

    def serialize(self, serializer: Any, **kwargs: Any) -> None:
        """Never."""
