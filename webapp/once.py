"""One effect, however often a form is sent: double click, Back, retry."""

import functools
import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from engine import once as engine_once
from webapp import db, login
from webapp.i18n import gettext as _

View = TypeVar("View", bound=Callable[..., Any])


def fresh() -> str:
    """A new value for the hidden field `_once`."""
    return secrets.token_urlsafe(16)


def once(view: View) -> View:
    """A form already sent is answered as it was the first time, and has no second effect."""

    @functools.wraps(view)
    def guarded(*args: Any, **named: Any) -> Any:
        key = request.form.get("_once", "")[:80]
        if not key:
            return view(*args, **named)
        actor = login.known()
        who = actor.id if actor else 0
        before = engine_once.answer(db.session(), who, key)
        if before is not None:
            flash(_("Dette er allerede sendt. Ingenting er gjort to ganger."))
            return redirect(before["to"], 303)
        answer = view(*args, **named)
        if isinstance(answer, Response) and answer.status_code == 303:
            engine_once.remember(db.session(), who, key, {"to": answer.location})
        return answer

    return guarded  # type: ignore[return-value]  # same signature as `view`, by functools.wraps
