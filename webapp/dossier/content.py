"""What a case holds, gathered as plain data: the same for paper, for machines and for the archive.

Owns the gathering. Asks for nothing the one who reads may not see; writes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy.orm import Session

from engine import attachments, audit, casefile, cases, clock, comments, people, publishing, roster
from engine.attachments import File
from engine.bundles import Form
from engine.bundles.resolve import is_object
from engine.casefile import Submitted
from engine.people import SYSTEM, Actor
from engine.publishing import ProcessVersion
from webapp import casehead, duties, formshow, sentences, timeline, trailproof
from webapp.duties import Checked
from webapp.formcontext import FormContext
from webapp.i18n import language

#: Events of one case that are taken out; far beyond what a case grows to.
_MOST = 100_000
#: How to compute a digest of the trail anew, for those who want to.
PROOF = "sha256(digest before + 'case|seq|at|actor|kind|body'), the first after 32 zero bytes"


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case as it stood when it was gathered."""

    case: Any
    version: ProcessVersion
    #: plain values only, ready to be written as JSON
    data: dict[str, Any]
    #: path in the dossier and content of every attachment
    files: Sequence[tuple[File, str, bytes]]
    checked: Sequence[Checked]


def gathered(session: Session, case: Any, actor: Actor) -> Dossier:
    """Everything in the case this reader may see, in the language being written now.

    Raises Damaged if anything in it does not match its seal.
    """
    lang = language()
    version = publishing.version(session, case.version_id)
    steps = casehead.step_names(version, lang)
    files = _files(session, case)
    checked = duties.checklist(session, actor, case, lang)
    data = {
        "case": _case(case, version, steps),
        "made_at": clock.now().isoformat(),
        "people": _people(session, case),
        "duties": [_duty(one) for one in checked],
        "forms": _forms(session, case, actor, files),
        "tasks": _tasks(session, case, steps),
        "comments": _comments(session, case),
        "attachments": _listed(session, files),
        "trail": _trail(session, case),
    }
    return Dossier(case, version, data, files, checked)


def _case(case: Any, version: ProcessVersion, steps: Mapping[str, str]) -> dict[str, Any]:
    return {
        "code": case.code,
        "process": case.process,
        "name": version.bundle.name(language()) or version.name,
        "version": version.number,
        "version_digest": version.digest,
        "status": case.status,
        "phase": case.phase,
        "opened_at": case.opened_at.isoformat(),
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        "outcome": steps.get(case.outcome or "") or None,
    }


def _people(session: Session, case: Any) -> list[dict[str, Any]]:
    rows = casefile.parts(session, case.id)
    names = people.names(session, [row.person_id for row in rows])
    return [
        {
            "name": names.get(row.person_id, ""),
            "part": row.part,
            "part_name": casehead.part_words(row.part),
            "since": row.since.isoformat(),
        }
        for row in rows
    ]


def _duty(one: Checked) -> dict[str, Any]:
    return {
        "key": one.duty.key,
        "name": one.duty.name,
        "text": one.duty.text,
        "source": one.duty.source,
        "state": one.state,
        "ahead": list(one.ahead),
        "evidence": [
            {
                "case": shown.code,
                "form": str(shown.submission),
                "name": shown.name,
                "by": shown.by,
                "at": shown.at.isoformat(),
            }
            for shown in one.evidence
        ],
    }


def _forms(
    session: Session, case: Any, actor: Actor, files: Sequence[tuple[File, str, bytes]]
) -> list[dict[str, Any]]:
    sent = casefile.submissions(session, case, taken_back=True)
    names = people.names(session, [one.by for one in sent])
    context = _context(session, actor, files)
    return [_form(session, one, names.get(one.by, ""), context) for one in sent]


def _form(session: Session, one: Submitted, by: str, context: FormContext) -> dict[str, Any]:
    version = publishing.version(session, one.version_id)
    form = version.definition.forms.get(one.form)
    lang = language()
    title = str(form.localized(lang).get("title") or form.title) if form else one.form
    return {
        "number": str(one.id),
        "form": one.form,
        "title": title,
        "element": one.element,
        "step": casehead.step_names(version, lang).get(one.element, ""),
        "process": version.key,
        "version": version.number,
        "by": by,
        "at": one.at.isoformat(),
        "taken_back_at": one.taken_back_at.isoformat() if one.taken_back_at else None,
        "answers": _seen(form, one.answers, context),
        "sections": [
            {"heading": s.heading, "lines": [_line(line) for line in s.lines]}
            for s in (formshow.sections(form, one.answers, context) if form else ())
        ],
    }


