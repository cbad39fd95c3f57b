"""Who is signed in, and the demo's sign-in.

Real sign-in (Feide, ID-porten) takes its place beside this; what the rest of the pages need is only
`current()`.
"""

import re
from collections.abc import Sequence
from typing import cast

import sqlalchemy as sa
from flask import (
    Blueprint,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response

from engine import audit, people
from engine.errors import NotFound
from engine.people import Actor, Person
from webapp import db
from webapp.sessions import ServerSession

bp = Blueprint("login", __name__)

#: Endpoints anybody may open without signing in.
OPEN = {
    "static",
    "login.page",
    "login.demo",
    "start.page",
    "start.healthz",
    "start.readyz",
    "start.accessibility",
    "start.language",
    "start.scheme",
    "start.csp_report",
    "report.page",
    "report.form",
    "report.send",
    "report.receipt",
    "yearfeed.feed",
}


class SignInFirst(Exception):
    """The page is for people who are signed in."""


def browser() -> ServerSession:
    """This browser's session."""
    return cast(ServerSession, session)


def known() -> Actor | None:
    """Who is signed in; None if nobody is."""
    if "actor" not in g:
        person_id = browser().person_id
        try:
            g.actor = people.actor(db.session(), person_id) if person_id else None
        except NotFound:
            g.actor = None
    return cast(Actor | None, g.actor)


def current() -> Actor:
    """Who is signed in. Raises SignInFirst if nobody is."""
    found = known()
    if found is None:
        raise SignInFirst()
    return found


def demand_sign_in() -> None:
    """Every page not named in OPEN is for people who are signed in."""
    endpoint = request.endpoint
    if endpoint and endpoint not in OPEN and not endpoint.startswith("api."):
        current()


def demo_people() -> Sequence[Person]:
    """Everybody who can sign in to the demo, leaders first."""
    return (
        db.session()
        .scalars(
            sa.select(Person).where(Person.active, Person.key.in_(DEMO_KEYS)).order_by(Person.id)
        )
        .all()
    )


#: Keys that administrators' scripts and acceptance checks sign in with.
DEMO_KEYS = (
    "rektor",
    "avdelingsleder",
    "leder_elevtjenesten",
    "kontaktlarer",
    "kontaktlarer_2",
    "faglarer",
    "radgiver",
    "miljoarbeider",
    "helsesykepleier",
    "resepsjon",
    "skoleeier",
    "arkivar",
    "administrator",
    "drift",
    "elev",
    "elev_2",
    "foresatt",
    "foresatt_2",
    "vikar",
)


@bp.get("/logg-inn")
def page() -> str:
    """Ways to sign in."""
    demo = current_app.config["SETTINGS"].demo
    shown = [(p, people.actor(db.session(), p.id).roles) for p in demo_people()] if demo else []
    return render_template(
        "login.html", people=shown, roles=people.roles(), to=inside(request.args.get("til"))
    )


@bp.post("/logg-inn/demo")
def demo() -> Response:
    """Signed in as one of the demo's people. Only with the demo setting, only on loopback."""
    settings = current_app.config["SETTINGS"]
    if not settings.demo or request.remote_addr not in ("127.0.0.1", "::1"):
        abort(404)
    key = request.form.get("person", "")
    if key not in DEMO_KEYS:
        abort(404)
    actor = people.actor(db.session(), key)
    browser().sign_in(actor.id)
    browser()["language"] = actor.language
    audit.record(db.session(), audit.Kind.SIGNED_IN, actor, method="demo")
    g.actor = actor
    return redirect(inside(request.form.get("til")) or url_for("start.page"), 303)


@bp.post("/logg-ut")
def sign_out() -> Response:
    """Signed out; the session is gone on the server too."""
    actor = current()
    audit.record(db.session(), audit.Kind.SIGNED_OUT, actor)
    browser().sign_out()
    g.actor = None
    response = redirect(url_for("login.page"), 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def inside(path: str | None) -> str:
    """A path of ours to go on to, or nothing: never another site."""
    # Browsers drop tabs and line ends inside an address, and take a backslash for a slash.
    fine = path and path.startswith("/") and not re.match(r"/[/\\]|.*[\x00-\x1f\x7f]", path, re.S)
    return path if fine and path else ""
