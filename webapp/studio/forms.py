"""The form editor: the questions of a form, the settings of one of them, and the form itself.

Everything works as plain pages; with scripts only what changed is drawn again. What is saved goes
into the draft of the flow, which nothing runs on until it is published.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine import processdrafts
from engine.bundles import formedit, formtext
from engine.bundles.formedit import Card
from engine.bundles.formtext import EditRefused
from engine.bundles.strictjson import JsonRefused
from engine.errors import Refused
from engine.processdrafts import DraftChanged
from webapp import db
from webapp.i18n import gettext as _
from webapp.i18n import language
from webapp.once import once
from webapp.studio import formbank, formdrafts, formpreview, formwords, questionpane
from webapp.studio.formdrafts import Edited
from webapp.studio.questionpane import Pane

bp = Blueprint("formeditor", __name__)
Answer = Response | str | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list of questions."""

    card: Card
    title: str
    kind: str
    depth: int
    #: when it and those after it are shown; "" where the line before has said so
    when: str
    law: bool
    ruled: bool
    #: pointer of where questions inside it are added, on the last line of it
    adds_to: str = ""


@bp.errorhandler(JsonRefused)
def as_text(error: Exception) -> Response:
    """A form that cannot be read is mended where its text is."""
    return redirect(url_for("formtools.text", **(request.view_args or {})))


@bp.get("/skjema/<process>/<key>")
def page(process: str, key: str) -> Answer:
    """The form to edit, with one question chosen."""
    formdrafts.drawer()
    edited = formdrafts.of(process, key)
    try:
        pane = _pane(edited, None)
    except EditRefused as error:
        flash(formwords.refusal(error, ()), "warning")
        return redirect(_here(process, key, ""))
    return _drawn(edited, pane, edited.text)


@bp.post("/skjema/<process>/<key>")
@once
def save(process: str, key: str) -> Answer:
    """What is typed is saved in the draft; other buttons only draw the page anew."""
    actor = formdrafts.drawer()
    edited = formdrafts.of(process, key)
    try:
        pane = _pane(edited, request.form)
    except EditRefused:
        # Somebody removed the question meanwhile: what was typed becomes a new one, if wanted.
        pane = questionpane.of_new(edited.text, "", request.form)
        pane.problem = _("Spørsmålet er fjernet av en annen. Det du skrev, står her.")
        return _drawn(edited, pane, edited.text), 409
    if pane.page.action != "lagre":
        return _drawn(edited, pane, *pane.tentative(edited.text))
    if not pane.page.validate():
        return _drawn(edited, pane, edited.text), 422
    try:
        touched = formdrafts.touched(edited) if pane.touches() else ""
        text, at = pane.changed(edited.text)
        formdrafts.save(edited, text, request.form.get("_sett", ""), actor)
    except EditRefused as error:
        pane.problem = formwords.refusal(error, pane.level)
        return _drawn(edited, pane, edited.text), 422
    except DraftChanged:
        db.undo()
        return _conflict(process, key)
    flash(f"{_('Lagret i kladden.')} {touched}".strip(), "success")
    return redirect(_here(process, key, at), 303)


def _conflict(process: str, key: str) -> Answer:
    """Both stand on the page: what is typed, and what somebody else saved meanwhile."""
    edited = formdrafts.of(process, key)
    pane = _pane(edited, request.form)
    pane.problem = _(
        "%(who)s har endret skjemaet mens du skrev. Det du skrev, står her; slik det er nå, står "
        "i lista og i forhåndsvisningen. Lagre på nytt hvis ditt skal gjelde.",
        who=formdrafts.who_changed(edited),
    )
    return _drawn(edited, pane, edited.text, conflict=True), 409


@bp.post("/skjema/<process>/<key>/grep")
@once
def act(process: str, key: str) -> Answer:
    """A question is moved, copied, removed or taken back."""
    actor = formdrafts.drawer()
    edited = formdrafts.of(process, key)
    verb, at = request.form.get("gjor", ""), request.form.get("felt", "")
    try:
        text, at, said = _acted(edited, verb, at)
        formdrafts.save(edited, text, request.form.get("_sett", ""), actor)
    except EditRefused as error:
        place = formtext.joined("", *formtext.parts(at)[:-2])
        level = [] if error.facts.get("reason") == "gone" else formedit.beside(edited.text, place)
        flash(formwords.refusal(error, level), "warning")
        return redirect(_here(process, key, at if level else ""), 303)
    except DraftChanged:
        db.undo()
        flash(_("Noen andre endret skjemaet først. Se over, og gjør det igjen."), "warning")
        return redirect(_here(process, key, ""), 303)
    if said:
        flash(said, "success")
    return redirect(_here(process, key, at, gjort=verb), 303)


