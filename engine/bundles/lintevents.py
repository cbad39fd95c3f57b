"""Lint of events and of constructs that SpiffWorkflow takes and then does wrongly.

Each rule here stands for an experiment that went wrong without an error message.
"""

from engine.bundles.diagram import Element
from engine.bundles.lintsheet import Sheet

_KINDS = {"complexGateway": "complex_gateway", "adHocSubProcess": "ad_hoc"}
_EVENTS = {
    "compensate": "compensation",
    "link": "link_event",
    "conditional": "conditional_event",
    "cancel": "cancel_event",
}
#: what each kind of event may speak of
_ALLOWED = {
    "startEvent": frozenset[str](),
    "endEvent": frozenset({"message", "error", "escalation", "terminate"}),
    "intermediateThrowEvent": frozenset({"message", "signal", "escalation"}),
    "intermediateCatchEvent": frozenset({"message", "signal", "timer"}),
    "boundaryEvent": frozenset({"message", "signal", "timer", "error", "escalation"}),
}
_HOSTS = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "receiveTask",
        "callActivity",
        "subProcess",
        "businessRuleTask",
        "scriptTask",
        "sendTask",
    }
)
_THROWING = frozenset({"intermediateThrowEvent", "endEvent"})


def check(sheet: Sheet) -> None:
    """Reports constructs that must not run, and messages nobody hears."""
    for element in sheet.elements:
        _construct(sheet, element)
        _event(sheet, element)
        if element.kind == "boundaryEvent":
            _boundary(sheet, element)
        if element.kind == "eventBasedGateway":
            _event_gateway(sheet, element)
    _compensation(sheet)
    _heard(sheet, "message")
    _heard(sheet, "signal")
    _errors(sheet)
    _escalations(sheet)


def _construct(sheet: Sheet, element: Element) -> None:
    if element.kind in _KINDS:
        sheet.report(_KINDS[element.kind], element)
    if element.kind == "transaction":
        sheet.report("transaction", element)
    if element.loop and element.loop.kind == "standard":
        sheet.report("standard_loop", element)
    if element.kind == "subProcess" and element.triggered:
        sheet.report("event_subprocess", element)


def _event(sheet: Sheet, element: Element) -> None:
    """The event definition must be one this kind of event can have."""
    if element.kind not in _ALLOWED:
        return
    if len(element.events) > 1:
        sheet.report("several_events", element)
        return
    if element.event is None:
        if element.kind in ("intermediateCatchEvent", "boundaryEvent"):
            sheet.report("event_missing", element)
    elif element.event in _EVENTS:
        sheet.report(_EVENTS[element.event], element)
    elif element.kind == "startEvent":
        if not _may_start(sheet, element):
            sheet.report("start_kind", element, event=element.event)
    elif element.kind == "endEvent" and element.event == "signal":
        sheet.report("signal_end", element)
    elif element.event not in _ALLOWED[element.kind]:
        rule = "boundary_kind" if element.kind == "boundaryEvent" else "event_kind"
        sheet.report(rule, element, event=element.event)


def _may_start(sheet: Sheet, start: Element) -> bool:
    """A process may start on dates of the school year; what an event starts is told elsewhere."""
    holder = sheet.diagram.elements.get(start.scope)
    if holder is not None:
        return holder.triggered
    return start.event == "timer" and (start.timer is None or start.timer[0] == "date")


def _boundary(sheet: Sheet, element: Element) -> None:
    host = sheet.diagram.elements.get(element.attached_to or "")
    if host is None or host.kind not in _HOSTS or host.scope != element.scope:
        sheet.report("boundary_host", element, host=(host.name or host.id) if host else "")


def _event_gateway(sheet: Sheet, gateway: Element) -> None:
    """Two timers share one clock in SpiffWorkflow, and only catching events may follow."""
    found = [sheet.diagram.elements.get(target) for target in sheet.diagram.after(gateway.id)]
    after = [element for element in found if element is not None]
    if sum(element.event == "timer" for element in after) > 1:
        sheet.report("event_gateway_timers", gateway)
    for element in after:
        if element.kind not in ("intermediateCatchEvent", "receiveTask"):
            sheet.report("event_gateway_target", gateway, target=element.name or element.id)


def _compensation(sheet: Sheet) -> None:
    for node in sheet.diagram.original.iter():
        if node.get("isForCompensation") == "true":
            sheet.report("compensation", node.get("id"))


def _heard(sheet: Sheet, kind: str) -> None:
    """What is thrown must be caught in the same case, and what is waited for must be thrown."""
    thrown, caught = [], []
    for element in sheet.elements:
        speaks = kind if element.kind in ("sendTask", "receiveTask") else element.event
        if speaks != kind or (element.kind == "endEvent" and kind == "signal"):
            continue
        if element.kind in _THROWING or element.kind == "sendTask":
            thrown.append(element)
        elif element.kind != "startEvent":
            caught.append(element)
    said = {_topic(element) for element in thrown}
    awaited = {_topic(element) for element in caught}
    for element in caught:
        if _topic(element) not in said:
            sheet.report(f"{kind}_never", element, topic=_topic(element))
    for element in thrown:
        if _topic(element) not in awaited:
            sheet.report(f"{kind}_unheard", element, topic=_topic(element))


def _topic(element: Element) -> str:
    return element.event_name or element.name or element.id


def _errors(sheet: Sheet) -> None:
    """An error end needs somebody around it who catches it, and a catcher needs an error."""
    ends = [one for one in sheet.elements if one.kind == "endEvent" and one.event == "error"]
    for end in ends:
        if not _caught_around(sheet, end, "error"):
            sheet.report("error_uncaught", end, topic=end.event_name or "")
    for element in sheet.elements:
        host = sheet.diagram.elements.get(element.attached_to or "")
        if element.event != "error" or host is None or host.kind == "callActivity":
            continue
        inside = [end for end in ends if host.id in _around(sheet, end)]
        if not any(_matches(element, end) for end in inside):
            sheet.report("error_never", element, topic=element.event_name or "")


def _escalations(sheet: Sheet) -> None:
    for element in sheet.elements:
        throws = element.kind in _THROWING and element.event == "escalation"
        if throws and not _caught_around(sheet, element, "escalation"):
            sheet.report("escalation_unheard", element, topic=element.event_name or "")


def _around(sheet: Sheet, element: Element) -> list[str]:
    """Ids of the subprocesses around an element, the nearest first."""
    found: list[str] = []
    parent = element.parent
    while parent and parent not in found:
        found.append(parent)
        holder = sheet.diagram.elements.get(parent)
        parent = holder.parent if holder else None
    return found


def _caught_around(sheet: Sheet, element: Element, kind: str) -> bool:
    return any(
        catcher.event == kind and _matches(catcher, element)
        for holder in _around(sheet, element)
        for catcher in sheet.diagram.boundary(holder)
    )


def _matches(catcher: Element, thrower: Element) -> bool:
    return catcher.event_name in (None, thrower.event_name)
