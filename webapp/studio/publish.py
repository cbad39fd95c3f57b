"""From draft to published on one page: what is new, the checks, the cases it touches, approval.

Whoever draws proposes; somebody else, who draws or leads the school, approves. What a person is
shown is what is published: the proposal holds the bundle as it was, and a draft that has changed
since the page was opened is shown again first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import clock, people, processdrafts, proposals, publishing, trials
from engine.bundles import Bundle, BundleRefused, Finding
from engine.bundles.difference import difference
from engine.bundles.lawrules import Waiver
from engine.clock import OSLO
from engine.errors import BundleInvalid, NotAllowed, NotFound, ReasonMissing, Refused
from engine.people import Actor
from engine.processdrafts import Draft, DraftChanged
from engine.proposals import Proposal, Status
from engine.publishing import ProcessVersion
from engine.rehearsal import rehearse
from webapp import changes, db, findings, login, typed
from webapp.i18n import gettext as _
from webapp.i18n import language
from webapp.once import once
from webapp.studio import effects, pictures
from webapp.studio.effects import Line

bp = Blueprint("publish", __name__)
#: Fields in which a breach of law is answered for begin so.
_WAIVER = "unntak-"
#: When in the day something is published that has only been given a date.
_MORNING = time(6, 0)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed on the page, and what must be mended."""

    note: str = ""
    day: str = ""
    moving: tuple[str, ...] = ()
    #: Why a rule of law is broken, by the rule's key.
    waivers: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    #: Text by field.
    faults: Mapping[str, str] | None = None
    conflict: str = ""


def _looker() -> Actor:
    """Somebody who may propose or approve. Raises NotAllowed."""
    actor = login.current()
    if not (actor.can("draws") or actor.can("leads_school")):
        raise NotAllowed(capability="draws")
    return actor


@bp.get("/flyter/<key>/publiser")
def page(key: str) -> str:
    """What would be published, with everything a person needs to say yes or no."""
    return _page(key, _looker(), Typed())


@bp.post("/flyter/<key>/publiser")
@once
def propose(key: str) -> Response | tuple[str, int]:
    """The draft waits for another person's approval."""
    actor = _looker()
    if not actor.can("draws"):
        raise NotAllowed(capability="draws")
    said = Typed(
        note=request.form.get("begrunnelse", "")[:2000],
        day=request.form.get("dato", "")[:40],
        moving=tuple(request.form.getlist("flytt")),
        waivers={
            name.removeprefix(_WAIVER): text[:2000]
            for name, text in request.form.items()
            if name.startswith(_WAIVER) and text.strip()
        },
    )
    at, fault = _moment(said.day)
    faults = {"dato": fault} if fault else {}
    if not said.note.strip():
        faults["begrunnelse"] = _("Skriv hvorfor flyten endres. Det blir stående i historikken.")
    if faults:
        return _again(key, actor, said, faults), 422
    draft, session = processdrafts.of(db.session(), key), db.session()
    try:
        moving = effects.chosen(_effects(draft.bundle), said.moving) if said.moving else []
        proposals.propose(
            session,
            key,
            actor,
            said.note,
            seen=_seen(),
            moving=moving,
            at=at,
            waivers=said.waivers,
        )
    except DraftChanged:
        db.undo()
        text = _("Kladden er endret siden du åpnet siden. Se gjennom en gang til, så kan du sende.")
        return _again(key, actor, said, {}, text), 409
    except (BundleInvalid, BundleRefused):
        db.undo()
        text = _("Sjekkene fant feil som må rettes først. De står under «Sjekker».")
        return _again(key, actor, said, {}, text), 422
    flash(_("Sendt til godkjenning. En annen enn deg må se på det før det blir publisert."))
    return redirect(url_for("publish.page", key=key), 303)


