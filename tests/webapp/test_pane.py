"""The pane beside the inbox, as the server draws it; how it behaves stands in tests/browser."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from engine import audit
from engine.audit import Kind
from engine.cases import Opened
from tests.builders import a_case
from tests.webapp.conftest import Act, Browser, csrf_of, looking
from tests.webapp.test_tasks import task_of
from webapp import pane

LIST = "/innboks?liste=gruppe"


@pytest.fixture
def opened(act: Act) -> Opened:
    """A case whose first task is for a contact teacher."""
    made = act(lambda session, cast: a_case(session, cast.kari, "w1"))
    assert isinstance(made, Opened)
    return made


def beside(client: FlaskClient, path: str) -> str:
    """A page asked for by the pane."""
    return client.get(path, headers={pane.BESIDE: LIST}).get_data(as_text=True)


def test_the_pane_holds_the_page_of_the_task_and_nothing_around_it(
    signed_in: Browser, school: sa.Engine, opened: Opened
) -> None:
    kari, task = signed_in("kari"), task_of(school, opened)
    alone, whole = beside(kari, f"/oppgaver/{task}"), kari.get(f"/oppgaver/{task}").text
    assert "<html" not in alone
    assert "<h1" not in alone
    assert f'data-task="{task}"' in alone
    for part in ('id="skjema"', 'id="hvorfor"', 'id="sak"', 'id="kommentarer"'):
        assert part in alone
        assert part in whole


def test_the_list_and_the_task_beside_it_have_an_address_together(
    signed_in: Browser, school: sa.Engine, opened: Opened
) -> None:
    kari, task = signed_in("kari"), task_of(school, opened)
    html = kari.get(f"/innboks/oppgaver/{task}?liste=gruppe").text
    assert html.count("<h1") == 1
    assert 'id="skjema"' in html
    assert f'data-task="{task}" data-chosen' in html
    assert f'href="{LIST}" data-back data-closes' in html


def test_looking_in_the_pane_leaves_a_line_as_the_page_does(
    signed_in: Browser, school: sa.Engine, opened: Opened
) -> None:
    task = task_of(school, opened)
    signed_in("randi").get(f"/innboks/oppgaver/{task}")
    with looking(school) as session:
        [event] = audit.trail(session, opened.id, kinds=[Kind.TASK_READ])
    assert event.body["task"] == task


def test_a_task_one_may_not_know_of_is_not_found(
    signed_in: Browser, school: sa.Engine, opened: Opened
) -> None:
    task = task_of(school, opened)
    asked = signed_in("ulla").get(f"/oppgaver/{task}", headers={pane.BESIDE: LIST})
    shared = signed_in("ulla").get(f"/innboks/oppgaver/{task}")
    for answer in (asked, shared):
        assert answer.status_code == 404
        assert "Vi finner ikke det du leter etter" in answer.text
    assert 'id="rute"' in asked.text


def test_what_leads_out_of_the_task_is_for_the_whole_browser(
    signed_in: Browser, school: sa.Engine, opened: Opened
) -> None:
    kari, task = signed_in("kari"), task_of(school, opened)
    page = kari.get(f"/oppgaver/{task}").text
    data = {"csrf_token": csrf_of(page), "_action": "save", "tekst": "x"}
    answer = kari.post(
        f"/oppgaver/{task}/fullforing",
        data=data,
        headers={pane.BESIDE: LIST},
        follow_redirects=True,
    )
    assert (answer.status_code, answer.headers[pane.AWAY]) == (204, LIST)
    elsewhere = kari.get("/saker?sok=26", headers={pane.BESIDE: LIST})
    assert elsewhere.headers[pane.AWAY] == "/saker?sok=26"


def test_an_address_outside_ours_opens_no_pane(
    signed_in: Browser, school: sa.Engine, opened: Opened
) -> None:
    task = task_of(school, opened)
    html = signed_in("kari").get(
        f"/oppgaver/{task}", headers={pane.BESIDE: "https://andre.invalid/"}
    )
    assert "<html" in html.text
    assert "andre.invalid" not in html.text
