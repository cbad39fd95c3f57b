"""Tells a case as a story on the pure runtime: who answers what, and how time passes.

No database and no access rules: a story shows what the drawing does. Every answer given in a story
must be what the form asks for, no more and no less.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from engine.bundles import Bundle, Finding, Form, Roles, check, read_diagram, read_folder
from engine.calendar import SchoolCalendar
from engine.clock import OSLO
from engine.runtime import Definition, OpenTask, Request, Step, compile_definition
from engine.runtime import complete as complete_step
from engine.runtime import start as start_step
from engine.runtime import tick as tick_step
from tests.processes.answers import answers

ROOT = Path(__file__).parent.parent.parent
OPERATIONS = ("open_case", "notify")
#: A Monday morning with pupils at school.
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=OSLO)


@cache
def calendar() -> SchoolCalendar:
    """The school's own calendar."""
    import json

    text = (ROOT / "processes" / "skolerute.json").read_text("utf-8")
    return SchoolCalendar.from_json(json.loads(text))


@cache
def roles() -> Roles:
    """The school's own roles."""
    return Roles.from_json((ROOT / "processes" / "roller.json").read_text("utf-8"))


@cache
def bundle(process: str) -> Bundle:
    """The bundle as it is shipped."""
    return read_folder(ROOT, process)


@cache
def definition(process: str) -> Definition:
    """The bundle ready to run, with the bundles it calls."""
    called: dict[str, Bundle] = {}
    _collect_called(process, called)
    return compile_definition(bundle(process), list(called.values()))


def _collect_called(process: str, found: dict[str, Bundle]) -> None:
    diagram = read_diagram(bundle(process).diagram_text.encode())
    for key in {e.called for e in diagram.elements.values() if e.called}:
        if key not in found:
            found[key] = bundle(key)
            _collect_called(key, found)


@cache
def findings(process: str) -> tuple[Finding, ...]:
    """What the lint says about the bundle."""
    known = sorted(path.name for path in (ROOT / "processes").iterdir() if path.is_dir())
    return tuple(
        check(bundle(process), roles=roles(), known_processes=known, known_operations=OPERATIONS)
    )


