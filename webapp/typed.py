"""What people type, as JSON values, and JSON values as people would type them.

Nothing typed means no answer (None). Text we can make nothing of stays text, so that the form's
schema says what is wrong with it and the person gets it back as it was.
"""

import re
from datetime import date, datetime, time

from engine import clock

#: stands in for a character that neither the database nor a page can carry
UNSAVABLE = "\x00"

_DAY = re.compile(r"([0-9]{1,2})\s*[./-]\s*([0-9]{1,2})\s*[./-]\s*([0-9]{4})")
_CLOCK = re.compile(r"(?:kl\.?\s*)?([0-9]{1,2})[.:]([0-9]{2})(?:[.:]([0-9]{2}))?")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4})(?:T|,?\s+)"
    r"((?:kl\.?\s*)?[0-9]{1,2}[.:][0-9]{2}(?:[.:][0-9]{2})?)"
)
_SPACES = re.compile(r"[\s\u00a0\u202f]")
_WHOLE = re.compile(r"[+-]?[0-9]{1,300}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,300}([.,][0-9]{1,300})?([eE][+-]?[0-9]{1,3})?")
_SURROGATE = re.compile("[\ud800-\udfff]")


def carried(typed: str) -> str:
    """The text as it can be stored and shown: half characters become UNSAVABLE."""
    return _SURROGATE.sub(UNSAVABLE, typed)


def text(typed: str) -> str | None:
    """Running text with plain newlines; only white space is no answer."""
    return typed.replace("\r\n", "\n").replace("\r", "\n") if typed.strip() else None


def line(typed: str) -> str | None:
    """One word or number without what a paste brings along at the ends."""
    return typed.strip() or None


def number(typed: str) -> int | float | str | None:
    """A number with comma or point and any spacing; without decimals it is an int."""
    plain = _SPACES.sub("", typed).replace("\u2212", "-")
    if _WHOLE.fullmatch(plain):
        return int(plain)
    if _DECIMAL.fullmatch(plain):
        value = float(plain.replace(",", "."))
        return value if abs(value) != float("inf") else typed
    return line(typed)


def day(typed: str) -> str | None:
    """A date as ISO text; 24.12.2026, 24/12/2026 and 24-12-2026 are understood too."""
    found = _DAY.fullmatch(typed.strip())
    if found is None:
        return line(typed)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    except ValueError:
        return line(typed)


def time_of_day(typed: str) -> str | None:
    """A time as HH:MM or HH:MM:SS; 9.30 and kl. 9.30 are understood too."""
    found = _CLOCK.fullmatch(typed.strip())
    if found is None:
        return line(typed)
    try:
        time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError:
        return line(typed)
    seconds = f":{found[3]}" if found[3] else ""
    return f"{int(found[1]):02}:{found[2]}{seconds}"


def moment(typed: str) -> str | None:
    """A moment with its offset; without one it is read on the Oslo clock."""
    found = _MOMENT.fullmatch(typed.strip())
    if found is None:
        return line(typed)
    try:
        local = datetime.fromisoformat(f"{day(found[1])}T{time_of_day(found[2])}")
    except ValueError:
        return line(typed)
    return local.replace(tzinfo=clock.OSLO).isoformat()


def typed_number(value: object) -> str:
    """The number as a Norwegian types it."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return f"{int(value)},0"
    return str(value).replace(".", ",")


def typed_moment(value: object) -> str:
    """Local Oslo time as a date and time control has it; the ISO text where that is ambiguous."""
    try:
        at = datetime.fromisoformat(str(value))
        local = at.astimezone(clock.OSLO)
        seconds = local.isoformat(timespec="seconds" if local.second else "minutes")[:19]
        plain = seconds if local.second else seconds[:16]
        same = datetime.fromisoformat(str(moment(plain))) == at
    except (ValueError, TypeError, OverflowError):
        return str(value)
    return plain if same else str(value)


def is_day(typed: str) -> bool:
    """True if a date control can show the text."""
    return _fits(date.fromisoformat, typed, r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_time(typed: str) -> bool:
    """True if a time control can show the text."""
    return _fits(time.fromisoformat, typed, r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?")


def is_moment(typed: str) -> bool:
    """True if a date and time control can show the text."""
    shape = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?"
    return _fits(datetime.fromisoformat, typed, shape)


def _fits(read: object, typed: str, shape: str) -> bool:
    if not re.fullmatch(shape, typed):
        return False
    try:
        read(typed)  # type: ignore[operator]  # one of the three fromisoformat above
    except ValueError:
        return False
    return True
