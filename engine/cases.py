"""Opening cases, and what a diagram may ask to have done outside itself.

Owns how a case begins, how one case leads to another, and reading a case as a whole.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import (
    access,
    advance,
    calendar,
    casefile,
    clock,
    frame,
    links,
    parts,
    people,
    publishing,
    sealing,
    submitting,
)
from engine.access import Action
from engine.advance import Live
from engine.audit import GENESIS, Chain, Kind
from engine.bundles import Form
from engine.casefile import (
    CASES,
    PARTICIPANTS,
    TASKS,
    CaseStatus,
    Part,
    Realm,
    TaskStatus,
)
from engine.database import new_code, new_id
from engine.errors import AnswersRefused, NotFound
from engine.frame import Beginning
from engine.people import SYSTEM, Actor
from engine.publishing import ProcessVersion
from engine.runtime import ExpressionFailed, Request, Standing, standing, start

_TAKEN = sa.select(CASES.c.id).where(CASES.c.code == sa.bindparam("code"))


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that now exists."""

    id: int
    code: str
    realm: str
    #: Tasks open in it, as stored.
    tasks: tuple[dict[str, Any], ...]


def open_case(session: Session, process: str, by: Actor, answers: Mapping[str, Any]) -> Opened:
    """A case of the process runs, begun with these answers to its start form.

    Raises NotFound if there is no such process this person may start, AnswersRefused if the
    answers do not fit the start form.
    """
    version = publishing.in_use(session, process)
    if not set(version.definition.start_roles) & by.roles:
        raise NotFound(process=process)
    beginning = frame.by_hand(session, version.definition, by)
    return _open(session, version, by, answers, beginning)


def open_by_the_year(session: Session, process: str, by: Actor, beginning: Beginning) -> Opened:
    """A case of the process runs as the year wheel begins it: nobody has answered anything.

    Raises NotFound if no such process is in use.
    """
    return _open(session, publishing.in_use(session, process), by, {}, beginning)


def _open(
    session: Session,
    version: ProcessVersion,
    by: Actor,
    answers: Mapping[str, Any],
    beginning: Beginning = frame.BY_HAND,
) -> Opened:
    definition = publishing.definition(session, version.id)
    form = definition.forms.get(definition.start_form) if definition.start_form else None
    answers = fitting(form, answers) if form else {}
    case_id, keyring = new_id(), sealing.keyring()
    sealed_key = keyring.new_case_key(case_id)
    live = Live(
        case_id=case_id,
        code=_free_code(session),
        version_id=version.id,
        definition=definition,
        seal=keyring.case_seal(case_id, sealed_key),
        chain=Chain.at(case_id, 0, GENESIS),
        revision=0,
        status=CaseStatus.OPEN,
        realm=Realm.SCHOOL,
        phase="",
        state=None,
        document={form.key: definition.kept(form.key, answers)} if form else {},
    )
    live.chain.add(
        Kind.CASE_OPENED,
        by,
        process=version.key,
        number=version.number,
        form=form.key if form else None,
        **beginning.told,
    )
    reports = by.id and beginning.number is None
    named: list[tuple[str, str | int]] = [(str(Part.REPORTER), by.id)] if reports else []
    named += frame.parts_of(session, beginning)
    named += parts.named_in(form, answers) if form else []
    parts.give(session, live, named, by)
    parts.tell_of_earlier(session, live, version.key)
    frame.give(session, live, beginning)
    step = start(definition, live.document, now=clock.now(), calendar=calendar.current())
    live.chain.add_to_first(passed=list(step.passed))
    advance.store_new(session, live, process=version.key, sealed_key=sealed_key)
    if form:
        submitting.store(session, live, form, answers, by)
    advance.take(session, live, step, by)
    finish(session, live, by)
    return Opened(case_id, live.code, live.realm, tuple(live.opened))


def _free_code(session: Session) -> str:
    connection = session.connection()
    while True:
        code = new_code()
        if connection.execute(_TAKEN, {"code": code}).first() is None:
            return code


