"""Answers as they are read: label and value in words, in the order they were asked.

What needs a look-up (names of persons and files) is done here, before a template sees it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from engine import clock
from engine.bundles import Form
from engine.bundles.resolve import is_object
from webapp import messages, typed
from webapp.formcontext import FormContext
from webapp.kinds import Schema, is_choice, values


@dataclass(frozen=True, slots=True)
class Line:
    """One question with its answer."""

    label: str
    #: the answer in words, one string for each of several
    texts: tuple[str, ...] = ()
    #: answers inside: of a group, or of each row
    parts: tuple["Line", ...] = ()
    #: heading before it
    section: str = ""
    #: where each text leads, if anywhere
    urls: tuple[str | None, ...] = ()
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under one heading; the first may have none."""

    heading: str
    lines: list[Line] = field(default_factory=list)


def sections(
    form: Form, answers: Mapping[str, Any], context: FormContext | None = None
) -> list[Section]:
    """The answers as submitted, for the context's audience; what nobody answered is left out."""
    context = context or FormContext()
    flat = for_audience(form.resolve(dict(answers), context.lang), context.audience)
    found: list[Section] = []
    for line in lines(flat, answers, context):
        if line.section or not found:
            found.append(Section(line.section))
        found[-1].lines.append(line)
    return found


def for_audience(
    flat: Schema, audience: str | None, inherited: list[str] | None = None
) -> dict[str, Any]:
    """The resolved schema without fields that are not for this audience."""
    if audience is None:
        return dict(flat)
    marks = flat.get("x-visible-to", inherited or ["staff"])
    made = dict(flat)
    made["properties"] = {}
    for name, part in flat.get("properties", {}).items():
        if isinstance(part, dict) and _seen_in(part, audience, marks):
            made["properties"][name] = _inside(part, audience, marks)
    return made


def _seen_in(schema: Schema, audience: str, inherited: list[str]) -> bool:
    """True if the field, or any field inside it, is for the audience."""
    marks = schema.get("x-visible-to", inherited)
    inside = schema.get("items") if is_object(schema.get("items")) else schema
    if inside is not None and is_object(inside):
        return any(
            _seen_in(part, audience, inside.get("x-visible-to", marks))
            for part in inside["properties"].values()
            if isinstance(part, dict)
        )
    return audience in marks


def _inside(schema: dict[str, Any], audience: str, inherited: list[str]) -> dict[str, Any]:
    marks = schema.get("x-visible-to", inherited)
    if is_object(schema):
        return for_audience(schema, audience, marks)
    if not is_object(schema.get("items")):
        return schema
    rows = [for_audience(row, audience, marks) for row in schema.get("x-rows", ())]
    return {**schema, "items": for_audience(schema["items"], audience, marks), "x-rows": rows}


def lines(flat: Schema, answers: Mapping[str, Any], context: FormContext) -> Iterator[Line]:
    """One line for each answered question of a resolved schema."""
    section = ""
    for name, schema in flat["properties"].items():
        if not isinstance(schema, dict):
            continue
        section = str(schema.get("x-section", "")) or section
        if name in answers:
            title = str(schema.get("title") or name.replace("_", " "))
            yield line(title, schema, answers[name], context, section)
            section = ""


def line(title: str, schema: Schema, value: Any, context: FormContext, section: str = "") -> Line:
    """One question with its answer in words."""
    sensitive = bool(schema.get("x-sensitive"))
    if isinstance(value, dict) and is_object(schema):
        inside = tuple(lines(schema, value, context))
        return Line(title, parts=inside, section=section, sensitive=sensitive)
    if isinstance(value, list) and is_object(schema.get("items")):
        rows = schema.get("x-rows") or [schema["items"]] * len(value)
        named = str(schema["items"].get("title") or title)
        each = tuple(
            line(f"{named} {number}", of, row, context)
            for number, (of, row) in enumerate(zip(rows, value, strict=False), 1)
        )
        return Line(title, parts=each, section=section, sensitive=sensitive)
    several = isinstance(value, list)
    of = schema.get("items", {}) if several else schema
    shown = value if several else [value]
    texts = tuple(in_words(of, one, context) for one in shown)
    files = of.get("format") == "attachment"
    urls = tuple(context.file_url(str(one)) for one in shown) if files else ()
    return Line(title, texts, section=section, urls=urls, sensitive=sensitive)


def in_words(schema: Schema, value: Any, context: FormContext) -> str:
    """One value as a person reads it."""
    if is_choice(schema):
        alike = [
            t
            for v, t in values(schema)
            if v == value and isinstance(v, bool) is isinstance(value, bool)
        ]
        return alike[0] if alike else str(value)
    if isinstance(value, bool):
        return messages.phrase("yes" if value else "no", context.lang)
    if isinstance(value, int | float):
        return typed.typed_number(value)
    return _text_in_words(schema.get("format", ""), str(value), context)


def _text_in_words(form: str, value: str, context: FormContext) -> str:
    try:
        if form == "date":
            return date.fromisoformat(value).strftime("%d.%m.%Y")
        if form == "date-time":
            at = datetime.fromisoformat(value)
            return clock.oslo(at).strftime("%d.%m.%Y kl. %H.%M")
    except ValueError:
        return value
    if form == "time":
        return "kl. " + value[:5].replace(":", ".")
    if form == "person":
        return context.person_name(value) or value
    if form == "group":
        return dict(context.classes()).get(value, value)
    if form == "attachment":
        return context.file_name(value) or value
    return value


def beside(form: Form, context: FormContext) -> list[Line]:
    """The earlier answers the form wants beside it (`x-context`), for this audience.

    Those of several forms stand under the name of each, so that nobody's words are taken for
    another's.
    """
    wanted: dict[str, list[str]] = {}
    for place in form.schema.get("x-context", ()):
        key, _, path = place.partition(".")
        wanted.setdefault(key, []).append(path)
    found = []
    for key in filter(context.earlier.__contains__, wanted):
        earlier, answers = context.earlier[key]
        flat = for_audience(earlier.resolve(dict(answers), context.lang), context.audience)
        picked = [
            one for path in wanted[key] for one in _picked(flat, answers, path.split("."), context)
        ]
        if picked:
            found.append((str(flat.get("title") or earlier.title), picked))
    if len(found) == 1:
        return found[0][1]
    return [Line(title, parts=tuple(picked)) for title, picked in found]


def _picked(
    flat: Schema, answers: Mapping[str, Any], path: list[str], context: FormContext
) -> list[Line]:
    schema, value = flat["properties"].get(path[0]), answers.get(path[0])
    if not isinstance(schema, dict) or value is None:
        return []
    if len(path) > 1 and isinstance(value, dict) and is_object(schema):
        return _picked(schema, value, path[1:], context)
    title = str(schema.get("title") or path[0])
    return [line(title, schema, value, context)] if len(path) == 1 else []
