"""The flows of the school, to read: what happens, who does it, which forms, since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request

from engine import people, publishing, yearwheel
from engine.bundles import Form
from engine.errors import NotFound
from engine.publishing import Origin, ProcessVersion
from webapp import casedrawing, db, login, prose, schoolwords, shown, yearlines
from webapp.i18n import gettext as _
from webapp.i18n import language
from webapp.studio import flows

bp = Blueprint("processes", __name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a form."""

    title: str
    #: keys of the duties it shows
    duties: tuple[str, ...]
    required: bool
    sensitive: bool
    #: who sees the answer, in words
    seen_by: str


@dataclass(frozen=True, slots=True)
class FormLine:
    """One form of a flow."""

    key: str
    title: str
    intro: str
    questions: Sequence[Asked]


@bp.get("/flyter")
def page() -> str:
    """Every flow in use."""
    session, actor = db.session(), login.current()
    versions = publishing.all_in_use(session)
    startable = {v.key for v in publishing.startable(session, actor)}
    waiting = {v.key: v.number for v in publishing.waiting(session)} if actor.can("draws") else {}
    return render_template(
        "processes.html",
        versions=[(v, name_of(v), about(v)) for v in versions],
        startable=startable,
        waiting=waiting,
        origin=origin_words,
        **flows.overview(),
    )


@bp.get("/flyter/<key>")
def one(key: str) -> str:
    """One flow: its drawing, the same in text, its forms, what it is for, and its versions."""
    login.current()
    session = db.session()
    history = publishing.history(session, key)
    asked = request.args.get("versjon", "")
    found = [v for v in history if (str(v.number) == asked if asked else v.in_use)]
    if not found:
        raise NotFound(process=key)
    version = found[0]
    names = people.names(session, [v.published_by for v in history if v.published_by])
    return render_template(
        "process.html",
        version=version,
        name=name_of(version),
        about=about(version),
        drawn=casedrawing.of_version(version),
        forms=[_form_line(version.definition.forms[key]) for key in version.bundle.forms],
        called=version.called,
        callers=[v for v in publishing.all_in_use(session) if key in v.calls],
        name_of=name_of,
        why=_why,
        duties={duty.key: duty for duty in schoolwords.duties(language())},
        readme=prose.html(_readme(version), top=2),
        wheel=_wheel(version),
        roles=[schoolwords.role(key, language()) for key in version.definition.start_roles],
        history=history,
        names=names,
        origin=origin_words,
    )


def _wheel(version: ProcessVersion) -> str:
    """When the flow starts by itself, in words; "" if only people start it."""
    if version.definition.diagram.timer_start is None:
        return ""
    flow = yearlines.flow_of(version)
    if flow.each_class:
        said = _("Starter av seg selv: %(when)s, én sak for hver klasse.", when=flow.when)
    else:
        said = _("Starter av seg selv: %(when)s.", when=flow.when)
    coming = yearwheel.next_of(db.session(), version.key)
    return f"{said} {_('Neste gang: %(day)s.', day=shown.dato(coming))}" if coming else said


@bp.get("/flyter/<key>/<name>.bpmn")
def source(key: str, name: str) -> Response:
    """The drawing as a file that opens in any BPMN modeler."""
    login.current()
    for version in publishing.history(db.session(), key):
        if f"{key}-{version.number}" == name:
            made = Response(version.bundle.diagram_text, content_type="application/xml")
            made.headers["Content-Disposition"] = f'attachment; filename="{name}.bpmn"'
            return made
    raise NotFound(process=key)


def name_of(version: ProcessVersion) -> str:
    """What a flow is called in the reader's language."""
    return version.bundle.name(language()) or version.name


def about(version: ProcessVersion) -> str:
    """What a flow is for, in the reader's language."""
    diagram = version.definition.diagram
    return version.bundle.documentation(language()).get(diagram.key) or diagram.documentation


def origin_words(version: ProcessVersion) -> str:
    """Where a version was drawn, in words."""
    return _("Levert") if version.origin == Origin.SHIPPED else _("Skolens egen")


def _why(version: ProcessVersion, history: Sequence[ProcessVersion]) -> str:
    """Why there is this version: in the publisher's words, or what it calls that was changed."""
    before = next((one for one in history if one.id == version.based_on_id), None)
    if version.note or before is None or before.digest != version.digest:
        return version.note
    changed = [one for one in version.called if before.calls.get(one.key) != one.id]
    return ". ".join(
        _("Følger versjon %(n)s av «%(flow)s»", n=one.number, flow=name_of(one)) for one in changed
    )


def _readme(version: ProcessVersion) -> str:
    """The LESMEG text without its first heading, which is the name of the flow."""
    text = version.bundle.files.get("LESMEG.md", "").lstrip()
    return text.partition("\n")[2] if text.startswith("# ") else text


def _form_line(form: Form) -> FormLine:
    schema = form.localized(language())
    return FormLine(
        key=form.key,
        title=str(schema.get("title") or form.title),
        intro=str(schema.get("description") or ""),
        questions=_questions(form, set(_required(schema))),
    )


def _questions(form: Form, required: set[str]) -> list[Asked]:
    """Every question once, in the order it can be asked; rows of a table after their table."""
    lang = language()
    found: dict[tuple[str, str], Asked] = {}
    for pointer, field in form.fields():
        if field.get("deprecated"):
            continue
        name = pointer.rsplit("/", 1)[-1]
        said = field.get("x-i18n", {}).get(lang, {})
        title = str(said.get("title") or field.get("title") or name.replace("_", " "))
        asked = Asked(
            title=title,
            duties=tuple(str(field.get("x-duty", "")).split()),
            required=name in required,
            sensitive=bool(field.get("x-sensitive")),
            seen_by=_seen_by(field.get("x-visible-to", ["staff"])),
        )
        found.setdefault((name, title), asked)
    return list(found.values())


def _required(schema: Any) -> list[str]:
    if isinstance(schema, list):
        return [name for item in schema for name in _required(item)]
    if not isinstance(schema, dict):
        return []
    own = [str(name) for name in schema.get("required", ())]
    inside = [
        n for key, part in schema.items() if key not in ("if", "required") for n in _required(part)
    ]
    return own + inside


def _seen_by(marks: Sequence[str]) -> str:
    words = {"staff": _("ansatte i saken"), "pupil": _("eleven"), "guardian": _("foresatte")}
    return ", ".join(words.get(mark, mark) for mark in marks)
