from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import attachments, casefile, clock, uploads
from engine.casefile import CASES
from engine.errors import NotFound, Refused
from tests.builders import a_case, publish_tiny
from tests.cast import Cast
from tests.pictures import PNG, SECRETS, exif, picture


def test_a_waiting_file_becomes_an_attachment_under_its_own_number(
    session: Session, cast: Cast
) -> None:
    publish_tiny(session)
    number = uploads.keep(session, "nora", "skjerm.png", PNG)
    assert uploads.waiting(session, "nora", number).name == "skjerm.png"
    opened = a_case(session, cast.kari, hva="a")
    case = session.execute(sa.select(CASES).where(CASES.c.id == opened.id)).one()
    uploads.hand_over(session, "nora", number, case, cast.kari)
    file, content = attachments.read(session, case, number)
    assert (file.name, content, file.by) == ("skjerm.png", PNG, cast.kari.id)
    with pytest.raises(NotFound):
        uploads.waiting(session, "nora", number)


def test_only_the_browser_that_sent_it_knows_of_it(session: Session) -> None:
    number = uploads.keep(session, "nora", "skjerm.png", PNG)
    for secret, key in (("jonas", number), ("nora", number + 1), ("nora", 0), ("nora", 1 << 63)):
        with pytest.raises(NotFound):
            uploads.waiting(session, secret, key)


def test_neither_name_nor_content_nor_owner_can_be_read_from_the_table(session: Session) -> None:
    uploads.keep(session, "nora", "skjerm.png", PNG)
    [row] = session.execute(sa.select(uploads.Upload)).scalars()
    stored = bytes(row.name) + bytes(row.content) + bytes(row.owner)
    assert not any(text in stored for text in (b"skjerm", PNG, b"nora"))


def test_what_nobody_sent_in_time_is_gone(session: Session) -> None:
    number = uploads.keep(session, "nora", "skjerm.png", PNG)
    with clock.at(clock.now() + timedelta(hours=uploads.WAIT_HOURS, minutes=1)):
        assert uploads.forget_old(session) == 1
    with pytest.raises(NotFound):
        uploads.waiting(session, "nora", number)


def test_what_may_wait_has_an_end(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST", 1)
    uploads.keep(session, "nora", "en.png", PNG)
    with pytest.raises(Refused, match="case_full"):
        uploads.keep(session, "nora", "to.png", PNG)
    uploads.keep(session, "jonas", "en.png", PNG)


def test_a_page_dressed_as_a_picture_is_not_kept(session: Session) -> None:
    with pytest.raises(Refused, match="unknown_type"):
        uploads.keep(session, "nora", "bilde.png", b"<html><script>")


def test_a_photo_waits_without_where_and_when_it_was_taken(session: Session, cast: Cast) -> None:
    number = uploads.keep(session, "nora", "IMG_1.jpg", picture("JPEG", exif=exif()))
    publish_tiny(session)
    case = casefile.by_code(session, a_case(session, cast.kari, hva="x").code)
    uploads.hand_over(session, "nora", number, case, cast.kari)
    _, stored = attachments.read(session, case, number)
    assert not any(secret in stored for secret in SECRETS)
