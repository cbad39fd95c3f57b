"""The dossier of a case, from the command line and from its page."""

import hashlib
import io
import json
import os
import re
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from lxml import etree
from sqlalchemy.orm import Session

from engine import attachments, audit, casefile, comments, sealing
from engine.casefile import CASES, Realm
from engine.cases import Opened
from tests.cast import Cast
from tests.pictures import PNG
from tests.webapp.casework import accused, assessed, plain, reported
from tests.webapp.conftest import Act, Browser, looking
from tests.webapp.test_cases import kinds, page
from webapp.cli import main

#: Folder with the schemas of Fiks Arkiv, version 1; they are somebody else's and not kept here.
SCHEMAS = os.environ.get("HANDLINGSPLAN_TEST_ARCHIVE_XSD", "")


def export(
    monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path, *words: str
) -> Result:
    """Runs the command on this test's database, with the keys the test sealed with."""
    before = sealing.keyring()
    monkeypatch.setenv("HANDLINGSPLAN_DATABASE_URL", database_url)
    monkeypatch.setenv("HANDLINGSPLAN_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("HANDLINGSPLAN_DEMO", "1")
    monkeypatch.setattr(sealing.Keyring, "load", lambda _path: before)
    return CliRunner().invoke(main, ["export-case", *words])


def with_everything(act: Act) -> Opened:
    """An assessed case with a comment and a file whose name means mischief."""
    opened = act(assessed)

    def add(session: Session, cast: Cast) -> None:
        case = casefile.by_code(session, opened.code)
        comments.add(session, case, cast.randi, "Snakket med «hjemmet» <b>")
        attachments.add(session, case, cast.randi, "../../bort/Bilde æ.png", PNG)

    act(add)
    return opened


@pytest.fixture
def taken(
    act: Act, monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path
) -> tuple[int, Path]:
    """A dossier taken out by the command: the case's id, and the folder."""
    opened, folder = with_everything(act), tmp_path / "ut"
    result = export(monkeypatch, database_url, tmp_path, opened.code.lower(), str(folder))
    assert result.exit_code == 0, result.output
    assert f"Sak {opened.code}: 6 filer" in result.output
    return opened.id, folder


def test_every_file_is_in_the_hash_list_and_is_what_it_says(taken: tuple[int, Path]) -> None:
    _case_id, folder = taken
    listed = dict(
        reversed(line.split("  ", 1))  # type: ignore[misc]  # two of them
        for line in (folder / "sha256sum.txt").read_text("utf-8").splitlines()
    )
    found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert found - {"sha256sum.txt"} == set(listed)
    for path, digest in listed.items():
        assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == digest
    assert (folder / "saksmappe.pdf").read_bytes().startswith(b"%PDF-")
    assert (folder / "saksmappe.pdf").stat().st_mode & 0o077 == 0


def test_taking_a_case_out_stands_in_its_trail_with_what_was_taken(
    taken: tuple[int, Path], school: sa.Engine
) -> None:
    case_id, folder = taken
    with looking(school) as session:
        last = audit.trail(session, case_id)[-1]
    assert last.kind == audit.Kind.DOSSIER_EXPORTED
    assert last.body["by"] == "system"
    sums = (folder / "sha256sum.txt").read_bytes()
    assert last.body["manifest"] == hashlib.sha256(sums).hexdigest()


def test_the_trail_in_the_dossier_can_be_proved_away_from_here(taken: tuple[int, Path]) -> None:
    trail = json.loads((taken[1] / "saksmappe.json").read_text("utf-8"))["trail"]
    digest = b"\x00" * 32
    for e in trail["events"]:
        at = datetime.fromisoformat(e["at"]).isoformat(timespec="microseconds")
        line = f"{trail['case_id']}|{e['seq']}|{at}|{e['actor']}|{e['kind']}|{e['body']}"
        digest = hashlib.sha256(digest + line.encode()).digest()
        assert digest.hex() == e["digest"]
    assert trail["whole"] is True
    assert trail["digest"] == digest.hex()


def test_what_was_written_said_and_attached_is_there(taken: tuple[int, Path]) -> None:
    folder = taken[1]
    data = json.loads((folder / "saksmappe.json").read_text("utf-8"))
    assert [form["answers"].get("grunn") for form in data["forms"]] == [None, "Gjentatt"]
    assert {form["version"] for form in data["forms"]} == {1}
    assert "Nora sitter alene hver dag" in json.dumps(data["forms"], ensure_ascii=False)
    assert data["comments"][0]["text"] == "Snakket med «hjemmet» <b>"
    [file] = data["attachments"]
    assert re.fullmatch(r"vedlegg/01-[\w-]+\.png", file["path"])
    assert (folder / file["path"]).read_bytes() == PNG
    assert "Nora Elev" in {one["name"] for one in data["people"]}


def test_the_archive_message_names_every_document_and_no_person_in_a_title(
    taken: tuple[int, Path],
) -> None:
    folder = taken[1]
    root = etree.parse(folder / "arkivmelding.xml").getroot()
    assert [one.text for one in root.iterfind(".//{*}tilknyttetRegistreringSom/{*}kode")] == [
        *("H", "V", "V", "V")
    ]
    for file in root.iterfind(".//{*}dokumentobjekt"):
        content = (folder / str(file.findtext("{*}referanseDokumentfil"))).read_bytes()
        assert file.findtext("{*}sjekksum") == hashlib.sha256(content).hexdigest()
    assert root.findtext("{*}antallFiler") == "4"
    titles = " ".join(str(one.text) for one in root.iterfind("{*}mappe/{*}tittel"))
    assert "Nora" not in titles


@pytest.mark.skipif(
    not SCHEMAS, reason="HANDLINGSPLAN_TEST_ARCHIVE_XSD names no folder with Fiks Arkiv's schemas"
)
def test_the_archive_message_is_what_fiks_arkiv_expects(taken: tuple[int, Path]) -> None:
    name = "no.ks.fiks.arkiv.v1.arkivering.arkivmelding.opprett.xsd"
    schema = etree.XMLSchema(etree.parse(Path(SCHEMAS) / name))
    schema.assertValid(etree.parse(taken[1] / "arkivmelding.xml"))


def test_a_folder_that_is_not_empty_is_refused_and_nothing_is_done(
    act: Act, school: sa.Engine, monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path
) -> None:
    opened, folder = act(reported), tmp_path / "full"
    folder.mkdir()
    (folder / "noe").write_text("mitt")
    before = kinds(school, opened.id)
    result = export(monkeypatch, database_url, tmp_path, opened.code, str(folder))
    assert result.exit_code == 1
    assert "er ikke tom" in result.output
    assert kinds(school, opened.id) == before
    assert [p.name for p in folder.iterdir()] == ["noe"]


def test_a_case_that_does_not_exist_is_one_sentence(
    school: sa.Engine, monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path
) -> None:
    result = export(monkeypatch, database_url, tmp_path, "26-FINNES", str(tmp_path / "ut"))
    assert result.exit_code == 1
    assert result.output.strip() == "Error: Ingen sak har koden 26-FINNES."


def test_who_leads_the_school_takes_the_case_out_from_its_page(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    opened = act(assessed)
    browser = signed_in("randi")
    html = page(browser, f"/saker/{opened.code}")
    assert "Last ned mappe" in plain(html)
    answer = browser.get(f"/saker/{opened.code}/mappe")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{opened.code}.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        assert packed.testzip() is None
        assert f"{opened.code}/saksmappe.pdf" in packed.namelist()
    assert kinds(school, opened.id)[-1] == audit.Kind.DOSSIER_EXPORTED
    assert "Tok ut hele mappen" in plain(page(browser, f"/saker/{opened.code}/innsyn"))


def test_the_archivist_takes_out_closed_cases_only(signed_in: Browser, act: Act) -> None:
    closed, running = act(assessed), act(reported)
    assert signed_in("arne").get(f"/saker/{closed.code}/mappe").status_code == 200
    assert signed_in("arne").get(f"/saker/{running.code}/mappe").status_code == 404


def test_nobody_else_takes_a_case_out_or_learns_that_it_exists(
    signed_in: Browser, act: Act
) -> None:
    opened, shielded = act(reported), act(accused)
    for key in ("kari", "ulla", "nora", "dag", "ada", "stig"):
        assert signed_in(key).get(f"/saker/{opened.code}/mappe").status_code == 404
    assert signed_in("randi").get(f"/saker/{shielded.code}/mappe").status_code == 404


def test_what_the_owner_keeps_is_taken_out_by_the_owner(signed_in: Browser, act: Act) -> None:
    opened = act(reported)
    act(
        lambda session, _: session.execute(
            sa.update(CASES).where(CASES.c.id == opened.id).values(realm=Realm.OWNER)
        )
    )
    assert signed_in("stig").get(f"/saker/{opened.code}/mappe").status_code == 200


def test_a_broken_trail_is_taken_out_as_broken(signed_in: Browser, act: Act) -> None:
    opened = act(reported)
    act(
        lambda session, _: session.execute(
            sa.update(CASES).where(CASES.c.id == opened.id).values(audit_digest=b"\x01" * 32)
        )
    )
    answer = signed_in("randi").get(f"/saker/{opened.code}/mappe")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        data = json.loads(packed.read(f"{opened.code}/saksmappe.json"))
    assert data["trail"]["whole"] is False
