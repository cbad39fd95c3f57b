"""What is wrong with a school calendar, in words: where it is, and how to mend it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engine.schoolyears import Fault
from webapp.i18n import gettext as _

_FIELDS = {"name": "navn", "first": "forste", "last": "siste"}
_ROWS = {"name": "ferie", "from": "fra", "to": "til"}


@dataclass(frozen=True, slots=True)
class Said:
    """One fault as it is read."""

    #: Id of the field it lies in.
    field: str
    text: str


def no_reason() -> Said:
    """Nobody has said why the calendar is changed."""
    return Said("hvorfor", _("Skriv hvorfor skoleruta endres. Det blir stående i historikken."))


def sentences(
    faults: Sequence[Fault], years: Sequence[Mapping[str, object]], here: int
) -> list[Said]:
    """Each fault in words; one in another year than the one at hand names that year."""
    found = []
    for fault in faults:
        text = sentence(fault)
        if fault.year == here:
            found.append(Said(_field(fault.place), text))
        else:
            name = str(years[fault.year].get("name", "")) if fault.year < len(years) else ""
            found.append(Said("navn", f"{name}: {text}"))
    return found


def _field(place: str) -> str:
    kind, *rest = place.split("/")
    if kind == "holidays":
        return f"{_ROWS[rest[1]]}-{rest[0]}"
    return f"plan-{rest[0]}" if rest else _FIELDS[kind]


def sentence(fault: Fault) -> str:
    """What is wrong, and how to mend it."""
    day = date.fromisoformat(fault.facts["day"]) if "day" in fault.facts else None
    shown = f"{day.day}.{day.month}.{day.year}" if day else ""
    weekday = _in_words(day) if day else ""
    texts = {
        "no_years": _("Skoleruta må ha minst ett skoleår, og høyst tretti."),
        "bad_name": _("Skriv skoleåret som to år på rad, slik: 2026/27."),
        "name_taken": _("Skoleåret %(name)s finnes fra før. Endre det i stedet."),
        "no_date": _("Skriv en dato, slik: 17.8.2026."),
        "ends_before_it_starts": _("Siste dag er før første dag. Bytt om datoene."),
        "too_long": _("Skoleåret er lengre enn et år. Se etter om årstallet stemmer."),
        "no_working_day": _("%(day)s er %(weekday)s eller helligdag. Velg en dag med skole."),
        "years_overlap": _("Skoleåret begynner før %(other)s er over. Rett en av datoene."),
        "too_many": _("Det er for mange rader. Slå sammen noen av dem."),
        "no_holiday_name": _("Gi ferien et navn, for eksempel høstferie."),
        "outside_the_year": _("%(day)s er utenfor skoleåret. Rett datoen, eller flytt skoleåret."),
        "planning_on_weekend": _("%(day)s er en %(weekday)s. Da er det uansett ikke skole."),
        "planning_on_holiday": _("%(day)s er en helligdag. Da er det uansett ikke skole."),
        "planning_in_holiday": _("%(day)s er i en ferie. Da er det uansett ikke skole."),
        "planning_twice": _("%(day)s står to ganger. Fjern den ene."),
    }
    return texts[fault.key] % {**fault.facts, "day": shown, "weekday": weekday}


def _in_words(day: date) -> str:
    names = (
        *(_("mandag"), _("tirsdag"), _("onsdag"), _("torsdag"), _("fredag")),
        *(_("lørdag"), _("søndag")),
    )
    return names[day.weekday()]
