"""The pane beside the inbox: a task opened, refused, sent and taken back while the list stands."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import BrowserContext, Locator, Page, expect

from engine import casefile, database, people, tokens
from engine.cases import Opened
from tests.browser.conftest import NewContext, Serve
from tests.browser.school import PATIENCE, fits
from tests.builders import a_case, open_tasks
from tests.webapp.conftest import Act, act, app, school, settings  # noqa: F401  (fixtures)

Enter = Callable[..., Page]
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def enter(app: Flask, school: sa.Engine, serve: Serve, new_context: NewContext) -> Enter:  # noqa: F811  (fixtures)
    """A window signed in as somebody: `enter("kari", viewport=WIDE)`."""
    address = serve(app)

    def window(key: str = "kari", **options: object) -> Page:
        context: BrowserContext = new_context(
            **{"base_url": address, "viewport": WIDE, **options},
        )
        secret = tokens.new_secret()
        with database.transaction(school) as session:
            tokens.store_session(session, secret, people.actor(session, key).id, "{}")
        context.add_cookies([{"name": "handlingsplan", "value": secret, "url": address}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    return window


@pytest.fixture
def cases(act: Act) -> list[Opened]:  # noqa: F811  (fixture)
    """Three cases, each with a first task for a contact teacher."""
    made = act(lambda session, cast: [a_case(session, cast.kari, "w1") for _ in range(3)])
    assert isinstance(made, list)
    return made


def in_list(page: Page) -> Locator:
    return page.locator(".hp-rows .hp-row__link")


def in_pane(page: Page) -> Locator:
    return page.locator("#rute")


def chosen(page: Page, number: int = 0) -> Locator:
    """The list with one of its tasks open beside it."""
    page.goto("/innboks?liste=gruppe")
    in_list(page).nth(number).click()
    expect(in_pane(page).locator("[data-heading]")).to_be_focused()
    return in_pane(page)


def fill_in(pane: Locator, text: str = "Skrevet i ruta") -> None:
    pane.get_by_label("Tekst").fill(text)
    pane.get_by_label("Alvor").fill("4")


def send(pane: Locator) -> None:
    pane.get_by_role("button", name="Send", exact=True).click()


def places(page: Page) -> list[float]:
    """How far down every row stands."""
    tops = page.locator(".hp-row").evaluate_all(
        "rows => rows.map(r => r.getBoundingClientRect().top)"
    )
    scrolled = page.evaluate("scrollY")
    return [top + scrolled for top in tops]


def test_a_task_is_opened_beside_the_list_and_closed_again_by_keys_alone(
    enter: Enter, cases: list[Opened]
) -> None:
    page = enter()
    page.goto("/innboks?liste=gruppe")
    before = places(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    heading = in_pane(page).get_by_role("heading", name="Oppgave A")
    expect(heading).to_be_focused()
    assert re.search(r"/innboks/oppgaver/\w{32}\?liste=gruppe$", page.url)
    expect(in_list(page).nth(1)).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("region", name="Valgt oppgave")).to_be_visible()
    assert places(page) == before
    page.keyboard.press("j")
    expect(in_list(page).nth(2)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Escape")
    expect(in_pane(page).get_by_text("Velg en oppgave")).to_be_visible()
    expect(in_list(page).nth(1)).to_be_focused()
    assert page.url.endswith("/innboks?liste=gruppe")
    assert places(page) == before


def test_the_address_can_be_passed_on_and_back_leads_back(
    enter: Enter, cases: list[Opened]
) -> None:
    page = enter()
    chosen(page)
    first = page.url
    in_list(page).nth(1).click()
    page.wait_for_url(lambda url: url != first)
    second = page.url
    page.go_back()
    expect(in_list(page).nth(0)).to_have_attribute("aria-current", "true")
    assert page.url == first
    page.go_back()
    expect(in_pane(page).get_by_text("Velg en oppgave")).to_be_visible()
    page.go_forward()
    expect(in_list(page).nth(0)).to_have_attribute("aria-current", "true")
    page.goto(second)
    expect(in_pane(page).get_by_role("heading", name="Oppgave A")).to_be_visible()
    expect(in_list(page).nth(1)).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Lukk").click()
    page.wait_for_url("**/innboks?liste=gruppe")


def test_a_refused_form_keeps_every_letter_and_has_the_focus_on_what_must_be_mended(
    enter: Enter, cases: list[Opened], accessible: Callable[[Page], None]
) -> None:
    page = enter()
    pane = chosen(page)
    address = page.url
    pane.get_by_label("Tekst").fill("Hver eneste bokstav")
    pane.get_by_label("Alvor").fill("ni")
    send(pane)
    expect(pane.locator("#feil")).to_be_focused()
    expect(pane.get_by_label("Tekst")).to_have_value("Hver eneste bokstav")
    expect(pane.get_by_label("Alvor")).to_have_value("ni")
    assert page.url == address
    expect(in_list(page)).to_have_count(3)
    accessible(page)


def test_what_is_sent_can_be_taken_back_and_stands_in_the_form_again(
    enter: Enter,
    cases: list[Opened],
    school: sa.Engine,  # noqa: F811  (fixture)
    accessible: Callable[[Page], None],
) -> None:
    page = enter()
    pane = chosen(page)
    before = places(page)
    fill_in(pane)
    send(pane)
    expect(pane.get_by_role("heading", name="Sendt", exact=True)).to_be_focused()
    expect(page.locator("#sagt")).to_contain_text("Du kan angre i 30 sekunder")
    row = page.locator(".hp-row").first
    expect(row.get_by_text("Sendt")).to_be_visible()
    assert places(page) == before
    accessible(page)
    page.keyboard.press("u")
    expect(page.locator("#sagt")).to_contain_text("Du har angret")
    expect(pane.get_by_label("Tekst")).to_have_value("Skrevet i ruta")
    expect(pane.get_by_label("Alvor")).to_have_value("4")
    expect(row.get_by_text("Sendt")).to_be_hidden()
    with database.reading(school) as session:
        [one] = [
            c for c in cases if "a" in open_tasks(session, c.id) and c.code in row.inner_text()
        ]
        case = casefile.by_code(session, one.code)
        assert casefile.submissions(session, case) == []


def test_after_sending_the_next_task_is_one_key_away(enter: Enter, cases: list[Opened]) -> None:
    page = enter()
    pane = chosen(page)
    fill_in(pane)
    send(pane)
    pane.get_by_role("link", name="Åpne", exact=True).press("Enter")
    expect(pane.get_by_role("heading", name="Oppgave A")).to_be_focused()
    expect(pane.get_by_label("Tekst")).to_have_value("")
    expect(page.locator(".hp-row[data-chosen]")).to_have_count(1)
    assert "/innboks/oppgaver/" in page.url


def test_the_offer_goes_away_when_the_half_minute_is_over(
    enter: Enter, cases: list[Opened]
) -> None:
    page = enter()
    pane = chosen(page)
    fill_in(pane)
    page.clock.install()
    send(pane)
    button = pane.get_by_role("button", name="Angre")
    button.focus()
    page.clock.run_for(31_000)
    expect(button).to_be_hidden()
    expect(pane.get_by_role("heading", name="Sendt", exact=True)).to_be_focused()


def test_what_is_typed_is_kept_when_another_task_is_opened_at_once(
    enter: Enter, cases: list[Opened]
) -> None:
    page = enter()
    pane = chosen(page)
    pane.get_by_label("Tekst").fill("Ikke ferdig")
    in_list(page).nth(1).click()
    expect(pane.get_by_label("Tekst")).to_have_value("")
    in_list(page).nth(0).click()
    expect(pane.get_by_label("Tekst")).to_have_value("Ikke ferdig")


def test_taking_the_task_and_saying_something_stay_in_the_pane(
    enter: Enter, cases: list[Opened]
) -> None:
    page = enter()
    pane = chosen(page)
    pane.get_by_role("button", name="Ta oppgaven").click()
    expect(page.locator("#sagt")).to_contain_text("Oppgaven er din.")
    pane.get_by_role("link", name="Kommentarer").click()
    pane.get_by_label("Ny kommentar").fill("Jeg ringer hjem.")
    pane.get_by_role("button", name="Lagre kommentaren").click()
    expect(pane.get_by_text("Jeg ringer hjem.")).to_be_visible()
    expect(in_list(page)).to_have_count(3)


def test_putting_a_task_down_leads_back_to_the_same_list(enter: Enter, cases: list[Opened]) -> None:
    page = enter()
    pane = chosen(page)
    pane.get_by_label("Tekst").fill("Senere")
    pane.get_by_role("button", name="Lagre og lukk").click()
    page.wait_for_url("**/innboks?liste=gruppe")
    expect(page.get_by_text("Utkastet er lagret.")).to_be_visible()
    expect(page.get_by_text("Utkast", exact=True)).to_be_visible()


def test_new_tasks_come_as_a_line_and_move_nothing(
    enter: Enter,
    cases: list[Opened],
    act: Act,  # noqa: F811  (fixture)
) -> None:
    page = enter()
    page.goto("/innboks?liste=gruppe")
    before = places(page)
    act(lambda session, cast: [a_case(session, cast.kari, "w1") for _ in range(2)])
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#nytt")).to_have_text("2 nye oppgaver – vis")
    assert places(page) == before
    page.locator("#nytt a").click()
    expect(in_list(page)).to_have_count(5)


def test_on_a_phone_the_task_has_a_page_of_its_own(enter: Enter, cases: list[Opened]) -> None:
    page = enter(viewport=PHONE)
    page.goto("/innboks?liste=gruppe")
    expect(in_pane(page)).to_be_hidden()
    link = in_list(page).first
    beside = link.get_attribute("data-beside") or ""
    link.click()
    page.wait_for_url("**/oppgaver/*")
    expect(page.get_by_role("heading", level=1, name="Oppgave A")).to_be_visible()
    task = page.url
    page.goto(beside)
    page.wait_for_url(task)
    fill_in(page.locator("main"))
    send(page.locator("main"))
    expect(page.get_by_role("heading", level=1, name="Sendt")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="Angre").click()
    expect(page.get_by_text("Du har angret.")).to_be_visible()
    expect(page.get_by_label("Tekst")).to_have_value("Skrevet i ruta")


def test_without_scripts_everything_is_whole(enter: Enter, cases: list[Opened]) -> None:
    page = enter(java_script_enabled=False)
    page.goto("/innboks?liste=gruppe")
    expect(in_pane(page)).to_be_hidden()
    link = in_list(page).first
    page.goto(link.get_attribute("data-beside") or "")
    expect(in_pane(page).get_by_label("Tekst")).to_be_visible()
    page.goto("/innboks?liste=gruppe")
    link.click()
    page.wait_for_url("**/oppgaver/*")
    fill_in(page.locator("main"))
    send(page.locator("main"))
    page.get_by_role("button", name="Angre").click()
    expect(page.get_by_text("Du har angret.")).to_be_visible()
    expect(page.get_by_label("Tekst")).to_have_value("Skrevet i ruta")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_list_and_the_pane_are_accessible(
    enter: Enter, cases: list[Opened], accessible: Callable[[Page], None], scheme: str
) -> None:
    page = enter(color_scheme=scheme)
    page.goto("/innboks?liste=gruppe")
    accessible(page)
    pane = chosen(page)
    accessible(page)
    fill_in(pane)
    send(pane)
    expect(pane.get_by_role("heading", name="Sendt", exact=True)).to_be_visible()
    accessible(page)
    assert fits(page)


def test_ctrl_k_goes_anywhere(
    enter: Enter, cases: list[Opened], accessible: Callable[[Page], None]
) -> None:
    page = enter()
    page.goto("/innboks?liste=gruppe")
    page.keyboard.press("Control+k")
    field = page.get_by_label("Gå til side, steg eller sakskode")
    expect(field).to_be_focused()
    expect(page.locator("#gaatil-treff a").first).to_be_visible()
    accessible(page)
    field.fill(cases[1].code)
    expect(page.locator("#gaatil-treff a")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#gaatil-treff a")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/oppgaver/*")
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Gå til side, steg eller sakskode")).to_be_hidden()


def test_nothing_typed_is_lost_when_the_net_is_gone(
    enter: Enter, cases: list[Opened], faults: list[str]
) -> None:
    page = enter()
    pane = chosen(page)
    pane.get_by_label("Tekst").fill("På bussen")
    page.context.set_offline(True)
    in_list(page).nth(1).click()
    page.wait_for_timeout(300)
    expect(pane.get_by_label("Tekst")).to_have_value("På bussen")
    page.context.set_offline(False)
    # The browser's own words about the net are the point of the test.
    faults[:] = [fault for fault in faults if "ERR_INTERNET_DISCONNECTED" not in fault]
    in_list(page).nth(1).click()
    expect(pane.get_by_label("Tekst")).to_have_value("")
    in_list(page).nth(0).click()
    expect(pane.get_by_label("Tekst")).to_have_value("På bussen")
