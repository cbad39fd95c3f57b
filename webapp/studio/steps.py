"""One step of the list, and one way between two: what there is to change, as ordinary forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import people
from engine.bundles import Diagram, Element, Flow
from engine.bundles.redraw import Redrawing
from engine.errors import NotFound
from engine.processdrafts import Draft
from webapp import casedrawing, db, schoolwords
from webapp.i18n import gettext as _
from webapp.i18n import language
from webapp.once import once
from webapp.studio import choices, outline, wording
from webapp.studio.draw import drawer
from webapp.studio.outline import CHOOSING, changed, opened
from webapp.studio.wording import Due

bp = Blueprint("steps", __name__)
#: Characters in a name and in a help text.
_NAME, _HELP = 200, 2000
#: Kinds of steps that have a deadline of their own.
_DUE = ("userTask", "manualTask", "task")
#: Kinds that can be done beside something else, moved, or taken out.
_LOOSE = (*_DUE, "serviceTask", "scriptTask", "businessRuleTask", "callActivity", "subProcess")


@dataclass(slots=True)
class Typed:
    """What stands in the fields, and what must be mended."""

    name: str = ""
    lane: str = ""
    form: str = ""
    due: Due = field(default_factory=Due)
    duties: Sequence[str] = ()
    help: str = ""
    label: str = ""
    question: str = ""
    #: Keys of roles that may start the flow.
    starts: Sequence[str] = ()
    rule: str = ""
    #: "alltid" or "noen_ganger", for a new step
    how: str = "alltid"
    faults: dict[str, str] = field(default_factory=dict)
    conflict: str = ""


@bp.get("/flyter/<key>/steg/<element>")
def step(key: str, element: str) -> str:
    """One step with everything the list can change about it."""
    drawer()
    draft, drawn = opened(key)
    return _step_page(draft, drawn, element, _typed_of(draft, drawn, element))


@bp.post("/flyter/<key>/steg/<element>")
@once
def save_step(key: str, element: str) -> Response | tuple[str, int]:
    """The step says what was filled in."""
    drawer()
    draft, drawn = opened(key)
    said = _posted()
    known = _element(drawn, element)
    rule, fault = wording.write_due(said.due) if known.kind in _DUE else ("", "")
    if fault:
        said.faults["frist"] = fault
    if known.kind in _DUE and not said.name:
        said.faults["navn"] = _("Skriv hva som skal gjøres.")
    if not said.faults:
        said.conflict = changed(key, lambda sheet: _put(sheet, known, said, rule))
    if said.faults or said.conflict:
        return _step_page(draft, drawn, element, said), 409 if said.conflict else 422
    flash(_("Lagret i kladden."))
    return _back(key, element)


def _put(sheet: Redrawing, known: Element, said: Typed, due: str) -> None:
    if said.name != known.name:
        sheet.rename(known.id, said.name)
    if said.help != known.documentation:
        sheet.explain(known.id, said.help)
    wanted = {}
    if _begins(known):
        sheet.start_roles(" ".join(said.starts))
        wanted = {"formKey": said.form}
    if known.kind in _DUE:
        wanted = {"formKey": said.form, "dueDate": due, "duty": " ".join(said.duties)}
    for name, value in wanted.items():
        if value != known.properties.get(name, ""):
            sheet.put(known.id, name, value)
    if known.kind in _DUE and said.lane and said.lane != known.lane:
        sheet.hand_to(known.id, said.lane)


def _begins(element: Element) -> bool:
    """Whether people start the flow here."""
    return element.kind == "startEvent" and element.parent is None and element.event is None


@bp.post("/flyter/<key>/steg/<element>/fjerning")
@once
def remove(key: str, element: str) -> Response | tuple[str, int]:
    """The step is gone."""
    return _act(key, element, lambda sheet: sheet.remove(element), _("Steget er fjernet."))


@bp.post("/flyter/<key>/steg/<element>/flytting")
@once
def move(key: str, element: str) -> Response | tuple[str, int]:
    """The step stands somewhere else."""
    flow = request.form.get("til", "")
    return _act(key, element, lambda sheet: sheet.move(element, flow), _("Steget er flyttet."))


@bp.post("/flyter/<key>/steg/<element>/ved-siden")
@once
def beside(key: str, element: str) -> Response | tuple[str, int]:
    """A new step is done at the same time."""
    said = _posted()
    if not said.name:
        draft, drawn = opened(key)
        kept = _typed_of(draft, drawn, element)
        kept.faults["nytt"] = _("Skriv hva som skal gjøres samtidig.")
        return _step_page(draft, drawn, element, kept), 422
    return _act(
        key,
        element,
        lambda sheet: sheet.add_beside(element, said.name, said.lane),
        _("Det nye steget er lagt til. Velg skjema og frist for det."),
    )


@bp.get("/flyter/<key>/pil/<flow>")
def way(key: str, flow: str) -> str:
    """One way between two steps: when it is taken, and a new step on it."""
    drawer()
    draft, drawn = opened(key)
    found = _flow(drawn, flow)
    return _way_page(draft, drawn, found, Typed(label=found.name, rule=found.condition or ""))


@bp.post("/flyter/<key>/pil/<flow>")
@once
def save_way(key: str, flow: str) -> Response | tuple[str, int]:
    """The way is taken when what was filled in holds."""
    drawer()
    draft, drawn = opened(key)
    found, said = _flow(drawn, flow), _posted()

    def work(sheet: Redrawing) -> None:
        if said.label != found.name:
            sheet.rename(flow, said.label)
        if said.rule != (found.condition or ""):
            sheet.condition(flow, said.rule)

    said.conflict = changed(key, work)
    if said.conflict:
        return _way_page(draft, drawn, found, said), 409
    flash(_("Lagret i kladden."))
    return _back(key, found.source)


@bp.post("/flyter/<key>/pil/<flow>/fjerning")
@once
def remove_way(key: str, flow: str) -> Response | tuple[str, int]:
    """The way is gone, with the steps that only it led to."""
    draft, drawn = opened(key)
    found = _flow(drawn, flow)
    conflict = changed(key, lambda sheet: sheet.remove_branch(flow))
    if conflict:
        return _way_page(draft, drawn, found, Typed(label=found.name, conflict=conflict)), 409
    flash(_("Veien er fjernet."))
    return _back(key, found.source)


@bp.post("/flyter/<key>/pil/<flow>/nytt-steg")
@once
def add(key: str, flow: str) -> Response | tuple[str, int]:
    """A new step on the way, done always or only when a question is answered so."""
    drawer()
    draft, drawn = opened(key)
    found, said = _flow(drawn, flow), _posted()
    if not said.name:
        said.faults["navn"] = _("Skriv hva som skal gjøres.")
    if said.how == "noen_ganger" and not said.rule:
        said.faults["vilkar"] = _("Velg når steget skal gjøres.")
    if not said.faults:
        said.conflict = changed(key, lambda sheet: _add(sheet, flow, said))
    if said.faults or said.conflict:
        return _way_page(draft, drawn, found, said), 409 if said.conflict else 422
    flash(_("Det nye steget er lagt til. Velg skjema og frist for det."))
    return _back(key, found.source)


def _add(sheet: Redrawing, flow: str, said: Typed) -> None:
    if said.how == "noen_ganger":
        label = said.label or _("Ja")
        branch = sheet.add_branch(flow, said.question, label, said.name, said.lane)
        sheet.condition(branch, said.rule)
    else:
        sheet.add(flow, "userTask", said.name, said.lane)


def _act(key: str, element: str, work: Any, done: str) -> Response | tuple[str, int]:
    drawer()
    draft, drawn = opened(key)
    said = _typed_of(draft, drawn, element)
    said.conflict = changed(key, work)
    if said.conflict:
        return _step_page(draft, drawn, element, said), 409
    flash(done)
    return _back(key, element)


def _back(key: str, element: str) -> Response:
    return redirect(url_for("outline.page", key=key) + f"#s-{element}", 303)


def _posted() -> Typed:
    said = request.form
    unit = said.get("frist_enhet", "")[:20]
    rule = said.get("frist_regel" if unit == wording.OWN else "frist_svar", "")[: wording.MOST]
    chosen = said.get("vilkar", "")[: wording.MOST]
    return Typed(
        name=" ".join(said.get("navn", "").split())[:_NAME],
        lane=said.get("hvem", "")[:100],
        form=said.get("skjema", "")[:64],
        due=Due(unit, said.get("frist_antall", "").strip()[:8], rule),
        duties=[one for one in said.getlist("plikt") if one in _duty_keys()],
        help=said.get("hjelp", "").replace("\r\n", "\n").strip()[:_HELP],
        label=" ".join(said.get("svar", "").split())[:_NAME],
        starts=[one for one in said.getlist("starter") if people.roles().by_key(one)],
        question=" ".join(said.get("sporsmal", "").split())[:_NAME],
        rule=said.get("regel", "").strip()[: wording.MOST] if chosen == wording.OWN else chosen,
        how=said.get("nar", "alltid"),
    )


def _duty_keys() -> set[str]:
    return {duty.key for duty in schoolwords.duties(language())}


def _element(drawn: Diagram, key: str) -> Element:
    found = drawn.elements.get(key)
    if found is None or found.drawn_as not in ("", key):
        raise NotFound(element=key)
    return found


def _flow(drawn: Diagram, key: str) -> Flow:
    found = drawn.flows.get(key)
    if found is None or not found.drawn:
        raise NotFound(flow=key)
    return found


def _typed_of(draft: Draft, drawn: Diagram, key: str) -> Typed:
    known = _element(drawn, key)
    dates = wording.dates(choices.of(db.session(), draft.bundle)["forms"])
    return Typed(
        name=known.name,
        lane=known.lane or "",
        form=known.properties.get("formKey", ""),
        due=wording.read_due(known.properties.get("dueDate", ""), dates),
        duties=known.properties.get("duty", "").split(),
        help=known.documentation,
        starts=drawn.start_roles,
    )


def _given(draft: Draft, said: Typed) -> Mapping[str, Any]:
    """What both pages choose from."""
    offered = choices.of(db.session(), draft.bundle)
    return {
        "key": draft.key,
        "draft": draft,
        "said": said,
        "faults": said.faults,
        "roles": offered["roles"],
        "forms": offered["forms"],
        "duties": offered["duties"],
        "units": wording.units(),
        "dates": wording.dates(offered["forms"]),
        "conditions": wording.conditions(offered["forms"]),
        "OWN": wording.OWN,
    }


def _step_page(draft: Draft, drawn: Diagram, key: str, said: Typed) -> str:
    known = _element(drawn, key)
    told = outline.words_of(draft, drawn)
    own = {*known.outgoing, *known.incoming}
    places = [
        (flow.id, _between(told.goal_name(flow.source), told.goal_name(flow.target)))
        for flow in drawn.flows.values()
        if flow.drawn and flow.scope == known.scope and flow.id not in own
    ]
    return render_template(
        "studio/step.html",
        element=known,
        kind=casedrawing.kind_words(known.kind),
        begins=_begins(known),
        by_people=known.kind in _DUE,
        loose=known.kind in _LOOSE and len(known.outgoing) == 1,
        top=known.parent is None,
        spots=places,
        **_given(draft, said),
    )


def _between(source: str, target: str) -> str:
    return _("Mellom «%(before)s» og «%(after)s»", before=source, after=target)


def _way_page(draft: Draft, drawn: Diagram, flow: Flow, said: Typed) -> str:
    source = drawn.elements[flow.source]
    told = outline.words_of(draft, drawn)
    chosen = source.kind in CHOOSING and len(source.outgoing) > 1
    return render_template(
        "studio/way.html",
        flow=flow,
        source=told.goal_name(flow.source),
        target=told.goal_name(flow.target),
        chosen=chosen,
        removable=len(source.outgoing) > 1,
        **_given(draft, said),
    )
