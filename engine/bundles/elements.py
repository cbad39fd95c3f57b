"""Reads a BPMN file into a Diagram. Unknown parts are passed over here and judged by the lint."""

import dataclasses
from collections.abc import Iterator

from lxml import etree

from engine.bundles.diagram import BPMN, SCOPE_KINDS, SPIFF, Diagram, Element, Flow, Lane, Loop
from engine.bundles.normalize import is_node, kind_of, normalize
from engine.bundles.reader import BundleRefused, read_xml

B = f"{{{BPMN}}}"
S = f"{{{SPIFF}}}"
_DRAWN = f"{S}drawnAs"
_TIMERS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}
#: property names other modelers write for ours
_ALIASES = {"formJsonSchemaFilename": "formKey", "form": "formKey"}


def read_diagram(data: bytes) -> Diagram:
    """The drawing in the file. Raises BundleRefused if it is not XML, or holds no process."""
    root = read_xml(data)
    if root.tag != f"{B}definitions":
        raise BundleRefused(reason="file_not_bpmn", found=etree.QName(root).localname[:80])
    tree, notes = normalize(root)
    processes = [node for node in tree if kind_of(node) == "process"]
    filled = [node for node in processes if any(is_node(child) for child in node)]
    if not filled:
        raise BundleRefused(reason="file_no_process")
    main = _main(root, filled)
    read = _Reading(tree)
    for process in filled:
        read.scope(process, process.get("id", ""), None)
    return Diagram(
        key=main.get("id", ""),
        name=_text_of(main.get("name")) or main.get("id", ""),
        documentation=_documentation(main),
        elements=read.linked(),
        flows=read.flows,
        lanes=tuple(read.lanes),
        process_ids=(
            main.get("id", ""),
            *(p.get("id", "") for p in filled if p is not main),
        ),
        process_properties={p.get("id", ""): _properties(p) for p in filled},
        tree=_without_marks(tree),
        original=root,
        notes=notes,
    )


def _main(original: etree._Element, filled: list[etree._Element]) -> etree._Element:
    """The process that runs: the first one marked executable in the file, else the first."""
    marked = {
        node.get("id")
        for node in original.iter(f"{B}process")
        if node.get("isExecutable") == "true"
    }
    return next((node for node in filled if node.get("id") in marked), filled[0])


def _without_marks(tree: etree._Element) -> etree._Element:
    for node in tree.iter(f"{B}*"):
        if _DRAWN in node.attrib:
            del node.attrib[_DRAWN]
    return tree


def _text_of(value: str | None) -> str:
    return " ".join((value or "").split())


def _stripped(node: etree._Element | None) -> str | None:
    """The text of the node, None when there is none."""
    return ((node.text or "").strip() or None) if node is not None else None


def _documentation(node: etree._Element) -> str:
    return "\n".join((found.text or "").strip() for found in node.findall(f"{B}documentation"))


def _extension(node: etree._Element, name: str) -> etree._Element | None:
    return node.find(f"{B}extensionElements/{S}{name}")


def _properties(node: etree._Element) -> dict[str, str]:
    """Our properties of the element, under our own names."""
    holder = _extension(node, "properties")
    found: dict[str, str] = {}
    for item in holder.iterfind(f"{S}property") if holder is not None else ():
        name = (item.get("name") or "").strip()
        value = (item.get("value") or "").strip()
        if not name or not value:
            continue
        alias = _ALIASES.get(name)
        if alias:
            found.setdefault(alias, value.removesuffix(".json").removesuffix("-schema"))
        else:
            found[name] = value
    return found


