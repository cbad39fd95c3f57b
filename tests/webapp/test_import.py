"""People from a file: seen first, mended on the page, then all of it or nothing."""

import io
import re
from html import unescape
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse as Response

from engine import enrolmentfile, people
from engine.audit import NO_CASE, Kind, trail
from engine.enrolmentfile import Remark
from engine.people import Person
from tests.webapp.casework import plain
from tests.webapp.conftest import Browser, csrf_of, looking, post
from tests.webapp.test_cases import page
from webapp import i18n, peopleimport, peopleimportcommand, peopleimportwords

PATH, DO = "/personer/import", "/personer/import/gjennomfor"
GOOD = """nokkel;navn;type;fodt;klasse;roller;kontaktlarer_for;foresatte
ny_larer;Ny Lærer;ansatt;;;Faglærer;3STA;
ny_elev;Ny Elev;elev;24.12.2009;3STA;;;ny_mor
ny_mor;Ny Mor;foresatt;;;;;
"""
BAD = GOOD.replace("24.12.2009", "32.12.2009").replace(";foresatt;", ";tante;")


def _look(browser: FlaskClient, text: str) -> Response:
    answer: Response = post(browser, PATH, PATH, {"tekst": text})
    return answer


def _confirm(browser: FlaskClient, seen: str, **changes: str) -> Response:
    """The overview's own form, sent as it stands but for the changes."""
    mark = re.search(r'name="sett" value="(\w+)"', seen)
    area = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", seen, re.S)
    assert mark
    assert area
    fields = {"sett": mark[1], "tekst": unescape(area[1]), "csrf_token": csrf_of(seen)}
    answer: Response = browser.post(DO, data={**fields, **changes})
    return answer


def _keys(school: sa.Engine) -> set[str]:
    with looking(school) as session:
        return set(session.scalars(sa.select(Person.key).where(Person.active)))


def test_only_who_keeps_people_finds_the_page_and_the_link_to_it(signed_in: Browser) -> None:
    for key in ("randi", "dag"):
        assert PATH in page(signed_in(key), "/personer")
        page(signed_in(key), PATH)
    assert PATH not in page(signed_in("kari"), "/personer")
    for key in ("kari", "nora"):
        page(signed_in(key), PATH, 404)
        page(signed_in(key), f"{PATH}/mal.csv", 404)
        token = csrf_of(page(signed_in(key), "/meld/melding?som=meg"))
        for path in (PATH, DO):
            refused = signed_in(key).post(path, data={"csrf_token": token, "tekst": GOOD})
            assert refused.status_code in (400, 403, 404)


def test_nothing_is_written_before_it_has_been_seen_and_confirmed(
    signed_in: Browser, school: sa.Engine
) -> None:
    randi, before = signed_in("randi"), _keys(school)
    seen = _look(randi, GOOD)
    assert seen.status_code == 200
    said = plain(seen.get_data(as_text=True))
    assert "Ingenting er endret ennå" in said
    assert "Nye personer 3" in said
    assert "Ny Lærer @ny_larer får rollen Faglærer" in said
    assert "Ny Mor foresatt for Ny Elev" in said
    assert _keys(school) == before
    done = _confirm(randi, seen.get_data(as_text=True))
    assert (done.status_code, done.location) == (303, "/personer")
    assert "Nye: 3, endret: 0, avsluttet: 0." in plain(page(randi, "/personer"))
    assert _keys(school) == before | {"ny_larer", "ny_elev", "ny_mor"}
    with looking(school) as session:
        [told] = trail(session, NO_CASE, kinds=[Kind.PEOPLE_IMPORTED])
        assert told.actor_id == people.actor(session, "randi").id


def test_each_fault_says_its_row_what_is_wrong_and_how_to_mend_it_and_the_text_stays(
    signed_in: Browser, school: sa.Engine
) -> None:
    randi, before = signed_in("randi"), _keys(school)
    seen = _look(randi, BAD)
    html = seen.get_data(as_text=True)
    said = plain(html)
    assert seen.status_code == 422
    assert "2 feil må rettes" in said
    assert "Rad 3, fodt «32.12.2009» er ingen dato. Skriv dag, måned og år" in said
    assert "Rad 4, type «tante» er ingen type. Skriv «ansatt», «elev» eller «foresatt»." in said
    assert "ny_mor;Ny Mor;tante;;;;;" in said
    assert "Les inn personene" not in said
    assert BAD in unescape(html)
    assert _confirm(randi, html).status_code == 422
    assert _keys(school) == before


def test_a_file_in_the_letters_of_an_old_spreadsheet_is_read(signed_in: Browser) -> None:
    randi = signed_in("randi")
    file = (io.BytesIO(GOOD.encode("cp1252")), "personer.csv")
    seen = post(randi, PATH, PATH, {"fil": file, "tekst": ""})
    assert "Ny Lærer" in plain(seen.get_data(as_text=True))


