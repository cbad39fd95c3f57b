"""Lint of every expression: it can be read, and it reads fields that exist and are answered."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from engine.bundles.diagram import Element
from engine.bundles.lintgraph import spread
from engine.bundles.lintsheet import Sheet, told
from engine.bundles.lintsteps import near
from engine.bundles.lintvalues import mismatches
from engine.bundles.scripts import read_script
from engine.bundles.startnames import EXAMPLE, GIVEN, YEAR, year_named
from engine.bundles.timetexts import is_iso, is_moment, iso_days
from engine.clock import OSLO
from engine.expressions import Expression, ExpressionError, compile_expression

#: what every case knows without a form: who has which part
PARTS = "parts"
#: what every case knows about those before it
EARLIER = "tidligere"
_TIMES = ("dueDate", "warnDate", "followUpDate")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands."""

    #: id of the element or arrow a finding is about
    about: str
    #: id of the element at which it is evaluated
    at: str
    text: str
    #: True if its value decides yes or no
    decides: bool = False


def check(sheet: Sheet) -> None:
    """Reports gateways without conditions, and expressions that say nothing or the wrong thing."""
    for element in sheet.elements:
        _gateway(sheet, element)
        _plain_times(sheet, element)
    known = _names(sheet)
    before = _answered_before(sheet)
    for place in _places(sheet):
        try:
            expression = compile_expression(place.text)
        except ExpressionError as fault:
            sheet.report("expression", place.about, **told(fault))
            continue
        for path in sorted(expression.paths):
            _path(sheet, place, path, known, before)
        for rule, params in mismatches(place.text, place.decides, sheet.forms):
            sheet.report(rule, place.about, **params)
    if sheet.diagram.timer_start is not None:
        _year_start(sheet, sheet.diagram.timer_start)
    for element in sheet.elements:
        table = sheet.tables.get(element.decision or "")
        for path in sorted(table.paths) if table is not None else ():
            _path(sheet, Place(element.id, element.id, ""), path, known, before)


def _gateway(sheet: Sheet, element: Element) -> None:
    flows = [sheet.diagram.flows[key] for key in element.outgoing]
    if element.default and element.default not in element.outgoing:
        sheet.report("default_unknown", element, flow=element.default)
    if element.kind not in ("exclusiveGateway", "inclusiveGateway"):
        for flow in flows:
            if flow.condition:
                sheet.report("condition_ignored", flow.id)
        return
    for flow in flows:
        if flow.id == element.default and flow.condition:
            sheet.report("default_condition", flow.id)
        elif flow.id != element.default and not flow.condition and len(flows) > 1:
            target = sheet.diagram.elements.get(flow.target)
            label = flow.name or (target.name if target else "") or flow.target
            sheet.report("condition_missing", flow.id, label=label)
    if any(flow.condition for flow in flows) and element.default is None:
        sheet.report("default_missing", element)


def _plain_times(sheet: Sheet, element: Element) -> None:
    """ISO texts are read without FEEL; those that only look like ISO are told about here."""
    for name in _TIMES:
        text = element.properties.get(name, "")
        if is_iso(text) and iso_days(text) is None and not is_moment(text):
            sheet.report("timer_text", element, text=text)
    kind, text = element.timer or ("", "")
    if kind == "date" and is_iso(text) and not is_moment(text):
        sheet.report("timer_text", element, text=text)


def _places(sheet: Sheet) -> Iterator[Place]:
    inside = {element.id for element in sheet.elements}
    for flow in sheet.diagram.flows.values():
        if flow.condition and flow.source in inside:
            yield Place(flow.id, flow.source, flow.condition, decides=True)
    for element in sheet.elements:
        for text in _texts(element):
            yield Place(element.id, element.id, text)
        if element.loop and element.loop.condition:
            yield Place(element.id, element.id, element.loop.condition, decides=True)


def _texts(element: Element) -> Iterator[str]:
    for name in (*_TIMES, "assignee"):
        text = element.properties.get(name)
        if text and not (name in _TIMES and is_iso(text)):
            yield text
    if element.timer and not is_iso(element.timer[1]) and element.kind != "startEvent":
        yield element.timer[1]
    if element.kind == "scriptTask":
        yield from (line.text for line in read_script(element.script or "") if line.name)
    if element.kind == "serviceTask":
        yield from (text for text in element.parameters.values() if text)
    if element.loop:
        yield from filter(None, (element.loop.collection, element.loop.cardinality))


def _names(sheet: Sheet) -> frozenset[str]:
    """Every variable somebody in the process sets, apart from forms."""
    found: set[str] = {PARTS, EARLIER}
    for element in sheet.elements:
        if element.kind == "scriptTask":
            found.update(line.name for line in read_script(element.script or "") if line.name)
        if element.result:
            found.add(element.result)
        table = sheet.tables.get(element.decision or "")
        found.update(table.outputs if table is not None else ())
        if element.loop:
            loop = element.loop
            found.update(filter(None, (loop.item, loop.output_item, loop.output_collection)))
    return frozenset(found)


