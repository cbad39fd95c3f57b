"""The form editor in a real browser: settings and preview side by side, by mouse and by keys."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewContext, Serve
from tests.browser.test_case_pages import as_person, fits
from tests.webapp.conftest import act, app, school, settings

__all__ = ["act", "app", "school", "settings"]

HERE = "/skjema/melding/purring"
Open = Callable[..., Page]


@pytest.fixture
def editor(app: Flask, school: sa.Engine, serve: Serve, new_context: NewContext) -> Open:
    """The form editor opened by the one who draws: `editor("?nytt=", width=1440)`."""
    address = serve(app)

    def opened(path: str = "", width: int = 1440, **looks: object) -> Page:
        size = {"width": width, "height": 900}
        context = new_context(base_url=address, viewport=size, **looks)
        context.add_cookies(as_person(school, "ada", address))
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(HERE + path)
        return page

    return opened


def test_a_question_with_a_rule_is_seen_in_the_form_before_it_is_saved(editor: Open) -> None:
    page = editor("?nytt=")
    form = page.locator("#prove")
    page.get_by_label("Spørsmål", exact=True).fill("Hvem passer på eleven nå?")
    page.get_by_label("Slags svar").select_option("choice")
    expect(page.locator("[name='_valg-1-tekst']")).to_be_visible()
    page.locator("[name='_valg-0-tekst']").fill("Kontaktlæreren")
    page.locator("[name='_valg-1-tekst']").fill("Miljøarbeideren")
    page.get_by_role("button", name="Legg til regel").click()
    page.locator("[name='_vis-0-felt']").select_option("eleven_trygg")
    page.locator("#innstillinger").get_by_label("Nei", exact=True).check()
    page.get_by_role("button", name="Se i skjemaet").click()
    expect(form.get_by_label("Miljøarbeideren")).to_be_visible()
    page.get_by_role("button", name="Lagre i kladden").click()
    page.wait_for_url(re.compile("felt="))
    said = "Vises når «Er eleven trygg mens dere venter?» er «Nei»."
    expect(page.get_by_text(said)).to_be_visible()
    # The form is answered so far that the question is asked; another answer takes it away.
    expect(form.get_by_label("Miljøarbeideren")).to_be_visible()
    form.get_by_label("Ja", exact=True).check()
    expect(form.get_by_label("Miljøarbeideren")).to_have_count(0)
    page.goto(f"{HERE}/regler")
    expect(page.get_by_role("heading", name=said)).to_be_visible()


def test_the_whole_of_it_goes_by_keyboard_and_without_scripts(editor: Open) -> None:
    page = editor(java_script_enabled=False)
    page.get_by_role("link", name="Nytt spørsmål").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Spørsmål", exact=True).focus()
    page.keyboard.type("Hva trenger du?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Lagret i kladden.")).to_be_visible()
    page.get_by_role("button", name="Flytt opp").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".hp-question strong").nth(3)).to_have_text("Hva trenger du?")
    page.get_by_role("button", name="Fjern", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("er fjernet fra kladden")).to_be_visible()
    page.get_by_role("button", name="Angre siste lagring").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".hp-question strong").nth(3)).to_have_text("Hva trenger du?")


def test_a_question_is_dragged_to_its_place(editor: Open) -> None:
    page = editor()
    rows = page.locator(".hp-question[data-at] > a")
    rows.nth(2).drag_to(rows.nth(0), target_position={"x": 40, "y": 4})
    page.wait_for_url(re.compile("gjort=foran"))
    expect(rows.first).to_contain_text("Er eleven trygg mens dere venter?")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (320, "dark")])
def test_every_page_of_the_editor_is_whole_and_open_to_all(
    editor: Open, accessible: Callable[[Page], None], width: int, scheme: str
) -> None:
    page = editor(width=width, color_scheme=scheme)
    others = ("/skjema/skolemiljosak/plan?felt=/properties/tiltak", "/skjema/melding/ny")
    own = ("?felt=/properties/eleven_trygg&bredde=mobil", "?nytt=", "/regler", "/bank", "/tekst")
    for path in (*(HERE + one for one in own), *others):
        page.goto(path)
        accessible(page)
        assert fits(page), path
