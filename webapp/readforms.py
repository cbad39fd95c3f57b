"""Forms of a case as they were sent, on the version they were sent on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from engine import attachments, casefile, people, publishing
from engine.bundles import Form
from engine.casefile import Submitted
from engine.errors import NotFound, Refused
from engine.people import Actor, PersonKind
from webapp import db, formshow, persons, schoolwords
from webapp.casehead import step_names
from webapp.formcontext import FormContext
from webapp.i18n import gettext as _
from webapp.i18n import language


@dataclass(frozen=True, slots=True)
class Sent:
    """One form as it was sent."""

    number: int
    #: key, heading and step
    key: str
    title: str
    step: str
    element: str
    #: number of the version of the flow it was sent on
    version: int
    by: str
    at: datetime
    #: none if the version no longer has the form
    form: Form | None
    answers: dict[str, Any]
    #: when whoever sent it took it back; none while it is in force
    taken_back_at: datetime | None


def listed(case: Any) -> list[Sent]:
    """Every form sent in a case, oldest first; also those taken back, which say so."""
    session = db.session()
    found = casefile.submissions(session, case, taken_back=True)
    names = people.names(session, [one.by for one in found])
    return [_made(one, names.get(one.by, "")) for one in found]


def sent(case: Any, number: int) -> Sent:
    """One of them. Raises NotFound if the case has no such form."""
    for one in listed(case):
        if one.number == number:
            return one
    raise NotFound(form=number)


def _made(one: Submitted, by: str) -> Sent:
    lang = language()
    version = publishing.version(db.session(), one.version_id)
    form = version.definition.forms.get(one.form)
    title = str(form.localized(lang).get("title") or form.title) if form else one.form
    return Sent(
        number=one.id,
        key=one.form,
        title=title,
        step=step_names(version, lang).get(one.element, "") if one.element else _("Start"),
        element=one.element,
        version=version.number,
        by=by or _("En som ikke sa hvem de er"),
        at=one.at,
        form=form,
        answers=one.answers,
        taken_back_at=one.taken_back_at,
    )


#: What of a form somebody sees, by what they are to the school.
_AUDIENCE = {
    PersonKind.STUDENT: "pupil",
    PersonKind.GUARDIAN: "guardian",
}


def audience(actor: Actor) -> str:
    """Which fields of a form are for this reader."""
    return (
        _AUDIENCE.get(PersonKind(actor.kind), "staff")
        if actor.kind in list(PersonKind)
        else "staff"
    )


def context(case: Any, actor: Actor) -> FormContext:
    """What answers need to be shown: names of persons, and files to fetch."""
    session = db.session()
    names = {str(file.id): file.name for file in attachments.of_case(session, case)}

    def person_name(key: str) -> str | None:
        found = people.by_keys(session, [key]).get(key)
        return found.name if found else None

    def file_url(key: str) -> str | None:
        return url_for("attachments.download", number=int(key)) if key in names else None

    return FormContext(
        lang=language(),
        audience=audience(actor),
        person_name=person_name,
        classes=persons.classes,
        file_name=names.get,
        file_url=file_url,
    )


def sections(found: Sent, case: Any, actor: Actor) -> list[formshow.Section]:
    """The answers as this reader may see them; nothing if the form itself is gone."""
    if found.form is None:
        return []
    return formshow.sections(found.form, found.answers, context(case, actor))


def file_refused(error: Refused) -> str:
    """Why a file was not kept, and what to do."""
    largest = schoolwords.size(attachments.LARGEST)
    return {
        "empty": _("Velg en fil som ikke er tom."),
        "too_large": _("Filen er for stor. Den kan være opptil %(size)s.", size=largest),
        "case_full": _("Saken har ikke plass til flere filer. Snakk med drift."),
        "not_a_picture": _(
            "Bildet kan ikke leses. Ta et nytt, eller lagre det som JPEG eller PNG."
        ),
        "too_many_points": _("Bildet har for mange bildepunkter. Gjør det mindre, og prøv igjen."),
        "unknown_type": _(
            "Denne filtypen tar vi ikke imot. Bruk PDF, bilde, Word, Excel, PowerPoint, tekst, lyd "
            "eller video."
        ),
    }.get(str(error.facts.get("reason")), _("Filen kunne ikke lagres."))
