"""What staff have seen, noted on a phone in half a minute; and a guardian's call, written down."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from engine import database
from engine.casefile import CASES
from tests.browser.school import School, demo_school, fits, put
from tests.webapp.conftest import app, settings

__all__ = ["app", "demo_school", "settings"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
#: Taps from the inbox to the receipt, and questions that must be answered.
MOST_TAPS, MOST_FIELDS = 5, 2


class Thumb:
    """One thumb on the glass, that counts."""

    def __init__(self) -> None:
        self.taps = 0

    def on(self, what: Locator) -> None:
        self.taps += 1
        what.tap()


def _cases(school: School, process: str) -> int:
    query = sa.select(sa.func.count()).select_from(CASES).where(CASES.c.process == process)
    with database.reading(school.engine) as session:
        return int(session.execute(query).scalar_one())


def test_an_observation_is_noted_on_a_phone_in_five_taps_and_two_answers(
    demo_school: School, accessible: Callable[[Page], None]
) -> None:
    page, thumb = demo_school.window("faglarer", color_scheme="dark", **PHONE).page, Thumb()
    page.goto("/")
    thumb.on(page.get_by_role("navigation", name="Hovedmeny").get_by_role("link", name="Meld fra"))
    door = page.get_by_role("link", name="Noter en observasjon")
    expect(door).to_be_in_viewport()
    accessible(page)
    assert fits(page)
    thumb.on(door)
    what = page.get_by_label("Hva så eller hørte du?")
    expect(what).to_be_in_viewport()
    accessible(page)
    assert fits(page)
    assert page.locator("#skjema [required], #skjema [aria-required=true]").count() <= MOST_FIELDS
    thumb.on(what)
    page.keyboard.type("Sitter alene i kantina tredje dag på rad.")
    thumb.on(page.get_by_label("Nei", exact=True))
    thumb.on(page.get_by_role("button", name="Send", exact=True))
    page.wait_for_url("**/kvittering*")
    assert thumb.taps <= MOST_TAPS
    assert _cases(demo_school, "observasjon") == 1
    accessible(page)
    assert fits(page)


def test_a_doubt_comes_back_to_whoever_noted_it_and_a_worry_goes_to_rektor(
    demo_school: School,
) -> None:
    page = demo_school.window("faglarer", **PHONE).page
    for answer in ("Usikker, vil se igjen", "Ja, meld til rektor"):
        page.goto("/meld/observasjon?som=notat")
        page.get_by_label("Hva så eller hørte du?").fill("Ble dyttet i garderoben.")
        page.get_by_label(answer).tap()
        page.get_by_role("button", name="Send", exact=True).tap()
        page.wait_for_url("**/kvittering*")
    assert _cases(demo_school, "observasjon") == 2
    assert _cases(demo_school, "melding") == 1


def test_a_guardian_who_calls_is_written_down_by_whoever_takes_the_phone(
    demo_school: School, accessible: Callable[[Page], None]
) -> None:
    """Source: row A7 of the plan."""
    page = demo_school.window("resepsjon", **PHONE).page
    page.goto("/meld")
    page.get_by_role("link", name="Jeg er ansatt").tap()
    page.get_by_label("Ja, en foresatt har tatt kontakt").check()
    for name, value in (
        ("paa_vegne_navn", "Bjørn Lund"),
        ("hva_skjedde", "Far ringte. Datteren vil ikke på skolen etter det som skjedde i går."),
        ("gjelder", "ukjent"),
        ("grep_inn", "ikke_til_stede"),
        ("akutt", False),
    ):
        put(page, name, value)
    accessible(page)
    assert fits(page)
    page.get_by_role("button", name="Send", exact=True).tap()
    page.wait_for_url("**/kvittering*")
    assert _cases(demo_school, "melding") == 1
