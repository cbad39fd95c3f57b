import sqlalchemy as sa

from engine import database
from engine.casefile import CASES
from tests.webapp.conftest import Browser, csrf_of
from webapp import once


def _cases(school: sa.Engine) -> int:
    with database.reading(school) as session:
        return session.execute(sa.select(sa.func.count()).select_from(CASES)).scalar_one()


def test_every_form_gets_a_value_of_its_own() -> None:
    assert once.fresh() != once.fresh()
    assert len(once.fresh()) > 16


def test_the_same_report_sent_twice_is_one_case_and_leads_to_the_same_place(
    signed_in: Browser, school: sa.Engine
) -> None:
    client = signed_in("kari")
    html = client.get("/meld/melding?som=ansatt").get_data(as_text=True)
    sent = {
        "csrf_token": csrf_of(html),
        "_once": "samme-gang",
        "_action": "send",
        "melder": "anonym",
        "hva_skjedde": "Noen står alene.",
    }
    action = "/meld/melding"
    first, second = (client.post(action, data=sent) for _ in range(2))
    assert first.status_code == 303
    assert second.status_code == 303
    assert first.location == second.location
    assert _cases(school) == 1
