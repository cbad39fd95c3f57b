"""Reads JSON from strangers: one meaning for every text, and no text that costs more than it says.

The standard reader takes NaN, lets the last of two equal keys win and follows any depth. Everything
that comes from outside (bundles, uploads, API bodies) is read here instead.
"""

import json
import math
import re
from typing import Any

from engine.errors import Refused

#: bytes of UTF-8
MAX_BYTES = 1_000_000
#: arrays and objects inside one another
MAX_DEPTH = 32
#: digits of one whole number; more than this no form can mean
MAX_DIGITS = 18

_SHELL = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)


class JsonRefused(Refused):
    """This is not JSON we read."""

    #: "too_big" | "encoding" | "too_deep" | "not_json" | "twice" | "number"
    reason: str
    #: the key, number or place the reason is about
    detail: str


def loads(text: str | bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Any:
    """The value of the text. Raises JsonRefused on anything with a doubtful meaning."""
    if len(text) > max_bytes:
        raise JsonRefused(reason="too_big", detail=str(max_bytes))
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            raise JsonRefused(reason="encoding", detail=str(fault.start)) from None
    if _depth(text) > max_depth:
        raise JsonRefused(reason="too_deep", detail=str(max_depth))
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_real,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as fault:
        where = f"{fault.lineno}:{fault.colno}"
        raise JsonRefused(reason="not_json", detail=where) from None


def _depth(text: str) -> int:
    """How deep the brackets go, counted before the reader is let loose on them."""
    deepest = now = 0
    for found in _SHELL.finditer(text):
        mark = found.group()
        if mark in "[{":
            now += 1
            deepest = max(deepest, now)
        elif mark in "]}":
            now -= 1
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise JsonRefused(reason="twice", detail=key[:80])
        made[key] = value
    return made


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise JsonRefused(reason="number", detail=digits[:30])
    return int(digits)


def _real(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise JsonRefused(reason="number", detail=digits[:30])
    return value


def _constant(name: str) -> Any:
    raise JsonRefused(reason="number", detail=name)
