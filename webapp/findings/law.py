"""What the lint says about law, in bokmål and nynorsk. What is broken stands with the rule."""

from collections.abc import Mapping, Sequence
from typing import Any

TEXTS: dict[str, tuple[str, str]] = {
    "file_law": (
        "Filen {name} med lovreglene kan ikke leses ({detail}). Rett den før noe publiseres.",
        "Fila {name} med lovreglane kan ikkje lesast ({detail}). Rett ho før noko blir publisert.",
    ),
    "law_breach": ("Loven: {breach} ({paragraph}).{road}", "Lova: {breach} ({paragraph}).{road}"),
    "law_waived": (
        "Loven: {breach} ({paragraph}). {person} har godtatt det: {reason}",
        "Lova: {breach} ({paragraph}). {person} har godteke det: {reason}",
    ),
    "test_failed": (
        "Testen «{test}» går ikke som før. Se hvorfor i Prøvekjør, og rett flyten eller testen.",
        "Testen «{test}» går ikkje som før. Sjå kvifor i Prøvekøyr, og rett flyten eller testen.",
    ),
    "legal_role_unknown": (
        "Lovrollen «{role}» ved {where} finnes ikke{near}. Da blir ikke steget sjekket mot loven.",
        "Lovrolla «{role}» ved {where} finst ikkje{near}. Då blir ikkje steget sjekka mot lova.",
    ),
}

#: how a form fails to ask for what the law wants
FAULTS: Mapping[str, tuple[str, str]] = {
    "missing": ("spør ikke etter", "spør ikkje etter"),
    "optional": ("krever ikke svar på", "krev ikkje svar på"),
    "conditional": ("spør bare noen ganger etter", "spør berre nokre gonger etter"),
    "empty": ("godtar at ingen har skrevet", "godtek at ingen har skrive"),
}
_ROAD = (" Veien går om {}.", " Vegen går om {}.")
_AND = ("og", "og")
#: words of a whole sentence; names of a way that are told, and words of each
_WHOLE, _NAMES, _WORDS = 40, 2, 6


def told(params: Mapping[str, Any], where: str, column: int) -> dict[str, str]:
    """The parts of a sentence about law: what is broken, and where the way goes that breaks it."""
    facts = {
        "step": where,
        "word": str(params.get("word", "")),
        "field": params["field"][column] if "field" in params else "",
        "fault": FAULTS[params["fault"]][column] if "fault" in params else "",
    }
    breach = params["breach"][column].format_map(facts)
    said = len(breach.split()) + len(str(params.get("paragraph", "")).split()) + 1
    return {"breach": breach, "road": _road(params, column, _WHOLE - said)}


def _road(params: Mapping[str, Any], column: int, room: int) -> str:
    """The last places the way passes, as many as there is room for: they say which way it is."""
    passed: Sequence[str] = [name for name in params.get("way", ()) if name != params.get("name")]
    names = [f"«{_short(name)}»" for name in dict.fromkeys(passed)][-_NAMES:]
    for count in range(len(names), 0, -1):
        road = _ROAD[column].format(f" {_AND[column]} ".join(names[-count:]))
        if len(road.split()) <= room:
            return road
    return ""


def _short(name: str) -> str:
    words = name.split()
    return name if len(words) <= _WORDS else " ".join(words[:_WORDS]) + " …"
