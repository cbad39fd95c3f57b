"""Two classes, a process for each class and one for the school, and the calendar of the school."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import calendar, database, people, roster, yearwheel
from engine.calendar import SchoolCalendar
from engine.clock import OSLO
from engine.occasions import Occasion
from tests.builders import publish_tiny
from tests.cast import seat

YEAR = "2026/27"
FIRST: dict[str, Any] = {
    "name": YEAR,
    "first": "2026-08-17",
    "last": "2027-06-18",
    "holidays": [
        {"from": "2026-09-28", "to": "2026-10-02"},
        {"from": "2026-12-21", "to": "2027-01-01"},
    ],
    "planning_days": [],
}
SECOND: dict[str, Any] = {"name": "2027/28", "first": "2027-08-16", "last": "2028-06-16"}


def morning(year: int, month: int, day: int, hour: int = 6) -> datetime:
    """That day at six on the Oslo clock."""
    return datetime(year, month, day, hour, tzinfo=OSLO)


def use_years(*years: dict[str, Any]) -> None:
    """The school counts by these years from now on."""
    calendar.use(SchoolCalendar.from_json({"years": list(years)}))


def open_school(session: Session, *processes: str) -> None:
    """Everybody is there, 2STA has two pupils, 1STB none, and the processes are in use."""
    seat(session)
    sta = roster.add_group(session, key="2STA")
    roster.add_group(session, key="1STB")
    found = people.by_keys(session, ["kari", "mo", "avd", "nora", "jonas"])
    for key, part in (
        *(("kari", "contact_teacher"), ("mo", "contact_teacher")),
        *(("avd", "leader"), ("nora", "pupil"), ("jonas", "pupil")),
    ):
        roster.put(session, found[key].id, sta.id, part)
    for process in processes:
        publish_tiny(session, process)


def days(session: Session, process: str, **wanted: Any) -> list[tuple[int, date, str]]:
    """(number, day, status) of the occasions of a process this year, by their day."""
    found = yearwheel.occasions(session, YEAR, processes=[process], **wanted)
    return [(o.number, o.planned_at.astimezone(OSLO).date(), o.status) for o in found]


def write(engine: sa.Engine, step: Callable[[Session], Any]) -> Any:
    """What the step does, in a transaction of its own."""
    with database.transaction(engine) as session:
        return step(session)


def first_planned(session: Session, process: str) -> Occasion:
    """The planned occasion of the process that comes first."""
    return yearwheel.occasions(session, YEAR, processes=[process], status=["planned"])[0]
