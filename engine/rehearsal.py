"""What publishing a bundle would mean for the cases that run.

Owns the rehearsal: every running case is moved to the new version as a copy, and driven on with
answers made up for its forms, as far as it goes. Nothing is stored. Running cases stay on their
version when a new one is published; the rehearsal says which could be moved, what they would then
have passed by, and why not where they could not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import calendar, casefile, clock, moves, publishing, roster, runtime
from engine.bundles import Bundle, Diagram, Form
from engine.bundles.invention import NoAnswers, World, invented
from engine.casefile import CASES, TASKS, CaseStatus, Realm, TaskStatus
from engine.errors import Damaged, KeyMissing
from engine.people import Person, PersonKind
from engine.runtime import CannotMove, Definition, ExpressionFailed, StateDamaged
from engine.runtime import standing as standing_in

#: Different sets of answers each case is tried with while there are few, and when they are many.
TRIES, FEW = 4, 100
#: Steps a copy is driven before it is taken to go on well.
STEPS = 25
#: Persons of each kind that made-up answers may name.
_PEOPLE = 40
_NO_FORM = Form("tomt", {"type": "object", "properties": {}})


class Verdict(StrEnum):
    """What moving a case to the new version would mean."""

    #: It goes on as if it had always been there.
    MOVABLE = "movable"
    #: It goes on, but is past a step that is new.
    SKIPS = "skips"
    #: A step it stands in is not the same there.
    STAYS = "stays"
    #: It can be moved, but a rule of the new version fails further on.
    FAILS = "fails"
    #: Its stored content cannot be read.
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Effect:
    """What the new version would mean for one case."""

    case_id: int
    code: str
    #: The version it runs on, and the steps it stands in.
    version_id: int
    steps: tuple[str, ...]
    verdict: Verdict
    #: (element, reason key) of what does not fit, or what failed.
    reasons: tuple[tuple[str, str], ...] = ()
    #: New steps it is past.
    skipped: tuple[str, ...] = ()


@dataclass(slots=True)
class _Passed:
    """What has been done in a case, by element."""

    open: dict[str, str] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)


def rehearse(session: Session, bundle: Bundle) -> Sequence[Effect]:
    """The effect on every running case of the school's, oldest first. Nothing is changed."""
    target = publishing.prepared(session, bundle)
    passed = _passed(session, bundle.key)
    running = (
        sa.select(*casefile.LIVE)
        .where(
            CASES.c.process == bundle.key,
            CASES.c.status == CaseStatus.OPEN,
            # Nobody at the school knows of the owner's cases; they stay where they are.
            CASES.c.realm == Realm.SCHOOL,
        )
        .order_by(CASES.c.id)
    )
    rows = session.connection().execute(running).all()
    trial = _Trial(session, target, world_of(session), TRIES if len(rows) <= FEW else 1)
    return [trial.effect(row, passed.get(row.id, _Passed())) for row in rows]


def world_of(session: Session) -> World:
    """Who and what made-up answers may name at this school."""
    kinds: dict[str, list[str]] = {}
    for kind in (PersonKind.STAFF, PersonKind.STUDENT, PersonKind.GUARDIAN):
        asked = sa.select(Person.key).where(Person.kind == kind, Person.active)
        kinds[kind] = list(session.scalars(asked.order_by(Person.id).limit(_PEOPLE)))
    classes = [group.key for group in roster.classes(session)][:_PEOPLE]
    return World(clock.now().date(), kinds, classes)


def _passed(session: Session, process: str) -> dict[int, _Passed]:
    found: dict[int, _Passed] = {}
    asked = (
        sa.select(TASKS.c.case_id, TASKS.c.id, TASKS.c.element, TASKS.c.status)
        .join(CASES, CASES.c.id == TASKS.c.case_id)
        .where(CASES.c.process == process, CASES.c.status == CaseStatus.OPEN)
    )
    for case_id, task_id, element, status in session.connection().execute(asked):
        been = found.setdefault(case_id, _Passed())
        if status in (TaskStatus.OPEN, TaskStatus.HELD):
            been.open[task_id] = element
        elif status == TaskStatus.DONE:
            been.done.add(element)
    return found


