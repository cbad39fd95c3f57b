"""Examples for `medvirkning`: the pupils want better breaks."""

from datetime import date, timedelta
from typing import Any


def examples(today: date) -> dict[str, dict[str, Any]]:
    """Answers for every form."""
    day = today.isoformat()
    later = (today + timedelta(days=14)).isoformat()
    return {
        "elevrad": {"gjort": "Turnering i midttimen.", "videre": "Elevkafé på fredager."},
        "innkalling": {"dato": later, "saker": [{"sak": "Skolemiljø i friminuttene"}]},
        "referat": {
            "dato": day,
            "antall": 9,
            "referat": "Utvalget snakket om kantina.",
            "forslag": [{"forslag": "Flere sittegrupper i gangen."}],
        },
        "svar": {"svar": "Vi kjøper inn sittegrupper i januar."},
    }
