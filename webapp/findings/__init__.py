"""A finding of the lint as a sentence: what is wrong, where, and how to mend it."""

from collections.abc import Mapping
from typing import Any

from engine.bundles import Finding
from webapp.findings import drawing, expressions, forms, law, steps

#: (bokmål, nynorsk) by rule
TEXTS: Mapping[str, tuple[str, str]] = {
    **drawing.TEXTS,
    **steps.TEXTS,
    **forms.TEXTS,
    **law.TEXTS,
}

#: parameters whose values are words of the lint's own
_WORDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "event": {
        "timer": ("tidshendelse", "tidshending"),
        "message": ("meldingshendelse", "meldingshending"),
        "signal": ("signalhendelse", "signalhending"),
        "error": ("feilhendelse", "feilhending"),
        "escalation": ("opptrappingshendelse", "opptrappingshending"),
        "terminate": ("avslutningshendelse", "avslutningshending"),
    },
    "kind": {
        "text": ("en tekst", "ein tekst"),
        "number": ("et tall", "eit tal"),
        "yes_or_no": ("ja eller nei", "ja eller nei"),
        "list": ("en liste", "ei liste"),
    },
}
_NEAR = (" (mente du «{}»?)", " (meinte du «{}»?)")


def sentence(finding: Finding, lang: str = "nb") -> str:
    """The finding in bokmål ("nb") or nynorsk ("nn"), with the id of the element in it."""
    column = 1 if lang == "nn" else 0
    said: dict[str, Any] = {"source": finding.source, "pointer": finding.element or "/"}
    for name, value in finding.params.items():
        known = _WORDS.get(name, {}).get(str(value))
        said[name] = known[column] if known else value
        if isinstance(value, Finding):
            said[name] = sentence(value, lang)
    near = finding.params.get("near")
    said["near"] = _NEAR[column].format(near) if near else ""
    said["row"] = f", regel {finding.params['row']}," if finding.params.get("row") else ""
    said["where"] = _where(finding)
    if "breach" in finding.params:
        said |= law.told(finding.params, said["where"], column)
    hint = expressions.HINTS.get(str(finding.params.get("key")), expressions.OTHERWISE)
    said["hint"] = hint[column].format(detail=finding.params.get("detail", ""))
    return TEXTS[finding.rule][column].format_map(said)


def _where(finding: Finding) -> str:
    """The element's name with its id behind it; only the id when it has no name."""
    name, element = str(finding.params.get("name", "")), finding.element
    if not element or element.startswith("/"):
        return element or f"«{name}»"
    return f"«{name}» ({element})" if name and name != element else element
