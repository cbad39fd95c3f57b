"""People from a file: looked over first, imported when somebody has seen what it does.

The file travels in the form as text, so that it can be mended on the page and nothing lies waiting
on the server. What is confirmed must be what was shown.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from engine import enrolling, enrolment, enrolmentfile, people
from engine.enrolling import FileRefused
from engine.enrolment import Change, Findings
from engine.enrolmentfile import EXAMPLE, LARGEST, Remark
from engine.errors import NotFound
from engine.people import Actor
from webapp import db, login, peopleimportwords, schoolwords, typed
from webapp.i18n import gettext as _
from webapp.i18n import language, ngettext
from webapp.once import once

bp = Blueprint("peopleimport", __name__)

_KEEPS = "keeps_people"
#: Rows shown of each list; the count says how many there are.
_SHOWN = 100
#: Characters shown of a row that has something wrong.
_OF_A_ROW = 90
#: Room for the rest of the form beside the file.
_BESIDE = 64 * 1024
_HEADINGS = (
    *("nokkel", "navn", "type", "fodt", "epost", "klasse", "avdeling", "roller"),
    *("kontaktlarer_for", "faglarer_for", "leder_for", "foresatte"),
)
_EXAMPLES: Sequence[Mapping[str, str]] = (
    {
        "nokkel": "larer",
        "navn": "Eva Eksempel",
        "type": "ansatt",
        "epost": "eva@skole.no",
        "avdeling": "Realfag",
        "roller": "Faglærer|Miljøarbeider",
        "kontaktlarer_for": "1STA",
        "faglarer_for": "1STA|2STA",
    },
    {
        "nokkel": "elev",
        "navn": "Ola Eksempel",
        "type": "elev",
        "fodt": "24.12.2009",
        "klasse": "1STA",
        "foresatte": f"{EXAMPLE}mor|{EXAMPLE}far",
    },
    {"nokkel": "mor", "navn": "Mia Eksempel", "type": "foresatt", "epost": "mia@post.no"},
    {"nokkel": "far", "navn": "Per Eksempel", "type": "foresatt"},
)


@dataclass(frozen=True, slots=True)
class Wrong:
    """One fault as it is read."""

    place: str
    text: str
    #: The row as it stands in the file, so far as it shows where to look.
    row: str


def may_import(actor: Actor) -> bool:
    """Whether this person keeps who is at the school."""
    return actor.can(_KEEPS)


def _keeper() -> Actor:
    actor = login.current()
    if not may_import(actor):
        raise NotFound(page="personer")
    return actor


@bp.url_value_preprocessor
def _make_room(_endpoint: str | None, _values: object) -> None:
    """A whole file may be pasted here: more than other forms may hold."""
    request.max_form_memory_size = 2 * LARGEST + _BESIDE


@bp.get("/personer/import")
def page() -> str:
    """A file to choose, or rows to paste, and how they are written."""
    _keeper()
    return _start()


@bp.get("/personer/import/mal.csv")
def template() -> Response:
    """A file to fill in: the headings, and examples that are never imported as they stand."""
    _keeper()
    out = io.StringIO()
    rows = csv.DictWriter(out, _HEADINGS, restval="", delimiter=";", lineterminator="\r\n")
    rows.writeheader()
    rows.writerows({**row, "nokkel": EXAMPLE + row["nokkel"]} for row in _EXAMPLES)
    # The mark in front tells spreadsheets that æ, ø and å are what they are.
    answer = Response(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = "attachment; filename=personer.csv"
    return answer


@bp.post("/personer/import")
@db.asks
def look() -> str | tuple[str, int]:
    """What the file would do, or what is wrong with it; nothing is written."""
    actor, text = _keeper(), _pasted()
    file = request.files.get("fil")
    if file is not None and file.filename:
        if text.strip():
            return _start(text, _("Velg fila eller teksten, ikke begge. Teksten står her.")), 422
        with file.stream:
            data = file.read(LARGEST + 1)
        read = enrolmentfile.text_of(data)
        if read is None:
            [fault] = enrolmentfile.read(data).faults
            return _start(text, peopleimportwords.sentence(fault)), 422
        text = read
    if not text.strip():
        return _start(text, _("Velg en fil, eller lim inn radene.")), 422
    return _overview(actor, text)


@bp.post("/personer/import/gjennomfor")
@once
def carry_out() -> str | tuple[str, int] | Redirect:
    """Everybody is as the file says, if it still does what was shown."""
    actor, text = _keeper(), _pasted()
    found = enrolment.examine(db.session(), text.encode(), actor)
    if found.faults:
        return _overview(actor, text)
    if request.form.get("sett") != _mark(text, found):
        changed = _("Fila, eller noen av personene, er endret siden du så over. Se over igjen.")
        return _overview(actor, text, changed)
    try:
        ends = request.form.get("avslutt") == "ja"
        done = enrolling.carry_out(db.session(), text.encode(), actor, end_missing=ends)
    except FileRefused:
        return _overview(actor, text)
    flash(summary(done), "success")
    return redirect(url_for("persons.page"), 303)


def summary(done: enrolling.Done) -> str:
    """What was done, in one line."""
    return _(
        "Personene er lest inn. Nye: %(new)s, endret: %(changed)s, avsluttet: %(left)s.",
        new=done.new,
        changed=done.changed,
        left=done.left,
    )


def _pasted() -> str:
    return typed.carried(request.form.get("tekst", "")).replace("\r\n", "\n")


def _start(text: str = "", problem: str = "") -> str:
    return render_template(
        "people/import.html",
        text=text,
        problem=problem,
        largest=LARGEST,
        columns=_columns(),
        roles=[
            schoolwords.role(role.key, language())
            for role in people.roles()
            if "employed" in role.capabilities and role.key != schoolwords.EVERYBODY
        ],
    )


def _overview(actor: Actor, text: str, changed: str = "") -> str | tuple[str, int]:
    found = enrolment.examine(db.session(), text.encode(), actor)
    lists = [part for part in _lists(found) if part[1]]
    shown = render_template(
        "people/overview.html",
        text=text,
        changed=changed,
        wrong=list(_wrong(found.faults[:_SHOWN], text)),
        count=len(found.faults),
        heading=ngettext("%(n)s feil må rettes", "%(n)s feil må rettes", len(found.faults)),
        cautions=list(_wrong(found.cautions[:_SHOWN], "")),
        more_cautions=max(len(found.cautions) - _SHOWN, 0),
        lists=lists,
        gone=found.gone[:_SHOWN],
        gone_count=len(found.gone),
        same=found.same,
        mark=_mark(text, found),
    )
    return (shown, 409 if changed else 422) if found.faults or changed else shown


def _wrong(remarks: Sequence[Remark], text: str) -> Iterator[Wrong]:
    lines = text.splitlines()
    for one in sorted(remarks, key=lambda remark: remark.row):
        line = lines[one.row - 1] if 1 < one.row <= len(lines) else ""
        row = f"{line[:_OF_A_ROW]}…" if len(line) > _OF_A_ROW else line
        yield Wrong(peopleimportwords.place(one), peopleimportwords.sentence(one), row)


def _lists(found: Findings) -> Iterator[tuple[str, int, Sequence[tuple[str, str, str]]]]:
    """(title, how many, the first of them) of what the file begins, changes and ends."""
    names = {change.row.key: change.row.name for change in found.changes}

    def pair(guardian: str, pupil: str) -> tuple[str, str, str]:
        child = names.get(pupil, f"@{pupil}")
        return names.get(guardian, f"@{guardian}"), "", _("foresatt for %(name)s", name=child)

    for title, rows in (
        (_("Nye personer"), [_line(one) for one in found.new]),
        (_("Endres"), [_line(one) for one in found.changed]),
        (_("Nye klasser"), [(key, "", "") for key in found.classes]),
        (_("Blir foresatte"), [pair(*one) for one in found.guardians]),
        (_("Er ikke lenger foresatte"), [pair(*one) for one in found.ended]),
    ):
        yield title, len(rows), rows[:_SHOWN]


def _line(change: Change) -> tuple[str, str, str]:
    return change.row.name, change.row.key, peopleimportwords.told(change)


def _mark(text: str, found: Findings) -> str:
    """The file and what it would do, as a mark: it differs when either does."""
    does = [(c.id, c.values, c.grants, c.revokes, c.puts, c.takes) for c in found.changes]
    others = [one.id for one in found.gone]
    what = repr((text, does, found.classes, found.guardians, found.ended, others))
    return hashlib.sha256(what.encode()).hexdigest()


def _columns() -> Sequence[tuple[str, str]]:
    """(heading, what stands there) of every column."""
    return (
        ("nokkel", _("Brukernavnet, det samme som ved innlogging. Må være med.")),
        ("navn", _("Hele navnet. Kan også deles i fornavn og etternavn. Må være med.")),
        ("type", _("«ansatt», «elev» eller «foresatt». Må være med.")),
        ("fodt", _("Fødselsdato, slik: 24.12.2009.")),
        ("epost", _("E-postadressen.")),
        ("malform", _("nb eller nn.")),
        ("klasse", _("Elevens klasse.")),
        ("avdeling", _("Den ansattes avdeling.")),
        ("roller", _("Rollene på skolen, med | mellom.")),
        ("kontaktlarer_for", _("Klassene den ansatte er kontaktlærer for.")),
        ("faglarer_for", _("Klassene den ansatte underviser.")),
        ("leder_for", _("Klassene avdelingslederen har ansvaret for.")),
        ("foresatte", _("Nøklene til elevens foresatte, med | mellom.")),
        ("foresatt_for", _("Nøklene til elevene en foresatt hører til. Det ene stedet er nok.")),
    )
