"""Taking the dossier out from the case page."""

from flask import Blueprint, Response

from engine import cases
from engine.access import Action
from webapp import db, dossier, login

bp = Blueprint("dossier", __name__)


@bp.get("/saker/<code>/mappe")
@db.records
def download(code: str) -> Response:
    """The dossier as one zip, for whoever may take the case out."""
    session, actor = db.session(), login.current()
    case = cases.read(session, actor, Action.EXPORT, code)
    packed = dossier.zipped(dossier.taken_out(session, case, actor), case.code)
    response = Response(packed, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{case.code}.zip"'
    return response
