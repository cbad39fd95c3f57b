from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from engine import audit, casefile, cases, clock
from engine.access import Action
from engine.audit import Kind
from engine.errors import AnswersRefused, NotFound
from tests.builders import CORE, a_case, publish_shipped, publish_tiny
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _published(session: Session, cast: Cast) -> None:
    publish_tiny(session)


def test_a_case_opens_with_the_answers_its_parts_and_its_first_task(
    session: Session, cast: Cast
) -> None:
    opened = a_case(session, cast.kari, hva="Hun gråt", elev="nora")
    [task] = opened.tasks
    assert (task["element"], task["candidate_group"]) == ("vurder", "rektor")
    assert task["due_at"] is not None
    held = {(p.part, p.person_id) for p in casefile.parts(session, opened.id)}
    assert held == {("reporter", cast.kari.id), ("affected", cast.nora.id)}
    told = audit.trail(session, opened.id)
    assert told[0].body["passed"] == ["start", "f1"]
    assert [e.kind for e in told] == [
        Kind.CASE_OPENED,
        Kind.PART_TAKEN,
        Kind.PART_TAKEN,
        Kind.CASE_PHASE_REACHED,
    ]


def test_nothing_anybody_wrote_is_stored_in_the_clear(session: Session, cast: Cast) -> None:
    opened = a_case(session, cast.kari, hva="ordet-som-ikke-skal-finnes", elev="nora")
    row = casefile.by_code(session, opened.code)
    stored = [
        bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode()
        for v in row
        if v is not None
    ]
    events = [str(e.body).encode() for e in audit.trail(session, opened.id)]
    assert not any(b"ordet-som" in value for value in stored + events)


def test_answers_that_do_not_fit_open_nothing(session: Session, cast: Cast) -> None:
    with pytest.raises(AnswersRefused):
        a_case(session, cast.kari, elev="nora")
    assert cases.listed(session, cast.randi) == []


def test_only_those_with_a_start_role_may_open_a_case(session: Session, cast: Cast) -> None:
    with pytest.raises(NotFound):
        a_case(session, cast.ada, hva="x")
    with pytest.raises(NotFound):
        a_case(session, cast.kari, "finnes_ikke", hva="x")


def test_a_list_shows_only_what_the_person_may_read(session: Session, cast: Cast) -> None:
    first = a_case(session, cast.kari, hva="a", elev="nora")
    second = a_case(session, cast.mo, hva="b", elev="jonas")
    assert [c.code for c in cases.listed(session, cast.randi)] == [second.code, first.code]
    for nobody in (cast.kari, cast.ulla, cast.ada, cast.dag, cast.stig, cast.nora):
        assert cases.listed(session, nobody) == []
    assert [c.code for c in cases.listed(session, cast.kari, Action.FOLLOW)] == [first.code]
    assert [c.code for c in cases.listed(session, cast.nora, Action.FOLLOW)] == [first.code]
    assert [c.code for c in cases.listed(session, cast.grete, Action.FOLLOW)] == [first.code]


def test_a_list_goes_on_where_the_page_ended_and_finds_a_code(session: Session, cast: Cast) -> None:
    # Identities sort by the millisecond; within one, their order is chance, though always the same.
    clock.freeze(clock.now())
    codes = []
    for n in range(5):
        clock.move(timedelta(milliseconds=1))
        codes.append(a_case(session, cast.kari, hva=str(n)).code)
    page = cases.listed(session, cast.randi, limit=3)
    rest = cases.listed(session, cast.randi, before=page[-1].id, limit=3)
    assert [c.code for c in [*page, *rest]] == codes[::-1]
    assert [c.code for c in cases.listed(session, cast.randi, search=codes[2].lower())] == [
        codes[2]
    ]
    assert page[0].open_tasks == 1
    assert page[0].due_at is not None


def test_a_list_loses_nobody_between_pages_though_all_cases_opened_in_one_millisecond(
    session: Session, cast: Cast
) -> None:
    clock.freeze(clock.now())
    codes = {a_case(session, cast.kari, hva=str(n)).code for n in range(7)}
    page = cases.listed(session, cast.randi, limit=3)
    found = list(page)
    while page:
        page = cases.listed(session, cast.randi, before=page[-1].id, limit=3)
        found += page
    assert len(found) == 7
    assert {c.code for c in found} == codes


def test_whoever_is_accused_finds_nothing_although_they_lead_the_school(
    session: Session, cast: Cast
) -> None:
    opened = a_case(session, cast.kari, hva="Rektor ropte", ansatt="randi")
    assert cases.listed(session, cast.randi) == []
    with pytest.raises(NotFound):
        cases.read(session, cast.randi, Action.READ, opened.code)


def test_a_report_about_whoever_leads_goes_past_the_school_by_the_schools_own_routing_table(
    session: Session, cast: Cast
) -> None:
    publish_shipped(session, *CORE)
    about = {"melder": "elev", "hva_skjedde": "Rektor kalte meg en løgner.", "gjelder": "leder"}
    opened = cases.open_case(session, "melding", cast.nora, about)
    assert opened.realm == "owner"
    assert cases.listed(session, cast.randi) == []
    assert [c.code for c in cases.listed(session, cast.stig)] == [opened.code]
    kinds = [e.kind for e in audit.trail(session, opened.id)]
    assert Kind.CASE_SHIELDED in kinds
