"""Cases: the list, and one case as pages that each work alone.

Opening any page of a case leaves a line in its trail. A case one may not know of does not exist
here.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import (
    access,
    advance,
    attachments,
    casefile,
    cases,
    comments,
    links,
    people,
    publishing,
)
from engine.access import Action
from engine.audit import Kind
from engine.casefile import CaseStatus
from engine.errors import EngineError, NotAllowed, Refused
from webapp import (
    casedrawing,
    casehead,
    db,
    duties,
    login,
    readforms,
    schoolwords,
    timeline,
)
from webapp.casehead import Head
from webapp.i18n import gettext as _
from webapp.i18n import language
from webapp.once import once

bp = Blueprint("cases", __name__)

#: Cases on one page of the list.
PAGE = 25
#: What the list can be narrowed by.
_FILTERS = ("sok", "status", "flyt", "frist", "ansvar")

bp.add_app_template_filter(schoolwords.size, "size")


@bp.app_template_filter("phase")
def phase_words(key: str) -> str:
    """How far a case has come, in words."""
    return schoolwords.phase(key, language()) if key else _("Åpnet")


@bp.get("/saker")
def page() -> str:
    """Cases the reader may open, newest first."""
    session, actor = db.session(), login.current()
    asked = request.args
    status = {"apne": CaseStatus.OPEN, "avsluttede": CaseStatus.CLOSED}.get(
        asked.get("status", "apne"), ""
    )
    before = asked.get("for", "")
    lines = cases.listed(
        session,
        actor,
        status=status,
        process=asked.get("flyt", "")[:64],
        search=asked.get("sok", "")[:20],
        late=asked.get("frist") == "over",
        led=asked.get("ansvar") == "meg",
        before=int(before) if before.isdigit() and len(before) < 19 else None,
        limit=PAGE + 1,
    )
    processes = {v.key: v.bundle.name(language()) or v.name for v in publishing.all_in_use(session)}
    more = len(lines) > PAGE
    kept = {name: asked[name] for name in _FILTERS if asked.get(name)}
    return render_template(
        "cases.html",
        lines=lines[:PAGE],
        processes=processes,
        asked=asked,
        narrowed=bool(kept),
        later=_address(kept | {"for": str(lines[PAGE - 1].id)}) if more else "",
        first=_address(kept) if before else "",
    )


def _address(query: Mapping[str, str]) -> str:
    return f"{url_for('cases.page')}?{urlencode(query)}"


def opened(code: str, action: Action, shown: str) -> Head:
    """The head of a case for whoever may do `action` to it; the trail says what was opened."""
    session, actor = db.session(), login.current()
    case = cases.read(session, actor, action, code)
    advance.note(session, case.id, Kind.CASE_READ, actor, page=shown)
    return casehead.head(actor, case)


@bp.get("/saker/<code>")
@db.records
def overview(code: str) -> str:
    """Duties, people, open tasks and comments."""
    return _overview(opened(code, Action.READ, "overview"))


def _overview(head: Head, typed: str = "", refused: str = "") -> str:
    session, actor = db.session(), login.current()
    return render_template(
        "case/overview.html",
        head=head,
        duties=duties.checklist(session, actor, head.case, language()),
        people=_people(head.case),
        linked=links.linked(session, actor, head.case.id),
        said=_said(head.case),
        typed=typed,
        refused=refused,
    )


def _people(case: Any) -> list[tuple[str, list[str]]]:
    """Every part somebody has in the case, in words, with who has it."""
    session, found = db.session(), {}
    rows = casefile.parts(session, case.id)
    names = people.names(session, [row.person_id for row in rows])
    for part in casehead.PART_ORDER:
        held = [names[r.person_id] for r in rows if r.part == part and r.person_id in names]
        if held:
            found[casehead.part_words(part)] = held
    return list(found.items())


def _said(case: Any) -> list[tuple[str, Any]]:
    session = db.session()
    said = comments.of_case(session, case)
    names = people.names(session, [one.by for one in said])
    return [(names.get(one.by, ""), one) for one in said]


def _manageable(code: str) -> Any:
    """The case, for whoever may add to it. Raises NotAllowed for those who may only read."""
    session, actor = db.session(), login.current()
    case = cases.read(session, actor, Action.READ, code)
    if not access.may(session, actor, Action.MANAGE, case.id):
        raise NotAllowed(case=case.code)
    return case


@bp.post("/saker/<code>/kommentarer")
@once
def comment(code: str) -> Response | tuple[str, int]:
    """A comment stands in the case."""
    actor, case = login.current(), _manageable(code)
    text = request.form.get("tekst", "")
    try:
        comments.add(db.session(), case, actor, text)
    except (Refused, NotAllowed) as error:
        # Nothing has been written yet, so the page can be shown in the same transaction.
        return _overview(casehead.head(actor, case), text, casehead.refused_words(error)), 422
    flash(_("Kommentaren er lagret."), "success")
    return redirect(url_for("cases.overview", code=case.code, _anchor="kommentarer"), 303)


@bp.get("/saker/<code>/tidslinje")
@db.records
def stream(code: str) -> str:
    """What happened, newest first."""
    head = opened(code, Action.READ, "timeline")
    groups = dict(timeline.group_names())
    if Action.READ_TRAIL not in head.rights:
        del groups["lesing"]
    chosen = [g for g in request.args.getlist("vis") if g in groups] or list(timeline.SHOWN_FIRST)
    before = request.args.get("for", "")
    found = timeline.stream(
        head.case, chosen, int(before) if before.isdigit() and len(before) < 9 else None
    )
    return render_template(
        "case/timeline.html",
        head=head,
        groups=groups,
        chosen=chosen,
        stream=found,
        paged=bool(before),
    )


@bp.get("/saker/<code>/diagram")
@db.records
def drawing(code: str) -> str:
    """Where the case stands on its drawing, and the same in text."""
    head = opened(code, Action.READ, "diagram")
    return render_template("case/drawing.html", head=head, drawn=casedrawing.of_case(head))


@bp.get("/saker/<code>/skjemaer")
@db.records
def forms(code: str) -> str:
    """Every form as it was sent."""
    head = opened(code, Action.READ, "forms")
    return render_template("case/forms.html", head=head, sent=readforms.listed(head.case))


@bp.get("/saker/<code>/skjemaer/<int:number>")
@db.records
def form(code: str, number: int) -> str:
    """One form as it was sent, with the questions of the version it was sent on."""
    session, actor = db.session(), login.current()
    case = cases.read(session, actor, Action.READ, code)
    found = readforms.sent(case, number)
    advance.note(
        session,
        case.id,
        Kind.FORM_READ,
        actor,
        submission=str(number),
        form=found.key,
        element=found.element,
    )
    sections = readforms.sections(found, case, actor)
    return render_template(
        "case/form.html",
        head=casehead.head(actor, case),
        sent=found,
        sections=sections,
        tab=url_for("cases.forms", code=case.code),
    )


@bp.get("/saker/<code>/vedlegg")
@db.records
def files(code: str) -> str:
    """Files of the case."""
    return _files(opened(code, Action.READ, "files"))


def _files(head: Head, refused: str = "") -> str:
    session = db.session()
    found = attachments.of_case(session, head.case)
    names = people.names(session, [file.by for file in found])
    return render_template(
        "case/files.html",
        head=head,
        files=found,
        names=names,
        refused=refused,
        largest=attachments.LARGEST,
    )


@bp.post("/saker/<code>/vedlegg")
@once
def attach(code: str) -> Response | tuple[str, int]:
    """A file is part of the case."""
    session, actor, case = db.session(), login.current(), _manageable(code)
    upload = request.files.get("fil")
    try:
        if upload is None or not upload.filename:
            raise Refused(reason="empty")
        attachments.add(session, case, actor, upload.filename, upload.read(attachments.LARGEST + 1))
    except Refused as error:
        return _files(casehead.head(actor, case), readforms.file_refused(error)), 422
    flash(_("Filen er lagt ved saken."), "success")
    return redirect(url_for("cases.files", code=case.code), 303)


@bp.get("/saker/<code>/innsyn")
@db.records
def readers(code: str) -> str:
    """Who has read what."""
    head = opened(code, Action.READ_TRAIL, "readers")
    return render_template("case/readers.html", head=head, readers=timeline.readers(head.case))


@bp.get("/saker/<code>/teknisk")
@db.records
def technical(code: str) -> str:
    """Where the machine stands, with nothing of what the case is about."""
    head = opened(code, Action.OPERATE, "technical")
    try:
        standing = cases.standing_of(head.case)
    except EngineError:
        standing = None
    return render_template(
        "case/technical.html",
        head=head,
        standing=standing,
        names=casehead.step_names(head.version, language()),
    )
