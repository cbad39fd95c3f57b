"""The same roles and forms around every tiny diagram under tests/bundles."""

import json
from pathlib import Path
from typing import Any

from engine.bundles import Bundle, Finding, Role, Roles, check
from tests.diagrams import Drawing

BUNDLES = Path(__file__).parents[2] / "bundles"
#: diagrams that have one thing wrong each, named after the rule
WRONG = sorted((BUNDLES / "lint").glob("*.bpmn"))
#: diagrams that use one feature each, as it should be used
RIGHT = sorted(BUNDLES.glob("*.bpmn"))

ROLES = Roles(
    [
        Role("rektor", "Rektor", "Rektor", frozenset({"leads_school"})),
        Role("ansatt", "Ansatt", "Tilsett", frozenset({"employed"})),
    ]
)

FORM: dict[str, Any] = {
    "type": "object",
    "title": "Melding",
    "properties": {
        "alvorlig": {"type": "boolean", "title": "Er det alvorlig?"},
        "hvem": {"type": "string", "title": "Hvem melder?", "enum": ["elev", "ansatt"]},
        "rader": {
            "type": "array",
            "title": "Tiltak",
            "items": {
                "type": "object",
                "properties": {"frist": {"type": "string", "format": "date", "title": "Frist"}},
            },
        },
    },
    "required": ["alvorlig"],
}


def _other(key: str, form: str, begins_with: str = "") -> Bundle:
    """A process to call, with a form of its own."""
    drawing = Drawing(key)
    drawing.user("gjor", form=form)
    drawing.chain("start", "gjor", "end")
    if begins_with:
        drawing.begins_with(begins_with)
    answer = {"type": "object", "properties": {"svar": {"type": "string", "title": "Svar?"}}}
    return drawing.bundle({form: answer})


#: an ordinary process, one with a form of its own called `melding`, and one with a start form
OTHERS = {
    other.key: other
    for other in (
        _other("annen", "annen_svar"),
        _other("lik", "melding"),
        _other("begynner", "annen_svar", begins_with="annen_svar"),
    )
}


def bundle_of(diagram: str, /, **files: str) -> Bundle:
    """The diagram with the form `melding` beside it."""
    named = {"flyt.bpmn": diagram, "forms/melding.json": json.dumps(FORM), **files}
    return Bundle("flyt", named)


def bundle_at(path: Path) -> Bundle:
    """The diagram in the file, with the tables that lie beside it under the same name."""
    table = path.with_suffix(".dmn")
    return bundle_of(read(path), **({table.name: read(table)} if table.exists() else {}))


def findings_of(bundle: Bundle) -> list[Finding]:
    """What the lint says, with one operation and a few other processes known."""
    return check(
        bundle,
        roles=ROLES,
        known_operations=["notify"],
        known_templates=["message"],
        others=OTHERS,
    )


def read(path: Path) -> str:
    """The file's text."""
    return path.read_text(encoding="utf-8")
