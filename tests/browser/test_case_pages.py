"""Case pages, reporting and operations in a real browser: axe, 320 px, dark, without scripts."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from engine import database, people, tokens
from tests.browser.conftest import NewContext, Serve
from tests.webapp.casework import assessed, reported, stuck
from tests.webapp.conftest import Act, act, app, school, settings
from webapp import patience

__all__ = ["act", "app", "school", "settings"]

TABS = ("", "/tidslinje", "/diagram", "/skjemaer", "/vedlegg", "/innsyn", "/spor")
LINE = "De ler av meg i garderoben"


def as_person(engine: sa.Engine, key: str, address: str) -> list[dict[str, str]]:
    """The cookie of somebody signed in."""
    secret = tokens.new_secret()
    with database.transaction(engine) as session:
        tokens.store_session(session, secret, people.actor(session, key).id, "{}")
    return [{"name": "handlingsplan", "value": secret, "url": address}]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_every_page_is_whole_and_open_to_all(
    app: Flask, school: sa.Engine, act: Act, serve: Serve, new_context: NewContext,
    accessible: Callable[[Page], None], width: int, scheme: str,
) -> None:  # fmt: skip
    codes = [made.code for made in (act(reported), act(assessed), act(stuck))]  # type: ignore[attr-defined]  # Act says only object
    address = serve(app)
    looks = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    paths = {
        "randi": ["/saker", "/flyter", "/flyter/tiny", "/drift"]
        + [f"/saker/{codes[0]}{tab}" for tab in TABS]
        + [f"/saker/{code}" for code in codes[1:]],
        "dag": ["/drift", f"/saker/{codes[2]}/teknisk"],
        "": ["/meld", "/meld/melding?som=meg"],
    }
    for person, wanted in paths.items():
        context = new_context(**looks)
        if person:
            context.add_cookies(as_person(school, person, address))
        page = context.new_page()
        for path in wanted:
            page.goto(address + path)
            accessible(page)
            assert fits(page), path
        context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_report_is_sent_with_and_without_scripts(
    app: Flask, school: sa.Engine, serve: Serve, new_context: NewContext, scripts: bool
) -> None:
    patience.forget()
    page = new_context(
        java_script_enabled=scripts, viewport={"width": 320, "height": 700}
    ).new_page()
    page.goto(serve(app) + "/meld")
    page.get_by_role("link", name="Det gjelder meg").click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv minst én setning")
    page.get_by_label("Hva har skjedd?").fill(LINE)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Takk for at du sa fra")


def test_the_way_out_leaves_no_way_back_to_what_was_written(
    app: Flask, school: sa.Engine, serve: Serve, new_context: NewContext
) -> None:
    page = new_context().new_page()
    page.route("https://www.yr.no/**", lambda route: route.fulfill(body="vær"))
    address = serve(app)
    page.goto(f"{address}/tilgjengelighet")
    page.goto(f"{address}/meld/melding?som=meg")
    page.get_by_label("Hva har skjedd?").fill(LINE)
    page.get_by_role("link", name="Forlat siden").click()
    page.wait_for_url("https://www.yr.no/**")
    page.go_back()
    assert page.url == f"{address}/tilgjengelighet"