def fitting(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers if they fit the form. Raises AnswersRefused with every fault if they do not."""
    errors = form.check(dict(answers))
    if errors:
        raise AnswersRefused(form=form.key, errors=errors)
    return dict(answers)


def finish(session: Session, live: Live, by: Actor) -> None:
    """Store where the case stands, and carry out what its diagram asked for."""
    if live.status == CaseStatus.CLOSED:
        live.chain.add(Kind.CASE_CLOSED, by, outcome=live.outcome)
    requests, live.requests = live.requests, []
    for request in requests:
        _carry_out(session, live, request, by)
    advance.save(session, live)


def _carry_out(session: Session, live: Live, request: Request, by: Actor) -> None:
    match request.operation:
        case "open_case":
            _open_linked(session, live, request, by)
        case "notify":
            _notify(session, live, request)
        case _:
            raise ExpressionFailed(
                element=request.element,
                property="operation",
                expression=request.operation,
                reason="unknown_operation",
            )


def _open_linked(session: Session, live: Live, request: Request, by: Actor) -> None:
    process, answers = request.params.get("process"), request.params.get("answers") or {}
    try:
        version = publishing.in_use(session, str(process))
        made = _open(session, version, by, {k: v for k, v in answers.items() if v is not None})
    except (NotFound, AnswersRefused) as error:
        raise ExpressionFailed(
            element=request.element,
            property="open_case",
            expression=str(process),
            reason="not_found" if isinstance(error, NotFound) else "answers_refused",
        ) from error
    links.add(session, live.case_id, made.id)
    live.chain.add(Kind.CASE_LINKED, by, to=made.code, element=request.element)
    advance.note(session, made.id, Kind.CASE_LINKED, by, came_from=live.code)


def _notify(session: Session, live: Live, request: Request) -> None:
    role, key = request.params.get("role"), request.params.get("person")
    template = str(request.params.get("template") or "message")
    if role:
        to = [person.id for person in people.holders(session, str(role))]
    else:
        to = [person.id for person in people.by_keys(session, [str(key)]).values()]
    advance.tell(session, live, to, template, "/innboks")
    live.chain.add(
        Kind.NOTICE_QUEUED,
        SYSTEM,
        role=role,
        persons=len(to),
        template=template,
        element=request.element,
    )


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as it stands in a list."""

    id: int
    code: str
    process: str
    version_id: int
    status: str
    phase: str
    realm: str
    opened_at: datetime
    closed_at: datetime | None
    open_tasks: int
    #: The earliest deadline among its open tasks.
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Wanted:
    status: str
    process: str
    search: str
    late: bool
    led: bool
    before: int | None


def _narrowed(
    query: sa.Select[Any], actor: Actor, wanted: _Wanted, open_tasks: sa.ColumnElement[bool]
) -> sa.Select[Any]:
    if wanted.status:
        query = query.where(CASES.c.status == wanted.status)
    if wanted.process:
        query = query.where(CASES.c.process == wanted.process)
    if wanted.search:
        query = query.where(CASES.c.code.like(wanted.search.strip().upper().replace("%", "") + "%"))
    if wanted.late:
        over = TASKS.c.due_at < clock.now()
        query = query.where(sa.exists().where(open_tasks, over))
    if wanted.led:
        query = query.where(
            sa.exists().where(
                PARTICIPANTS.c.case_id == CASES.c.id,
                PARTICIPANTS.c.person_id == actor.id,
                PARTICIPANTS.c.part == Part.CASE_OWNER,
            )
        )
    if wanted.before:
        query = query.where(CASES.c.id < wanted.before)
    return query


def listed(
    session: Session,
    actor: Actor,
    action: Action = Action.READ,
    *,
    status: str = "",
    process: str = "",
    search: str = "",
    late: bool = False,
    led: bool = False,
    before: int | None = None,
    limit: int = 25,
) -> Sequence[CaseLine]:
    """Cases this person may do `action` to, newest first; `before` is the last id already shown.

    `late` keeps those with an open task over its deadline, `led` those the person leads.
    """
    open_tasks = sa.and_(TASKS.c.case_id == CASES.c.id, TASKS.c.status == TaskStatus.OPEN)
    count = sa.select(sa.func.count()).where(open_tasks).scalar_subquery()
    due = sa.select(sa.func.min(TASKS.c.due_at)).where(open_tasks).scalar_subquery()
    query = sa.select(
        CASES.c.id,
        CASES.c.code,
        CASES.c.process,
        CASES.c.version_id,
        CASES.c.status,
        CASES.c.phase,
        CASES.c.realm,
        CASES.c.opened_at,
        CASES.c.closed_at,
        count.label("open_tasks"),
        sa.type_coerce(due, TASKS.c.due_at.type).label("due_at"),
    ).where(access.cases_where(action, actor))
    wanted = _Wanted(status, process, search, late, led, before)
    query = _narrowed(query, actor, wanted, open_tasks)
    rows = session.connection().execute(query.order_by(CASES.c.id.desc()).limit(limit))
    return [CaseLine(*row) for row in rows]


def read(session: Session, actor: Actor, action: Action, code: str) -> Any:
    """All columns of the case with this code, if the person may do `action` to it.

    Raises NotFound if there is none they may know of.
    """
    query = sa.select(CASES).where(
        CASES.c.code == code.strip().upper()[:16], access.cases_where(action, actor)
    )
    row = session.connection().execute(query).first()
    if row is None:
        raise NotFound(case=code)
    return row


def tasks_of(session: Session, case_id: int) -> Sequence[Any]:
    """All tasks of a case, oldest first."""
    query = (
        sa.select(TASKS).where(TASKS.c.case_id == case_id).order_by(TASKS.c.opened_at, TASKS.c.id)
    )
    return session.connection().execute(query).all()


def standing_of(case: Any) -> Standing:
    """Which elements of its drawing the case has tokens on; none once it is closed."""
    if case.state is None:
        return Standing((), ())
    return standing(casefile.seal_of(case).open("state", case.state))


def versions_of(session: Session, case_ids: Collection[int]) -> Sequence[int]:
    """Ids of the versions these cases stand on, each once."""
    query = sa.select(CASES.c.version_id).where(CASES.c.id.in_(case_ids)).distinct()
    return session.connection().execute(query).scalars().all()
