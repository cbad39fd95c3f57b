"""Persons: who works here, and finding somebody by name where a form asks for a person.

Pupils and guardians never get lists or suggestions; a name they know in full is enough for them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from engine import people, roster
from engine.errors import NotFound
from engine.people import Actor, Person, PersonKind
from webapp import db, formpages, login, schoolwords
from webapp.formcontext import Match
from webapp.i18n import gettext as _
from webapp.i18n import language

bp = Blueprint("persons", __name__)

#: Kinds of persons each `x-source` of a form, and each list of the page, means.
SOURCES = {
    "staff": (PersonKind.STAFF, PersonKind.OWNER),
    "student": (PersonKind.STUDENT,),
    "guardian": (PersonKind.GUARDIAN,),
}
#: Suggestions while typing, and persons on one page of the list.
MOST_SUGGESTED = 12
PAGE = 50


def may_search(actor: Actor) -> bool:
    """Whether this person may look others up: the school's employees and its owner."""
    return actor.kind in (PersonKind.STAFF, PersonKind.OWNER)


def told_apart(person: Person) -> str:
    """The name with class or department, as `finder` understands it."""
    return f"{person.name} ({person.unit})" if person.unit else person.name


def name_of(key: str) -> str | None:
    """The person with this key, told apart from namesakes; None if there is none."""
    found = people.by_keys(db.session(), [key]).get(key)
    return told_apart(found) if found else None


def finder(actor: Actor) -> Callable[[str, str], Match]:
    """What a typed name, or `@` and a key, means to this person."""

    def find(text: str, source: str) -> Match:
        session, kinds = db.session(), SOURCES.get(source, ())
        if text.startswith("@") and may_search(actor):
            known = people.by_keys(session, [text[1:]]).get(text[1:])
            return Match(known.key if known is not None and known.kind in kinds else None)
        wanted = " ".join(text.casefold().split())
        found = people.find(session, text, kinds, MOST_SUGGESTED)
        alike = [p for p in found if wanted in (p.name.casefold(), told_apart(p).casefold())]
        if not may_search(actor):
            near = [p for p in alike if source == "staff" or p.id in _own(actor)]
            return Match(near[0].key) if len(near) == 1 else Match()
        if len(alike or found) == 1:
            return Match((alike or found)[0].key)
        return Match(choices=[(p.key, told_apart(p)) for p in alike or found])

    return find


def classes() -> Sequence[tuple[str, str]]:
    """(key, name) of the school's classes, for choosing one."""
    return [(group.key, group.name) for group in roster.classes(db.session())]


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who is to take something over and why, or what must be mended first."""

    person: Person | None = None
    #: as typed, and who may be meant when it is not clear
    name: str = ""
    choices: Sequence[tuple[str, str]] = ()
    reason: str = ""
    problem: str = ""
    #: the field the problem lies in
    field: str = ""


def receiver(actor: Actor, posted: MultiDict[str, str]) -> Receiver:
    """The colleague and the reason, as posted by the fields of `_receiver.html`."""
    asked = Receiver(
        name=posted.get("person", "")[:200], reason=posted.get("begrunnelse", "").strip()[:2000]
    )
    if not asked.name.strip():
        return replace(asked, problem=_("Skriv hvem som skal ha oppgaven."), field="person")
    found = finder(actor)(asked.name, "staff")
    picked = posted.get("person-_key", "")
    chosen = found.key or (picked if picked in dict(found.choices) else "")
    if not chosen:
        problem = _("Flere heter det. Velg hvem du mener.")
        if not found.choices:
            problem = _("Vi finner ingen ansatt med det navnet. Prøv for- og etternavn.")
        return replace(asked, choices=found.choices, problem=problem, field="person")
    asked = replace(asked, person=people.by_keys(db.session(), [chosen])[chosen])
    if not asked.reason:
        problem = _("Skriv hvorfor. Begrunnelsen blir stående i sporet.")
        return replace(asked, choices=found.choices, problem=problem, field="begrunnelse")
    return asked


def _own(actor: Actor) -> set[int]:
    """The pupils a pupil or a guardian may name: oneself, one's own children."""
    return {actor.id, *(child.id for child in people.students_of(db.session(), actor.id))}


@bp.get("/personer")
@bp.post("/personer")
@db.asks
def page() -> str:
    """Everybody employed; pupils only as answers to a search, which is posted.

    A name in an address would stay in logs and in the browser's history.
    """
    session, actor = db.session(), login.current()
    if not may_search(actor):
        raise NotFound(page="personer")
    which, after = request.values.get("vis", ""), request.args.get("etter", 0, int)
    which = which if which in SOURCES else "staff"
    text = request.form.get("sok", "")[:100].strip()
    found: Sequence[Person]
    if text:
        found = people.find(session, text, SOURCES[which], PAGE)
    elif which == "staff":
        found = people.listed(session, SOURCES[which], after=after, limit=PAGE + 1)
    else:
        found = []
    shown, more = found[:PAGE], len(found) > PAGE
    roles = people.roles_of(session, [person.id for person in shown])
    return render_template(
        "persons.html",
        persons=[(person, _roles(roles.get(person.id, ()))) for person in shown],
        which=which,
        text=text,
        later=url_for("persons.page", vis=which, etter=shown[-1].id) if more else "",
        first=url_for("persons.page", vis=which) if after and not text else "",
        imports=actor.can("keeps_people"),
    )


def _roles(keys: Sequence[str]) -> str:
    """Roles in words; the one everybody employed holds says nothing."""
    return ", ".join(
        schoolwords.role(key, language()) for key in keys if key != schoolwords.EVERYBODY
    )


@bp.post("/personer/sok")
@db.asks
def search() -> str:
    """Names to choose from while typing, as options of the field's list."""
    actor = login.current()
    if not may_search(actor):
        raise NotFound(page="personer")
    text, source = formpages.searched(request.form)
    found = people.find(db.session(), text[:100], SOURCES.get(source, ()), MOST_SUGGESTED)
    return render_template("persons_options.html", names=[told_apart(p) for p in found])
