"""Examples for `beredskap`: the drill shows a door that does not lock."""

from datetime import date
from typing import Any


def examples(today: date) -> dict[str, dict[str, Any]]:
    """Answers for every form."""
    day = today.isoformat()
    return {
        "gjennomgang": {
            "versjon": "2026.1",
            "deler": ["brann", "vold"],
            "endret": "Nye telefonnumre.",
        },
        "ovelse": {
            "dato": day,
            "hva": "Evakuering av kantina",
            "larte": "Bakdøra lot seg ikke låse.",
            "endre": True,
        },
        "retting": {"rettet": "Ny lås. Alle ansatte har fått vite det."},
    }
