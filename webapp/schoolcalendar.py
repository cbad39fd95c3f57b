"""The school calendar in the browser: each school year, its holidays and planning days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import calendar, people, schoolyears
from engine.calendar import SchoolYear
from engine.errors import NotFound, Stale
from engine.people import Actor
from engine.schoolyears import CalendarRefused
from webapp import calendarfaults, db, login, typed
from webapp.calendarfaults import Said
from webapp.i18n import gettext as _
from webapp.once import once

bp = Blueprint("schoolcalendar", __name__)

#: Who may look, and who may change.
_LOOKS = frozenset({"employed", "leads_school", "owns_school", "draws"})
_KEEPS = "keeps_people"
#: Empty rows at the end of each list, and rows there may be.
_SPARE, _MOST = 2, 60
_NEW = "ny"
Year = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A school year as the overview tells of it."""

    #: What its page is called.
    slug: str
    year: SchoolYear
    days: int
    weeks: int
    holidays: Sequence[tuple[str, date, date]]
    planning_days: Sequence[date]


@bp.get("/arshjul/skolerute")
def page() -> str:
    """Every school year that is known, and every change there has been."""
    actor, session = login.current(), db.session()
    if not actor.capabilities & (_LOOKS | {_KEEPS}):
        raise NotFound(page="skolerute")
    history = schoolyears.history(session)
    return render_template(
        "skolerute/overview.html",
        years=[_shown(year) for year in calendar.current().years],
        keeps=actor.can(_KEEPS),
        history=history,
        names=people.names(session, [one.by for one in history]),
        coming=_coming()["name"] if calendar.current().years else "",
    )


@bp.get("/arshjul/skolerute/<slug>")
def edit(slug: str) -> str:
    """One school year to change, or the next one proposed in the pattern of the last."""
    _keeper()
    year = _coming() if slug == _NEW else _known()[_place(slug)]
    return _edit(slug, year, [], "", schoolyears.newest(db.session()))


@bp.post("/arshjul/skolerute/<slug>")
@once
def save(slug: str) -> Response | str | tuple[str, int]:
    """The school year is so from now on, and open deadlines are counted anew."""
    actor = _keeper()
    known, year = _known(), _posted()
    seen = int(text) if (text := request.form.get("nummer", "")).isdigit() else 0
    if request.form.get("_action") == "rader":
        return _edit(slug, year, [], "", seen, more=True)
    place = len(known) if slug == _NEW else _place(slug)
    years = [*known[:place], year, *known[place + 1 :]]
    why = request.form.get("hvorfor", "").strip()
    faults = [] if why else [calendarfaults.no_reason()]
    try:
        if faults:
            raise CalendarRefused([f for f in schoolyears.problems(years) if f.year == place])
        schoolyears.save(db.session(), actor, years, why, seen)
    except CalendarRefused as refused:
        said = [*calendarfaults.sentences(refused.faults, years, place), *faults]
        return _edit(slug, year, said, "", seen), 422
    except Stale:
        text = _("Noen andre har endret skoleruta. Det du skrev, står her; sammenlign først.")
        return _edit(slug, year, [], text, schoolyears.newest(db.session())), 409
    flash(_("Skoleruta er endret. Åpne frister telles på nytt i løpet av et par minutter."))
    return redirect(url_for("schoolcalendar.page"), 303)


def _keeper() -> Actor:
    actor = login.current()
    if not actor.can(_KEEPS):
        raise NotFound(page="skolerute")
    return actor


def _known() -> list[Year]:
    """The years in force, as they are stored."""
    return [dict(year) for year in calendar.current().source.get("years", ())]


def _place(slug: str) -> int:
    """Where the year stands among those known. Raises NotFound."""
    for place, year in enumerate(_known()):
        if _slug(str(year["name"])) == slug:
            return place
    raise NotFound(year=slug)


def _slug(name: str) -> str:
    return name.replace("/", "-")


def _coming() -> Year:
    """The year after the last one. Raises NotFound where none is known."""
    known = sorted(_known(), key=lambda year: str(year["first"]))
    if not known:
        raise NotFound(year=_NEW)
    return schoolyears.following(known[-1])


def _shown(year: SchoolYear) -> Shown:
    by = calendar.current()
    data = next(one for one in _known() if one["name"] == year.name)
    length = (year.last - year.first).days + 1
    days = sum(by.is_school_day(year.first + timedelta(days=n)) for n in range(length))
    return Shown(
        slug=_slug(year.name),
        year=year,
        days=days,
        weeks=len(by.school_weeks(year)),
        holidays=[
            (str(one["name"]), date.fromisoformat(one["from"]), date.fromisoformat(one["to"]))
            for one in data.get("holidays", ())
        ],
        planning_days=sorted(date.fromisoformat(day) for day in data.get("planning_days", ())),
    )


def _posted() -> Year:
    """The year as it was typed; rows with nothing in them are no rows."""
    said = request.form

    def day(name: str) -> str:
        return typed.day(said.get(name, "")[:40]) or ""

    rows = [
        {"name": said.get(f"ferie-{n}", "").strip()[:80], "from": day(f"fra-{n}")}
        | {"to": day(f"til-{n}")}
        for n in range(_MOST)
    ]
    days = [day(f"plan-{n}") for n in range(_MOST)]
    return {
        "name": said.get("navn", "").strip()[:20],
        "first": day("forste"),
        "last": day("siste"),
        "holidays": [row for row in rows if any(row.values())],
        "planning_days": [one for one in days if one],
    }


def _edit(
    slug: str, year: Year, said: Sequence[Said], conflict: str, seen: int, *, more: bool = False
) -> str:
    spare = _SPARE * 2 if more else _SPARE
    holidays: Sequence[Mapping[str, str]] = [*year["holidays"], *({} for _n in range(spare))]
    return render_template(
        "skolerute/year.html",
        year=year,
        new=slug == _NEW,
        holidays=holidays[:_MOST],
        planning_days=[*year["planning_days"], *[""] * spare][:_MOST],
        said=said,
        faults={one.field: one.text for one in said},
        conflict=conflict,
        number=seen,
        why=request.form.get("hvorfor", ""),
    )
