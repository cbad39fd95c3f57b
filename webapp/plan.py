"""The living plan: the handlingsplan as the running flows and the words of the school make it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from engine import clock, people, publishing, schoolplan
from engine.calendar import SchoolYear
from engine.errors import NotFound, Refused, Stale
from engine.people import Actor
from engine.publishing import ProcessVersion
from engine.schoolplan import COLUMNS, LONGEST, Wording
from webapp import db, login, pdf, planstate, schoolwords, shown, yearlines
from webapp.i18n import LANGUAGES, language
from webapp.i18n import gettext as _
from webapp.once import once
from webapp.planstate import Standing
from webapp.schoolwords import PlanRow

bp = Blueprint("plan", __name__)

#: Who sees how each row stands, and who may change its words.
_SEES_STATE = frozenset({"employed", "leads_school", "owns_school"})
_WRITES = frozenset({"leads_school"})


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the plan as it stands today."""

    id: str
    #: Text by column, in the reader's language.
    words: Mapping[str, str]
    #: Flows in use that do what the row says.
    flows: Sequence[ProcessVersion]
    #: Keys of flows the row names that nobody has published.
    missing: Sequence[str]
    source: str
    #: When the school put the row in its own words; none while it stands as delivered.
    reworded: datetime | None
    #: How it stands this year; none for those who are not told.
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the plan."""

    key: str
    name: str
    text: str
    lines: Sequence[Line]


@bp.get("/plan")
def page() -> str:
    """The whole plan, every row with the flow that does it."""
    actor, year = login.current(), yearlines.known_year("")
    sections = _sections(actor, year)
    told = {line.id: line.standing for s in sections for line in s.lines if line.standing}
    return render_template(
        "plan.html",
        plan=schoolwords.plan(language()),
        sections=sections,
        versions=_versions(sections),
        now=clock.now(),
        year=year,
        counted=planstate.counted(told),
        writes=bool(actor.capabilities & _WRITES),
        flow_name=_flow_name,
    )


@bp.get("/plan.pdf")
def document() -> Response:
    """The plan as a tagged PDF, with the date and the versions it was made from."""
    actor, year = login.current(), yearlines.known_year("")
    plan, sections = schoolwords.plan(language()), _sections(actor, year)
    sees = bool(actor.capabilities & _SEES_STATE)
    made = pdf.made(
        "plan",
        {
            "lang": language(),
            "title": plan.title,
            "school": plan.school,
            "about": plan.about,
            "made": _("Laget %(when)s av flytene som er i bruk.", when=shown.dato(clock.now())),
            "heads": [
                *(_("Hva"), _("Når"), _("Hvordan"), _("Ansvar"), _("Flyt")),
                *([_("Skoleåret %(name)s", name=year.name)] if sees else []),
            ],
            "sections": [_printed(section) for section in sections],
            "versions_head": _("Laget av disse flytene"),
            "versions": [
                [_flow_name(v), str(v.number), shown.dato(v.published_at)]
                for v in _versions(sections)
            ],
            "versions_heads": [_("Flyt"), _("Versjon"), _("Publisert")],
        },
    )
    answer = Response(made, content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="handlingsplan.pdf"'
    return answer


@bp.get("/plan/<row>")
def edit(row: str) -> str:
    """The words of one row, to change; and every wording it has had."""
    return _edit(_row(row), _now_said(_row(row)), {}, "")


@bp.post("/plan/<row>")
@once
def reword(row: str) -> Answer | str | tuple[str, int]:
    """The row says this from now on."""
    known = _row(row)
    words = {
        lang: {c: request.form.get(f"{lang}.{c}", "").strip() for c in COLUMNS}
        for lang in LANGUAGES
    }
    seen = request.form.get("nummer", "0")
    try:
        schoolplan.reword(
            db.session(),
            row,
            words,
            login.current(),
            request.form.get("hvorfor", ""),
            seen=int(seen) if seen.isdigit() else 0,
        )
    except Refused as refused:
        return _edit(known, words, _faults(refused.facts["fields"], words), ""), 422
    except Stale:
        text = _("Noen andre har endret raden. Teksten din står her; sammenlign før du lagrer.")
        return _edit(known, words, {}, text), 409
    flash(_("Raden er endret."), "success")
    return redirect(url_for("plan.page", _anchor=row), 303)


def _row(key: str) -> PlanRow:
    if not login.current().capabilities & _WRITES:
        raise NotFound(row=key)
    found = next((one for one in schoolwords.plan(language()).rows if one.id == key), None)
    if found is None:
        raise NotFound(row=key)
    return found


def _now_said(row: PlanRow) -> Mapping[str, Mapping[str, str]]:
    own = schoolplan.wordings(db.session()).get(row.id)
    return own.words if own else row.words


def _faults(fields: Sequence[str], words: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    found = {}
    for field in fields:
        lang, _dot, column = field.partition(".")
        empty = not words[lang][column]
        found[field] = (
            _("Skriv noe her. En tom rute sier ingenting til den som leser planen.")
            if empty
            else _("Høyst %(n)s tegn.", n=LONGEST)
        )
    return found


def _edit(
    row: PlanRow,
    words: Mapping[str, Mapping[str, str]],
    faults: Mapping[str, str],
    conflict: str,
) -> str:
    history: Sequence[Wording] = schoolplan.history(db.session(), row.id)
    return render_template(
        "plan_row.html",
        row=row,
        words=words,
        faults=faults,
        conflict=conflict,
        heads=_heads(),
        languages=LANGUAGES,
        number=history[0].number if history else 0,
        history=history,
        names=people.names(db.session(), [one.by for one in history]),
    )


def _heads() -> dict[str, str]:
    return dict(zip(COLUMNS, (_("Hva"), _("Når"), _("Hvordan"), _("Ansvar")), strict=True))


def _flow_name(version: ProcessVersion) -> str:
    return version.bundle.name(language()) or version.name


def _versions(sections: Sequence[Section]) -> list[ProcessVersion]:
    """Every flow some row of the plan names, once, by name."""
    found = {v.key: v for s in sections for line in s.lines for v in line.flows}
    return sorted(found.values(), key=lambda version: version.name)


def _sections(actor: Actor, year: SchoolYear) -> list[Section]:
    session, lang = db.session(), language()
    plan = schoolwords.plan(lang)
    used = {version.key: version for version in publishing.all_in_use(session)}
    own = schoolplan.wordings(session)
    sees = actor.capabilities & _SEES_STATE
    told = planstate.standings(actor, year, list(used)) if sees else {}

    def line(row: PlanRow) -> Line:
        said = own.get(row.id)
        return Line(
            id=row.id,
            words=(said.words if said else row.words)[lang],
            flows=[used[key] for key in row.processes if key in used],
            missing=[key for key in row.processes if key not in used],
            source=row.source,
            reworded=said.at if said else None,
            standing=told.get(row.id),
        )

    return [
        Section(key, name, text, [line(row) for row in plan.rows if row.section == key])
        for key, name, text in plan.sections
    ]


def _printed(section: Section) -> dict[str, object]:
    return {
        "name": section.name,
        "text": section.text,
        "rows": [
            [
                *(line.words[column] for column in COLUMNS),
                ", ".join(_flow_name(v) for v in line.flows) or _("Ingen flyt"),
                *([f"{line.standing.words}: {line.standing.told}"] if line.standing else []),
            ]
            for line in section.lines
        ],
    }
