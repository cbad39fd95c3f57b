"""The database as the pages use it: one session a request, one commit at the boundary.

Returning a response commits; raising rolls back. Nothing else in the web commits.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Session

import engine.records  # noqa: F401  (every table is known before anything is mapped)
from engine import database

View = TypeVar("View", bound=Callable[..., Any])

db = SQLAlchemy(
    metadata=database.Base.metadata,
    session_options={"autoflush": False, "expire_on_commit": False},
)
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


def records(view: View) -> View:
    """Marks a page that leaves a line in a trail although it is only read."""
    view.leaves_a_line = True  # type: ignore[attr-defined]  # read back by _will_write only
    return view


def asks(view: View) -> View:
    """Marks a page that only reads although it is posted to: what is typed there names somebody."""
    view.only_asks = True  # type: ignore[attr-defined]  # read back by _will_write only
    return view


def _will_write() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method not in _READS:
        return not getattr(view, "only_asks", False)
    return getattr(view, "leaves_a_line", False)


def init(app: Flask, url: str) -> None:
    """Every request of `app` gets a session on the database at `url`."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = database.engine_options(url)
    db.init_app(app)
    with app.app_context():
        database.prepare(db.engine)

    @app.before_request
    def _begin() -> None:
        database.intend_to_write(_will_write())


def session() -> Session:
    """This request's session, as the engine's verbs want it."""
    return db.session()


def keep(response: Response, store: Callable[[Session], None] | None) -> Response:
    """Commit what the request did; `store` adds what the browser's session is to remember."""
    if store is not None and not _will_write():
        # A page that only reads must not upgrade its snapshot: begin again, as a writer.
        db.session.rollback()
        database.intend_to_write()
    if store is not None:
        store(session())
    db.session.commit()
    return response


def undo() -> None:
    """Nothing of what this request did is kept."""
    db.session.rollback()
