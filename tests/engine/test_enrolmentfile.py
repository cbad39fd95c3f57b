"""Files of people as schools really send them, and everything that can be wrong with one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import enrolmentfile
from engine.people import PersonKind

HEAD = "nøkkel;navn;type;født;e-post;målform;klasse;avdeling;roller;kontaktlærer for;foresatte"
NORA = "nora;Nora Eide;elev;24.12.2009;nora@skole.no;nynorsk;2STA;;;;grete|geir"
KARI = "kari;Kari Nordby;ansatt;;kari@skole.no;nb;;Realfag;kontaktlarer, Faglærer;2STA 1STB;"


def faults(text: str | bytes) -> list[tuple[str, int, str]]:
    data = text if isinstance(text, bytes) else text.encode()
    return [(one.key, one.row, one.column) for one in enrolmentfile.read(data).faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_a_file_is_read_however_the_spreadsheet_saved_it(
    encoding: str, delimiter: str, line: str
) -> None:
    text = line.join((HEAD, NORA, "", KARI.replace(", ", "|"), "")).replace(";", delimiter)
    sheet = enrolmentfile.read(text.encode(encoding))
    assert sheet.faults == []
    nora, kari = sheet.rows
    assert (nora.number, nora.key, nora.name) == (2, "nora", "Nora Eide")
    assert (nora.kind, nora.born, nora.language) == (PersonKind.STUDENT, date(2009, 12, 24), "nn")
    assert (nora.class_key, nora.lists) == ("2STA", {"guardians": ("grete", "geir")})
    assert (kari.number, kari.department, kari.born) == (4, "Realfag", None)
    assert kari.lists["roles"] == ("kontaktlarer", "Faglærer")
    assert kari.lists["contact_teacher_for"] == ("2STA", "1STB")
    assert "guardians" not in kari.lists


def test_a_name_may_stand_in_two_columns_or_family_name_first() -> None:
    read = enrolmentfile.read(b"Fornavn;Etternavn;Feidenavn;Type\nNora;Eide;nora;Elev")
    assert [row.name for row in read.rows] == ["Nora Eide"]
    read = enrolmentfile.read(b'navn,nokkel,type\n"Eide, Nora Marie",nora,elev')
    assert [row.name for row in read.rows] == ["Nora Marie Eide"]


def test_a_dash_says_none_and_an_empty_cell_says_nothing() -> None:
    [row] = enrolmentfile.read(f"{HEAD}\nkari;Kari;ansatt;;-;;-;-;;-;".encode()).rows
    assert (row.email, row.class_key, row.department) == ("", "", "")
    assert row.lists == {"contact_teacher_for": ()}
    [row] = enrolmentfile.read(f"{HEAD}\nkari;Kari;ansatt;;;;;;;;".encode()).rows
    assert (row.email, row.class_key, row.department, row.lists) == (None, None, None, {})


@pytest.mark.parametrize(
    ("cell", "key", "column"),
    [
        ((0, ""), "no_key", "nøkkel"),
        ((0, "Kari Nordby"), "bad_key", "nøkkel"),
        ((0, "system"), "bad_key", "nøkkel"),
        ((1, " "), "no_name", "navn"),
        ((1, '=HYPERLINK("x")'), "formula", "navn"),
        ((1, "@SUM(A1)"), "formula", "navn"),
        ((1, "-2+3"), "formula", "navn"),
        ((1, "x" * 201), "too_long", "navn"),
        ((1, "Ka\x07ri"), "unprintable", "navn"),
        ((2, "rektor"), "bad_kind", "type"),
        ((3, "31.02.2009"), "bad_date", "født"),
        ((3, "1.1.1809"), "too_old", "født"),
        ((4, "kari"), "bad_email", "e-post"),
        ((5, "svensk"), "bad_language", "målform"),
        ((6, "2 STA"), "bad_class", "klasse"),
        ((9, "2STA <b>"), "bad_list", "kontaktlærer for"),
    ],
)
def test_each_fault_is_named_with_its_row_and_column(
    cell: tuple[int, str], key: str, column: str
) -> None:
    cells = ["kari", "Kari", "ansatt", *[""] * 8]
    cells[cell[0]] = '"' + cell[1].replace('"', '""') + '"'
    assert faults(f"{HEAD}\n{NORA}\n{';'.join(cells)}") == [(key, 3, column)]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "empty"),
        (HEAD.encode(), "empty"),
        (b"a;b;c\n1;2;3", "no_headings"),
        (b"nokkel;type\nkari;ansatt", "no_headings"),
        ("nøkkel".encode("utf-16"), "not_text"),
        (b"PK\x03\x04\x00\x00", "not_text"),
        (b'nokkel;navn;type\nkari;"Kari;ansatt', "not_a_table"),
        (b"x" * (enrolmentfile.LARGEST + 1), "too_large"),
        (b"nokkel;navn;type" + b"\na;A;elev" * (enrolmentfile.MOST_ROWS + 1), "too_many_rows"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(data: bytes, key: str) -> None:
    assert key in [fault[0] for fault in faults(data)]


def test_more_cells_than_headings_and_a_heading_twice_are_faults() -> None:
    assert faults("nokkel;navn;type\nkari;Kari;ansatt;x") == [("too_many_cells", 2, "")]
    assert faults("nokkel;navn;type;Navn\nk;K;ansatt;") == [("column_twice", 1, "Navn")]


def test_a_column_we_do_not_know_is_left_out_and_told_of() -> None:
    sheet = enrolmentfile.read(b"nokkel;navn;type;skostorrelse\nkari;Kari;ansatt;38")
    assert [row.key for row in sheet.rows] == ["kari"]
    assert [(one.key, one.column) for one in sheet.cautions] == [("unknown_column", "skostorrelse")]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(data: bytes) -> None:
    sheet = enrolmentfile.read(b"nokkel;navn;type\n" + data)
    assert sheet.rows or sheet.faults
