"""The flow as a list: every step with its own form, for keyboard, screen reader and phone.

The equal of the drawing surface. Each change is one saving of the draft, which can be undone; the
picture is drawn anew from what the list says.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import people, processdrafts, publishing
from engine.bundles import BundleRefused, Diagram, Element, OutlineStep, outline, read_diagram
from engine.bundles.plainly import Known, forms_of, known
from engine.bundles.redraw import Redrawing, RedrawRefused
from engine.errors import NotFound, Refused
from engine.processdrafts import Draft, DraftChanged
from webapp import casedrawing, db, findings
from webapp.changewords import CLOSE, OPEN, Speech
from webapp.i18n import gettext as _
from webapp.i18n import language
from webapp.once import once
from webapp.studio.draw import drawer

bp = Blueprint("outline", __name__)
#: Gateways where one of several ways is chosen.
CHOOSING = ("exclusiveGateway", "inclusiveGateway")


@dataclass(frozen=True, slots=True)
class Way:
    """One arrow out of a step, as the list tells it."""

    flow: str
    label: str
    #: When it is taken, in words; "" where it always is.
    when: str
    to: str


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the list."""

    step: OutlineStep
    name: str
    kind: str
    role: str
    form: str
    due: str
    faults: Sequence[str]
    ways: Sequence[Way]


@bp.get("/flyter/<key>/steg")
def page(key: str) -> str:
    """Every step in the order a person would tell it, with what there is to change about each."""
    drawer()
    draft, drawn = opened(key)
    told = words_of(draft, drawn)
    checks = publishing.findings(db.session(), draft.bundle)
    said: dict[str, list[str]] = {}
    general = []
    for one in checks:
        sentence = findings.sentence(one, language())
        if one.element in drawn.elements:
            said.setdefault(str(one.element), []).append(sentence.replace(f" ({one.element})", ""))
        elif one.severity == "error":
            general.append(sentence)
    version = _in_use(key)
    return render_template(
        "studio/steps.html",
        key=key,
        name=draft.bundle.name(language()) or drawn.name,
        draft=draft,
        version=version.number if version else 0,
        lines=[told.line(step, said.get(step.element, ())) for step in outline(drawn)],
        general=general,
        stops=sum(one.severity == "error" for one in checks),
    )


@bp.post("/flyter/<key>/steg/angre")
@once
def undo(key: str) -> Response:
    """The list is as it was before the last change, or after it again."""
    drawer()
    turn = processdrafts.redo if request.form.get("_action") == "gjenta" else processdrafts.undo
    try:
        turn(db.session(), key, seen=seen())
    except (DraftChanged, Refused):
        db.undo()
        text = _("Noen har endret flyten i mellomtiden. Se hva som er nytt, og prøv igjen.")
        flash(text, "warning")
    return redirect(url_for("outline.page", key=key), 303)


def opened(key: str) -> tuple[Draft, Diagram]:
    """The draft and what is drawn in it. Raises NotFound where there is nothing to read."""
    draft = processdrafts.of(db.session(), key)
    try:
        return draft, read_diagram(draft.bundle.diagram_text.encode())
    except BundleRefused:
        raise NotFound(process=key) from None


