"""What a case may be given as it begins: names its expressions can read without any form.

Owns the list, so that the lint, the runtime and whoever starts a case by the calendar agree on it.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from engine.calendar import SchoolCalendar, SchoolYear

#: Name → the fields it has. A class is given to those cases only that are one class's.
GIVEN: Final[Mapping[str, frozenset[str]]] = {
    "skole": frozenset({"klasser", "ansatte"}),
    "klasse": frozenset(
        {"key", "navn", "trinn", "elever", "kontaktlarere", "avdelingsledere", "faglarere"}
    ),
    "skolear": frozenset({"navn", "forste", "siste"}),
    "anledning": frozenset({"nummer", "dato"}),
}
#: The one name the text of a timer start event can read: it is read once for a whole year.
YEAR: Final = "skolear"

#: A school year as any other, for trying an expression before the real one is known.
EXAMPLE: Final = SchoolCalendar(
    (SchoolYear("2026/27", dt.date(2026, 8, 17), dt.date(2027, 6, 18)),)
)


def year_named(year: SchoolYear) -> dict[str, object]:
    """The school year as expressions find it, with dates that can be counted with."""
    return {"navn": year.name, "forste": year.first, "siste": year.last}
