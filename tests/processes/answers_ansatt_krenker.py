"""Examples for `ansatt_krenker`: a teacher tells of a colleague's way of speaking to a pupil."""

from datetime import date
from typing import Any


def examples(today: date) -> dict[str, dict[str, Any]]:
    """Answers for every form."""
    return {
        "mistanke": {
            "innklaget": "faglarer",
            "i_ledelsen": "nei",
            "elever": ["elev"],
            "hva": "Læreren ba henne holde munn foran hele klassen og kalte henne dum.",
            "naar": "I matematikktimen i går",
            "trygg": "vet_ikke",
            "gjort": "Jeg fulgte henne til rådgiver.",
        },
        "vurdering": {
            "hvem_tar": "rektor",
            "strakstiltak": "Eleven har en annen lærer i faget denne uka.",
            "saksansvarlig": "avdelingsleder",
            "grunnlos": False,
        },
        "vurdering_eier": {
            "strakstiltak": "Eleven kan gå til rådgiver når som helst.",
            "saksansvarlig": "radgiver",
            "oppfolging": "Fylkeskommunen snakker med skolens leder i dag.",
        },
        "varsel": {
            "varsel": "En lærer kan ha krenket en elev foran klassen. Eleven er trygg.",
            "barnevern": "vurdert_nei",
            "barnevern_grunn": "Ingen tegn til omsorgssvikt eller vold.",
        },
        "varsel_lest": {"lest": True, "oppfolging": "Ringer rektor om en uke."},
        "tilsyn": {"enig": False, "oppfolging": "Ber om at saken varsles på vanlig måte."},
        "purring": {"gjort": "Jeg har ringt stedfortrederen, som leser meldingen nå."},
    }
