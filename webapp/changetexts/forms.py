# ruff: noqa: E501  # a sentence on one line can be read, searched for and compared with its nynorsk
"""What is said of forms and their fields that changed, in bokmål and nynorsk."""

from collections.abc import Mapping

FORMS: Mapping[str, tuple[str, str]] = {
    "form_added": ("Nytt skjema: {name}.", "Nytt skjema: {name}."),
    "form_removed": ("Skjemaet {name} er fjernet.", "Skjemaet {name} er fjerna."),
    "form_renamed": ("Skjemaet {old} heter nå {new}.", "Skjemaet {old} heiter no {new}."),
    "form_other": ("Skjemaet {name} er endret.", "Skjemaet {name} er endra."),
    "form_duty": (
        "Hva skjemaet {name} dokumenterer etter loven, er endret.",
        "Kva skjemaet {name} dokumenterer etter lova, er endra.",
    ),
    "form_context": (
        "Tidligere svar som vises ved skjemaet {name}, er endret.",
        "Tidlegare svar som blir viste ved skjemaet {name}, er endra.",
    ),
    "forms_other": ("Noe i skjemaene er endret.", "Noko i skjemaa er endra."),
    "field_added": (
        "Nytt felt {field} i skjemaet {name}{end}.",
        "Nytt felt {field} i skjemaet {name}{end}.",
    ),
    "field_added.after": (
        "Nytt felt {field} etter {after} i skjemaet {name}{end}.",
        "Nytt felt {field} etter {after} i skjemaet {name}{end}.",
    ),
    "field_removed": (
        "Feltet {field} i skjemaet {name} er fjernet.",
        "Feltet {field} i skjemaet {name} er fjerna.",
    ),
    "field_redrawn": (
        "Feltet {field} i skjemaet {name} er laget på nytt på samme sted. Gamle svar følger ikke med.",
        "Feltet {field} i skjemaet {name} er laga på nytt på same stad. Gamle svar følgjer ikkje med.",
    ),
    "field_renamed": (
        "Feltet {old} i skjemaet {name} heter nå {new}.",
        "Feltet {old} i skjemaet {name} heiter no {new}.",
    ),
    "field_required": (
        "Feltet {field} i skjemaet {name} er nå påkrevd.",
        "Feltet {field} i skjemaet {name} er no påkravd.",
    ),
    "field_optional": (
        "Feltet {field} i skjemaet {name} er ikke lenger påkrevd.",
        "Feltet {field} i skjemaet {name} er ikkje lenger påkravd.",
    ),
    "field_kind": (
        "Feltet {field} i skjemaet {name} tar nå imot {new}, ikke {old}.",
        "Feltet {field} i skjemaet {name} tek no imot {new}, ikkje {old}.",
    ),
    "field_when": (
        "Når feltet {field} i skjemaet {name} vises, er endret.",
        "Når feltet {field} i skjemaet {name} blir vist, er endra.",
    ),
    "field_when.always": (
        "Feltet {field} i skjemaet {name} vises nå alltid.",
        "Feltet {field} i skjemaet {name} blir no alltid vist.",
    ),
    "field_when.when": (
        "Feltet {field} i skjemaet {name} vises nå bare når {when}.",
        "Feltet {field} i skjemaet {name} blir no vist berre når {when}.",
    ),
    "field_visible": (
        "Feltet {field} i skjemaet {name} vises nå for {seen}.",
        "Feltet {field} i skjemaet {name} blir no vist for {seen}.",
    ),
    "field_sensitive.now": (
        "Feltet {field} i skjemaet {name} er nå merket som følsomt.",
        "Feltet {field} i skjemaet {name} er no merkt som kjenslevart.",
    ),
    "field_sensitive": (
        "Feltet {field} i skjemaet {name} er ikke lenger merket som følsomt.",
        "Feltet {field} i skjemaet {name} er ikkje lenger merkt som kjenslevart.",
    ),
    "field_locked.now": (
        "Feltet {field} i skjemaet {name} kan nå bare leses.",
        "Feltet {field} i skjemaet {name} kan no berre lesast.",
    ),
    "field_locked": (
        "Feltet {field} i skjemaet {name} kan nå fylles ut.",
        "Feltet {field} i skjemaet {name} kan no fyllast ut.",
    ),
    "field_limits": (
        "Hvor mye feltet {field} i skjemaet {name} tar imot, er endret.",
        "Kor mykje feltet {field} i skjemaet {name} tek imot, er endra.",
    ),
    "field_duty": (
        "Hva feltet {field} i skjemaet {name} dokumenterer etter loven, er endret.",
        "Kva feltet {field} i skjemaet {name} dokumenterer etter lova, er endra.",
    ),
    "field_prefill": (
        "Hva som står ferdig utfylt i feltet {field} i skjemaet {name}, er endret.",
        "Kva som står ferdig utfylt i feltet {field} i skjemaet {name}, er endra.",
    ),
    "field_person": (
        "Hvem som kan velges i feltet {field} i skjemaet {name}, er endret.",
        "Kven som kan veljast i feltet {field} i skjemaet {name}, er endra.",
    ),
    "field_moved": (
        "Feltet {field} i skjemaet {name} står nå først.",
        "Feltet {field} i skjemaet {name} står no først.",
    ),
    "field_moved.after": (
        "Feltet {field} i skjemaet {name} står nå etter {after}.",
        "Feltet {field} i skjemaet {name} står no etter {after}.",
    ),
    "field_other": (
        "Feltet {field} i skjemaet {name} er endret.",
        "Feltet {field} i skjemaet {name} er endra.",
    ),
    "choice_added": (
        "Feltet {field} i skjemaet {name} har fått valget {choice}.",
        "Feltet {field} i skjemaet {name} har fått valet {choice}.",
    ),
    "choice_removed": (
        "Feltet {field} i skjemaet {name} har ikke lenger valget {choice}.",
        "Feltet {field} i skjemaet {name} har ikkje lenger valet {choice}.",
    ),
    "choice_renamed": (
        "I feltet {field} i skjemaet {name} heter valget {old} nå {new}.",
        "I feltet {field} i skjemaet {name} heiter valet {old} no {new}.",
    ),
    "choices_moved": (
        "Valgene i feltet {field} i skjemaet {name} står i en annen rekkefølge.",
        "Vala i feltet {field} i skjemaet {name} står i ei anna rekkjefølgje.",
    ),
}
