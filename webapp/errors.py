"""What a person meets when something is refused: a calm page, whatever went wrong where.

Unknown and forbidden look the same. Whatever was typed is on the page that comes back.
"""

import logging
import uuid

from flask import Flask, Response, abort, g, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from webapp import db
from webapp.i18n import gettext as _
from webapp.login import SignInFirst
from webapp.readings import (
    BROKEN,
    FORM_EXPIRED,
    HTTP_READINGS,
    READINGS,
    SIGNED_OUT,
    Reading,
    reading_of,
)

log = logging.getLogger("handlingsplan")

#: Names of form fields that are ours, not something a person typed.
_OURS = ("csrf_token", "til")
#: Where a button is all there is to press.
_NOTHING_TYPED = ("login.demo",)


def init(app: Flask) -> None:
    """Every refusal of the engine, of Flask and of the database gets a calm page."""
    for kind in READINGS:
        app.register_error_handler(kind, _refused)
    app.register_error_handler(SignInFirst, _sign_in)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _unavailable)
    app.register_error_handler(PoolTimeout, _unavailable)
    app.register_error_handler(Exception, _broken)


def demand_same_site() -> None:
    """A change asked for by another site's page is refused, whatever cookies came along."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if request.method not in ("GET", "HEAD", "OPTIONS") and site not in ("same-origin", "none"):
        abort(400)


def _refused(error: Exception) -> tuple[Response | str, int]:
    db.undo()
    return page(reading_of(error), error)


def _http(error: HTTPException) -> Response | tuple[Response | str, int]:
    db.undo()
    status = error.code or 500
    if status < 400:
        return Response(error.get_response().get_data(), status, dict(error.get_headers()))
    return page(HTTP_READINGS.get(status, BROKEN), error)


def _csrf(error: CSRFError) -> tuple[Response | str, int]:
    db.undo()
    return page(FORM_EXPIRED, error)


def _unavailable(error: Exception) -> tuple[Response | str, int]:
    log.warning("database_unavailable kind=%s", type(error).__name__)
    _leave()
    return page(HTTP_READINGS[503], error)


def _broken(error: Exception) -> tuple[Response | str, int]:
    number = uuid.uuid4().hex[:8]
    # The stack says where; the message may hold what somebody typed, so it is left out.
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    place = f"{where.tb_frame.f_code.co_filename}:{where.tb_lineno}" if where else "?"
    log.error("broken number=%s kind=%s at=%s", number, type(error).__name__, place)
    if request.environ.get("handlingsplan.raise"):
        raise error
    _leave()
    return page(BROKEN, error, number)


def _leave() -> None:
    """Nothing of the request is kept, and nothing more is asked of the database."""
    g.failed = True
    try:
        db.undo()
    except Exception as error:
        log.error("rollback_failed kind=%s", type(error).__name__)


def in_plain_words(error: Exception) -> Response:
    """The answer when not even the page about an error can be drawn."""
    number = uuid.uuid4().hex[:8]
    log.error("no_page number=%s kind=%s", number, type(error).__name__)
    kept = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in _kept())
    return Response(
        '<!doctype html><html lang="nb"><meta charset="utf-8">'
        f"<title>{BROKEN.title}</title><h1>{BROKEN.title}</h1><p>{BROKEN.text}</p>"
        f"<p>Nummer: {number}</p><dl>{kept}</dl></html>",
        BROKEN.status,
    )


def _sign_in(error: SignInFirst) -> Response | tuple[Response | str, int]:
    db.undo()
    if request.method == "GET":
        to = request.full_path.rstrip("?")
        made = redirect(url_for("login.page", til=to if to != "/" else None), 303)
        return Response(made.get_data(), made.status_code, dict(made.headers))
    return page(SIGNED_OUT, error)


def typed() -> list[tuple[str, str]]:
    """What the person had typed in the request that was refused, so that nothing is lost."""
    if request.endpoint in _NOTHING_TYPED:
        return []
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if value.strip()
        and name not in _OURS
        and not name.startswith("_")
        and not name.endswith(("-_row", "-_key"))
    ]


def _kept() -> list[tuple[str, str]]:
    try:
        return typed()
    except Exception:
        # Too large or too odd to be read is what is being refused.
        return []


def page(reading: Reading, error: Exception, number: str = "") -> tuple[Response | str, int]:
    """The page, or for the API the JSON, that says it."""
    title, text = _(reading.title), _(reading.text)
    if request.path.startswith("/api/"):
        from webapp import api

        response = api.refusal(reading, error, text)
    else:
        html = render_template(
            "error.html",
            title=title,
            text=text,
            typed=_kept(),
            facts=getattr(error, "facts", {}),
            number=number,
            status=reading.status,
        )
        response = Response(html, reading.status)
    if reading.status == 503:
        response.headers["Retry-After"] = "5"
    return response, reading.status
