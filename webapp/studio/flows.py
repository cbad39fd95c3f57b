"""Flows as wholes: a new one, a copy, one from a file, out of use, two versions side by side."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import people, processdrafts, proposals, publishing
from engine.bundles import Bundle, BundleRefused, read_diagram
from engine.bundles.difference import difference
from engine.bundles.newdrawing import copied_drawing, new_drawing
from engine.bundles.redraw import Redrawing
from engine.bundles.redrawtree import slug
from engine.errors import NotFound, ReasonMissing, Refused
from engine.publishing import Origin, ProcessVersion
from webapp import apibundle, changes, db, login
from webapp.i18n import gettext as _
from webapp.i18n import language
from webapp.once import once
from webapp.studio import pictures
from webapp.studio.draw import drawer

bp = Blueprint("flows", __name__)
_NAME, _LARGEST = 120, 5_000_000


@dataclass(slots=True)
class Typed:
    """What stands in the fields of a new flow, and what must be mended."""

    name: str = ""
    how: str = "ny"
    lane: str = ""
    starts: list[str] = field(default_factory=list)
    copy: str = ""
    faults: dict[str, str] = field(default_factory=dict)


@bp.get("/flyter/ny")
def new() -> str:
    """Three ways to begin: from nothing, as a copy, from a file."""
    drawer()
    return _new_page(Typed(starts=["ansatt"]))


@bp.post("/flyter/ny")
@once
def create() -> AnyResponse | tuple[str, int]:
    """A draft of a flow the school did not have."""
    actor = drawer()
    said = Typed(
        name=" ".join(request.form.get("navn", "").split())[:_NAME],
        how=request.form.get("hvordan", "ny"),
        lane=request.form.get("hvem", "")[:100],
        starts=[one for one in request.form.getlist("starter") if people.roles().by_key(one)],
        copy=request.form.get("kopi", "")[:64],
    )
    bundle = _begun(said)
    if bundle is not None and not said.faults:
        try:
            processdrafts.begin(db.session(), bundle, actor)
        except Refused as refused:
            taken = refused.facts.get("reason") == "taken"
            said.faults["navn"] = (
                _("Det finnes allerede en flyt som heter det. Velg et annet navn.")
                if taken
                else _("Navnet må ha minst én bokstav.")
            )
    if bundle is None or said.faults:
        return _new_page(said), 422
    flash(_("Kladden er laget. Ingen bruker flyten før den er publisert."))
    return redirect(url_for("outline.page", key=bundle.key), 303)


def _begun(said: Typed) -> Bundle | None:
    """The bundle to begin with; None where something must be mended first."""
    if said.how == "fil":
        return _from_file(said)
    if not said.name:
        said.faults["navn"] = _("Skriv hva flyten skal hete.")
        return None
    key = slug(said.name)
    if said.how == "kopi":
        return _copied(said, key)
    if people.roles().by_lane(said.lane) is None:
        said.faults["hvem"] = _("Velg hvem som gjør det første.")
        return None
    drawn = new_drawing(
        key or "flyt", said.name, said.lane, _("Start"), _("Første oppgave"), _("Ferdig")
    )
    sheet = Redrawing(drawn)
    sheet.start_roles(" ".join(said.starts))
    readme = f"# {said.name}\n"
    return Bundle(key, {f"{key}.bpmn": sheet.text, "LESMEG.md": readme})


def _copied(said: Typed, key: str) -> Bundle | None:
    try:
        source = publishing.in_use(db.session(), said.copy).bundle
    except NotFound:
        said.faults["kopi"] = _("Velg flyten som skal kopieres.")
        return None
    files = {name: text for name, text in source.files.items() if name != source.diagram_name}
    files[f"{key}.bpmn"] = copied_drawing(source.diagram_text, source.key, key, said.name)
    return Bundle(key, files)


def _from_file(said: Typed) -> Bundle | None:
    """A drawing from any tool, or a whole bundle as it is exported here."""
    sent = request.files.get("fil")
    data = sent.read(_LARGEST + 1) if sent is not None else b""
    if not data or len(data) > _LARGEST:
        said.faults["fil"] = _("Velg en fil på høyst 5 MB.")
        return None
    try:
        if data[:2] == b"PK":
            return _from_zip(said, data)
        drawn = read_diagram(data)
        key = slug(said.name or drawn.name) or slug(drawn.key)
        text = data.decode("utf-8-sig")
        name = said.name or drawn.name or key
        return Bundle(key, {f"{key}.bpmn": copied_drawing(text, drawn.key, key, name)})
    except (BundleRefused, UnicodeDecodeError, zipfile.BadZipFile):
        said.faults["fil"] = _("Fila kan ikke leses. Den må være en BPMN-tegning eller en pakke.")
        return None


def _from_zip(said: Typed, data: bytes) -> Bundle | None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        drawings = [name for name in packed.namelist() if name.endswith(".bpmn")]
    if len(drawings) != 1:
        said.faults["fil"] = _("Pakken må ha én tegning.")
        return None
    old = drawings[0].rpartition("/")[2].removesuffix(".bpmn")
    files = apibundle.unzipped(old, data)
    key = slug(said.name) or old
    if key != old:
        text = files.pop(f"{old}.bpmn", "")
        files[f"{key}.bpmn"] = copied_drawing(text, old, key, said.name)
    return Bundle(key, files)


def _new_page(said: Typed) -> str:
    lang = language()
    named = [(one, one.nn if lang == "nn" else one.name) for one in people.roles()]
    return render_template(
        "studio/new.html",
        said=said,
        faults=said.faults,
        roles=[{"key": one.key, "lane": one.name, "name": name} for one, name in named],
        flows=[(v.key, v.bundle.name(lang) or v.name) for v in _all()],
    )


def _all() -> list[ProcessVersion]:
    return list(publishing.all_in_use(db.session()))


@bp.get("/flyter/<key>/pakke.zip")
def package(key: str) -> Response:
    """The flow in the layout it is delivered in: what is in use, or with ?kladd the draft."""
    drawer()
    if request.args.get("kladd"):
        bundle = processdrafts.of(db.session(), key).bundle
    else:
        bundle = publishing.in_use(db.session(), key).bundle
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in sorted(bundle.files.items()):
            form = name.removeprefix("forms/")
            path = f"forms/{key}/{form}" if form != name else f"processes/{key}/{name}"
            packed.writestr(path, text)
    made = Response(out.getvalue(), content_type="application/zip")
    made.headers["Content-Disposition"] = f'attachment; filename="{key}.zip"'
    return made


@bp.get("/flyter/<key>/sammenlign")
def compare(key: str) -> str:
    """Two versions of a flow: what is different, in sentences and on both drawings."""
    login.current()
    history = publishing.history(db.session(), key)
    by_number = {str(one.number): one for one in history}
    new = by_number.get(request.args.get("til", ""), history[0] if history else None)
    before = [one for one in history if new is not None and one.number < new.number]
    old = by_number.get(request.args.get("fra", ""), before[0] if before else None)
    if new is None or old is None:
        raise NotFound(process=key)
    found = difference(old.bundle, new.bundle)
    return render_template(
        "studio/compare.html",
        key=key,
        name=pictures.name_of(new.bundle),
        old=old,
        new=new,
        history=history,
        changes=changes.sentences(found, language()),
        pictures=pictures.pictures(old, new.bundle, changes.marks(found)),
        waits=new in publishing.waiting(db.session()) and login.current().can("draws"),
        revision=_revision(key),
    )


def _revision(key: str) -> int:
    try:
        return processdrafts.of(db.session(), key).revision
    except NotFound:
        return 0


@bp.post("/flyter/<key>/levering/<int:number>")
@once
def delivery(key: str, number: int) -> AnyResponse:
    """The delivery is taken into the draft, or set aside for the school's own."""
    actor, session = drawer(), db.session()
    found = [v for v in publishing.history(session, key) if v.number == number]
    if not found or found[0].origin != Origin.SHIPPED:
        raise NotFound(process=key, number=number)
    if request.form.get("_action") == "behold":
        publishing.set_aside(session, found[0], actor)
        flash(_("Dere beholder skolens egen utgave."))
        return redirect(url_for("processes.one", key=key), 303)
    draft = processdrafts.of(session, key)
    files: Mapping[str, str | None] = {
        **dict.fromkeys(draft.bundle.files),
        **found[0].bundle.files,
    }
    processdrafts.save(session, key, files, seen=draft.revision, by=actor)
    flash(_("Leveringen ligger i kladden. Se gjennom den, og send den til godkjenning."))
    return redirect(url_for("publish.page", key=key), 303)


