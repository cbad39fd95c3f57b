"""The pane beside the inbox: the pages of a task without the page around them.

A request that says which list it stands beside is answered with the pane alone. What leads out of a
task's pages is answered with where to go, so that the browser goes there as a whole.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, g, request
from markupsafe import Markup

from webapp import login

#: Names the list the pane stands beside, as a path of ours.
BESIDE = "HP-Beside"
#: Where the whole browser is to go.
AWAY = "HP-Away"
#: Pages that mean "back to the list".
_LISTS = ("start.page", "inbox.page")


def list_address() -> str:
    """The list the pane stands beside; nothing on a page of its own."""
    return login.inside(g.get("beside") or request.headers.get(BESIDE))


def layout() -> str:
    """What a task's page is put in: the whole page, or the pane alone."""
    return "pane.html" if list_address() else "base.html"


def beside(address: str, view: Callable[[], Any]) -> Markup:
    """What the view shows, to stand in the pane beside the list at this address."""
    g.beside = address
    try:
        return Markup(view())  # noqa: S704  (a page of our own, escaped when it was drawn)
    finally:
        g.pop("beside")


def init(app: Flask) -> None:
    """Templates can ask where they stand; pages that are no task's lead the browser out."""
    app.jinja_env.globals.update(layout=layout, list_address=list_address)
    app.before_request(_lead_out)


def _lead_out() -> Response | None:
    asked = request.method == "GET" and request.headers.get(BESIDE)
    if not asked or request.blueprint == "tasks":
        return None
    to = list_address() if request.endpoint in _LISTS else request.full_path.rstrip("?")
    return Response(status=204, headers={AWAY: to})
