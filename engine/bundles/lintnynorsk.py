"""Lint of the nynorsk texts: each text in bokmål has one, and none stands without its bokmål.

A bundle without nynorsk names is one nobody has begun to translate; nothing is said of it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.bundles import strictjson
from engine.bundles.diagram import DC, DD, DI
from engine.bundles.lintsheet import Sheet

NYNORSK = "nn"
_FILE = "nn.json"
#: what a schema says to people
_TEXTS = ("title", "description", "x-section", "x-errors")
#: keywords whose values are answers, not schemas
_VALUES = frozenset({"enum", "const", "default", "examples", "x-i18n", "x-errors"})


def check(sheet: Sheet) -> None:
    """Reports texts that lack nynorsk, one finding for each file, and nynorsk for what is gone."""
    if _FILE not in sheet.bundle.files:
        return
    for section, source, written in (
        ("elements", _names(sheet), sheet.bundle.names(NYNORSK)),
        ("documentation", _help(sheet), sheet.bundle.documentation(NYNORSK)),
    ):
        _missing(sheet, _FILE, [f"/{section}/{key}" for key in source if key not in written])
        for key in written:
            if key not in source:
                sheet.report_file("nn_unknown", _FILE, f"/{section}/{key}", id=key)
    for key, text in sheet.bundle.forms.items():
        if key in sheet.forms:
            _form(sheet, f"forms/{key}.json", strictjson.loads(text))


def _missing(sheet: Sheet, source: str, pointers: list[str]) -> None:
    if pointers:
        sheet.report_file("nn_missing", source, pointers[0], count=len(pointers))


def _names(sheet: Sheet) -> Mapping[str, str]:
    """Every name in the drawing by id: steps, arrows, lanes and pools."""
    pictures = {DI, DC, DD}
    found = {}
    for node in sheet.diagram.original.iter("{*}*"):
        inside = node.tag.partition("}")[0].removeprefix("{") not in pictures
        if inside and node.get("id") and (node.get("name") or "").strip():
            found[node.get("id", "")] = node.get("name", "")
    return {key: name for key, name in found.items() if key in _drawn(sheet)}


def _drawn(sheet: Sheet) -> set[str]:
    diagram = sheet.diagram
    pools = {node.get("id", "") for node in diagram.original.iter("{*}participant")}
    return {*diagram.elements, *diagram.flows, *(lane.id for lane in diagram.lanes), *pools}


def _help(sheet: Sheet) -> Mapping[str, str]:
    """Every help text by id; the process's own under its key."""
    found = {e.id: e.documentation for e in sheet.diagram.elements.values() if e.documentation}
    if sheet.diagram.documentation:
        found[sheet.diagram.key] = sheet.diagram.documentation
    return found


def _form(sheet: Sheet, source: str, schema: Any) -> None:
    lacking = []
    for pointer, node in _schemas(schema, ""):
        own = node.get("x-i18n", {})
        written = own.get(NYNORSK, {}) if isinstance(own, dict) else {}
        lacking += [f"{pointer}/{k}" for k in _TEXTS if node.get(k) and not written.get(k)]
        for key in written:
            if key in _TEXTS and not node.get(key):
                at = f"{pointer}/x-i18n/{NYNORSK}/{key}"
                sheet.report_file("nn_unknown", source, at, id=key)
    _missing(sheet, source, lacking)


def _schemas(node: Any, at: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(pointer, schema) of everything that may say something to people."""
    if isinstance(node, list):
        for number, part in enumerate(node):
            yield from _schemas(part, f"{at}/{number}")
    elif isinstance(node, dict):
        if not at.endswith(("/properties", "/$defs")):
            yield at, node
        for key, part in node.items():
            if key not in _VALUES:
                yield from _schemas(part, f"{at}/{key}")
