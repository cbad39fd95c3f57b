"""Lint of forms and tables: each readable, each used, each naming fields there are."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from engine.bundles.formprofile import problems
from engine.bundles.forms import Form, FormRefused, read_form
from engine.bundles.lintsheet import Sheet, told
from engine.bundles.profilelimits import Problem
from engine.bundles.reader import BundleRefused, read_xml
from engine.expressions import DecisionTable, ExpressionError, read_decision

#: facts of a table's problem, the most telling first
_TELLING = ("text", "name", "other", "policy", "column")


def read(sheet: Sheet) -> None:
    """Reads every form and table onto the sheet, and reports those that cannot be read."""
    for key, text in sheet.bundle.forms.items():
        _read_form(sheet, key, text)
    for source, text in sheet.bundle.tables.items():
        _read_table(sheet, source, text)


def _read_form(sheet: Sheet, key: str, text: str) -> None:
    source = f"forms/{key}.json"
    form, found, detail = _judged(key, text)
    if form is not None:
        sheet.forms[key] = form
    elif not found:
        sheet.report_file("file_not_json", source, detail=detail)
    for problem in found:
        sheet.report_file(problem.rule, source, problem.pointer, **problem.params)


@lru_cache(maxsize=512)
def _judged(key: str, text: str) -> tuple[Form | None, tuple[Problem, ...], str]:
    """The form, what is wrong with it, and why it is no JSON.

    While a flow is drawn it is checked at every rest of the hand, and its forms seldom change.
    """
    try:
        form = read_form(text, key)
    except FormRefused as fault:
        return None, tuple(fault.problems), str(fault.facts.get("detail", ""))
    return form, tuple(problems(form.schema)), ""


def _read_table(sheet: Sheet, source: str, text: str) -> None:
    try:
        root = read_xml(text.encode("utf-8", "surrogatepass"))
    except BundleRefused as fault:
        params = dict(fault.facts)
        sheet.report_file(str(params.pop("reason")), source, **params)
        return
    for decision_id in _decisions(root):
        try:
            table = read_decision(root, decision_id)
        except ExpressionError as fault:
            sheet.report_file("table_invalid", source, decision_id, **told(fault))
            continue
        sheet.tables[decision_id] = table
        sheet.table_files[decision_id] = source
        _rules(sheet, source, table)
    if not _decisions(root):
        sheet.report_file("table_invalid", source, None, text="", position=0, key="no_decision")


def _rules(sheet: Sheet, source: str, table: DecisionTable) -> None:
    """Rules that can never be decided by, and those that only look as if they could."""
    for number, key, params in table.problems():
        idle = key == "unreachable_rule" or (
            key == "duplicate_rule" and table.hit_policy == "FIRST"
        )
        detail = next((params[name] for name in _TELLING if name in params), "")
        where = {"row": number or 0, "key": key, "detail": detail}
        sheet.report_file("table_idle" if idle else "table_rule", source, table.id, **where)


def _decisions(root: Any) -> list[str]:
    return [
        node.get("id")
        for node in root.iter()
        if node.tag.rsplit("}", 1)[-1] == "decision" and node.get("id")
    ]


def check(sheet: Sheet) -> None:
    """Reports forms and tables nobody uses, and fields that are taken from nowhere."""
    used = {element.form for element in sheet.elements}
    for key in sheet.bundle.forms:
        if key not in used:
            sheet.report_file("form_unused", f"forms/{key}.json", None, form=key)
    asked = {element.decision for element in sheet.elements}
    for decision_id in sheet.tables:
        if decision_id not in asked:
            source = sheet.table_files[decision_id]
            sheet.report_file("table_unused", source, decision_id, decision=decision_id)
    for key, form in sheet.forms.items():
        for pointer, path in _borrowed(form.schema, ""):
            other, *rest = path.split(".")
            borrowed_from = sheet.forms.get(other) or sheet.lent.get(other)
            if borrowed_from and tuple(rest) in borrowed_from.places:
                continue
            sheet.report_file("prefill_unknown", f"forms/{key}.json", pointer, path=path)


def _borrowed(node: Any, at: str) -> Iterator[tuple[str, str]]:
    """(pointer, "form.field") of everything a form takes from other forms."""
    if isinstance(node, list):
        for number, part in enumerate(node):
            yield from _borrowed(part, f"{at}/{number}")
    elif isinstance(node, dict):
        for key, part in node.items():
            if key == "x-prefill" and isinstance(part, str):
                yield f"{at}/{key}", part
            elif key == "x-context" and isinstance(part, list):
                yield from ((f"{at}/{key}", path) for path in part if isinstance(path, str))
            else:
                yield from _borrowed(part, f"{at}/{key}")
