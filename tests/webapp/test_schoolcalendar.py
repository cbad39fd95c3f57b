"""The school calendar changed in the browser, and what is said when it makes no sense."""

import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse as Response

from engine import calendar, clock, database, schoolyears
from tests.webapp.casework import plain
from tests.webapp.conftest import Act, Browser, post
from tests.webapp.test_cases import page
from webapp import calendarfaults

PATH = "/arshjul/skolerute"


def _fields(html: str) -> dict[str, str]:
    """What a browser would send of the form as it stands."""
    inputs = re.findall(r'<input class="ds-input" id="([^"]+)"[^>]* value="([^"]*)"', html)
    number = re.search(r'name="nummer" value="(\d+)"', html)
    return {**dict(inputs), "nummer": number[1] if number else "0", "hvorfor": "Ny rute"}


def _sent(browser: FlaskClient, slug: str, **changes: Any) -> Response:
    fields = _fields(page(browser, f"{PATH}/{slug}"))
    to = f"{PATH}/{slug}"
    answer: Response = post(browser, to, to, {**fields, **changes})
    return answer


def test_everybody_employed_sees_the_calendar_and_only_its_keepers_change_it(
    signed_in: Browser,
) -> None:
    seen = plain(page(signed_in("kari"), PATH))
    assert "2026/27" in seen
    assert "Høstferie 28. sep. 2026 2. okt. 2026" in seen
    assert "Endre" not in seen
    page(signed_in("kari"), f"{PATH}/2026-27", 404)
    page(signed_in("nora"), PATH, 404)
    for keeper in ("randi", "dag"):
        assert "Endre" in plain(page(signed_in(keeper), PATH))
        page(signed_in(keeper), f"{PATH}/2026-27")
    page(signed_in("randi"), f"{PATH}/1999-00", 404)


def test_a_planning_day_counts_from_the_next_page_and_says_who_and_why(
    signed_in: Browser, act: Act
) -> None:
    randi = signed_in("randi")
    assert _sent(randi, "2026-27", **{"plan-0": "2026-11-11"}).status_code == 303
    told = plain(page(randi, PATH))
    assert "Planleggingsdag 11. nov. 2026" in told
    assert "Ny rute" in told
    assert "Randi Rektor" in told
    assert "Levert med systemet" in told
    assert calendar.current().number == 2
    assert act(lambda session, _: schoolyears.newest(session)) == 2


def test_a_row_that_is_emptied_is_gone(signed_in: Browser) -> None:
    randi = signed_in("randi")
    empty = {"ferie-0": "", "fra-0": "", "til-0": ""}
    assert _sent(randi, "2026-27", **empty).status_code == 303
    assert "Høstferie 28. sep." not in plain(page(randi, PATH))
    assert "Juleferie 21. des. 2026" in plain(page(randi, PATH))


@pytest.mark.parametrize(
    ("changes", "said", "field"),
    [
        ({"plan-0": "2026-11-14"}, "14.11.2026 er en lørdag.", "plan-0"),
        ({"siste": "1.1.2020"}, "Siste dag er før første dag.", "siste"),
        ({"til-0": "2026-09-01"}, "Siste dag er før første dag.", "til-0"),
        ({"fra-0": "2026-07-01"}, "1.7.2026 er utenfor skoleåret.", "fra-0"),
        ({"forste": "2026-06-01"}, "Skoleåret begynner før 2025/26 er over.", "forste"),
        ({"ferie-0": ""}, "Gi ferien et navn", "ferie-0"),
        ({"navn": "i fjor"}, "Skriv skoleåret som to år på rad", "navn"),
        ({"fra-0": "i høst"}, "Skriv en dato, slik: 17.8.2026.", "fra-0"),
        ({"hvorfor": " "}, "Skriv hvorfor skoleruta endres.", "hvorfor"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field_and_nothing_is_stored(
    signed_in: Browser, act: Act, changes: dict[str, str], said: str, field: str
) -> None:
    answer = _sent(signed_in("randi"), "2026-27", **changes)
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert said in plain(html)
    assert f'href="#{field}"' in html
    assert f'id="{field}-feil"' in html
    assert act(lambda session, _: schoolyears.newest(session)) == 0


def test_the_next_school_year_is_proposed_in_the_same_pattern_and_saved(
    signed_in: Browser,
) -> None:
    randi = signed_in("randi")
    assert "Lag skoleåret 2027/28" in plain(page(randi, PATH))
    proposed = _fields(page(randi, f"{PATH}/ny"))
    assert (proposed["navn"], proposed["fra-3"]) == ("2027/28", "2028-04-10")
    assert _sent(randi, "ny").status_code == 303
    assert "Lag skoleåret 2028/29" in plain(page(randi, PATH))
    assert [year.name for year in calendar.current().years][-1] == "2027/28"


def test_more_rows_can_be_had_without_saving(signed_in: Browser, act: Act) -> None:
    answer = _sent(signed_in("randi"), "2026-27", _action="rader", navn="2026/27")
    assert answer.status_code == 200
    assert 'id="fra-7"' in answer.get_data(as_text=True)
    assert act(lambda session, _: schoolyears.newest(session)) == 0


def test_two_who_change_the_calendar_are_told(signed_in: Browser) -> None:
    randi = signed_in("randi")
    _sent(randi, "2026-27", **{"plan-0": "2026-11-11"})
    answer = _sent(randi, "2026-27", nummer="0", **{"plan-0": "2026-11-12"})
    assert answer.status_code == 409
    assert 'value="2026-11-12"' in answer.get_data(as_text=True)
    assert "Noen andre har endret skoleruta" in plain(answer.get_data(as_text=True))


def test_another_process_counts_by_the_change_from_its_next_request(
    signed_in: Browser, school: sa.Engine
) -> None:
    randi = signed_in("randi")
    delivered = calendar.current()
    _sent(randi, "2026-27", **{"plan-0": "2026-11-11"})
    calendar.use(delivered)
    assert randi.get("/healthz").status_code == 200
    assert calendar.current().number == 0
    page(randi, PATH)
    assert calendar.current().number == 2
    with database.reading(school) as session:
        assert schoolyears.history(session)[0].at <= clock.now()


def test_every_fault_of_the_engine_has_a_sentence() -> None:
    keys = re.findall(r'Fault\("(\w+)"', Path(schoolyears.__file__).read_text("utf-8"))
    assert len(keys) > 10
    facts = {"day": "2026-11-14", "name": "2026/27", "other": "2025/26"}
    for key in (*keys, "planning_on_weekend", "planning_on_holiday"):
        fault = schoolyears.Fault(key, 0, "name", facts)
        assert calendarfaults.sentence(fault).endswith(".")
