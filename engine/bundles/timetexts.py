"""How long a plain ISO time text means, as far as the lint must know before anything runs."""

import datetime as dt
import re

_DURATION = re.compile(
    r"P(?=[\dT])(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?"
)
_PLAIN = re.compile(r"P[0-9T].*|\d{4}-\d{2}-\d{2}(?:T.*)?|R\d*/.*")
_CYCLE = re.compile(r"R\d*/(?:([^/]+)/)?(P[^/]+)")
_DAYS = (365.0, 30.0, 7.0, 1.0, 1 / 24, 1 / 1440, 1 / 86400)


def is_iso(text: str) -> bool:
    """True for texts that are read as ISO durations, dates or cycles, not as FEEL."""
    return _PLAIN.fullmatch(text.strip()) is not None


def iso_days(text: str) -> float | None:
    """Days of a duration, counted roughly; None if the text is no duration."""
    match = _DURATION.fullmatch(text)
    if not match or len(text) > 60:
        return None
    parts = zip(match.groups(), _DAYS, strict=True)
    return sum(min(int(number), 10**6) * days for number, days in parts if number)


def iso_cycle(text: str) -> float | None:
    """Days between two rounds of a cycle; None if the text is no cycle."""
    match = _CYCLE.fullmatch(text)
    if not match or (match.group(1) and not is_moment(match.group(1))):
        return None
    return iso_days(match.group(2))


def is_moment(text: str) -> bool:
    """True for an ISO date, or date and time."""
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