def _acted(edited: Edited, verb: str, at: str) -> tuple[str, str, str]:
    """(text, pointer of the question chosen next, what to tell). Raises EditRefused."""
    text, card = edited.text, formedit.card(edited.text, at)
    name = formwords.title(card)
    if verb in ("opp", "ned"):
        return formedit.move(text, at, -1 if verb == "opp" else 1), at, ""
    if verb in ("foran", "etter"):
        goal = request.form.get("mal", "")
        return formedit.move_to(text, at, goal, after=verb == "etter"), at, ""
    if verb == "tilbake":
        return formedit.restore(text, at), at, _("«%(name)s» spørres det om igjen.", name=name)
    paths = formdrafts.published(edited)
    if verb == "kopi":
        used = formdrafts.kept_names(paths, formtext.joined("", *formtext.parts(at)[:-2]))
        text, at = formedit.duplicate(text, at, lambda title: f"{title} ({_('kopi')})", used)
        return text, at, _("«%(name)s» er kopiert.", name=name)
    if verb != "fjern":
        raise EditRefused(reason="as_text")
    if formbank.of_law(card):
        raise EditRefused(reason="law")
    known = formtext.path_of(at) in paths
    text = formedit.remove_field(text, at, published=known)
    if not known:
        return text, "", _("«%(name)s» er fjernet fra kladden.", name=name)
    said = _("«%(name)s» er utgått: ingen får spørsmålet, men gamle svar kan leses.", name=name)
    return text, at, f"{said} {formdrafts.touched(edited)}".strip()


@bp.post("/skjema/<process>/<key>/angre")
@once
def undo(process: str, key: str) -> Response:
    """The saving before, or the one after, stands again."""
    actor = formdrafts.drawer()
    edited = formdrafts.of(process, key)
    step = processdrafts.redo if request.form.get("gjor") == "gjenta" else processdrafts.undo
    seen = request.form.get("revisjon", "")
    try:
        if edited.draft.saved_by != actor.id:
            raise Refused(reason="not_yours")
        step(db.session(), process, seen=int(seen) if seen.isdigit() else -1)
        formdrafts.of(process, key)
    except (DraftChanged, Refused):
        db.undo()
        flash(_("Det kan ikke angres lenger, fordi kladden er endret siden."), "warning")
    return redirect(_here(process, key, ""), 303)


@bp.post("/skjema/<process>/<key>/prov")
@db.asks
def tried(process: str, key: str) -> Answer:
    """The form drawn again with what somebody tries to answer; nothing of it is kept."""
    formdrafts.drawer()
    edited = formdrafts.of(process, key)
    return _drawn(edited, _pane(edited, None), edited.text, post=request.form)


def _pane(edited: Edited, post: MultiDict[str, str] | None) -> Pane:
    args, text = request.args, edited.text
    if args.get("felt"):
        return questionpane.of_card(text, args["felt"], post)
    if "nytt" in args:
        used = formdrafts.kept_names(formdrafts.published(edited), args["nytt"])
        return questionpane.of_new(text, args["nytt"], post, frozenset(used))
    return questionpane.of_form(text, post)


def _here(process: str, key: str, at: str, **more: Any) -> str:
    chosen: dict[str, Any] = {"felt": at} if at else {}
    return url_for("formeditor.page", process=process, key=key, **chosen, **more)


def rows(level: Sequence[Card], depth: int = 0) -> Iterator[Row]:
    """The questions as a list, each with when it is shown where that is news."""
    said = ""
    for one in level:
        when = formwords.condition(one.rules, level)
        if "/properties/" in one.at or one.name:
            yield Row(
                one,
                formwords.title(one),
                formwords.kind(one),
                depth,
                when if when != said else "",
                formbank.of_law(one),
                bool(when),
            )
        said = when
        inside = list(rows(one.inside, depth + 1))
        yield from inside
        if one.holds:
            yield Row(one, "", "", depth + 1, "", False, False, adds_to=one.holds)


def _drawn(
    edited: Edited,
    pane: Pane,
    text: str,
    shown: str | None = None,
    *,
    post: MultiDict[str, str] | None = None,
    conflict: bool = False,
) -> str:
    """The whole page: the list and the preview of `text`, and the settings as they are typed.

    The preview shows the question at the pointer `shown`: the one that is edited, if not given.
    """
    lang = request.args.get("maal", language())
    lang = lang if lang in ("nb", "nn") else "nb"
    shown = pane.at if shown is None else shown
    preview = (
        formpreview.page(text, edited.key, lang, post)
        if post is not None or not shown
        else formpreview.showing(text, edited.key, lang, shown)
    )
    return render_template(
        "studio/form.html",
        **formdrafts.about(edited),
        pane=pane,
        at=pane.at,
        shows="-".join(formtext.path_of(shown)),
        rows=list(rows(formedit.outline(text))),
        rule=questionpane.rule_words(pane),
        touched=formdrafts.touched(edited) if pane.touches() else "",
        preview=preview,
        faults=formwords.faults(text),
        conflict=conflict,
        link=_link(edited),
        maal=lang,
        phone=request.args.get("bredde") == "mobil",
        done=request.args.get("gjort", ""),
        mine=edited.draft.saved_by == formdrafts.drawer().id,
    )


def _link(edited: Edited) -> Callable[..., str]:
    """Makes addresses of this page: what is chosen stays, but for what is given."""
    kept = {name: request.args[name] for name in ("maal", "bredde") if name in request.args}
    place = {name: request.args[name] for name in ("felt", "nytt") if name in request.args}

    def link(to: str = "formeditor.page", **more: Any) -> str:
        here = {} if {"felt", "nytt"} & more.keys() else place
        return url_for(to, process=edited.process, key=edited.key, **{**here, **kept, **more})

    return link
