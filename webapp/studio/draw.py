"""The drawing surface: where the school draws its own flow, on a draft that nothing runs on.

The page holds the drawing as a picture and a list; where there is room and scripts run, a modeler
takes the picture's place. It saves by itself and asks the lint as one draws. Whoever saves last
never wins silently: the other's drawing comes back, and both stand until a person has chosen.
"""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from engine import clock, people, processdrafts, publishing
from engine.bundles import Bundle, BundleRefused, Diagram, Finding, laid_out, read_diagram
from engine.bundles.reader import MAX_BYTES
from engine.errors import NotAllowed, NotFound, Refused
from engine.people import Actor
from engine.processdrafts import Draft, DraftChanged
from engine.publishing import ProcessVersion
from webapp import casedrawing, db, diagram, findings, login, shown
from webapp.i18n import gettext as _
from webapp.i18n import language
from webapp.studio import choices

bp = Blueprint("draw", __name__)
#: A form in the file name of a finding.
_FORMS = "forms/"


def drawer() -> Actor:
    """The person asking, who may draw. Raises NotAllowed."""
    actor = login.current()
    if not actor.can("draws"):
        raise NotAllowed(capability="draws")
    return actor


@bp.get("/flyter/<key>/tegn")
def page(key: str) -> str:
    """The drawing surface of one process."""
    drawer()
    session = db.session()
    draft = processdrafts.of(session, key)
    drawn, names = _read(draft.bundle), draft.bundle.names(language())
    return render_template(
        "studio/draw.html",
        key=key,
        name=draft.bundle.name(language()) or (drawn.name if drawn else key),
        version=_in_use(key),
        svg=diagram.render(drawn, lang=language(), names=names) if drawn else "",
        lines=casedrawing.told(drawn, draft.bundle) if drawn else [],
        begun=draft.begun,
        given={
            "key": key,
            "lang": language(),
            "state": _state(draft),
            "choices": choices.of(session, draft.bundle),
            "addresses": _addresses(key),
        },
    )


def _addresses(key: str) -> dict[str, str]:
    own = url_for("draw.page", key=key)
    return {
        "save": own,
        "check": url_for("draw.check", key=key),
        "state": url_for("draw.state", key=key),
        "undo": url_for("draw.undo", key=key),
        "redo": url_for("draw.redo", key=key),
        "form": f"/skjema/{key}/",
        "flows": "/flyter/",
    }


@bp.post("/flyter/<key>/tegn")
def save(key: str) -> Response | tuple[Response, int]:
    """The drawing is saved in the draft; 409 with the other's when it is no longer the one seen."""
    actor, text = drawer(), _sent()
    draft = processdrafts.of(db.session(), key)
    return _answer(
        key,
        lambda: processdrafts.save(
            db.session(), key, {draft.bundle.diagram_name: text}, seen=_seen(), by=actor
        ),
    )


@bp.post("/flyter/<key>/tegn/angre")
def undo(key: str) -> Response | tuple[Response, int]:
    """The saving before stands again."""
    drawer()
    return _answer(key, lambda: processdrafts.undo(db.session(), key, seen=_seen()))


@bp.post("/flyter/<key>/tegn/gjenta")
def redo(key: str) -> Response | tuple[Response, int]:
    """The saving after stands again."""
    drawer()
    return _answer(key, lambda: processdrafts.redo(db.session(), key, seen=_seen()))


@bp.get("/flyter/<key>/tegn/na")
def state(key: str) -> Response:
    """The draft as it stands now, with what there is to choose from."""
    drawer()
    draft = processdrafts.of(db.session(), key)
    return jsonify(_state(draft) | {"choices": choices.of(db.session(), draft.bundle)})


@bp.post("/flyter/<key>/tegn/sjekk")
@db.asks
def check(key: str) -> Response:
    """What stands in the way of publishing the drawing as it was sent, and what is worth a look."""
    drawer()
    session, text = db.session(), _sent()
    draft = processdrafts.of(session, key)
    bundle = Bundle(key, {**draft.bundle.files, draft.bundle.diagram_name: text})
    return jsonify([_said(one, key) for one in publishing.findings(session, bundle)])


def _answer(key: str, change: Any) -> Response | tuple[Response, int]:
    try:
        return jsonify(_state(change()))
    except DraftChanged:
        db.undo()
        return jsonify(_state(processdrafts.of(db.session(), key))), 409
    except Refused:
        db.undo()
        return jsonify(_state(processdrafts.of(db.session(), key))), 422


def _body() -> dict[str, Any]:
    found = request.get_json(silent=True)
    if not isinstance(found, dict):
        raise Refused(reason="not_json")
    return found


def _sent() -> str:
    text = _body().get("bpmn")
    if not isinstance(text, str) or not text or len(text) > MAX_BYTES:
        raise Refused(reason="file_too_big", limit=MAX_BYTES)
    return text


def _seen() -> int:
    seen = _body().get("seen")
    if not isinstance(seen, int) or isinstance(seen, bool):
        raise Refused(reason="not_seen")
    return seen


def _state(draft: Draft) -> dict[str, Any]:
    """The draft as the browser keeps it."""
    by = people.names(db.session(), [draft.saved_by]) if draft.saved_by else {}
    actor = login.known()
    return {
        "revision": draft.revision,
        "bpmn": _pictured(draft.bundle.files.get(draft.bundle.diagram_name, "")),
        "by": by.get(draft.saved_by or 0, ""),
        "mine": actor is not None and actor.id == draft.saved_by,
        "saved": _when(draft),
        "undo": draft.can_undo,
        "redo": draft.can_redo,
    }


def _pictured(text: str) -> str:
    """The drawing with places for its steps, also where a file came without them."""
    if "BPMNShape" in text or not text:
        return text
    try:
        read_diagram(text.encode())
        return laid_out(text.encode()).decode()
    except (BundleRefused, LookupError):
        # Too broken to be given places; the lint tells how, and the list can mend it.
        return text


def _when(draft: Draft) -> str:
    """When it was saved: the time, with the day before it where that is not today."""
    if draft.saved_at is None:
        return ""
    today = clock.oslo(clock.now()).date() == clock.oslo(draft.saved_at).date()
    return shown.klokke(draft.saved_at) if today else shown.oslo(draft.saved_at)


def _in_use(key: str) -> ProcessVersion | None:
    try:
        return publishing.in_use(db.session(), key)
    except NotFound:
        return None


def _read(bundle: Bundle) -> Diagram | None:
    """The drawing for those who cannot draw here; None if it cannot be read."""
    try:
        return read_diagram(bundle.diagram_text.encode())
    except BundleRefused:
        return None


def _said(finding: Finding, key: str) -> dict[str, str]:
    """One line of the check list: in words, and where in the drawing or in which form it is."""
    element = finding.element or ""
    text = findings.sentence(finding, language())
    if element and not element.startswith("/"):
        # The id is for those who read files; here the line leads to the element itself.
        text = text.replace(f"» ({element})", "»")
        if finding.params.get("name") == element:
            text = text.replace(element, _("«uten navn»"), 1)
    form = ""
    if finding.source.startswith(_FORMS):
        form = f"/skjema/{key}/{finding.source.removeprefix(_FORMS).removesuffix('.json')}"
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "element": element,
        "text": text,
        "form": form,
    }
