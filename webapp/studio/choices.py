"""What the drawing surface offers to choose from: roles, forms and their fields, flows, duties.

Everything comes with the words a reader knows it by; the drawing itself keeps the keys. The names
of roles come in bokmål too, because a lane is named after one whoever reads.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from engine import outbox, people, publishing
from engine.bundles import Bundle, BundleRefused, Form, read_form, read_xml
from engine.expressions import DecisionTable, ExpressionError, read_decision
from webapp import mail, schoolwords
from webapp.i18n import gettext as _
from webapp.i18n import language

Choice = dict[str, Any]
#: JSON type of a field → what a sentence about it can say
_KINDS = {"boolean": "yes_or_no", "integer": "number", "number": "number", "array": "list"}
#: the form keeps it, but no sentence about it makes sense
_SILENT = "other"


def of(session: Session, bundle: Bundle) -> Mapping[str, Any]:
    """Everything the lists of the drawing surface hold, ready to be written as JSON."""
    lang = language()
    return {
        "roles": [
            {"key": role.key, "lane": role.name, "name": role.nn if lang == "nn" else role.name}
            for role in people.roles()
        ],
        "forms": [_form(key, text, lang) for key, text in bundle.forms.items()],
        "tables": [_table(table) for text in bundle.tables.values() for table in _tables(text)],
        "processes": [
            {"key": one.key, "name": one.bundle.name(lang) or one.name}
            for one in publishing.all_in_use(session)
            if one.key != bundle.key
        ],
        "operations": [
            {"key": "open_case", "name": _("Åpne en ny sak")},
            {"key": "notify", "name": _("Si fra til noen")},
        ],
        "templates": [
            {"key": key, "name": mail.TEXTS[key][lang][0]}
            for key in outbox.TEMPLATES
            if key in mail.TEXTS
        ],
        "duties": [
            {"key": duty.key, "name": duty.name, "text": duty.text}
            for duty in schoolwords.duties(lang)
        ],
        "phases": [
            {"key": key, "name": schoolwords.phase(key, lang)} for key in schoolwords.phases()
        ],
        "rows": [
            {"key": row.id, "name": row.words[lang]["hva"]} for row in schoolwords.plan(lang).rows
        ],
    }


@lru_cache(maxsize=512)
def _form(key: str, text: str, lang: str) -> Choice:
    """A form with the fields a case can be steered by; only its key if it cannot be read."""
    try:
        form = read_form(text, key)
    except BundleRefused:
        return {"key": key, "title": key, "fields": []}
    title = str(form.localized(lang).get("title") or key)
    return {"key": key, "title": title, "fields": list(_fields(form, lang))}


def _fields(form: Form, lang: str) -> Iterator[Choice]:
    for path, schemas in form.places.items():
        field = schemas[0]
        made: Choice = {
            "path": list(path),
            "title": _title(path[-1], field, lang),
            "kind": _kind(field),
        }
        if choices := list(_options(field, lang)):
            made |= {"kind": "choice", "choices": choices}
        yield made


def _title(name: str, field: Mapping[str, Any], lang: str) -> str:
    said = field.get("x-i18n", {}).get(lang, {}).get("title")
    return str(said or field.get("title") or name.replace("_", " "))


def _kind(field: Mapping[str, Any]) -> str:
    form = field.get("format")
    if form in ("date", "date-time", "person"):
        return {"date-time": "date"}.get(form, str(form))
    items = field.get("items", {})
    if field.get("type") == "array" and isinstance(items, dict):
        return "persons" if items.get("format") == "person" else "list"
    if field.get("type") == "string":
        return _SILENT if form == "attachment" else "text"
    return _KINDS.get(str(field.get("type")), _SILENT)


def _options(field: Mapping[str, Any], lang: str) -> Iterator[Choice]:
    """What can be answered, where it is one of a few."""
    for value in field.get("enum", ()):
        if isinstance(value, str):
            yield {"value": value, "name": value}
    for one in field.get("oneOf", ()):
        if isinstance(one, dict) and isinstance(one.get("const"), str):
            yield {"value": one["const"], "name": _title(one["const"], one, lang)}


@lru_cache(maxsize=128)
def _tables(text: str) -> tuple[DecisionTable, ...]:
    """The decisions of one file; those that cannot be read are the lint's to tell about."""
    try:
        root = read_xml(text.encode("utf-8", "surrogatepass"))
    except BundleRefused:
        return ()
    found = []
    for node in root.iter("{*}decision"):
        try:
            found.append(read_decision(root, str(node.get("id"))))
        except ExpressionError:
            continue
    return tuple(found)


def _table(table: DecisionTable) -> Choice:
    return {
        "key": table.id,
        "name": table.name or table.id,
        "outputs": [{"name": one.name, "title": one.label or one.name} for one in table.columns],
    }
