"""One rich form in a real browser: with and without scripts it gives the same answers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewContext, Serve
from tests.browser.formapp import DIST, form_app

pytestmark = pytest.mark.skipif(
    not (DIST / "manifest.json").exists(), reason="the front end is not built"
)
BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
SCRIPTS = pytest.mark.parametrize("scripts", [True], ids=["with-scripts"])
Drafts = list[list[tuple[str, str]]]


@pytest.fixture
def drafts() -> Drafts:
    return []


class Filler:
    """Fills the form in as a person does; without scripts Enter draws it again."""

    def __init__(self, page: Page, scripts: bool) -> None:
        self.page = page
        self.scripts = scripts

    def choose(self, group: str, choice: str) -> None:
        """Picks the choice; what depends on it is on the page afterwards."""
        box = self.page.get_by_role("group", name=group).last
        control = box.get_by_label(choice, exact=True)
        if self.scripts and control.get_attribute("data-refresh") is not None:
            with self.page.expect_response(lambda r: r.request.method == "POST"):
                control.check()
        else:
            control.check()
            if control.get_attribute("data-refresh") is not None:
                self.refresh()

    def refresh(self) -> None:
        self.page.get_by_label("Antall ganger").press("Enter")

    def press(self, button: str, then: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()
        expect(self.page.locator(then)).to_be_visible()

    def send(self) -> None:
        self.page.get_by_role("button", name="Send", exact=True).click()

    def fill(self, **texts: str) -> None:
        for name, text in texts.items():
            self.page.locator(f"[name='{name.replace('__', '-')}']").fill(text)

    @property
    def answers(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.page.locator("#svar").inner_text())
        return found

    @property
    def errors(self) -> list[str]:
        return self.page.locator("#feil li").all_inner_texts()


@pytest.fixture
def filler(serve: Serve, new_context: NewContext, drafts: Drafts, scripts: bool) -> Filler:
    page = new_context(java_script_enabled=scripts).new_page()
    page.set_default_timeout(5000)
    page.goto(serve(form_app(drafts)))
    return Filler(page, scripts)


def fill_in(f: Filler) -> None:
    f.fill(hendelse_dato="2026-11-20", klokke="09:30", beskrivelse="Dyttet i gangen.\nÆ, ø og å.")
    f.choose("Hvem meldte fra?", "Eleven selv")
    f.page.get_by_label("Klasse (valgfritt)").select_option(label="2STA")
    f.page.get_by_label("Gang", exact=True).check()
    f.page.get_by_label("Nett", exact=True).check()
    f.choose("Gjelder det en ansatt?", "Ja")
    f.choose("Er skoleeier varslet?", "Nei")
    f.fill(hvorfor_ikke="Rektor gjør det i dag.", antall="3", belop="12,5", ansvarlig="Ola Berg")
    f.press("Legg til vitner", "#f-vitner-0")
    f.fill(vitner__0="Per")
    f.fill(tiltak__0__hva="Snakke sammen")
    f.choose("Tiltak 1", "Straks")
    f.press("Legg til tiltak", "#f-tiltak-1-hva")
    f.fill(tiltak__1__hva="Vakt i gangen")
    f.choose("Tiltak 2", "Varig")
    f.fill(tiltak__1__evalueres="2026-12-20")
    f.press("Flytt opp Tiltak 2", "#f-tiltak-0-evalueres")
    f.page.get_by_label("Jeg har lest det jeg har skrevet").check()


EXPECTED = {
    "hendelse_dato": "2026-11-20",
    "klokke": "09:30",
    "kilde": "elev",
    "klassetrinn": "2STA",
    "beskrivelse": "Dyttet i gangen.\nÆ, ø og å.",
    "steder": ["Gang", "Nett"],
    "ansatt_krenker": True,
    "skoleeier": False,
    "hvorfor_ikke": "Rektor gjør det i dag.",
    "antall": 3,
    "belop": 12.5,
    "ansvarlig": "ola",
    "vitner": ["Per"],
    "tiltak": [
        {"hva": "Vakt i gangen", "type": "Varig", "evalueres": "2026-12-20"},
        {"hva": "Snakke sammen", "type": "Straks"},
    ],
    "bekreft": True,
}


@BOTH
def test_the_same_answers_come_of_the_form_with_and_without_scripts(filler: Filler) -> None:
    fill_in(filler)
    filler.send()
    expect(filler.page.locator("h1")).to_have_text("Sendt")
    assert filler.answers == EXPECTED


@BOTH
def test_the_same_errors_are_said_and_the_summary_has_the_focus(filler: Filler) -> None:
    filler.fill(antall="tre", epost="ikke epost")
    filler.send()
    expect(filler.page.locator("#feil")).to_be_focused()
    assert filler.errors == [
        "Skriv en dato i «Når skjedde det?», for eksempel 24.12.2026.",
        "Velg et svar på «Hvem meldte fra?».",
        "Fyll ut «Hva har skjedd?».",
        "Velg et svar på «Gjelder det en ansatt?».",
        "Skriv et helt tall i «Antall ganger», bare med sifre, for eksempel 3.",
        "«E-post» ser ikke ut som en e-postadresse. Skriv den slik: navn@skole.no.",
        "Tiltak 1: Fyll ut «Hva skal gjøres?».",
        "Tiltak 1: Velg et svar på «Type».",
        "Kryss av for «Jeg har lest det jeg har skrevet» for å gå videre.",
    ]
    expect(filler.page.locator("[name=antall]")).to_have_value("tre")
    filler.page.locator("#feil a").nth(6).click()
    expect(filler.page.locator("#f-tiltak-0-hva")).to_be_focused()


@SCRIPTS
def test_nothing_in_the_form_hinders_assistive_technology(
    filler: Filler, accessible: Callable[[Page], None]
) -> None:
    filler.send()
    filler.choose("Gjelder det en ansatt?", "Ja")
    filler.send()
    expect(filler.page.locator("#feil")).to_be_visible()
    accessible(filler.page)


@BOTH
def test_a_new_row_has_the_focus_and_a_removed_one_leaves_the_others(filler: Filler) -> None:
    filler.fill(tiltak__0__hva="Første")
    filler.press("Legg til tiltak", "#f-tiltak-1-hva")
    expect(filler.page.locator("#f-tiltak-1-hva")).to_be_focused()
    filler.fill(tiltak__1__hva="Andre")
    filler.page.get_by_role("button", name="Fjern Tiltak 1", exact=True).click()
    expect(filler.page.locator("#f-tiltak-1-hva")).to_have_count(0)
    expect(filler.page.locator("#f-tiltak-0-hva")).to_have_value("Andre")
    expect(filler.page.locator("#f-tiltak-add")).to_be_focused()


@BOTH
def test_text_typed_in_a_question_that_closes_is_there_when_it_opens_again(filler: Filler) -> None:
    filler.choose("Gjelder det en ansatt?", "Ja")
    filler.choose("Er skoleeier varslet?", "Nei")
    filler.fill(hvorfor_ikke="Lang forklaring")
    filler.choose("Gjelder det en ansatt?", "Nei")
    expect(filler.page.locator("#f-hvorfor_ikke")).to_have_count(0)
    filler.choose("Gjelder det en ansatt?", "Ja")
    expect(filler.page.locator("#f-hvorfor_ikke")).to_have_value("Lang forklaring")


@BOTH
def test_a_file_is_kept_and_can_be_removed_again(filler: Filler, tmp_path: Path) -> None:
    file = tmp_path / "bilde.png"
    file.write_bytes(b"\x89PNG")
    filler.page.locator("#f-vedlegg").set_input_files(file)
    if not filler.scripts:
        filler.refresh()
    remove = filler.page.get_by_role("button", name="Fjern bilde.png")
    expect(remove).to_be_visible()
    remove.click()
    expect(remove).to_have_count(0)


@SCRIPTS
def test_a_draft_is_saved_while_typing_goes_on_undisturbed(filler: Filler, drafts: Drafts) -> None:
    filler.press("Legg til tiltak", "#f-tiltak-1-hva")
    text = filler.page.locator("#f-beskrivelse")
    text.click()
    text.press_sequentially("Først")
    expect(filler.page.locator("#skjema-lagret")).to_contain_text("Lagret nr.", timeout=8000)
    expect(text).to_be_focused()
    text.press_sequentially(", og så")
    expect(text).to_have_value("Først, og så")
    assert ("beskrivelse", "Først") in drafts[-1]
    filler.choose("Gjelder det en ansatt?", "Nei")
    expect(filler.page.locator("#skjema-lagret")).to_contain_text("Lagret nr.")


@SCRIPTS
def test_names_are_suggested_while_typing(filler: Filler) -> None:
    with filler.page.expect_response(lambda r: "/sok" in r.url) as asked:
        filler.page.locator("#f-ansvarlig").press_sequentially("kari")
    assert asked.value.url.endswith("/sok")
    sent = dict(parse_qsl(asked.value.request.post_data))
    named = {"ansvarlig": "kari", "felt": "ansvarlig", "kilde": "staff"}
    assert sent == {"csrf_token": "merke", **named}
    expect(filler.page.locator("#f-ansvarlig-list option")).to_have_count(2)


@BOTH
def test_namesakes_are_told_apart_by_a_choice_on_the_page(filler: Filler) -> None:
    filler.fill(ansvarlig="Kari")
    filler.send()
    expect(filler.page.get_by_role("group", name="Hvem mener du?")).to_be_visible()
    filler.page.get_by_label("Kari Li").check()
    filler.send()
    assert not any("Ansvarlig" in error for error in filler.errors)


@BOTH
def test_the_form_fits_a_narrow_phone(filler: Filler) -> None:
    filler.page.set_viewport_size({"width": 320, "height": 700})
    filler.send()
    expect(filler.page.locator("#feil")).to_be_visible()
    if filler.scripts:
        assert filler.page.evaluate("document.documentElement.scrollWidth") <= 320