@bp.post("/flyter/<key>/avvikling")
@once
def retire(key: str) -> AnyResponse:
    """Nobody can start the flow any more; it can be drawn and published again later."""
    actor = drawer()
    try:
        publishing.retire(db.session(), key, actor, request.form.get("grunn", ""))
    except ReasonMissing:
        flash(_("Skriv hvorfor flyten tas ut av bruk."), "warning")
        return redirect(url_for("processes.one", key=key), 303)
    except Refused as refused:
        others = ", ".join(f"«{name}»" for name in refused.facts.get("callers", ()))
        text = _("Flyten brukes av %(others)s, og kan ikke tas ut av bruk.", others=others)
        flash(text, "warning")
        return redirect(url_for("processes.one", key=key), 303)
    flash(_("Flyten er tatt ut av bruk. Saker som er i gang, går videre."))
    return redirect(url_for("processes.page"), 303)


@bp.post("/flyter/<key>/gjenopptakelse")
@once
def resume(key: str) -> AnyResponse:
    """A flow that was out of use can be started again, as it was."""
    actor = drawer()
    found = [v for v in publishing.retired(db.session()) if v.key == key]
    if not found:
        raise NotFound(process=key)
    publishing.adopt(db.session(), found[0], actor)
    flash(_("Flyten er i bruk igjen."))
    return redirect(url_for("processes.one", key=key), 303)


def overview() -> Mapping[str, object]:
    """What those who draw or lead see on the list of flows besides the flows."""
    session, actor = db.session(), login.current()
    draws = actor.can("draws")
    if not (draws or actor.can("leads_school")):
        return {"draws": False, "drafts": (), "asked": (), "retired": ()}
    drafts = processdrafts.begun(session).values() if draws else ()
    names = people.names(session, [one.saved_by for one in drafts if one.saved_by])
    return {
        "draws": draws,
        "drafts": [
            (one, pictures.name_of(one.bundle), names.get(one.saved_by or 0, "")) for one in drafts
        ],
        "asked": [(one, pictures.name_of(one.bundle)) for one in proposals.waiting(session)],
        "retired": [(v, pictures.name_of(v.bundle)) for v in publishing.retired(session) if draws],
    }
