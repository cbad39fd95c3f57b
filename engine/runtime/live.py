# SpiffWorkflow carries no types, so its classes are Any to mypy.
# mypy: disallow-subclassing-any=False
"""A case while it moves: SpiffWorkflow's tree, kept as small as the tokens themselves.

SpiffWorkflow remembers every task there has been and predicts every task there may be. Here the
tree holds the tokens and what they sit on; what was passed lives in our own rows.
Nothing of the case is kept in `task.data`, so there is nothing a join could lose, and no clock is
read.
"""

from collections.abc import Iterator
from secrets import token_hex
from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow as spiff_SubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow as spiff_Workflow
from SpiffWorkflow.task import Task as spiff_Task
from SpiffWorkflow.util.task import TaskState as spiff_State

from engine.runtime.errors import BudgetExceeded

MAYBE = spiff_State.MAYBE
FUTURE = spiff_State.FUTURE
WAITING = spiff_State.WAITING
READY = spiff_State.READY
STARTED = spiff_State.STARTED
COMPLETED = spiff_State.COMPLETED
CANCELLED = spiff_State.CANCELLED
#: a token is here now
LIVE = WAITING | READY | STARTED
FINISHED = spiff_State.FINISHED_MASK
#: Subprocesses and called processes inside one another.
MOST_DEPTH = 30


class Token(spiff_Task):
    """A token on an element, or the next place it may go."""

    def __init__(
        self,
        scope: Any,
        spec: Any,
        parent: "Token | None" = None,
        state: int = MAYBE,
        id: str | None = None,
    ) -> None:
        #: 32 hexadecimal digits; the id people's tasks are known by
        self.id = id or token_hex(16)
        scope.tasks[self.id] = self
        self.workflow = scope
        self._parent = None if parent is None else parent.id
        self._children: list[str] = []
        self._state = state
        self.triggered = False
        self.task_spec = spec
        self.thread_id = 0
        self.data: dict[str, Any] = {}
        self.internal_data: dict[str, Any] = {}
        self.last_state_change = 0
        if parent is not None:
            parent._children.append(self.id)

    @property
    def live(self) -> bool:
        """True if a token is here now."""
        return bool(self._state & LIVE)

    @property
    def turn(self) -> Any:
        """The call this happens in, see `engine.runtime.turn`."""
        return self.workflow.script_engine

    def open_child(self, spec: Any, **marks: Any) -> "Token":
        """A round of a loop has begun below this token; `marks` are its own."""
        child = self._add_child(spec, WAITING)
        child.triggered = True
        child.internal_data.update(marks)
        spec._update(child)
        return child

    def run(self) -> bool | None:
        """The token goes on from here; only now its next places are drawn up."""
        if not self.task_spec.chooses:
            self.task_spec._predict_hook(self)
        went: bool | None = super().run()
        return went

    def _set_state(self, value: int) -> None:
        self._state = value

    def _inherit_data(self) -> None:
        """Nothing is inherited: `data` is always empty."""

    def _add_child(self, task_spec: Any, state: int = MAYBE) -> "Token":
        child = Token(self.workflow, task_spec, self, state)
        if state == READY:
            child._ready()
        return child


class _Tree:
    """What a whole case and a subprocess have in common."""

    spec: Any
    tasks: dict[str, Token]
    completed: bool

    def begin(self, state: int) -> Token:
        """The root all tokens hang on."""
        self.task_tree: Token = Token(self, self.spec.start, None, state)
        self.last_task = self.task_tree
        return self.task_tree

    def update_waiting_tasks(self) -> None:
        """Gateways that wait for what may still come look again; nothing else can have changed."""
        for token in list(self.tasks.values()):
            if token._state == WAITING and token.task_spec.looks_again:
                token.task_spec._update(token)

    def cancel(self, success: bool = False) -> list[Token]:
        """Everything in here is withdrawn."""
        self.completed = True
        gone = [token for token in self.tasks.values() if not token._state & FINISHED]
        for token in gone:
            token.cancel()
        return gone

    def _mark_complete(self, my_task: Token) -> None:
        self.completed = True

    def _task_removed_notify(self, task: Token) -> None:
        forget(task)


class Case(_Tree, spiff_Workflow):
    """A whole case. `definition` gives the specifications, `turn` the moment and the document."""

    def __init__(self, definition: Any, turn: Any) -> None:
        spec, inner = definition.spiff_spec, definition.spiff_subprocesses
        super().__init__(spec, inner, script_engine=turn, deserializing=True)
        self.host: Token | None = None

    def create_subprocess(self, my_task: Token, spec_name: str) -> "Scope":
        """The inside of a subprocess or called process, with its first token.

        Raises BudgetExceeded beyond `MOST_DEPTH`.
        """
        scope = self.open_scope(my_task, spec_name)
        if scope.depth > MOST_DEPTH:
            raise BudgetExceeded(
                element=my_task.task_spec.place.element,
                property="called",
                expression=spec_name,
                reason="too_deep",
            )
        scope.begin(READY)
        return scope

    def open_scope(self, host: Token, spec_name: str) -> "Scope":
        """The inside of a subprocess or called process, without a token."""
        scope = Scope(self.subprocess_specs[spec_name], host, self)
        self.subprocesses[host.id] = scope
        return scope

    def scopes(self) -> "Iterator[Case | Scope]":
        """The process itself and the inside of every subprocess that is not over."""
        yield self
        for scope in list(self.subprocesses.values()):
            if not scope.completed and scope.host.live:
                yield scope

    def tokens(self) -> Iterator[Token]:
        """Every token there is now."""
        for scope in self.scopes():
            for token in list(scope.tasks.values()):
                if token._state & LIVE:
                    yield token

    def open_tasks(self) -> dict[str, Token]:
        """Tokens waiting for people, by id."""
        return {
            token.id: token
            for token in self.tokens()
            if token._state == READY and token.task_spec.manual
        }


class Scope(_Tree, spiff_SubWorkflow):
    """The inside of a subprocess or called process."""

    def __init__(self, spec: Any, host: Token, case: Case) -> None:
        self.host = host
        super().__init__(spec, host.id, case, deserializing=True)

    def _calculate_depth(self) -> int:
        return int(self.host.workflow.depth) + 1

    @property
    def parent_workflow(self) -> Any:
        """The scope the host is in."""
        return self.host.workflow


def forget(token: Token) -> None:
    """The token is gone, with everything inside it and everything it was waiting for."""
    if not token._state & FINISHED:
        token._state = CANCELLED
    case = token.workflow.top_workflow
    case.event_manager.remove_task(token)
    inside = case.subprocesses.pop(token.id, None)
    if inside is not None:
        inside.completed = True
        for inner in list(inside.tasks.values()):
            forget(inner)


def enclosing(token: Token) -> Iterator[Token]:
    """The token and the hosts around it, innermost first."""
    at: Token | None = token
    while at is not None:
        yield at
        at = at.workflow.host
