"""Script tasks: lines of `name = FEEL expression`, and nothing stronger."""

import re
import textwrap
from dataclasses import dataclass

_LINE = re.compile(r"([^\W\d]\w*)\s*=(?!=)\s*(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Assignment:
    """One line of a script."""

    #: line number from 1
    line: int
    #: the variable it sets, None if the line cannot be read
    name: str | None
    #: the FEEL expression, or the whole unreadable line
    text: str


def read_script(script: str) -> tuple[Assignment, ...]:
    """The lines that say something; an indented line goes on with the one before."""
    whole: list[tuple[int, str]] = []
    for number, line in enumerate(textwrap.dedent(script).splitlines(), start=1):
        if not line.strip():
            continue
        if whole and line[0].isspace():
            first, before = whole[-1]
            whole[-1] = (first, f"{before}\n{line}")
        else:
            whole.append((number, line))
    return tuple(_assignment(number, line.strip()) for number, line in whole)


def _assignment(number: int, line: str) -> Assignment:
    match = _LINE.fullmatch(line)
    return (
        Assignment(number, match.group(1), match.group(2))
        if match
        else Assignment(number, None, line)
    )
