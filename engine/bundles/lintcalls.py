"""Lint of the calls of other processes: they are there, come to an end, and fit together."""

from engine.bundles.bundle import Bundle
from engine.bundles.calling import reached, way_back
from engine.bundles.diagram import Element
from engine.bundles.elements import read_diagram
from engine.bundles.forms import FormRefused, read_form
from engine.bundles.lintsheet import Sheet
from engine.bundles.lintsteps import near


def read(sheet: Sheet) -> None:
    """Puts the forms of every process it calls on the sheet, for expressions to read."""
    for bundle in reached(sheet.bundle, sheet.others).values():
        for key, text in bundle.forms.items():
            try:
                sheet.lent.setdefault(key, read_form(text, key))
            except FormRefused:
                continue


def check(sheet: Sheet) -> None:
    """Reports calls that lead nowhere, lead back, or lead to what cannot run beside this."""
    for element in sheet.elements:
        if element.kind == "callActivity":
            _call(sheet, element)


def _call(sheet: Sheet, element: Element) -> None:
    key = element.called
    if not key:
        sheet.report("call_missing", element)
        return
    way = way_back(sheet.bundle, key, sheet.others)
    if way:
        sheet.report("call_cycle", element, called=key, way=" → ".join((sheet.bundle.key, *way)))
    elif key not in sheet.processes:
        known = sorted(sheet.processes - {sheet.bundle.key, sheet.diagram.key})
        sheet.report("call_unknown", element, called=key, near=near(key, known))
    elif key in sheet.others:
        _fits(sheet, element, sheet.others[key])


def _fits(sheet: Sheet, element: Element, called: Bundle) -> None:
    """Form keys are the names expressions read answers by, so one name is one form."""
    if read_diagram(called.diagram_text.encode()).start_form:
        sheet.report("call_start_form", element, called=called.key)
    inside = [called, *reached(called, sheet.others).values()]
    beside = [sheet.bundle, *reached(sheet.bundle, sheet.others).values()]
    for one in inside:
        for form, text in one.forms.items():
            if any(other.forms.get(form, text) != text for other in beside):
                sheet.report("call_form_twice", element, called=one.key, form=form)
