"""Publishing: a bundle becomes the next version, and what calls it follows.

Owns what may be published, and which version new cases begin on. Git is the delivery, the database
is what runs. The versions themselves stand in `engine/versions.py`.
"""

import zlib
from collections.abc import Iterator, Mapping, Sequence

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import audit, clock, outbox, people
from engine.bundles import Bundle, Finding, check, in_order, reached
from engine.bundles.lawrules import Law, Waiver
from engine.errors import BundleInvalid, ReasonMissing, Refused
from engine.people import Actor
from engine.runtime import Definition, compile_definition
from engine.versions import (
    Origin,
    ProcessVersion,
    all_in_use,
    definition,
    history,
    in_use,
    retired,
    startable,
    version,
    waiting,
)

__all__ = [
    "OPERATIONS",
    "Origin",
    "ProcessVersion",
    "adopt",
    "all_in_use",
    "definition",
    "findings",
    "history",
    "in_use",
    "law",
    "prepared",
    "publish",
    "retire",
    "retired",
    "set_aside",
    "startable",
    "use_law",
    "version",
    "waiting",
]

#: What a service task may ask for; `engine/cases.py` carries it out.
OPERATIONS = ("open_case", "notify")

_law = Law({}, ())


def use_law(found: Law) -> None:
    """These rules decide from now on what may be published."""
    global _law
    _law = found


def law() -> Law:
    """The rules of law in force today."""
    return _law.on(clock.oslo(clock.now()).date())


def findings(session: Session, bundle: Bundle, waivers: Sequence[Waiver] = ()) -> list[Finding]:
    """What stands in the way of publishing this bundle, and what is worth a look."""
    others = _others(session, bundle)
    found = _check(bundle, others, waivers)
    if any(finding.severity == "error" for finding in found):
        return found
    return found + list(_left(session, {**others, bundle.key: bundle}, bundle.key))


def prepared(session: Session, bundle: Bundle) -> Definition:
    """What the bundle would run as, with the bundles in use that it calls."""
    return compile_definition(bundle, list(reached(bundle, _others(session, bundle)).values()))


def _others(session: Session, bundle: Bundle) -> dict[str, Bundle]:
    """The bundle in use of every other process, by key: what a call activity may name."""
    return {one.key: one.bundle for one in all_in_use(session) if one.key != bundle.key}


def _check(
    bundle: Bundle, others: Mapping[str, Bundle], waivers: Sequence[Waiver] = ()
) -> list[Finding]:
    return check(
        bundle,
        roles=people.roles(),
        known_operations=OPERATIONS,
        known_templates=outbox.TEMPLATES,
        others=others,
        law=law(),
        waivers=waivers,
    )


def _unfit(session: Session, bundle: Bundle, others: Mapping[str, Bundle]) -> list[Finding]:
    """The errors of a flow in use beside these, but for what was answered for with its text."""
    errors = [f for f in _check(bundle, others) if f.severity == "error"]
    if any(finding.rule == "law_breach" for finding in errors):
        answered = _waived(session, bundle.digest)
        errors = [f for f in _check(bundle, others, answered) if f.severity == "error"]
    return errors


def _waived(session: Session, digest: str) -> list[Waiver]:
    """What somebody answered for when this very text was published."""
    events = audit.trail(
        session, audit.NO_CASE, kinds=[audit.Kind.VERSION_PUBLISHED], limit=100_000
    )
    texts = (event.body for event in events if event.body.get("digest") == digest)
    return [Waiver(**waiver) for body in texts for waiver in body.get("waivers", ())]


def _left(session: Session, known: Mapping[str, Bundle], key: str) -> Iterator[Finding]:
    """Flows in use that call the process, but could not run beside what it is about to be."""
    for one in all_in_use(session):
        if key in one.calls:
            faults = _unfit(session, one.bundle, known)
            if faults:
                params = {"caller": one.name, "because": faults[0]}
                yield Finding("call_left", "warning", None, params, f"{key}.bpmn")


def publish(
    session: Session,
    bundle: Bundle,
    origin: Origin,
    by: Actor,
    note: str = "",
    waivers: Sequence[Waiver] = (),
) -> ProcessVersion:
    """The bundle stands as the next version, unless it is already the newest of its origin.

    A school version is put to use at once. A shipped one is put to use only where the school has
    not drawn its own; otherwise it waits for somebody to adopt it. What calls the process follows
    the version in use. Raises BundleInvalid if the check finds an error, as when it calls a process
    that is not in use, or breaks the law without anybody having answered for it.
    """
    newest = session.scalar(
        sa.select(ProcessVersion)
        .where(ProcessVersion.key == bundle.key, ProcessVersion.origin == origin)
        .order_by(ProcessVersion.number.desc())
        .limit(1)
    )
    if newest is not None and newest.digest == bundle.digest:
        return newest
    found = _check(bundle, _others(session, bundle), waivers)
    errors = [finding for finding in found if finding.severity == "error"]
    if errors:
        raise BundleInvalid(process=bundle.key, findings=errors)
    current = session.scalar(
        sa.select(ProcessVersion).where(ProcessVersion.key == bundle.key, ProcessVersion.in_use)
    )
    made = _store(session, bundle, origin, by, note, current)
    audit.record(
        session,
        audit.Kind.VERSION_PUBLISHED,
        by,
        process=made.key,
        number=made.number,
        origin=str(origin),
        digest=made.digest,
        note=note,
        **_answered(found),
    )
    follows = current.origin == Origin.SHIPPED if current else not _retired(session, made)
    if origin == Origin.SCHOOL or follows:
        _put_to_use(session, made)
        _follow(session, made, by)
    return made


