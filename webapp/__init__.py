"""The web of Handlingsplan: server-rendered pages and the API, over the engine's verbs."""

import json
import logging

from flask import Flask, Response, g, request
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from engine import calendar, people, publishing, schoolyears, sealing
from engine.bundles import Roles
from engine.bundles.lawrules import Law
from engine.calendar import SchoolCalendar
from engine.sealing import Keyring
from webapp import config, db, errors, i18n, login, look, once, pane, sessions
from webapp.config import Settings

#: What a page may load: ourselves, and nothing inline.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; report-uri /csp-rapport"
)
#: Bytes in one request: the largest attachment and its form.
LARGEST_REQUEST = 17 * 1024 * 1024

csrf = CSRFProtect()


class Site(Flask):
    """Flask, except that what fails outside every view is logged without a word of its message."""

    def handle_exception(self, e: Exception) -> Response:
        """Plain words, when not even the page about an error could be drawn."""
        return _headers(errors.in_plain_words(e))


def create_app(settings: Settings | None = None) -> Flask:
    """The application, ready to serve. Raises BadSettings or KeyMissing if it must not start."""
    settings = settings or config.read()
    config.demand_safe(settings)
    app = Site(__name__)
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=config.secret(settings),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=5000,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.session_interface = sessions.ServerSessions(secure=settings.secure)
    prepare_process(settings)
    db.init(app, settings.database_url)
    app.before_request(sessions.demand_read)
    app.before_request(_count_by_the_newest_calendar)
    csrf.init_app(app)
    i18n.init(app)
    look.init(app)
    app.jinja_env.globals["once_value"] = once.fresh
    errors.init(app)
    _register(app)
    _guard(app)
    pane.init(app)
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]  # Flask's documented way
    return app


def prepare_process(settings: Settings) -> None:
    """Keys, roles and the school calendar are in force in this process."""
    if settings.demo:
        Keyring.create(settings.key_file)
    sealing.use(Keyring.load(settings.key_file))
    shipped = settings.shipped_dir / "processes"
    people.use_roles(Roles.from_json((shipped / "roller.json").read_text("utf-8")))
    publishing.use_law(Law.from_json((shipped / "lovregler.json").read_text("utf-8")))
    days = json.loads((shipped / "skolerute.json").read_text("utf-8"))
    calendar.use(SchoolCalendar.from_json(days))
    # SpiffWorkflow logs task data on some paths; nothing of a case belongs in a log.
    logging.getLogger("spiff").setLevel(logging.CRITICAL)


def _count_by_the_newest_calendar() -> None:
    """Days are counted as the school last decided, whoever of us was told."""
    if request.endpoint not in ("static", "start.healthz", "start.readyz"):
        schoolyears.follow(db.session())


def _register(app: Flask) -> None:
    from webapp import (
        api,
        attachments,
        cases,
        find,
        inbox,
        inboxnews,
        operations,
        peopleimport,
        persons,
        plan,
        processes,
        report,
        schoolcalendar,
        start,
        studio,
        tasks,
        trail,
        yearfeed,
        yearwheel,
    )
    from webapp.dossier.page import bp as dossier

    rooms = (
        login,
        start,
        inbox,
        inboxnews,
        find,
        tasks,
        cases,
        trail,
        attachments,
        report,
        processes,
        plan,
        yearwheel,
        yearfeed,
        persons,
        peopleimport,
        schoolcalendar,
        operations,
    )
    for room in rooms:
        app.register_blueprint(room.bp)
    for page in (*studio.BLUEPRINTS, dossier):
        app.register_blueprint(page)
    app.register_blueprint(api.bp)
    csrf.exempt(api.bp)


def _guard(app: Flask) -> None:
    app.before_request(login.demand_sign_in)

    @app.before_request
    def _same_site() -> None:
        errors.demand_same_site()

    @app.context_processor
    def _everywhere() -> dict[str, object]:
        return {"person": login.known() if not g.get("failed") else None}

    @app.after_request
    def _finish(response: Response) -> Response:
        response = _headers(response)
        if request.path.startswith("/static/") or g.get("failed"):
            return response
        try:
            return db.keep(response, sessions.writer(login.browser()))
        except SQLAlchemyError as error:
            return _headers(app.make_response(app.handle_user_exception(error)))


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "geolocation=(), microphone=(), camera=(self)")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if not request.path.startswith("/static/"):
        headers.setdefault("Cache-Control", "no-store")
    return response
