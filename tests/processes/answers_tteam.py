"""Examples for `tteam`: a meeting with one item."""

from datetime import date, timedelta
from typing import Any


def examples(today: date) -> dict[str, dict[str, Any]]:
    """Answers for every form."""
    day = today.isoformat()
    later = (today + timedelta(days=14)).isoformat()
    return {
        "referat": {
            "holdt": True,
            "dato": day,
            "til_stede": ["leder_elevtjenesten", "radgiver"],
            "punkter": [
                {
                    "sak": "26-ABCDEF",
                    "hva": "Snakke med klassen om gruppechatten.",
                    "hvem": "miljoarbeider",
                    "frist": later,
                }
            ],
        },
        "punkt_gjort": {"gjort": "Snakket med klassen på torsdag."},
        "oppfolging": {"gjort": "Tas i neste møte."},
    }
