"""Reporting, signed in or not."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from engine import attachments, audit, casefile, clock
from engine.casefile import CASES, PARTICIPANTS
from engine.people import Person
from engine.tokens import WebSession
from tests.webapp.casework import plain
from tests.webapp.conftest import Browser, looking, post
from tests.webapp.test_cases import PNG, page
from webapp import patience

HERE = "/meld/melding"
#: What a pupil has to write, and no more.
ONE_LINE = {"melder": "elev", "hva_skjedde": "De venter på meg ved bussen"}


@pytest.fixture(autouse=True)
def _patient() -> Iterator[None]:
    patience.forget()
    yield
    patience.forget()


def send(client: FlaskClient, **answers: Any) -> Any:
    return post(client, HERE, HERE, {"_action": "send", **answers})


def newest(school: sa.Engine) -> Any:
    with looking(school) as session:
        query = sa.select(CASES).where(CASES.c.process == "melding").order_by(CASES.c.id.desc())
        return session.execute(query).first()


def test_the_first_page_has_doors_numbers_and_a_way_out(signed_in: Browser) -> None:
    html = page(signed_in(""), "/meld")
    for door in ("Det gjelder meg", "Det gjelder en annen", "Jeg er foresatt", "Jeg er ansatt"):
        assert door in html
    for number in ("tel:112", "tel:113", "tel:116111"):
        assert number in html
    assert "data-leave" in html


def test_a_door_says_who_one_is_before_one_writes(signed_in: Browser) -> None:
    html = page(signed_in(""), f"{HERE}?som=annen")
    chosen = [part for part in html.split("<input") if " checked" in part]
    assert any('value="elev"' in part for part in chosen)
    assert any('value="annen"' in part for part in chosen)


def test_the_staff_door_asks_for_sign_in_and_comes_back(signed_in: Browser) -> None:
    answer = signed_in("").get(f"{HERE}?som=ansatt")
    assert answer.status_code == 303
    assert answer.location.startswith("/logg-inn?til=/meld/melding")
    assert signed_in("kari").get(f"{HERE}?som=ansatt").status_code == 200


def test_one_line_from_somebody_unknown_is_a_case_with_nobody_in_it(
    signed_in: Browser, school: sa.Engine
) -> None:
    client = signed_in("")
    answer = send(client, **ONE_LINE)
    assert answer.status_code == 303
    case = newest(school)
    html = page(client, answer.location)
    assert case.code in html
    assert "Hva skjer nå?" in html
    assert case.code not in answer.location
    with looking(school) as session:
        assert session.execute(sa.select(PARTICIPANTS)).all() == []
        first = audit.trail(session, case.id)[0]
        assert (first.actor_id, first.body["by"]) == (0, "anonym")
        [sent] = casefile.submissions(session, case)
        assert sent.answers["hva_skjedde"] == ONE_LINE["hva_skjedde"]


def test_somebody_signed_in_reports_under_their_own_name(
    signed_in: Browser, school: sa.Engine
) -> None:
    assert send(signed_in("nora"), **ONE_LINE).status_code == 303
    with looking(school) as session:
        part = session.execute(sa.select(PARTICIPANTS.c.part, Person.key).join(Person)).all()
        assert ("reporter", "nora") in [tuple(row) for row in part]


def test_a_nameless_report_cannot_be_traced_to_whoever_is_signed_in(
    signed_in: Browser, school: sa.Engine
) -> None:
    nora = signed_in("nora")
    answer = send(nora, melder="anonym", hva_skjedde="Noen blir slått")
    assert answer.status_code == 303
    case = newest(school)
    with looking(school) as session:
        assert session.execute(sa.select(PARTICIPANTS)).all() == []
        assert all(event.actor_id == 0 for event in audit.trail(session, case.id))
        kept = session.execute(sa.select(WebSession.data)).scalars()
        assert all(case.code not in data for data in kept)


def test_nothing_typed_is_lost_when_something_is_missing(
    signed_in: Browser, school: sa.Engine
) -> None:
    answer = send(signed_in(""), melder="foresatt", hva_skjedde="Hun gråter hver kveld")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Hun gråter hver kveld" in html
    assert 'role="alert"' in html
    assert newest(school) is None


def test_changing_who_one_is_asks_other_questions_and_sends_nothing(
    signed_in: Browser, school: sa.Engine
) -> None:
    client = signed_in("")
    answer = post(client, HERE, HERE, {"_action": "refresh", "melder": "foresatt"})
    assert answer.status_code == 200
    assert "Hva heter eleven?" in answer.get_data(as_text=True)
    assert newest(school) is None


def test_sending_twice_makes_one_case(signed_in: Browser, school: sa.Engine) -> None:
    client = signed_in("")
    first = send(client, **ONE_LINE, _once="a")
    again = send(client, **ONE_LINE, _once="a")
    assert again.location == first.location
    with looking(school) as session:
        count = sa.select(sa.func.count()).where(CASES.c.process == "melding")
        assert session.execute(count).scalar() == 1


def test_too_many_from_one_place_are_asked_to_wait_with_their_text(
    signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(patience.MOST, "reports", 1)
    assert send(signed_in(""), **ONE_LINE).status_code == 303
    refused = send(signed_in(""), **ONE_LINE)
    html = refused.get_data(as_text=True)
    assert refused.status_code == 429
    assert ONE_LINE["hva_skjedde"] in html
    assert "Vent ti minutter" in html
    assert send(signed_in("nora"), **ONE_LINE).status_code == 303


def test_a_picture_sent_before_the_report_is_part_of_the_case(
    signed_in: Browser, school: sa.Engine
) -> None:
    client = signed_in("")
    kept = post(
        client,
        HERE,
        HERE,
        {"_action": "refresh", **ONE_LINE, "vedlegg": (BytesIO(PNG), "skjermbilde.png")},
    )
    html = kept.get_data(as_text=True)
    assert "skjermbilde.png" in html
    [key] = {part.split('"')[0] for part in html.split('name="vedlegg" value="')[1:]}
    assert send(client, **ONE_LINE, vedlegg=key).status_code == 303
    case = newest(school)
    with looking(school) as session:
        [file] = attachments.of_case(session, case)
        assert (str(file.id), file.name) == (key, "skjermbilde.png")
        assert casefile.submissions(session, case)[0].answers["vedlegg"] == [key]


def test_a_picture_is_nobody_elses_to_send(signed_in: Browser, school: sa.Engine) -> None:
    mine = {"_action": "refresh", **ONE_LINE, "vedlegg": (BytesIO(PNG), "mitt.png")}
    html = post(signed_in(""), HERE, HERE, mine).get_data(as_text=True)
    key = html.split('name="vedlegg" value="')[1].split('"')[0]
    assert send(signed_in(""), **ONE_LINE, vedlegg=key).status_code == 303
    with looking(school) as session:
        assert attachments.of_case(session, newest(school)) == []


def test_a_file_we_do_not_take_is_refused_in_words(signed_in: Browser) -> None:
    sent = {"_action": "refresh", **ONE_LINE, "vedlegg": (BytesIO(b"MZ\x90\x00"), "spill.exe")}
    html = post(signed_in(""), HERE, HERE, sent).get_data(as_text=True)
    assert "Denne filtypen tar vi ikke imot" in html
    assert ONE_LINE["hva_skjedde"] in html


def test_a_receipt_is_seen_for_a_short_while_and_cannot_be_made_up(signed_in: Browser) -> None:
    client = signed_in("")
    to = send(client, **ONE_LINE).location
    assert client.get("/meld/kvittering?k=oppfunnet").status_code == 303
    assert client.get("/meld/kvittering").status_code == 303
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert client.get(to).status_code == 303


def test_names_of_pupils_cannot_be_found_out_without_signing_in(signed_in: Browser) -> None:
    answer = send(
        signed_in(""),
        melder="ansatt",
        hva_skjedde="x",
        gjelder="ukjent",
        grep_inn="ja",
        akutt="nei",
        **{"elever-0": "Nora Elev", "elever-0-_key": "nora"},
    )
    html = plain(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert "2STA" not in html


def test_a_flow_one_may_not_start_is_not_found(signed_in: Browser) -> None:
    page(signed_in("nora"), "/meld/stopp", 404)
    page(signed_in(""), "/meld/w1", 404)
    page(signed_in("kari"), "/meld/finnes_ikke", 404)