def test_a_file_that_is_no_text_or_too_large_is_refused_in_words(
    signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    randi = signed_in("randi")
    for room in (enrolmentfile, peopleimport):
        monkeypatch.setattr(room, "LARGEST", 1000)
    for data, said in (
        (b"PK\x03\x04\x00\x00", "Dette er ikke en CSV-fil."),
        (b"a" * 1001, "større enn 5 MB"),
    ):
        answer = post(randi, PATH, PATH, {"fil": (io.BytesIO(data), "x.csv"), "tekst": ""})
        assert answer.status_code == 422
        assert said in plain(answer.get_data(as_text=True))


def test_neither_and_both_are_asked_about_and_what_was_typed_stays(signed_in: Browser) -> None:
    randi = signed_in("randi")
    nothing = _look(randi, "  ")
    assert nothing.status_code == 422
    assert "Velg en fil, eller lim inn radene." in plain(nothing.get_data(as_text=True))
    file = (io.BytesIO(GOOD.encode()), "personer.csv")
    both = post(randi, PATH, PATH, {"fil": file, "tekst": BAD})
    assert both.status_code == 422
    assert BAD in unescape(both.get_data(as_text=True))


def test_a_text_that_was_changed_after_it_was_seen_is_shown_again_instead(
    signed_in: Browser, school: sa.Engine
) -> None:
    randi, before = signed_in("randi"), _keys(school)
    seen = _look(randi, GOOD).get_data(as_text=True)
    again = _confirm(randi, seen, tekst=GOOD.replace("Ny Mor", "Annen Mor"))
    assert again.status_code == 409
    assert "Annen Mor" in plain(again.get_data(as_text=True))
    assert _keys(school) == before
    assert _confirm(randi, again.get_data(as_text=True)).status_code == 303


def test_whoever_is_not_in_the_file_is_named_and_leaves_only_when_asked(
    signed_in: Browser, school: sa.Engine
) -> None:
    randi = signed_in("randi")
    seen = _look(randi, GOOD).get_data(as_text=True)
    assert "Jonas Elev @jonas" in plain(seen)
    done = _confirm(randi, seen, avslutt="ja")
    assert done.status_code == 303
    assert "jonas" not in _keys(school)
    assert {"randi", "ny_elev"} <= _keys(school)


def test_sent_twice_it_is_done_once(signed_in: Browser, school: sa.Engine) -> None:
    randi = signed_in("randi")
    seen = _look(randi, GOOD).get_data(as_text=True)
    for _time in range(2):
        assert _confirm(randi, seen, _once="en").status_code == 303
    with looking(school) as session:
        assert len(trail(session, NO_CASE, kinds=[Kind.PEOPLE_IMPORTED])) == 1


def test_what_is_as_before_has_nothing_to_confirm(signed_in: Browser) -> None:
    randi = signed_in("randi")
    _confirm(randi, _look(randi, GOOD).get_data(as_text=True), avslutt="ja")
    again = plain(_look(randi, GOOD).get_data(as_text=True))
    assert "3 personer er som før." in again or "Det er ingenting å endre." in again
    assert "Nye personer" not in again


def test_a_file_as_large_as_any_may_be_pasted(signed_in: Browser) -> None:
    rows = "".join(f"e{n};Elev Nummer{n} Ærlig;elev;1.2.2010;{n % 9}K\n" for n in range(19_000))
    text = f"nokkel;navn;type;fodt;klasse;avdeling\n{rows}".replace("\n", ";" + "x" * 100 + "\n")
    assert 2 << 20 < len(text.encode()) < enrolmentfile.LARGEST
    fields = {"tekst": text}
    answer = post(signed_in("randi"), PATH, PATH, fields)
    assert answer.status_code in (200, 422)


def test_the_template_is_read_by_what_it_is_for_and_never_imported_as_it_stands(
    signed_in: Browser,
) -> None:
    answer = signed_in("randi").get(f"{PATH}/mal.csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=personer.csv"
    read = enrolmentfile.read(answer.data)
    assert {fault.key for fault in read.faults} == {"example"}
    assert read.cautions == []
    mended = enrolmentfile.read(answer.data.replace(b"eksempel.", b""))
    assert (len(mended.rows), mended.faults) == (4, [])


def test_every_column_the_page_explains_is_one_the_file_may_have(app: Flask) -> None:
    known = {name for names in enrolmentfile.COLUMNS.values() for name in names}
    with app.test_request_context():
        assert {heading for heading, _ in peopleimport._columns()} <= known


def _remarks() -> list[str]:
    """Keys of everything there is to say, as the source names them."""
    home = Path(enrolmentfile.__file__).parent
    text = "".join((home / f"{name}.py").read_text() for name in ("enrolment", "enrolmentfile"))
    said = re.findall(r'(?:Remark|_Unreadable|Trouble)\("(\w+)"', text)
    said += re.findall(r'(?:yield |append\(\()"\w+", "(\w+)"', text)
    return sorted({*said, "key_twice", "only_student", "unknown_guardian", "role_by_leader"})


@pytest.mark.parametrize("key", _remarks())
def test_everything_that_can_be_said_of_a_file_has_words_in_both_languages(key: str) -> None:
    names = ("text", "name", "pupil", "first", "column", "count")
    remark = Remark(key, 3, "navn", dict.fromkeys(names, "X"))
    nb = peopleimportwords.sentence(remark)
    with i18n.reading_in("nn"):
        nn = peopleimportwords.sentence(remark)
    assert nb.endswith((".", "?"))
    assert nn.endswith((".", "?"))
    assert "%(" not in nb + nn


def test_the_command_says_what_the_page_says(school: sa.Engine, tmp_path: Path) -> None:
    file = tmp_path / "personer.csv"
    file.write_text(GOOD, "utf-8")
    with looking(school) as session:
        lines = list(peopleimportcommand.lines(session, file, True, False))
    assert lines[-1].startswith("Ingenting er endret. Nye: 3,")
    assert "+ ny_larer Ny Lærer får rollen Faglærer; kontaktlærer for 3STA" in lines
