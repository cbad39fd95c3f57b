"""The school makes a flow of its own in the browser, uses it, changes it and takes the change back.

No file is touched and nothing is restarted. The administrator has never heard of BPMN.
"""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from engine import clock, database, publishing
from tests.browser.school import School, Window, demo_school
from tests.webapp.conftest import app, settings

__all__ = ["app", "demo_school", "settings"]

FLOW = "soknad_om_permisjon"
LIST = f"/flyter/{FLOW}/steg"


def _question(page: Page, text: str, kind: str, *, required: bool = True) -> None:
    """One question is added to the form on the page."""
    page.get_by_role("link", name="Nytt spørsmål").first.click()
    page.wait_for_url(re.compile("nytt="))
    page.get_by_label("Spørsmål", exact=True).fill(text)
    page.get_by_label("Slags svar").select_option(label=kind)
    if required:
        page.get_by_label("Må besvares").check()
    page.get_by_role("button", name="Lagre i kladden").click()
    page.wait_for_url(re.compile("felt="))


def _form(page: Page, title: str, questions: list[tuple[str, str]]) -> None:
    """A form with these questions is in the draft."""
    page.goto(f"/skjema/{FLOW}/ny")
    page.get_by_label("Navn på skjemaet").fill(title)
    page.get_by_role("button", name="Lag skjemaet").click()
    page.wait_for_url(re.compile(r"/skjema/.*\?nytt="))
    for text, kind in questions:
        _question(page, text, kind)


def _step(page: Page, name: str, **chosen: str) -> None:
    """The step with this name is opened in the list and says what is chosen."""
    page.goto(LIST)
    page.get_by_role("link", name=name, exact=True).click()
    for label, value in chosen.items():
        field = page.locator(f"#{label}")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.get_by_text("Lagret i kladden.")).to_be_visible()


def _published(school: School, why: str) -> None:
    """The administrator asks, and rektor says yes."""
    page = school.who("administrator").page
    page.goto(f"/flyter/{FLOW}/publiser")
    page.get_by_label("Hvorfor endres flyten?").fill(why)
    page.get_by_role("button", name="Send til godkjenning").click()
    expect(page.get_by_text("Sendt til godkjenning.")).to_be_visible()
    page = school.who("rektor").page
    page.goto("/flyter")
    page.get_by_role("link", name="Søknad om permisjon").first.click()
    page.get_by_role("button", name="Godkjenn og publiser").click()
    expect(page.get_by_text("Publisert. Nye saker følger den nye versjonen")).to_be_visible()


def _applied(school: School, days: str) -> None:
    """A teacher finds the flow where people start things, and applies."""
    window = school.who("kontaktlarer")
    window.page.goto("/meld")
    window.page.get_by_role("link", name="Søknad om permisjon").click()
    window.page.get_by_label("Hvor mange dager?").fill(days)
    window.page.get_by_label("Hvorfor?").fill("Bryllup i familien")
    _sent(window)


def _sent(window: Window) -> None:
    window.page.get_by_role("button", name="Send", exact=True).click()
    window.page.wait_for_url(re.compile(r"/sendt$|/kvittering|/saker/"))


def _number(school: School) -> int:
    with database.reading(school.engine) as session:
        return publishing.in_use(session, FLOW).number


def _begun(school: School) -> Page:
    page = school.who("administrator").page
    page.goto("/flyter")
    page.get_by_role("link", name="Ny flyt").click()
    page.get_by_label("Hva skal flyten hete?").fill("Søknad om permisjon")
    page.get_by_label("Hvem gjør det første?").select_option(label="Ansatt")
    page.get_by_role("button", name="Lag kladden").click()
    page.wait_for_url(f"**{LIST}")
    return page


def test_a_school_makes_uses_changes_and_takes_back_a_flow_of_its_own(demo_school: School) -> None:
    page = _begun(demo_school)
    _form(
        page, "Søk om permisjon", [("Hvor mange dager?", "Helt tall"), ("Hvorfor?", "Lang tekst")]
    )
    _form(page, "Svar på søknaden", [("Er den innvilget?", "Ja eller nei")])
    _form(page, "Avtal vikar", [("Hvem tar timene?", "Kort tekst")])
    _step(page, "Start", navn="Noen søker", skjema="Søk om permisjon")
    _step(
        page,
        "Første oppgave",
        navn="Svar på søknaden",
        hvem="Rektor",
        skjema="Svar på søknaden",
        frist_antall="5",
        frist_enhet="Skoledager",
    )
    page.goto(LIST)
    page.get_by_role("link", name="Legg til etter «Svar på søknaden»").click()
    page.locator("#navn").fill("Avtal vikar")
    page.locator("#hvem").select_option(label="Avdelingsleder")
    page.get_by_label("Bare noen ganger, avhengig av et svar").check()
    page.get_by_text("Bare noen ganger: når?").click()
    page.get_by_label("Spørsmålet i tegningen").fill("Er den innvilget?")
    page.get_by_label("Gjøres når").select_option(label="«Er den innvilget?» er Ja")
    page.get_by_role("button", name="Legg til steget").click()
    _step(page, "Avtal vikar", skjema="Avtal vikar", frist_antall="2", frist_enhet="Skoledager")
    _published(demo_school, "Permisjon har gått på e-post til nå")

    _applied(demo_school, "3")
    rektor = demo_school.who("rektor").opens("Svar på søknaden")
    expect(rektor.page.get_by_text("5 skoledager").first).to_be_visible()

    page = demo_school.who("administrator").page
    _step(page, "Svar på søknaden", frist_antall="3")
    page.goto(f"/flyter/{FLOW}/publiser")
    expect(page.locator(".hp-changes")).to_contain_text("3 skoledager")
    expect(page.get_by_text("Flyttes trygt")).to_be_visible()
    _published(demo_school, "Fem dager var for lenge")
    assert _number(demo_school) == 2

    rektor.opens("Svar på søknaden")
    expect(rektor.page.get_by_text("5 skoledager").first).to_be_visible()
    rektor.page.get_by_label("Ja", exact=True).check()
    _sent(rektor)
    leader = demo_school.who("avdelingsleder").opens("Avtal vikar")
    leader.page.get_by_label("Hvem tar timene?").fill("Lars Myhre")
    _sent(leader)

    page = demo_school.who("rektor").page
    page.goto(f"/flyter/{FLOW}/publiser")
    page.get_by_text("Angre den siste publiseringen").click()
    page.get_by_label("Hvorfor angres den?").fill("Rektor rekker ikke tre dager")
    page.get_by_role("button", name="Angre publiseringen").click()
    expect(page.get_by_text("Angret. Versjonen fra før er i bruk igjen.")).to_be_visible()
    assert _number(demo_school) == 1
    with clock.at(clock.now() + timedelta(minutes=1)):
        _applied(demo_school, "1")
