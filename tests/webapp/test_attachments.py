"""Fetching files."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import attachments
from engine.audit import Kind
from engine.casefile import CASES
from tests.cast import Cast
from tests.webapp.casework import accused, reported
from tests.webapp.conftest import Act, Browser
from tests.webapp.test_cases import PNG, kinds, page


def with_file(session: Session, cast: Cast, opened: object = None) -> tuple[int, int]:
    """Ids of a case and of a file Kari has added to it."""
    made = opened or reported(session, cast)
    case = session.execute(sa.select(CASES).where(CASES.c.id == made.id)).one()  # type: ignore[attr-defined]
    file = attachments.add(session, case, cast.kari, 'skjerm "bilde"\n.exe', PNG)
    return case.id, file.id


def test_a_file_comes_as_a_download_that_can_do_nothing(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    case_id, number = act(with_file)
    answer = signed_in("randi").get(f"/vedlegg/{number}")
    assert answer.status_code == 200
    assert answer.data == PNG
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer.headers["Content-Disposition"].endswith(".png")
    assert "\n" not in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert kinds(school, case_id)[-1] == Kind.ATTACHMENT_READ


def test_whoever_added_a_file_may_fetch_it_back(signed_in: Browser, act: Act) -> None:
    _, number = act(with_file)
    assert signed_in("kari").get(f"/vedlegg/{number}").data == PNG


def test_others_find_no_file(signed_in: Browser, act: Act) -> None:
    _, number = act(with_file)
    for key in ("ulla", "nora", "grete", "dag", "ada", "stig"):
        page(signed_in(key), f"/vedlegg/{number}", 404)


def test_the_accused_finds_no_file_whatever_their_role(signed_in: Browser, act: Act) -> None:
    _, number = act(lambda session, cast: with_file(session, cast, accused(session, cast)))
    page(signed_in("randi"), f"/vedlegg/{number}", 404)


def test_numbers_no_file_can_have_are_just_not_found(signed_in: Browser) -> None:
    for number in (0, 1, (1 << 63) - 1, 1 << 63, 10**40):
        page(signed_in("randi"), f"/vedlegg/{number}", 404)
