"""One form in the draft of its process: read, saved, and compared with what was ever published."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine import people, processdrafts, publishing, submitting
from engine.bundles import BundleRefused, formtext, read_diagram, read_form, strictjson
from engine.errors import NotFound
from engine.people import Actor
from engine.processdrafts import Draft, DraftChanged
from engine.submitting import Stored
from webapp import db, login, shown
from webapp.i18n import gettext as _
from webapp.i18n import language


@dataclass(frozen=True)
class Edited:
    """A form as it stands in the draft."""

    process: str
    key: str
    text: str
    draft: Draft

    @property
    def file(self) -> str:
        """Its name in the bundle."""
        return f"forms/{self.key}.json"

    @property
    def seen(self) -> str:
        """What the form was when somebody looked: changes with every change of its text."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:20]

    @property
    def title(self) -> str:
        """What readers know it by; its key where the text is broken."""
        try:
            schema = formtext.read(self.text)
        except strictjson.JsonRefused:
            return self.key
        lang = language()
        return formtext.said(schema, "title", lang) or formtext.said(schema, "title") or self.key


def drawer() -> Actor:
    """The person asking, who may draw; for others there is nothing here. Raises NotFound."""
    actor = login.current()
    if not actor.can("draws"):
        raise NotFound(page="skjema")
    return actor


def of(process: str, key: str) -> Edited:
    """The form in the draft. Raises NotFound."""
    draft = processdrafts.of(db.session(), process)
    text = draft.bundle.files.get(f"forms/{key}.json")
    if text is None:
        raise NotFound(form=key)
    return Edited(process, key, text, draft)


def save(edited: Edited, text: str, seen: str, actor: Actor) -> Edited:
    """The draft holds the form so. Raises DraftChanged if the form is no longer the one seen.

    What others do to other parts of the flow meanwhile is no conflict.
    """
    if edited.seen != seen:
        raise DraftChanged(process=edited.process, by=edited.draft.saved_by)
    processdrafts.save(
        db.session(),
        edited.process,
        {edited.file: text},
        seen=edited.draft.revision,
        by=actor,
    )
    return of(edited.process, edited.key)


def published(edited: Edited) -> set[tuple[str, ...]]:
    """The path of every question any published version of the form has had."""
    found: set[tuple[str, ...]] = set()
    for version in publishing.history(db.session(), edited.process):
        found |= _paths(version.bundle.forms.get(edited.key, "{}"))
    return found


@lru_cache(maxsize=512)
def _paths(text: str) -> frozenset[tuple[str, ...]]:
    """The path of every question of a form; none if it is no form."""
    try:
        return frozenset(read_form(text, "").places)
    except BundleRefused:
        return frozenset()


def kept_names(paths: set[tuple[str, ...]], pointer: str) -> set[str]:
    """Names once published beside the pointer's place, which nothing else may be called."""
    above = formtext.path_of(pointer)
    return {path[-1] for path in paths if path[:-1] == above}


def stored(edited: Edited) -> Stored:
    """How much is answered on the form already."""
    return submitting.stored(db.session(), edited.process, edited.key)


def touched(edited: Edited) -> str:
    """What a change leaves behind, in a sentence; "" if nobody has answered yet."""
    found = stored(edited)
    if not found.sent and not found.drafts:
        return ""
    return _(
        "Innsendte skjemaer: %(sent)s. Påbegynte kladder: %(drafts)s. Sakene beholder skjemaet de "
        "begynte på, og svarene kan fortsatt leses.",
        sent=found.sent,
        drafts=found.drafts,
    )


def about(edited: Edited) -> Mapping[str, object]:
    """What the head of every page of the editor tells of the draft."""
    draft = edited.draft
    return {
        "edited": edited,
        "flow": flow_name(draft),
        "version": in_use(edited.process),
        "saved": _saved(draft),
    }


def in_use(process: str) -> int | None:
    """The number of the version people use; None if nobody uses the flow yet."""
    try:
        return publishing.in_use(db.session(), process).number
    except NotFound:
        return None


def flow_name(draft: Draft) -> str:
    """What the flow is called."""
    own = draft.bundle.name(language())
    if own:
        return own
    try:
        return read_diagram(draft.bundle.diagram_text.encode()).name
    except BundleRefused:
        return draft.key


def _saved(draft: Draft) -> str:
    if draft.saved_at is None or not draft.begun:
        return ""
    names = people.names(db.session(), [draft.saved_by or 0])
    by = names.get(draft.saved_by or 0, _("en annen"))
    return _("Lagret %(when)s av %(who)s", when=shown.oslo(draft.saved_at), who=by)


def who_changed(edited: Edited) -> str:
    """The name of whoever saved last."""
    by = edited.draft.saved_by or 0
    return people.names(db.session(), [by]).get(by, _("En annen"))
