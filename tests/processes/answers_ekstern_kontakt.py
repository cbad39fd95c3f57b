"""Examples for `ekstern_kontakt`: the school asks PPT, with the pupil's consent."""

from datetime import date
from typing import Any


def examples(today: date) -> dict[str, dict[str, Any]]:
    """Answers for every form."""
    day = today.isoformat()
    return {
        "ekstern_hjemmel": {
            "partner": "ppt",
            "elev": "elev",
            "formal": "Råd om hvordan klassen kan ta imot eleven igjen.",
            "hjemmel": "samtykke",
            "samtykke_dato": day,
            "samtykke_hva": "At skolen forteller PPT om friminuttene.",
        },
        "ekstern_delt": {
            "dato": day,
            "mottaker": "Liv Ås, PPT",
            "delt": "At eleven er alene i friminuttene, og hva vi har prøvd.",
            "venter_svar": True,
        },
        "ekstern_svar": {"svar": "PPT kommer i klassens time på torsdag."},
        "ekstern_purring": {"gjort": "Ringte på nytt, de svarer i morgen."},
    }