def _retired(session: Session, made: ProcessVersion) -> bool:
    """Whether the school has taken the process out of use; a delivery does not bring it back."""
    return any(version.id != made.id for version in history(session, made.key))


def retire(session: Session, key: str, by: Actor, note: str) -> None:
    """Nobody can start the process any more; cases that run go on to their end.

    Raises ReasonMissing, NotFound if it is not in use, Refused if another process in use calls it.
    """
    used = in_use(session, key)
    if not note.strip():
        raise ReasonMissing(process=key)
    callers = [one.name for one in all_in_use(session) if key in one.calls]
    if callers:
        raise Refused(process=key, reason="called", callers=callers)
    used.in_use = False
    session.flush()
    audit.record(
        session,
        audit.Kind.VERSION_RETIRED,
        by,
        process=key,
        number=used.number,
        note=note.strip()[:500],
    )


def set_aside(session: Session, version: ProcessVersion, by: Actor) -> None:
    """The school keeps its own; this delivery no longer waits."""
    version.set_aside_at = clock.now()
    session.flush()
    audit.record(
        session, audit.Kind.VERSION_SET_ASIDE, by, process=version.key, number=version.number
    )


def _answered(found: Sequence[Finding]) -> dict[str, list[dict[str, str]]]:
    """The waivers that were needed, as they are kept; nothing when none was."""
    needed = {
        finding.params["law"]: {
            "rule": finding.params["law"],
            "reason": finding.params["reason"],
            "person": finding.params["person"],
        }
        for finding in found
        if finding.rule == "law_waived"
    }
    return {"waivers": list(needed.values())} if needed else {}


def _store(
    session: Session,
    bundle: Bundle,
    origin: str,
    by: Actor,
    note: str,
    based_on: ProcessVersion | None,
) -> ProcessVersion:
    last = session.scalar(
        sa.select(sa.func.max(ProcessVersion.number)).where(ProcessVersion.key == bundle.key)
    )
    made = ProcessVersion(
        key=bundle.key,
        number=(last or 0) + 1,
        name=prepared(session, bundle).name,
        origin=origin,
        digest=bundle.digest,
        files=zlib.compress(orjson.dumps(dict(bundle.files)), 6),
        in_use=False,
        published_at=clock.now(),
        published_by=by.id or None,
        note=note,
        based_on_id=based_on.id if based_on else None,
        calls=_calls_now(session, bundle),
    )
    session.add(made)
    session.flush()
    return made


def _calls_now(session: Session, bundle: Bundle) -> dict[str, int]:
    """Ids of the versions in use that it calls, by key."""
    used = {one.key: one.id for one in all_in_use(session)}
    return {key: used[key] for key in reached(bundle, _others(session, bundle))}


def adopt(session: Session, made: ProcessVersion, by: Actor, note: str = "") -> None:
    """New cases begin on this version from now on; running cases stay where they are.

    What calls the process follows, and so does this version if those it calls were changed since.
    """
    _put_to_use(session, made)
    audit.record(
        session,
        audit.Kind.VERSION_ADOPTED,
        by,
        process=made.key,
        number=made.number,
        note=note,
    )
    _follow(session, made, by)


def _put_to_use(session: Session, made: ProcessVersion) -> None:
    session.execute(
        sa.update(ProcessVersion)
        .where(ProcessVersion.key == made.key, ProcessVersion.in_use)
        .values(in_use=False)
    )
    made.in_use = True
    session.flush()


def _follow(session: Session, put_to_use: ProcessVersion, by: Actor) -> None:
    """Every version in use calls versions in use: where it did not, the same text is a new version.

    One that does not fit what it calls any longer is left on what it was published with.
    """
    for bundle in in_order(one.bundle for one in all_in_use(session) if one.calls):
        old = in_use(session, bundle.key)
        if old.calls == _calls_now(session, bundle):
            continue
        if _unfit(session, bundle, _others(session, bundle)):
            continue
        made = _store(session, bundle, old.origin, by, "", old)
        _put_to_use(session, made)
        audit.record(
            session,
            audit.Kind.VERSION_FOLLOWED,
            by,
            process=made.key,
            number=made.number,
            called=put_to_use.key,
            called_number=put_to_use.number,
        )
