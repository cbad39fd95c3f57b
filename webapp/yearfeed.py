"""The year wheel in people's own calendars: names of flows and steps, and days. Never a case.

The address holds a secret of the person's, shown once; a new one, or closing it, ends the old.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import sqlalchemy as sa
from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from icalendar import Calendar, Event
from werkzeug.wrappers import Response as Answer

from engine import audit, calendar, clock, people, tokens
from engine.audit import Kind
from engine.casefile import CASES, TASKS, TaskStatus
from engine.errors import NotFound
from engine.occasions import OCCASIONS
from engine.people import Actor
from webapp import db, yearlines
from webapp.i18n import gettext as _
from webapp.i18n import reading_in
from webapp.once import once
from webapp.yearlines import MINE
from webapp.yearwheel import LOOKS, onlooker

bp = Blueprint("yearfeed", __name__)

#: Hours until calendars ask again.
AGAIN = timedelta(hours=12)
_HOST = "handlingsplan"


@bp.get("/arshjul/kalender")
def page() -> str:
    """How to have the year wheel in a calendar of one's own."""
    actor = onlooker()
    return _page(actor, "")


def _page(actor: Actor, address: str) -> str:
    made = tokens.calendar_key(db.session(), actor.id)
    return render_template("yearwheel/calendar.html", made=made, address=address)


@bp.post("/arshjul/kalender")
def make() -> str:
    """The person has a new address, shown this once; the one before opens nothing."""
    actor = onlooker()
    secret = tokens.issue_calendar_key(db.session(), actor.id)
    audit.record(db.session(), Kind.CALENDAR_OPENED, actor)
    base = current_app.config["SETTINGS"].base_url.rstrip("/")
    return _page(actor, base + url_for("yearfeed.feed", nokkel=secret))


@bp.post("/arshjul/kalender/steng")
@once
def close() -> Answer:
    """The address of the person's calendar opens nothing any more."""
    actor = onlooker()
    if tokens.end_calendar_key(db.session(), actor.id):
        audit.record(db.session(), Kind.CALENDAR_CLOSED, actor)
    flash(_("Adressen er stengt. Kalenderen får ikke hente årshjulet lenger."), "success")
    return redirect(url_for("yearfeed.page"), 303)


@bp.get("/arshjul.ics")
def feed() -> Response:
    """The person's own school year as RFC 5545. 404 for an address that opens nothing."""
    person = tokens.calendar_of(db.session(), request.args.get("nokkel", "")[:100])
    if person is None:
        raise NotFound(page="arshjul.ics")
    actor = people.actor(db.session(), person)
    if not actor.capabilities & LOOKS:
        raise NotFound(page="arshjul.ics")
    with reading_in(actor.language):
        made = written(actor)
    return Response(made, content_type="text/calendar; charset=utf-8")


def written(actor: Actor) -> bytes:
    """The calendar of somebody, in the language of whoever reads now."""
    found = Calendar()
    found.add("prodid", "-//Handlingsplan//Arshjul//NO")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", _("Årshjul"))
    found.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    for uid, day, words in sorted({*_starts(actor), *_deadlines(actor)}):
        event = Event()
        event.add("uid", f"{uid}@{_HOST}")
        event.add("dtstamp", clock.now())
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", words)
        event.add("transp", "TRANSPARENT")
        found.add_component(event)
    made: bytes = found.to_ical()
    return made


def _starts(actor: Actor) -> Iterator[tuple[str, date, str]]:
    """(uid, day, words) of each time something starts in the person's own year."""
    for year in calendar.current().years:
        for line in yearlines.lines(db.session(), year, actor, MINE):
            uid = f"{line.flow.key}-{yearlines.slug(year.name)}-{line.number}"
            words = f"{line.flow.name}: {line.flow.when}" if line.flow.when else line.flow.name
            yield uid, line.day, words


def _deadlines(actor: Actor) -> Iterator[tuple[str, date, str]]:
    """(uid, day, words) of the person's own open steps in what the wheel started; one a day."""
    query = (
        sa.select(CASES.c.process, TASKS.c.element, TASKS.c.name, TASKS.c.due_at)
        .join(CASES, CASES.c.id == TASKS.c.case_id)
        .join(OCCASIONS, OCCASIONS.c.case_id == CASES.c.id)
        .where(
            TASKS.c.assignee_id == actor.id,
            TASKS.c.status == TaskStatus.OPEN,
            TASKS.c.due_at.is_not(None),
        )
    )
    for row in db.session().connection().execute(query):
        day = clock.oslo(row.due_at).date()
        uid = f"{row.process}-{row.element}-{day.isoformat()}".replace("/", "-")
        yield uid, day, _("Frist: %(step)s", step=row.name)
