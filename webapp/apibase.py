"""What every call of the API shares: whose token it is, one effect only, how a refusal looks."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Blueprint, Response, g, jsonify, request

from engine import access, people, tokens
from engine import once as engine_once
from engine.errors import AnswersRefused, NotFound, NotSignedIn
from engine.people import Actor
from webapp import db, messages
from webapp.readings import Reading

bp = Blueprint("api", __name__, url_prefix="/api/v1")
View = TypeVar("View", bound=Callable[..., Any])


def caller() -> Actor:
    """Whose token came with the request. Raises NotSignedIn if none did, or it has ended."""
    if "actor" not in g:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        person = tokens.bearer(db.session(), secret.strip()) if scheme.lower() == "bearer" else None
        if person is None:
            raise NotSignedIn()
        try:
            g.actor = people.actor(db.session(), person)
        except NotFound as error:
            raise NotSignedIn() from error
    actor: Actor = g.actor
    return actor


def once(view: View) -> View:
    """With an Idempotency-Key, a repeat is answered as the first was and has no second effect."""

    @functools.wraps(view)
    def guarded(*args: Any, **named: Any) -> Any:
        key, actor = request.headers.get("Idempotency-Key", "")[:200], caller()
        key = f"{request.path} {key}" if key else ""
        before = engine_once.answer(db.session(), actor.id, key) if key else None
        if before is not None:
            return jsonify(before["body"]), before["status"]
        answer, status = view(*args, **named)
        if key and status < 400:
            engine_once.remember(db.session(), actor.id, key, {"body": answer, "status": status})
        return jsonify(answer), status

    return guarded  # type: ignore[return-value]  # same signature as `view`, by functools.wraps


def refusal(reading: Reading, error: Exception, text: str) -> Response:
    """What the API answers to an error; used by `webapp/errors.py`."""
    answer: dict[str, Any] = {"error": reading.code, "message": text, "pointer": None}
    if isinstance(error, AnswersRefused):
        answer["errors"] = [
            {"pointer": e.pointer, "keyword": e.keyword, "message": messages.sentence(e, "nb")}
            for e in error.errors
        ]
        if answer["errors"]:
            answer["message"] = answer["errors"][0]["message"]
            answer["pointer"] = answer["errors"][0]["pointer"]
    made = jsonify(answer)
    if isinstance(error, NotSignedIn):
        made.headers["WWW-Authenticate"] = "Bearer"
    return made


def iso(moment: Any) -> str | None:
    """A moment as ISO text."""
    return moment.isoformat() if moment is not None else None


def key_of(person_id: int | None) -> str | None:
    """The key of a person."""
    if person_id is None:
        return None
    query = sa.select(people.Person.key).where(people.Person.id == person_id)
    return db.session().execute(query).scalar()


def mine(opened: tuple[dict[str, Any], ...], realm: str) -> list[dict[str, str]]:
    """Those of the tasks just opened that fall to the caller."""
    return [
        {"id": t["id"], "name": t["name"]}
        for t in opened
        if access.may_take(
            caller(),
            realm=realm,
            assignee_id=t["assignee_id"],
            candidate_group=t["candidate_group"],
        )
    ]
