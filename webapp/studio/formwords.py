"""What the form editor says: kinds of questions, rules as sentences, why something cannot be."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.bundles import Finding, formedit, formtext
from engine.bundles.formedit import Card
from engine.bundles.formkinds import choices_of
from engine.bundles.formprofile import problems
from engine.bundles.formrules import Clause, Rule
from engine.bundles.formtext import EditRefused, path_of
from engine.bundles.strictjson import JsonRefused
from webapp import findings
from webapp.i18n import gettext as _
from webapp.i18n import language


def kinds() -> Mapping[str, str]:
    """The name of every kind of question, in the order they are offered."""
    return {
        "line": _("Kort tekst"),
        "area": _("Lang tekst"),
        "yes_no": _("Ja eller nei"),
        "choice": _("Velg én"),
        "many": _("Velg flere"),
        "date": _("Dato"),
        "time": _("Klokkeslett"),
        "moment": _("Dato og klokkeslett"),
        "integer": _("Helt tall"),
        "number": _("Tall"),
        "scale": _("Skala"),
        "person": _("Én person"),
        "people": _("Flere personer"),
        "class": _("Klasse"),
        "file": _("Én fil"),
        "files": _("Flere filer"),
        "email": _("E-postadresse"),
        "phone": _("Telefonnummer"),
        "link": _("Nettadresse"),
        "tick": _("Avkryssing"),
        "confirm": _("Bekreftelse"),
        "lines": _("Liste med korte tekster"),
        "rows": _("Tabell"),
        "group": _("Gruppe av spørsmål"),
    }


def kind(card: Card) -> str:
    return kinds().get(card.kind, _("Endres som tekst"))


def title(card: Card) -> str:
    """What the reader knows the question by."""
    own = card.schema.get("x-i18n", {}).get(language(), {}) if isinstance(card.schema, dict) else {}
    said = own.get("title") if isinstance(own, dict) else ""
    return str(said or card.title or card.name.replace("_", " "))


def titles(level: Iterable[Card]) -> dict[str, str]:
    """The title of every question of one level, by name; the first time it is asked counts."""
    found: dict[str, str] = {}
    for one in level:
        found.setdefault(one.name, title(one))
    return found


def condition(rules: Sequence[Rule], level: Sequence[Card]) -> str:
    """When a question is shown: «Vises når «Alvorlig» er «Ja»»; "" if it always is."""
    if not rules:
        return ""
    said = [_one(rule, level) for rule in rules]
    if not all(said):
        return _("Vises etter en regel som bare kan leses som tekst.")
    return _("Vises når %(this)s.", this=_(" og ").join(said))


def _one(rule: Rule, level: Sequence[Card]) -> str:
    parts = [_clause(one, level) for one in rule.clauses or ()]
    both = _(" og ").join(parts)
    return both if rule.holds or not both else _("det ikke er slik at %(this)s", this=both)


def _clause(clause: Clause, level: Sequence[Card]) -> str:
    asked = titles(level).get(clause.field, clause.field.replace("_", " "))
    if clause.how == "answered":
        return _("«%(question)s» er besvart", question=asked)
    values = [f"«{value_words(one, clause.field, level)}»" for one in clause.values]
    either = _(" eller ").join([*filter(None, [", ".join(values[:-1])]), values[-1]])
    return _("«%(question)s» er %(answer)s", question=asked, answer=either)


def value_words(value: Any, field: str, level: Sequence[Card]) -> str:
    """An answer in words."""
    if isinstance(value, bool):
        return _("Ja") if value else _("Nei")
    for one in level:
        if one.name == field:
            for choice in choices_of(one.schema):
                if choice.value == value:
                    return (choice.nn if language() == "nn" else "") or choice.title or choice.value
    return str(value)


def refusal(error: EditRefused, level: Sequence[Card]) -> str:
    """Why a change cannot be made, and what to do."""
    known = titles(level)
    facts = error.facts
    other = known.get(str(facts.get("other")), "")
    waiting = ", ".join(f"«{known.get(name, name)}»" for name in facts.get("names", ()))
    return {
        "gone": _("Spørsmålet finnes ikke lenger. Noen kan ha fjernet det."),
        "twice": _("Samme spørsmål står to ganger i regelen. Fjern den ene raden."),
        "taken": _("Skjemaet har allerede dette spørsmålet."),
        "steers": _(
            "Svaret her avgjør om %(others)s vises. Endre regelen der først, og fjern så "
            "spørsmålet.",
            others=waiting,
        ),
        "circle": _(
            "Da ville spørsmålet ventet på seg selv, fordi «%(other)s» vises etter svaret her. "
            "Velg et annet spørsmål i regelen.",
            other=other,
        ),
        "elsewhere": _("Spørsmålet kan bare flyttes blant dem det står sammen med."),
        "law": _("Loven krever dette spørsmålet. Du kan endre ordene, men ikke fjerne det."),
    }.get(
        str(facts.get("reason")),
        _("Dette kan bare endres som tekst, fordi noe i skjemaet er satt sammen på en egen måte."),
    )


def unreadable(error: JsonRefused) -> str:
    """Why a text is no form, with the line where that is known."""
    reason, detail = str(error.facts.get("reason")), str(error.facts.get("detail", ""))
    line, _colon, column = detail.partition(":")
    return {
        "not_json": _(
            "Teksten er ikke gyldig på linje %(line)s, tegn %(column)s. Se etter et komma, et "
            "anførselstegn eller en parentes som mangler like før.",
            line=line,
            column=column,
        ),
        "twice": _("«%(key)s» står to ganger samme sted. Fjern den ene.", key=detail),
        "too_deep": _("Teksten har for mange nivåer inni hverandre."),
        "too_big": _("Teksten er for stor."),
        "number": _("Tallet %(number)s er for stort eller ugyldig.", number=detail),
    }.get(reason, _("Teksten må begynne med { og slutte med }, og være ett skjema."))


def faults(text: str) -> list[tuple[str, str, str]]:
    """(pointer of the question it is about, sentence, severity) of all that is wrong in a form."""
    try:
        outlined = list(formedit.cards(formedit.outline(text)))
        found = problems(formtext.read(text))
    except JsonRefused as error:
        return [("", unreadable(error), "error")]
    made = []
    for one in found:
        card = _about(one.pointer, outlined)
        place = f"«{title(card)}»" if card else _("skjemaet")
        whole = _("skjemaet")
        said = Finding(one.rule, one.severity, one.pointer, dict(one.params), source=whole)
        text_of = findings.sentence(said, language())
        if one.pointer:
            text_of = text_of.replace(one.pointer, place)
        text_of = text_of.replace(f"{whole.capitalize()} {whole}", whole.capitalize())
        made.append((card.at if card else "", text_of, one.severity))
    return made


def _about(pointer: str, outlined: Sequence[Card]) -> Card | None:
    found = [one for one in outlined if f"{pointer}/".startswith(f"{one.at}/")]
    return max(found, key=lambda one: len(one.at), default=None) if path_of(pointer) else None
