"""The small flows that stand with each rule of law, drawn.

steps   {"vurder": "user vurdere @rektor form=svar", "frist": "timer on vurder"}
arrows  ["start > vurder > valg", "valg > end | melding.akutt = true", "valg > vurder | ellers"]
forms   {"svar": {"grunn": "required", "rader": "rows", "rader.*.hva": "optional"}}
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from engine.bundles import Bundle
from engine.bundles.lawrules import Law, Rule
from tests.diagrams import Drawing
from tests.engine.bundles.mutations import ROOT

LAW = Law.from_json((ROOT / "processes/lovregler.json").read_text("utf-8"))
CASES: list[tuple[Rule, Mapping[str, Any]]] = [
    (rule, case) for rule in LAW.rules for case in rule.cases
]


def case_bundle(case: Mapping[str, Any]) -> Bundle:
    """The flow of a case as a bundle called "p"."""
    drawing = Drawing("p", start=next(iter(case["steps"])))
    for key, spec in case["steps"].items():
        _step(drawing, key, spec.split())
    for line in case["arrows"]:
        way, _, condition = line.partition(" | ")
        ids = way.split(" > ")
        for node_id in ids:
            if node_id.startswith("end") and node_id not in drawing.nodes:
                drawing.end(node_id)
        for at, (source, target) in enumerate(pairwise(ids)):
            when = condition if at == 0 and condition not in ("", "ellers") else None
            drawing.flow(source, target, when, otherwise=at == 0 and condition == "ellers")
    forms = {key: _form(fields) for key, fields in case.get("forms", {}).items()}
    return drawing.bundle(forms)


def _step(drawing: Drawing, key: str, spec: list[str]) -> None:
    kind, *words = spec
    if kind in ("timer", "reminder"):
        drawing.boundary(key, words[-1], ("duration", "P1D"), interrupting=kind == "timer")
        return
    properties = dict(_properties(kind, words))
    if kind == "user":
        drawing.user(key, properties.pop("formKey", None), **properties)
    elif kind == "end":
        drawing.end(key, **properties)
    elif kind in ("start", "service"):
        drawing.user(key, properties.pop("formKey", None), **properties)
        _, attributes, inside = drawing.nodes[key]
        drawing.nodes[key] = (
            f"{kind}Event" if kind == "start" else "serviceTask",
            attributes,
            inside,
        )
    else:
        {"xor": drawing.xor, "and": drawing.both, "or": drawing.some}[kind](key)


def _properties(kind: str, words: list[str]) -> Iterator[tuple[str, str]]:
    if roles := [word for word in words if word in LAW.roles]:
        yield "legalRole", " ".join(roles)
    if kind == "user" and "undated" not in words:
        yield "dueDate", "skoledager(1)"
    for word in words:
        name, _, value = word.partition("=")
        if word.startswith("@"):
            yield "candidateGroup", word[1:]
        elif value:
            yield {"form": "formKey"}.get(name, name), value


def _form(fields: Mapping[str, str]) -> dict[str, Any]:
    """A form with these fields: "required", "optional", "conditional", "rows", "choice:a,b", …"""
    schema: dict[str, Any] = {"type": "object", "title": "Skjema", "properties": {}, "required": []}
    for path, how in fields.items():
        holder, (*above, name) = schema, path.split(".")
        for part in above:
            holder = holder["items"] if part == "*" else holder["properties"][part]
        if how == "conditional":
            branch = {"properties": {name: _field(name, how)}, "required": [name]}
            holder["properties"]["er_det_slik"] = {"type": "boolean", "title": "Er det slik?"}
            asked = {"properties": {"er_det_slik": {"const": True}}, "required": ["er_det_slik"]}
            holder.setdefault("allOf", []).append({"if": asked, "then": branch})
            continue
        holder["properties"][name] = _field(name, how)
        if how != "optional":
            holder["required"].append(name)
    return schema


def _field(name: str, how: str) -> dict[str, Any]:
    if how in ("rows", "list"):
        rows = {"type": "object", "title": name, "properties": {}, "required": []}
        return {"type": "array", "title": name, "items": rows} | (
            {"minItems": 1} if how == "rows" else {}
        )
    field: dict[str, Any] = {"type": "string", "title": name}
    if how.startswith("choice:"):
        values = how.removeprefix("choice:").split(",")
        field["oneOf"] = [{"const": value, "title": value} for value in values]
    return field
