"""The living plan: what the school says it does, and the flow that does it."""

import re

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse as Response

from engine import audit, publishing, schoolplan
from engine.audit import NO_CASE, Kind
from tests.cast import Cast
from tests.webapp.casework import plain
from tests.webapp.conftest import Act, Browser, post
from tests.webapp.test_cases import page
from webapp import schoolwords

SAID = {"hva": "Makkere", "nar": "Fra uke 35", "hvordan": "Nye plasser", "ansvar": "Kontaktlærer"}


def _typed(**changes: str) -> dict[str, str]:
    typed = {f"{lang}.{column}": text for lang in ("nb", "nn") for column, text in SAID.items()}
    return {**typed, "hvorfor": "Tydeligere", "nummer": "0", **changes}


def _sent(browser: FlaskClient, row: str, **changes: str) -> Response:
    return post(browser, f"/plan/{row}", f"/plan/{row}", dict(_typed(**changes)))


def test_every_row_of_the_plan_is_shown_with_the_flow_that_does_it(signed_in: Browser) -> None:
    html = page(signed_in("kari"), "/plan")
    for row in schoolwords.plan("nb").rows:
        assert f'id="{row.id}"' in html
        assert row.words["nb"]["hva"] in plain(html)
    row = re.search(r'<tr id="U0">.*?</tr>', html, re.DOTALL)
    assert row is not None
    assert 'href="/flyter/skolemiljosak"' in row[0]


def test_a_row_that_no_flow_does_says_so(signed_in: Browser, act: Act) -> None:
    def retire(session: Session, _cast: Cast) -> None:
        publishing.in_use(session, "skolemiljosak").in_use = False

    act(retire)
    row = re.search(r'<tr id="P1">.*?</tr>', page(signed_in("kari"), "/plan"), re.DOTALL)
    assert row is not None
    assert "Ingen flyt gjør dette" in row[0]


def test_rektor_puts_a_row_in_the_schools_own_words(signed_in: Browser, act: Act) -> None:
    randi = signed_in("randi")
    assert _sent(randi, "F4").status_code == 303
    said = plain(page(randi, "/plan"))
    assert "Fra uke 35" in said
    assert "Skolens egen tekst fra" in said
    history = plain(page(randi, "/plan/F4"))
    assert "Tydeligere" in history
    assert "Alle elever har faste plasser og makkere" in history
    events = act(lambda session, _: audit.trail(session, NO_CASE))
    assert any(event.kind == Kind.PLAN_REWORDED for event in events)


def test_a_row_with_an_empty_cell_is_refused_and_nothing_typed_is_lost(
    signed_in: Browser, act: Act
) -> None:
    answer = _sent(signed_in("randi"), "F4", **{"nn.hvordan": ""})
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert 'href="#nn.hvordan"' in html
    assert "Fra uke 35" in html
    assert "Tydeligere" in html
    assert act(lambda session, _: schoolplan.wordings(session)) == {}


def test_two_who_change_a_row_are_told_and_keep_what_they_wrote(signed_in: Browser) -> None:
    randi = signed_in("randi")
    _sent(randi, "F4")
    answer = _sent(randi, "F4", nummer="0", **{"nb.nar": "Hver uke"})
    assert answer.status_code == 409
    html = answer.get_data(as_text=True)
    assert "Hver uke" in html
    assert "Fra uke 35" in plain(page(randi, "/plan"))


def test_only_whoever_leads_the_school_changes_its_plan(signed_in: Browser) -> None:
    assert "Endre teksten" not in page(signed_in("kari"), "/plan")
    page(signed_in("kari"), "/plan/F4", 404)
    page(signed_in("randi"), "/plan/F99", 404)


def test_the_plan_is_a_tagged_pdf(signed_in: Browser) -> None:
    answer = signed_in("kari").get("/plan.pdf")
    assert answer.content_type == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in answer.data
    assert b"pdfuaid" in answer.data


def test_the_plan_is_whole_in_both_written_forms() -> None:
    for row in schoolwords.plan("nb").rows:
        for lang in ("nb", "nn"):
            assert all(row.words[lang].values()), row.id
        assert row.processes, row.id
        assert row.source, row.id
    sections = {key for key, _, _ in schoolwords.plan("nn").sections}
    assert {row.section for row in schoolwords.plan("nb").rows} == sections