def seen() -> int:
    """The revision of the draft the page was made from."""
    text = request.form.get("sett", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def changed(key: str, work: Callable[[Redrawing], None]) -> str:
    """The change is saved in the draft; returns "", or in words why it was not."""
    actor = drawer()
    draft = processdrafts.of(db.session(), key)
    sheet = Redrawing(draft.bundle.diagram_text)
    try:
        work(sheet)
        files = {draft.bundle.diagram_name: sheet.text}
        processdrafts.save(db.session(), key, files, seen=seen(), by=actor)
    except RedrawRefused as refused:
        return _refusals()[refused.reason]
    except DraftChanged as other:
        db.undo()
        by = people.names(db.session(), [other.facts["by"]] if other.facts["by"] else [])
        who = next(iter(by.values()), _("Noen"))
        return _("%(who)s har endret flyten i mellomtiden. Se den på nytt før du lagrer.", who=who)
    return ""


def _refusals() -> Mapping[str, str]:
    return {
        "no_step": _("Steget finnes ikke lenger. Noen kan ha fjernet det."),
        "no_arrow": _("Veien finnes ikke lenger. Noen kan ha fjernet den."),
        "ways_out": _("Steget deler flyten i flere veier. Fjern veiene én for én først."),
        "last_way": _("Dette er den eneste veien videre. Flytt eller fjern stegene i stedet."),
        "own_arrow": _("Steget står der allerede."),
        "other_scope": _("Steget kan ikke flyttes inn i eller ut av en delprosess."),
        "no_lane": _("Velg hvem som gjør steget."),
    }


def _in_use(key: str) -> publishing.ProcessVersion | None:
    try:
        return publishing.in_use(db.session(), key)
    except NotFound:
        return None


class Told:
    """The words of one drawing."""

    def __init__(self, draft: Draft, drawn: Diagram) -> None:
        self.drawn, self.lang = drawn, language()
        self.names = {**_own_names(drawn), **draft.bundle.names(self.lang)}
        self.known: Known = known(draft.bundle)
        self.speech = Speech(self.lang)
        self.titles = form_titles(draft, self.lang)

    def line(self, step: OutlineStep, faults: Sequence[str]) -> Line:
        """One step."""
        element = self.drawn.elements[step.element]
        kind = casedrawing.kind_words(step.kind)
        name = self.names.get(step.element, "")
        flows = [self.drawn.flows[flow] for flow in element.outgoing]
        if step.kind.endswith("Gateway") and len(element.incoming) > 1 and len(flows) == 1:
            kind = _("Veiene møtes")
        return Line(
            step=step,
            name=name or kind,
            kind=kind if name else "",
            role=casedrawing.role_words(step.lane),
            form=self.titles.get(step.form or "", step.form or ""),
            due=self._due(element),
            faults=faults,
            ways=[self._way(element, flow.id, len(flows)) for flow in flows if flow.drawn],
        )

    def _due(self, element: Element) -> str:
        rule = element.properties.get("dueDate") or (element.timer[1] if element.timer else "")
        if not rule:
            return ""
        found = self.known.span(rule)
        return plain(self.speech.span(found)) if found else _("en egen frist")

    def _way(self, element: Element, flow_id: str, count: int) -> Way:
        flow = self.drawn.flows[flow_id]
        when = ""
        if element.kind in CHOOSING and count > 1:
            if flow.condition:
                found = self.known.condition(flow.condition)
                when = plain(self.speech.condition(found)) if found else _("en egen regel gjelder")
            else:
                when = _("ingen av de andre passer")
        return Way(flow_id, self.names.get(flow_id, flow.name), when, self.goal_name(flow.target))

    def goal_name(self, key: str) -> str:
        """What a step is called; one without a name by what comes after it."""
        while not self.names.get(key) and len(self.drawn.after(key)) == 1:
            key = self.drawn.after(key)[0]
        return self.names.get(key) or casedrawing.kind_words(self.drawn.elements[key].kind)


def words_of(draft: Draft, drawn: Diagram) -> Told:
    """The words of a draft that is opened."""
    return Told(draft, drawn)


def _own_names(drawn: Diagram) -> dict[str, str]:
    steps = {key: element.name for key, element in drawn.elements.items() if element.name}
    return steps | {key: flow.name for key, flow in drawn.flows.items() if flow.name}


def form_titles(draft: Draft, lang: str) -> dict[str, str]:
    """What each form of the draft is called, by key."""
    forms = forms_of(draft.bundle)
    return {key: str(form.localized(lang).get("title") or key) for key, form in forms.items()}


def plain(said: str) -> str:
    """A sentence with its names in ordinary quotation marks."""
    return said.replace(OPEN, "«").replace(CLOSE, "»")
