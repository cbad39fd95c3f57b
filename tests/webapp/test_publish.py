"""The publishing page: what is new, the checks, the cases it touches, and two people's yes."""

import re

import pytest
from sqlalchemy.orm import Session

from engine import proposals, publishing, tasks
from engine.casefile import CASES
from engine.processdrafts import save
from engine.proposals import Proposal
from tests.builders import a_case, open_tasks, tiny
from tests.cast import Cast
from tests.webapp.casework import plain
from tests.webapp.conftest import Act, Browser, post
from tests.webapp.test_cases import page

HERE = "/flyter/tiny/publiser"
WHY = "Tydeligere navn"


def _draws(old: str = "Vurder meldingen", new: str = "Les og vurder") -> object:
    def work(session: Session, cast: Cast) -> object:
        text = tiny().diagram_text
        assert old in text
        return save(session, "tiny", {"tiny.bpmn": text.replace(old, new)}, seen=0, by=cast.ada)

    return work


def _number(act: Act) -> int:
    found = act(lambda session, cast: publishing.in_use(session, "tiny").number)
    assert isinstance(found, int)
    return found


def _waiting(act: Act) -> int:
    found = act(lambda session, cast: proposals.waiting(session)[-1].id)
    assert isinstance(found, int)
    return found


def _seen(html: str) -> str:
    found = re.search(r'name="sett" value="(\d+)"', html)
    assert found
    return found[1]


def _asks(signed_in: Browser, **said: object) -> object:
    ada = signed_in("ada")
    seen = _seen(page(ada, HERE))
    return post(ada, HERE, HERE, {"sett": seen, "begrunnelse": WHY, **said})


def test_the_page_tells_what_is_new_in_words_and_on_the_drawing(
    signed_in: Browser, act: Act
) -> None:
    act(_draws())
    html = page(signed_in("ada"), HERE)
    assert "Les og vurder" in plain(html)
    assert re.search(r'class="step userTask changed"', html)
    assert "Ingen feil." in html


def test_nothing_new_cannot_be_published(signed_in: Browser) -> None:
    html = page(signed_in("ada"), HERE)
    assert "Kladden er lik versjonen som er i bruk" in html
    assert "Send til godkjenning" not in html


@pytest.mark.parametrize("who", ["kari", "nora", "dag", "stig"])
def test_only_those_who_draw_or_lead_see_it(signed_in: Browser, who: str) -> None:
    page(signed_in(who), HERE, 403)


def test_one_asks_and_another_approves(signed_in: Browser, act: Act) -> None:
    act(_draws())
    assert _asks(signed_in).status_code == 303
    assert _number(act) == 1
    number = _waiting(act)
    assert "Den som foreslår, kan ikke godkjenne selv" in page(signed_in("ada"), HERE)
    randi = signed_in("randi")
    assert "Godkjenn og publiser" in page(randi, HERE)
    answer = post(randi, HERE, f"{HERE}/{number}/godkjenning", {})
    assert (answer.status_code, answer.location) == (303, "/flyter/tiny")
    assert _number(act) == 2
    assert WHY in page(signed_in("kari"), "/flyter/tiny")


def test_nobody_approves_their_own_by_sending_the_form_anyway(signed_in: Browser, act: Act) -> None:
    act(_draws())
    _asks(signed_in)
    answer = post(signed_in("ada"), HERE, f"{HERE}/{_waiting(act)}/godkjenning", {})
    assert answer.status_code == 403
    assert _number(act) == 1


def test_a_missing_reason_and_a_wrong_day_are_told_and_what_was_typed_is_kept(
    signed_in: Browser, act: Act
) -> None:
    act(_draws())
    answer = _asks(signed_in, begrunnelse=" ", dato="1.1.2020")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Skriv hvorfor flyten endres" in html
    assert "Velg en dag som ikke har begynt" in html
    assert 'value="1.1.2020"' in html


def test_a_draft_that_changed_meanwhile_is_looked_at_again(signed_in: Browser, act: Act) -> None:
    act(_draws())
    answer = _asks(signed_in, sett="1")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Kladden er endret siden du åpnet siden" in html
    assert WHY in html


def test_what_has_errors_is_stopped_with_the_sentence(signed_in: Browser, act: Act) -> None:
    act(_draws('value="vurdering"', 'value="finnes_ikke"'))
    assert "finnes_ikke" in plain(page(signed_in("ada"), HERE))
    answer = _asks(signed_in)
    assert answer.status_code == 422
    assert WHY in answer.get_data(as_text=True)


def test_running_cases_are_gathered_and_the_chosen_ones_moved(signed_in: Browser, act: Act) -> None:
    codes = act(lambda s, c: [a_case(s, c.kari, hva="Hemmelig").code for _ in range(3)])
    act(_draws())
    html = page(signed_in("ada"), HERE)
    assert isinstance(codes, list)
    assert all(code in html for code in codes)
    assert "Hemmelig" not in html
    found = re.search(r'name="flytt" value="([0-9a-f]+)"', html)
    assert found
    _asks(signed_in, flytt=found[1])
    post(signed_in("randi"), HERE, f"{HERE}/{_waiting(act)}/godkjenning", {})
    assert _versions(act) == {2}