@bp.post("/flyter/<key>/publiser/<int:number>/godkjenning")
@once
def approve(key: str, number: int) -> Response | tuple[str, int]:
    """Published, or to be published at its time."""
    actor = _looker()
    proposal = proposals.one(db.session(), key, number)
    try:
        proposals.approve(db.session(), proposal.id, actor)
    except BundleInvalid:
        db.undo()
        text = _("Flyten passer ikke lenger med flytene den bruker. Den må ses på en gang til.")
        return _again(key, actor, Typed(), {}, text), 422
    if proposal.status == Status.PUBLISHED:
        flash(_("Publisert. Nye saker følger den nye versjonen fra nå av."))
        return redirect(url_for("processes.one", key=key), 303)
    flash(_("Godkjent. Den publiseres av seg selv når tiden er inne."))
    return redirect(url_for("publish.page", key=key), 303)


@bp.post("/flyter/<key>/publiser/<int:number>/avslag")
@once
def refuse(key: str, number: int) -> Response | tuple[str, int]:
    """Not published; the draft stays."""
    actor = _looker()
    said = Typed(reason=request.form.get("grunn", "")[:2000])
    proposals.one(db.session(), key, number)
    try:
        proposals.refuse(db.session(), number, actor, said.reason)
    except ReasonMissing:
        faults = {"grunn": _("Skriv hvorfor, så den som tegner vet hva som må endres.")}
        return _again(key, actor, said, faults), 422
    flash(_("Du sa nei. Kladden står som den var."))
    return redirect(url_for("publish.page", key=key), 303)


@bp.post("/flyter/<key>/publiser/<int:number>/tilbaketrekking")
@once
def withdraw(key: str, number: int) -> Response:
    """No longer proposed; the draft stays."""
    actor = _looker()
    proposals.one(db.session(), key, number)
    proposals.withdraw(db.session(), number, actor)
    flash(_("Trukket tilbake. Kladden står som den var."))
    return redirect(url_for("publish.page", key=key), 303)


@bp.post("/flyter/<key>/publiser/<int:number>/angring")
@once
def revert(key: str, number: int) -> Response | tuple[str, int]:
    """The version before is in use again, with every case that stood on this one."""
    actor = _looker()
    said = Typed(reason=request.form.get("grunn", "")[:2000])
    proposals.one(db.session(), key, number)
    try:
        proposals.revert(db.session(), number, actor, said.reason)
    except ReasonMissing:
        faults = {"grunn": _("Skriv hvorfor publiseringen angres.")}
        return _again(key, actor, said, faults), 422
    except Refused:
        db.undo()
        text = _("Det kan ikke angres lenger: en sak har gått videre på den nye versjonen.")
        return _again(key, actor, said, {}, text), 409
    flash(_("Angret. Versjonen fra før er i bruk igjen."))
    return redirect(url_for("processes.one", key=key), 303)


@bp.post("/flyter/<key>/kladd/forkastelse")
@once
def discard(key: str) -> Response | tuple[str, int]:
    """The draft is gone; what is in use is as it was."""
    actor = _looker()
    if not actor.can("draws"):
        raise NotAllowed(capability="draws")
    try:
        processdrafts.discard(db.session(), key, seen=_seen())
    except DraftChanged:
        db.undo()
        text = _("Noen har tegnet videre siden du åpnet siden. Kladden er ikke forkastet.")
        return _again(key, actor, Typed(), {}, text), 409
    flash(_("Kladden er forkastet."))
    return redirect(url_for("processes.page"), 303)


