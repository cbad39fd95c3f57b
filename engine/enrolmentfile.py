"""A file of people as it comes from the school's own systems: bytes in, rows and faults out.

Owns which columns there are, what a cell may hold and what is said of one that holds something
else. Knows nothing of who is in the database.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from engine.people import PersonKind

#: Bytes and rows of one file.
LARGEST, MOST_ROWS = 5 * 1024 * 1024, 20_000
#: Characters of one cell.
LONGEST = 200
#: In a cell of its own: none, where an empty cell would leave things as they are.
NONE = "-"
#: Every column, by the headings it may have: small letters, æ and å as a, ø as o.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "key": ("nokkel", "brukernavn", "feidenavn", "systemid", "id", "key"),
    "name": ("navn", "name"),
    "given": ("fornavn",),
    "family": ("etternavn",),
    "kind": ("type", "personkategori", "kind"),
    "born": ("fodt", "fodselsdato", "born"),
    "email": ("epost", "e-post", "epostadresse", "email"),
    "language": ("malform", "language"),
    "class": ("klasse", "basisgruppe", "class"),
    "department": ("avdeling", "department"),
    "roles": ("roller", "rolle", "roles"),
    "contact_teacher_for": ("kontaktlarer_for", "kontaktlarer", "kontaktlarergruppe"),
    "teaches": ("faglarer_for", "faglarer", "undervisningsgruppe"),
    "leads": ("leder_for", "avdelingsleder_for"),
    "guardians": ("foresatte", "kontaktperson"),
    "pupils": ("foresatt_for", "elever", "elev", "elevnokkel"),
}
KINDS: Mapping[str, PersonKind] = {
    **dict.fromkeys(("ansatt", "tilsett", "laerer", "staff", "employee"), PersonKind.STAFF),
    **dict.fromkeys(("elev", "student", "pupil"), PersonKind.STUDENT),
    **dict.fromkeys(("foresatt", "foresett", "guardian", "kontaktperson"), PersonKind.GUARDIAN),
}
_LANGUAGES = {"nb": "nb", "bokmal": "nb", "nn": "nn", "nynorsk": "nn"}
#: Columns with several values, and those of them that hold keys.
_LISTS = ("roles", "contact_teacher_for", "teaches", "leads", "guardians", "pupils")
_KEYS, _CLASSES = ("guardians", "pupils"), ("contact_teacher_for", "teaches", "leads")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_CLASS = re.compile(r"[^\W_][\w.-]{0,63}")
_EMAIL = re.compile(r"[^@\s\"(),:;<>\[\]\\]{1,64}@[^@\s.]{1,63}(?:\.[^@\s.]{1,63}){1,8}")
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
#: What a spreadsheet would take for a formula.
_FORMULA = re.compile(r"[=+@\t\r]|-.")
_RESERVED = frozenset({"system", "anonym"})
#: Keys that begin so are the template's own examples, and nobody at the school.
EXAMPLE = "eksempel."
#: Nobody at a school was born before this.
_OLDEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one cell, one row or the whole file (row 0)."""

    key: str
    row: int = 0
    #: The heading as it stands in the file; empty when it is about the whole row.
    column: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """One person as the file tells of them. None means that the file says nothing."""

    number: int
    key: str = ""
    name: str = ""
    kind: PersonKind = PersonKind.STAFF
    born: date | None = None
    email: str | None = None
    language: str | None = None
    #: Class of a pupil; "" for none.
    class_key: str | None = None
    department: str | None = None
    #: By column of `_LISTS`: what stands there, () where it says none.
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class Sheet:
    """A file that has been read."""

    rows: list[Row] = field(default_factory=list)
    #: Rows with a fault, as far as they could be read: others may speak of who is in them.
    broken: list[Row] = field(default_factory=list)
    faults: list[Remark] = field(default_factory=list)
    cautions: list[Remark] = field(default_factory=list)
    #: Heading in the file, by column.
    headings: dict[str, str] = field(default_factory=dict)


class _Unreadable(Exception):
    """Nothing in the file can be used; the argument is the key of the reason."""


def plain(text: str) -> str:
    """A heading or word without case, spaces and Norwegian letters."""
    swapped = text.strip().casefold().translate(str.maketrans("æøå", "aoa"))
    return re.sub(r"\s+", "_", swapped)


def read(data: bytes) -> Sheet:
    """Every row of the file, and everything that is wrong with it."""
    sheet = Sheet()
    try:
        text = _decoded(data)
        lines = _lines(text)
        headings = next(lines, None)
        if headings is None:
            raise _Unreadable("empty")
        places = _places(sheet, headings)
        for number, cells in enumerate(lines, 2):
            if number > MOST_ROWS + 1:
                raise _Unreadable("too_many_rows")
            if any(cell.strip() for cell in cells):
                _row(sheet, number, cells, places, len(headings))
    except _Unreadable as fault:
        sheet.faults.append(Remark(str(fault)))
    except csv.Error:
        sheet.faults.append(Remark("not_a_table"))
    if not sheet.rows and not sheet.faults:
        sheet.faults.append(Remark("empty"))
    return sheet