class _Reading:
    """One pass over the processes of a file."""

    def __init__(self, tree: etree._Element) -> None:
        self.elements: dict[str, Element] = {}
        self.flows: dict[str, Flow] = {}
        self.lanes: list[Lane] = []
        self.names = {
            (node.get("id") or ""): (node.get("name") or node.get("id") or "")
            for kind in ("message", "signal", "error", "escalation")
            for node in tree.iterfind(f"{B}{kind}")
        }

    def scope(self, holder: etree._Element, process: str, lane: str | None) -> None:
        """Reads a process or subprocess and everything inside it."""
        lanes = dict(self._lanes(holder, process)) if kind_of(holder) == "process" else {}
        for node in holder:
            if kind_of(node) == "sequenceFlow":
                self._flow(node, holder)
            elif is_node(node):
                held_by = lanes.get(node.get("id", ""), lane)
                element = self._element(node, holder, process, held_by)
                self.elements.setdefault(element.id, element)
                if kind_of(node) in SCOPE_KINDS:
                    self.scope(node, process, held_by)

    def _lanes(self, process: etree._Element, key: str) -> Iterator[tuple[str, str]]:
        """(step, lane name) for each lane; an inner lane comes after the one around it."""
        for lane in process.iterfind(f"{B}laneSet//{B}lane"):
            refs = [(ref.text or "").strip() for ref in lane.findall(f"{B}flowNodeRef")]
            name = _text_of(lane.get("name"))
            self.lanes.append(Lane(lane.get("id", ""), name, key, frozenset(refs)))
            for ref in refs if name else ():
                yield ref, name

    def _flow(self, node: etree._Element, holder: etree._Element) -> None:
        flow_id = node.get("id", "")
        flow = Flow(
            id=flow_id,
            source=node.get("sourceRef", ""),
            target=node.get("targetRef", ""),
            name=_text_of(node.get("name")),
            condition=_stripped(node.find(f"{B}conditionExpression")),
            scope=holder.get("id", ""),
            drawn=node.get(_DRAWN) is None,
        )
        self.flows.setdefault(flow_id, flow)

    def _element(
        self, node: etree._Element, holder: etree._Element, process: str, lane: str | None
    ) -> Element:
        events = [child for child in node if kind_of(child).endswith("EventDefinition")]
        event = kind_of(events[0]).removesuffix("EventDefinition") if events else None
        operator = _extension(node, "serviceTaskOperator")
        decision = _extension(node, "calledDecisionId")
        inside = kind_of(holder) != "process"
        interrupting = node.get("cancelActivity", "true") != "false"
        if kind_of(node) == "startEvent":
            interrupting = node.get("isInterrupting", "true") != "false"
        return Element(
            id=node.get("id", ""),
            kind=kind_of(node),
            name=_text_of(node.get("name")),
            process=process,
            scope=holder.get("id", ""),
            parent=holder.get("id", "") if inside else None,
            lane=lane,
            properties=_properties(node),
            documentation=_documentation(node),
            attached_to=node.get("attachedToRef"),
            interrupting=interrupting,
            event=event,
            events=tuple(kind_of(found).removesuffix("EventDefinition") for found in events),
            event_name=self._event_name(node, events[0] if events else None),
            timer=_timer(events),
            loop=_loop(node),
            default=node.get("default"),
            script=_stripped(node.find(f"{B}script")),
            decision=_stripped(decision),
            operation=operator.get("id") if operator is not None else None,
            result=operator.get("resultVariable") if operator is not None else None,
            parameters=_parameters(operator),
            triggered=node.get("triggeredByEvent") == "true",
            called=(node.get("calledElement") or "").strip() or None,
            drawn_as=node.get(_DRAWN) or node.get("id") or "",
        )

    def _event_name(self, node: etree._Element, event: etree._Element | None) -> str | None:
        for holder in (event, node):
            for kind in ("message", "signal", "error", "escalation"):
                ref = holder.get(f"{kind}Ref") if holder is not None else None
                if ref:
                    return self.names.get(ref, ref)
        return None

    def linked(self) -> dict[str, Element]:
        """The elements, each knowing the arrows that touch it."""
        incoming: dict[str, list[str]] = {}
        outgoing: dict[str, list[str]] = {}
        for flow in self.flows.values():
            outgoing.setdefault(flow.source, []).append(flow.id)
            incoming.setdefault(flow.target, []).append(flow.id)
        return {
            key: dataclasses.replace(
                element,
                incoming=tuple(incoming.get(key, ())),
                outgoing=tuple(outgoing.get(key, ())),
            )
            for key, element in self.elements.items()
        }


def _timer(events: list[etree._Element]) -> tuple[str, str] | None:
    for event in events:
        for name, kind in _TIMERS.items():
            text = _stripped(event.find(f"{B}{name}"))
            if text:
                return kind, text
    return None


def _loop(node: etree._Element) -> Loop | None:
    if node.find(f"{B}standardLoopCharacteristics") is not None:
        return Loop("standard")
    many = node.find(f"{B}multiInstanceLoopCharacteristics")
    if many is None:
        return None
    item, output = many.find(f"{B}inputDataItem"), many.find(f"{B}outputDataItem")
    return Loop(
        kind="sequential" if many.get("isSequential") == "true" else "parallel",
        collection=_stripped(many.find(f"{B}loopDataInputRef")),
        cardinality=_stripped(many.find(f"{B}loopCardinality")),
        item=item.get("id") if item is not None else None,
        output_collection=_stripped(many.find(f"{B}loopDataOutputRef")),
        output_item=output.get("id") if output is not None else None,
        condition=_stripped(many.find(f"{B}completionCondition")),
    )


def _parameters(operator: etree._Element | None) -> dict[str, str]:
    found = operator.iterfind(f".//{S}parameter") if operator is not None else ()
    return {item.get("id", ""): item.get("value", "").strip() for item in found}
