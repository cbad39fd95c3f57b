"""Prøvekjør: the flow is played from the draft by whoever draws it, as every role, on any day.

Nothing leaves the run: no case, no mail, no trail. What was done can be kept as a test, which must
come out the same before the flow is published.
"""

from datetime import date, datetime, time
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import clock, processdrafts, publishing, trials
from engine.bundles import BundleRefused, Form
from engine.clock import OSLO
from engine.errors import NotFound, Refused
from engine.people import Actor
from engine.runtime import DefinitionRefused
from engine.trials import Act, FlowTest, Played
from webapp import db, persons, typed
from webapp.formcontext import FormContext
from webapp.formpages import FormPage, from_answers
from webapp.i18n import gettext as _
from webapp.i18n import language
from webapp.once import once
from webapp.studio import pictures, trialwords
from webapp.studio.draw import drawer
from webapp.studio.trialwords import Opened

bp = Blueprint("trial", __name__)
_LONGEST_WAIT = 400


def _open(key: str, actor: Actor) -> Opened:
    """Raises NotFound where the draft cannot be run at all; its page says why."""
    session = db.session()
    draft = processdrafts.of(session, key)
    try:
        definition = publishing.prepared(session, draft.bundle)
    except (BundleRefused, DefinitionRefused):
        raise NotFound(process=key) from None
    run = trials.of(session, key, actor)
    played = trials.played(session, draft.bundle, run) if run else None
    drawn = {one: e.name for one, e in definition.elements.items() if e.name}
    return Opened(draft, definition, run, played, {**drawn, **draft.bundle.names(language())})


@bp.get("/flyter/<key>/prov")
def page(key: str) -> str:
    """Where the run stands, on the drawing and as tasks, and the tests there are."""
    found = _open(key, drawer())
    session = db.session()
    failing = {one.params["id"] for one in trials.failing(session, found.draft.bundle)}
    acts = trials.acts_of(found.run) if found.run else []
    return render_template(
        "studio/trial.html",
        key=key,
        name=pictures.name_of(found.draft.bundle),
        run=found.run,
        played=found.played,
        begun=bool(acts),
        lines=trialwords.lines(found),
        said=[trialwords.said(found, act) for act in acts],
        ended=trialwords.ended(found),
        svg=trialwords.picture(found),
        tests=[(one, one.id in failing) for one in trials.tests_of(session, key)],
    )


@bp.post("/flyter/<key>/prov/begynnelse")
@once
def begin(key: str) -> Response:
    """A new run; a flow the calendar starts is begun at once."""
    actor = drawer()
    found = _open(key, actor)
    run = trials.begin(db.session(), key, actor)
    if found.definition.start_form is None:
        trials.add(db.session(), run, Act(trials.START))
        return _back(key)
    return redirect(url_for("trial.form", key=key), 303)


@bp.get("/flyter/<key>/prov/skjema")
def form(key: str) -> str:
    """The form of one step, or the one that starts the flow; with ?oppdiktet= it is filled in."""
    actor = drawer()
    found, asked = _asked(key, actor)
    made_up: dict[str, Any] = {}
    if "oppdiktet" in request.args and found.run is not None:
        today = found.played.now.date() if found.played else clock.now().date()
        seed = f"{len(trials.acts_of(found.run))}/{request.args['oppdiktet'][:20]}"
        made_up = trials.make_up(db.session(), found.definition, asked.key, today, seed)
    return _form_page(key, found, from_answers(asked, made_up, _context(actor)))


@bp.post("/flyter/<key>/prov/skjema")
@once
def do(key: str) -> Response | str | tuple[str, int]:
    """The step is done with these answers."""
    actor = drawer()
    found, asked = _asked(key, actor)
    post = request.form
    shown_page = FormPage(asked, post.items(multi=True), _context(actor), post.get("_action", ""))
    if post.get("_action") != "send":
        shown_page.act()
        return _form_page(key, found, shown_page)
    if not shown_page.refuse(asked.check(shown_page.answers)):
        return _form_page(key, found, shown_page), 422
    _do(found, Act(*_place(), answers=shown_page.answers))
    return _back(key)


@bp.post("/flyter/<key>/prov/oppdiktet")
@once
def make_up(key: str) -> Response:
    """The step is done with answers made up for it."""
    actor = drawer()
    found, asked = _asked(key, actor)
    run = found.run or trials.begin(db.session(), key, actor)
    today = found.played.now.date() if found.played else clock.now().date()
    seed = str(len(trials.acts_of(run)))
    try:
        answers = trials.make_up(db.session(), found.definition, asked.key, today, seed)
    except Refused:
        flash(
            _("Skjemaet har regler vi ikke klarer å dikte opp svar til. Fyll det ut selv."),
            "warning",
        )
        return redirect(url_for("trial.form", key=key, **_named()), 303)
    _do(found, Act(*_place(), answers=answers))
    return _back(key)


