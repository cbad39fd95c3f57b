"""Who may do what in which case: one table, applied in the queries themselves.

Owns the rules. A case outside somebody's rules is never fetched for them, so lists, counts,
search, figures, mail and the API agree, and what one may not know of looks exactly like what does
not exist.
Whoever is accused in a case is shut out of it by every rule, whatever their role.

Source: opplæringsforskrifta § 20-2 (staff see personal data only so far as they need).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine.casefile import CASES, PARTICIPANTS, TASKS, CaseStatus, Part, Realm
from engine.database import table_of
from engine.errors import NotFound
from engine.people import Actor, Guardianship, PersonKind

Condition = sa.ColumnElement[bool]
_guardianships = table_of(Guardianship)


class Action(StrEnum):
    """What may be done to a case."""

    #: Open the case page and everything on it.
    READ = "read"
    #: See the trail, with who has read what.
    READ_TRAIL = "read_trail"
    #: Take the whole case out: dossier, attachments and trail.
    EXPORT = "export"
    #: Comment, attach, set deadlines and priority, hand over anybody's task.
    MANAGE = "manage"
    #: See the status in plain words and what one has sent in oneself.
    FOLLOW = "follow"
    #: See that an incident stands in the way, without the content of the case.
    OPERATE = "operate"
    #: Try again what an incident stopped, once the flow is mended; opens nothing else.
    MEND = "mend"


def _school(_: Actor) -> Condition:
    return CASES.c.realm == Realm.SCHOOL


def _owner(_: Actor) -> Condition:
    return CASES.c.realm == Realm.OWNER


def _closed(_: Actor) -> Condition:
    return sa.and_(CASES.c.realm == Realm.SCHOOL, CASES.c.status == CaseStatus.CLOSED)


def _any(_: Actor) -> Condition:
    return sa.true()


def _with_part(*wanted: Part) -> Callable[[Actor], Condition]:
    def condition(actor: Actor) -> Condition:
        held = sa.exists().where(
            PARTICIPANTS.c.case_id == CASES.c.id,
            PARTICIPANTS.c.person_id == actor.id,
            PARTICIPANTS.c.part.in_(wanted),
        )
        # A case moved to the owner's realm is gone from the school at that moment.
        realm = sa.true() if actor.kind == PersonKind.OWNER else CASES.c.realm == Realm.SCHOOL
        return sa.and_(realm, held)

    return condition


def _own_matter(actor: Actor) -> Condition:
    return sa.exists().where(
        PARTICIPANTS.c.case_id == CASES.c.id,
        PARTICIPANTS.c.person_id == actor.id,
        PARTICIPANTS.c.part.in_((Part.REPORTER, Part.AFFECTED)),
    )


def _childs_matter(actor: Actor) -> Condition:
    return sa.and_(
        CASES.c.realm == Realm.SCHOOL,
        sa.exists().where(
            PARTICIPANTS.c.case_id == CASES.c.id,
            PARTICIPANTS.c.part == Part.AFFECTED,
            PARTICIPANTS.c.person_id == _guardianships.c.student_id,
            _guardianships.c.guardian_id == actor.id,
            _guardianships.c.active,
        ),
    )


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: holders of `capability` may do `actions` where `where` holds."""

    #: A capability from the vocabulary of roles; empty means anybody signed in.
    capability: str
    actions: frozenset[Action]
    where: Callable[[Actor], Condition]


def _rule(capability: str, where: Callable[[Actor], Condition], *actions: Action) -> Rule:
    return Rule(capability, frozenset(actions), where)


_ALL = (Action.READ, Action.READ_TRAIL, Action.MANAGE)

RULES: tuple[Rule, ...] = (
    _rule("leads_school", _school, *_ALL, Action.EXPORT),
    _rule("owns_school", _owner, *_ALL, Action.EXPORT),
    _rule("", _with_part(Part.CASE_OWNER), *_ALL),
    _rule("reads_when_involved", _with_part(Part.HANDLER), Action.READ),
    _rule("keeps_archive", _closed, Action.READ, Action.READ_TRAIL, Action.EXPORT),
    _rule("", _own_matter, Action.FOLLOW),
    _rule("guardian", _childs_matter, Action.FOLLOW),
    _rule("operates", _any, Action.OPERATE),
    _rule("draws", _school, Action.MEND),
)


def cases_where(action: Action, actor: Actor) -> Condition:
    """True for the cases this person may do this to; to be put in any query over cases."""
    allowed = [
        rule.where(actor)
        for rule in RULES
        if action in rule.actions and (not rule.capability or actor.can(rule.capability))
    ]
    return sa.and_(sa.or_(sa.false(), *allowed), sa.not_(shut_out(actor.id, CASES.c.id)))


def shut_out(person_id: int | Any, case_id: sa.ColumnElement[int]) -> Condition:
    """True where this person (an id, or a bound parameter) is accused in the case."""
    return sa.exists().where(
        PARTICIPANTS.c.case_id == case_id,
        PARTICIPANTS.c.person_id == person_id,
        PARTICIPANTS.c.part == Part.ACCUSED,
    )


def may(session: Session, actor: Actor, action: Action, case_id: int) -> bool:
    """Whether this person may do this to this case, at this moment."""
    query = sa.select(CASES.c.id).where(CASES.c.id == case_id, cases_where(action, actor))
    return session.connection().execute(query).first() is not None


def demand(session: Session, actor: Actor, action: Action, case_id: int) -> None:
    """Nothing happens if the person may do this; otherwise it is as if the case did not exist."""
    if not may(session, actor, action, case_id):
        raise NotFound(case=case_id)


def takes_from(actor: Actor) -> list[Condition]:
    """One condition for each place this person may take unassigned tasks from.

    To be used where tasks are joined with their cases. In the owner's realm every group's tasks
    fall to the owner: nobody at the school is to decide, or to know.
    """
    unassigned = TASKS.c.assignee_id.is_(None)
    at_school = CASES.c.realm == Realm.SCHOOL
    places = [
        sa.and_(unassigned, TASKS.c.candidate_group == role, at_school)
        for role in sorted(actor.roles)
    ]
    if actor.can("owns_school"):
        places.append(sa.and_(unassigned, CASES.c.realm == sa.literal_column("'owner'")))
    return places


def may_take(actor: Actor, *, realm: str, assignee_id: int | None, candidate_group: str) -> bool:
    """Whether a task that stands so is this person's to do: the same rule, for a row at hand."""
    if assignee_id is not None:
        return assignee_id == actor.id
    if realm == Realm.OWNER:
        return actor.can("owns_school")
    return candidate_group in actor.roles


def not_shut_out(actor: Actor) -> Condition:
    """True for tasks in cases this person is not accused in."""
    return sa.not_(shut_out(actor.id, TASKS.c.case_id))


def is_shut_out(connection: sa.Connection, actor: Actor, case_id: int) -> bool:
    """Whether this person is accused in this case."""
    query = sa.select(CASES.c.id).where(CASES.c.id == case_id, shut_out(actor.id, CASES.c.id))
    return connection.execute(query).first() is not None
