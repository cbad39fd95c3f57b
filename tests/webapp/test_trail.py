"""The trail of a case as a page."""

import re

import sqlalchemy as sa

from engine.casefile import CASES
from tests.webapp.casework import accused, assessed, plain, reported
from tests.webapp.conftest import Act, Browser, looking
from tests.webapp.test_cases import kinds, page
from webapp import trailproof


def test_every_event_stands_there_in_order_with_its_checksum(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    opened = act(assessed)
    html = page(signed_in("randi"), f"/saker/{opened.code}/spor")
    numbers = [int(n) for n in re.findall(r"<td data-number>(\d+)</td>", html)]
    assert numbers == list(range(1, len(kinds(school, opened.id)) + 1))
    assert "Randi Rektor fullførte «Vurder meldingen» og sendte inn skjemaet «Vurdering»." in html
    assert "Gjentatt" not in html


def test_a_whole_chain_is_said_to_be_whole(signed_in: Browser, act: Act) -> None:
    html = page(signed_in("randi"), f"/saker/{act(reported).code}/spor")
    assert "Sporet er helt" in html


def test_a_chain_whose_end_was_cut_is_said_to_be_broken(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    opened = act(reported)
    act(
        lambda session, _: session.execute(
            sa.update(CASES).where(CASES.c.id == opened.id).values(audit_digest=b"\x01" * 32)
        )
    )
    html = page(signed_in("randi"), f"/saker/{opened.code}/spor")
    assert "Sporet er brutt" in html
    assert "Sporet er helt" not in html


def test_the_trail_is_narrowed_to_what_one_asks_for(signed_in: Browser, act: Act) -> None:
    said = plain(page(signed_in("randi"), f"/saker/{act(assessed).code}/spor?vis=skjema"))
    assert "fullførte «Vurder meldingen»" in said
    assert "opprettet saken" not in said


def test_the_trail_is_for_those_who_may_read_it(signed_in: Browser, act: Act) -> None:
    opened = act(reported)
    for key in ("kari", "ulla", "nora", "dag", "stig"):
        page(signed_in(key), f"/saker/{opened.code}/spor", 404)
    page(signed_in("randi"), f"/saker/{act(accused).code}/spor", 404)


def test_a_trail_that_is_shorter_than_it_once_was_is_found_out(act: Act, school: sa.Engine) -> None:
    act(reported)
    with looking(school) as session:
        known = trailproof.checkpoint(session)
        count, fault = trailproof.prove(session, known)
        assert count > 0
        assert fault is None
        [case] = [key for key in known["heads"] if key != "0"][:1]
        known["heads"][case] = (known["heads"][case][0], "00" * 32)
        _, fault = trailproof.prove(session, known)
    assert fault is not None
    assert fault.why == "checkpoint"
