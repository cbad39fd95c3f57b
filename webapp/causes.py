"""Why a case stopped, in words a leader understands, with what can be done about it."""

from collections.abc import Mapping

Both = tuple[str, str]

#: By what failed, then by reason; "" is any other reason.
_RULES: Mapping[str, Both] = {
    "condition": (
        "vilkåret på en vei videre kunne ikke regnes ut",
        "vilkåret på ein veg vidare kunne ikkje reknast ut",
    ),
    "timer": ("en tid i flyten kunne ikke regnes ut", "ei tid i flyten kunne ikkje reknast ut"),
    "dueDate": ("fristen kunne ikke regnes ut", "fristen kunne ikkje reknast ut"),
    "warnDate": (
        "tiden for varsel før fristen kunne ikke regnes ut",
        "tida for varsel før fristen kunne ikkje reknast ut",
    ),
    "followUpDate": (
        "datoen for oppfølging kunne ikke regnes ut",
        "datoen for oppfølging kunne ikkje reknast ut",
    ),
    "assignee": (
        "flyten fant ikke ut hvem som skal ha oppgaven",
        "flyten fann ikkje ut kven som skal ha oppgåva",
    ),
    "priority": ("prioriteten kunne ikke regnes ut", "prioriteten kunne ikkje reknast ut"),
    "script": ("en utregning i flyten stoppet", "ei utrekning i flyten stoppa"),
    "decision": ("en tabell i flyten ga ikke svar", "ein tabell i flyten gav ikkje svar"),
    "parameter": (
        "det som skulle sendes videre, kunne ikke regnes ut",
        "det som skulle sendast vidare, kunne ikkje reknast ut",
    ),
    "collection": (
        "flyten fant ikke lista den skulle gå gjennom",
        "flyten fann ikkje lista han skulle gå gjennom",
    ),
    "completionCondition": (
        "vilkåret for å bli ferdig kunne ikke regnes ut",
        "vilkåret for å bli ferdig kunne ikkje reknast ut",
    ),
    "loopCondition": (
        "vilkåret for å gjenta steget kunne ikke regnes ut",
        "vilkåret for å gjenta steget kunne ikkje reknast ut",
    ),
    "open_case": (
        "den nye saken kunne ikke opprettes",
        "den nye saka kunne ikkje opprettast",
    ),
    "operation": (
        "flyten ba om noe systemet ikke kan gjøre",
        "flyten bad om noko systemet ikkje kan gjere",
    ),
    "state": (
        "det lagrede stemmer ikke med seglet sitt",
        "det lagra stemmer ikkje med seglet sitt",
    ),
    "": ("en regel i flyten kunne ikke brukes", "ein regel i flyten kunne ikkje brukast"),
}
_REASONS: Mapping[str, Both] = {
    "no_way_out": (
        "ingen av veiene videre passet med svarene",
        "ingen av vegane vidare passa med svara",
    ),
    "not_caught": (
        "flyten endte i en feil som ingen del av flyten tar imot",
        "flyten enda i ein feil som ingen del av flyten tek imot",
    ),
    "two_hits": (
        "flere rader i tabellen passet samtidig",
        "fleire rader i tabellen passa samtidig",
    ),
    "too_many_steps": (
        "flyten gikk i ring uten å stoppe",
        "flyten gjekk i ring utan å stoppe",
    ),
    "too_many_rounds": (
        "lista er lengre enn flyten kan gå gjennom",
        "lista er lengre enn flyten kan gå gjennom",
    ),
    "answers_refused": (
        "svarene passer ikke med startskjemaet i den andre flyten",
        "svara passar ikkje med startskjemaet i den andre flyten",
    ),
    "not_found": (
        "flyten den viser til, finnes ikke",
        "flyten han viser til, finst ikkje",
    ),
    "KeyMissing": (
        "nøkkelen som saken er forseglet med, mangler",
        "nøkkelen som saka er forsegla med, manglar",
    ),
}


def cause(rule: str, reason: str, lang: str) -> str:
    """What failed and why, as one clause without a full stop."""
    nn = lang == "nn"
    what = _RULES.get(rule, _RULES[""])[nn]
    why = _REASONS.get(reason)
    return f"{what} – {why[nn]}" if why else what