@bp.post("/flyter/<key>/prov/tid")
@once
def wait(key: str) -> Response:
    """It is later in the run: the next school day, the next deadline, or a day one names."""
    found = _open(key, drawer())
    run, played = found.run, found.played
    if run is None or played is None:
        raise NotFound(process=key)
    until = _until(played)
    if until is None:
        flash(_("Skriv en dato som kommer etter dagen prøven er på, slik: 17.8.2027."), "warning")
    else:
        trials.add(db.session(), run, Act(trials.WAIT, until=until.isoformat()))
    return _back(key)


def _until(played: Played) -> datetime | None:
    how = request.form.get("_action", "")
    if how == "skoledag":
        return trials.next_school_day(played.now)
    if how == "frist":
        return played.next_due
    try:
        day = date.fromisoformat(typed.day(request.form.get("dato", "")[:40]) or "")
    except ValueError:
        return None
    until = datetime.combine(day, time(8, 0), OSLO)
    in_reach = played.now < until < trials.after_days(played.now, _LONGEST_WAIT)
    return until if in_reach else None


@bp.post("/flyter/<key>/prov/tilbake")
@once
def take_back(key: str) -> Response:
    """The last thing was never done."""
    found = _open(key, drawer())
    if found.run is not None:
        trials.take_back(db.session(), found.run)
    return _back(key)


@bp.post("/flyter/<key>/prov/test")
@once
def keep(key: str) -> Response:
    """The run is a test."""
    actor = drawer()
    found = _open(key, actor)
    if found.run is None:
        raise NotFound(process=key)
    try:
        trials.keep(
            db.session(), found.draft.bundle, found.run, request.form.get("navn", ""), actor
        )
    except Refused:
        flash(_("Gi testen et navn, så den kan kjennes igjen."), "warning")
        return _back(key)
    flash(_("Lagret. Testen må gå likt før flyten kan publiseres."))
    return _back(key)


@bp.post("/flyter/<key>/prov/test/<int:number>")
@once
def manage(key: str, number: int) -> Response:
    """A test is played again here, expects what happens now, or is no more."""
    actor = drawer()
    found, session = _open(key, actor), db.session()
    test = _test(key, number)
    how = request.form.get("_action", "")
    if how == "oppdater":
        trials.renew(session, found.draft.bundle, test, actor)
        flash(_("Testen venter nå det som skjer i kladden."))
    elif how == "slett":
        trials.forget(session, test)
        flash(_("Testen er slettet."))
    else:
        run = trials.begin(session, key, actor)
        run.began, run.acts = test.began, test.acts
    return _back(key)


def _test(key: str, number: int) -> FlowTest:
    for one in trials.tests_of(db.session(), key):
        if one.id == number:
            return one
    raise NotFound(test=number)


def _place() -> tuple[str, str, int]:
    """(kind, element, number) of the act the form is about."""
    element = request.values.get("steg", "")[:80]
    number = request.values.get("nr", "0")
    kind = trials.DO if element else trials.START
    return kind, element, int(number) if number.isdecimal() and len(number) < 4 else 0


def _named() -> dict[str, Any]:
    kind, element, number = _place()
    return {"steg": element, "nr": str(number)} if kind == trials.DO else {}


def _asked(key: str, actor: Actor) -> tuple[Opened, Form]:
    found = _open(key, actor)
    kind, element, _number = _place()
    if kind == trials.START:
        name = found.definition.start_form
    else:
        step = found.definition.elements.get(element)
        name = step.form if step is not None else None
    asked = found.definition.forms.get(name or "")
    return found, asked or Form("uten_skjema", {"type": "object", "properties": {}, "title": ""})


def _do(found: Opened, act: Act) -> None:
    if found.run is None:
        raise NotFound(process=found.draft.key)
    trials.add(db.session(), found.run, act)


def _context(actor: Actor) -> FormContext:
    return FormContext(
        lang=language(),
        audience=None,
        classes=persons.classes,
        find_person=persons.finder(actor),
        person_name=persons.name_of,
    )


def _form_page(key: str, found: Opened, form_page: FormPage) -> str:
    _kind, element, _number = _place()
    return render_template(
        "studio/trialform.html",
        key=key,
        page=form_page,
        named=_named(),
        step=found.names.get(element, "") or _("Start saken"),
    )


def _back(key: str) -> Response:
    return redirect(url_for("trial.page", key=key), 303)
