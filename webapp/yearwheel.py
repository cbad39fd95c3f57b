"""The year wheel: what starts by itself this school year, how it stands, and what is missing."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from engine import clock, evidence, roster, schoolplan, yearwheel
from engine.calendar import SchoolYear
from engine.clock import OSLO
from engine.errors import NotFound
from engine.evidence import RowState
from engine.occasions import NO_GROUP, Occasion, OccasionStatus
from engine.people import Actor
from engine.runtime import ExpressionFailed
from webapp import db, login, schoolwords, shown, wheel, yearlines
from webapp.i18n import gettext as _
from webapp.i18n import language, ngettext
from webapp.once import once
from webapp.wheel import Words
from webapp.yearlines import EVERYBODY, MINE, Entry, Flow, Line

bp = Blueprint("yearwheel", __name__)

#: Who may open the wheel, and who may start and postpone.
LOOKS = frozenset({"employed", "leads_school", "owns_school", "draws"})
_LEADS = "leads_school"


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the list."""

    first: date
    name: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the plan that asks for attention."""

    id: str
    text: str
    told: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One occasion of a line: whose it is and how it stands."""

    occasion: Occasion
    whom: str
    state: str
    #: Code of its case, if the reader may open it.
    code: str
    may_start: bool
    may_wait: bool


def onlooker() -> Actor:
    """Who is signed in, if the wheel is theirs to see. Raises NotFound."""
    actor = login.current()
    if not actor.capabilities & LOOKS:
        raise NotFound(page="arshjul")
    return actor


@bp.get("/arshjul")
@bp.get("/arshjul/<year>")
def page(year: str = "") -> str:
    """The wheel, and the same as a list by month."""
    actor, session = onlooker(), db.session()
    one, whose = yearlines.known_year(year), request.args.get("hvem", EVERYBODY)
    every = yearlines.flows(session)
    found = yearlines.lines(session, one, actor, whose)
    today = clock.oslo(clock.now()).date()
    before, after = yearlines.neighbours(one)
    months = _months(found)
    return render_template(
        "yearwheel/page.html",
        year=one,
        before=before,
        after=after,
        whose=whose,
        choices=_choices(every),
        lines=found,
        areas=_areas(found),
        drawing=wheel.draw(one, yearlines.rings(found), today, _words(one, found, today)),
        months=months,
        now=next((m for m in months if m.first == today.replace(day=1)), None),
        late=_late(one),
        missing=_missing(one, every),
        states=yearlines.STATES,
        sign=wheel.sign,
        state_words=yearlines.state_words,
        slug=yearlines.slug,
        today=today,
    )


def _months(found: Sequence[Line]) -> list[Month]:
    by_month: dict[date, list[Line]] = {}
    for line in found:
        by_month.setdefault(line.day.replace(day=1), []).append(line)
    return [
        Month(first, yearlines.month_name(first), yearlines.entries(found, inside))
        for first, inside in sorted(by_month.items())
    ]


def _choices(every: Sequence[Flow]) -> list[tuple[str, str]]:
    """Whose year can be shown: (value, words)."""
    keys = dict.fromkeys(key for flow in every for key in flow.roles)
    named = sorted((schoolwords.role(key, language()), key) for key in keys)
    own = [(EVERYBODY, _("Hele skolen")), (MINE, _("Mitt skoleår"))]
    return [*own, *((key, name) for name, key in named)]


def _areas(found: Sequence[Line]) -> list[tuple[str, str, list[tuple[int, Flow]]]]:
    """(key, name, numbered flows) of each part of the plan that has a ring."""
    names = {key: name for key, name, _text in schoolwords.plan(language()).sections}
    rings = yearlines.numbered([line.flow for line in found])
    return [
        (key, names.get(key, _("Annet")), list(some))
        for key, some in itertools.groupby(rings, key=lambda ring: ring[1].area)
    ]


def _words(year: SchoolYear, found: Sequence[Line], today: date) -> Words:
    count = sum(line.counts.get("done", 0) for line in found)
    every = sum(len(line.occasions) for line in found)
    return Words(
        title=_("Årshjul %(year)s. Det samme står som liste under hjulet.", year=year.name),
        months=[yearlines.short_month(first) for first in wheel.months_of(year)],
        today=_("I dag, %(day)s", day=yearlines.day_words(today)),
        hub=(year.name, _("%(n)s av %(all)s gjort", n=count, all=every)),
    )


def _told(year: SchoolYear) -> Mapping[str, RowState]:
    return yearwheel.rows_of(db.session(), year.name)


def _row_words() -> dict[str, str]:
    own = schoolplan.wordings(db.session())
    return {
        row.id: (own[row.id].words if row.id in own else row.words)[language()]["hva"]
        for row in schoolwords.plan(language()).rows
    }


