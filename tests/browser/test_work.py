"""A day's work in a real browser: find a task, fill it in, send it; by keys, without scripts."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from engine import database, people, tokens
from engine.cases import Opened
from tests.browser.conftest import NewContext, Serve
from tests.webapp.casework import reported
from tests.webapp.conftest import Act, act, app, school, settings  # noqa: F401  (fixtures)

Enter = Callable[..., Page]


@pytest.fixture
def enter(app: Flask, school: sa.Engine, serve: Serve, new_context: NewContext) -> Enter:  # noqa: F811  (fixtures)
    """A window signed in as somebody: `enter("randi", width=320)`."""
    address = serve(app)

    def window(key: str, **options: object) -> Page:
        context: BrowserContext = new_context(base_url=address, **options)
        secret = tokens.new_secret()
        with database.transaction(school) as session:
            tokens.store_session(session, secret, people.actor(session, key).id, "{}")
        context.add_cookies([{"name": "handlingsplan", "value": secret, "url": address}])
        return context.new_page()

    return window


@pytest.fixture
def report(act: Act) -> Opened:  # noqa: F811  (fixture)
    """Kari has reported; the task is for whoever is rektor."""
    made = act(lambda session, cast: [reported(session, cast) for _ in range(3)][-1])
    assert isinstance(made, Opened)
    return made


def test_a_task_is_found_taken_filled_in_and_sent_by_keys_alone(
    enter: Enter, report: Opened
) -> None:
    page = enter("randi")
    page.goto("/innboks?liste=gruppe")
    page.keyboard.press("j")
    expect(page.locator(".hp-row__link").first).to_be_focused()
    page.keyboard.press("c")
    expect(page.get_by_text("Oppgaven er din.")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("o")
    page.wait_for_url("**/innboks")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/oppgaver/*")
    page.get_by_label("Ja", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Send", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Sendt", exact=True)).to_be_visible()


def test_what_is_typed_is_saved_by_itself_and_stands_there_again(
    enter: Enter, report: Opened
) -> None:
    page = enter("randi")
    page.goto("/innboks?liste=gruppe")
    page.locator(".hp-row__link").first.click()
    page.get_by_label("Begrunnelse").fill("Skrevet på sparket")
    expect(page.locator("#skjema-ramme")).to_contain_text(re.compile(r"Lagret \d\d\.\d\d"))
    page.reload()
    expect(page.get_by_label("Begrunnelse")).to_have_value("Skrevet på sparket")


def test_a_refused_form_puts_the_focus_on_what_must_be_mended(
    enter: Enter, report: Opened, accessible: Callable[[Page], None]
) -> None:
    page = enter("randi")
    page.goto("/innboks?liste=gruppe")
    page.locator(".hp-row__link").first.click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#feil")).to_be_focused()
    accessible(page)


def test_everything_can_be_done_without_javascript(enter: Enter, report: Opened) -> None:
    page = enter("randi", java_script_enabled=False)
    page.goto("/innboks?liste=gruppe")
    boxes = page.locator(".hp-row > input[type=checkbox]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.locator(".hp-bulk summary", has_text="Gi videre").click()
    page.get_by_label("Hvem skal ha den?").fill("Anne Avdeling")
    page.get_by_label("Hvorfor?").fill("Hun er på jobb i dag")
    page.get_by_role("button", name="Gi videre").click()
    expect(page.get_by_text("2 oppgaver er gitt videre.")).to_be_visible()
    page.locator(".hp-row__link").first.click()
    page.get_by_label("Begrunnelse").fill("Uten skript")
    page.get_by_role("button", name="Lagre og lukk").click()
    page.goto("/innboks?liste=gruppe")
    expect(page.get_by_text("Utkast", exact=True)).to_be_visible()
    page.locator(".hp-row__link").first.click()
    expect(page.get_by_label("Begrunnelse")).to_have_value("Uten skript")
    page.get_by_label("Nei", exact=True).check()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", name="Sendt", exact=True)).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_every_page_of_the_work_fits_and_is_accessible(
    enter: Enter,
    report: Opened,
    accessible: Callable[[Page], None],
    width: int,
    scheme: str,
) -> None:
    page = enter("randi", viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto("/innboks?liste=gruppe")
    first = page.locator(".hp-row__link").first.get_attribute("href") or ""
    for path in (
        *("/innboks?liste=gruppe&grupper=sak", "/innboks", "/innboks?liste=ferdig"),
        *(first, "/personer", "/tilgjengelighet", "/logg-inn", "/min-sak"),
    ):
        page.goto(path)
        for more in page.locator("main details:not([open]) > summary").all():
            if more.is_visible():
                more.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        accessible(page)


def test_the_bar_for_several_comes_with_the_first_choice(enter: Enter, report: Opened) -> None:
    page = enter("randi")
    page.goto("/innboks?liste=gruppe")
    expect(page.locator(".hp-bulk")).to_be_hidden()
    page.locator(".hp-row > input[type=checkbox]").first.check()
    expect(page.locator(".hp-bulk")).to_be_visible()
