import hashlib
import io
import zipfile

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import attachments, audit, casefile
from engine.audit import Kind
from engine.errors import NotFound, Refused
from tests.builders import a_case, publish_tiny
from tests.cast import Cast
from tests.pictures import JPEG, PNG, SECRETS, exif, picture


@pytest.fixture
def case(session: Session, cast: Cast) -> object:
    publish_tiny(session)
    return casefile.by_code(session, a_case(session, cast.kari, hva="x").code)


def _packed(name: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr(name, "<x/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (PNG, "png"),
        (b"%PDF-1.7 ...", "pdf"),
        (JPEG, "jpg"),
        (_packed("word/document.xml"), "docx"),
        ("Vanlig tekst, æøå".encode(), "txt"),
    ],
)
def test_a_file_is_known_by_its_content_and_gets_our_ending(
    session: Session, cast: Cast, case: object, data: bytes, ending: str
) -> None:
    file = attachments.add(session, case, cast.randi, "../../skjermbilde.exe", data)
    assert file.name == f"skjermbilde.{ending}"
    assert attachments.read(session, case, file.id) == (file, data)
    event = audit.trail(session, file.case_id)[-1]
    assert event.kind == Kind.ATTACHMENT_ADDED
    assert "skjermbilde" not in str(event.body)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script>", "unknown_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "unknown_type"),
        (b"MZ\x90\x00\x03", "unknown_type"),
        (_packed("evil/x.xml"), "unknown_type"),
        (b"PK\x03\x04 ikke en zip", "unknown_type"),
        (PNG + b"0" * attachments.LARGEST, "too_large"),
    ],
)
def test_what_we_do_not_take_is_refused_with_the_reason(
    session: Session, cast: Cast, case: object, data: bytes, reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        attachments.add(session, case, cast.randi, "fil.png", data)
    assert refused.value.facts["reason"] == reason
    assert attachments.of_case(session, case) == []


def test_neither_name_nor_content_is_stored_in_the_clear(
    session: Session, cast: Cast, case: object
) -> None:
    attachments.add(session, case, cast.randi, "nora-blåmerke.txt", b"hemmelig innhold")
    row = session.execute(sa.select(attachments.Attachment.__table__)).one()
    assert b"nora" not in bytes(row.name)
    assert b"hemmelig" not in bytes(row.content)


def test_a_file_taken_out_is_gone_but_the_trail_keeps_that_it_was_there(
    session: Session, cast: Cast, case: object
) -> None:
    file = attachments.add(session, case, cast.randi, "a.png", PNG)
    attachments.remove(session, case, cast.randi, file.id)
    with pytest.raises(NotFound):
        attachments.read(session, case, file.id)
    assert audit.trail(session, file.case_id)[-1].kind == Kind.ATTACHMENT_REMOVED


def test_a_file_is_not_found_through_another_case(
    session: Session, cast: Cast, case: object
) -> None:
    file = attachments.add(session, case, cast.randi, "a.png", PNG)
    other = casefile.by_code(session, a_case(session, cast.kari, hva="y").code)
    with pytest.raises(NotFound):
        attachments.read(session, other, file.id)


def test_a_photo_is_stored_without_where_and_when_it_was_taken(
    session: Session, cast: Cast, case: object
) -> None:
    taken = picture("JPEG", exif=exif())
    file = attachments.add(session, case, cast.randi, "IMG_1.jpg", taken)
    _, stored = attachments.read(session, case, file.id)
    assert file.size == len(stored) < len(taken)
    assert not any(secret in stored for secret in SECRETS)
    digest = audit.trail(session, file.case_id)[-1].body["sha256"]
    assert digest == hashlib.sha256(stored).hexdigest()
