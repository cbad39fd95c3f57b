"""What every part of the lint works on: the bundle as read, and the list of findings."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from engine.bundles.bundle import Bundle
from engine.bundles.diagram import Diagram, Element
from engine.bundles.forms import Form
from engine.bundles.roles import Roles
from engine.bundles.rules import Finding, severity
from engine.expressions import DecisionTable, ExpressionError

#: longest piece of somebody's text that is repeated in a finding
_SHOWN = 160


@dataclass
class Sheet:
    """One bundle under examination."""

    bundle: Bundle
    diagram: Diagram
    roles: Roles
    processes: frozenset[str]
    operations: frozenset[str]
    #: texts a flow may ask to have sent; None if nobody has said which
    templates: frozenset[str] | None
    #: bundles it may call, by key
    others: Mapping[str, Bundle]
    forms: dict[str, Form] = field(default_factory=dict)
    #: forms of the processes it calls
    lent: dict[str, Form] = field(default_factory=dict)
    #: compiled decision by its id
    tables: dict[str, DecisionTable] = field(default_factory=dict)
    #: file of each decision
    table_files: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def report(self, rule: str, element: str | Element | None = None, **params: Any) -> None:
        """Adds a finding about an element of the drawing, told by the id a reader sees."""
        if isinstance(element, str):
            element = self.diagram.elements.get(element, element)
        params = {key: _short(value) for key, value in params.items()}
        if isinstance(element, Element):
            shown = self.diagram.elements.get(element.drawn_as, element)
            params.setdefault("name", shown.name or shown.id)
            element = element.drawn_as or None
        else:
            params.setdefault("name", self._called(element) if element else self.diagram.name)
        self.findings.append(
            Finding(rule, severity(rule), element, params, self.bundle.diagram_name)
        )

    def _called(self, element_id: str) -> str:
        """What a reader calls an arrow; anything else without a name keeps its id."""
        flow = self.diagram.flows.get(element_id)
        if flow is None or flow.name:
            return flow.name if flow else element_id
        ends = (self.diagram.elements.get(end) for end in (flow.source, flow.target))
        return " → ".join((end.name or end.id) if end else "?" for end in ends)

    def report_file(
        self, rule: str, source: str, pointer: str | None = None, **params: Any
    ) -> None:
        """Adds a finding about a form or table, at a pointer inside it."""
        shown = {key: _short(value) for key, value in params.items()}
        shown.setdefault("name", source)
        self.findings.append(Finding(rule, severity(rule), pointer, shown, source))

    @cached_property
    def scopes(self) -> tuple[str, ...]:
        """Ids of the processes and subprocesses that hold steps."""
        return tuple(dict.fromkeys(element.scope for element in self.elements))

    @cached_property
    def elements(self) -> Collection[Element]:
        """Everything that runs: the elements of the running process, in file order."""
        key = self.diagram.key
        return [one for one in self.diagram.elements.values() if one.process == key]


def told(fault: ExpressionError) -> dict[str, Any]:
    """What a finding says of an expression that cannot be read; `position` counts from 1."""
    detail = " ".join(str(value) for value in fault.params.values())
    position = fault.position + 1
    return {"text": fault.source, "position": position, "key": fault.key, "detail": detail}


def _short(value: Any) -> Any:
    if isinstance(value, str) and len(value) > _SHOWN:
        return value[: _SHOWN - 1] + "…"
    return value
