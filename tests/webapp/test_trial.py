"""Prøvekjør in the browser's eyes: every role, any day, and tests that guard the flow."""

import re

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from engine.casefile import CASES
from tests.webapp.casework import plain
from tests.webapp.conftest import Act, Browser, post
from tests.webapp.test_cases import page

HERE = "/flyter/tiny/prov"


def _does(ada: FlaskClient, what: str, **said: object) -> str:
    answer = post(ada, HERE, f"{HERE}/{what}", dict(said))
    assert answer.status_code == 303, answer.get_data(as_text=True)[:300]
    return page(ada, HERE)


def _started(signed_in: Browser) -> FlaskClient:
    ada = signed_in("ada")
    _does(ada, "begynnelse")
    _does(ada, "oppdiktet")
    return ada


def test_only_those_who_draw_try(signed_in: Browser) -> None:
    page(signed_in("kari"), HERE, 403)


def test_a_flow_is_played_with_made_up_answers_to_its_end(signed_in: Browser, act: Act) -> None:
    ada = _started(signed_in)
    assert "Vurder meldingen" in plain(page(ada, HERE))
    html = _does(ada, "oppdiktet", steg="vurder", nr="0")
    assert "Saken er ferdig" in html
    assert "Rektor gjør «Vurder meldingen»." in html
    assert act(lambda s, c: s.scalar(sa.select(sa.func.count()).select_from(CASES))) == 0


def test_a_form_is_filled_in_by_hand_and_faults_are_told(signed_in: Browser) -> None:
    ada = _started(signed_in)
    here = f"{HERE}/skjema?steg=vurder&nr=0"
    refused = post(ada, here, here, {"_action": "send", "grunn": "Halvveis"})
    assert refused.status_code == 422
    assert "Halvveis" in refused.get_data(as_text=True)
    sent = {"_action": "send", "alvorlig": "true", "grunn": "Alvorlig nok"}
    assert post(ada, here, here, sent).status_code == 303
    assert "Saken er ferdig" in page(ada, HERE)


def test_a_form_can_be_filled_in_with_made_up_answers_first(signed_in: Browser) -> None:
    ada = _started(signed_in)
    html = page(ada, f"{HERE}/skjema?steg=vurder&nr=0&oppdiktet=1")
    assert re.search(r'<input checked[^>]*name="alvorlig"|name="alvorlig"[^>]*checked', html)


def test_the_clock_is_moved(signed_in: Browser) -> None:
    ada = _started(signed_in)
    assert "Det blir" in _does(ada, "tid", _action="skoledag")
    assert "17. aug. 2020" not in _does(ada, "tid", _action="dato", dato="17.8.2020")
    assert "Skriv en dato som kommer etter" in _does(ada, "tid", _action="dato", dato="tull")


def test_the_last_thing_is_taken_back(signed_in: Browser) -> None:
    ada = _started(signed_in)
    _does(ada, "oppdiktet", steg="vurder", nr="0")
    assert "Saken er ferdig" not in _does(ada, "tilbake")


def test_a_run_is_kept_as_a_test_played_again_and_deleted(signed_in: Browser) -> None:
    ada = _started(signed_in)
    assert "Gi testen et navn" in _does(ada, "test", navn="")
    html = _does(ada, "test", navn="Rektor får den")
    assert "Går som før" in html
    found = re.search(r"/prov/test/(\d+)", html)
    assert found
    _does(ada, "begynnelse")
    assert "Vurder meldingen" in _does(ada, f"test/{found[1]}", _action="vis")
    assert "Rektor får den" not in _does(ada, f"test/{found[1]}", _action="slett")


def test_a_test_that_fails_stops_publishing_and_can_be_brought_up_to_date(
    signed_in: Browser,
) -> None:
    ada = _started(signed_in)
    html = _does(ada, "test", navn="Rektor får den")
    number = re.search(r"/prov/test/(\d+)", html)
    assert number
    way = "/flyter/tiny/pil/f1"
    post(ada, way, f"{way}/nytt-steg", {"sett": 0, "navn": "Les", "hvem": "Rektor"})
    post(ada, "/flyter/tiny/steg/les", "/flyter/tiny/steg/les", _filled(1))
    assert "Testen «Rektor får den» går ikke som før." in page(ada, "/flyter/tiny/publiser")
    assert "Går ikke som før" in page(ada, HERE)
    _does(ada, f"test/{number[1]}", _action="oppdater")
    assert "går ikke som før" not in page(ada, "/flyter/tiny/publiser")


def _filled(add: int) -> dict[str, object]:
    return {
        "sett": add + 1,
        "navn": "Les",
        "hvem": "Rektor",
        "skjema": "vurdering",
        "frist_antall": "1",
        "frist_enhet": "skoledager",
    }


@pytest.mark.parametrize("path", [f"{HERE}/test/999", "/flyter/finnes_ikke/prov/tid"])
def test_what_does_not_exist_is_not_found(signed_in: Browser, path: str) -> None:
    ada = signed_in("ada")
    assert post(ada, HERE, path, {}).status_code == 404
