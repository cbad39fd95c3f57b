"""Reporting: the first page, the form, and the receipt. Open to everybody, signed in or not.

Of somebody who does not sign in nothing is kept but what they write. What is typed comes back on
the page whatever happens to it.
"""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from engine import casefile, cases, publishing, tokens, uploads
from engine.attachments import LARGEST
from engine.bundles import Form
from engine.errors import AnswersRefused, NotFound, Refused
from engine.people import ANONYMOUS, Actor
from engine.publishing import ProcessVersion
from engine.runtime import ExpressionFailed
from webapp import db, login, patience, persons, readforms, receipts, schoolwords
from webapp.formcontext import FileRefused, FormContext
from webapp.formpages import FormPage, from_answers, from_post
from webapp.i18n import gettext as _
from webapp.i18n import language
from webapp.once import once

bp = Blueprint("report", __name__)


@bp.get("/meld")
def page() -> str:
    """Who it concerns, as big doors; whom to call; and the way out."""
    actor, words = login.known(), schoolwords.report_page(language())
    doors = [door for door in words.get("doors", ()) if _open_to(door, actor)]
    # One's own doors first, so that a phone shows them without scrolling.
    doors.sort(key=lambda door: actor is None or door.get("first_for") != actor.kind)
    shown = {door["process"] for door in doors}
    others = [
        (v.key, v.bundle.name(language()) or v.name)
        for v in publishing.startable(db.session(), actor or ANONYMOUS)
        if v.key not in shown and v.definition.start_form
    ]
    return render_template(
        "report/page.html", doors=doors, others=others, phones=words.get("phones", ())
    )


def _open_to(door: Mapping[str, Any], actor: Actor | None) -> bool:
    try:
        _startable(door["process"], actor)
    except NotFound:
        return bool(door.get("sign_in")) and actor is None
    return True


def _startable(process: str, actor: Actor | None) -> ProcessVersion:
    for version in publishing.startable(db.session(), actor or ANONYMOUS):
        if version.key == process and version.definition.start_form:
            return version
    raise NotFound(process=process)


def _form_of(version: ProcessVersion) -> Form:
    return version.definition.forms[str(version.definition.start_form)]


@bp.get("/meld/<process>")
def form(process: str) -> str | Response:
    """The form, begun as the door says."""
    actor, door = login.known(), _door(request.args.get("som", ""))
    if door.get("sign_in") and actor is None and "uten" not in request.args:
        return redirect(
            url_for("login.page", til=url_for("report.form", process=process, som=door["key"])), 303
        )
    version = _startable(process, actor)
    begun = door.get("answers", {}) if door.get("process") == process else {}
    return _page(version, from_answers(_form_of(version), begun, _context(actor)))


def _door(key: str) -> Mapping[str, Any]:
    doors = schoolwords.report_page(language()).get("doors", ())
    return next((door for door in doors if door["key"] == key), {})


def _page(version: ProcessVersion, shown: FormPage, notice: str = "") -> str:
    words = schoolwords.report_page(language())
    return render_template(
        "report/form.html",
        page=shown,
        process=version.key,
        phones=words.get("phones", ()),
        notice=notice,
    )


@bp.post("/meld/<process>")
@once
def send(process: str) -> Response | str | tuple[str, int]:
    """The report is a case, or the page says what to mend with everything typed still there."""
    actor = login.known()
    version = _startable(process, actor)
    shown = from_post(_form_of(version), request.form, _context(actor), request.files)
    if shown.action and shown.action != "send":
        return _page(version, shown)
    if not shown.validate():
        return _page(version, shown), 422
    by = _by(actor, shown.answers)
    if by.id == 0 and not patience.take(request.remote_addr or ""):
        return _page(version, shown, _too_many()), 429
    try:
        with db.session().begin_nested():
            made = cases.open_case(db.session(), process, by, shown.answers)
            _hand_over(version, shown, made.code, by)
    except AnswersRefused as error:
        shown.refuse(error.errors)
        return _page(version, shown), 422
    except ExpressionFailed:
        return _page(version, shown, _stopped()), 409
    word = receipts.token(made.code, process, known=by.id != 0)
    return redirect(url_for("report.receipt", k=word), 303)


def _by(actor: Actor | None, answers: Mapping[str, Any]) -> Actor:
    """Who reports: whoever is signed in, unless they asked not to be named."""
    nameless = schoolwords.report_page(language()).get("nameless", {})
    asked = any(answers.get(name) in values for name, values in nameless.items())
    return ANONYMOUS if actor is None or asked else actor


def _hand_over(version: ProcessVersion, shown: FormPage, code: str, by: Actor) -> None:
    """Files sent with the report belong to the case from now on."""
    secret = login.browser().get("uploads")
    numbers = [
        key for path in _form_of(version).attachment_fields for key in _keys(shown.answers, path)
    ]
    if not secret or not numbers:
        return
    case = casefile.by_code(db.session(), code)
    for key in numbers:
        uploads.hand_over(db.session(), secret, int(key), case, by)


def _keys(value: Any, path: tuple[str, ...]) -> list[str]:
    if not path:
        return [value] if isinstance(value, str) else []
    if path[0] == "*":
        return [key for row in value or () for key in _keys(row, path[1:])]
    return _keys(value.get(path[0]), path[1:]) if isinstance(value, dict) else []


def _too_many() -> str:
    return _(
        "Det er sendt mange meldinger herfra på kort tid. Vent ti minutter og send på nytt. Det du "
        "har skrevet, står her fortsatt. Haster det, bruk telefonnumrene nedenfor."
    )


def _stopped() -> str:
    return _(
        "Vi fikk ikke tatt imot meldingen, fordi en regel i flyten er feil. Det du har skrevet, "
        "står her fortsatt. Si fra til en voksen på skolen, eller ring skolen."
    )


def _context(actor: Actor | None) -> FormContext:
    """What the form may look up: persons only for those signed in, files only one's own."""
    secret = login.browser().setdefault("uploads", tokens.new_secret())

    def store(upload: FileStorage, _schema: Mapping[str, Any]) -> str:
        if actor is None and not patience.take(request.remote_addr or "", "files"):
            raise FileRefused(_("Det er sendt mange filer herfra på kort tid. Vent ti minutter."))
        try:
            number = uploads.keep(
                db.session(), secret, upload.filename or "", upload.read(LARGEST + 1)
            )
        except Refused as error:
            raise FileRefused(readforms.file_refused(error)) from error
        return str(number)

    def file_name(key: str) -> str | None:
        try:
            return uploads.waiting(db.session(), secret, int(key)).name if key.isdigit() else None
        except NotFound:
            return None

    if actor is None:
        return FormContext(lang=language(), audience=None, store_file=store, file_name=file_name)
    return FormContext(
        lang=language(),
        audience=None,
        find_person=persons.finder(actor),
        person_name=persons.name_of,
        classes=persons.classes,
        search_url=url_for("persons.search") if persons.may_search(actor) else "",
        store_file=store,
        file_name=file_name,
    )


@bp.get("/meld/kvittering")
def receipt() -> str | Response:
    """The code, what happens now and when; to be seen again for a short while."""
    kept = receipts.read(request.args.get("k", ""))
    if kept is None:
        return redirect(url_for("report.page"), 303)
    words = schoolwords.report_page(language())
    return render_template(
        "report/receipt.html",
        code=kept.code,
        known=kept.known,
        steps=words.get("next", {}).get(kept.process, ()),
        rights=words.get("rights", {}).get(kept.process, ""),
        phones=words.get("phones", ()),
    )
