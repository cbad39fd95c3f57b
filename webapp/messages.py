"""What a person reads when an answer is not right: what is wrong, and how to mend it.

One sentence for each JSON Schema keyword and each format, in bokmål and nynorsk. A form's own
`x-errors` text wins.
"""

from collections.abc import Mapping
from typing import Any

from engine.bundles import AnswerError
from webapp.typed import typed_number

_SENTENCES: dict[str, tuple[str, str]] = {
    # keyword or own fault: (bokmål, nynorsk)
    "required": ("Fyll ut «{label}».", "Fyll ut «{label}»."),
    "required/date": (
        "Skriv en dato i «{label}», for eksempel 24.12.2026.",
        "Skriv ein dato i «{label}», til dømes 24.12.2026.",
    ),
    "required/choice": ("Velg et svar på «{label}».", "Vel eit svar på «{label}»."),
    "required/many": (
        "Kryss av for minst ett alternativ under «{label}».",
        "Kryss av for minst eitt alternativ under «{label}».",
    ),
    "required/confirm": (
        "Kryss av for «{label}» for å gå videre.",
        "Kryss av for «{label}» for å gå vidare.",
    ),
    "required/person": (
        "Skriv navnet på en person i «{label}».",
        "Skriv namnet på ein person i «{label}».",
    ),
    "required/file": ("Legg ved en fil under «{label}».", "Legg ved ei fil under «{label}»."),
    "required/rows": (
        "Legg til minst én rad under «{label}».",
        "Legg til minst éi rad under «{label}».",
    ),
    "type": (
        "Svaret i «{label}» kan ikke brukes. Skriv det på nytt.",
        "Svaret i «{label}» kan ikkje brukast. Skriv det på nytt.",
    ),
    "type/integer": (
        "Skriv et helt tall i «{label}», bare med sifre, for eksempel 3.",
        "Skriv eit heilt tal i «{label}», berre med siffer, til dømes 3.",
    ),
    "type/number": (
        "Skriv et tall i «{label}», for eksempel 3 eller 2,5.",
        "Skriv eit tal i «{label}», til dømes 3 eller 2,5.",
    ),
    "type/boolean": ("Velg Ja eller Nei på «{label}».", "Vel Ja eller Nei på «{label}»."),
    "enum": (
        "Velg ett av alternativene under «{label}».",
        "Vel eitt av alternativa under «{label}».",
    ),
    "oneOf": (
        "Velg ett av alternativene under «{label}».",
        "Vel eitt av alternativa under «{label}».",
    ),
    "const": (
        "Svaret på «{label}» må være {value} før du kan gå videre.",
        "Svaret på «{label}» må vere {value} før du kan gå vidare.",
    ),
    "const/confirm": (
        "Kryss av for «{label}» for å gå videre.",
        "Kryss av for «{label}» for å gå vidare.",
    ),
    "pattern": (
        "«{label}» er skrevet på en måte vi ikke kjenner igjen. Se forklaringen ved feltet.",
        "«{label}» er skrive på ein måte vi ikkje kjenner att. Sjå forklaringa ved feltet.",
    ),
    "minLength": (
        "Skriv litt mer i «{label}»: minst {limit} tegn.",
        "Skriv litt meir i «{label}»: minst {limit} teikn.",
    ),
    "maxLength": (
        "Kort ned «{label}» til høyst {limit} tegn.",
        "Kort ned «{label}» til høgst {limit} teikn.",
    ),
    "minimum": (
        "Tallet i «{label}» må være {limit} eller mer.",
        "Talet i «{label}» må vere {limit} eller meir.",
    ),
    "maximum": (
        "Tallet i «{label}» må være {limit} eller mindre.",
        "Talet i «{label}» må vere {limit} eller mindre.",
    ),
    "exclusiveMinimum": (
        "Tallet i «{label}» må være mer enn {limit}.",
        "Talet i «{label}» må vere meir enn {limit}.",
    ),
    "exclusiveMaximum": (
        "Tallet i «{label}» må være mindre enn {limit}.",
        "Talet i «{label}» må vere mindre enn {limit}.",
    ),
    "multipleOf": (
        "Tallet i «{label}» må gå opp i hele {limit}.",
        "Talet i «{label}» må gå opp i heile {limit}.",
    ),
    "minItems": (
        "Ta med minst {limit} under «{label}».",
        "Ta med minst {limit} under «{label}».",
    ),
    "maxItems": (
        "Ta med høyst {limit} under «{label}». Fjern noen.",
        "Ta med høgst {limit} under «{label}». Fjern nokre.",
    ),
    "uniqueItems": (
        "Det samme står to ganger under «{label}». Fjern det ene.",
        "Det same står to gonger under «{label}». Fjern det eine.",
    ),
    "anyOf": (
        "«{label}» passer ikke sammen med resten av svarene. Se over det du har skrevet.",
        "«{label}» passar ikkje saman med resten av svara. Sjå over det du har skrive.",
    ),
    "not": (
        "«{label}» passer ikke sammen med resten av svarene. Se over det du har skrevet.",
        "«{label}» passar ikkje saman med resten av svara. Sjå over det du har skrive.",
    ),
    "contains": (
        "Noe mangler under «{label}». Se over det du har valgt.",
        "Noko manglar under «{label}». Sjå over det du har valt.",
    ),
    "unevaluatedProperties": (
        "Skjemaet har ikke noe felt som heter «{label}». Fjern det og send på nytt.",
        "Skjemaet har ikkje noko felt som heiter «{label}». Fjern det og send på nytt.",
    ),
    "False schema": (
        "«{label}» skal ikke fylles ut med disse svarene.",
        "«{label}» skal ikkje fyllast ut med desse svara.",
    ),
    "format": (
        "«{label}» er skrevet på en måte vi ikke kjenner igjen.",
        "«{label}» er skrive på ein måte vi ikkje kjenner att.",
    ),
    "format/date": (
        "Vi forstår ikke datoen i «{label}». Skriv den slik: 24.12.2026.",
        "Vi forstår ikkje datoen i «{label}». Skriv han slik: 24.12.2026.",
    ),
    "format/time": (
        "Vi forstår ikke klokkeslettet i «{label}». Skriv det slik: 14.30.",
        "Vi forstår ikkje klokkeslettet i «{label}». Skriv det slik: 14.30.",
    ),
    "format/date-time": (
        "Vi forstår ikke tidspunktet i «{label}». Skriv det slik: 24.12.2026 14.30.",
        "Vi forstår ikkje tidspunktet i «{label}». Skriv det slik: 24.12.2026 14.30.",
    ),
    "format/email": (
        "«{label}» ser ikke ut som en e-postadresse. Skriv den slik: navn@skole.no.",
        "«{label}» ser ikkje ut som ei e-postadresse. Skriv henne slik: namn@skule.no.",
    ),
    "format/uri": (
        "«{label}» må være en nettadresse som begynner med https://.",
        "«{label}» må vere ei nettadresse som begynner med https://.",
    ),
    "format/uuid": (
        "«{label}» må være en kode på 36 tegn, som 123e4567-e89b-12d3-a456-426614174000.",
        "«{label}» må vere ein kode på 36 teikn, som 123e4567-e89b-12d3-a456-426614174000.",
    ),
    "format/phone-no": (
        "Vi kjenner ikke igjen telefonnummeret i «{label}». Skriv åtte sifre, "
        "eller + og landkode først.",
        "Vi kjenner ikkje att telefonnummeret i «{label}». Skriv åtte siffer, "
        "eller + og landkode først.",
    ),
    "format/person": (
        "Vi finner ingen person med det du skrev i «{label}». Skriv hele navnet.",
        "Vi finn ingen person med det du skreiv i «{label}». Skriv heile namnet.",
    ),
    "format/group": (
        "Vi finner ikke klassen i «{label}». Velg en fra listen.",
        "Vi finn ikkje klassen i «{label}». Vel ein frå lista.",
    ),
    "format/attachment": (
        "Vi finner ikke filen under «{label}». Legg den ved på nytt.",
        "Vi finn ikkje fila under «{label}». Legg henne ved på nytt.",
    ),
    "unsavable": (
        "Teksten i «{label}» inneholder et tegn vi ikke kan lagre. Det vises som \ufffd. "
        "Slett tegnet og prøv igjen.",
        "Teksten i «{label}» inneheld eit teikn vi ikkje kan lagre. Det er vist som \ufffd. "
        "Slett teiknet og prøv igjen.",
    ),
    "person_unknown": (
        "Vi finner ingen som heter det du skrev i «{label}». Skriv hele navnet, eller velg fra "
        "listen.",
        "Vi finn ingen som heiter det du skreiv i «{label}». Skriv heile namnet, eller vel frå "
        "lista.",
    ),
    "person_ambiguous": (
        "Flere heter det du skrev i «{label}». Velg hvem du mener.",
        "Fleire heiter det du skreiv i «{label}». Vel kven du meiner.",
    ),
    "class_unknown": (
        "Skolen har ikke lenger klassen du valgte i «{label}». Velg en fra listen.",
        "Skulen har ikkje lenger klassen du valde i «{label}». Vel ein frå lista.",
    ),
    "file_refused": (
        "Filen under «{label}» kunne ikke lagres. Prøv en annen fil.",
        "Fila under «{label}» kunne ikkje lagrast. Prøv ei anna fil.",
    ),
}
#: words inside forms that are not in the form's own schema
_PHRASES: dict[str, tuple[str, str]] = {
    "yes": ("Ja", "Ja"),
    "no": ("Nei", "Nei"),
    "choose": ("Velg …", "Vel …"),
    "for_example": ("For eksempel: {text}", "Til dømes: {text}"),
    "at_most": ("Høyst {limit} tegn.", "Høgst {limit} teikn."),
    "sensitive": (
        "Følsom opplysning: skriv bare det som trengs.",
        "Følsam opplysning: skriv berre det som trengst.",
    ),
    "left": ("%d tegn igjen", "%d teikn att"),
    "over": ("%d tegn for mye", "%d teikn for mykje"),
    "form": ("Skjemaet", "Skjemaet"),
    "file_types": ("Filtyper: {text}.", "Filtypar: {text}."),
    "file_size": ("Høyst {text} MB.", "Høgst {text} MB."),
}


