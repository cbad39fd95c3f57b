# ruff: noqa: E501  # a sentence on one line can be read, searched for and compared with its nynorsk
# a sentence on one line can be read, searched for and compared with its nynorsk
"""How an expression that cannot be read is mended, by the key of what is wrong with it."""

#: said when nothing more exact is known
OTHERWISE = (
    "Se etter parenteser, hermetegn og «and»/«or».",
    "Sjå etter parentesar, hermeteikn og «and»/«or».",
)

HINTS: dict[str, tuple[str, str]] = {
    "unexpected_end": (
        "Det stopper midt i. Skriv resten, eller lukk parentesen.",
        "Det stoppar midt i. Skriv resten, eller lukk parentesen.",
    ),
    "unexpected": (
        "«{detail}» kan ikke stå der.",
        "«{detail}» kan ikkje stå der.",
    ),
    "unexpected_character": (
        'Tegnet {detail} kan ikke brukes. Tekst skal stå mellom rette hermetegn: "ja".',
        'Teiknet {detail} kan ikkje brukast. Tekst skal stå mellom rette hermeteikn: "ja".',
    ),
    "space_in_name": (
        "«{detail}» har mellomrom. Navn skrives i ett, og tekst mellom hermetegn.",
        "«{detail}» har mellomrom. Namn blir skrivne i eitt, og tekst mellom hermeteikn.",
    ),
    "unknown_function": (
        "Funksjonen «{detail}» finnes ikke.",
        "Funksjonen «{detail}» finst ikkje.",
    ),
    "wrong_arguments": (
        "Funksjonen «{detail}» har fått feil antall verdier.",
        "Funksjonen «{detail}» har fått feil tal på verdiar.",
    ),
    "unknown_type": (
        "Typen «{detail}» finnes ikke.",
        "Typen «{detail}» finst ikkje.",
    ),
    "unterminated_text": (
        "En tekst mangler hermetegnet på slutten.",
        "Ein tekst manglar hermeteiknet på slutten.",
    ),
    "unterminated_comment": (
        "En kommentar mangler */ på slutten.",
        "Ein kommentar manglar */ på slutten.",
    ),
    "chained_comparison": (
        "To sammenligninger etter hverandre må bindes sammen med «and».",
        "To samanlikningar etter kvarandre må bindast saman med «and».",
    ),
    "bad_literal": (
        "«{detail}» er ikke en dato, et klokkeslett eller en varighet.",
        "«{detail}» er ikkje ein dato, eit klokkeslett eller ei lengd.",
    ),
    "number_out_of_range": (
        "Tallet er for stort.",
        "Talet er for stort.",
    ),
    "too_long": (
        "Uttrykket er for langt; høyst {detail} tegn.",
        "Uttrykket er for langt; høgst {detail} teikn.",
    ),
    "too_deep": (
        "Uttrykket har for mange parenteser inni hverandre; høyst {detail}.",
        "Uttrykket har for mange parentesar inni kvarandre; høgst {detail}.",
    ),
    "own_function": (
        "Egne funksjoner kan ikke lages her.",
        "Eigne funksjonar kan ikkje lagast her.",
    ),
    "two_entries": (
        "«{detail}» er satt to ganger.",
        "«{detail}» er sett to gonger.",
    ),
    "no_decision": (
        "Filen har ingen beslutning.",
        "Fila har inga avgjerd.",
    ),
    "bad_escape": (
        "Tegnene «{detail}» betyr ikke noe.",
        "Teikna «{detail}» tyder ingenting.",
    ),
    "question_outside_test": (
        "«?» kan bare stå i en beslutningstabell.",
        "«?» kan berre stå i ein avgjerdstabell.",
    ),
    "not_dmn": (
        "Filen er ikke en beslutningstabell (DMN).",
        "Fila er ikkje ein avgjerdstabell (DMN).",
    ),
    "required_decision": (
        "Den bygger på en annen beslutning; samle alt i én tabell.",
        "Han byggjer på ei anna avgjerd; samle alt i éin tabell.",
    ),
    "no_logic": (
        "Den har verken tabell eller uttrykk.",
        "Han har verken tabell eller uttrykk.",
    ),
    "not_feel": (
        "Den er skrevet i et annet språk enn FEEL.",
        "Han er skriven i eit anna språk enn FEEL.",
    ),
    "unknown_hit_policy": (
        "Treffregelen «{detail}» finnes ikke.",
        "Treffregelen «{detail}» finst ikkje.",
    ),
    "unknown_aggregation": (
        "Sammendraget «{detail}» finnes ikke.",
        "Samandraget «{detail}» finst ikkje.",
    ),
    "table_too_big": (
        "Tabellen er for stor; del den.",
        "Tabellen er for stor; del han.",
    ),
    "no_outputs": (
        "Den har ingen kolonne for svaret.",
        "Han har inga kolonne for svaret.",
    ),
    "which_decision": (
        "Filen har flere beslutninger med samme id.",
        "Fila har fleire avgjerder med same id.",
    ),
    "column_invalid": (
        "Overskriften «{detail}» kan ikke leses som et uttrykk.",
        "Overskrifta «{detail}» kan ikkje lesast som eit uttrykk.",
    ),
    "output_name": (
        "Svaret heter «{detail}», men navnet må være ett ord og brukes én gang.",
        "Svaret heiter «{detail}», men namnet må vere eitt ord og brukast éin gong.",
    ),
    "output_values_missing": (
        "Skriv de mulige svarene i rekkefølge i svarkolonnen.",
        "Skriv dei moglege svara i rekkjefølgje i svarkolonnen.",
    ),
    "cell_invalid": (
        "Cellen «{detail}» kan ikke leses. Tekst skal stå mellom hermetegn.",
        "Cella «{detail}» kan ikkje lesast. Tekst skal stå mellom hermeteikn.",
    ),
    "output_not_allowed": (
        "Svaret «{detail}» er ikke blant de mulige svarene.",
        "Svaret «{detail}» er ikkje blant dei moglege svara.",
    ),
    "overlapping_rule": (
        "Den treffer alltid, også sammen med andre regler. Skriv vilkår, eller bruk treffregelen FIRST.",
        "Han treffer alltid, også saman med andre reglar. Skriv vilkår, eller bruk treffregelen FIRST.",
    ),
    "duplicate_rule": (
        "Den har samme vilkår som regel {detail}.",
        "Han har same vilkår som regel {detail}.",
    ),
    "unreachable_rule": (
        "Regel {detail} foran treffer alltid.",
        "Regel {detail} framfor treffer alltid.",
    ),
}
