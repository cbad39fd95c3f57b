"""Examples for `oppstart`: a Vg1 class in its first week."""

from datetime import date, timedelta
from typing import Any


def examples(today: date) -> dict[str, dict[str, Any]]:
    """Answers for every form."""
    day = today.isoformat()
    later = (today + timedelta(days=14)).isoformat()
    return {
        "skoleregler": {"dato": day, "innhold": ["regler", "melde"], "borte": ["elev"]},
        "tatt_igjen": {"gjort": later},
        "purring": {"dag": later},
        "faddere": {"faddere": ["elev_2"], "aktivitet": "Grilling på fredag", "alle_har": True},
        "rektors_mote": {"dato": day, "hvem": "rektor", "elevrad": True, "melde": True},
        "foreldremote": {"dato": day, "antall": 22, "innhold": ["rett", "melde"]},
    }
