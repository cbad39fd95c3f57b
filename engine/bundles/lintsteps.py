"""Lint of each step by itself: who does it, with which form, by when, and what it calls."""

import difflib
import re

from engine.bundles.diagram import Element
from engine.bundles.lintsheet import Sheet
from engine.bundles.scripts import read_script
from engine.bundles.timetexts import is_iso, iso_cycle, iso_days

#: shortest and longest time a timer may wait
MIN_CYCLE_DAYS = 1 / (24 * 60)
MAX_DAYS = 5 * 366

PROPERTIES = frozenset(
    {
        "formKey",
        "candidateGroup",
        "assignee",
        "dueDate",
        "warnDate",
        "followUpDate",
        "priority",
        "phase",
        "realm",
        "duty",
        "legalRole",
        "sendBackTo",
        "outcome",
        "startRoles",
        "startFor",
        "planRow",
    }
)
#: a text that stands for itself in an expression
_QUOTED = re.compile(r'\s*"([^"\\]*)"\s*')
_SHAPES = {
    "priority": re.compile(r"[1-9]\d?|100"),
    "realm": re.compile(r"owner"),
    "duty": re.compile(r"D[1-8]([ ,]+D[1-8])*"),
    "startFor": re.compile(r"klasse"),
    "planRow": re.compile(r"[A-Z]\d{1,2}[a-z]?( [A-Z]\d{1,2}[a-z]?)*"),
}


def check(sheet: Sheet) -> None:
    """Reports on the settings of every step."""
    _lanes(sheet)
    _starting(sheet)
    for element in sheet.elements:
        _properties(sheet, element)
        if element.waits_for_people:
            _people(sheet, element)
        if element.event == "timer":
            _timer(sheet, element)
        if element.loop and element.loop.kind != "standard":
            _loop(sheet, element)
        _calls(sheet, element)


def _lanes(sheet: Sheet) -> None:
    used = {element.lane for element in sheet.elements if element.waits_for_people}
    for lane in sheet.diagram.lanes:
        if lane.name in used and sheet.roles.by_lane(lane.name) is None:
            known = [role.name for role in sheet.roles]
            sheet.report("lane_unknown", lane.id, name=lane.name, near=near(lane.name, known))


def _starting(sheet: Sheet) -> None:
    roles, by_the_year = sheet.diagram.start_roles, sheet.diagram.timer_start
    if not roles and by_the_year is None:
        sheet.report("start_roles_missing", sheet.diagram.key, name=sheet.diagram.name)
    for key in roles:
        _role(sheet, sheet.diagram.key, key)
    if by_the_year is not None and by_the_year.form is not None:
        sheet.report("start_form", by_the_year, form=by_the_year.form)
    for element in sheet.elements:
        if "startFor" in element.properties and element is not by_the_year:
            sheet.report("start_for_idle", element)


def _role(sheet: Sheet, element: Element | str, key: str) -> None:
    if sheet.roles.by_key(key) is None:
        known = [role.key for role in sheet.roles]
        sheet.report("role_unknown", element, role=key, near=near(key, known))


def near(word: str, known: list[str]) -> str:
    """The known word most like this one, "" if none is."""
    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=0.6)), "")


def _properties(sheet: Sheet, element: Element) -> None:
    for name, value in element.properties.items():
        if name not in PROPERTIES:
            sheet.report(
                "property_unknown", element, property=name, near=near(name, sorted(PROPERTIES))
            )
        elif name == "priority" and not _SHAPES[name].fullmatch(value):
            sheet.report("priority", element, value=value)
        elif name in _SHAPES and not _SHAPES[name].fullmatch(value):
            sheet.report("property_value", element, property=name, value=value)
    for target in element.properties.get("sendBackTo", "").replace(",", " ").split():
        found = sheet.diagram.elements.get(target)
        if found is None or not found.waits_for_people or found.process != element.process:
            sheet.report("send_back_unknown", element, target=target)
    form = element.form
    if form is not None and form not in sheet.bundle.forms:
        known = sorted(sheet.bundle.forms)
        sheet.report("form_unknown", element, form=form, near=near(form, known))


def _people(sheet: Sheet, element: Element) -> None:
    """Somebody does it, knows what it is called and when it should be done."""
    group = element.properties.get("candidateGroup")
    if group:
        _role(sheet, element, group)
    elif not element.lane and not element.properties.get("assignee"):
        sheet.report("nobody", element)
    if not element.name:
        sheet.report("name_missing", element)
    if element.kind == "userTask" and element.form is None:
        sheet.report("form_absent", element)
    if "dueDate" not in element.properties:
        sheet.report("due_missing", element)


def _timer(sheet: Sheet, element: Element) -> None:
    if element.timer is None:
        sheet.report("timer_missing", element)
        return
    kind, text = element.timer
    if kind == "cycle":
        _cycle(sheet, element, text)
    elif is_iso(text):
        days = iso_days(text)
        if days is not None and days > MAX_DAYS:
            sheet.report("timer_too_long", element, text=text)
        elif kind == "duration" and days is None:
            sheet.report("timer_text", element, text=text)


def _cycle(sheet: Sheet, element: Element, text: str) -> None:
    if element.kind not in ("boundaryEvent", "startEvent"):
        sheet.report("cycle_place", element)
    elif element.interrupting and element.kind == "boundaryEvent":
        sheet.report("cycle_interrupting", element)
    if not text.startswith("R"):
        return
    days = iso_cycle(text)
    if days is None:
        sheet.report("timer_text", element, text=text)
    elif days < MIN_CYCLE_DAYS:
        sheet.report("cycle_too_short", element, text=text)
    elif days > MAX_DAYS:
        sheet.report("timer_too_long", element, text=text)


def _loop(sheet: Sheet, element: Element) -> None:
    loop = element.loop
    if loop is None:
        return
    if not loop.collection and not loop.cardinality:
        sheet.report("loop_missing", element)
    elif loop.collection and loop.cardinality:
        sheet.report("loop_both", element)
    elif loop.collection and not loop.item:
        sheet.report("loop_item_missing", element, collection=loop.collection)


def _template(sheet: Sheet, element: Element) -> None:
    """The text it asks to have sent is one there is. A name worked out on the way is not judged."""
    asked = _QUOTED.fullmatch(element.parameters.get("template", ""))
    if asked and sheet.templates is not None and asked[1] not in sheet.templates:
        known = sorted(sheet.templates)
        sheet.report("template_unknown", element, template=asked[1], near=near(asked[1], known))


def _calls(sheet: Sheet, element: Element) -> None:
    """What the step asks other parts to do exists."""
    if element.kind == "serviceTask":
        _template(sheet, element)
        if not element.operation:
            sheet.report("operation_missing", element)
        elif element.operation not in sheet.operations:
            known = sorted(sheet.operations)
            sheet.report(
                "operation_unknown",
                element,
                operation=element.operation,
                near=near(element.operation, known),
            )
    elif element.kind == "scriptTask":
        lines = read_script(element.script or "")
        if not lines:
            sheet.report("script_missing", element)
        for line in lines:
            if line.name is None:
                sheet.report("script_line", element, line=line.line, text=line.text)
    elif element.kind == "businessRuleTask":
        if not element.decision:
            sheet.report("decision_missing", element)
        elif element.decision not in sheet.tables:
            known = sorted(sheet.tables)
            sheet.report(
                "decision_unknown",
                element,
                decision=element.decision,
                near=near(element.decision, known),
            )
