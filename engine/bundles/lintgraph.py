"""Lint of how the steps hang together: every step reached, every case able to end."""

from collections.abc import Iterable, Mapping

from engine.bundles.diagram import Diagram, Element
from engine.bundles.lintsheet import Sheet
from engine.bundles.soundness import explore

#: steps of one process or subprocess; SpiffWorkflow reads a drawing by recursion, two calls deep
#: for each, and 300 leave a web request the rest of Python's thousand
MAX_ELEMENTS = 300
_WAITING = frozenset(
    {
        "userTask",
        "manualTask",
        "task",
        "intermediateCatchEvent",
        "receiveTask",
        "callActivity",
        "subProcess",
        "eventBasedGateway",
    }
)


def check(sheet: Sheet) -> None:
    """Reports on each process and subprocess by itself."""
    if any(finding.rule in ("flow_dangling", "flow_crosses") for finding in sheet.findings):
        return
    for scope in sheet.scopes:
        inside = {element.id: element for element in sheet.diagram.inside(scope)}
        holder = sheet.diagram.elements.get(scope)
        if holder is not None and (holder.triggered or holder.kind == "adHocSubProcess"):
            continue
        _ends(sheet, scope, inside.values())
        if len(inside) > MAX_ELEMENTS:
            sheet.report("too_large", scope, count=len(inside), limit=MAX_ELEMENTS)
            continue
        for flow in sheet.diagram.flows.values():
            if flow.scope == scope and flow.source == flow.target:
                sheet.report("self_loop", flow.source)
        if len(sheet.diagram.starts(scope)) == 1:
            whole = _reach(sheet, inside)
            if whole:
                _tokens(sheet, scope)
        _busy(sheet, inside)


def _ends(sheet: Sheet, scope: str, inside: Iterable[Element]) -> None:
    """Exactly one start, an end, and arrows only where they may be."""
    starts = sheet.diagram.starts(scope)
    if not starts:
        sheet.report("start_missing", scope)
    for extra in starts[1:]:
        sheet.report("start_many", extra)
    if not any(element.kind == "endEvent" for element in inside):
        sheet.report("end_missing", scope)
    for element in inside:
        if element.kind == "startEvent" and element.incoming:
            sheet.report("start_incoming", element)
        if element.kind == "boundaryEvent" and element.incoming:
            sheet.report("boundary_incoming", element)
        if element.kind == "endEvent" and element.outgoing:
            sheet.report("end_outgoing", element)


def next_of(diagram: Diagram, inside: Mapping[str, Element]) -> dict[str, set[str]]:
    """Where each element can lead, its boundary events among them."""
    found: dict[str, set[str]] = {}
    for element in inside.values():
        leads = {target for target in diagram.after(element.id) if target in inside}
        leads.update(event.id for event in diagram.boundary(element.id))
        found[element.id] = leads
    return found


def spread(leads: Mapping[str, set[str]], first: Iterable[str]) -> set[str]:
    """Everything that can be reached from the first ones, they included."""
    seen = set(first)
    waiting = list(seen)
    while waiting:
        fresh = leads.get(waiting.pop(), set()) - seen
        seen |= fresh
        waiting += fresh
    return seen


def _reach(sheet: Sheet, inside: Mapping[str, Element]) -> bool:
    """True if every element can be reached and can reach an end."""
    leads = next_of(sheet.diagram, inside)
    back: dict[str, set[str]] = {}
    for source, targets in leads.items():
        for target in targets:
            back.setdefault(target, set()).add(source)
    starts = [one.id for one in inside.values() if one.kind == "startEvent"]
    ends = [one.id for one in inside.values() if one.kind == "endEvent"]
    reached, saved = spread(leads, starts), spread(back, ends)
    for element in inside.values():
        if element.triggered:
            continue
        if element.id not in reached:
            sheet.report("unreachable", element)
        elif ends and element.id not in saved:
            sheet.report("no_way_out", element)
    return reached >= set(inside) and saved >= set(inside)


def _tokens(sheet: Sheet, scope: str) -> None:
    verdict = explore(sheet.diagram, scope)
    for element, choices in verdict.stuck.items():
        never = verdict.complete and element not in verdict.fired
        sheet.report("join_stuck" if never or choices <= 1 else "join_may_stick", element)
    for element in sorted(verdict.twice):
        sheet.report("runs_twice", element)


def _busy(sheet: Sheet, inside: Mapping[str, Element]) -> None:
    """A round in which nothing waits would go on without anybody being asked."""
    quick = {key: one for key, one in inside.items() if one.kind not in _WAITING}
    leads = {
        key: {target for target in sheet.diagram.after(key) if target in quick} for key in quick
    }
    for key in quick:
        if key in spread(leads, leads[key]):
            sheet.report("busy_loop", key)
            return
