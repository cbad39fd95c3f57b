"""Runs the diagram. The only room that knows SpiffWorkflow.

Pure: no session, no database, no system clock. Never decides who may do what, never stores
anything, never writes to a log.
"""

from engine.runtime.backwards import send_back_targets
from engine.runtime.codec import STATE_FORMAT
from engine.runtime.definitions import Definition, compile_definition
from engine.runtime.errors import (
    BudgetExceeded,
    CannotMove,
    CannotSendBack,
    DefinitionRefused,
    ExpressionFailed,
    NotCaught,
    StateDamaged,
    StateTooNew,
    Stuck,
    TaskNotOpen,
)
from engine.runtime.moving import move
from engine.runtime.opening import Moments, OpenTask
from engine.runtime.recounting import Recount, recount
from engine.runtime.scripting import Request
from engine.runtime.standing import Standing, standing
from engine.runtime.steps import Step, complete, send_back, start, tick

__all__ = [
    "STATE_FORMAT",
    "BudgetExceeded",
    "CannotMove",
    "CannotSendBack",
    "Definition",
    "DefinitionRefused",
    "ExpressionFailed",
    "Moments",
    "NotCaught",
    "OpenTask",
    "Recount",
    "Request",
    "Standing",
    "StateDamaged",
    "StateTooNew",
    "Step",
    "Stuck",
    "TaskNotOpen",
    "compile_definition",
    "complete",
    "move",
    "recount",
    "send_back",
    "send_back_targets",
    "standing",
    "start",
    "tick",
]
