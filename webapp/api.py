"""The API: the same verbs and the same access as the pages, as JSON over bearer tokens.

Refusals are `{"error", "message", "pointer"}`; the message is Norwegian. Tasks stand in
`webapp/apitasks.py`.
"""

from typing import Any

from flask import Response, jsonify, request

from engine import advance, audit, casefile, cases, publishing
from engine.access import Action
from engine.bundles import Bundle, Finding
from engine.errors import NotAllowed, NotFound
from engine.publishing import Origin, ProcessVersion
from engine.rehearsal import rehearse
from webapp import apibody, apibundle, apitasks, db, findings, openapi, sentences
from webapp.apibase import bp, caller, iso, key_of, mine, once, refusal

__all__ = ["apitasks", "bp", "refusal"]


def _process(version: ProcessVersion) -> dict[str, Any]:
    form = version.definition.forms.get(version.definition.start_form or "")
    return {
        "key": version.key,
        "name": version.name,
        "version": version.number,
        "form": form.schema if form else None,
    }


def _start_version(key: str) -> ProcessVersion:
    for version in publishing.startable(db.session(), caller()):
        if version.key == key:
            return version
    raise NotFound(process=key)


@bp.get("/openapi.json")
def document() -> Response:
    """This API, described."""
    return jsonify(openapi.document())


@bp.get("/processes")
def processes() -> Response:
    """What I can start."""
    shown = [_process(v) for v in publishing.startable(db.session(), caller())]
    return jsonify({"processes": shown})


@bp.get("/processes/<key>")
def process(key: str) -> Response:
    """One process I can start, with its start form."""
    return jsonify(_process(_start_version(key)))


@bp.post("/processes/<key>/check")
def check(key: str) -> Response:
    """What the lint says of a bundle; 200 also when there are errors."""
    _demand_drawing()
    return jsonify({"findings": _findings(apibundle.received(key))})


@bp.post("/processes/<key>/rehearsal")
def rehearsal(key: str) -> Response:
    """What publishing this bundle would mean for every running case."""
    _demand_drawing()
    bundle = apibundle.received(key)
    found = _findings(bundle)
    effects = [] if _stops(found) else rehearse(db.session(), bundle)
    shown = [
        {
            "case": e.code,
            "steps": e.steps,
            "verdict": e.verdict,
            "reasons": [f"{element}: {reason}" for element, reason in e.reasons],
            "skipped": e.skipped,
        }
        for e in effects
    ]
    return jsonify({"findings": found, "cases": shown})


@bp.post("/processes/<key>/versions")
@once
def publish(key: str) -> tuple[dict[str, Any], int]:
    """The bundle is published as the school's own version."""
    _demand_drawing()
    note = request.args.get("note", "")[:500]
    version = publishing.publish(
        db.session(), apibundle.received(key), Origin.SCHOOL, caller(), note
    )
    return {"key": version.key, "version": version.number, "digest": version.digest}, 201


def _demand_drawing() -> None:
    if not caller().can("draws"):
        raise NotAllowed()


def _findings(bundle: Bundle) -> list[dict[str, Any]]:
    return [told(finding) for finding in publishing.findings(db.session(), bundle)]


def told(finding: Finding) -> dict[str, Any]:
    """The finding as it is answered; `path` is the way that breaks a rule of law."""
    return {
        "severity": finding.severity,
        "element": finding.element,
        "message": findings.sentence(finding),
        "rule": finding.rule,
        "source": finding.source,
        "path": list(finding.params.get("path", ())),
    }


def _stops(found: list[dict[str, Any]]) -> bool:
    return any(finding["severity"] == "error" for finding in found)


@bp.post("/cases")
@once
def open_case() -> tuple[dict[str, Any], int]:
    """A case runs, begun with these answers."""
    data = apibody.body()
    made = cases.open_case(
        db.session(), str(data.get("process")), caller(), apibody.member(data, "answers")
    )
    shown = mine(made.tasks, made.realm)
    return {"code": made.code, "url": f"/saker/{made.code}", "tasks": shown}, 201


@bp.get("/cases/<code>")
@db.records
def case(code: str) -> Response:
    """Where a case stands."""
    session = db.session()
    row = cases.read(session, caller(), Action.READ, code)
    advance.note(session, row.id, audit.Kind.CASE_READ, caller(), by_way_of="api")
    open_tasks = [
        t for t in cases.tasks_of(session, row.id) if t.status == casefile.TaskStatus.OPEN
    ]
    return jsonify(
        {
            "code": row.code,
            "process": row.process,
            "version": publishing.version(session, row.version_id).number,
            "state": row.status,
            "phase": row.phase,
            "opened": row.opened_at.isoformat(),
            "closed": row.closed_at.isoformat() if row.closed_at else None,
            "tasks": [
                {
                    "id": t.id,
                    "name": t.name,
                    "due": iso(t.due_at),
                    "claimed_by": key_of(t.assignee_id),
                }
                for t in open_tasks
            ],
        }
    )


@bp.get("/cases/<code>/trail")
@db.records
def trail(code: str) -> Response:
    """Every event of a case, in order."""
    session = db.session()
    row = cases.read(session, caller(), Action.READ_TRAIL, code)
    advance.note(session, row.id, audit.Kind.TRAIL_READ, caller(), by_way_of="api")
    events = audit.trail(session, row.id, limit=100_000)
    told = sentences.teller(session, events, "nb")
    return jsonify(
        {
            "events": [
                {
                    "seq": e.seq,
                    "at": e.at.isoformat(),
                    "actor": told.actor(e),
                    "kind": e.kind,
                    "sentence": told.sentence(e),
                    "digest": bytes(e.digest).hex(),
                }
                for e in events
            ]
        }
    )
