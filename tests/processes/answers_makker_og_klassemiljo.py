"""Examples for `makker_og_klassemiljo`: new seats, and somebody who is alone."""

from datetime import date
from typing import Any


def examples(today: date) -> dict[str, dict[str, Any]]:
    """Answers for every form."""
    day = today.isoformat()
    return {
        "makkere": {
            "dato": day,
            "ikke_sammen": [{"en": "elev", "annen": "elev_2"}],
            "alle_har": False,
            "hvorfor_ikke": "Vi er et oddetall, så tre sitter sammen.",
        },
        "aktivitet": {
            "hva": "Quiz i grupper som jeg satte sammen.",
            "dato": day,
            "virket": "bra",
            "alene": True,
            "alene_elever": ["elev"],
            "hvorfor": "Ingen snakker til henne.",
        },
    }