@dataclass(slots=True)
class _Trial:
    """One rehearsal on its way through the cases."""

    session: Session
    target: Definition
    world: World
    tries: int
    #: What is new since each version, found once.
    news: dict[int, Mapping[str, frozenset[str]]] = field(default_factory=dict)

    def effect(self, row: Any, been: _Passed) -> Effect:
        """What the new version would mean for one case."""
        verdict, reasons, skipped = self._tried(row, been)
        steps = tuple(sorted(set(been.open.values())))
        return Effect(row.id, row.code, row.version_id, steps, verdict, reasons, skipped)

    def _tried(
        self, row: Any, been: _Passed
    ) -> tuple[Verdict, tuple[tuple[str, str], ...], tuple[str, ...]]:
        old = publishing.definition(self.session, row.version_id)
        try:
            seal = casefile.seal_of(row)
            state = seal.open("state", row.state)
            document = seal.open_json("document", row.document)
            document = moves.document_for(self.session, row, self.target, document)
            moved = runtime.move(old, self.target, state)
            for number in range(self.tries):
                random = Random(f"{row.code}/{number}")  # noqa: S311  (made up, the same each time)
                _drive(self.target, moved, document, been.open, random, self.world)
        except CannotMove as error:
            return Verdict.STAYS, tuple(error.reasons), ()
        except (Damaged, KeyMissing, StateDamaged):
            return Verdict.UNREADABLE, (), ()
        except ExpressionFailed as error:
            return Verdict.FAILS, ((error.element, error.property),), ()
        skipped = self._skipped(old, row.version_id, moved, been)
        return (Verdict.SKIPS if skipped else Verdict.MOVABLE), (), skipped

    def _skipped(
        self, old: Definition, version_id: int, moved: bytes, been: _Passed
    ) -> tuple[str, ...]:
        if version_id not in self.news:
            self.news[version_id] = _new_steps(old.diagram, self.target.diagram)
        ahead = _ahead(self.target.diagram, standing_in(moved).elements)
        past = been.done | {start.id for start in self.target.diagram.starts()}
        news = self.news[version_id].items()
        return tuple(step for step, before in news if step not in ahead and before & past)


def _drive(
    target: Definition,
    state: bytes,
    document: Mapping[str, Any],
    standing: Mapping[str, str],
    random: Random,
    world: World,
) -> None:
    """The copy goes on for `STEPS` steps, or to its end. Raises ExpressionFailed."""
    tasks, now, by = dict(standing), clock.now(), calendar.current()
    due = None
    for _ in range(STEPS):
        if tasks:
            task = random.choice(sorted(tasks))
            form = target.forms.get(target.elements[tasks[task]].form or "", _NO_FORM)
            try:
                answers = invented(form, random, world)
            except NoAnswers:
                return
            step = runtime.complete(target, state, document, task, answers, now=now, calendar=by)
            del tasks[task]
        elif due is not None:
            now = max(now, due) + timedelta(seconds=1)
            step = runtime.tick(target, state, document, now=now, calendar=by)
        else:
            return
        if step.finished:
            return
        state, document, due = step.state, step.document, step.next_due
        for gone in step.closed:
            tasks.pop(gone, None)
        tasks.update({task.id: task.element for task in step.opened})


def _leads(diagram: Diagram) -> dict[str, set[str]]:
    """Where each element can lead; into a subprocess and out of it among them."""
    found = {
        key: {*diagram.after(key), *(event.id for event in diagram.boundary(key))}
        for key in diagram.elements
    }
    for element in diagram.elements.values():
        if element.parent is not None and element.parent in found:
            found[element.parent].add(element.id)
    return found


def _ahead(diagram: Diagram, standing: Sequence[str]) -> set[str]:
    """Everything the case stands in or can still come to."""
    leads = _leads(diagram)
    seen = {key for key in standing if key in leads}
    waiting = list(seen)
    while waiting:
        fresh = leads[waiting.pop()] - seen
        seen |= fresh & leads.keys()
        waiting += fresh & leads.keys()
    return seen


def _new_steps(old: Diagram, new: Diagram) -> dict[str, frozenset[str]]:
    """People's steps that are new, with the old steps of people, or starts, right before each."""
    back: dict[str, set[str]] = {}
    for source, targets in _leads(new).items():
        for one in targets:
            back.setdefault(one, set()).add(source)
    found = {}
    for element in new.elements.values():
        if not element.waits_for_people or element.id in old.elements:
            continue
        before: set[str] = set()
        seen, waiting = {element.id}, [element.id]
        while waiting:
            for source in back.get(waiting.pop(), set()) - seen:
                seen.add(source)
                known = new.elements[source]
                if source in old.elements and (
                    known.waits_for_people or known.kind == "startEvent"
                ):
                    before.add(source)
                else:
                    waiting.append(source)
        found[element.id] = frozenset(before)
    return found