def _path(
    sheet: Sheet,
    place: Place,
    path: tuple[str, ...],
    known: frozenset[str],
    before: dict[str, set[str]],
) -> None:
    root = path[0]
    if root in known:
        return
    if root in GIVEN and root not in sheet.forms:
        _given(sheet, place, path)
        return
    form = sheet.forms.get(root) or sheet.lent.get(root)
    if form is None:
        if root not in sheet.bundle.forms and not _may_be_known(sheet, root):
            names = sorted({*known, *sheet.forms})
            sheet.report("unknown_name", place.about, path=".".join(path), near=near(root, names))
        return
    missing = _missing(form.places, path[1:])
    if missing is not None:
        fields = sorted({place[0] for place in form.places})
        params = {"path": ".".join(path), "form": root, "field": missing}
        sheet.report("unknown_field", place.about, **params, near=near(missing, fields))
    elif root in before and place.at not in before[root]:
        sheet.report("read_too_early", place.about, path=".".join(path), form=root)


def _given(sheet: Sheet, place: Place, path: tuple[str, ...]) -> None:
    """The part that is read of what a case is given as it begins must be there."""
    root, fields = path[0], sorted(GIVEN[path[0]])
    if len(path) > 1 and path[1] not in fields:
        params = {"path": ".".join(path), "form": root, "field": path[1]}
        sheet.report("unknown_field", place.about, **params, near=near(path[1], fields))


def _year_start(sheet: Sheet, start: Element) -> None:
    """The text of a timer start event reads the school year alone, and gives dates."""
    kind, text = start.timer or ("", "")
    if kind != "date" or is_iso(text):
        return
    try:
        expression = compile_expression(text)
    except ExpressionError as fault:
        sheet.report("expression", start, **told(fault))
        return
    place = Place(start.id, start.id, text)
    for path in sorted(expression.paths):
        if path[0] != YEAR:
            sheet.report("unknown_name", start, path=".".join(path), near=near(path[0], [YEAR]))
        else:
            _given(sheet, place, path)
    if not _gives_moments(expression):
        sheet.report("start_moments", start, text=text)


def _gives_moments(expression: Expression) -> bool:
    """Whether the expression gives dates in a school year like any other."""
    year = EXAMPLE.years[0]
    morning = dt.datetime.combine(year.first, dt.time(6), OSLO)
    try:
        found = expression.evaluate({YEAR: year_named(year)}, now=morning, calendar=EXAMPLE)
    except ExpressionError:
        return False
    moments = found if isinstance(found, list) else [found]
    return bool(moments) and all(isinstance(one, str) and is_moment(one) for one in moments)


def _may_be_known(sheet: Sheet, name: str) -> bool:
    """True for names a filter inside a list may mean, and where a called process sets names."""
    if any(element.kind == "callActivity" for element in sheet.elements):
        return True
    return any(name in path for form in sheet.forms.values() for path in form.places)


def _missing(
    places: dict[tuple[str, ...], list[dict[str, object]]], path: tuple[str, ...]
) -> str | None:
    """The first step of the path that no field answers to; rows of lists are gone into."""
    at: tuple[str, ...] = ()
    for step in path:
        found = next((end for end in ((*at, step), (*at, "*", step)) if end in places), None)
        if found is None:
            plain = at and not any("properties" in s or "items" in s for s in places[at])
            return None if plain else step
        at = found
    return None


def _answered_before(sheet: Sheet) -> dict[str, set[str]]:
    """For each form of a step: where one can be after it has been answered."""
    leads = _leads(sheet)
    found: dict[str, set[str]] = {}
    for element in sheet.elements:
        if element.form and element.waits_for_people:
            found.setdefault(element.form, set()).update(spread(leads, leads[element.id]))
    if sheet.diagram.start_form:
        found.pop(sheet.diagram.start_form, None)
    return found


def _leads(sheet: Sheet) -> dict[str, set[str]]:
    """Where each element leads, into subprocesses and out of them again."""
    diagram = sheet.diagram
    leads: dict[str, set[str]] = {}
    for element in sheet.elements:
        after = {target for target in diagram.after(element.id) if target in diagram.elements}
        after.update(event.id for event in diagram.boundary(element.id))
        after.update(start.id for start in diagram.starts(element.id))
        parent = diagram.elements.get(element.parent or "")
        if parent is not None:
            after.update(event.id for event in diagram.boundary(parent.id))
            if element.kind == "endEvent":
                after.update(diagram.after(parent.id))
        leads[element.id] = after
    return leads
