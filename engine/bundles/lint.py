"""Decides whether a bundle may be published: the same answer for browser, API and command line.

`check` never raises on what a bundle holds. What it cannot read, it says so about.
"""

from collections.abc import Collection, Mapping, Sequence

from engine.bundles import (
    lintcalls,
    lintdrawing,
    lintevents,
    lintexpressions,
    lintforms,
    lintgraph,
    lintlaw,
    lintnynorsk,
    lintsteps,
    strictjson,
)
from engine.bundles.bundle import MAX_BYTES, MAX_FILES, Bundle, allowed_name
from engine.bundles.elements import read_diagram
from engine.bundles.lawrules import Law, Waiver
from engine.bundles.lintsheet import Sheet
from engine.bundles.reader import BundleRefused
from engine.bundles.roles import Roles
from engine.bundles.rules import Finding, severity

_NONE: Mapping[str, Bundle] = {}


def check(
    bundle: Bundle,
    *,
    roles: Roles,
    known_processes: Collection[str] = (),
    known_operations: Collection[str] = (),
    known_templates: Collection[str] | None = None,
    others: Mapping[str, Bundle] = _NONE,
    law: Law | None = None,
    waivers: Sequence[Waiver] = (),
) -> list[Finding]:
    """Everything wrong with the bundle, errors first, in the order of the drawing.

    `others` are the bundles it may call, by key; of those only known by name no more is asked.
    Without `known_templates` nothing is said of the texts a flow asks to have sent, without `law`
    nothing of what the law demands. A breach somebody has answered for in `waivers` is a warning.
    """
    found = list(_files(bundle))
    if any(finding.rule in ("file_many", "file_too_big") for finding in found):
        return found
    try:
        diagram = read_diagram(bundle.diagram_text.encode("utf-8", "surrogatepass"))
    except BundleRefused as fault:
        params = {**fault.facts, "name": bundle.diagram_name}
        rule = str(params.pop("reason"))
        return [*found, Finding(rule, severity(rule), None, params, bundle.diagram_name)]
    sheet = Sheet(
        bundle=bundle,
        diagram=diagram,
        roles=roles,
        processes=frozenset({*known_processes, *others, diagram.key, bundle.key}),
        operations=frozenset(known_operations),
        templates=None if known_templates is None else frozenset(known_templates),
        others=others,
        findings=found,
    )
    lintforms.read(sheet)
    lintcalls.read(sheet)
    lintdrawing.check(sheet)
    lintevents.check(sheet)
    if not any(finding.rule in ("id_twice", "id_missing") for finding in sheet.findings):
        lintgraph.check(sheet)
    lintsteps.check(sheet)
    lintcalls.check(sheet)
    lintexpressions.check(sheet)
    lintforms.check(sheet)
    lintnynorsk.check(sheet)
    lintlaw.check(sheet, law, waivers)
    unique = {(f.rule, f.element, f.source, str(f.params)): f for f in sheet.findings}
    return sorted(unique.values(), key=lambda finding: finding.severity != "error")


def _files(bundle: Bundle) -> list[Finding]:
    """Names that may not be, files too many, and nynorsk texts that cannot be read."""
    found = []

    def report(rule: str, source: str, **params: object) -> None:
        found.append(Finding(rule, severity(rule), None, {"name": source, **params}, source))

    if len(bundle.files) > MAX_FILES:
        report("file_many", bundle.key, limit=MAX_FILES)
    if sum(map(len, bundle.files.values())) > MAX_BYTES:
        report("file_too_big", bundle.key, limit=MAX_BYTES)
    for name in bundle.files:
        if not allowed_name(name):
            report("file_name", name[:80])
    try:
        said = strictjson.loads(bundle.files.get("nn.json", "{}"))
        parts = said if isinstance(said, dict) else {"elements": None}
        if any(not isinstance(parts.get(key, {}), dict) for key in ("elements", "documentation")):
            report("file_nn", "nn.json")
    except strictjson.JsonRefused as fault:
        report("file_not_json", "nn.json", detail=f"{fault.reason} {fault.detail}")
    return found
