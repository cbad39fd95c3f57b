"""The functions an expression may call: a closed list, each with the kinds of value it takes.

A function is given only values of the kinds it asks for; with any other, and where it has no answer
(ArithmeticError, ValueError), the call is null, as FEEL says.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, TypeVar

from engine.expressions import temporal
from engine.expressions.values import Months, Range, Run

#: what a reader gives for a value of the wrong kind
REFUSED: Final = object()

Reader = Callable[[Run, Any], Any]
_F = TypeVar("_F", bound=Callable[..., Any])


def _anything(_run: Run, value: Any) -> Any:
    return value


def _exactly(kind: type) -> Reader:
    def read(_run: Run, value: Any) -> Any:
        return value if type(value) is kind else REFUSED

    return read


def _text(run: Run, value: Any) -> Any:
    if type(value) is not str:
        return REFUSED
    if len(value) > 100:
        run.spend(len(value) // 100)
    return value


def _whole(_run: Run, value: Any) -> Any:
    """An int; fractions are cut off."""
    if type(value) is not Decimal or abs(value) > 1_000_000_000:
        return REFUSED
    return int(value)


def _list(run: Run, value: Any) -> Any:
    """A list; anything else but null is a list of one."""
    if type(value) is list:
        run.spend(len(value))
        return value
    return REFUSED if value is None else [value]


def _day(_run: Run, value: Any) -> Any:
    """A date; of a date and time, its date; of ISO text, what it says."""
    if type(value) is str:
        value = temporal.read_date(value) or temporal.read_moment(value)
    if type(value) is dt.datetime:
        return value.date()
    return value if type(value) is dt.date else REFUSED


def _when(_run: Run, value: Any) -> Any:
    """A date, or a date and time; ISO text is read."""
    if type(value) is str:
        value = temporal.read_date(value) or temporal.read_moment(value)
    return value if type(value) in (dt.date, dt.datetime) else REFUSED


def _duration(_run: Run, value: Any) -> Any:
    if type(value) is str:
        value = temporal.read_duration(value)
    return value if type(value) in (dt.timedelta, Months) else REFUSED


READERS: Final[dict[str, Reader]] = {
    "any": _anything,
    "text": _text,
    "pattern": _anything,
    "flags": _anything,
    "number": _exactly(Decimal),
    "whole": _whole,
    "boolean": _exactly(bool),
    "list": _list,
    "context": _exactly(dict),
    "range": _exactly(Range),
    "day": _day,
    "when": _when,
    "time": _exactly(dt.time),
    "duration": _duration,
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument a function takes."""

    #: every name it goes by
    names: tuple[str, ...]
    reader: Reader
    #: may be left out, or null
    optional: bool
    kind: str


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """One way to call a function."""

    function: str
    apply: Callable[..., Any]
    parameters: tuple[Parameter, ...]
    #: further arguments go where the last one goes
    repeats: bool
    #: units of work of a call, apart from the size of its arguments
    cost: int

    def takes(self, count: int, names: Sequence[str]) -> bool:
        """True if it can be called with so many arguments, or with arguments of these names."""
        if names:
            places = self.places(names)
            wanted = {n for n, one in enumerate(self.parameters) if not one.optional}
            return None not in places and len(set(places)) == count and wanted <= {*places}
        needed = sum(not one.optional for one in self.parameters)
        return needed <= count and (self.repeats or count <= len(self.parameters))

    def places(self, names: Sequence[str]) -> list[int | None]:
        """Where each of the named arguments belongs."""
        known = {name: n for n, one in enumerate(self.parameters) for name in one.names}
        return [known.get(name) for name in names]


@dataclass(slots=True)
class Function:
    """A function and the ways to call it, the first that fits being taken."""

    signatures: list[Signature] = field(default_factory=list)

    def signature(self, count: int, names: Sequence[str]) -> Signature | None:
        """The way to call it with these arguments; None if there is none."""
        if names and len(names) != count:
            return None
        return next((one for one in self.signatures if one.takes(count, names)), None)


FUNCTIONS: Final[dict[str, Function]] = {}
#: words of the functions' names by the first of them, longest first
WORDS_BY_FIRST: Final[dict[str, list[tuple[str, ...]]]] = {}


def builtin(name: str, *parameters: str, cost: int = 8) -> Callable[[_F], _F]:
    """The function below is called `name` in FEEL, with parameters as "name|other name:kind".

    A `?` behind the kind: may be left out. A `*` behind the last: may be repeated.
    """
    repeats = bool(parameters) and parameters[-1].endswith("*")

    def register(apply: _F) -> _F:
        read = tuple(_parameter(text) for text in parameters)
        function = FUNCTIONS.setdefault(name, Function())
        function.signatures.append(Signature(name, apply, read, repeats, cost))
        words = WORDS_BY_FIRST.setdefault(name.split()[0], [])
        words.append(tuple(name.split()))
        words.sort(key=len, reverse=True)
        return apply

    return register


def _parameter(text: str) -> Parameter:
    names, _, kind = text.partition(":")
    bare = kind.rstrip("?*")
    return Parameter(tuple(names.split("|")), READERS[bare], kind.endswith("?"), bare)
