"""The only source of now.

Moments are aware UTC everywhere in the engine; Europe/Oslo exists only where people count days.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")

_frozen: datetime | None = None


def now() -> datetime:
    """The present moment, aware UTC, to the microsecond."""
    return _frozen if _frozen is not None else datetime.now(UTC)


def oslo(moment: datetime) -> datetime:
    """The same moment on the Oslo clock."""
    return moment.astimezone(OSLO)


def freeze(moment: datetime | None) -> None:
    """Every later `now()` in this process is `moment`; None lets time run again."""
    global _frozen
    if moment is not None and moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    _frozen = moment.astimezone(UTC) if moment is not None else None


def move(by: timedelta) -> datetime:
    """Freeze the clock `by` later than it stands, and say where it stands now."""
    freeze(now() + by)
    return now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside the block it is `moment`."""
    before = _frozen
    freeze(moment)
    try:
        yield
    finally:
        freeze(before)
