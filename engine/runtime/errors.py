"""What the runtime can refuse. Nothing has changed when one of these is raised."""

from collections.abc import Sequence

from engine.errors import Conflict, Damaged, EngineError, Refused


class DefinitionRefused(Refused):
    """This bundle cannot be made ready to run; the lint says so before anybody starts it."""

    #: element id, None for the drawing as a whole
    element: str | None
    #: what about the element: "condition", "timer", "dueDate", "construct", …
    property: str
    #: short key of the reason
    reason: str


class ExpressionFailed(EngineError):
    """The diagram could not go on: an expression in it has no usable value."""

    #: element id
    element: str
    #: "condition", "timer", "dueDate", "warnDate", "followUpDate", "assignee", "priority",
    #: "script", "decision", "parameter", "collection", "completionCondition", "loopCondition", …
    property: str
    #: the text as the bundle has it
    expression: str
    #: short key of the reason
    reason: str


class BudgetExceeded(ExpressionFailed):
    """One step asked for more work than a step may take."""


class NotCaught(ExpressionFailed):
    """An error end event was reached and no boundary event takes it."""


class Stuck(ExpressionFailed):
    """After this step nothing could ever happen in the case again, and it would not be over."""


class StateDamaged(Damaged):
    """The stored state of the case is not what was written."""


class StateTooNew(StateDamaged):
    """The stored state was written by a newer program."""

    #: the format number found
    format: int


class TaskNotOpen(Conflict):
    """This task is not open in the diagram."""

    task: str


class CannotSendBack(Refused):
    """The task cannot be sent back to this element."""

    element: str
    to: str


class CannotMove(Refused):
    """The case cannot go on in the other version from where it stands."""

    #: (element id, reason key) for each token that has no place there
    reasons: Sequence[tuple[str, str]]
