"""Fetching a file: always as a download, never as a page of ours."""

from urllib.parse import quote

from flask import Blueprint, Response

from engine import access, advance, attachments, casefile
from engine.access import Action
from engine.audit import Kind
from engine.errors import NotFound
from webapp import db, login

bp = Blueprint("attachments", __name__)

#: A file opened anyway may load nothing, run nothing and reach nothing.
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


@bp.get("/vedlegg/<int:number>")
@db.records
def download(number: int) -> Response:
    """The file, for whoever may read its case, and for the one who added it."""
    session, actor = db.session(), login.current()
    if number >= 1 << 63:
        raise NotFound(file=number)
    case_id = attachments.case_of(session, number)
    case = casefile.lock(session, case_id)
    if access.is_shut_out(session.connection(), actor, case_id):
        raise NotFound(file=number)
    reads = access.may(session, actor, Action.READ, case_id)
    file, content = attachments.read(session, case, number)
    if not reads and file.by != actor.id:
        raise NotFound(file=number)
    advance.note(session, case_id, Kind.ATTACHMENT_READ, actor, file=str(number))
    response = Response(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
