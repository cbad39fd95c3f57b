"""The living plan in a real browser: how each row stands, its flow, and its words changed."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from engine import database, publishing
from tests.browser.school import School, busy_school, fits
from tests.webapp.conftest import app, settings

__all__ = ["app", "busy_school", "settings"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_every_row_says_in_words_how_it_stands_and_leads_to_its_flow(
    busy_school: School, accessible: Callable[[Page], None], width: int, scheme: str
) -> None:
    size = {"width": width, "height": 740}
    page = busy_school.window("rektor", viewport=size, color_scheme=scheme).page
    page.goto("/plan")
    words = re.compile("Mangler|Over fristen|I gang|Ikke kommet ennå|Gjort|Ved behov")
    told = page.locator(".hp-plan tbody tr")
    assert told.count() > 50
    expect(told.filter(has=page.locator(".hp-chip", has_text=words))).to_have_count(told.count())
    accessible(page)
    assert fits(page)
    page.locator("#A2").get_by_role("link", name="Se i årshjulet").click()
    expect(page).to_have_url(re.compile(r"/arshjul/\d{4}-\d\d$"))
    page.go_back()
    page.locator("#U0").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/flyter/skolemiljosak$"))


def test_a_retired_flow_is_plain_on_every_row_it_did(busy_school: School) -> None:
    with database.transaction(busy_school.engine) as session:
        publishing.in_use(session, "tteam").in_use = False
    page = busy_school.window("kontaktlarer").page
    page.goto("/plan")
    expect(page.locator("#F9")).to_contain_text("Ingen flyt gjør dette")
    expect(page.get_by_text("Ingen flyt gjør dette: 1")).to_be_visible()


def test_rektor_changes_a_row_and_the_plan_says_so(
    busy_school: School, accessible: Callable[[Page], None]
) -> None:
    page = busy_school.window("rektor").page
    page.goto("/plan")
    page.locator("#F9").get_by_role("link", name="Endre teksten").click()
    page.locator("[id='nb.nar']").fill("")
    page.get_by_label("Hvorfor endres raden?").fill("Ny møtedag")
    page.get_by_role("button", name="Lagre raden").click()
    expect(page.locator("#feil")).to_be_focused()
    accessible(page)
    assert fits(page)
    page.locator("[id='nb.nar']").fill("Hver tirsdag")
    expect(page.get_by_label("Hvorfor endres raden?")).to_have_value("Ny møtedag")
    page.get_by_role("button", name="Lagre raden").click()
    expect(page.locator("#F9")).to_contain_text("Hver tirsdag")
    expect(page.locator("#F9")).to_contain_text("Skolens egen tekst fra")
    with page.expect_download() as paper:
        page.evaluate("""() => { const a = document.createElement('a'); a.href = '/plan.pdf';
                         a.download = ''; document.body.append(a); a.click(); a.remove(); }""")
    assert paper.value.path().read_bytes().startswith(b"%PDF-")
