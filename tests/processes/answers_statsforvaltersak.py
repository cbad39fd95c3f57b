"""Examples for `statsforvaltersak`: the county governor orders one measure."""

from datetime import date, timedelta
from typing import Any


def examples(today: date) -> dict[str, dict[str, Any]]:
    """Answers for every form."""
    day = today.isoformat()
    later = (today + timedelta(days=14)).isoformat()
    return {
        "henvendelse": {
            "elev": "elev",
            "sak": "26-ABCDEF",
            "referanse": "2026/4411",
            "mottatt": day,
            "frist": later,
        },
        "oversendt": {
            "sendt": day,
            "hva": ["meldinger", "undersokelse", "planer"],
            "elevens_syn": "Hun vil ha en fast voksen i friminuttene.",
        },
        "vedtak": {
            "dato": day,
            "utfall": "tiltak",
            "tiltak": [
                {"hva": "En fast voksen i alle friminutt.", "frist": later, "hvem": "miljoarbeider"}
            ],
        },
        "gjennomfort": {"gjort": "Miljøarbeideren er i kantina i alle friminutt.", "dato": day},
        "eieroppfolging": {"gjort": "Har snakket med rektor. Det blir gjort i morgen."},
        "tilbakemelding": {"sendt": day, "eleven": True},
    }
