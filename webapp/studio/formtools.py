"""What stands beside the form editor: all rules on one page, the question bank, the form as text,
and making a new form."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import processdrafts
from engine.bundles import BundleRefused, formedit, read_form, strictjson
from engine.bundles.bundle import MAX_BYTES
from engine.bundles.formedit import Card
from engine.bundles.formkinds import CHOOSING, choices_of
from engine.bundles.formtext import EditRefused
from engine.processdrafts import DraftChanged
from webapp import db
from webapp.i18n import gettext as _
from webapp.once import once
from webapp.studio import formbank, formdrafts, formwords
from webapp.studio.formdrafts import Edited

bp = Blueprint("formtools", __name__)
Answer = Response | str | tuple[str, int]
_NEW = "ny"
_MOST_TITLE, _MOST_INTRO = 120, 1000


@dataclass(frozen=True, slots=True)
class Route:
    """Questions that are shown together, and what must be answered for it."""

    when: str
    cards: Sequence[tuple[Card, str]]


@bp.get("/skjema/<process>/<key>/regler")
def rules(process: str, key: str) -> Answer:
    """Every rule of the form, and what happens with the answers no rule speaks of."""
    formdrafts.drawer()
    edited = formdrafts.of(process, key)
    try:
        outlined = formedit.outline(edited.text)
    except strictjson.JsonRefused:
        return redirect(url_for("formtools.text", process=process, key=key))
    return render_template(
        "studio/form_rules.html",
        **formdrafts.about(edited),
        always=[(one, formwords.title(one)) for one in outlined if not one.rules],
        routes=_routes(outlined),
        inside=[
            (formwords.title(one), _routes(one.inside))
            for one in formedit.cards(outlined)
            if any(inner.rules for inner in one.inside)
        ],
        silent=list(_silent(outlined)),
    )


def _routes(level: Sequence[Card]) -> list[Route]:
    found: dict[str, list[tuple[Card, str]]] = {}
    for one in level:
        if one.rules:
            found.setdefault(formwords.condition(one.rules, level), []).append(
                (one, formwords.title(one))
            )
    return [Route(when, cards) for when, cards in found.items()]


def _silent(level: Sequence[Card]) -> list[tuple[str, str]]:
    """(question, answers) that bring nothing more, of the questions some rule reads."""
    read: dict[str, set[object]] = {}
    for one in level:
        for rule in one.rules:
            for clause in rule.clauses or ():
                # One rule for what is not so answers for every other answer too.
                everything = clause.how == "answered" or not rule.holds
                values = _values(clause.field, level) if everything else clause.values
                read.setdefault(clause.field, set()).update(values)
    found = []
    for name, spoken_of in read.items():
        left = [one for one in _values(name, level) if one not in spoken_of]
        if left:
            words = [f"«{formwords.value_words(one, name, level)}»" for one in left]
            found.append((formwords.titles(level).get(name, name), ", ".join(words)))
    return found


def _values(name: str, level: Sequence[Card]) -> list[object]:
    card = next((one for one in level if one.name == name), None)
    if card is None:
        return []
    if card.kind in ("yes_no", "tick"):
        return [True, False]
    return [one.value for one in choices_of(card.schema)] if card.kind in CHOOSING else []


@bp.get("/skjema/<process>/<key>/bank")
def bank(process: str, key: str) -> Answer:
    """Questions ready to be put in the form."""
    formdrafts.drawer()
    edited = formdrafts.of(process, key)
    try:
        has = {one.name for one in formedit.outline(edited.text)}
    except strictjson.JsonRefused:
        return redirect(url_for("formtools.text", process=process, key=key))
    return render_template(
        "studio/form_bank.html",
        **formdrafts.about(edited),
        groups=formbank.groups(),
        has=has,
        kinds=formwords.kinds(),
    )


@bp.post("/skjema/<process>/<key>/bank")
@once
def take(process: str, key: str) -> Answer:
    """The chosen question stands last in the form."""
    actor = formdrafts.drawer()
    edited, found = formdrafts.of(process, key), formbank.found(request.form.get("velg", ""))
    here = url_for("formtools.bank", process=process, key=key)
    if found is None:
        return redirect(here, 303)
    try:
        text, at = formedit.add_ready(
            edited.text, "", found.name, dict(found.schema), required=found.required
        )
        formdrafts.save(edited, text, request.form.get("_sett", ""), actor)
    except EditRefused as error:
        flash(formwords.refusal(error, ()), "warning")
        return redirect(here, 303)
    except DraftChanged:
        db.undo()
        flash(_("Noen andre endret skjemaet først. Se over, og gjør det igjen."), "warning")
        return redirect(here, 303)
    flash(_("«%(name)s» er lagt til sist i skjemaet.", name=found.title), "success")
    return redirect(url_for("formeditor.page", process=process, key=key, felt=at), 303)


@bp.get("/skjema/<process>/<key>/tekst")
def text(process: str, key: str) -> str:
    """The form as the text of its file."""
    formdrafts.drawer()
    edited = formdrafts.of(process, key)
    return _text(edited, edited.text, formwords.faults(edited.text))


@bp.post("/skjema/<process>/<key>/tekst")
@once
def save_text(process: str, key: str) -> Answer:
    """The text is the form from now on, if it is one."""
    actor = formdrafts.drawer()
    edited = formdrafts.of(process, key)
    typed = request.form.get("tekst", "")[:MAX_BYTES].replace("\r\n", "\n")
    faults = formwords.faults(typed)
    if not any(how == "error" for _at, _said, how in faults):
        faults += [("", said, "error") for said in _lost(edited, typed)]
    if any(how == "error" for _at, _said, how in faults):
        return _text(edited, typed, faults), 422
    try:
        formdrafts.save(edited, typed, request.form.get("_sett", ""), actor)
    except DraftChanged:
        db.undo()
        edited = formdrafts.of(process, key)
        return _text(edited, typed, [], theirs=edited.text), 409
    flash(_("Lagret i kladden."), "success")
    return redirect(url_for("formtools.text", process=process, key=key), 303)


def _lost(edited: Edited, typed: str) -> list[str]:
    """What was published and is in the form, and would be gone with this text."""
    try:
        before = set(read_form(edited.text, edited.key).places)
        after = set(read_form(typed, edited.key).places)
    except (BundleRefused, strictjson.JsonRefused):
        return []
    gone = sorted(before & formdrafts.published(edited) - after)
    return [
        _(
            "«%(name)s» er publisert, så gamle svar trenger det. Behold det under samme navn, og "
            'skriv "deprecated": true hvis det ikke skal spørres om lenger.',
            name=".".join(path),
        )
        for path in gone
    ]


def _text(
    edited: Edited, typed: str, faults: Sequence[tuple[str, str, str]], theirs: str | None = None
) -> str:
    return render_template(
        "studio/form_text.html",
        **formdrafts.about(edited),
        typed=typed,
        faults=faults,
        theirs=theirs,
        who=formdrafts.who_changed(edited),
        broken=any(how == "error" for _at, _said, how in faults),
    )


@bp.get("/skjema/<process>/ny")
def new(process: str) -> str:
    """A new form begins with its name."""
    formdrafts.drawer()
    return _new(process, "", "", "")


@bp.post("/skjema/<process>/ny")
@once
def make(process: str) -> Answer:
    """The form is in the draft, without questions."""
    actor = formdrafts.drawer()
    title = request.form.get("tittel", "").strip()
    intro = request.form.get("innledning", "").strip()
    if not title:
        return _new(process, title, intro, _("Skriv hva skjemaet skal hete.")), 422
    if len(title) > _MOST_TITLE or len(intro) > _MOST_INTRO:
        return _new(process, title, intro, _("Skriv kortere.")), 422
    draft = processdrafts.of(db.session(), process)
    key = formedit.name_from(title, {*draft.bundle.forms, _NEW})
    file = {f"forms/{key}.json": formedit.new_form(title, intro)}
    processdrafts.save(db.session(), process, file, seen=draft.revision, by=actor)
    flash(_("Skjemaet er laget. Velg det på et steg i flyten før du publiserer."), "success")
    return redirect(url_for("formeditor.page", process=process, key=key, nytt=""), 303)


def _new(process: str, title: str, intro: str, fault: str) -> str:
    draft = processdrafts.of(db.session(), process)
    return render_template(
        "studio/form_new.html",
        process=process,
        flow=formdrafts.flow_name(draft),
        version=formdrafts.in_use(process),
        title=title,
        intro=intro,
        fault=fault,
    )
