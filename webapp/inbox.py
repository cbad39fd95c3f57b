"""The inbox: what waits for the reader, narrowed as they like, and several tasks at once.

Only which tasks stand in it is the engine's (`engine/inbox.py`); how they read is `inboxrows.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Blueprint, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from engine import audit, inbox, people, views
from engine.audit import Kind
from engine.errors import NotFound, Refused
from engine.inbox import Box, Filter
from engine.people import Actor
from webapp import db, inboxrows, login, pane, persons, schoolwords, tasks
from webapp import inboxmany as many
from webapp.i18n import gettext as _
from webapp.i18n import language
from webapp.inboxmany import Several
from webapp.inboxrows import Asked
from webapp.once import once

bp = Blueprint("inbox", __name__)

#: Tasks on one page.
PAGE = 25
#: Deadlines in one week above which the reader is helped to see what cannot wait.
OVERLOAD = 10
#: Saved views whose counts are shown.
COUNTED_VIEWS = 8


@dataclass(frozen=True, slots=True)
class View:
    """A saved view as it stands beside the list."""

    id: int
    name: str
    address: str
    count: str
    own: bool
    #: the role it is shared with, in words
    shared: str
    here: bool


@bp.get("/innboks")
def page() -> str:
    """One list of tasks, most urgent first."""
    return _shown(inboxrows.read(request.args))


@bp.get("/innboks/oppgaver/<task_id>")
@db.records
def beside(task_id: str) -> str:
    """The list with one of its tasks open in the pane beside it."""
    asked = inboxrows.read(request.args)
    shown = pane.beside(_address(asked), lambda: tasks.page(task_id))
    return _shown(asked, chosen=task_id, shown=shown)


def _shown(
    asked: Asked,
    several: Several | None = None,
    view_refused: str = "",
    chosen: str = "",
    shown: Markup | None = None,
) -> str:
    session, actor, box = db.session(), login.current(), asked.box
    after = request.args.get("etter") if request.method == "GET" else None
    found = inbox.page(session, actor, box, asked.filter(), after=after, limit=PAGE)
    rows = inboxrows.rows(actor, found.lines, box)
    counts = inbox.counts(session, actor, [b for b in inboxrows.BOXES if b != Box.DONE])
    much = box != Box.DONE and counts[Box.DUE] >= OVERLOAD and not asked.narrowed
    return render_template(
        "inbox.html",
        asked=asked,
        groups=inboxrows.grouped(rows, asked),
        boxes=[(b, _box_name(b), _count_words(counts.get(b))) for b in inboxrows.BOXES],
        counts=counts,
        title=_box_name(box),
        views=_views(actor, asked),
        roles=_own_roles(actor),
        processes=inboxrows.process_names(),
        several=several or Several(),
        view_refused=view_refused,
        overload=_overload(actor) if much else None,
        may_search=persons.may_search(actor),
        soon=_soon(actor) if box == Box.MINE and not rows else None,
        later=_address(asked, found.after) if found.after else "",
        first=_address(asked) if after else "",
        pane=shown,
        chosen=chosen,
        beside=lambda task: _with(url_for("inbox.beside", task_id=task), asked),
        news="" if after or box == Box.DONE else _with(url_for("inboxnews.line"), asked),
    )


def _soon(actor: Actor) -> inboxrows.Row | None:
    """What others are to do next in the cases of somebody who has nothing to do."""
    lines = inbox.page(db.session(), actor, Box.WAITING, limit=1).lines
    return next(iter(inboxrows.rows(actor, lines, Box.WAITING)), None)


def _box_name(box: Box) -> str:
    return {
        Box.MINE: _("Mine"),
        Box.GROUP: _("Min gruppe"),
        Box.DUE: _("Forfaller"),
        Box.WAITING: _("Venter på andre"),
        Box.DONE: _("Ferdig"),
    }[box]


def _address(asked: Asked, after: str = "") -> str:
    address = _with(url_for("inbox.page"), asked)
    if not after:
        return address
    return f"{address}{'&' if '?' in address else '?'}etter={after}"


def _with(path: str, asked: Asked) -> str:
    """The path with what narrows the list."""
    query = asked.query()
    return f"{path}?{query}" if query else path


def _views(actor: Actor, asked: Asked) -> list[View]:
    session, found = db.session(), []
    for number, view in enumerate(views.for_actor(session, actor)):
        saved = inboxrows.read(dict(parse_qsl(view.query)))
        count = (
            inboxrows.capped(inbox.count(session, actor, saved.box, saved.filter()))
            if number < COUNTED_VIEWS
            else ""
        )
        role = schoolwords.role(view.role, language()) if view.role else ""
        here = saved.query() == asked.query()
        own = view.owner_id == actor.id
        found.append(View(view.id, view.name, _address(saved), count, own, role, here))
    return found


def _own_roles(actor: Actor) -> Sequence[tuple[str, str]]:
    """Roles a view can be shared with, in the order of the vocabulary."""
    return [
        (role.key, schoolwords.role(role.key, language()))
        for role in people.roles()
        if role.key in actor.roles
    ]


def _count_words(count: int | None) -> str:
    """A list's count; what is done is not counted."""
    return "" if count is None else inboxrows.capped(count)


