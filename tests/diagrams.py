"""Draws small processes as BPMN text, a line for each step, so that a test shows what it is about.

d = Drawing("p")
d.user("a", form="melding", dueDate="P5D")
d.xor("x")
d.chain("start", "a", "x")
d.flow("x", "end", when="melding.alvorlig = true")
d.flow("x", "a", otherwise=True)
bundle = d.bundle()
"""

import json
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from engine.bundles import Bundle

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'
    ' id="definitions" targetNamespace="https://handlingsplan.no/prosesser">\n'
)
_TIMES = {"date": "timeDate", "duration": "timeDuration", "cycle": "timeCycle"}


class Drawing:
    """A process, or the inside of a subprocess."""

    def __init__(self, key: str = "p", name: str | None = None, start: str = "start") -> None:
        self.key = key
        self.name = name or key
        self.first = start
        self.nodes: dict[str, tuple[str, dict[str, str], str]] = {}
        self.flows: list[tuple[str, str, str, str | None]] = []
        self.defaults: dict[str, str] = {}
        self.loops: dict[str, str] = {}
        self.roots: list[str] = []
        self.properties: dict[str, str] = {}
        self.node("startEvent", start)

    def node(self, kind: str, node_id: str, inside: str = "", /, **attributes: str) -> str:
        """Any element at all."""
        self.nodes[node_id] = (kind, attributes, inside)
        return node_id

    def user(self, node_id: str, form: str | None = None, **properties: str) -> str:
        """A task for people."""
        if form:
            properties = {"formKey": form, **properties}
        return self.node("userTask", node_id, _properties(properties), name=node_id)

    def begins_with(self, form: str) -> None:
        """The start has a form."""
        self.node("startEvent", self.first, _properties({"formKey": form}))

    def end(self, node_id: str = "end", **properties: str) -> str:
        """A plain end event."""
        return self.node("endEvent", node_id, _properties(properties))

    def xor(self, node_id: str) -> str:
        """A gateway that takes one way."""
        return self.node("exclusiveGateway", node_id)

    def both(self, node_id: str) -> str:
        """A gateway that takes and waits for every way."""
        return self.node("parallelGateway", node_id)

    def some(self, node_id: str) -> str:
        """A gateway that takes and waits for the ways that hold."""
        return self.node("inclusiveGateway", node_id)

    def script(self, node_id: str, *lines: str) -> str:
        """A script task."""
        text = escape("\n".join(lines))
        return self.node("scriptTask", node_id, f"<bpmn:script>{text}</bpmn:script>")

    def ask(self, node_id: str, operation: str, **parameters: str) -> str:
        """A service task."""
        inside = "".join(
            f'<spiffworkflow:parameter id="{name}" type="any" value={quoteattr(text)}/>'
            for name, text in parameters.items()
        )
        operator = (
            f'<spiffworkflow:serviceTaskOperator id="{operation}"><spiffworkflow:parameters>'
            f"{inside}</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>"
        )
        return self.node("serviceTask", node_id, _extensions(operator))

    def decide(self, node_id: str, decision: str) -> str:
        """A business rule task."""
        called = f"<spiffworkflow:calledDecisionId>{decision}</spiffworkflow:calledDecisionId>"
        return self.node("businessRuleTask", node_id, _extensions(called))

    def wait(self, node_id: str, kind: str, text: str) -> str:
        """A timer between two steps."""
        return self.node("intermediateCatchEvent", node_id, _timer(kind, text))

    def boundary(
        self,
        node_id: str,
        on: str,
        timer: tuple[str, str] | None = None,
        event: str = "",
        interrupting: bool = True,
    ) -> str:
        """An event on a step: a timer, or what `event` says in XML."""
        inside = _timer(*timer) if timer else event
        return self.node(
            "boundaryEvent",
            node_id,
            inside,
            attachedToRef=on,
            cancelActivity="true" if interrupting else "false",
        )

    def sub(self, node_id: str, inside: "Drawing") -> str:
        """A subprocess."""
        self.roots += inside.roots
        return self.node("subProcess", node_id, inside.body())

    def call(self, node_id: str, key: str) -> str:
        """A call of another process."""
        return self.node("callActivity", node_id, calledElement=key)

    def code(self, kind: str, code: str) -> str:
        """The event definition of an error or escalation with this code, to put in an event."""
        root = f'<bpmn:{kind} id="{kind}_{code}" name="{code}" {kind}Code="{code}"/>'
        if root not in self.roots:
            self.roots.append(root)
        return f'<bpmn:{kind}EventDefinition {kind}Ref="{kind}_{code}"/>'

    def many(
        self,
        node_id: str,
        over: str | None = None,
        times: str | None = None,
        item: str | None = None,
        output: tuple[str, str] | None = None,
        until: str | None = None,
        sequential: bool = False,
    ) -> None:
        """The step is done once for each item of a list, or a number of times."""
        parts = []
        if times is not None:
            parts.append(f"<bpmn:loopCardinality>{escape(times)}</bpmn:loopCardinality>")
        if over is not None:
            parts.append(f"<bpmn:loopDataInputRef>{escape(over)}</bpmn:loopDataInputRef>")
        if output is not None:
            parts.append(f"<bpmn:loopDataOutputRef>{output[0]}</bpmn:loopDataOutputRef>")
        if item is not None:
            parts.append(f'<bpmn:inputDataItem id="{item}"/>')
        if output is not None:
            parts.append(f'<bpmn:outputDataItem id="{output[1]}"/>')
        if until is not None:
            parts.append(f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>")
        order = "true" if sequential else "false"
        name = "multiInstanceLoopCharacteristics"
        self.loops[node_id] = f'<bpmn:{name} isSequential="{order}">{"".join(parts)}</bpmn:{name}>'

    def again(self, node_id: str, when: str, maximum: int | None = None) -> None:
        """The step is done as long as the condition holds."""
        most = f' loopMaximum="{maximum}"' if maximum else ""
        self.loops[node_id] = (
            f"<bpmn:standardLoopCharacteristics{most}><bpmn:loopCondition>{escape(when)}"
            "</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
        )

    def flow(
        self, source: str, target: str, when: str | None = None, otherwise: bool = False
    ) -> str:
        """An arrow, with its condition."""
        flow_id = f"f_{source}_{target}"
        while any(flow_id == known for known, *_ in self.flows):
            flow_id += "_"
        self.flows.append((flow_id, source, target, when))
        if otherwise:
            self.defaults[source] = flow_id
        return flow_id

    def chain(self, *node_ids: str) -> None:
        """Arrows from each to the next; an unknown "end…" becomes an end event."""
        for node_id in node_ids:
            if node_id.startswith("end") and node_id not in self.nodes:
                self.end(node_id)
        for source, target in pairwise(node_ids):
            self.flow(source, target)

    def body(self) -> str:
        """The elements and arrows as XML."""
        said = []
        for node_id, (kind, attributes, inside) in self.nodes.items():
            given = {"id": node_id, **attributes}
            if node_id in self.defaults:
                given["default"] = self.defaults[node_id]
            shown = " ".join(f"{name}={quoteattr(value)}" for name, value in given.items())
            inner = inside + self.loops.get(node_id, "")
            said.append(f"<bpmn:{kind} {shown}>{inner}</bpmn:{kind}>")
        for flow_id, source, target, when in self.flows:
            said.append(
                f'<bpmn:sequenceFlow id="{flow_id}" sourceRef="{source}" targetRef="{target}">'
                + (_condition(when) if when else "")
                + "</bpmn:sequenceFlow>"
            )
        return "\n".join(said)

    def text(self) -> str:
        """The whole file."""
        return (
            f"{_HEAD}{''.join(self.roots)}"
            f'<bpmn:process id="{self.key}" name={quoteattr(self.name)} isExecutable="true">\n'
            f"{_properties(self.properties)}{self.body()}\n"
            "</bpmn:process></bpmn:definitions>\n"
        )

    def bundle(self, forms: dict[str, Any] | None = None, **tables: str) -> Bundle:
        """The drawing as a bundle, with a free form for each form key it names."""
        files = {f"{self.key}.bpmn": self.text()}
        for key in forms or {}:
            files[f"forms/{key}.json"] = json.dumps((forms or {})[key])
        for name, text in tables.items():
            files[f"{name}.dmn"] = text
        return Bundle(self.key, files)


def _extensions(inside: str) -> str:
    return f"<bpmn:extensionElements>{inside}</bpmn:extensionElements>" if inside else ""


def _properties(properties: dict[str, str]) -> str:
    if not properties:
        return ""
    rows = "".join(
        f"<spiffworkflow:property name={quoteattr(name)} value={quoteattr(value)}/>"
        for name, value in properties.items()
    )
    return _extensions(f"<spiffworkflow:properties>{rows}</spiffworkflow:properties>")


def _timer(kind: str, text: str) -> str:
    tag = _TIMES[kind]
    return (
        f"<bpmn:timerEventDefinition><bpmn:{tag}>{escape(text)}</bpmn:{tag}>"
        "</bpmn:timerEventDefinition>"
    )


def _condition(text: str) -> str:
    return (
        '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
        f"{escape(text)}</bpmn:conditionExpression>"
    )
