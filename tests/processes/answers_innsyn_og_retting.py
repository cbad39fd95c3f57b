"""Examples for `innsyn_og_retting`: a guardian wants to see the case."""

from datetime import date
from typing import Any


def examples(today: date) -> dict[str, dict[str, Any]]:
    """Answers for every form."""
    day = today.isoformat()
    return {
        "krav": {
            "hva": "innsyn",
            "hvem": "foresatt",
            "over_18": False,
            "samtykke": True,
            "foreldreansvar": "med",
            "elev": "elev",
            "gjelder": "skolemiljosak",
            "beskrivelse": "Vi vil se planen og referatene.",
        },
        "avgjorelse": {"identitet": True, "svar": "innsyn", "grunn": "De har foreldreansvar."},
        "skjerming": {
            "tatt_bort": [{"hva": "En medelevs forklaring", "hjemmel": "fvl. § 19"}],
            "kontrollert": True,
        },
        "innsyn_gitt": {"dato": day, "hvordan": "mote", "opplyst": True},
        "retting": {
            "rettet": "Datoen for samtalen er rettet ved siden av den gamle.",
            "beskjed": day,
        },
        "avslag": {"hjemmel": "Bevaringsforskrifta § 42", "sendt": day, "klage": True},
    }
