"""Lint of the file itself: only known words, sound ids, arrows with two ends, everything drawn."""

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from engine.bundles.diagram import BPMN, DC, DD, DI, SPIFF
from engine.bundles.lintsheet import Sheet
from engine.bundles.normalize import is_node, kind_of
from engine.bundles.wordlists import words

_STRUCTURE = words(
    """definitions process collaboration participant messageFlow laneSet lane flowNodeRef
    childLaneSet extensionElements documentation incoming outgoing sequenceFlow conditionExpression
    message signal error escalation itemDefinition text textAnnotation association group category
    categoryValue dataObject dataObjectReference dataStore dataStoreReference dataState
    dataInputAssociation dataOutputAssociation sourceRef targetRef ioSpecification dataInput
    dataOutput inputSet outputSet dataInputRefs dataOutputRefs participantMultiplicity
    """
)
_INSIDE = words(
    """timerEventDefinition messageEventDefinition errorEventDefinition signalEventDefinition
    escalationEventDefinition terminateEventDefinition cancelEventDefinition
    compensateEventDefinition linkEventDefinition conditionalEventDefinition timeDate timeDuration
    timeCycle condition script multiInstanceLoopCharacteristics standardLoopCharacteristics
    loopCondition loopCardinality loopDataInputRef loopDataOutputRef inputDataItem outputDataItem
    completionCondition
    """
)
_KNOWN = _STRUCTURE | _INSIDE
_PICTURE = frozenset({DI, DC, DD})
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
#: names the runtime gives to steps of its own
_RESERVED = re.compile(r"Start|End|Root|StartEvent(Split|Join)|.*\.(EndJoin|BoundaryEvent\w+)")


def check(sheet: Sheet) -> None:
    """Reports on the file before anything is said about what it means."""
    original = sheet.diagram.original
    for node in _outside_extensions(original):
        _word(sheet, node)
    _extensions(sheet, original)
    _ids(sheet, original)
    _flows(sheet)
    _keys(sheet)
    _picture(sheet)
    for note in sheet.diagram.notes:
        sheet.report(note.rule, note.element, **note.params)


def _outside_extensions(root: etree._Element) -> Iterator[etree._Element]:
    """Every element except pictures and what other programs may keep in extensionElements."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        if kind_of(node) != "extensionElements":
            inside = [child for child in node if etree.QName(child).namespace not in _PICTURE]
            waiting.extend(reversed(inside))


def _holder(node: etree._Element) -> str | None:
    """The id of the element, or of the nearest one around it that has one."""
    around = [node, *node.iterancestors()]
    return next((one.get("id") for one in around if one.get("id")), None)


def _word(sheet: Sheet, node: etree._Element) -> None:
    if kind_of(node) not in _KNOWN and not is_node(node):
        sheet.report("unknown_element", _holder(node), word=etree.QName(node).localname)


def _extensions(sheet: Sheet, root: etree._Element) -> None:
    """Extensions of other programs are told about once each; hidden scripts always."""
    foreign: dict[str, str | None] = {}
    for holder in root.iter(f"{{{BPMN}}}extensionElements"):
        for node in holder:
            name = etree.QName(node)
            if name.namespace != SPIFF:
                foreign.setdefault(name.namespace or "", _holder(holder))
            elif name.localname in ("preScript", "postScript") and (node.text or "").strip():
                sheet.report("hidden_script", _holder(holder), word=name.localname)
    for namespace, element in foreign.items():
        sheet.report("extension_foreign", element, namespace=namespace)


def _ids(sheet: Sheet, root: etree._Element) -> None:
    counted: Counter[str] = Counter()
    for node in _outside_extensions(root):
        if kind_of(node) in ("extensionElements", "") or kind_of(node).startswith("data"):
            continue
        node_id = node.get("id")
        if node_id is not None:
            counted[node_id] += 1
        if is_node(node) or kind_of(node) in ("sequenceFlow", "process"):
            _one_id(sheet, node, node_id)
    for node_id, times in counted.items():
        if times > 1:
            sheet.report("id_twice", node_id, id=node_id, times=times)


def _one_id(sheet: Sheet, node: etree._Element, node_id: str | None) -> None:
    if not node_id:
        sheet.report("id_missing", _holder(node), kind=kind_of(node), label=node.get("name") or "")
    elif not _ID.fullmatch(node_id):
        sheet.report("id_not_ascii", node_id, id=node_id)
    elif _RESERVED.fullmatch(node_id):
        sheet.report("id_reserved", node_id, id=node_id)


def _flows(sheet: Sheet) -> None:
    elements = sheet.diagram.elements
    for flow in sheet.diagram.flows.values():
        for end in (flow.source, flow.target):
            if end not in elements:
                sheet.report("flow_dangling", flow.id, missing=end, label=flow.name)
            elif elements[end].scope != flow.scope:
                sheet.report("flow_crosses", flow.id, other=elements[end].name or end)


def _keys(sheet: Sheet) -> None:
    diagram = sheet.diagram
    if diagram.key != sheet.bundle.key:
        sheet.report("key_differs", diagram.key, key=diagram.key, bundle=sheet.bundle.key)
    for process in diagram.process_ids[1:]:
        sheet.report("process_ignored", process, process=process, main=diagram.name)


def _picture(sheet: Sheet) -> None:
    shapes = sheet.diagram.shapes
    drawn = [one for one in sheet.elements if one.drawn_as == one.id]
    missing = [element for element in drawn if element.id not in shapes]
    if len(missing) == len(drawn):
        sheet.report("shape_missing", None, count=len(missing))
        return
    for element in missing:
        sheet.report("shape_missing", element, count=1)