@dataclass
class Story:
    """One case of a process as it goes on."""

    process: str
    now: datetime = MORNING
    #: open tasks by token
    open: dict[str, OpenTask] = field(default_factory=dict)
    #: everything passed so far, in order: elements and flows
    passed: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    #: forms answered so far
    used_forms: set[str] = field(default_factory=set)
    outcome: str | None = None
    finished: bool = False
    #: when the next timer is due, None without one
    next_due: datetime | None = None
    _state: bytes = b""
    _document: dict[str, Any] = field(default_factory=dict)

    @property
    def definition(self) -> Definition:
        return definition(self.process)

    def begin(self, given: dict[str, Any] | None = None, **values: Any) -> "Story":
        """The case runs, opened with these answers, or by the year wheel with these values."""
        form = self.definition.start_form
        document: dict[str, Any] = dict(values)
        if form is not None:
            assert given is not None
            self._fits(form, given)
            document[form] = given
        self._take(start_step(self.definition, document, now=self.now, calendar=calendar()))
        return self

    def does(
        self, element: str, given: dict[str, Any] | None = None, item: Any = None, **changes: Any
    ) -> "Story":
        """Somebody completes the open task, with the example answers where none are given."""
        task = self.task(element, item)
        form = self.definition.elements[element].form
        assert form is not None
        if given is None:
            given = answers(self.process, form, self.now.date(), **changes)
        return self.answers(task, given)

    def answers(self, task: OpenTask, given: dict[str, Any]) -> "Story":
        """Somebody completes this open task with these answers."""
        form = self.definition.elements[task.element].form
        assert form is not None
        self._fits(form, given)
        step = complete_step(
            self.definition,
            self._state,
            self._document,
            task.id,
            given,
            now=self.now,
            calendar=calendar(),
        )
        del self.open[task.id]
        self._take(step)
        return self

    def all_do(self, element: str, **changes: Any) -> "Story":
        """Everybody who has this task completes it."""
        for task in [task for task in self.open.values() if task.element == element]:
            self.does(element, item=task.item, **changes)
        return self

    def waits(self, school_days: int = 0, **length: float) -> "Story":
        """Time passes: so many school days, or days, hours and minutes."""
        if school_days:
            self.now = calendar().add_school_days(self.now, school_days).astimezone(OSLO)
        return self.until(self.now + timedelta(**length))

    def until(self, moment: datetime) -> "Story":
        """Time passes up to the moment, and what is due then happens."""
        self.now = moment
        self._take(
            tick_step(
                self.definition, self._state, self._document, now=self.now, calendar=calendar()
            )
        )
        return self

    def tasks(self, element: str) -> list[OpenTask]:
        """The open tasks of this element, in the order they were opened."""
        return [task for task in self.open.values() if task.element == element]

    def task(self, element: str, item: Any = None) -> OpenTask:
        """The open task of this element; fails if there is none, or several and no item said."""
        found = [
            task
            for task in self.open.values()
            if task.element == element and (item is None or task.item == item)
        ]
        assert len(found) == 1, f"{element}: {len(found)} open; open are {self.stands_at()}"
        return found[0]

    def stands_at(self) -> list[str]:
        """Elements of the open tasks, one for each."""
        return sorted(task.element for task in self.open.values())

    def phase(self) -> str:
        """The status a pupil would see."""
        marks = [self.definition.elements[e].properties.get("phase") for e in self._elements()]
        return next((mark for mark in reversed(marks) if mark), "")

    def shielded(self) -> bool:
        """Whether the case has been moved to the school owner."""
        elements = self.definition.elements
        return any(elements[e].properties.get("realm") == "owner" for e in self._elements()) or any(
            elements[task.element].properties.get("realm") == "owner" for task in self.open.values()
        )

    def told(self) -> list[tuple[str, Any]]:
        """Who has been sent notice: (template, role or person)."""
        return [
            (request.params["template"], request.params.get("role") or request.params["person"])
            for request in self.requests
            if request.operation == "notify"
        ]

    def opened_cases(self) -> list[dict[str, Any]]:
        """Answers of every case asked to be opened, without what is unanswered."""
        return [
            {name: value for name, value in request.params["answers"].items() if value is not None}
            for request in self.requests
            if request.operation == "open_case"
        ]

    def _elements(self) -> list[str]:
        return [name for name in self.passed if name in self.definition.elements]

    def _fits(self, form: str, given: dict[str, Any]) -> None:
        schema: Form = self.definition.forms[form]
        assert schema.check(given) == [], f"{form}: {schema.check(given)}"
        assert schema.prune(given) == given, f"{form}: something is answered that is not asked"
        self.used_forms.add(form)

    def _take(self, step: Step) -> None:
        self._state, self._document = step.state, step.document
        for token in step.closed:
            del self.open[token]
        self.open.update({task.id: task for task in step.opened})
        self.passed.extend(step.passed)
        self.requests.extend(step.requests)
        self.finished, self.outcome = step.finished, step.outcome
        self.next_due = step.next_due.astimezone(OSLO) if step.next_due else None


def begin(process: str, given: dict[str, Any] | None = None, **changes: Any) -> Story:
    """A new case of the process, opened with the example answers where none are given."""
    form = definition(process).start_form
    assert form is not None
    return Story(process).begin(answers(process, form, **changes) if given is None else given)


def begin_by_the_year(process: str, at: datetime = MORNING, **values: Any) -> Story:
    """A new case of a process that the year wheel starts, with what the year wheel tells it."""
    return Story(process, now=at).begin(**values)


def never_walked(process: str, stories: list[Callable[[], Story]]) -> set[str]:
    """Flows and ends of the drawing that none of the stories passes."""
    diagram = definition(process).diagram
    drawn = {flow.id for flow in diagram.flows.values() if flow.drawn}
    ends = {e.id for e in diagram.elements.values() if e.kind == "endEvent"}
    return (drawn | ends).difference(*(story().passed for story in stories))
