"""The page of operations."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine import clock
from engine.audit import Kind
from engine.casefile import CASES
from tests.webapp.casework import mended, plain, reported, stuck
from tests.webapp.conftest import Act, Browser, post
from tests.webapp.test_cases import kinds, page


@pytest.mark.parametrize("who", ["kari", "nora", "grete", "arne", "vera"])
def test_the_page_is_not_there_for_others(signed_in: Browser, who: str) -> None:
    page(signed_in(who), "/drift", 404)


def test_it_shows_what_stands_still_and_nothing_of_what_it_is_about(
    signed_in: Browser, act: Act
) -> None:
    opened = act(stuck)
    act(reported)
    html = page(signed_in("dag"), "/drift")
    assert opened.code in html
    assert "ingen av veiene videre passet med svarene" in html
    for secret in ("Kari", "Nora", "alene", "en tredje", "svar.vei"):
        assert secret not in html


def test_those_who_lead_see_what_stands_still_but_not_the_machine(
    signed_in: Browser, act: Act
) -> None:
    opened = act(stuck)
    html = page(signed_in("randi"), "/drift")
    assert opened.code in html
    assert "E-post" not in html


def test_whoever_draws_sees_what_their_flow_stopped_and_can_go_on_but_no_case(
    signed_in: Browser, act: Act
) -> None:
    opened, other = act(stuck), act(reported)
    ada = signed_in("ada")
    html = page(ada, "/drift")
    assert opened.code in html
    assert other.code not in html
    assert "E-post" not in html
    for path in ("", "/teknisk", "/spor"):
        page(ada, f"/saker/{opened.code}{path}", 404)
    act(lambda session, _: mended(session))
    post(ada, "/drift", "/drift/stopp/1/forsok", {"versjon": "nyeste", "fra": "drift"})
    assert "Saken er i gang igjen." in page(ada, "/drift")


def test_trying_again_without_a_mended_flow_says_that_it_still_stands(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    opened = act(stuck)
    dag = signed_in("dag")
    answer = post(dag, "/drift", "/drift/stopp/1/forsok", {"versjon": "samme", "fra": "drift"})
    assert answer.location.endswith("/drift")
    assert "Saken står fortsatt" in page(dag, "/drift")
    assert kinds(school, opened.id)[-1] == Kind.INCIDENT_RETRIED


def test_a_case_goes_on_with_the_mended_flow(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    opened = act(stuck)
    act(lambda session, _: mended(session))
    here, randi = f"/saker/{opened.code}", signed_in("randi")
    assert "Flytt til versjon 2 og prøv igjen" in page(randi, here)
    answer = post(randi, here, "/drift/stopp/1/forsok", {"versjon": "nyeste", "fra": "sak"})
    assert answer.location.endswith(here)
    said = plain(page(randi, here))
    assert "Saken er i gang igjen." in said
    assert "Saken står stille" not in said
    assert Kind.CASE_MOVED in kinds(school, opened.id)


def test_nobody_else_can_try_again(signed_in: Browser, act: Act) -> None:
    act(stuck)
    for who in ("kari", "ulla", "nora"):
        answer = post(signed_in(who), "/meld", "/drift/stopp/1/forsok", {"versjon": "samme"})
        assert answer.status_code == 404


def test_the_whole_trail_is_gone_through_on_demand(signed_in: Browser, act: Act) -> None:
    opened = act(reported)
    dag = signed_in("dag")
    post(dag, "/drift", "/drift/spor", {})
    assert "Sporet er helt" in page(dag, "/drift")
    act(
        lambda session, _: session.execute(
            sa.update(CASES).where(CASES.c.id == opened.id).values(audit_digest=b"\x01" * 32)
        )
    )
    post(dag, "/drift", "/drift/spor", {})
    assert "Sporet er brutt" in page(dag, "/drift")


def test_what_should_have_happened_is_told(signed_in: Browser, act: Act) -> None:
    opened = act(reported)
    dag = signed_in("dag")
    assert "I rute" in page(dag, "/drift")
    yesterday = clock.now() - timedelta(days=1)
    due = sa.update(CASES).where(CASES.c.id == opened.id).values(next_due_at=yesterday)
    act(lambda session, _: session.execute(due))
    assert "1 tid er forsinket" in page(dag, "/drift")
