"""What is wrong with an expression, and the bounds every expression keeps within."""

from typing import Any

from engine.errors import EngineError

#: characters of one expression
MAX_SOURCE = 8_000
#: words, numbers, texts and marks of one expression
MAX_TOKENS = 2_000
#: brackets, conditions and loops inside one another
MAX_DEPTH = 40
#: units of work in one evaluation; a unit is about half a microsecond
MAX_STEPS = 50_000
#: characters of one text value
MAX_TEXT = 200_000
#: items of one list value
MAX_LIST = 20_000
#: characters of a pattern, and of the text it is held against
MAX_PATTERN = 200
MAX_MATCHED = 5_000
#: patterns in one expression
MAX_PATTERNS = 5


class ExpressionError(EngineError):
    """The expression cannot be read, or gave no answer within its bounds."""

    #: the text that was read, cut if it is too long to be one
    source: str
    #: characters before the fault; 0 for faults that show only in evaluation
    position: int
    #: what is wrong, stable: "unexpected_character", "unknown_function", "step_budget", …
    key: str
    #: facts of the fault, from the text of the expression and never from the data it read
    params: dict[str, Any]

    def __init__(
        self, source: str, position: int, key: str, params: dict[str, Any] | None = None
    ) -> None:
        shown = source if len(source) <= MAX_SOURCE else source[:MAX_DEPTH] + "…"
        super().__init__(source=shown, position=position, key=key, params=params or {})


class Stopped(Exception):
    """An evaluation that may not go on; never leaves this room."""

    def __init__(self, key: str, **params: Any) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


class Unfit(Exception):
    """Something that was read but cannot be made ready; never leaves this room."""

    def __init__(self, position: int, key: str, **params: Any) -> None:
        super().__init__(key)
        self.position = position
        self.key = key
        self.params = params
