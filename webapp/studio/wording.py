"""Deadlines and conditions of a drawing in the words of the list editor, and back.

The usual shapes are a number and a unit, or one choice in a list; anything else is shown as the
rule it is and kept letter by letter.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.i18n import gettext as _

#: Unit as posted, and the rule a number of it is written as.
_RULES = {
    "skoledager": "skoledager({})",
    "virkedager": "virkedager({})",
    "timer": "PT{}H",
    "minutter": "PT{}M",
}
_SHAPES = {
    unit: re.compile(re.escape(rule).replace(r"\{\}", r"(\d{1,4})"))
    for unit, rule in _RULES.items()
}
#: The unit that stands for a rule somebody has written, and for an answer that gives the day.
OWN, ANSWER = "regel", "svar"
MOST = 2000


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as it is filled in."""

    #: A key of `units`, "" for no deadline.
    unit: str = ""
    number: str = ""
    #: The rule itself, where the unit is "regel"; the field, where it is "svar".
    rule: str = ""


def units() -> Sequence[tuple[str, str]]:
    """(key, words) of the ways to give a deadline."""
    return [
        ("", _("Ingen frist")),
        ("skoledager", _("Skoledager")),
        ("virkedager", _("Virkedager")),
        ("timer", _("Timer")),
        ("minutter", _("Minutter")),
        (ANSWER, _("Dagen som er svart i et skjema")),
        (OWN, _("En egen regel")),
    ]


def read_due(rule: str, dates: Sequence[tuple[str, str]]) -> Due:
    """The deadline as it is filled in. `dates`: fields that hold a day."""
    rule = rule.strip()
    if not rule:
        return Due()
    for unit, shape in _SHAPES.items():
        found = shape.fullmatch(rule)
        if found:
            return Due(unit, found[1])
    if rule in dict(dates):
        return Due(ANSWER, rule=rule)
    return Due(OWN, rule=rule)


def write_due(due: Due) -> tuple[str, str]:
    """The rule, and what is wrong with what was filled in; one of them is ""."""
    if due.unit in _RULES:
        if not re.fullmatch(r"[0-9]{1,4}", due.number) or int(due.number) == 0:
            return "", _("Skriv hvor mange, med et helt tall fra 1 og opp.")
        return _RULES[due.unit].format(int(due.number)), ""
    if due.unit in (OWN, ANSWER):
        rule = due.rule.strip()[:MOST]
        return (rule, "") if rule else ("", _("Skriv regelen, eller velg en annen frist."))
    return "", ""


def dates(forms: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """(rule, words) of every field that holds a day. `forms`: as `choices.of` gives them."""
    return [
        (f"{form['key']}.{'.'.join(field['path'])}", f"{form['title']}: {field['title']}")
        for form in forms
        for field in form["fields"]
        if field["kind"] == "date"
    ]


def conditions(forms: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """(form, [(rule, words)]) of everything a way can be chosen by without writing a rule."""
    found = []
    for form in forms:
        rules = [one for field in form["fields"] for one in _rules(form["key"], field)]
        if rules:
            found.append((str(form["title"]), rules))
    return found


def _rules(form: str, field: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    path, title = f"{form}.{'.'.join(field['path'])}", field["title"]
    if field["kind"] == "yes_or_no":
        yield f"{path} = true", _("«%(field)s» er Ja", field=title)
        yield f"{path} = false", _("«%(field)s» er Nei", field=title)
    elif field["kind"] == "choice":
        for one in field["choices"]:
            value = str(one["value"])
            if '"' not in value and "\\" not in value:
                words = _("«%(field)s» er «%(value)s»", field=title, value=one["name"])
                yield f'{path} = "{value}"', words
