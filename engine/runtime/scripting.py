"""One call of the runtime: its moment, its case document and what happened.

A `Turn` is handed to SpiffWorkflow as its script engine, so that specifications shared by every
case and thread reach the one document and moment of the call through the token. It evaluates FEEL
and nothing else: no Python text is ever run.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.calendar import SchoolCalendar
from engine.expressions import Expression, ExpressionError, compile_expression
from engine.runtime.errors import BudgetExceeded, ExpressionFailed
from engine.runtime.live import Token, enclosing

#: engine tasks one call may run
MOST_STEPS = 1_000
#: rounds of one multi-instance element
MOST_ROUNDS = 2_000

_ASSIGNMENT = re.compile(r"([^\W\d]\w*)\s*=(?!=)\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Request:
    """Something the diagram asks for outside itself."""

    operation: str
    params: dict[str, Any]
    #: id of the service task
    element: str


class Turn:
    """What one call knows and what it has done so far."""

    def __init__(
        self,
        document: Mapping[str, Any],
        kept_names: Mapping[str, frozenset[str] | None],
        now: datetime,
        calendar: SchoolCalendar,
    ) -> None:
        #: our own copy of the top level; values inside are replaced, never changed
        self.document: dict[str, Any] = dict(document)
        self.now = now
        self.calendar = calendar
        self.kept_names = kept_names
        self.passed: list[str] = []
        self.fired: list[str] = []
        self.requests: list[Request] = []
        self.outcome: str | None = None
        self.steps = 0

    def spend(self, token: Token) -> None:
        """One more engine task. Raises BudgetExceeded beyond `MOST_STEPS`."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise BudgetExceeded(
                element=token.task_spec.place.element,
                property="steps",
                expression="",
                reason="too_many_steps",
            )

    # what expressions see

    def scope(self, token: Token) -> Mapping[str, Any]:
        """The names an expression at this token can use; inner rounds hide outer names."""
        rounds = [at.internal_data for at in enclosing(token) if "locals" in at.internal_data]
        if not rounds:
            return self.document
        seen = dict(self.document)
        for own in reversed(rounds):
            seen["loopCounter"] = own["number"]
            seen.update(own["locals"])
        return seen

    def value(
        self,
        token: Token,
        expression: Expression,
        what: str,
        more: Mapping[str, Any] | None = None,
    ) -> Any:
        """What the expression gives here and now. Raises ExpressionFailed naming `what`."""
        scope = self.scope(token)
        if more:
            scope = {**scope, **more}
        try:
            return expression.evaluate(scope, now=self.now, calendar=self.calendar)
        except ExpressionError as fault:
            raise failed(token, what, expression.source, fault.key) from fault

    def evaluate(self, task: Token, expression: Expression, external_context: Any = None) -> bool:
        """Whether a flow's condition holds; null does not. SpiffWorkflow's own entry."""
        found = self.value(task, expression, "condition")
        if found is None or isinstance(found, bool):
            return found is True
        raise failed(task, "condition", expression.source, "not_true_or_false")

    # what is written

    def put(self, token: Token, name: str, value: Any) -> None:
        """The name has this value from now on, in the innermost round or else in the case."""
        for at in enclosing(token):
            if "locals" in at.internal_data:
                at.internal_data["locals"] = {**at.internal_data["locals"], name: value}
                return
        self.document[name] = value

    def kept(self, form: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of these answers that some expression reads."""
        return pick(self.kept_names, form, answers)

    def take_answers(self, token: Token, answers: Mapping[str, Any]) -> None:
        """What expressions read of the answers is in the document or the round."""
        spec = token.task_spec
        form = spec.place.form
        if form is not None:
            self.put(token, form, self.kept(form, answers))
        output = token.parent.task_spec.output_name if token.triggered else None
        if output is not None:
            self.put(token, output, dict(answers))

    def run_script(self, token: Token, script: tuple[tuple[str, Expression], ...]) -> None:
        """Each line has given its name a value, later lines seeing earlier ones."""
        for name, expression in script:
            self.put(token, name, self.value(token, expression, "script"))

    def ask(self, token: Token) -> None:
        """The request of a service task is noted, its parameters evaluated."""
        place = token.task_spec.place
        params = {
            name: self.value(token, expression, "parameter")
            for name, expression in place.parameters.items()
        }
        self.requests.append(Request(place.about.operation, params, place.element))

    def decide(self, token: Token) -> None:
        """The outputs of the decision table are names in the document or the round."""
        place = token.task_spec.place
        table = place.decision
        try:
            outputs = table.decide(self.scope(token), now=self.now, calendar=self.calendar)
        except ExpressionError as fault:
            raise failed(token, "decision", place.about.decision, fault.key) from fault
        for name, value in outputs.items():
            self.put(token, name, value)


def failed(token: Token, what: str, expression: str, reason: str) -> ExpressionFailed:
    """The error for an expression of the element the token is on."""
    element = token.task_spec.place.element
    return ExpressionFailed(element=element, property=what, expression=expression, reason=reason)


def pick(
    reads: Mapping[str, frozenset[str] | None], form: str, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """The fields of the form's answers named in `reads`; all of them if the whole form is."""
    fields = reads.get(form, frozenset())
    if fields is None:
        return dict(answers)
    return {name: answers[name] for name in answers if name in fields}


def assignments(script: str) -> Iterator[tuple[str, Expression]]:
    """The lines `name = FEEL` of a script; an indented line goes on with the one before.

    Raises ExpressionError, or ValueError holding the line that is no assignment.
    """
    lines = [line for line in textwrap.dedent(script).splitlines() if line.strip()]
    whole: list[str] = []
    for line in lines:
        if whole and line[0].isspace():
            whole[-1] += "\n" + line
        else:
            whole.append(line)
    for line in whole:
        match = _ASSIGNMENT.fullmatch(line.strip())
        if match is None:
            raise ValueError(line.strip())
        yield match.group(1), compile_expression(match.group(2))
