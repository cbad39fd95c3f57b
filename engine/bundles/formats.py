"""What each `format` of a form field really demands, and patterns that cannot run away."""

import datetime as dt
import re
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import re2
from jsonschema import FormatChecker

#: formats a form may name
FORMATS = frozenset(
    {
        "date",
        "time",
        "date-time",
        "email",
        "uri",
        "uuid",
        "phone-no",
        "person",
        "group",
        "attachment",
    }
)

#: characters of one pattern
MAX_PATTERN = 500

_CHECKER = FormatChecker(formats=())
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}(:\d{2})?")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})")
_EMAIL = re.compile(r"[^@\s\"(),:;<>\[\]\\]{1,64}@[^@\s.]{1,63}(?:\.[^@\s.]{1,63}){1,8}")
_NORWEGIAN_NUMBER = re.compile(r"(?:(?:\+|00)47)?[2-9]\d{7}")
_FOREIGN_NUMBER = re.compile(r"(?:\+|00)(?!47)[1-9]\d{6,14}")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


class PatternRefused(Exception):
    """RE2 does not take this pattern."""


@lru_cache(maxsize=1024)
def pattern(source: str) -> Any:
    """The compiled pattern; its time is linear in the text. Raises PatternRefused."""
    if len(source) > MAX_PATTERN:
        raise PatternRefused(f"longer than {MAX_PATTERN} characters")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        return re2.compile(source, options)
    except re2.error as fault:
        said = fault.args[0] if fault.args else ""
        raise PatternRefused(said.decode() if isinstance(said, bytes) else str(said)) from None


def checker() -> FormatChecker:
    """The checker every form is judged with."""
    return _CHECKER


@_CHECKER.checks("date", ValueError)
def _date(value: object) -> bool:
    return not isinstance(value, str) or (
        _DATE.fullmatch(value) is not None and bool(dt.date.fromisoformat(value))
    )


@_CHECKER.checks("time", ValueError)
def _time(value: object) -> bool:
    return not isinstance(value, str) or (
        _TIME.fullmatch(value) is not None and dt.time.fromisoformat(value) is not None
    )


@_CHECKER.checks("date-time", ValueError)
def _date_time(value: object) -> bool:
    return not isinstance(value, str) or (
        _MOMENT.fullmatch(value) is not None and bool(dt.datetime.fromisoformat(value))
    )


@_CHECKER.checks("email")
def _email(value: object) -> bool:
    return not isinstance(value, str) or (len(value) <= 254 and _EMAIL.fullmatch(value) is not None)


@_CHECKER.checks("uri", ValueError)
def _uri(value: object) -> bool:
    if not isinstance(value, str):
        return True
    parts = urlsplit(value)
    plain = not re.search(r"[\s<>\"\\]", value)
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname)


@_CHECKER.checks("uuid", ValueError)
def _uuid(value: object) -> bool:
    return not isinstance(value, str) or str(UUID(value)) == value.lower()


@_CHECKER.checks("phone-no")
def _phone(value: object) -> bool:
    if not isinstance(value, str):
        return True
    digits = re.sub(r"[ \u00a0()-]", "", value)
    return bool(_NORWEGIAN_NUMBER.fullmatch(digits) or _FOREIGN_NUMBER.fullmatch(digits))


@_CHECKER.checks("person")
@_CHECKER.checks("group")
@_CHECKER.checks("attachment")
def _reference(value: object) -> bool:
    return not isinstance(value, str) or _KEY.fullmatch(value) is not None
