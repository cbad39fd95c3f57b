"""Trying a flow out: a case that is played, never stored, and remembered as what was done in it.

Owns trial runs and the named tests a school has made of them. A run is its acts; everything else
about it comes of playing them again from the beginning, on the clock it began by, so a run tried on
another version of the flow is the same acts. Nothing leaves a run: no mail, no case, no trail.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import calendar, clock, frame, publishing, rehearsal, runtime
from engine.bundles import Bundle, Finding, Form
from engine.bundles.invention import NoAnswers, World, invented
from engine.database import Base, Identity, Moment
from engine.errors import Refused
from engine.people import Actor
from engine.runtime import Definition, ExpressionFailed, OpenTask, Step

#: Acts of one run, and tests of one flow.
MOST_ACTS, MOST_TESTS = 200, 100
_NO_FORM = Form("tomt", {"type": "object", "properties": {}})
START, DO, WAIT = "start", "do", "wait"


class TrialRun(Base):
    """What one person is trying in one flow."""

    __tablename__ = "trial_runs"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"), primary_key=True)
    began: Mapped[datetime] = mapped_column(Moment)
    acts: Mapped[bytes] = mapped_column(sa.LargeBinary)


class FlowTest(Base):
    """A run the school wants to come out the same whenever the flow is published."""

    __tablename__ = "flow_tests"
    __table_args__ = (sa.UniqueConstraint("key", "name"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.String(200))
    began: Mapped[datetime] = mapped_column(Moment)
    acts: Mapped[bytes] = mapped_column(sa.LargeBinary)
    #: Steps that stood open at the end, sorted, or the end event that was reached.
    ends_in: Mapped[str] = mapped_column(sa.Text)
    saved_by: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"))
    saved_at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done in a run."""

    #: "start", "do" or "wait"
    kind: str
    #: the step that was done, and which of several open ones of it, from 0
    element: str = ""
    number: int = 0
    answers: Mapping[str, Any] = field(default_factory=dict)
    #: the moment waited for, as ISO text
    until: str = ""


@dataclass(frozen=True, slots=True)
class Played:
    """Where a run has come to."""

    now: datetime
    #: open tasks with their number among those of the same step
    open: tuple[tuple[OpenTask, int], ...] = ()
    #: steps that are done, and arrows passed, in order
    passed: tuple[str, ...] = ()
    #: what the flow asked for, by operation: nothing of it was carried out
    asked: tuple[str, ...] = ()
    next_due: datetime | None = None
    finished: bool = False
    outcome: str = ""
    #: (element, property) of the rule that stopped it
    failed: tuple[str, str] | None = None
    #: number of the act that could not be done: its step is not open, or refuses the answers
    broken: int | None = None

    @property
    def ends_in(self) -> str:
        """What a test remembers: the end reached, the steps that wait, or what stopped it."""
        if self.broken is not None:
            return f"!{self.broken}"
        if self.failed is not None:
            return "!" + ".".join(self.failed)
        return self.outcome if self.finished else " ".join(sorted(t.element for t, _n in self.open))


@dataclass(slots=True)
class _Run:
    definition: Definition
    given: Mapping[str, Any]
    at: Played
    state: bytes = b""
    document: dict[str, Any] = field(default_factory=dict)
    tasks: dict[str, OpenTask] = field(default_factory=dict)

    def act(self, act: Act) -> None:
        """Raises ExpressionFailed, and LookupError for what cannot be done."""
        definition, by = self.definition, calendar.current()
        if act.kind == START:
            document = dict(self.given)
            if definition.start_form is not None:
                self._fits(definition.start_form, act.answers)
                document[definition.start_form] = dict(act.answers)
            self._take(runtime.start(definition, document, now=self.at.now, calendar=by), "")
        elif act.kind == DO:
            task = self._task(act)
            self._fits(definition.elements[task.element].form or "", act.answers)
            step = runtime.complete(
                definition,
                self.state,
                self.document,
                task.id,
                act.answers,
                now=self.at.now,
                calendar=by,
            )
            self._take(step, task.id, task.element)
        else:
            self._wait(datetime.fromisoformat(act.until))

    def _wait(self, until: datetime) -> None:
        """Every timer due on the way has fired at its own moment."""
        while self.at.next_due is not None and self.at.next_due <= until and not self.at.finished:
            now = max(self.at.now, self.at.next_due)
            self.at = replace(self.at, now=now)
            step = runtime.tick(
                self.definition, self.state, self.document, now=now, calendar=calendar.current()
            )
            self._take(step, "")
        self.at = replace(self.at, now=max(self.at.now, until))

    def _task(self, act: Act) -> OpenTask:
        return next(t for t, n in self.at.open if (t.element, n) == (act.element, act.number))

    def _fits(self, form: str, answers: Mapping[str, Any]) -> None:
        if self.definition.forms.get(form, _NO_FORM).check(dict(answers)):
            raise LookupError(form)

    def _take(self, step: Step, done: str, element: str = "") -> None:
        self.state, self.document = step.state, step.document
        self.tasks.pop(done, None)
        for gone in step.closed:
            self.tasks.pop(gone, None)
        self.tasks.update({task.id: task for task in step.opened})
        count: dict[str, int] = {}
        numbered = []
        for task in self.tasks.values():
            numbered.append((task, count.get(task.element, 0)))
            count[task.element] = count.get(task.element, 0) + 1
        self.at = replace(
            self.at,
            open=tuple(numbered),
            passed=(*self.at.passed, *([element] if element else []), *step.passed),
            asked=(*self.at.asked, *(request.operation for request in step.requests)),
            next_due=step.next_due,
            finished=step.finished,
            outcome=step.outcome or "",
        )


