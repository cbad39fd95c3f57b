"""The flows, to read."""

from engine.bundles import Bundle
from engine.publishing import Origin
from tests.builders import publish_bundle, tiny
from tests.webapp.casework import plain
from tests.webapp.conftest import Act, Browser
from tests.webapp.test_cases import page


def test_every_flow_in_use_is_listed_with_its_version(signed_in: Browser) -> None:
    said = plain(page(signed_in("kari"), "/flyter"))
    assert "Liten prosess" in said
    assert "Versjon 1 · Levert" in said


def test_a_flow_is_drawn_and_told_with_its_forms_and_duties(signed_in: Browser) -> None:
    html = page(signed_in("kari"), "/flyter/tiny")
    said = plain(html)
    assert "<svg" in html
    assert "Vurder meldingen Oppgave · Rektor" in said
    assert "Hva har skjedd? Ja" in said
    assert "Hvilken elev gjelder det? Nei" in said
    assert "Kan startes av: Ansatt, Elev, Foresatt, Anonym" in said


def test_the_readme_is_text_and_never_markup(signed_in: Browser, act: Act) -> None:
    text = "# Liten\n\n## Hva\n\nDet er **viktig**. <script>alert(1)</script>\n\n- en\n- to\n"
    bundle = Bundle("tiny", {**tiny().files, "LESMEG.md": text})
    act(lambda session, _: publish_bundle(session, bundle, Origin.SCHOOL))
    html = page(signed_in("kari"), "/flyter/tiny")
    assert "<strong>viktig</strong>" in html
    assert "<li>en</li>" in html
    assert "<script>alert" not in html


def test_an_older_version_can_be_read_and_says_so(signed_in: Browser, act: Act) -> None:
    drawn = tiny().files["tiny.bpmn"].replace("Vurder meldingen", "Se på meldingen")
    newer = Bundle("tiny", {**tiny().files, "tiny.bpmn": drawn})
    act(lambda session, _: publish_bundle(session, newer, Origin.SCHOOL))
    kari = signed_in("kari")
    assert "Se på meldingen" in page(kari, "/flyter/tiny")
    old = page(kari, "/flyter/tiny?versjon=1")
    assert "Vurder meldingen" in old
    assert "ikke versjonen som er i bruk" in old
    page(kari, "/flyter/tiny?versjon=9", 404)


def test_the_drawing_can_be_taken_away_as_a_file(signed_in: Browser) -> None:
    answer = signed_in("kari").get("/flyter/tiny/tiny-1.bpmn")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="tiny-1.bpmn"'
    assert b"bpmn:process" in answer.data


def test_an_unknown_flow_is_not_found(signed_in: Browser) -> None:
    page(signed_in("kari"), "/flyter/finnes_ikke", 404)
