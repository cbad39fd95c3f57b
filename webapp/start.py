"""The start page, what watches over the machine asks for, and how a reader wants the pages."""

import json
import logging
import shutil
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from engine import clock, database, operations, outbox
from engine.errors import SchemaMismatch
from engine.people import PersonKind
from webapp import csrf, db, login, look, mycase, schema, shown
from webapp.i18n import LANGUAGES
from webapp.i18n import gettext as _
from webapp.once import once

bp = Blueprint("start", __name__)
shown.register(bp)
log = logging.getLogger("handlingsplan")

#: Hours at which the daily mail can come.
DIGEST_HOURS = range(6, 19)
#: Bytes that must be free where the data are.
LEAST_FREE = 200 * 1024 * 1024
#: Bytes of a browser's report about a broken page that are read.
_LARGEST_REPORT = 16 * 1024


@bp.get("/")
def page() -> str | Response:
    """Everybody where their work is; those who are not signed in meet the front page."""
    actor = login.known()
    if actor is None:
        return render_template("front.html")
    theirs = actor.kind in (PersonKind.STUDENT, PersonKind.GUARDIAN)
    return redirect(url_for("start.my_case" if theirs else "inbox.page"), 303)


@bp.get("/min-sak")
def my_case() -> str:
    """What a pupil or a guardian is asked to do, and how far what concerns them has come."""
    actor = login.current()
    return render_template("my_case.html", mine=mycase.of(actor))


@bp.get("/tilgjengelighet")
def accessibility() -> str:
    """What works for whom, what does not yet, and whom to tell."""
    return render_template("accessibility.html")


@bp.post("/sprak")
def language() -> Response:
    """The pages are in this language from now on."""
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        login.browser()["language"] = wanted
    return _back()


@bp.post("/fargevalg")
def scheme() -> Response:
    """The pages are light, dark, or as the machine has it from now on."""
    wanted = request.form.get("scheme", "")
    if wanted in look.SCHEMES:
        login.browser()["scheme"] = wanted
    return _back()


@bp.get("/daglig-epost")
def digest() -> str:
    """When the daily mail comes, and what it is."""
    hour = outbox.hour_of(db.session(), login.current().id)
    return render_template("digest.html", hour=hour, hours=DIGEST_HOURS)


@bp.post("/daglig-epost")
@once
def choose_digest() -> Response:
    """The daily mail comes at this hour from now on."""
    wanted = request.form.get("klokka", "")
    if wanted not in map(str, DIGEST_HOURS):
        flash(_("Velg et klokkeslett fra listen."), "warning")
    else:
        outbox.choose_hour(db.session(), login.current().id, int(wanted))
        flash(_("Den daglige e-posten kommer kl. %(hour)s.", hour=f"{wanted:0>2}"), "success")
    return redirect(url_for("start.digest"), 303)


def _back() -> Response:
    return redirect(login.inside(request.form.get("til")) or url_for("start.page"), 303)


@bp.get("/healthz")
def healthz() -> Response:
    """The process answers; nothing else is asked."""
    return _plain({"status": "ok"})


@bp.get("/readyz")
def readyz() -> Response:
    """Whether requests can be served and due work is being done: counts only, 503 if not."""
    made, facts = db.db.engine, dict[str, Any]()
    try:
        schema.demand_current(made)
        with database.transaction(made) as session:
            # A write that changes nothing, but that a full or read-only disk would refuse.
            session.execute(sa.text("UPDATE alembic_version SET version_num = version_num"))
            due = operations.upcoming(session, 1)
            facts["oldest_overdue_timer_seconds"] = _age(due[0].at if due else None)
            waiting, oldest = outbox.waiting(session)
            facts |= {"outbox_waiting": waiting, "outbox_age_seconds": _age(oldest)}
        facts |= {"database": "ok", "schema": "ok"}
    except SchemaMismatch:
        facts |= {"database": "ok", "schema": "mismatch"}
    except SQLAlchemyError:
        facts["database"] = "unavailable"
    free = shutil.disk_usage(current_app.config["SETTINGS"].data_dir).free
    facts["disk_free_bytes"] = free
    ready = facts.get("schema") == "ok" and free >= LEAST_FREE
    return _plain({"status": "ok" if ready else "unready", **facts}, 200 if ready else 503)


def _age(since: Any) -> int:
    """Whole seconds since then; 0 for never and for what is yet to come."""
    return max(0, round((clock.now() - since).total_seconds())) if since is not None else 0


def _plain(facts: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(facts), status, content_type="application/json")


@bp.post("/csp-rapport")
def csp_report() -> Response:
    """The rule a page broke is in the log; never an address or anything of what stood there."""
    try:
        report = json.loads(request.get_data(cache=False)[:_LARGEST_REPORT])["csp-report"]
        rule = str(report["effective-directive"])[:40]
    except (ValueError, KeyError, TypeError):
        rule = "?"
    log.warning("policy_broken rule=%s", rule if rule.replace("-", "").isalpha() else "?")
    return Response(status=204)


# Browsers send such reports by themselves, without our fields.
csrf.exempt(csp_report)
