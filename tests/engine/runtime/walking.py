"""Walks a case through a drawing in a few words, keeping state, document and open tasks."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.bundles import Bundle
from engine.calendar import SchoolCalendar
from engine.runtime import (
    Definition,
    OpenTask,
    Step,
    compile_definition,
    complete,
    send_back,
    start,
    tick,
)
from tests.diagrams import Drawing

#: A Monday morning in January, nine o'clock in Oslo.
MONDAY = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
CALENDAR = SchoolCalendar()

#: (element or None to let time pass, answers, days)
Move = tuple[str | None, Mapping[str, Any], float]


class Walk:
    """A case on its way. `open` names the elements with open tasks, sorted."""

    def __init__(
        self,
        drawing: Drawing | Bundle | Definition,
        document: Mapping[str, Any] | None = None,
        now: datetime = MONDAY,
        called: Sequence[Bundle] = (),
    ) -> None:
        if isinstance(drawing, Drawing):
            drawing = drawing.bundle()
        if isinstance(drawing, Bundle):
            drawing = compile_definition(drawing, called)
        self.definition = drawing
        self.now = now
        self.tasks: dict[str, OpenTask] = {}
        self.passed: list[str] = []
        self.take(start(self.definition, document or {}, now=now, calendar=CALENDAR))

    @classmethod
    def resumed(
        cls,
        definition: Definition,
        state: bytes,
        document: dict[str, Any],
        now: datetime,
        tasks: Sequence[OpenTask],
    ) -> "Walk":
        """A case read back from storage."""
        walk = cls.__new__(cls)
        walk.definition, walk.now, walk.passed = definition, now, []
        walk.state, walk.document = state, document
        walk.tasks = {task.id: task for task in tasks}
        return walk

    def go(self, move: Move) -> Step:
        """One move: somebody completes a task, or time passes."""
        element, answers, days = move
        return self.wait(days=days) if element is None else self.do(element, answers)

    def take(self, step: Step, completed: str | None = None) -> Step:
        """The step has happened."""
        self.step, self.state, self.document = step, step.state, step.document
        if completed:
            del self.tasks[completed]
        for gone in step.closed:
            del self.tasks[gone]
        for task in step.opened:
            assert task.id not in self.tasks
            self.tasks[task.id] = task
        self.passed += step.passed
        return step

    @property
    def open(self) -> list[str]:
        """Elements of the open tasks, sorted, one for each."""
        return sorted(task.element for task in self.tasks.values())

    @property
    def finished(self) -> bool:
        """True when the case is over."""
        return self.step.finished

    def task(self, element: str, item: Any = ...) -> OpenTask:
        """The first open task on the element, or the one about `item`."""
        found = [t for t in self.tasks.values() if t.element == element]
        return next(t for t in found if item is ... or t.item == item)

    def do(self, element: str, answers: Mapping[str, Any] | None = None, item: Any = ...) -> Step:
        """Somebody completes the task."""
        task_id = self.task(element, item).id
        step = complete(
            self.definition,
            self.state,
            self.document,
            task_id,
            dict(answers or {}),
            now=self.now,
            calendar=CALENDAR,
        )
        return self.take(step, task_id)

    def wait(self, **length: float) -> Step:
        """Time passes, and what is due fires."""
        self.now += timedelta(**length)
        return self.take(
            tick(self.definition, self.state, self.document, now=self.now, calendar=CALENDAR)
        )

    def send_back(self, element: str, to: str) -> Step:
        """Somebody sends the task back."""
        return self.take(
            send_back(
                self.definition,
                self.state,
                self.document,
                self.task(element).id,
                to,
                now=self.now,
                calendar=CALENDAR,
            )
        )
