"""Rewrites a drawing to the same meaning in the few constructs the runtime understands.

What changes nothing is rewritten without a word; what loses something drawn leaves a Note, which
the lint shows as a warning. New elements get ids made from the element they came from, so that two
versions of a process agree on them.
"""

import copy

from lxml import etree

from engine.bundles.diagram import BPMN, SCOPE_KINDS, SPIFF, Note

B = f"{{{BPMN}}}"

_DATA = ("dataStore", "dataStoreReference", "dataObject", "dataObjectReference")
_ASSOCIATIONS = ("dataInputAssociation", "dataOutputAssociation", "ioSpecification")
#: steps where several arrows out mean a gateway nobody drew
_SPLITTING = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "scriptTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
        "transaction",
        "startEvent",
        "intermediateThrowEvent",
        "intermediateCatchEvent",
        "boundaryEvent",
    }
)
_NODES = _SPLITTING | {
    "endEvent",
    "exclusiveGateway",
    "parallelGateway",
    "inclusiveGateway",
    "complexGateway",
    "eventBasedGateway",
    "adHocSubProcess",
}


def kind_of(node: etree._Element) -> str:
    """The BPMN name of the element, "" for anything from another vocabulary."""
    name = etree.QName(node)
    return name.localname if name.namespace == BPMN else ""


def is_node(node: etree._Element) -> bool:
    """True for what arrows can touch."""
    return kind_of(node) in _NODES


def normalize(original: etree._Element) -> tuple[etree._Element, tuple[Note, ...]]:
    """A rewritten copy of the definitions and what was lost on the way."""
    root = copy.deepcopy(original)
    notes: list[Note] = []
    _drop_data(root, notes)
    _name_loop_items(root)
    _complete_operators(root)
    for process in root.iter(f"{B}process"):
        process.set("isExecutable", "true")
    for scope in [node for node in root.iter() if kind_of(node) in SCOPE_KINDS]:
        _Scope(scope).rewrite(notes)
    return root, tuple(notes)


def _drop_data(root: etree._Element, notes: list[Note]) -> None:
    """Nothing of data objects and stores is left; loops name the data itself."""
    names = {}
    for node in root.iter(*(f"{B}{name}" for name in (*_DATA, "dataInput", "dataOutput"))):
        names[node.get("id", "")] = node.get("name") or node.get("id", "")
    for loop in root.iter(f"{B}loopDataInputRef", f"{B}loopDataOutputRef"):
        loop.text = names.get((loop.text or "").strip(), loop.text)
    for node in list(root.iter(*(f"{B}{name}" for name in _DATA))):
        if kind_of(node).endswith("Reference"):
            called = node.get("name") or node.get("id") or ""
            notes.append(Note("data_dropped", node.get("id"), {"data": called}))
        _remove(node)
    for node in list(root.iter(*(f"{B}{name}" for name in _ASSOCIATIONS))):
        _remove(node)


def _remove(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _name_loop_items(root: etree._Element) -> None:
    """The id of a loop's item is the name expressions use; a missing one is taken from its name."""
    for item in root.iter(f"{B}inputDataItem", f"{B}outputDataItem"):
        if item.get("name"):
            item.set("id", item.get("name", ""))


def _complete_operators(root: etree._Element) -> None:
    for parameter in root.iter(f"{{{SPIFF}}}parameter"):
        if parameter.get("type") is None:
            parameter.set("type", "any")


class _Scope:
    """One process or subprocess while it is rewritten."""

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        self.id = element.get("id", "")
        self.nodes = [node for node in element if is_node(node) and node.get("id")]
        self.flows = [node for node in element if kind_of(node) == "sequenceFlow"]

    def rewrite(self, notes: list[Note]) -> None:
        if kind_of(self.element) == "adHocSubProcess" or not self.nodes:
            return
        for node in list(self.nodes):
            self._split(node)
        if kind_of(self.element) != "process":
            self._begin()
        if kind_of(self.element) != "process" or self._has("endEvent"):
            self._end(notes)

    def _has(self, kind: str) -> bool:
        return any(kind_of(node) == kind for node in self.nodes)

    def _add(self, kind: str, node_id: str, origin: str) -> etree._Element:
        node = etree.SubElement(self.element, f"{B}{kind}", {"id": node_id})
        node.set(f"{{{SPIFF}}}drawnAs", origin)
        self.nodes.append(node)
        return node

    def _join(self, source: str, target: str) -> etree._Element:
        made = {"id": f"{source}__{target}", "sourceRef": source, "targetRef": target}
        flow = etree.SubElement(self.element, f"{B}sequenceFlow", made)
        flow.set(f"{{{SPIFF}}}drawnAs", "")
        self.flows.append(flow)
        return flow

    def _split(self, node: etree._Element) -> None:
        """Several arrows out of a step become a gateway that follows it."""
        node_id = node.get("id", "")
        leaving = [flow for flow in self.flows if flow.get("sourceRef") == node_id]
        conditional = any(flow.find(f"{B}conditionExpression") is not None for flow in leaving)
        if kind_of(node) not in _SPLITTING or not (len(leaving) > 1 or conditional):
            return
        kind = "inclusiveGateway" if conditional else "parallelGateway"
        if conditional and len(leaving) == 1:
            kind = "exclusiveGateway"
        gateway = self._add(kind, f"{node_id}__split", node_id)
        for flow in leaving:
            flow.set("sourceRef", f"{node_id}__split")
        if node.get("default"):
            gateway.set("default", node.get("default", ""))
            del node.attrib["default"]
        self._join(node_id, f"{node_id}__split")

    def _begin(self) -> None:
        """A subprocess without a start begins with every step no arrow points at."""
        if self._has("startEvent") or self.element.get("triggeredByEvent") == "true":
            return
        reached = {flow.get("targetRef") for flow in self.flows}
        first = [
            node.get("id", "")
            for node in self.nodes
            if node.get("id") not in reached and kind_of(node) != "boundaryEvent"
        ]
        if not first:
            return
        source = f"{self.id}__start"
        self._add("startEvent", source, self.id)
        if len(first) > 1:
            self._add("parallelGateway", f"{source}__split", self.id)
            self._join(source, f"{source}__split")
            source = f"{source}__split"
        for node_id in first:
            self._join(source, node_id)

    def _end(self, notes: list[Note]) -> None:
        """A step no arrow leaves gets an end event, so that finishing is always seen."""
        left = {flow.get("sourceRef") for flow in self.flows}
        for node in list(self.nodes):
            node_id = node.get("id", "")
            if node_id in left or kind_of(node) in ("endEvent", "eventBasedGateway"):
                continue
            if kind_of(node) == "subProcess" and node.get("triggeredByEvent") == "true":
                continue
            self._add("endEvent", f"{node_id}__end", node_id)
            self._join(node_id, f"{node_id}__end")
            if kind_of(self.element) == "process":
                notes.append(Note("end_added", node_id))
