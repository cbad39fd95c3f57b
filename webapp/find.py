"""Going anywhere from the keys: places, one's own tasks and views, and cases by their code."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for

from engine import cases, inbox, views
from engine.inbox import Box, Filter
from engine.people import Actor
from webapp import db, inboxrows, login, look
from webapp.i18n import gettext as _

bp = Blueprint("find", __name__)

#: Letters of what is looked for that are read.
LONGEST = 60
#: Of each kind that are shown.
MOST = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """Somewhere one can go."""

    address: str
    name: str
    #: what tells it from others of the same name
    more: str = ""


@bp.get("/finn")
def page() -> str:
    """What fits the letters typed so far, by kind; the places alone before any is typed."""
    actor, wanted = login.current(), request.args.get("q", "").strip()[:LONGEST]
    return render_template("find.html", wanted=wanted, groups=_groups(actor, wanted))


def _groups(actor: Actor, wanted: str) -> list[tuple[str, Sequence[Hit]]]:
    found: list[tuple[str, Sequence[Hit]]] = [(_("Sider"), _places(actor, wanted))]
    if wanted:
        found += [
            (_("Oppgaver"), _tasks(actor, wanted)),
            (_("Saker"), _cases(actor, wanted)),
            (_("Lagrede visninger"), _views(actor, wanted)),
        ]
    return [(name, hits) for name, hits in found if hits]


def _places(actor: Actor, wanted: str) -> list[Hit]:
    fits = wanted.casefold()
    return [Hit(p.path, p.text) for p in look.places(actor) if fits in p.text.casefold()]


def _tasks(actor: Actor, wanted: str) -> list[Hit]:
    narrow = Filter(search=wanted, put_off=True)
    lines = inbox.page(db.session(), actor, Box.OPEN, narrow, limit=MOST).lines
    return [
        Hit(url_for("tasks.page", task_id=row.task.id), row.name, row.task.code)
        for row in inboxrows.rows(actor, lines, Box.OPEN)
    ]


def _cases(actor: Actor, wanted: str) -> list[Hit]:
    names = inboxrows.process_names()
    lines: Sequence[Any] = cases.listed(db.session(), actor, search=wanted, limit=MOST)
    return [
        Hit(url_for("cases.overview", code=one.code), one.code, names.get(one.process, ""))
        for one in lines
    ]


def _views(actor: Actor, wanted: str) -> list[Hit]:
    fits = wanted.casefold()
    return [
        Hit(f"{url_for('inbox.page')}?{view.query}", view.name)
        for view in views.for_actor(db.session(), actor)
        if fits in view.name.casefold()
    ][:MOST]