def keywords() -> frozenset[str]:
    """Every keyword, `keyword/detail` and own fault that has a sentence."""
    return frozenset(_SENTENCES)


def sentence(
    error: AnswerError,
    lang: str = "nb",
    schema: Mapping[str, Any] | None = None,
    kind: str = "",
) -> str:
    """What is wrong and how to mend it. `schema` is the field's own, `kind` how it is asked."""
    schema = schema or {}
    own = schema.get("x-errors", {}).get(error.keyword)
    if isinstance(own, str) and own:
        return own
    detail = kind or str(error.params.get(error.keyword, ""))
    said = _SENTENCES.get(f"{error.keyword}/{detail}") or _SENTENCES.get(error.keyword)
    return _in(said or _SENTENCES["type"], lang).format(
        label=schema.get("title") or _named(error.pointer, lang),
        limit=typed_number(error.params.get("limit", "")),
        value=_value(error.params.get("const"), lang),
    )


def phrase(key: str, lang: str = "nb", **params: object) -> str:
    """One of our own words inside a form."""
    return _in(_PHRASES[key], lang).format(**params)


def _in(both: tuple[str, str], lang: str) -> str:
    return both[1] if lang == "nn" else both[0]


def _named(pointer: str, lang: str) -> str:
    """What to call a field nobody gave a title."""
    names = [part for part in pointer.split("/") if part and not part.isdigit()]
    return names[-1].replace("_", " ") if names else phrase("form", lang)


def _value(value: object, lang: str) -> str:
    if isinstance(value, bool):
        return phrase("yes" if value else "no", lang)
    return str(value)
