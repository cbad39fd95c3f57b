"""Operations: what stands still, what is due, what waits to be sent, and whether the trail holds.

Nothing of what a case is about is shown here: codes, steps as drawn, counts and moments only.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import incidents, occasions, operations, publishing, recovery
from engine.errors import NotFound
from engine.occasions import Occasion
from engine.people import Actor
from engine.runtime import CannotMove
from webapp import casehead, db, login, trailproof
from webapp.casehead import Stop
from webapp.i18n import gettext as _
from webapp.i18n import language
from webapp.once import once

bp = Blueprint("operations", __name__)

#: Capabilities that open the page, and those that open all of it.
_LOOKS = frozenset({"operates", "draws", "leads_school", "owns_school"})


@dataclass(frozen=True, slots=True)
class Standing:
    """One case that stands still."""

    code: str
    process: str
    version: int
    stop: Stop


@dataclass(frozen=True, slots=True)
class Storage:
    """Room where the data are, in bytes; none where it cannot be known."""

    database: int | None
    free: int | None


@bp.get("/drift")
def page() -> str:
    """Incidents for those who can mend them; the rest for operations."""
    actor = login.current()
    if not actor.capabilities & _LOOKS:
        raise NotFound(page="drift")
    session, all_of_it = db.session(), actor.can("operates")
    return render_template(
        "operations.html",
        standing=_standing(actor),
        unstarted=_unstarted(),
        all_of_it=all_of_it,
        timers=operations.upcoming(session) if all_of_it else [],
        left_behind=operations.left_behind(session) if all_of_it else 0,
        mail=operations.mail(session) if all_of_it else None,
        storage=_storage() if all_of_it else None,
        versions=publishing.all_in_use(session) if all_of_it or actor.can("draws") else [],
        running=operations.running(session) if all_of_it or actor.can("draws") else {},
        waiting=publishing.waiting(session) if all_of_it or actor.can("draws") else [],
    )


@bp.post("/drift/spor")
@once
def prove() -> Response:
    """Every chain of the trail has been gone through; the page says how it went."""
    if not login.current().can("operates"):
        raise NotFound(page="drift")
    count, fault = trailproof.prove(db.session())
    if fault is None:
        flash(_("Sporet er helt. %(n)s hendelser er kontrollert.", n=count), "success")
    else:
        flash(
            _("Sporet er brutt i hendelse %(seq)s. Varsle den som er ansvarlig nå.", seq=fault.seq),
            "danger",
        )
    return redirect(url_for("operations.page", _anchor="spor"), 303)


def _unstarted() -> list[tuple[Occasion, str]]:
    """What the year wheel could not start on its day, with the name of its flow."""
    session = db.session()
    names = {v.key: v.bundle.name(language()) or v.name for v in publishing.all_in_use(session)}
    return [(one, names.get(one.process, one.process)) for one in occasions.stopped(session)]


def _standing(actor: Actor) -> list[Standing]:
    session, found = db.session(), []
    for incident, code in incidents.standing(session, actor):
        case = operations.case(session, incident.case_id)
        version = publishing.version(session, case.version_id)
        names = casehead.step_names(version, language())
        stop = casehead.stop(incident, case, names, retry=True)
        name = version.bundle.name(language()) or version.name
        found.append(Standing(code, name, version.number, stop))
    return found


@bp.post("/drift/stopp/<int:number>/forsok")
@once
def retry(number: int) -> Response:
    """What stopped the case has been tried again, on its own version or on the newest."""
    session, actor = db.session(), login.current()
    incident = incidents.visible(session, number, actor)
    case = operations.case(session, incident.case_id)
    newest = request.form.get("versjon") == "nyeste"
    try:
        gone_on = recovery.retry(session, incident, actor, newest=newest)
    except CannotMove as error:
        names = casehead.step_names(publishing.version(session, case.version_id), language())
        steps = ", ".join(f"«{names.get(key) or key}»" for key, _why in error.reasons)
        flash(
            _(
                "Saken kan ikke flyttes til den nyeste versjonen: %(steps)s er annerledes der. "
                "Ingenting er endret.",
                steps=steps,
            ),
            "danger",
        )
    else:
        if gone_on:
            flash(_("Saken er i gang igjen."), "success")
        else:
            flash(
                _(
                    "Saken står fortsatt. Regelen i flyten må rettes og publiseres før det hjelper "
                    "å prøve igjen."
                ),
                "warning",
            )
    if request.form.get("fra") == "sak":
        return redirect(url_for("cases.overview", code=case.code), 303)
    return redirect(url_for("operations.page"), 303)


def _storage() -> Storage:
    settings = current_app.config["SETTINGS"]
    url = settings.database_url
    path = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
    size = sum(
        os.path.getsize(part)
        for part in ((path, f"{path}-wal") if path else ())
        if os.path.exists(part)
    )
    try:
        free = shutil.disk_usage(path.parent if path else settings.data_dir).free
    except OSError:
        free = None
    return Storage(size if path else None, free)
