"""The form of a task: what it may look up, what it starts with, and what has been typed in it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import request, url_for
from werkzeug.datastructures import FileStorage

from engine import attachments, audit, casefile, drafts, publishing
from engine.attachments import LARGEST
from engine.audit import Event, Kind
from engine.bundles import Form
from engine.drafts import Saved
from engine.errors import Refused
from engine.people import Actor
from engine.taskfile import OpenedTask
from webapp import db, formpages, formrows, persons, readforms, schoolwords
from webapp.formcontext import FileRefused, FormContext
from webapp.formpages import FormPage
from webapp.i18n import gettext as _

#: A task opened this soon after something was sent back is what it was sent back to.
_AT_ONCE = timedelta(minutes=1)


def context(found: OpenedTask, actor: Actor) -> FormContext:
    """What the task's form may look up, for the one who fills it in."""
    session, case = db.session(), found.case
    earlier = _earlier(found)
    usable = {
        str(file.id): file.name
        for file in attachments.of_case(session, case)
        if file.by == actor.id or file.task_id == found.id
    }

    def store(upload: FileStorage, schema: Mapping[str, Any]) -> str:
        data = upload.read(LARGEST + 1)
        _demand_wanted(data, schema)
        try:
            file = attachments.add(session, case, actor, upload.filename or "", data, found.id)
        except Refused as error:
            raise FileRefused(readforms.file_refused(error)) from error
        usable[str(file.id)] = file.name
        return str(file.id)

    return replace(
        readforms.context(case, actor),
        find_person=persons.finder(actor),
        person_name=persons.name_of,
        search_url=url_for("persons.search") if persons.may_search(actor) else "",
        store_file=store,
        file_name=usable.get,
        earlier=earlier,
    )


def _demand_wanted(data: bytes, schema: Mapping[str, Any]) -> None:
    """Raises FileRefused if the form asks for smaller files or for others than this."""
    most = schema.get("x-maxBytes")
    if most and len(data) > most:
        size = schoolwords.size(most)
        raise FileRefused(_("Filen er for stor. Den kan være opptil %(size)s.", size=size))
    wanted = schema.get("x-accept") or []
    wanted = wanted.split(",") if isinstance(wanted, str) else wanted
    known = attachments.recognize(data)
    if wanted and known is not None and not any(_fits(known, one.strip()) for one in wanted):
        raise FileRefused(_("Denne filtypen passer ikke her. Velg en annen fil."))


def _fits(known: tuple[str, str], wanted: str) -> bool:
    media_type, ending = known
    group = wanted.removesuffix("/*")
    return wanted in (media_type, f".{ending}", ending) or (
        wanted.endswith("/*") and media_type.startswith(f"{group}/")
    )


def _earlier(found: OpenedTask) -> dict[str, tuple[Form, Mapping[str, Any]]]:
    """The case's latest answers to the forms this one shows or copies from."""
    if found.form is None:
        return {}
    places = [*found.form.schema.get("x-context", ())]
    places += [str(schema.get("x-prefill", "")) for _, schema in found.form.fields()]
    keys = {place.partition(".")[0] for place in places} - {""}
    session, made = db.session(), dict[str, tuple[Form, Mapping[str, Any]]]()
    for key, sent in casefile.latest(session, found.case, sorted(keys)).items():
        form = publishing.definition(session, sent.version_id).forms.get(key)
        if form is not None:
            made[key] = (form, sent.answers)
    return made


def returned(found: OpenedTask) -> Event | None:
    """The event that opened this task by sending something back to it; None if none did."""
    events = audit.trail(db.session(), found.case.id, kinds=[Kind.TASK_RETURNED])
    for event in reversed(events):
        if event.body.get("to") == found.element:
            return event if abs(found.opened_at - event.at) < _AT_ONCE else None
    return None


def first(found: OpenedTask, actor: Actor) -> tuple[FormPage | None, Saved | None]:
    """The form as it is opened: one's own draft, else what was sent back, else empty."""
    if found.form is None:
        return None, None
    made = context(found, actor)
    draft = drafts.saved(db.session(), found.case, found.id, actor.id)
    if draft is not None:
        return formpages.from_pairs(found.form, draft.pairs, made), draft
    again = _sent_before(found) if returned(found) else None
    return formpages.from_answers(found.form, again, made), None


def _sent_before(found: OpenedTask) -> Mapping[str, Any] | None:
    """What was last answered in this step of the case, as far as it is still asked."""
    for sent in reversed(casefile.submissions(db.session(), found.case)):
        if found.form and sent.element == found.element and sent.form == found.form.key:
            return found.form.prune(sent.answers)
    return None


def posted(found: OpenedTask, actor: Actor) -> FormPage | None:
    """The form as it was just posted; files in it are kept."""
    if found.form is None:
        return None
    return formpages.from_post(
        found.form, request.form, context(found, actor), request.files or None
    )


def typed(form: Form, actor: Actor, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What of a post is typed in the form's own fields, ready to be kept as a draft."""
    return formrows.known(form, pairs, readforms.audience(actor))


def drop_detached(found: OpenedTask, actor: Actor, action: str) -> None:
    """A file taken out of the form is taken out of the case, if it came with this task."""
    number = action.rpartition(":")[2]
    if action.startswith("detach:") and number.isdigit():
        _drop(found, actor, lambda key: key == number)


def drop_unused(found: OpenedTask, actor: Actor, page: FormPage) -> None:
    """Files that were added in the form and are not part of its answers are gone."""
    used = {text for _, text in page.pairs}
    _drop(found, actor, lambda key: key not in used)


def _drop(found: OpenedTask, actor: Actor, goes: Callable[[str], bool]) -> None:
    session = db.session()
    for file in attachments.of_case(session, found.case, found.id):
        if file.by == actor.id and goes(str(file.id)):
            attachments.remove(session, found.case, actor, file.id)
