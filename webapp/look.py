"""What every page needs to look like ours: built files, light or dark, the places in the bar."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, request, session, url_for

from engine import people, tokens
from engine.people import Actor
from webapp.i18n import gettext as _
from webapp.i18n import language

DIST = Path(__file__).parent / "static" / "dist"
#: How a page can look; `auto` follows the machine.
SCHEMES = ("light", "dark", "auto")
#: Seconds a built file may be kept: its name changes with its content.
_KEPT = 365 * 24 * 3600


@dataclass(frozen=True)
class Place:
    """One word in the bar."""

    path: str
    text: str
    #: Goes there after `g`.
    key: str
    #: "page" on the place itself, "true" on pages under it, otherwise nothing.
    here: str


def _standing(path: str) -> str:
    if request.path == path:
        return "page"
    under = {"/innboks": ("/oppgaver/",)}.get(path, ())
    return "true" if request.path.startswith((f"{path}/", *under)) else ""


def places(person: Actor | None) -> Iterator[Place]:
    """Where this person can go from anywhere; nothing they would be turned away from."""
    for path, text, key, capabilities in (
        ("/innboks", _("Oppgaver"), "o", None),
        ("/saker", _("Saker"), "s", {"employed", "leads_school", "owns_school", "keeps_archive"}),
        ("/min-sak", _("Min sak"), "s", {"pupil", "guardian"}),
        ("/meld", _("Meld fra"), "m", ()),
        ("/plan", _("Planen"), "p", {"employed", "leads_school", "owns_school", "draws"}),
        ("/arshjul", _("Årshjul"), "h", {"employed", "leads_school", "owns_school", "draws"}),
        ("/flyter", _("Flyter"), "f", {"employed", "leads_school", "owns_school", "draws"}),
        ("/drift", _("Drift"), "d", {"operates", "draws"}),
    ):
        if capabilities == () or (
            person and (capabilities is None or person.capabilities & set(capabilities))
        ):
            yield Place(path, text, key, _standing(path))
    if person is None:
        yield Place(url_for("login.page"), _("Logg inn"), "l", _standing("/logg-inn"))


def scheme() -> str:
    """Light, dark, or as the machine has it."""
    chosen = session.get("scheme")
    return chosen if chosen in SCHEMES else "auto"


def here() -> str:
    """The address of this page, to come back to after a switch; the start page after a post."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def initials(name: str) -> str:
    """First and last initial."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def role_names(person: Actor) -> str:
    """What the person is at the school, in words, without the role everybody employed has."""
    found = [role for role in people.roles() if role.key in person.roles and role.key != "ansatt"]
    return ", ".join(role.nn if language() == "nn" else role.name for role in found)


def init(app: Flask) -> None:
    """Templates find the built files by plain name; without a build the pages come unstyled."""
    manifest = DIST / "manifest.json"
    built: dict[str, str] = json.loads(manifest.read_text("utf-8")) if manifest.is_file() else {}

    def asset(name: str) -> str:
        return url_for("static", filename=f"dist/{built[name]}") if name in built else ""

    app.jinja_env.globals.update(
        asset=asset,
        here=here,
        idle_minutes=tokens.IDLE_MINUTES,
        initials=initials,
        places=places,
        role_names=role_names,
        scheme=scheme,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    @app.after_request
    def _keep_built(response: Response) -> Response:
        if request.path.startswith("/static/dist/") and response.status_code == 200:
            response.headers["Cache-Control"] = f"public, max-age={_KEPT}, immutable"
        return response
