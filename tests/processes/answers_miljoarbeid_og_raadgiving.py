"""Examples for `miljoarbeid_og_raadgiving`: a week with something to follow up."""

from datetime import date
from typing import Any


def examples(today: date) -> dict[str, dict[str, Any]]:
    """Answers for every form."""
    return {
        "ukelogg": {
            "aktiviteter": ["kantine", "samtaler"],
            "sett": "Mer uro i gangen ved musikkrommet.",
            "folge_opp": True,
        },
        "radgiverlogg": {"sosialpedagogisk": 7, "karriere": 4, "meldt": False},
        "lest": {"gjor": "To voksne i gangen i storefri."},
    }
