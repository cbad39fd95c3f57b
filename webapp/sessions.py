"""The browser's session, kept on the server: the cookie is only an unguessable name for it.

A cookie copied before sign-out, role change or disabling opens nothing afterwards.
"""

import json
from datetime import timedelta
from typing import Any, cast

from flask import Flask, Request, Response, g
from flask import session as current
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.datastructures import CallbackDict

from engine import clock, database, tokens
from webapp import db

#: A session seen again within this time is not written anew.
SEEN_EVERY = timedelta(minutes=1)


class ServerSession(CallbackDict[str, Any], SessionMixin):
    """What we remember of a browser between requests."""

    def __init__(self, secret: str | None, person_id: int | None, data: dict[str, Any]) -> None:
        super().__init__(data, ServerSession._changed)
        self.secret = secret
        self.person_id = person_id
        self.modified = False
        self.accessed = True
        #: Secrets whose session is to end with this request.
        self.ended: list[str] = []
        #: Why the database could not say whose session it is.
        self.unread: Exception | None = None

    def _changed(self) -> None:
        self.modified = True

    def sign_in(self, person_id: int) -> None:
        """The browser is this person's from now on, under a new name (no fixation)."""
        kept = {key: self[key] for key in ("language", "scheme") if key in self}
        self._leave()
        self.clear()
        self.update(kept)
        self.person_id, self.modified = person_id, True

    def sign_out(self) -> None:
        """The browser is nobody's; the old session is gone."""
        self._leave()
        self.clear()
        self.person_id, self.modified = None, True

    def _leave(self) -> None:
        if self.secret:
            self.ended.append(self.secret)
        self.secret = None


class ServerSessions(SessionInterface):
    """Keeps sessions in the database."""

    def __init__(self, *, secure: bool) -> None:
        self.cookie = "__Host-handlingsplan" if secure else "handlingsplan"
        self.secure = secure

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        """The session the cookie names, or an empty one."""
        secret = request.cookies.get(self.cookie)
        if not secret or request.path.startswith(("/static/", "/healthz", "/api/")):
            return ServerSession(None, None, {})
        database.intend_to_write(False)
        try:
            with app.app_context():
                found = tokens.load_session(db.session(), secret)
        except SQLAlchemyError as error:
            unread = ServerSession(None, None, {})
            unread.unread = error
            return unread
        if found is None:
            return ServerSession(None, None, {})
        person_id, data, seen = found
        opened = ServerSession(secret, person_id, json.loads(data))
        if clock.now() - seen > SEEN_EVERY:
            opened.modified = True
        return opened

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Give the browser the name of its session; the row itself is written by `store`."""
        if g.get("failed"):
            return
        name = getattr(session, "secret", None)
        if name and g.get("new_cookie"):
            response.set_cookie(
                self.cookie, name, httponly=True, secure=self.secure, samesite="Lax", path="/"
            )
        elif g.get("drop_cookie"):
            response.delete_cookie(self.cookie, path="/", secure=self.secure, httponly=True)


def demand_read() -> None:
    """Raises what kept us from reading the browser's session, where there is a page to say it."""
    unread = cast(ServerSession, current).unread
    if unread is not None:
        raise unread


def writer(opened: ServerSession) -> Any:
    """What must be stored of the session with this request; None if nothing changed."""
    if not opened.modified and not opened.ended:
        return None

    def store(session: Session) -> None:
        for secret in opened.ended:
            tokens.end_session(session, secret)
        if opened.person_id is None and not opened:
            g.drop_cookie = True
            return
        data = json.dumps(dict(opened))
        if opened.secret is not None:
            tokens.renew_session(session, opened.secret, data)
            return
        opened.secret = tokens.new_secret()
        g.new_cookie = True
        tokens.store_session(session, opened.secret, opened.person_id, data)

    return store
