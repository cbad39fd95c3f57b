"""The year wheel in a real browser: by keys, as a list, for one role, in a calendar, moved."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.school import School, demo_school, fits
from tests.webapp.conftest import app, settings

__all__ = ["app", "demo_school", "settings"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
#: A time that is still to come, in the list under the wheel.
COMING = ".hp-year tbody tr:has(.hp-chip:text('Kommer')) th a"


@pytest.fixture
def planned_school(demo_school: School) -> School:
    """The demo school, with its year planned."""
    demo_school.plans_the_year()
    return demo_school


def _last_coming(page: Page) -> None:
    page.goto("/arshjul")
    page.locator(COMING).last.click()
    expect(page.get_by_role("heading", name="Start nå")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_the_wheel_is_worked_by_keys_and_has_a_list_that_says_the_same(
    planned_school: School, accessible: Callable[[Page], None], width: int, scheme: str
) -> None:
    size = {"width": width, "height": 740}
    page = planned_school.window("rektor", viewport=size, color_scheme=scheme).page
    page.goto("/arshjul")
    accessible(page)
    assert fits(page)
    marks = page.locator("svg .hp-wheel__mark")
    assert marks.count() > 20
    page.locator("#hvem").focus()
    for _step in range(3):
        page.keyboard.press("Tab")
    expect(marks.first).to_be_focused()
    name = marks.first.get_attribute("aria-label") or ""
    assert re.search(r": (Kommer|I gang|Gjort|Over fristen|Før flyten var i bruk|\d)", name)
    target = marks.first.get_attribute("href") or ""
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(urlsplit(target).path)))
    page.goto("/arshjul")
    page.locator(".hp-skipwheel").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#liste")).to_be_focused()
    listed = set(page.locator("#liste a").evaluate_all("all => all.map(a => a.pathname)"))
    drawn = set(
        marks.evaluate_all(
            "all => all.map(a => a.getAttribute('href')).filter(h => !h.includes('#'))"
        )
    )
    assert drawn <= listed


def test_the_year_is_shown_for_one_role_and_for_oneself(planned_school: School) -> None:
    page = planned_school.window("kontaktlarer").page
    page.goto("/arshjul")
    every = page.locator("svg .hp-wheel__mark").count()
    for choice in ("Mitt skoleår", "Kontaktlærer"):
        page.get_by_role("combobox", name="Vis").select_option(choice)
        page.get_by_role("button", name="Vis", exact=True).click()
        expect(page.get_by_role("combobox", name="Vis").locator("option:checked")).to_have_text(
            choice
        )
        assert 0 < page.locator("svg .hp-wheel__mark").count() < every


def test_the_calendar_address_is_made_once_works_and_is_closed(
    planned_school: School, accessible: Callable[[Page], None]
) -> None:
    page = planned_school.window("kontaktlarer").page
    page.goto("/arshjul")
    page.get_by_role("link", name="I kalenderen din").click()
    page.get_by_role("button", name="Lag en adresse").click()
    field = page.get_by_label("Adressen til kalenderen")
    expect(field).to_be_focused()
    accessible(page)
    made = urlsplit(field.input_value())
    fed = page.request.get(f"{planned_school.address}{made.path}?{made.query}")
    assert fed.status == 200
    assert fed.text().startswith("BEGIN:VCALENDAR")
    page.get_by_role("button", name="Steng adressen").click()
    expect(page.get_by_role("status")).to_contain_text("Adressen er stengt.")
    assert page.request.get(f"{planned_school.address}{made.path}?{made.query}").status == 404


def test_rektor_postpones_what_comes_with_a_reason_and_starts_it_early(
    planned_school: School, accessible: Callable[[Page], None]
) -> None:
    page = planned_school.window("rektor").page
    _last_coming(page)
    accessible(page)
    assert fits(page)
    page.get_by_label("Ny dag").fill("2027-06-10")
    page.get_by_role("button", name="Utsett").click()
    expect(page.get_by_label("Hvorfor")).to_be_focused()
    expect(page.get_by_label("Ny dag")).to_have_value("2027-06-10")
    accessible(page)
    page.get_by_label("Hvorfor").fill("Kollisjon med eksamen")
    page.get_by_role("button", name="Utsett").click()
    expect(page.get_by_role("status")).to_contain_text("Utsatt til 10. juni")
    expect(page.get_by_role("table").first).to_contain_text("utsatt")
    page.get_by_role("button", name="Start nå").click()
    expect(page.get_by_role("status")).to_contain_text("startet")
    expect(page.get_by_role("table").first).to_contain_text("I gang")
