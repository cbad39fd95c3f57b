"""Publishing what was drawn: two people, one transaction, and a way back."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from engine import audit, clock, people, processdrafts, proposals, publishing, tasks
from engine.audit import NO_CASE, Kind
from engine.casefile import CASES
from engine.errors import BundleInvalid, Conflict, NotAllowed, ReasonMissing, Refused
from engine.people import Actor, PersonKind
from engine.processdrafts import DraftChanged
from engine.proposals import Proposal, Status
from tests.builders import a_case, open_tasks, publish_shipped, publish_tiny
from tests.cast import Cast

DIAGRAM = "tiny.bpmn"
ANSWERS = {"alvorlig": True, "grunn": "Vedvarende"}


def _draws(session: Session, by: Actor, old: str = "Vurdert", new: str = "Ferdig vurdert") -> int:
    draft = processdrafts.of(session, "tiny")
    text = draft.bundle.files[DIAGRAM]
    assert old in text
    files = {DIAGRAM: text.replace(old, new)}
    return processdrafts.save(session, "tiny", files, seen=draft.revision, by=by).revision


def _proposed(
    session: Session, cast: Cast, moving: Sequence[int] = (), hours: float | None = None
) -> Proposal:
    seen = _draws(session, cast.ada)
    at = None if hours is None else clock.now() + timedelta(hours=hours)
    return proposals.propose(
        session, "tiny", cast.ada, "Tydeligere slutt", seen=seen, moving=moving, at=at
    )


def _version_of(session: Session, case_id: int) -> int:
    found = session.execute(CASES.select().where(CASES.c.id == case_id)).one()
    return publishing.version(session, found.version_id).number


@pytest.fixture(autouse=True)
def _published(session: Session, cast: Cast) -> None:
    publish_tiny(session)


def test_nothing_runs_on_what_is_only_proposed(session: Session, cast: Cast) -> None:
    proposal = _proposed(session, cast)
    assert proposal.status == Status.WAITING
    assert publishing.in_use(session, "tiny").number == 1
    assert audit.trail(session, NO_CASE)[-1].kind == Kind.VERSION_PROPOSED


def test_another_person_approves_and_new_cases_begin_on_it(session: Session, cast: Cast) -> None:
    proposal = proposals.approve(session, _proposed(session, cast).id, cast.randi)
    used = publishing.in_use(session, "tiny")
    assert (proposal.status, used.number, used.note) == (Status.PUBLISHED, 2, "Tydeligere slutt")
    assert _version_of(session, a_case(session, cast.kari, hva="x").id) == 2
    assert not processdrafts.of(session, "tiny").begun


def test_nobody_decides_on_their_own_proposal(session: Session, cast: Cast) -> None:
    proposal = _proposed(session, cast)
    with pytest.raises(NotAllowed):
        proposals.approve(session, proposal.id, cast.ada)
    with pytest.raises(NotAllowed):
        proposals.refuse(session, proposal.id, cast.ada, "nei")
    assert publishing.in_use(session, "tiny").number == 1


def test_somebody_who_neither_draws_nor_leads_decides_nothing(session: Session, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        proposals.approve(session, _proposed(session, cast).id, cast.kari)


def test_a_refusal_has_a_reason_and_leaves_the_draft(session: Session, cast: Cast) -> None:
    proposal = _proposed(session, cast)
    with pytest.raises(ReasonMissing):
        proposals.refuse(session, proposal.id, cast.randi, "  ")
    proposals.refuse(session, proposal.id, cast.randi, "Vent til høsten")
    assert (proposal.status, proposal.reason) == (Status.REFUSED, "Vent til høsten")
    assert processdrafts.of(session, "tiny").begun
    assert audit.trail(session, NO_CASE)[-1].kind == Kind.VERSION_REFUSED


def test_what_is_decided_is_decided(session: Session, cast: Cast) -> None:
    proposal = proposals.approve(session, _proposed(session, cast).id, cast.randi)
    for act in (proposals.approve, proposals.withdraw):
        with pytest.raises((Conflict, NotAllowed)):
            act(session, proposal.id, cast.randi)


def test_a_new_proposal_takes_the_place_of_the_one_that_waits(session: Session, cast: Cast) -> None:
    first = _proposed(session, cast)
    seen = _draws(session, cast.ada, "Ferdig vurdert", "Slutt")
    second = proposals.propose(session, "tiny", cast.ada, "Kortere", seen=seen)
    assert (first.status, second.status) == (Status.WITHDRAWN, Status.WAITING)
    assert list(proposals.waiting(session)) == [second]


def test_what_has_an_error_is_not_proposed(session: Session, cast: Cast) -> None:
    seen = _draws(session, cast.ada, 'value="vurdering"', 'value="finnes_ikke"')
    with pytest.raises(BundleInvalid):
        proposals.propose(session, "tiny", cast.ada, "x", seen=seen)
    assert proposals.waiting(session) == []


def test_a_proposal_is_of_what_was_seen_and_says_why(session: Session, cast: Cast) -> None:
    seen = _draws(session, cast.ada)
    with pytest.raises(DraftChanged):
        proposals.propose(session, "tiny", cast.ada, "x", seen=seen - 1)
    with pytest.raises(ReasonMissing):
        proposals.propose(session, "tiny", cast.ada, " ", seen=seen)


def test_what_is_in_use_already_is_not_proposed(session: Session, cast: Cast) -> None:
    with pytest.raises(Refused):
        proposals.propose(session, "tiny", cast.ada, "x", seen=0)


def test_only_chosen_cases_stand_on_the_new_version(session: Session, cast: Cast) -> None:
    chosen, other = (a_case(session, cast.kari, hva="x").id for _ in range(2))
    proposals.approve(session, _proposed(session, cast, [chosen]).id, cast.randi)
    assert (_version_of(session, chosen), _version_of(session, other)) == (2, 1)


def test_a_case_that_closed_meanwhile_stands_in_nobodys_way(session: Session, cast: Cast) -> None:
    opened = a_case(session, cast.kari, hva="x")
    proposal = _proposed(session, cast, [opened.id])
    tasks.complete(session, open_tasks(session, opened.id)["vurder"], cast.randi, ANSWERS)
    proposals.approve(session, proposal.id, cast.randi)
    assert (_version_of(session, opened.id), proposal.moved) == (1, [])


def test_it_is_published_when_its_time_comes(session: Session, cast: Cast) -> None:
    proposal = proposals.approve(session, _proposed(session, cast, hours=2).id, cast.randi)
    assert not proposals.publish_next(session)
    assert publishing.in_use(session, "tiny").number == 1
    with clock.at(clock.now() + timedelta(hours=3)):
        assert proposals.publish_next(session)
        assert not proposals.publish_next(session)
    assert (proposal.status, publishing.in_use(session, "tiny").number) == (Status.PUBLISHED, 2)


def test_what_was_drawn_meanwhile_is_kept_beside_what_was_published(
    session: Session, cast: Cast
) -> None:
    proposal = _proposed(session, cast)
    _draws(session, cast.ada, "Ferdig vurdert", "Slutt")
    proposals.approve(session, proposal.id, cast.randi)
    draft = processdrafts.of(session, "tiny")
    assert "Slutt" in draft.bundle.files[DIAGRAM]
    assert draft.based_on == proposal.version_id


def test_publishing_can_be_taken_back_and_every_case_with_it(session: Session, cast: Cast) -> None:
    moved = a_case(session, cast.kari, hva="x").id
    proposal = proposals.approve(session, _proposed(session, cast, [moved]).id, cast.randi)
    began = a_case(session, cast.kari, hva="y").id
    proposals.revert(session, proposal.id, cast.randi, "Feil slutt")
    assert (proposal.status, publishing.in_use(session, "tiny").number) == (Status.REVERTED, 1)
    assert (_version_of(session, moved), _version_of(session, began)) == (1, 1)
    assert audit.trail(session, NO_CASE)[-1].kind == Kind.VERSION_REVERTED


def test_it_cannot_be_taken_back_once_a_case_has_gone_on(session: Session, cast: Cast) -> None:
    proposal = proposals.approve(session, _proposed(session, cast).id, cast.randi)
    opened = a_case(session, cast.kari, hva="y")
    tasks.complete(session, open_tasks(session, opened.id)["vurder"], cast.randi, ANSWERS)
    with pytest.raises(Refused):
        proposals.revert(session, proposal.id, cast.randi, "Feil")
    assert publishing.in_use(session, "tiny").number == 2


def test_taking_back_needs_a_reason(session: Session, cast: Cast) -> None:
    proposal = proposals.approve(session, _proposed(session, cast).id, cast.randi)
    with pytest.raises(ReasonMissing):
        proposals.revert(session, proposal.id, cast.randi, "")


def test_what_was_taken_back_can_be_published_again(session: Session, cast: Cast) -> None:
    proposal = proposals.approve(session, _proposed(session, cast).id, cast.randi)
    proposals.revert(session, proposal.id, cast.randi, "Vent")
    proposals.approve(session, _proposed(session, cast).id, cast.randi)
    assert publishing.in_use(session, "tiny").number == 2


def _lawless(session: Session, cast: Cast) -> int:
    """A draft of the core process in which the pupil is not heard before measures."""
    publish_shipped(session, "melding", "skolemiljosak")
    draft = processdrafts.of(session, "skolemiljosak")
    text = re.sub(
        r'(name="legalRole" value=")hore_eleven"', r'\1undersoke"', draft.bundle.diagram_text
    )
    assert text != draft.bundle.diagram_text
    files = {draft.bundle.diagram_name: text}
    return processdrafts.save(session, "skolemiljosak", files, seen=0, by=cast.ada).revision


def test_what_breaks_the_law_is_published_only_when_somebody_who_leads_answers_for_it(
    session: Session, cast: Cast
) -> None:
    seen = _lawless(session, cast)
    with pytest.raises(BundleInvalid) as refused:
        proposals.propose(session, "skolemiljosak", cast.ada, "x", seen=seen)
    rules = {
        finding.params["law"]: "Eleven er hørt i meldingen" for finding in refused.value.findings
    }
    proposal = proposals.propose(session, "skolemiljosak", cast.ada, "x", seen=seen, waivers=rules)
    assert set(proposal.waivers) == set(rules)
    assert not proposals.may_decide(_another_who_draws(session), proposal)
    proposals.approve(session, proposal.id, cast.randi)
    said = audit.trail(session, NO_CASE, kinds=[Kind.VERSION_PUBLISHED])[-1].body["waivers"]
    assert {waiver["person"] for waiver in said} == {"Randi Rektor"}


def _another_who_draws(session: Session) -> Actor:
    person = people.add_person(
        session, key="bo", name="Bo Tegner", kind=PersonKind.STAFF, role_keys=["administrator"]
    )
    session.flush()
    return people.actor(session, person.id)


def test_a_waiver_nobody_needs_is_not_kept(session: Session, cast: Cast) -> None:
    seen = _draws(session, cast.ada)
    proposal = proposals.propose(
        session, "tiny", cast.ada, "x", seen=seen, waivers={"hore_eleven": "for sikkerhets skyld"}
    )
    assert proposal.waivers == {}
