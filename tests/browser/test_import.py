"""People from a file in a real browser: chosen, refused row by row, mended there, imported."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from engine import database, people
from tests.browser.school import School, demo_school, fits
from tests.webapp.conftest import app, settings

__all__ = ["app", "demo_school", "settings"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
GOOD = """nokkel;navn;type;fodt;klasse;roller;kontaktlarer_for;foresatte
ny_larer;Åse Ny;ansatt;;;Faglærer;3STA;
ny_elev;Ole Ny;elev;24.12.2009;3STA;;;ny_mor
ny_mor;Mor Ny;foresatt;;;;;
"""
BAD = GOOD.replace("24.12.2009", "32.12.2009").replace(";foresatt;", ";tante;")


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_a_file_with_faults_is_mended_on_the_page_and_imported(
    demo_school: School,
    accessible: Callable[[Page], None],
    tmp_path: Path,
    width: int,
    scheme: str,
) -> None:
    size = {"width": width, "height": 740}
    page = demo_school.window("rektor", viewport=size, color_scheme=scheme).page
    file = tmp_path / "personer.csv"
    file.write_bytes(BAD.encode("cp1252"))
    page.goto("/personer")
    page.get_by_role("link", name="Les inn fra fil").click()
    accessible(page)
    assert fits(page)
    with page.expect_download() as template:
        page.get_by_role("link", name="Hent en mal").click()
    assert template.value.suggested_filename == "personer.csv"
    page.get_by_label("Fil", exact=True).set_input_files(file)
    page.get_by_role("button", name="Se over").click()

    expect(page.locator("#feil")).to_be_focused()
    expect(page.get_by_role("listitem").filter(has_text="Rad 3, fodt")).to_contain_text(
        "«32.12.2009» er ingen dato. Skriv dag, måned og år"
    )
    expect(page.get_by_role("listitem").filter(has_text="Rad 4, type")).to_be_visible()
    expect(page.get_by_role("button", name="Les inn personene")).to_have_count(0)
    accessible(page)
    assert fits(page)
    page.get_by_label("Rett her, og se over på nytt").fill(GOOD)
    page.get_by_role("button", name="Se over på nytt").click()

    expect(page.get_by_role("heading", name="Nye personer 3")).to_be_visible()
    page.get_by_text("Vis hvem").click()
    accessible(page)
    assert fits(page)
    page.get_by_role("button", name="Les inn personene").click()
    expect(page.get_by_role("status")).to_contain_text("Nye: 3, endret: 0, avsluttet: 0.")
    expect(page).to_have_url(f"{demo_school.address}/personer")
    with database.reading(demo_school.engine) as session:
        found = people.by_keys(session, ["ny_larer", "ny_elev", "ny_mor"])
    assert {one.name for one in found.values()} == {"Åse Ny", "Ole Ny", "Mor Ny"}