def text_of(data: bytes) -> str | None:
    """The file as text, to show and to mend; None for what is no text, or too much of it."""
    try:
        return _decoded(data)
    except _Unreadable:
        return None


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST:
        raise _Unreadable("too_large")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data:
        raise _Unreadable("not_text")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _Unreadable("not_text")


def _lines(text: str) -> Iterator[list[str]]:
    first = text.lstrip().partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    return csv.reader(io.StringIO(text.lstrip()), delimiter=delimiter, strict=True)


def _places(sheet: Sheet, headings: Sequence[str]) -> dict[str, int]:
    """Where each column stands. Raises _Unreadable if one that is needed is missing."""
    known = {heading: column for column, names in COLUMNS.items() for heading in names}
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        column = known.get(plain(heading))
        facts = {"column": heading.strip()[:80]}
        if column is None and heading.strip():
            sheet.cautions.append(Remark("unknown_column", 1, heading.strip()[:80], facts))
        elif column in places:
            sheet.faults.append(Remark("column_twice", 1, heading.strip()[:80], facts))
        elif column is not None:
            places[column] = place
            sheet.headings[column] = heading.strip()
    if "key" not in places or "kind" not in places:
        raise _Unreadable("no_headings")
    if "name" not in places and not {"given", "family"} <= places.keys():
        raise _Unreadable("no_headings")
    return places


def _row(
    sheet: Sheet, number: int, cells: Sequence[str], places: Mapping[str, int], width: int
) -> None:
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        sheet.faults.append(Remark("too_many_cells", number))
        return
    said = {c: cells[at].strip() if at < len(cells) else "" for c, at in places.items()}
    faults = list(_unfit(said))
    if not said["key"]:
        faults.append(("key", "no_key"))
    elif not _KEY.fullmatch(said["key"]) or said["key"].casefold() in _RESERVED:
        faults.append(("key", "bad_key"))
    elif said["key"].casefold().startswith(EXAMPLE):
        faults.append(("key", "example"))
    row = Row(number, key=said["key"], name=_name(said))
    if not row.name:
        faults.append(("name", "no_name"))
    kind = KINDS.get(plain(said["kind"]))
    if kind is None:
        faults.append(("kind", "bad_kind"))
    else:
        row.kind = kind
    faults += [*_details(row, said), *_several(row, said)]
    for column, key in dict.fromkeys(faults):
        heading = sheet.headings.get(column, "")
        facts = {"text": said.get(column, "")[:60]}
        sheet.faults.append(Remark(key, number, heading, facts))
    (sheet.broken if faults else sheet.rows).append(row)


def _unfit(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for column, text in said.items():
        if len(text) > LONGEST:
            yield column, "too_long"
        elif not text.isprintable():
            yield column, "unprintable"
        elif _FORMULA.match(text):
            yield column, "formula"


def _name(said: Mapping[str, str]) -> str:
    """The name, given names first."""
    if said.get("given") or said.get("family"):
        return f"{said.get('given', '')} {said.get('family', '')}".strip()
    family, comma, given = said.get("name", "").partition(",")
    return " ".join((f"{given} {family}" if comma else family).split())


def _details(row: Row, said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if text := said.get("born"):
        row.born = _day(text)
        if row.born is None:
            yield "born", "bad_date"
        elif row.born < _OLDEST:
            yield "born", "too_old"
    if text := said.get("email"):
        row.email = "" if text == NONE else text
        if row.email and not _EMAIL.fullmatch(row.email):
            yield "email", "bad_email"
    if text := said.get("language"):
        row.language = _LANGUAGES.get(plain(text))
        if row.language is None:
            yield "language", "bad_language"
    if text := said.get("class"):
        row.class_key = "" if text == NONE else text
        if row.class_key and not _CLASS.fullmatch(row.class_key):
            yield "class", "bad_class"
    if text := said.get("department"):
        row.department = "" if text == NONE else text[:64]


def _several(row: Row, said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for column in _LISTS:
        text = said.get(column, "")
        if not text:
            continue
        between = r"[|,;/]" if column == "roles" else r"[|,;/\s]"
        found = [one.strip() for one in re.split(between, text) if one.strip()]
        row.lists[column] = () if text == NONE else tuple(dict.fromkeys(found))
        pattern = _KEY if column in _KEYS else _CLASS if column in _CLASSES else None
        if pattern and not all(pattern.fullmatch(one) for one in row.lists[column]):
            yield column, "bad_list"


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text)
    except ValueError:
        return None
