"""FEEL: conditions, values and decision tables, evaluated within fixed bounds.

Nothing a diagram's author writes can reach Python: an expression sees JSON and a closed list of
functions. Unknown variables are null, unknown functions are refused when the text is read.
"""

from engine.expressions import (  # noqa: F401  importing them registers their functions
    builtins_contexts,
    builtins_dates,
    builtins_lists,
    builtins_numbers,
    builtins_text,
)
from engine.expressions.compiled import (
    CellTests,
    Expression,
    compile_expression,
    compile_tests,
)
from engine.expressions.decisions import DecisionTable, read_decision
from engine.expressions.errors import ExpressionError
from engine.expressions.timers import evaluate_timer_text

__all__ = [
    "CellTests",
    "DecisionTable",
    "Expression",
    "ExpressionError",
    "compile_expression",
    "compile_tests",
    "evaluate_timer_text",
    "read_decision",
]
