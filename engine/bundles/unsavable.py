"""Texts that cannot be stored as they are: NUL (PostgreSQL), and halves of characters (both)."""

import re
from collections.abc import Iterator
from typing import Any

_UNSAVABLE = re.compile("[\\x00\\ud800-\\udfff]")


def unsavable(value: Any, pointer: str = "") -> Iterator[str]:
    """JSON pointers to the texts in a value, names of members included, that cannot be stored."""
    if isinstance(value, str):
        if _UNSAVABLE.search(value):
            yield pointer
    elif isinstance(value, dict):
        for name, inner in value.items():
            step = f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}"
            yield from unsavable(name, step)
            yield from unsavable(inner, step)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from unsavable(inner, f"{pointer}/{number}")
