"""The difference between two bundles, as a list of things a person would tell.

Steps and fields are known by their ids. What is only drawn elsewhere is one change, "layout_only".
Owns the list's completeness: bundles that mean different things never give an empty list.
"""

import dataclasses
from collections.abc import Iterator

from lxml import etree

from engine.bundles.bundle import Bundle
from engine.bundles.change import FLOW, FORMS, TABLES, TEXTS, Change, Words
from engine.bundles.differencearrows import Arrows
from engine.bundles.differenceflow import Steps, paired
from engine.bundles.differenceforms import forms
from engine.bundles.differencetables import tables
from engine.bundles.drawn import Drawn
from engine.bundles.plainly import known
from engine.bundles.reader import BundleRefused, read_xml

_PICTURES = ("BPMNDiagram", "DMNDI")
_AREAS = (FLOW, FORMS, TABLES, TEXTS)


def difference(old: Bundle, new: Bundle) -> list[Change]:
    """What the new bundle has that the old has not, and the other way; empty if they are one.

    Raises BundleRefused if one of the drawings cannot be read.
    """
    if old.digest == new.digest:
        return []
    was, now = Drawn(old), Drawn(new)
    before, after = known(old), known(new)
    same = paired(was, now)
    found = [
        *_process(was, now),
        *_lanes(was, now),
        *Steps(was, now, before, after, same).changes(),
        *Arrows(was, now, before, after, same).changes(),
        *forms(old, new, before, after),
        *tables(old, new, before, after),
        *_texts(was, now),
    ]
    return _placed(found, was, now) or list(_rest(old, new))


def _process(was: Drawn, now: Drawn) -> Iterator[Change]:
    old, new = was.diagram, now.diagram
    if old.name != new.name:
        names = {"old": _titled(was), "new": _titled(now)}
        yield Change("process_renamed", FLOW, params=names)
    if old.start_roles != new.start_roles:
        yield Change(
            "start_roles",
            FLOW,
            params={
                "come": tuple(key for key in new.start_roles if key not in old.start_roles),
                "gone": tuple(key for key in old.start_roles if key not in new.start_roles),
            },
        )
    left = (old.properties.keys() | new.properties.keys()) - {"startRoles"}
    if any(old.properties.get(key) != new.properties.get(key) for key in left):
        yield Change("process_setting", FLOW)
    if old.documentation != new.documentation:
        yield Change("process_help", TEXTS)


def _titled(drawn: Drawn) -> Words:
    name = drawn.diagram.name
    return Words(name, drawn.bundle.name("nn") or name)


def _lanes(was: Drawn, now: Drawn) -> Iterator[Change]:
    old = {lane.id: lane for lane in was.diagram.lanes}
    new = {lane.id: lane for lane in now.diagram.lanes}
    for key, lane in new.items():
        name = now.words(key, lane.name)
        if key not in old:
            yield Change("lane_added", FLOW, (key,), params={"name": name})
        elif old[key].name != lane.name:
            params = {"old": was.words(key, old[key].name), "new": name}
            yield Change("lane_renamed", FLOW, (key,), params=params)
    for key, lane in old.items():
        if key not in new:
            params = {"name": was.words(key, lane.name)}
            yield Change("lane_removed", FLOW, (key,), params=params)


def _texts(was: Drawn, now: Drawn) -> Iterator[Change]:
    if was.bundle.files.get("LESMEG.md") != now.bundle.files.get("LESMEG.md"):
        yield Change("readme", TEXTS, params={"gone": "LESMEG.md" not in now.bundle.files})
    count = sum(
        _changed(was, now, old, new)
        for old, new in (
            (was.bundle.names("nn"), now.bundle.names("nn")),
            (was.bundle.documentation("nn"), now.bundle.documentation("nn")),
        )
    )
    if was.bundle.name("nn") != now.bundle.name("nn") and was.diagram.name == now.diagram.name:
        count += 1
    if count:
        yield Change("nynorsk", TEXTS, params={"count": count})


def _changed(was: Drawn, now: Drawn, old: object, new: object) -> int:
    """How many texts that stand as they did in bokmål read otherwise in nynorsk."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return 0
    there, here = _names(was), _names(now)
    keys = [key for key in old.keys() | new.keys() if there.get(key) == here.get(key)]
    return sum(old.get(key) != new.get(key) for key in keys)


def _names(drawn: Drawn) -> dict[str, str]:
    named = {key: f"{one.name}\n{one.documentation}" for key, one in drawn.elements.items()}
    named |= {key: flow.name for key, (_, _, flow) in drawn.arrows.items()}
    return named | {lane.id: lane.name for lane in drawn.diagram.lanes}


def _placed(found: list[Change], was: Drawn, now: Drawn) -> list[Change]:
    """The changes by area, each shown on the steps that use the form or the table."""
    uses = [*now.elements.values(), *was.elements.values()]
    made = []
    for change in found:
        steps = [
            one.id
            for one in uses
            if (change.form and one.form == change.form)
            or (change.table and one.decision == change.table)
        ]
        shown = tuple(dict.fromkeys((*change.elements, *steps)))
        made.append(dataclasses.replace(change, elements=shown))
    return sorted(made, key=lambda change: _AREAS.index(change.area))


def _rest(old: Bundle, new: Bundle) -> Iterator[Change]:
    """What no part of the comparison has a word for: the picture alone, or something in a file."""
    changed = [
        name
        for name in sorted(old.files.keys() | new.files.keys())
        if _bare(name, old.files.get(name)) != _bare(name, new.files.get(name))
    ]
    if not changed:
        yield Change("layout_only", FLOW)
    if any(name.endswith(".bpmn") for name in changed):
        yield Change("drawing_other", FLOW)
    if any(name.endswith(".json") and name.startswith("forms/") for name in changed):
        yield Change("forms_other", FORMS)
    if any(name.endswith(".dmn") for name in changed):
        yield Change("tables_other", TABLES)
    if any(name in ("nn.json", "LESMEG.md") for name in changed):
        yield Change("texts_other", TEXTS)


def _bare(name: str, text: str | None) -> object:
    """The file without its picture; in a drawing, the order of the parts carries no meaning."""
    if text is None or not name.endswith((".bpmn", ".dmn")):
        return Bundle("", {name: text}).digest if text is not None else None
    try:
        root = read_xml(text.encode("utf-8", "surrogatepass"))
    except BundleRefused:
        return text
    return _parts(root, sort=name.endswith(".bpmn"))


def _parts(node: etree._Element, sort: bool) -> tuple[object, ...]:
    name = etree.QName(node)
    children = [
        _parts(child, sort) for child in node if etree.QName(child).localname not in _PICTURES
    ]
    if sort:
        children.sort(key=repr)
    said = (node.text or "").strip()
    return (name.namespace, name.localname, sorted(node.attrib.items()), said, children)
