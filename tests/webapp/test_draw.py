"""The drawing surface as the browser speaks with it: who draws, what is kept, what lint says."""

import json
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from engine import database, processdrafts
from tests.builders import tiny
from tests.cast import Cast
from tests.webapp.casework import plain
from tests.webapp.conftest import Act, Browser
from tests.webapp.test_cases import page
from webapp import studio
from webapp.studio import choices

HERE = "/flyter/tiny/tegn"


def sent(browser: FlaskClient, path: str, status: int = 200, **body: Any) -> Any:
    """What the page's script gets when it posts."""
    found = re.search(r'<meta name="csrf" content="([^"]+)"', page(browser, HERE))
    token = found[1] if found else ""
    answer = browser.post(path, json=body, headers={"X-CSRFToken": token})
    assert answer.status_code == status, answer.get_data(as_text=True)[:400]
    return answer.get_json()


def drawn(name: str = "Se på meldingen") -> str:
    """The small process with one step by another name."""
    return tiny().diagram_text.replace("Vurder meldingen", name)


def given(html: str) -> Any:
    """What the page hands its script."""
    found = re.search(r'<script type="application/json" id="tegning">(.*?)</script>', html, re.S)
    assert found
    return json.loads(found[1])


def test_the_studio_says_which_pages_it_has() -> None:
    assert "draw" in {one.name for one in studio.BLUEPRINTS}


def test_only_those_who_draw_get_the_drawing_surface(signed_in: Browser) -> None:
    assert "Tegn flyten" in page(signed_in("ada"), HERE)
    page(signed_in("kari"), HERE, 403)
    page(signed_in("kari"), f"{HERE}/na", 403)
    page(signed_in("ada"), "/flyter/finnes_ikke/tegn", 404)


def test_nobody_else_can_save_or_ask_the_lint(signed_in: Browser) -> None:
    kari = signed_in("kari")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page(kari, "/innboks"))
    assert token
    for path in (HERE, f"{HERE}/sjekk", f"{HERE}/angre", f"{HERE}/gjenta"):
        answer = kari.post(path, json={"seen": 0}, headers={"X-CSRFToken": token[1]})
        assert answer.status_code == 403


def test_without_scripts_the_page_shows_the_drawing_and_leads_to_the_list(
    signed_in: Browser,
) -> None:
    html = page(signed_in("ada"), HERE)
    assert "<svg" in html
    assert "Vurder meldingen Oppgave · Rektor" in plain(html)
    assert 'href="/flyter/tiny/steg"' in html
    assert "Elever og ansatte bruker fortsatt versjon 1" in plain(html)


def test_what_is_drawn_is_kept_in_the_draft_and_nothing_runs_on_it(
    signed_in: Browser, school: sa.Engine
) -> None:
    ada = signed_in("ada")
    said = sent(ada, HERE, seen=0, bpmn=drawn())
    assert (said["revision"], said["mine"], said["undo"]) == (2, True, True)
    with database.reading(school) as session:
        kept = processdrafts.of(session, "tiny")
    assert "Se på meldingen" in kept.bundle.diagram_text
    assert "Vurder meldingen" in page(ada, "/flyter/tiny")
    assert given(page(ada, HERE))["state"]["revision"] == 2


def test_a_drawing_somebody_else_has_changed_is_not_written_over(
    signed_in: Browser, act: Act
) -> None:
    ada = signed_in("ada")

    def change(session: Any, cast: Cast) -> None:
        files = {"tiny.bpmn": drawn("Les meldingen")}
        processdrafts.save(session, "tiny", files, seen=0, by=cast.randi)

    act(change)
    said = sent(ada, HERE, 409, seen=0, bpmn=drawn())
    assert said["by"] == "Randi Rektor"
    assert not said["mine"]
    assert "Les meldingen" in said["bpmn"]
    assert sent(ada, HERE, seen=said["revision"], bpmn=drawn())["mine"]


