"""Examples for `fysisk_inngrep`: a teacher has held a pupil back from hitting another."""

from datetime import date
from typing import Any


def examples(today: date) -> dict[str, dict[str, Any]]:
    """Answers for every form."""
    day = today.isoformat()
    return {
        "inngrep": {
            "elev": "elev_2",
            "dato": day,
            "klokkeslett": "10:20",
            "sted": "Garderoben",
            "grunn": "krenke_person",
            "hva_skjedde": "Emma gikk mot en medelev med knyttet hånd.",
            "provd": "Jeg stilte meg mellom dem og ba henne stoppe tre ganger.",
            "inngrepet": "Jeg holdt armen hennes i noen sekunder, til hun slapp taket.",
            "skade": True,
            "skade_hvem": "Et skrubbsår. Skademelding er sendt.",
            "vitner": "Miljøarbeideren",
        },
        "vurdering": {
            "nodvendig": "delvis",
            "oppfolging_ansatt": "Vi går gjennom det sammen på teammøtet.",
            "saerlig_alvorlig": False,
            "ivaretatt": "Begge har snakket med rådgiver i dag.",
            "forebygge": "To voksne i garderoben etter kroppsøving.",
            "trygg": True,
        },
        "foreldrevarsel": {
            "varslet": "ja",
            "naar": day,
            "hvordan": "telefon",
            "de_sa": "De vil gjerne ha et møte.",
        },
        "elevens_syn": {
            "snakket": "ja",
            "egne_ord": "Jeg ble redd, men hun slapp med en gang.",
            "onske": "Å slippe å møte dem i garderoben.",
            "trygg": "ja",
        },
        "purring": {"gjort": "Jeg har snakket med rektor, som vurderer det i dag."},
        "varsel_skoleeier": {"varsel": "Andre inngrep mot samme elev på tre uker."},
        "varsel_lest": {"lest": True, "svar": "Be om veiledning fra PPT."},
    }
