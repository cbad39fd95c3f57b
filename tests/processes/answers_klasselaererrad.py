"""Examples for `klasselaererrad`: two pupils to follow up."""

from datetime import date, timedelta
from typing import Any


def examples(today: date) -> dict[str, dict[str, Any]]:
    """Answers for every form."""
    day = today.isoformat()
    later = (today + timedelta(days=14)).isoformat()
    return {
        "referat": {
            "dato": day,
            "til_stede": ["kontaktlarer", "radgiver"],
            "elever": [
                {
                    "elev": "elev",
                    "gjelder": "skolemiljo",
                    "hva": "Sitter alene i alle fag.",
                    "hvem": "kontaktlarer",
                    "frist": later,
                },
                {
                    "elev": "elev_2",
                    "gjelder": "faglig",
                    "hva": "Henger etter i matematikk.",
                    "hvem": "faglarer",
                    "frist": later,
                },
            ],
            "klassemiljo": "Urolig etter lunsj, ellers godt.",
        },
        "oppfolging": {"gjort": "Ekstra time hver tirsdag."},
        "purring": {"dag": later},
    }