def test_a_saving_can_be_undone_and_done_again(signed_in: Browser) -> None:
    ada = signed_in("ada")
    first = sent(ada, HERE, seen=0, bpmn=drawn())
    undone = sent(ada, f"{HERE}/angre", seen=first["revision"])
    assert "Vurder meldingen" in undone["bpmn"]
    assert undone["redo"]
    again = sent(ada, f"{HERE}/gjenta", seen=undone["revision"])
    assert "Se på meldingen" in again["bpmn"]
    assert not sent(ada, f"{HERE}/gjenta", 422, seen=again["revision"])["redo"]


def test_the_lint_answers_in_words_with_where_it_is(signed_in: Browser, school: sa.Engine) -> None:
    ada = signed_in("ada")
    broken = re.sub(r'<spiffworkflow:property name="formKey"[^>]*/>', "", drawn(), count=0)
    found = sent(ada, f"{HERE}/sjekk", bpmn=broken)
    absent = [one for one in found if one["rule"] == "form_absent"]
    assert absent
    assert absent[0]["element"]
    assert f"({absent[0]['element']})" not in absent[0]["text"]
    with database.reading(school) as session:
        assert not processdrafts.of(session, "tiny").begun


def test_a_finding_in_a_form_leads_to_the_form(signed_in: Browser) -> None:
    unused = re.sub(r'<spiffworkflow:property name="formKey"[^>]*/>', "", drawn())
    found = sent(signed_in("ada"), f"{HERE}/sjekk", bpmn=unused)
    assert any(one["form"].startswith("/skjema/tiny/") for one in found)


@pytest.mark.parametrize("body", [{}, {"seen": 0}, {"seen": "0", "bpmn": "<x/>"}, {"bpmn": ""}])
def test_what_is_not_a_drawing_is_refused(signed_in: Browser, body: dict[str, Any]) -> None:
    sent(signed_in("ada"), HERE, 422, **body)


@pytest.mark.parametrize("text", ["<x/>", "ikke xml", "<a><b></a>"])
def test_even_a_drawing_that_cannot_be_read_is_kept_and_the_page_stands(
    signed_in: Browser, text: str
) -> None:
    ada = signed_in("ada")
    sent(ada, HERE, seen=0, bpmn=text)
    html = page(ada, HERE)
    assert given(html)["state"]["bpmn"] == text
    assert [one["rule"] for one in sent(ada, f"{HERE}/sjekk", bpmn=text)]


def test_an_arrow_to_nowhere_does_not_break_the_page(signed_in: Browser) -> None:
    ada = signed_in("ada")
    text = re.sub(r'targetRef="[^"]+"', 'targetRef="borte"', drawn())
    sent(ada, HERE, seen=0, bpmn=text)
    page(ada, HERE)


def test_the_choices_know_forms_fields_and_roles_by_their_words(act: Act) -> None:
    def look(session: Any, cast: Cast) -> None:
        bundle = processdrafts.of(session, "skolemiljosak").bundle
        found = choices.of(session, bundle)
        forms = {form["key"]: form for form in found["forms"]}
        fields = {".".join(field["path"]): field for field in forms["evaluering"]["fields"]}
        assert fields["dato"]["kind"] == "date"
        assert fields["med"]["kind"] == "list"
        assert {"Rektor", "Elev"} <= {role["lane"] for role in found["roles"]}
        assert "frister" in {table["key"] for table in found["tables"]}
        assert "meldt" in {phase["key"] for phase in found["phases"]}

    act(look)


def test_those_who_draw_find_the_surface_from_the_flow(signed_in: Browser) -> None:
    assert 'href="/flyter/tiny/tegn"' in page(signed_in("ada"), "/flyter/tiny")
    assert "/tegn" not in page(signed_in("kari"), "/flyter/tiny")


def test_a_drawing_without_places_gets_them_before_it_is_drawn_on(signed_in: Browser) -> None:
    ada = signed_in("ada")
    bare = re.sub(r"<bpmndi:BPMNDiagram.*?</bpmndi:BPMNDiagram>", "", drawn(), flags=re.S)
    said = sent(ada, HERE, seen=0, bpmn=bare)
    assert "BPMNShape" not in bare
    assert "BPMNShape" in said["bpmn"]
    assert given(page(ada, HERE))["state"]["bpmn"] == said["bpmn"]
