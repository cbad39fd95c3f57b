"""Examples for `informasjonsoverforing`: one pupil who needs a fixed adult."""

from datetime import date
from typing import Any


def examples(today: date) -> dict[str, dict[str, Any]]:
    """Answers for every form."""
    day = today.isoformat()
    return {
        "behov": {
            "elever": [
                {
                    "elev": "elev",
                    "kilde": "elev",
                    "trenger": "En fast voksen å gå til.",
                    "hjemmel": "samtykke",
                }
            ],
            "gjennomgatt": True,
        },
        "overforing": {
            "dato": day,
            "til_stede": ["leder_elevtjenesten", "kontaktlarer"],
            "gitt": ["elev"],
        },
        "mottatt": {"nok": True},
        "purring": {"gjort": "Møtet er i dag klokka ett."},
    }