def _overload(actor: Actor) -> Mapping[str, object] | None:
    """Help when much falls due at once: how much this week, and what of it the law demands."""
    session, before = db.session(), inboxrows.due_before("uke")
    week = inbox.count(session, actor, Box.DUE, Filter(due_before=before))
    if week < OVERLOAD:
        return None
    law = inboxrows.demanded_by_law()
    duties = inbox.count(session, actor, Box.DUE, Filter(due_before=before, elements=law))
    only = inboxrows.read({"liste": Box.DUE, "frist": "uke", "plikt": "1"})
    return {
        "week": inboxrows.capped(week),
        "duties": inboxrows.capped(duties) if law and 0 < duties < week else "",
        "address": _address(only),
        "late": _address(inboxrows.read({"liste": Box.DUE, "frist": "over"})),
    }


@bp.post("/innboks/flere")
@once
def act_on_several() -> Response | tuple[str, int]:
    """What was asked is done to every chosen task it can be done to; the rest are counted."""
    asked = inboxrows.read(dict(parse_qsl(request.form.get("tilbake", ""))))
    several = many.read(login.current(), request.form)
    if several.problem:
        return _shown(asked, several), 422
    done, refused = many.carry_out(db.session(), login.current(), several)
    if done:
        flash(many.done_words(several.action, done), "success")
    if refused:
        flash(many.refused_words(refused), "warning")
    return redirect(_address(asked), 303)


@bp.post("/innboks/visninger")
@once
def save_view() -> Response | tuple[str, int]:
    """The list as it is narrowed now is kept under a name."""
    session, actor = db.session(), login.current()
    asked = inboxrows.read(dict(parse_qsl(request.form.get("tilbake", ""))))
    role = request.form.get("rolle", "")
    try:
        views.save(session, actor, request.form.get("navn", ""), asked.query(), role)
    except Refused:
        return _shown(asked, view_refused=_("Gi visningen et navn.")), 422
    audit.record(session, Kind.VIEW_SAVED, actor, role=role)
    flash(_("Visningen er lagret."), "success")
    return redirect(_address(asked), 303)


@bp.post("/innboks/visninger/<int:number>/slett")
@once
def remove_view(number: int) -> Response:
    """The saved view is gone; the tasks in it are as they were."""
    if number >= 1 << 31:
        raise NotFound(view=number)
    views.remove(db.session(), login.current(), number)
    flash(_("Visningen er fjernet. Oppgavene er urørt."), "success")
    return redirect(url_for("inbox.page"), 303)
