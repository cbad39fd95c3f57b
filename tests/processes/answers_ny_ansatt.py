"""Examples for `ny_ansatt`: two who have just begun."""

from datetime import date
from typing import Any


def examples(today: date) -> dict[str, dict[str, Any]]:
    """Answers for every form."""
    return {
        "nye": {"anledning": "nyansatt", "personer": ["vikar", "miljoarbeider"]},
        "bekreftelse": {
            "meldeplikt": True,
            "personvern": True,
            "sporsmal": "Hvem melder jeg til når rektor er borte?",
        },
        "oppfolging": {"gjort": "Snakket med begge. De bekrefter i dag."},
    }