def _seen() -> int:
    text = request.form.get("sett", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def _moment(text: str) -> tuple[datetime | None, str]:
    """When to publish, None for at once; and what is wrong with what was typed."""
    if not text.strip():
        return None, ""
    try:
        day = date.fromisoformat(typed.day(text) or "")
    except ValueError:
        return None, _("Skriv en dato, slik: 17.8.2026, eller la feltet stå tomt.")
    at = datetime.combine(day, _MORNING, OSLO)
    if at <= clock.now():
        return None, _("Velg en dag som ikke har begynt, eller la feltet stå tomt.")
    return at, ""


def _again(
    key: str, actor: Actor, said: Typed, faults: Mapping[str, str], conflict: str = ""
) -> str:
    return _page(key, actor, replace(said, faults=faults, conflict=conflict))


def _page(key: str, actor: Actor, said: Typed) -> str:
    session = db.session()
    history = proposals.history(session, key)
    proposal = next((one for one in history if one.status in proposals.OPEN), None)
    used = _in_use(key)
    draft = _draft(key)
    if draft is None and proposal is None:
        raise NotFound(process=key)
    bundle = proposal.bundle if proposal else draft.bundle if draft else Bundle(key, {})
    asked = proposal.waivers if proposal else said.waivers
    person = _("Den som godkjenner")
    waivers = [Waiver(rule, why, person) for rule, why in asked.items()]
    checks = publishing.findings(session, bundle, waivers)
    if not any(one.severity == "error" for one in checks):
        checks += trials.failing(session, bundle)
    stops = [one for one in checks if one.severity == "error"]
    breaches = {one.params["law"]: _advice(one) for one in stops if one.rule == "law_breach"}
    news = difference(used.bundle, bundle) if used and not pictures.unreadable(bundle) else []
    names = people.names(session, [i for one in history for i in _persons(one)])
    return render_template(
        "studio/publish.html",
        key=key,
        name=pictures.name_of(bundle),
        used=used,
        draft=draft,
        proposal=proposal,
        new=used is None or used.digest != bundle.digest,
        changes=changes.sentences(news, language()),
        pictures=pictures.pictures(used, bundle, changes.marks(news)),
        stops=[findings.sentence(one, language()) for one in stops],
        breaches=breaches if len(stops) == _count(stops, "law_breach") else {},
        answered={one.params["law"]: _advice(one) for one in checks if one.rule == "law_waived"},
        advice=[_advice(one) for one in checks if one.severity != "error"],
        lines=[] if stops or used is None else _effects(bundle),
        draws=actor.can("draws"),
        decides=proposal is not None and proposals.may_decide(actor, proposal),
        said=said,
        faults=said.faults or {},
        history=history,
        names=names,
        status=_status,
        undoable=_undoable(history, used),
    )


def _count(found: Sequence[Finding], rule: str) -> int:
    return sum(one.rule == rule for one in found)


def _advice(finding: Finding) -> str:
    return findings.sentence(finding, language())


def _draft(key: str) -> Draft | None:
    try:
        return processdrafts.of(db.session(), key)
    except NotFound:
        return None


def _in_use(key: str) -> ProcessVersion | None:
    try:
        return publishing.in_use(db.session(), key)
    except NotFound:
        return None


def _effects(bundle: Bundle) -> list[Line]:
    target = publishing.prepared(db.session(), bundle)
    drawn = {key: element.name for key, element in target.elements.items() if element.name}
    names = {**drawn, **bundle.names(language())}
    return effects.lines(rehearse(db.session(), bundle), names)


def _persons(proposal: Proposal) -> list[int]:
    return [i for i in (proposal.proposed_by, proposal.decided_by) if i]


def _undoable(history: Sequence[Proposal], used: ProcessVersion | None) -> Proposal | None:
    """The publication that can still be taken back, None if there is none."""
    for one in history:
        if one.status == Status.PUBLISHED and used is not None and one.version_id == used.id:
            if one.before_id is None or proposals.gone_on(db.session(), one):
                return None
            return one
    return None


def _status(proposal: Proposal) -> tuple[str, str]:
    """(words, tone) of where a proposal stands."""
    return {
        Status.WAITING: (_("Venter på godkjenning"), "soon"),
        Status.APPROVED: (_("Godkjent, ikke publisert ennå"), "info"),
        Status.PUBLISHED: (_("Publisert"), "done"),
        Status.REFUSED: (_("Fikk nei"), "late"),
        Status.WITHDRAWN: (_("Trukket tilbake"), "calm"),
        Status.REVERTED: (_("Publisert og angret"), "calm"),
    }[Status(proposal.status)]
