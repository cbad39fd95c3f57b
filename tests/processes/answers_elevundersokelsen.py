"""Examples for `elevundersokelsen`: one class stands out."""

from datetime import date, timedelta
from typing import Any


def examples(today: date) -> dict[str, dict[str, Any]]:
    """Answers for every form."""
    day = today.isoformat()
    later = (today + timedelta(days=14)).isoformat()
    return {
        "gjennomforing": {"fra": day, "til": later, "frivillig": True},
        "resultater": {
            "klasser": [
                {
                    "klasse": "2STA",
                    "antall": 24,
                    "mobbet": 8,
                    "trives": 90,
                    "kontaktlarer": "kontaktlarer",
                },
                {
                    "klasse": "1STB",
                    "antall": 22,
                    "mobbet": 0,
                    "trives": 95,
                    "kontaktlarer": "kontaktlarer_2",
                },
            ],
            "for_faa": 1,
        },
        "klassegjennomgang": {"dato": day, "enige": "Ingen skal spise alene."},
        "klasseundersokelse": {
            "funn": "Det er verst i garderoben.",
            "tiltak": "En voksen i garderoben.",
        },
        "fellesmote": {"dato": day, "innspill": "Flere voksne i kantina."},
        "utvalgsmote": {"dato": day, "innspill": "Elevrådet vil ha en kampanje."},
        "tiltak": {
            "tiltak": [
                {
                    "hva": "Voksne i kantina i alle friminutt.",
                    "hvem": "avdelingsleder",
                    "naar": later,
                }
            ]
        },
    }
