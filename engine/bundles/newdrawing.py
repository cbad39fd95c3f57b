"""Drawings to begin with: from nothing, or as a copy of another process."""

from lxml import etree

from engine.bundles.diagram import BPMN, SPIFF
from engine.bundles.redraw import Redrawing
from engine.bundles.redrawtree import B

_EMPTY = f"""<bpmn:definitions xmlns:bpmn="{BPMN}" xmlns:spiffworkflow="{SPIFF}"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 targetNamespace="https://handlingsplan.no/prosesser" id="d">
<bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="start">
<bpmn:outgoing>start_til_forste_steg</bpmn:outgoing></bpmn:startEvent>
<bpmn:userTask id="forste_steg"><bpmn:incoming>start_til_forste_steg</bpmn:incoming>
<bpmn:outgoing>forste_steg_til_slutt</bpmn:outgoing></bpmn:userTask>
<bpmn:endEvent id="slutt"><bpmn:incoming>forste_steg_til_slutt</bpmn:incoming></bpmn:endEvent>
<bpmn:sequenceFlow id="start_til_forste_steg" sourceRef="start" targetRef="forste_steg"/>
<bpmn:sequenceFlow id="forste_steg_til_slutt" sourceRef="forste_steg" targetRef="slutt"/>
</bpmn:process></bpmn:definitions>"""


def new_drawing(key: str, name: str, lane: str, start: str, step: str, end: str) -> str:
    """A process to begin with: somebody starts it, one step, and it is over."""
    root = etree.fromstring(_EMPTY.encode())
    process = next(root.iter(f"{B}process"))
    root.set("id", f"{key}_definisjon")
    process.attrib.update({"id": key, "name": name})
    for at, text in (("start", start), ("forste_steg", step), ("slutt", end)):
        next(n for n in process if n.get("id") == at).set("name", text)
    sheet = Redrawing(etree.tostring(root).decode())
    for at in ("start", "forste_steg", "slutt"):
        sheet.hand_to(at, lane)
    return sheet.text


def copied_drawing(text: str, old: str, key: str, name: str) -> str:
    """The same drawing as a process of its own, by another key and name."""
    root = etree.fromstring(text.encode())
    for node in root.iter():
        for attribute in ("id", "processRef", "bpmnElement"):
            if isinstance(node.tag, str) and node.get(attribute) == old:
                node.set(attribute, key)
    for node in root.iter(f"{B}process", f"{B}participant"):
        if key in (node.get("id"), node.get("processRef")):
            node.set("name", name)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True).decode()
