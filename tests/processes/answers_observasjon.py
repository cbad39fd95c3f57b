"""Examples for `observasjon`: somebody sits alone, and the teacher is not sure."""

from datetime import date
from typing import Any


def examples(today: date) -> dict[str, dict[str, Any]]:
    """Answers for every form."""
    return {
        "notat": {
            "hva": "Sitter alene i kantina tredje dag på rad.",
            "bekymret": "usikker",
            "elever": ["elev"],
            "gruppe": "Jentene på 2STA",
            "arena": "skole",
            "sted": "Kantina",
        },
        "igjen": {"bekymret": "ja", "hva": "Hun sitter fortsatt alene, og går når andre kommer."},
    }
