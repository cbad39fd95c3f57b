"""Where the tokens of a case are, as plain rows; and a live case made from them again.

A row is `[element, state, id, marks, inside, edges]`, cut after the last part that says something:
the element a token is on ("" for the end of a process), whether it is ready, waiting or started,
the id people know it by, what it carries, the rows inside its loop or subprocess, and the boundary
events waiting on it. Rows say nothing in SpiffWorkflow's words and nothing of what has been.
"""

from collections.abc import Iterable
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent as spiff_Catching
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask as spiff_Inside

from engine.runtime.errors import StateDamaged
from engine.runtime.live import COMPLETED, LIVE, READY, STARTED, WAITING, Case, Scope, Token

Row = list[Any]

_STATES = {READY: 0, WAITING: 1, STARTED: 2}
#: about to be on the element, only ever so in the middle of a step
_COMING = 3
_LIVE = {number: state for state, number in _STATES.items()}
#: what a token carries that must outlast the call
MARKS = (
    "number",
    "locals",
    "due",
    "cycle",
    "dues",
    "since",
    "from",
    "total",
    "done",
    "outputs",
    "items",
    "won",
)


def rows_of(scope: Case | Scope) -> list[Row]:
    """The rows of a process or subprocess."""
    rows = []
    for token in scope.tasks.values():
        if token._state & LIVE and not token.triggered:
            spec = token.task_spec
            if (
                spec.place.counts and spec.place.about.attached_to is None
            ) or spec is scope.spec.end:
                rows.append(_row(token))
            elif spec in scope.spec.coming:
                rows.append([spec.place.element, _COMING])
    return rows


def _row(token: Token) -> Row:
    spec, own = token.task_spec, token.internal_data
    marks = {name: own[name] for name in MARKS if name in own}
    row: Row = [
        spec.place.element,
        _STATES[token._state],
        token.id if spec.manual and token._state == READY else 0,
        marks or 0,
        _inside(token) or 0,
        _edges(token) or 0,
    ]
    while row[-1] == 0 and len(row) > 2:
        row.pop()
    return row


def _inside(token: Token) -> list[Row]:
    if token.task_spec.inner is not None:
        return [_row(child) for child in token.children if child.triggered and child.live]
    scope = token.workflow.top_workflow.subprocesses.get(token.id)
    return rows_of(scope) if scope is not None and not scope.completed else []


def _edges(token: Token) -> list[Row]:
    if token.task_spec.split is None or token.triggered:
        return []
    return [_row(edge) for edge in token.parent.children if edge is not token and _waits(edge)]


def _waits(token: Token) -> bool:
    return token.live and token.task_spec.place.counts


def part(row: Row, number: int) -> list[Row]:
    """The rows inside a row (part 4) or on its edge (part 5)."""
    found: list[Row] | int = row[number] if len(row) > number else 0
    return found if isinstance(found, list) else []


def case_of(definition: Any, turn: Any, rows: Iterable[Row]) -> Case:
    """A live case with exactly these tokens. Raises StateDamaged if one has no place."""
    case = Case(definition, turn)
    try:
        _fill(case, rows)
    except (KeyError, IndexError, TypeError, ValueError) as fault:
        raise StateDamaged(reason="no_such_place") from fault
    return case


def _fill(scope: Case | Scope, rows: Iterable[Row]) -> None:
    root = scope.begin(COMPLETED)
    for row in rows:
        spec = scope.spec.places[row[0]]
        if row[1] == _COMING:
            Token(scope, spec.split or spec.outputs[0], root, READY)
            continue
        holder = root if spec.split is None else Token(scope, spec.split, root, COMPLETED)
        token = _token(scope, spec, holder, row)
        for edge in part(row, 5):
            _token(scope, scope.spec.places[edge[0]], holder, edge)
        _fill_inside(token, row)


def _fill_inside(token: Token, row: Row) -> None:
    spec, scope = token.task_spec, token.workflow
    inside = part(row, 4)
    if spec.inner is not None:
        for round_ in inside:
            child = _token(scope, spec.inner, token, round_)
            child.triggered = True
            _fill_inside(child, round_)
    elif isinstance(spec, spiff_Inside) and token._state == STARTED:
        within = scope.top_workflow.open_scope(token, spec.spec)
        within.completed_event.connect(spec._on_subworkflow_completed, token)
        _fill(within, inside)


def _token(scope: Case | Scope, spec: Any, parent: Token, row: Row) -> Token:
    if row[0] != spec.place.element:
        raise KeyError(row[0])
    known_as = row[2] if len(row) > 2 and row[2] else None
    token = Token(scope, spec, parent, _LIVE[row[1]], known_as)
    if len(row) > 3 and row[3]:
        token.internal_data.update(row[3])
    if token._state == WAITING and isinstance(spec, spiff_Catching):
        scope.top_workflow.event_manager.add_task(token)
    return token
