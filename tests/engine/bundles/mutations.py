"""Changes a person could make to a shipped process, one at a time, drawn by hypothesis."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from lxml import etree

from engine.bundles import Bundle, read_folder
from engine.bundles.diagram import BPMN, DC, DI, SPIFF

ROOT = Path(__file__).parents[3]
KEYS = sorted(path.parent.name for path in (ROOT / "processes").glob("*/*.bpmn"))
B, S = f"{{{BPMN}}}", f"{{{SPIFF}}}"
DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
STEPS = ("userTask", "serviceTask", "scriptTask", "exclusiveGateway", "endEvent", "boundaryEvent")


@cache
def shipped(key: str) -> Bundle:
    return read_folder(ROOT, key)


def with_file(bundle: Bundle, name: str, text: str) -> Bundle:
    return Bundle(bundle.key, {**bundle.files, name: text})


def with_drawing(bundle: Bundle, edit: Callable[[etree._Element], None]) -> Bundle:
    """The bundle with its drawing edited as XML."""
    root = etree.fromstring(bundle.diagram_text.encode())
    edit(root)
    return with_file(bundle, bundle.diagram_name, etree.tostring(root, encoding="unicode"))


def with_form(bundle: Bundle, key: str, edit: Callable[[dict[str, Any]], None]) -> Bundle:
    """The bundle with one form edited as JSON."""
    schema = json.loads(bundle.forms[key])
    edit(schema)
    return with_file(bundle, f"forms/{key}.json", json.dumps(schema, ensure_ascii=False, indent=2))


def found(root: etree._Element, node_id: str) -> etree._Element:
    """The element or arrow with this id."""
    [node] = [node for node in root.iter(f"{B}*") if node.get("id") == node_id]
    return node


def set_property(node: etree._Element, name: str, value: str | None) -> None:
    """The step has this property; None takes it away."""
    for item in node.iterfind(f"{B}extensionElements/{S}properties/{S}property"):
        if item.get("name") == name:
            parent = item.getparent()
            assert parent is not None
            parent.remove(item)
    if value is not None:
        outer = node.find(f"{B}extensionElements")
        if outer is None:
            outer = etree.Element(f"{B}extensionElements")
            node.insert(0, outer)
        holder = outer.find(f"{S}properties")
        if holder is None:
            holder = etree.SubElement(outer, f"{S}properties")
        etree.SubElement(holder, f"{S}property", {"name": name, "value": value})


def _nodes(root: etree._Element, *kinds: str) -> list[etree._Element]:
    return [node for kind in kinds for node in root.iter(f"{B}{kind}")]


def insert_after(root: etree._Element, flow_id: str, step: str, name: str) -> None:
    """A new task stands on the arrow."""
    flow = found(root, flow_id)
    scope = flow.getparent()
    assert scope is not None
    target = flow.get("targetRef", "")
    flow.set("targetRef", step)
    node = etree.SubElement(scope, f"{B}userTask", {"id": step, "name": name})
    set_property(node, "dueDate", "skoledager(5)")
    etree.SubElement(
        scope, f"{B}sequenceFlow", {"id": f"{step}_ut", "sourceRef": step, "targetRef": target}
    )


def take_out(root: etree._Element, step: str) -> None:
    """The step is gone, and what came before it leads straight to what came after."""
    node = found(root, step)
    scope = node.getparent()
    assert scope is not None
    flows = list(scope.iterfind(f"{B}sequenceFlow"))
    out = [flow for flow in flows if flow.get("sourceRef") == step]
    for flow in flows:
        if flow.get("targetRef") == step:
            flow.set("targetRef", out[0].get("targetRef", ""))
    for gone in (node, *out):
        scope.remove(gone)
    for ref in list(root.iter(f"{B}flowNodeRef")):
        if (ref.text or "").strip() == step:
            holder = ref.getparent()
            assert holder is not None
            holder.remove(ref)


@st.composite
def layouts(draw: st.DrawFn) -> tuple[Bundle, Bundle]:
    """A shipped bundle, and the same with shapes and arrows moved."""
    bundle = shipped(draw(st.sampled_from(KEYS)))
    by = draw(st.integers(1, 400))

    def move(root: etree._Element) -> None:
        boxes = list(root.iter(f"{{{DC}}}Bounds"))
        for box in draw(st.lists(st.sampled_from(boxes), min_size=1, max_size=4, unique=True)):
            box.set("x", str(float(box.get("x", "0")) + by))
        if draw(st.booleans()):
            edges = list(root.iter(f"{{{DI}}}BPMNEdge"))
            for point in draw(st.sampled_from(edges)):
                if point.get("y"):
                    point.set("y", str(float(point.get("y", "0")) + by))

    return bundle, with_drawing(bundle, move)


@st.composite
def mutations(draw: st.DrawFn) -> tuple[str, Bundle, Bundle]:
    """What was done, a shipped bundle, and the bundle it was done to."""
    bundle = shipped(draw(st.sampled_from(KEYS)))
    kinds = [*_DRAWN, *_ASKED] + (list(_DECIDED) if bundle.tables else [])
    kind = draw(st.sampled_from(kinds))
    if kind in _DRAWN:
        changed = with_drawing(bundle, lambda root: _DRAWN[kind](draw, root))
    elif kind in _ASKED:
        form = draw(st.sampled_from(sorted(bundle.forms)))
        changed = with_form(bundle, form, lambda schema: _ASKED[kind](draw, schema))
    else:
        name = draw(st.sampled_from(sorted(bundle.tables)))
        root = etree.fromstring(bundle.files[name].encode())
        _DECIDED[kind](draw, root)
        changed = with_file(bundle, name, etree.tostring(root, encoding="unicode"))
    return kind, bundle, changed


def _rename(draw: st.DrawFn, root: etree._Element) -> None:
    draw(st.sampled_from(_nodes(root, *STEPS))).set("name", "Noe helt annet")


def _deadline(draw: st.DrawFn, root: etree._Element) -> None:
    days = draw(st.sampled_from([None, "skoledager(77)", "P99D", "max(1, 2)"]))
    set_property(draw(st.sampled_from(_nodes(root, "userTask"))), "dueDate", days)


def _property(draw: st.DrawFn, root: etree._Element) -> None:
    name = draw(
        st.sampled_from(["priority", "duty", "legalRole", "phase", "outcome", "planRow", "ukjent"])
    )
    set_property(draw(st.sampled_from(_nodes(root, *STEPS))), name, "77")


def _form(draw: st.DrawFn, root: etree._Element) -> None:
    step = draw(st.sampled_from(_nodes(root, "userTask")))
    set_property(step, "formKey", draw(st.sampled_from([None, "et_annet"])))


def _lane(draw: st.DrawFn, root: etree._Element) -> None:
    lanes = _nodes(root, "lane")
    refs = [ref for lane in lanes for ref in lane]
    ref = draw(st.sampled_from(refs))
    lane = draw(st.sampled_from([lane for lane in lanes if lane is not ref.getparent()] or [None]))
    if lane is None:
        lanes[0].set("name", "Vaktmester")
    else:
        lane.append(ref)


def _insert(draw: st.DrawFn, root: etree._Element) -> None:
    flow = draw(st.sampled_from(_nodes(root, "sequenceFlow")))
    insert_after(root, flow.get("id", ""), "helt_nytt", "Snakk med foresatte")


def _remove(draw: st.DrawFn, root: etree._Element) -> None:
    steps = _nodes(root, "userTask", "serviceTask", "scriptTask")
    take_out(root, draw(st.sampled_from(steps)).get("id", ""))


def _arrow(draw: st.DrawFn, root: etree._Element) -> None:
    flow = draw(st.sampled_from(_nodes(root, "sequenceFlow")))
    scope = flow.getparent()
    assert scope is not None
    targets = [f.get("targetRef", "") for f in scope.iterfind(f"{B}sequenceFlow")]
    other = [target for target in targets if target != flow.get("targetRef")]
    if other:
        flow.set("targetRef", draw(st.sampled_from(other)))
    else:
        scope.remove(flow)


def _condition(draw: st.DrawFn, root: etree._Element) -> None:
    flow = draw(st.sampled_from(_nodes(root, "sequenceFlow")))
    node = flow.find(f"{B}conditionExpression")
    if node is None:
        node = etree.SubElement(flow, f"{B}conditionExpression")
    node.text = draw(st.sampled_from(["noe.annet = true", "1 = 1", "noe.tall > 3 or x"]))


def _id(draw: st.DrawFn, root: etree._Element) -> None:
    """A step is drawn anew: another id in the same place."""
    step = draw(st.sampled_from(_nodes(root, "userTask", "exclusiveGateway")))
    old = step.get("id")
    for node in root.iter("*"):
        for name, value in node.attrib.items():
            if value == old:
                node.set(name, "en_ny_id")
        if (node.text or "").strip() == old:
            node.text = "en_ny_id"


def _text(draw: st.DrawFn, root: etree._Element) -> None:
    draw(st.sampled_from(_nodes(root, "documentation"))).text = "En annen hjelpetekst."


def _starts(draw: st.DrawFn, root: etree._Element) -> None:
    process = _nodes(root, "process")[0]
    set_property(process, "startRoles", draw(st.sampled_from(["rektor vikar arkivar", "drift"])))


def _timer(draw: st.DrawFn, root: etree._Element) -> None:
    timers = _nodes(root, "timeDate", "timeDuration")
    (draw(st.sampled_from(timers)) if timers else _nodes(root, "documentation")[0]).text = "P42D"


def _many(draw: st.DrawFn, root: etree._Element) -> None:
    step = draw(st.sampled_from(_nodes(root, "userTask")))
    loop = step.find(f"{B}multiInstanceLoopCharacteristics")
    if loop is None:
        etree.SubElement(step, f"{B}multiInstanceLoopCharacteristics", {"isSequential": "true"})
    else:
        step.remove(loop)


_DRAWN: dict[str, Callable[[st.DrawFn, etree._Element], None]] = {
    "rename": _rename,
    "deadline": _deadline,
    "property": _property,
    "form": _form,
    "lane": _lane,
    "insert": _insert,
    "remove": _remove,
    "arrow": _arrow,
    "condition": _condition,
    "id": _id,
    "text": _text,
    "starts": _starts,
    "timer": _timer,
    "many": _many,
}


def _fields(schema: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    """(object schema, name) of every field, rows and conditional branches included."""
    said: list[tuple[dict[str, Any], str]] = []
    waiting: list[Any] = [schema]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            for name, part in node.get("properties", {}).items():
                if isinstance(part, dict) and "title" in part:
                    said.append((node, name))
            waiting += [part for key, part in node.items() if key not in ("if", "x-i18n")]
    return said


def _retitle(draw: st.DrawFn, schema: dict[str, Any]) -> None:
    holder, name = draw(st.sampled_from(_fields(schema)))
    holder["properties"][name]["title"] = "Noe helt annet"


def _require(draw: st.DrawFn, schema: dict[str, Any]) -> None:
    holder, name = draw(st.sampled_from(_fields(schema)))
    wanted = holder.setdefault("required", [])
    if name in wanted:
        wanted.remove(name)
    else:
        wanted.append(name)


def _drop(draw: st.DrawFn, schema: dict[str, Any]) -> None:
    holder, name = draw(st.sampled_from(_fields(schema)))
    del holder["properties"][name]
    holder["required"] = [one for one in holder.get("required", ()) if one != name]


def _ask(draw: st.DrawFn, schema: dict[str, Any]) -> None:
    schema["properties"]["noe_nytt"] = {"type": "boolean", "title": "Er det noe nytt?"}
    if draw(st.booleans()):
        schema["required"] = [*schema.get("required", ()), "noe_nytt"]


def _retype(draw: st.DrawFn, schema: dict[str, Any]) -> None:
    holder, name = draw(st.sampled_from(_fields(schema)))
    kind = draw(st.sampled_from([{"type": "integer"}, {"type": "string", "format": "time"}]))
    old = holder["properties"][name]
    holder["properties"][name] = {"title": old["title"], **kind}


def _reorder(draw: st.DrawFn, schema: dict[str, Any]) -> None:
    fields = list(schema["properties"].items())
    schema["properties"] = dict([*fields[1:], fields[0]])
    if len(fields) == 1:
        schema["title"] = "Noe helt annet"


def _show(draw: st.DrawFn, schema: dict[str, Any]) -> None:
    holder, name = draw(st.sampled_from(_fields(schema)))
    field = holder["properties"][name]
    seen = ["staff", "pupil"] if field.get("x-visible-to") != ["staff", "pupil"] else ["staff"]
    field["x-visible-to"] = seen


def _help(draw: st.DrawFn, schema: dict[str, Any]) -> None:
    holder, name = draw(st.sampled_from(_fields(schema)))
    holder["properties"][name]["description"] = "En annen hjelpetekst."


def _limit(draw: st.DrawFn, schema: dict[str, Any]) -> None:
    holder, name = draw(st.sampled_from(_fields(schema)))
    holder["properties"][name]["maxLength"] = 77


def _translate(draw: st.DrawFn, schema: dict[str, Any]) -> None:
    holder, name = draw(st.sampled_from(_fields(schema)))
    own = holder["properties"][name].setdefault("x-i18n", {}).setdefault("nn", {})
    own["title"] = "Noko heilt anna"


_ASKED: dict[str, Callable[[st.DrawFn, dict[str, Any]], None]] = {
    "retitle": _retitle,
    "require": _require,
    "drop": _drop,
    "ask": _ask,
    "retype": _retype,
    "reorder": _reorder,
    "show": _show,
    "help": _help,
    "limit": _limit,
    "translate": _translate,
}


def _cell(draw: st.DrawFn, root: etree._Element) -> None:
    cells = [n for kind in ("inputEntry", "outputEntry") for n in root.iter(f"{DMN}{kind}")]
    text = draw(st.sampled_from(cells)).find(f"{DMN}text")
    assert text is not None
    text.text = draw(st.sampled_from(['"noe helt annet"', "[1..99]", "list contains(?, 3)"]))


def _drop_row(draw: st.DrawFn, root: etree._Element) -> None:
    row = draw(st.sampled_from(list(root.iter(f"{DMN}rule"))))
    parent = row.getparent()
    assert parent is not None
    parent.remove(row)


def _move_row(draw: st.DrawFn, root: etree._Element) -> None:
    rows = list(root.iter(f"{DMN}rule"))
    parent = rows[0].getparent()
    assert parent is not None
    parent.append(rows[0])


_DECIDED: dict[str, Callable[[st.DrawFn, etree._Element], None]] = {
    "cell": _cell,
    "drop_row": _drop_row,
    "move_row": _move_row,
}