def _late(year: SchoolYear) -> list[Row]:
    """Rows with steps over their deadline, and those left open from earlier years."""
    words, found = _row_words(), []
    for key, state in _told(year).items():
        told = [
            ngettext("%(n)s oppgave over fristen", "%(n)s oppgaver over fristen", state.late)
            if state.late
            else "",
            ngettext("%(n)s åpen fra i fjor", "%(n)s åpne fra i fjor", state.carried)
            if state.carried
            else "",
        ]
        if any(told):
            found.append(Row(key, words.get(key, key), ", ".join(filter(None, told))))
    return sorted(found, key=lambda row: row.id)


def _missing(year: SchoolYear, every: Sequence[Flow]) -> list[Row]:
    """Rows the calendar should see to, and that nothing this year shows was done."""
    words, told, keys = _row_words(), _told(year), {flow.key for flow in every}
    return [
        Row(row.id, words[row.id], _("Ingenting er gjort eller planlagt dette skoleåret"))
        for row in schoolwords.plan(language()).rows
        if keys & set(row.processes) and (row.id not in told or told[row.id].missing)
    ]


@bp.get("/arshjul/<year>/<process>/<int:number>")
def time(year: str, process: str, number: int) -> str:
    """One time a flow starts: for whom, how it stands, and what the rektor may do about it."""
    actor = onlooker()
    line = _line(year, process, number, actor)
    return _time(line, actor, "")


def _line(year: str, process: str, number: int, actor: Actor) -> Line:
    one = yearlines.known_year(year)
    for line in yearlines.lines(db.session(), one, actor):
        if (line.flow.key, line.number) == (process, number):
            return line
    raise NotFound(process=process)


def _time(line: Line, actor: Actor, fault: str) -> str:
    turns = _turns(line, actor)
    return render_template(
        "yearwheel/time.html",
        line=line,
        turns=turns,
        may_start=[turn for turn in turns if turn.may_start],
        may_wait=[turn for turn in turns if turn.may_wait],
        fault=fault,
        typed=request.form,
        state_words=yearlines.state_words,
        slug=yearlines.slug,
        tomorrow=max(line.day, clock.oslo(clock.now()).date()),
    )


def _turns(line: Line, actor: Actor) -> list[Turn]:
    session, leads = db.session(), actor.can(_LEADS)
    states = evidence.states(session, line.year)
    open_to = evidence.codes(session, actor, [o.case_id for o in line.occasions if o.case_id])
    found = []
    for one in line.occasions:
        group = roster.group(session, one.group_id) if one.group_id != NO_GROUP else None
        planned = one.status == OccasionStatus.PLANNED
        found.append(
            Turn(
                occasion=one,
                whom=group.name if group else _("Hele skolen"),
                state=yearlines.state_of(one, states),
                code=open_to.get(one.case_id or 0, ""),
                may_start=leads and one.status != OccasionStatus.STARTED,
                may_wait=leads and planned,
            )
        )
    return sorted(found, key=lambda turn: turn.whom)


@bp.post("/arshjul/<year>/<process>/<int:number>/start")
@once
def start(year: str, process: str, number: int) -> Response:
    """The chosen occasions of a line have opened their cases now."""
    actor = onlooker()
    line = _line(year, process, number, actor)
    started = 0
    try:
        for one in _chosen(line):
            yearwheel.start_now(db.session(), one.id, actor)
            started += 1
    except ExpressionFailed:
        flash(_("Flyten har en regel som ikke virker, så den kom ikke i gang."), "danger")
    if started:
        flash(ngettext("%(n)s sak er startet.", "%(n)s saker er startet.", started), "success")
    return redirect(line.address, 303)


@bp.post("/arshjul/<year>/<process>/<int:number>/utsett")
@once
def postpone(year: str, process: str, number: int) -> Response | tuple[str, int]:
    """The chosen occasions of a line fall on another day; the trail says why."""
    actor = onlooker()
    line = _line(year, process, number, actor)
    until, reason = _until(), request.form.get("hvorfor", "").strip()
    if until is None or until <= clock.now():
        return _time(line, actor, "dato"), 422
    if not reason:
        return _time(line, actor, "hvorfor"), 422
    for one in _chosen(line):
        if one.status == OccasionStatus.PLANNED:
            yearwheel.postpone(db.session(), one.id, until, reason[:500], actor)
    flash(_("Utsatt til %(day)s.", day=shown.dato(until)), "success")
    return redirect(line.address, 303)


def _until() -> datetime | None:
    try:
        day = date.fromisoformat(request.form.get("dato", ""))
    except ValueError:
        return None
    return datetime.combine(day, yearwheel.MORNING, OSLO)


def _chosen(line: Line) -> list[Occasion]:
    """What the form names of the line; all that is left to start if it names nothing."""
    named = {int(one) for one in request.form.getlist("gang") if one.isdecimal()}
    left = [one for one in line.occasions if one.status != OccasionStatus.STARTED]
    return [one for one in left if one.id in named] if named else left
