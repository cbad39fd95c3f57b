"""The trail of a case: every event in order, with proof that none is missing or changed."""

from flask import Blueprint, render_template, request

from engine import advance, audit, cases
from engine.access import Action
from engine.audit import Kind
from webapp import casehead, db, login, sentences, timeline, trailproof
from webapp.i18n import language

bp = Blueprint("trail", __name__)

#: Events on one page of the trail.
PAGE = 500


@bp.get("/saker/<code>/spor")
@db.records
def page(code: str) -> str:
    """The trail, oldest first, proved at this moment. Opening it stands in it."""
    session, actor = db.session(), login.current()
    case = cases.read(session, actor, Action.READ_TRAIL, code)
    fault = trailproof.prove_case(session, case)
    advance.note(session, case.id, Kind.TRAIL_READ, actor)
    groups = timeline.group_names()
    chosen = [g for g in request.args.getlist("vis") if g in groups]
    kinds = sorted(str(kind) for group in chosen for kind in timeline.GROUPS[group])
    after = request.args.get("etter", "")
    events = audit.trail(
        session,
        case.id,
        after=int(after) if after.isdigit() and len(after) < 9 else 0,
        limit=PAGE + 1,
        kinds=kinds,
    )
    more, events = len(events) > PAGE, events[:PAGE]
    return render_template(
        "case/trail.html",
        head=casehead.head(actor, case),
        events=events,
        told=sentences.teller(session, events, language()),
        fault=fault,
        count=case.audit_seq,
        digest=bytes(case.audit_digest).hex(),
        groups=groups,
        chosen=chosen,
        after=events[-1].seq if more else None,
    )
