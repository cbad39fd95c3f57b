"""Ctrl+K: what fits the letters typed so far, for those who may know of it."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from engine import views
from engine.cases import Opened
from tests.webapp.casework import plain, reported
from tests.webapp.conftest import Act, Browser
from tests.webapp.test_tasks import task_of
from webapp import find


@pytest.fixture
def report(act: Act) -> Opened:
    """Kari has reported about Nora; the task is for whoever is rektor."""
    made = act(lambda session, cast: reported(session, cast))
    assert isinstance(made, Opened)
    return made


def hits(client: FlaskClient, wanted: str) -> str:
    html: str = client.get("/finn", query_string={"q": wanted}).text
    return html[html.index('id="treff"') : html.index("</main>")]


def test_before_anything_is_typed_the_places_are_there(signed_in: Browser) -> None:
    assert 'href="/innboks"' in hits(signed_in("randi"), "")
    assert 'href="/saker"' not in hits(signed_in("nora"), "")


def test_a_task_is_found_by_its_step_and_a_case_by_its_code(
    signed_in: Browser, school: sa.Engine, report: Opened
) -> None:
    randi, task = signed_in("randi"), f'href="/oppgaver/{task_of(school, report)}"'
    assert task in hits(randi, "vurder meld")
    found = hits(randi, report.code[:6].lower())
    assert task in found
    assert f'href="/saker/{report.code}"' in found
    for other in ("ulla", "nora"):
        assert report.code not in hits(signed_in(other), report.code)


def test_a_saved_view_is_found_by_its_name(signed_in: Browser, act: Act) -> None:
    act(lambda session, cast: views.save(session, cast.randi, "Det som brenner", "frist=over"))
    assert 'href="/innboks?frist=over"' in hits(signed_in("randi"), "brenn")
    assert "brenner" not in hits(signed_in("kari"), "brenn")


def test_nothing_that_fits_says_what_to_try(signed_in: Browser) -> None:
    assert "Ingenting passer" in plain(hits(signed_in("randi"), "x" * 80))
    assert find.LONGEST == 60