def _versions(act: Act) -> set[int]:
    def work(session: Session, cast: Cast) -> set[int]:
        rows = session.execute(CASES.select().where(CASES.c.process == "tiny")).all()
        return {publishing.version(session, row.version_id).number for row in rows}

    found = act(work)
    assert isinstance(found, set)
    return found


def test_cases_nobody_chose_stay_where_they_are(signed_in: Browser, act: Act) -> None:
    act(lambda session, cast: a_case(session, cast.kari, hva="x"))
    act(_draws())
    _asks(signed_in)
    post(signed_in("randi"), HERE, f"{HERE}/{_waiting(act)}/godkjenning", {})
    assert _versions(act) == {1}


def test_what_would_go_wrong_is_said_and_cannot_be_chosen(signed_in: Browser, act: Act) -> None:
    act(lambda session, cast: a_case(session, cast.kari, hva="x"))

    def gone(session: Session, cast: Cast) -> object:
        text = tiny().diagram_text.replace('"vurder"', '"bedom"').replace(">vurder<", ">bedom<")
        text = text.replace('"vurder_di"', '"bedom_di"')
        return save(session, "tiny", {"tiny.bpmn": text}, seen=0, by=cast.ada)

    act(gone)
    html = page(signed_in("ada"), HERE)
    assert "Steget «Vurder meldingen» finnes ikke i den nye versjonen." in plain(html)
    assert 'name="flytt"' not in html


def test_a_no_has_a_reason_and_the_one_who_draws_can_read_it(signed_in: Browser, act: Act) -> None:
    act(_draws())
    _asks(signed_in)
    to = f"{HERE}/{_waiting(act)}/avslag"
    randi = signed_in("randi")
    assert post(randi, HERE, to, {"grunn": ""}).status_code == 422
    assert post(randi, HERE, to, {"grunn": "Vent til høsten"}).status_code == 303
    assert "Vent til høsten" in page(signed_in("ada"), HERE)
    assert "Send til godkjenning" in page(signed_in("ada"), HERE)


def test_publishing_is_taken_back_from_the_same_page(signed_in: Browser, act: Act) -> None:
    act(_draws())
    _asks(signed_in)
    number = _waiting(act)
    randi = signed_in("randi")
    post(randi, HERE, f"{HERE}/{number}/godkjenning", {})
    assert "Angre den siste publiseringen" in page(randi, HERE)
    assert post(randi, HERE, f"{HERE}/{number}/angring", {"grunn": ""}).status_code == 422
    assert post(randi, HERE, f"{HERE}/{number}/angring", {"grunn": "Feil"}).status_code == 303
    assert _number(act) == 1


def test_it_is_not_offered_once_a_case_has_gone_on(signed_in: Browser, act: Act) -> None:
    act(_draws())
    _asks(signed_in)
    number = _waiting(act)
    randi = signed_in("randi")
    post(randi, HERE, f"{HERE}/{number}/godkjenning", {})

    def answered(session: Session, cast: Cast) -> object:
        [task] = open_tasks(session, a_case(session, cast.kari, hva="x").id).values()
        return tasks.complete(session, task, cast.randi, {"alvorlig": True, "grunn": "x"})

    act(answered)
    assert "Angre den siste publiseringen" not in page(randi, HERE)
    answer = post(randi, HERE, f"{HERE}/{number}/angring", {"grunn": "Feil"})
    assert answer.status_code == 409
    assert "Det kan ikke angres lenger" in answer.get_data(as_text=True)


def test_a_proposal_can_be_withdrawn_and_the_draft_thrown_away(
    signed_in: Browser, act: Act
) -> None:
    act(_draws())
    _asks(signed_in)
    ada = signed_in("ada")
    post(ada, HERE, f"{HERE}/{_waiting(act)}/tilbaketrekking", {})
    assert act(lambda s, c: [one.status for one in s.query(Proposal)]) == ["withdrawn"]
    seen = _seen(page(ada, HERE))
    answer = post(ada, HERE, "/flyter/tiny/kladd/forkastelse", {"sett": seen})
    assert answer.status_code == 303
    assert "Kladden er lik versjonen som er i bruk" in page(ada, HERE)


def test_sending_twice_asks_once(signed_in: Browser, act: Act) -> None:
    act(_draws())
    ada = signed_in("ada")
    html = page(ada, HERE)
    once = re.search(r'name="_once" value="([^"]+)"', html)
    assert once
    for _ in range(2):
        post(ada, HERE, HERE, {"sett": _seen(html), "begrunnelse": WHY, "_once": once[1]})
    assert act(lambda s, c: len(list(proposals.history(s, "tiny")))) == 1
