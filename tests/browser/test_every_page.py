"""Every kind of page of the demo school: open to all in light and dark, and whole on a phone.

A page that is added is visited here too, or the test that walks the map of addresses names it.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from engine import database
from engine.casefile import CASES, TASKS, CaseStatus, TaskStatus
from engine.people import Person
from tests.browser.school import School, Window, busy_school, fits
from tests.webapp.conftest import app, settings
from webapp import patience

__all__ = ["app", "busy_school", "settings"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
TABS = ("", "/tidslinje", "/diagram", "/skjemaer", "/vedlegg", "/innsyn", "/spor")
LISTS = ("mine", "gruppe", "forfaller", "venter", "ferdig")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
#: Endpoints that answer GET with no page of their own, each with what it is instead.
NO_PAGE = {
    "static": "files",
    "start.healthz": "for machines",
    "start.readyz": "for machines",
    "plan.document": "a PDF",
    "yearfeed.feed": "a calendar",
    "peopleimport.template": "a file",
    "processes.source": "a file",
    "attachments.download": "a file",
    "dossier.download": "a file",
    "flows.package": "a file",
    "draw.state": "data for the drawing surface",
    "inbox.beside": "the list with a task's page in it",
    "inboxnews.line": "a line inside the list",
    "tasks.reloaded": "leads back to the task",
}
#: Paths of what has been looked at.
VISITED: set[str] = set()
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 320, "height": 640}


def faults(page: Page) -> Iterator[str]:
    """What is wrong with the page as it stands: small and dark, then large and light."""
    VISITED.add(urlsplit(page.url).path)
    for size, scheme in ((NARROW, "dark"), (WIDE, "light")):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict of two numbers
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
        if not fits(page):
            yield f"{page.url} {scheme}: sticks out at {size['width']}"
        found = Axe().run(page, options=RULES)
        if found.violations_count:
            yield f"{page.url} {scheme}: {found.generate_report()}"


def look(window: Window, *paths: str) -> list[str]:
    """What is wrong with these pages, everything on them folded out."""
    found = []
    for path in paths:
        window.page.goto(path)
        unfold(window.page)
        found += list(faults(window.page))
    return found


def unfold(page: Page) -> None:
    """Everything that can be folded out on the page is."""
    page.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true; })")


def code_where(school: School, *conditions: sa.ColumnElement[bool]) -> str:
    """The code of a case for which this holds."""
    query = sa.select(CASES.c.code).join(TASKS, TASKS.c.case_id == CASES.c.id).where(*conditions)
    with database.reading(school.engine) as session:
        return str(session.execute(query.limit(1)).scalar_one())


def open_at(element: str) -> tuple[sa.ColumnElement[bool], ...]:
    return TASKS.c.element == element, TASKS.c.status == TaskStatus.OPEN


def for_everybody(school: School) -> list[str]:
    patience.forget()
    window = school.window()
    wrong = look(
        window,
        *("/", "/logg-inn", "/meld", "/tilgjengelighet", "/finnes-ikke"),
        *(f"/meld/melding?som={door}" for door in ("meg", "foresatt", "anonym")),
    )
    window.send()
    expect(window.page.get_by_role("alert")).to_be_visible()
    wrong += faults(window.page)
    window.page.locator("[name=hva_skjedde]").fill("De ler av meg.")
    window.sends()
    return [*wrong, *faults(window.page)]


def of_the_work(school: School) -> list[str]:
    window = school.window("rektor")
    window.page.goto("/innboks?liste=gruppe")
    task = window.page.locator(".hp-row__link").first.get_attribute("href") or ""
    wrong = look(
        window,
        *(f"/innboks?liste={key}" for key in LISTS),
        *("/innboks?sok=finnesikke", "/personer", "/saker", "/saker?sok=finnesikke"),
        *("/flyter", "/flyter/skolemiljosak", task),
    )
    window.send()
    expect(window.page.locator("#feil")).to_be_focused()
    return [*wrong, *faults(window.page)]


def of_a_case(school: School) -> list[str]:
    window = school.window("rektor")
    code = code_where(school, *open_at("evaluer"))
    closed = code_where(school, CASES.c.status == CaseStatus.CLOSED)
    wrong = look(window, *(f"/saker/{code}{tab}" for tab in TABS), f"/saker/{closed}")
    window.page.goto(f"/saker/{code}/skjemaer")
    window.page.locator(".hp-row__link").first.click()
    return [*wrong, *faults(window.page)]


def of_pupils_guardians_and_the_machine(school: School) -> list[str]:
    wrong = look(school.window("elev"), "/min-sak", "/meld/melding?som=meg")
    wrong += look(school.window("foresatt"), "/min-sak", "/saker/26-AAAAAA")
    wrong += look(school.window("drift"), "/drift", "/innboks")
    return wrong + look(school.window("administrator"), "/flyter/melding", "/saker")


def of_the_plan_and_the_year(school: School) -> list[str]:
    school.plans_the_year()
    window = school.window("rektor")
    wrong = look(window, "/plan", "/plan/F9", "/arshjul", "/arshjul/kalender", "/daglig-epost")
    window.page.goto("/arshjul")
    time = window.page.locator(".hp-year tbody th a").last.get_attribute("href") or ""
    wrong += look(window, time, "/arshjul/skolerute", "/arshjul/skolerute/2026-27")
    wrong += look(window, "/personer/import", "/finn?q=sak")
    code = code_where(school, *open_at("evaluer"))
    window.page.goto(f"/saker/{code}/skjemaer")
    form = window.page.locator(".hp-row__link").first.get_attribute("href") or ""
    return [*wrong, *look(window, form, "/finnes-ikke")]


def of_a_receipt(school: School) -> list[str]:
    """As it stands for whoever sent the answers."""
    done = sa.select(TASKS.c.id, Person.key).join(Person, Person.id == TASKS.c.closed_by)
    with database.reading(school.engine) as session:
        task, key = session.execute(done.where(Person.key == "rektor").limit(1)).one()
    return look(school.window(key), f"/oppgaver/{task}/sendt")


def of_the_studio(school: School) -> list[str]:
    window = school.window("administrator")
    wrong = look(window, "/flyter/observasjon/steg", "/flyter/observasjon/publiser")
    window.page.goto("/flyter/observasjon/steg")
    for part in ("/steg/", "/pil/"):
        link = window.page.locator(f"main a[href*='{part}']").first
        wrong += look(window, link.get_attribute("href") or "")
        window.page.goto("/flyter/observasjon/steg")
    form = "/skjema/observasjon/notat"
    wrong += look(window, form, *(f"{form}/{part}" for part in ("regler", "bank", "tekst")))
    wrong += look(window, "/skjema/observasjon/ny", "/flyter/ny", "/flyter/melding/sammenlign")
    wrong += look(window, "/flyter/observasjon/prov", "/flyter/observasjon/prov/skjema")
    code = code_where(school, *open_at("evaluer"))
    return [*wrong, *look(school.window("rektor"), f"/saker/{code}/teknisk")]


def of_the_drawing_surface(school: School) -> list[str]:
    """Only where there is room for it; on a phone it points to the list of steps."""
    window = school.window("administrator", viewport=WIDE)
    window.page.goto("/flyter/observasjon/tegn")
    VISITED.add(urlsplit(window.page.url).path)
    expect(window.page.get_by_role("heading", level=1)).to_be_visible()
    return []


PLACES = (
    for_everybody,
    of_the_work,
    of_a_case,
    of_pupils_guardians_and_the_machine,
    of_the_plan_and_the_year,
    of_a_receipt,
    of_the_studio,
    of_the_drawing_surface,
)


def not_visited(app: Flask) -> list[str]:
    """Endpoints with a page that nobody has looked at."""
    known = app.url_map.bind("127.0.0.1")
    seen = {known.match(path)[0] for path in VISITED if known.test(path)}
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith("api.")
    }
    return sorted(pages - seen - NO_PAGE.keys())


def test_every_page_is_open_to_all_and_whole_on_a_phone(busy_school: School, app: Flask) -> None:
    VISITED.clear()
    wrong = [fault for place in PLACES for fault in place(busy_school)]
    assert not wrong, "\n".join(wrong)
    assert not_visited(app) == []
