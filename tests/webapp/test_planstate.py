"""How each row of the plan stands this year: in words, honestly, and without telling of a case."""

import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from engine import clock, publishing, roster, yearwheel
from engine.evidence import RowState
from tests.builders import publish_shipped
from tests.cast import Cast
from tests.engine.wheelworld import FIRST, SECOND, morning, use_years
from tests.webapp.casework import plain
from tests.webapp.conftest import Act, Browser
from tests.webapp.test_cases import page
from webapp import planstate


@pytest.fixture
def august() -> None:
    """Two weeks are left before school begins."""
    clock.freeze(morning(2026, 8, 3))


@pytest.fixture
def plan_school(august: None, act: Act) -> Act:
    """Every delivered flow is in use and the year is planned."""
    use_years(FIRST, SECOND)

    def prepare(session: Session, cast: Cast) -> None:
        sta = roster.add_group(session, key="2STA")
        roster.put(session, cast.kari.id, sta.id, "contact_teacher")
        roster.put(session, cast.nora.id, sta.id, "pupil")
        publish_shipped(session)
        yearwheel.plan(session)

    act(prepare)
    return act


def _row(html: str, row: str) -> str:
    found = re.search(rf'<tr id="{row}">.*?</tr>', html, re.DOTALL)
    assert found is not None
    return plain(found[0])


def test_a_row_says_what_is_coming_what_goes_on_and_what_is_done(
    plan_school: Act, signed_in: Browser
) -> None:
    before = _row(page(signed_in("kari"), "/plan"), "F7")
    assert "Ikke kommet ennå neste 17. aug." in before
    clock.freeze(morning(2026, 8, 17))

    def start(session: Session, _cast: Cast) -> None:
        while yearwheel.start_next(session):
            pass

    plan_school(start)
    assert "I gang" in _row(page(signed_in("kari"), "/plan"), "F6")
    assert "I gang 1 sak på vei dit" in _row(page(signed_in("kari"), "/plan"), "F7")
    clock.freeze(clock.now() + timedelta(days=120))
    assert "Over fristen" in _row(page(signed_in("kari"), "/plan"), "F6")


def test_a_row_whose_flow_is_retired_is_plain_to_see(plan_school: Act, signed_in: Browser) -> None:
    def retire(session: Session, _cast: Cast) -> None:
        publishing.in_use(session, "oppstart").in_use = False

    plan_school(retire)
    html = page(signed_in("kari"), "/plan")
    assert "Ingen flyt gjør dette" in _row(html, "F7")
    assert "En flyt er tatt ut av bruk" in _row(html, "F3")
    assert re.search(r"Ingen flyt gjør dette: \d", plain(html))


def test_how_often_something_has_happened_is_told_to_those_who_lead_only(
    plan_school: Act, signed_in: Browser
) -> None:
    assert "Ved behov Skjer når det trengs." in _row(page(signed_in("kari"), "/plan"), "U2")
    told = _row(page(signed_in("randi"), "/plan"), "M3b")
    assert "Ved behov Ingenting er registrert i år." in told


def test_pupils_and_guardians_read_the_plan_and_not_how_it_stands(
    plan_school: Act, signed_in: Browser
) -> None:
    html = page(signed_in("nora"), "/plan")
    assert "Ikke kommet ennå" not in html
    assert "Slik står det i" not in html


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (RowState("F1", done=2), ("done", "2 steg gjort")),
        (RowState("F1", done=2, planned=1), ("sofar", "2 steg gjort")),
        (RowState("F1", open=3, late=1), ("late", "1 over fristen, 2 i gang")),
        (RowState("F1", done=2, running=1), ("sofar", "2 steg gjort, 1 sak på vei dit")),
        (RowState("F1", running=2), ("open", "2 saker på vei dit")),
        (RowState("F1", carried=1), ("open", "1 åpen fra i fjor")),
        (RowState("F1", passed=1), ("missing", "Dagen var over før flyten ble tatt i bruk.")),
        (RowState("F1"), ("missing", "Ingenting er gjort eller planlagt i år.")),
        (None, ("missing", "Ingenting er gjort eller planlagt i år.")),
    ],
)
def test_a_row_of_the_year_wheel_is_done_going_on_coming_or_missing(
    state: RowState | None, said: tuple[str, str]
) -> None:
    found = planstate._standing(state, gone=False, wheel="/arshjul/2026-27", counts=False)
    assert (found.state, found.told) == said