def play(
    definition: Definition, acts: Sequence[Act], began: datetime, given: Mapping[str, Any]
) -> Played:
    """Where the acts lead. `given`: what the school's frame tells a case that begins.

    Never raises for what the flow or the acts hold: `failed` and `broken` say what stopped it.
    """
    run = _Run(definition, given, Played(began))
    for number, act in enumerate(acts):
        try:
            run.act(act)
        except ExpressionFailed as error:
            return replace(run.at, failed=(error.element, error.property))
        except (LookupError, StopIteration, ValueError):
            return replace(run.at, broken=number)
    return run.at


def played(session: Session, bundle: Bundle, run: "TrialRun | FlowTest") -> Played:
    """Where a stored run leads on this bundle."""
    definition = publishing.prepared(session, bundle)
    return play(definition, acts_of(run), run.began, frame.example(session, definition))


def acts_of(run: "TrialRun | FlowTest") -> list[Act]:
    """What was done in a stored run."""
    return [Act(**one) for one in orjson.loads(run.acts)]


def _stored(acts: Sequence[Act]) -> bytes:
    return orjson.dumps(acts)


def of(session: Session, key: str, by: Actor) -> TrialRun | None:
    """What this person is trying in the flow."""
    return session.get(TrialRun, (key, by.id))


def begin(session: Session, key: str, by: Actor) -> TrialRun:
    """An empty run, in place of what this person was trying; the clock stands at this moment."""
    found = of(session, key, by)
    if found is None:
        found = TrialRun(key=key, person_id=by.id)
        session.add(found)
    found.began, found.acts = clock.now(), _stored([])
    session.flush()
    return found


def add(session: Session, run: TrialRun, act: Act) -> None:
    """One more act. Raises Refused when there are too many."""
    acts = acts_of(run)
    if len(acts) >= MOST_ACTS:
        raise Refused(process=run.key, reason="too_many")
    run.acts = _stored([*acts, act])
    session.flush()


def take_back(session: Session, run: TrialRun) -> None:
    """The last act was never done."""
    run.acts = _stored(acts_of(run)[:-1])
    session.flush()


def make_up(
    session: Session, definition: Definition, form: str | None, today: date, seed: str
) -> dict[str, Any]:
    """Answers made up for a form. Raises Refused where none are valid."""
    world: World = replace(rehearsal.world_of(session), today=today)
    try:
        random = Random(seed)  # noqa: S311  (made up, the same each time)
        return invented(definition.forms.get(form or "", _NO_FORM), random, world)
    except NoAnswers:
        raise Refused(process=definition.key, reason="no_answers") from None


def next_school_day(now: datetime) -> datetime:
    """The same time on the next day there is school."""
    return calendar.current().add_school_days(now, 1)


def after_days(now: datetime, days: int) -> datetime:
    """So many days later."""
    return now + timedelta(days=days)


def keep(session: Session, bundle: Bundle, run: TrialRun, name: str, by: Actor) -> FlowTest:
    """The run is a named test of the flow, in place of one by the same name.

    Raises Refused without a name, or when there are too many.
    """
    name = " ".join(name.split())[:200]
    known = tests_of(session, run.key)
    found = next((test for test in known if test.name == name), None)
    if not name or (found is None and len(known) >= MOST_TESTS):
        raise Refused(process=run.key, reason="name" if not name else "too_many")
    if found is None:
        found = FlowTest(key=run.key, name=name)
        session.add(found)
    found.began, found.acts = run.began, run.acts
    found.ends_in = played(session, bundle, run).ends_in
    found.saved_by, found.saved_at = by.id, clock.now()
    session.flush()
    return found


def renew(session: Session, bundle: Bundle, test: FlowTest, by: Actor) -> None:
    """The test now expects what the flow does now."""
    test.ends_in = played(session, bundle, test).ends_in
    test.saved_by, test.saved_at = by.id, clock.now()
    session.flush()


def forget(session: Session, test: FlowTest) -> None:
    """The test is no more."""
    session.delete(test)
    session.flush()


def tests_of(session: Session, key: str) -> Sequence[FlowTest]:
    """The tests of a flow, by name."""
    return session.scalars(
        sa.select(FlowTest).where(FlowTest.key == key).order_by(FlowTest.name)
    ).all()


def failing(session: Session, bundle: Bundle) -> list[Finding]:
    """A finding for each test that does not come out as it did on this bundle."""
    found = []
    for test in tests_of(session, bundle.key):
        came = played(session, bundle, test)
        if came.ends_in != test.ends_in:
            params = {"test": test.name, "id": test.id, "expected": test.ends_in}
            params |= {"came": came.ends_in}
            found.append(Finding("test_failed", "error", None, params, f"{bundle.key}.bpmn"))
    return found