def _line(line: formshow.Line) -> dict[str, Any]:
    return {
        "label": line.label,
        "texts": list(line.texts),
        "parts": [_line(part) for part in line.parts],
    }


def _seen(form: Form | None, answers: Mapping[str, Any], context: FormContext) -> Any:
    """The answers by key, without what this reader may not see."""
    if context.audience is None:
        return dict(answers)
    if form is None:
        return {}
    return _pruned(formshow.for_audience(form.resolve(dict(answers)), context.audience), answers)


def _pruned(schema: Mapping[str, Any], value: Any) -> Any:
    if isinstance(value, dict) and is_object(schema):
        known = schema["properties"]
        return {k: _pruned(known[k], v) for k, v in value.items() if isinstance(known.get(k), dict)}
    if isinstance(value, list) and is_object(schema.get("items")):
        rows = schema.get("x-rows") or [schema["items"]] * len(value)
        return [_pruned(row, one) for row, one in zip(rows, value, strict=False)]
    return value


def _context(
    session: Session, actor: Actor, files: Sequence[tuple[File, str, bytes]]
) -> FormContext:
    names = {str(file.id): path for file, path, _content in files}

    def person_name(key: str) -> str | None:
        found = people.by_keys(session, [key]).get(key)
        return found.name if found else None

    return FormContext(
        lang=language(),
        # The command line keeps the whole; a person gets what they see on the page.
        audience=None if actor == SYSTEM else "staff",
        person_name=person_name,
        classes=lambda: [(group.key, group.name) for group in roster.classes(session)],
        file_name=names.get,
    )


def _tasks(session: Session, case: Any, steps: Mapping[str, str]) -> list[dict[str, Any]]:
    rows = cases.tasks_of(session, case.id)
    names = people.names(session, [row.closed_by for row in rows if row.closed_by])
    return [
        {
            "step": steps.get(row.element) or row.name,
            "status": row.status,
            "opened_at": row.opened_at.isoformat(),
            "due_at": row.due_at.isoformat() if row.due_at else None,
            "closed_at": row.closed_at.isoformat() if row.closed_at else None,
            "closed_by": names.get(row.closed_by, ""),
        }
        for row in rows
    ]


def _comments(session: Session, case: Any) -> list[dict[str, Any]]:
    said = comments.of_case(session, case)
    names = people.names(session, [one.by for one in said])
    return [
        {"by": names.get(one.by, ""), "at": one.at.isoformat(), "text": one.text} for one in said
    ]


def _files(session: Session, case: Any) -> list[tuple[File, str, bytes]]:
    found = []
    for number, listed in enumerate(attachments.of_case(session, case), 1):
        file, content = attachments.read(session, case, listed.id)
        found.append((file, f"vedlegg/{number:02}-{_safe(file.name)}", content))
    return found


def _safe(name: str) -> str:
    """A name any file system takes: what may mean something there is a dash, the ending kept."""
    kept = "".join(one if one.isalnum() or one in "._-" else "-" for one in name).strip(".-")
    stem, dot, ending = (kept or "fil").rpartition(".")
    return f"{(stem or ending)[:40]}{dot if stem else ''}{ending[:8] if stem else ''}"


def _listed(session: Session, files: Sequence[tuple[File, str, bytes]]) -> list[dict[str, Any]]:
    names = people.names(session, [file.by for file, _path, _content in files])
    return [
        {
            "name": file.name,
            "path": path,
            "media_type": file.media_type,
            "size": file.size,
            "by": names.get(file.by, ""),
            "at": file.at.isoformat(),
        }
        for file, path, _content in files
    ]


def _trail(session: Session, case: Any) -> dict[str, Any]:
    fault = trailproof.prove_case(session, case)
    events = audit.trail(session, case.id, limit=_MOST)
    told = sentences.teller(session, events, language())
    return {
        "whole": fault is None,
        "first_fault": fault.seq if fault else None,
        "count": case.audit_seq,
        "digest": bytes(case.audit_digest).hex(),
        "case_id": str(case.id),
        "proof": PROOF,
        "events": [
            {
                "seq": event.seq,
                "at": event.at.isoformat(timespec="microseconds"),
                "actor": event.actor_id,
                "actor_name": told.actor(event),
                "kind": event.kind,
                "body": orjson.dumps(event.body, option=orjson.OPT_SORT_KEYS).decode(),
                "sentence": told.sentence(event),
                "reading": event.kind in timeline.READING,
                "digest": event.digest.hex(),
            }
            for event in events
        ],
    }
