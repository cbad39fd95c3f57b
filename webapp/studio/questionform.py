"""The settings of a question, asked with a form of our own: what stands in it, and what it means.

The names begin with an underscore so that no question of the form beside it has the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.bundles import Form
from engine.bundles.formedit import Card, name_from
from engine.bundles.formkinds import CHOOSING, LOCKED, Choice, Settings, choices_of
from engine.bundles.formrules import Clause
from webapp import schoolwords
from webapp.i18n import gettext as _
from webapp.i18n import language
from webapp.studio import formwords

Schema = dict[str, Any]
#: kinds whose answers a rule can name
_NAMED = frozenset({*CHOOSING, "yes_no", "tick"})
_COUNTED = ("many", "people", "files", "lines", "rows")
_NUMBERS = ("integer", "number", "scale")
_MOST_RULES, _MOST_CHOICES, _TITLE, _HELP = 8, 200, 300, 2000


def _line(title: str, section: str = "", **more: Any) -> Schema:
    made = {"title": title, "type": "string", "maxLength": _TITLE, "x-widget": "text", **more}
    return made | ({"x-section": section} if section else {})


def _area(title: str, **more: Any) -> Schema:
    return {"title": title, "type": "string", "maxLength": _HELP, "x-widget": "textarea", **more}


def _tick(title: str, **more: Any) -> Schema:
    return {"title": title, "type": "boolean", "x-widget": "checkbox", **more}


def _whole(title: str, least: int = 0) -> Schema:
    return {"title": title, "type": "integer", "minimum": least, "maximum": 100_000}


def _options(pairs: Mapping[str, str]) -> list[Schema]:
    return [{"const": key, "title": text} for key, text in pairs.items()]


def _several(title: str, pairs: Mapping[str, str], **more: Any) -> Schema:
    items = {"type": "string", "oneOf": _options(pairs)}
    return {"title": title, "type": "array", "uniqueItems": True, "items": items, **more}


def question_form(
    *,
    brief: bool = False,
    law: bool = False,
    kind: str = "",
    steering: Sequence[Card] | None = None,
) -> Form:
    """The form for one question.

    `brief` for a new one; `law` where only the words may be changed; `kind` LOCKED where nothing
    may be said of the answer; `steering` are the questions a rule may read, None for no rules.
    """
    fields: Schema = {
        "_tekst": _line(_("Spørsmål"), minLength=1),
        "_hjelp": _area(_("Hjelpetekst"), description=_("Står under spørsmålet. Skriv kort.")),
    }
    branches: list[Schema] = []
    if not law and kind != LOCKED:
        fields["_slag"] = {
            "title": _("Slags svar"),
            "type": "string",
            "x-widget": "select",
            "oneOf": _options(formwords.kinds()),
            "x-section": _("Svaret"),
        }
        branches = _particulars()
    if not law:
        fields["_ma"] = _tick(_("Må besvares"))
        if kind == LOCKED:
            del fields["_ma"]
    if steering is not None and not law:
        fields["_vis"] = _rules(steering)
    if not brief:
        fields |= _who(law)
        fields |= _nynorsk()
    required = [name for name in ("_tekst", "_slag") if name in fields]
    schema = {"type": "object", "properties": fields, "required": required, "allOf": branches}
    if not branches:
        del schema["allOf"]
    return Form("sporsmal", schema)


def whole_form() -> Form:
    """The form for the words of a form itself."""
    fields = {
        "_tekst": _line(_("Navn på skjemaet"), minLength=1),
        "_hjelp": _area(_("Innledning"), description=_("Står øverst. Si hva skjemaet er til.")),
        "_hvem": _audience(_("Hvem ser svarene, når ikke spørsmålet sier noe annet?")),
        "_tekst_nn": _line(_("Navn på nynorsk"), section=_("Nynorsk")),
        "_hjelp_nn": _area(_("Innledning på nynorsk")),
    }
    return Form("skjemaet", {"type": "object", "properties": fields, "required": ["_tekst"]})


def _particulars() -> list[Schema]:
    """What only some kinds of answers have."""
    row = {
        "type": "object",
        "title": _("Svar"),
        "properties": {
            "verdi": {"type": "string", "maxLength": 200, "x-widget": "hidden"},
            "tekst": _line(_("Tekst"), minLength=1),
            "nynorsk": _line(_("På nynorsk")),
        },
        "required": ["tekst"],
    }
    choices: Schema = {
        "title": _("Svar å velge mellom"),
        "type": "array",
        "minItems": 2,
        "maxItems": _MOST_CHOICES,
        "items": row,
    }
    among = {"staff": _("Ansatte"), "student": _("Elever"), "guardian": _("Foresatte")}
    source = {"title": _("Hvem kan velges?"), "type": "string", "oneOf": _options(among)}
    one_row = {"_rad": _line(_("Hva heter én rad?")), "_rad_nn": _line(_("Én rad på nynorsk"))}
    count = {"_minst": _whole(_("Minste antall")), "_mest": _whole(_("Største antall"), 1)}
    number = {"type": "number"}
    ends = {
        "_minst": {"title": _("Minste tall"), **number},
        "_mest": {"title": _("Største tall"), **number},
    }
    return [
        _when(CHOOSING, {"_valg": choices}, ("_valg",)),
        _when(("line", "area"), {"_mest": _whole(_("Største antall tegn"), 1)}),
        _when(("person", "people"), {"_blant": source}),
        _when(_NUMBERS, ends),
        _when(("rows", "lines"), one_row),
        _when(_COUNTED, count),
    ]


def _when(kinds: Any, fields: Schema, required: Sequence[str] = ()) -> Schema:
    asked = {"properties": {"_slag": {"enum": sorted(kinds)}}, "required": ["_slag"]}
    return {"if": asked, "then": {"properties": fields, "required": list(required)}}


def _rules(steering: Sequence[Card]) -> Schema:
    """Rows of a rule: which question, and which of its answers."""
    named = formwords.titles(steering)
    ask = {"title": _("Spørsmål"), "type": "string", "x-widget": "select"}
    row: Schema = {
        "type": "object",
        "title": _("Regel"),
        "properties": {"felt": {**ask, "oneOf": _options(named)}},
        "required": ["felt"],
        "allOf": [
            {
                "if": {"properties": {"felt": {"const": name}}, "required": ["felt"]},
                "then": {"properties": {f"er_{number}": _answers(name, steering)}},
            }
            for number, name in enumerate(named)
        ],
    }
    if not named:
        return {
            "title": _("Når vises spørsmålet?"),
            "description": _("Alltid. En regel trenger et annet spørsmål å bygge på."),
            "x-section": _("Når og for hvem"),
            "readOnly": True,
        }
    return {
        "title": _("Når vises spørsmålet?"),
        "description": _("Alltid, hvis det ikke står noen regel her. Flere må stemme samtidig."),
        "type": "array",
        "maxItems": _MOST_RULES,
        "items": row,
        "x-section": _("Når og for hvem"),
    }


def _answers(name: str, steering: Sequence[Card]) -> Schema:
    card = next(one for one in steering if one.name == name)
    pairs = {"ja": _("Ja"), "nei": _("Nei")}
    if card.kind in CHOOSING:
        alike = [one for one in steering if one.name == name]
        found = [choice for one in alike for choice in choices_of(one.schema)]
        nn = language() == "nn"
        pairs = {c.value: (c.nn if nn else "") or c.title or c.value for c in found}
    if card.kind not in _NAMED:
        return {"title": _("Spørsmålet må være besvart"), "readOnly": True}
    said = _("Uten kryss holder det at spørsmålet er besvart.")
    return _several(_("Svaret er"), pairs, description=said)


def _audience(title: str, **more: Any) -> Schema:
    seen = {"staff": _("Ansatte i saken"), "pupil": _("Eleven"), "guardian": _("Foresatte")}
    return _several(title, seen, **more)


def _who(law: bool) -> Schema:
    duties = {one.key: one.name for one in schoolwords.duties(language())}
    said = _("Uten kryss er det som for resten av skjemaet.")
    made: Schema = {
        "_hvem": _audience(_("Hvem ser svaret?"), description=said),
        "_folsom": _tick(_("Følsomt: vises ikke i varsler og oversikter")),
        "_plikt": _several(_("Hvilken plikt viser svaret at skolen har oppfylt?"), duties),
        "_overskrift": _line(
            _("Overskrift over spørsmålet"), description=_("Begynner en ny del av skjemaet.")
        ),
    }
    return {key: one for key, one in made.items() if not law or key == "_overskrift"}


def _nynorsk() -> Schema:
    return {
        "_tekst_nn": _line(_("Spørsmålet på nynorsk"), section=_("Nynorsk")),
        "_hjelp_nn": _area(_("Hjelpeteksten på nynorsk")),
        "_overskrift_nn": _line(_("Overskriften på nynorsk")),
    }


def answers_of(now: Settings, required: bool, rule: Sequence[Schema] = ()) -> dict[str, Any]:
    """The settings as answers of the form; what is empty has no answer."""
    rows = [
        {"verdi": one.value, "tekst": one.title or one.value, "nynorsk": one.nn or None}
        for one in now.choices
    ]
    found: dict[str, Any] = {
        "_tekst": now.title,
        "_hjelp": now.help,
        "_slag": now.kind,
        "_ma": required,
        "_minst": now.least,
        "_mest": now.most,
        "_blant": now.source,
        "_rad": now.row,
        "_rad_nn": now.row_nn,
        "_hvem": list(now.audience),
        "_folsom": now.sensitive,
        "_plikt": list(now.duties),
        "_overskrift": now.section,
        "_tekst_nn": now.title_nn,
        "_hjelp_nn": now.help_nn,
        "_overskrift_nn": now.section_nn,
        "_vis": list(rule),
        "_valg": [{k: v for k, v in row.items() if v is not None} for row in rows],
    }
    return {key: one for key, one in found.items() if one not in (None, "", [])}


def settings_from(form: Form, said: Mapping[str, Any], before: Settings) -> Settings:
    """The settings as answered; what the form does not ask about is as before."""
    asked = form.resolve(dict(said))["properties"]
    plain = {
        **{"title": "_tekst", "help": "_hjelp", "kind": "_slag", "section": "_overskrift"},
        **{"title_nn": "_tekst_nn", "help_nn": "_hjelp_nn", "section_nn": "_overskrift_nn"},
        **{"row": "_rad", "row_nn": "_rad_nn", "source": "_blant"},
    }
    now = replace(
        before, **{name: said.get(key, "") for name, key in plain.items() if key in asked}
    )
    if "_folsom" in asked:
        now = replace(now, sensitive=bool(said.get("_folsom")))
    if "_hvem" in asked:
        now = replace(now, audience=tuple(said.get("_hvem", ())))
    if "_plikt" in asked:
        now = replace(now, duties=tuple(said.get("_plikt", ())))
    if "_minst" in asked:
        now = replace(now, least=said.get("_minst"))
    if "_mest" in asked:
        now = replace(now, most=said.get("_mest"))
    if "_valg" in asked:
        now = replace(now, choices=_choices(said.get("_valg", ())))
    return now


def _choices(rows: Sequence[Mapping[str, str]]) -> tuple[Choice, ...]:
    """New choices get a value made of their first words; old ones keep theirs."""
    taken = {row["verdi"] for row in rows if row.get("verdi")}
    made = []
    for row in rows:
        value = row.get("verdi") or name_from(row.get("tekst", ""), taken)
        taken.add(value)
        made.append(Choice(value, row.get("tekst", ""), row.get("nynorsk", "")))
    return tuple(made)


def rule_rows(clauses: Sequence[Clause], steering: Sequence[Card]) -> list[Schema] | None:
    """The rule as rows of the form; None if the form has no words for it."""
    order = list(formwords.titles(steering))
    made = []
    for one in clauses:
        card = next((c for c in steering if c.name == one.field), None)
        if card is None:
            return None
        row: Schema = {"felt": one.field}
        if one.how != "answered":
            values = _as_rows(one, card)
            if values is None:
                return None
            row[f"er_{order.index(one.field)}"] = values
        made.append(row)
    return made


def _as_rows(clause: Clause, card: Card) -> list[str] | None:
    if card.kind in ("yes_no", "tick") and clause.how == "is":
        plain = all(isinstance(value, bool) for value in clause.values)
        return ["ja" if value else "nei" for value in clause.values] if plain else None
    fits = {"choice": "is", "many": "has"}.get(card.kind) == clause.how
    known = {one.value for one in choices_of(card.schema)}
    return list(clause.values) if fits and known.issuperset(clause.values) else None


def clauses_from(rows: Sequence[Mapping[str, Any]], steering: Sequence[Card]) -> tuple[Clause, ...]:
    """The rule as answered."""
    order, made = list(formwords.titles(steering)), []
    for row in rows:
        field = str(row["felt"])
        card = next(one for one in steering if one.name == field)
        values: list[Any] = row.get(f"er_{order.index(field)}", [])
        if not values:
            made.append(Clause(field, "answered"))
            continue
        if card.kind not in CHOOSING:
            values = [value == "ja" for value in values]
        made.append(Clause(field, "has" if card.kind == "many" else "is", tuple(values)))
    return tuple(made)
