"""Examples for `fravaer`: a pupil has been away for nine days."""

from datetime import date, timedelta
from typing import Any


def examples(today: date) -> dict[str, dict[str, Any]]:
    """Answers for every form."""
    later = (today + timedelta(days=14)).isoformat()
    return {
        "fravar": {"elev": "elev", "dager": 9, "timer": 4, "kontaktlarer": "kontaktlarer"},
        "samtale": {
            "snakket": "ja",
            "skolemiljo": "nei",
            "avtale": "Hun sender melding når hun er hjemme.",
        },
        "oppfolging": {"avtale": "Vi møtes hver mandag i tre uker.", "neste": later},
        "purring": {"gjort": "Kontaktlæreren ringer i dag."},
    }
