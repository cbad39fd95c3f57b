"""Examples for `akutt_hendelse`: a stranger threatens people in the canteen."""

from datetime import date
from typing import Any


def examples(today: date) -> dict[str, dict[str, Any]]:
    """Answers for every form."""
    day = today.isoformat()
    return {
        "hendelse": {
            "hva": "En ukjent mann truer folk i kantina.",
            "hvor": "Kantina",
            "varslet": ["nodetat", "resepsjon"],
        },
        "logg": {
            "linjer": [
                {"klokka": "11:05", "hvem": "Resepsjonen", "hva": "Ringte 112."},
                {"klokka": "11:20", "hvem": "Politiet", "hva": "Tok med seg mannen."},
            ]
        },
        "avvik": {"nummer": "A-2026-118"},
        "vurdering": {
            "elever": ["elev", "elev_2"],
            "skadet": True,
            "ivaretatt": "Rådgiver og helsesykepleier har snakket med dem som var der.",
        },
        "skademelding": {"sendt": day},
        "gjennomgang": {
            "dato": day,
            "bra": "Resepsjonen ringte med en gang.",
            "bedre": "Døra til kantina må kunne låses.",
            "endre_plan": True,
        },
        "planendring": {
            "endret": "Ny lås og ny rutine.",
            "informert": "Alle ansatte i fellesmøte.",
        },
    }
