"""Moments as people read them: Oslo time, Norwegian words, school days left.

Owns how a moment looks. Counting days is the calendar's (`engine/calendar.py`).
"""

from datetime import date, datetime

from flask import Blueprint

from engine import calendar, clock
from webapp.i18n import gettext as _
from webapp.i18n import ngettext

#: School days left at which a deadline is near.
NEAR_DAYS = 2
#: School days left beyond which the date says more than the number of days.
FAR_DAYS = 15
#: The same in bokmål and nynorsk.
_MONTHS = (
    *("jan.", "feb.", "mars", "april", "mai", "juni"),
    *("juli", "aug.", "sep.", "okt.", "nov.", "des."),
)


def dato(moment: datetime) -> str:
    """The day: `23. nov.`, with the year when it is another than this one."""
    there = clock.oslo(moment)
    year = f" {there.year}" if there.year != clock.oslo(clock.now()).year else ""
    return f"{there.day}. {_MONTHS[there.month - 1]}{year}"


def dag(day: date) -> str:
    """A date with its year: `17. aug. 2026`."""
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


def klokke(moment: datetime) -> str:
    """The time of day: `14.03`."""
    return clock.oslo(moment).strftime("%H.%M")


def oslo(moment: datetime) -> str:
    """Day and time: `23. nov. kl. 14.03`."""
    return f"{dato(moment)} kl. {klokke(moment)}"


def deadline(due: datetime) -> tuple[str, str]:
    """How a deadline stands, in words, and its tone: late, soon or calm."""
    now = clock.now()
    days = calendar.current().school_days_between(now, due)
    if due < now:
        late = ngettext("%(n)s skoledag over frist", "%(n)s skoledager over frist", -days)
        return (late if days else _("Over frist")), "late"
    if clock.oslo(due).date() == clock.oslo(now).date():
        return _("I dag kl. %(time)s", time=klokke(due)), "soon"
    if not days:
        return _("Før neste skoledag"), "soon"
    if days > FAR_DAYS:
        return _("Frist %(day)s", day=dato(due)), "calm"
    left = ngettext("%(n)s skoledag igjen", "%(n)s skoledager igjen", days)
    return left, "soon" if days <= NEAR_DAYS else "calm"


def register(bp: Blueprint) -> None:
    """Templates may use these by their own names."""
    for shown in (dag, dato, klokke, oslo):
        bp.add_app_template_filter(shown, shown.__name__)
    bp.add_app_template_global(deadline, "deadline")
