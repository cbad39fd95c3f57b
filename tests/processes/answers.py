"""One complete, valid set of answers for every form: here those of the two core processes.

`answers(process, form)` gives a fresh copy, dated around `today`. The people are those of the
demo school (`elev`, `kontaktlarer`, …). Used by stories, browser tests and the demo school.
"""

from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from importlib import import_module
from typing import Any

#: A school day in term, used when nobody says which day it is.
TODAY = date(2026, 11, 23)

Answers = dict[str, Any]


def _day(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat()


def melding(today: date) -> dict[str, Answers]:
    """Answers for the forms of `melding`: a teacher reports, rektor finds it serious."""
    pupil = {
        "elev": "elev",
        "sammendrag": "Nora blir stengt ute av jentene i klassen og får stygge meldinger.",
        "sprak": "Norsk",
    }
    return {
        "melding": {
            "melder": "ansatt",
            "paa_vegne_av": "nei",
            "elever": ["elev"],
            "hva_skjedde": "Jeg så at ingen ville sitte med Nora i kantina, og at noen filmet "
            "henne og lo. Det samme skjedde på mandag.",
            "elevens_ord": "«De later som om jeg ikke finnes.»",
            "hva_slags": ["utestenging", "digitalt"],
            "dato": _day(today, 0),
            "klokkeslett": "11:40",
            "arena": "skole",
            "sted": "Kantina",
            "gjelder": "elev",
            "motparter": ["elev_2"],
            "tidligere": "Hun har sittet alene i flere uker.",
            "vitner": "Miljøarbeideren var i nærheten.",
            "grep_inn": "ja",
            "grep_inn_hvordan": "Jeg ba dem slutte å filme og satte meg sammen med Nora.",
            "akutt": False,
            "elev_vet": True,
            "telefon": "91234567",
        },
        "akutt": {
            "hva_gjort": "Miljøarbeideren hentet Nora og ble hos henne på grupperommet.",
            "hvem_er_hos": "Miljøarbeideren",
            "tilkalt": ["helsesykepleier", "foresatte"],
            "trygg_naa": True,
            "elevens_ord": "Hun vil ikke tilbake til klassen i dag.",
        },
        "vurdering": {
            "hvem_tar_saken": "rektor",
            "vet_hvem": True,
            "elever": [pupil],
            "motparter": ["elev_2"],
            "ansatt_innblandet": False,
            "kjennetegn": ["langvarig"],
            "alvorlig": True,
            "alvor_grunn": "Det har pågått i flere uker, og det skjer også på nett.",
            "barnevern": "nei",
            "barnevern_grunn": "Ingenting tyder på forhold i hjemmet.",
            "politi": "nei",
            "politi_grunn": "Vi vet ikke om noe straffbart, men sjekker meldingene.",
            "strakstiltak": "En voksen følger Nora i pausene, og mobilene tas inn i timene.",
            "elev_informert": True,
            "foresatte_informert": "ja",
            "skjermet_adresse": False,
            "saksansvarlig": "avdelingsleder",
        },
        "finn_elev": {
            "hva_gjort": "Vi har snakket med kontaktlærerne og miljøarbeideren på trinnet.",
            "funnet": True,
            "elever": [pupil],
        },
        "eiervarsel": {
            "varsel": "En elev i Vg2 er stengt ute over lang tid. Vi har satt inn voksne i pausene "
            "og undersøker nå.",
            "grunn": "Det har pågått i flere uker, og det skjer også på nett.",
            "bistand": "Råd om hvordan vi følger opp det som skjer på nett.",
            "ringt": False,
        },
        "kvittering": {
            "lest": True,
            "oppfolging": "Vi tar kontakt med rektor i morgen.",
            "kontakt": "Seksjon for skolemiljø",
        },
        "purring": {
            "hva_gjort": "Jeg ringte rektor, som er på kurs. Assisterende rektor vurderer den.",
            "snakket_med": "rektor",
            "eleven_trygg": True,
        },
        "vurdering_skoleeier": {
            "elever": [pupil],
            "innklaget": "rektor",
            "vurdering": "Eleven beskriver at rektor har latterliggjort henne foran klassen.",
            "kjennetegn": ["langvarig"],
            "barnevern": "nei",
            "barnevern_grunn": "Ingenting tyder på forhold i hjemmet.",
            "politi": "nei",
            "politi_grunn": "Ingen opplysninger om noe straffbart.",
            "strakstiltak": "Rektor har ikke kontakt med eleven mens saken undersøkes.",
            "hvem_folger_opp": "skoleeier",
        },
    }


def skolemiljosak(today: date) -> dict[str, Answers]:
    """Answers for the forms of `skolemiljosak`: one round, and the pupil is safe after it."""
    return {
        "oppstart": {
            "elev": "elev",
            "sammendrag": "Nora blir stengt ute av jentene i klassen og får stygge meldinger.",
            "hva_slags": ["utestenging", "digitalt"],
            "arena": "skole",
            "alvorlig": True,
            "gjort_til_naa": "En voksen følger Nora i pausene.",
            "motparter": ["elev_2"],
            "sprak": "Norsk",
            "saksansvarlig": "avdelingsleder",
            "hos_skoleeier": False,
        },
        "utpeking": {
            "ansvarlig": "skoleeier",
            "godkjenner": "skoleeier",
            "habilitet": "Ingen av dem arbeider ved skolen eller kjenner dem saken gjelder.",
        },
        "strakstiltak": {
            "trengs": True,
            "tiltak": [
                {
                    "hva": "Være hos Nora i alle pauser og i kantina.",
                    "fra": _day(today, 0),
                    "hvem": "miljoarbeider",
                }
            ],
            "elevens_onske": "Hun vil ha en voksen i nærheten, men ikke at det synes.",
        },
        "planlegging": {
            "samtale_med": "kontaktlarer",
            "samtale_dato": _day(today, 1),
            "har_andre": True,
            "andre_elever": [
                {"elev": "elev_2", "samtale_med": "radgiver", "samtale_dato": _day(today, 1)}
            ],
            "maater": ["observasjon", "ansatte", "skjermbilder"],
            "lesere": "Saksansvarlig, kontaktlærer og rektor",
        },
        "elevsamtale": {
            "maate": "skolen",
            "dato": _day(today, 1),
            "til_stede": "Nora og kontaktlærer",
            "opplevelse": "«Ingen svarer når jeg sier noe. Jeg gruer meg hver morgen.»",
            "trygt": "nei",
            "onsker": "At de slutter å filme, og at jeg har noen å være sammen med.",
            "vil_ikke": "Jeg vil ikke at klassen skal samles for å snakke om meg.",
            "trygg_voksen": "Kontaktlæreren",
            "informert": True,
        },
        "samtale": {
            "maate": "skolen",
            "dato": _day(today, 1),
            "fortelling": "Hun sier at det bare var på tull, og at hun ikke har tenkt over det.",
            "egen_trivsel": "ja",
            "onsker": "At det ikke blir noe mer styr.",
        },
        "undersokelse": {
            "fakta": "Det skjer i kantina og på Snapchat, nesten hver dag siden høstferien.",
            "bakgrunn": "Nora byttet gruppe etter høstferien. Siden har hun sittet alene.",
            "omgivelser": "Det er få voksne i kantina. Klassen har ei gruppe på Snapchat der "
            "Nora ble kastet ut.",
            "foresattes_syn": "Mor forteller at Nora ikke sover om natta.",
            "andre_kilder": "Miljøarbeideren har sett det samme i midttimen.",
            "vurdering": "Nora er alene i pausene og blir krenket på nett.",
            "hjelpere": ["helsesykepleier", "miljoarbeider"],
        },
        "elevens_beste": {
            "elevens_mening": "At de slutter å filme, og at jeg har noen å være sammen med.",
            "alternativer": "Bytte av klasse, faste makkere, voksne i kantina, samtaler.",
            "andre_hensyn": "Også de andre elevene skal bli møtt uten å bli hengt ut.",
            "konklusjon": "Faste makkere og voksne i kantina er best. Nora vil ikke bytte klasse.",
        },
        "utsettelse": {
            "grunn": "En av elevene er syk og kommer tilbake på torsdag.",
            "ny_dato": _day(today, 7),
            "imens": "En voksen følger Nora i pausene til samtalene er gjennomført.",
        },
        "plan": {
            "problem": "Nora er alene i pausene og blir krenket på nett.",
            "tiltak": [
                {
                    "hva": "To voksne er i kantina i hver midttime og setter seg med elevene.",
                    "nivaa": "voksne",
                    "start": _day(today, 3),
                    "slutt": _day(today, 17),
                    "utforer": "miljoarbeider",
                    "ansvarlig": "avdelingsleder",
                    "grunnlag": "frivillig",
                },
                {
                    "hva": "Faste makkere i alle fag, satt sammen av læreren.",
                    "nivaa": "klasse",
                    "start": _day(today, 3),
                    "slutt": _day(today, 14),
                    "utforer": "kontaktlarer",
                    "ansvarlig": "avdelingsleder",
                    "grunnlag": "skoleregler",
                },
            ],
            "evalueres": _day(today, 21),
            "evalueres_av": "Nora, mor, kontaktlærer og avdelingsleder",
            "elevens_beste": "Planen følger Noras ønske om makkere. Klassen samles ikke.",
            "foresatte": ["foresatt"],
            "andre": "Helsesykepleier tilbyr samtaler.",
            "elev_svarer_selv": True,
        },
        "elevsyn": {
            "mening": "Det høres greit ut.",
            "mangler": "Jeg vil vite hvem som sitter med meg i kantina.",
            "vil_ikke": "Ikke ring dem hjem uten å si det til meg først.",
            "utfylt_av": "eleven",
        },
        "foresattsyn": {"mening": "Bra at dere gjør noe med kantina.", "kontakt": True},
        "godkjenning": {
            "beslutning": "godkjent",
            "paa_vegne_av_rektor": False,
            "foresatte_hort": "ja",
            "statsforvalter_informert": True,
        },
        "oppfolging": {
            "gjort": "ja",
            "hva": "Vi har vært to i kantina hver dag.",
            "virkning": "Nora sitter nå sammen med to andre.",
            "eleven": "Hun sier det er mye bedre.",
        },
        "elevsvar": {
            "trygt": "ja",
            "ord": "Jeg gruer meg ikke lenger.",
            "hjalp": "At de voksne satte seg hos oss.",
            "utfylt_av": "eleven",
        },
        "evaluering": {
            "dato": _day(today, 21),
            "med": ["eleven", "foresatte", "leder"],
            "tiltakene": [
                {"tiltak": "Voksne i kantina", "gjort": "ja", "virkning": "godt"},
                {
                    "tiltak": "Faste makkere",
                    "gjort": "delvis",
                    "virkning": "litt",
                    "merknad": "Ikke i kroppsøving.",
                },
            ],
            "foresattes_syn": "Mor ser at Nora sover igjen.",
            "observasjoner": "Ingen filmer lenger. Nora deltar i timene.",
            "vurdering": "Tiltakene har virket. Voksne i kantina fortsetter.",
            "elevens_beste": "Nora ønsker ikke flere tiltak rundt seg selv.",
            "avgjorelse": "avslutte",
        },
        "avslutning": {
            "oppsummering": "Voksne i kantina og faste makkere. Nora har det trygt og godt.",
            "grunnlag": "elevens_ja",
            "senvirkninger": "Helsesykepleier følger opp ut skoleåret.",
            "elev_informert": True,
            "gaar_her": True,
        },
        "etterkontroll": {
            "trygt": "ja",
            "ord": "«Det går fint nå.»",
            "dato": _day(today, 53),
        },
    }


_PROCESSES = {"melding": melding, "skolemiljosak": skolemiljosak}

#: Start answers for `melding` by who reports; the pupil's is the least there can be.
REPORTS: dict[str, Answers] = {
    "elev": {"melder": "elev", "hva_skjedde": "De later som om jeg ikke finnes."},
    "elev_utfyllende": {
        "melder": "elev",
        "hva_skjedde": "De filmer meg i kantina og legger det ut.",
        "hvem_det_gjelder": "flere",
        "hvem_trenger_hjelp": "Meg og ei venninne i 2STA",
        "gjelder": "elev",
        "akutt": False,
        "naar": "Hver dag siden høstferien",
        "arena": "skole",
        "hvem_vet": "Miljøarbeideren har sett det",
        "snakke_med": "Kontaktlæreren",
        "ikke_snakke_med": "Gymlæreren",
        "kontakt": "Melding på Teams",
    },
    "elev_om_leder": {
        "melder": "elev",
        "hva_skjedde": "Rektor ropte til meg foran hele klassen og kalte meg en løgner.",
        "hvem_det_gjelder": "meg",
        "gjelder": "leder",
    },
    "foresatt": {
        "melder": "foresatt",
        "barn": "Nora i 2STA",
        "hva_skjedde": "Nora gråter hver kveld og vil ikke på skolen.",
        "naar": "De siste ukene",
        "gjelder": "elev",
        "akutt": False,
        "snakket_med": "Kontaktlæreren, for to uker siden",
        "onske": "At noen er hos henne i pausene.",
        "elev_vet": True,
        "telefon": "91234568",
    },
    "anonym": {
        "melder": "anonym",
        "hva_skjedde": "Ei jente i 2STA blir filmet i kantina hver dag.",
        "hvem_trenger_hjelp": "Ei jente i 2STA",
        "gjelder": "ukjent",
        "akutt": False,
    },
}


def _examples(process: str) -> Callable[[date], dict[str, Answers]]:
    """Where the examples of a process stand: here, or in a module of its own."""
    if process in _PROCESSES:
        return _PROCESSES[process]
    found: Callable[[date], dict[str, Answers]] = import_module(
        f"tests.processes.answers_{process}"
    ).examples
    return found


def answers(process: str, form: str, today: date = TODAY, **changes: Any) -> Answers:
    """A complete, valid set of answers; `changes` replaces fields, None takes one away."""
    found = deepcopy({**_examples(process)(today)[form], **changes})
    return {name: value for name, value in found.items() if value is not None}


def report(who: str, **changes: Any) -> Answers:
    """Answers to the form that opens `melding`, as one of REPORTS would give them."""
    found = deepcopy({**REPORTS[who], **changes})
    return {name: value for name, value in found.items() if value is not None}
