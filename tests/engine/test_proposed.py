"""Reading what is proposed: what still waits, what was, and what belongs to which process."""

import pytest
from sqlalchemy.orm import Session

from engine import processdrafts, proposals, proposed
from engine.errors import NotFound
from engine.proposed import Proposal
from tests.builders import publish_tiny
from tests.cast import Cast


def _one(session: Session, cast: Cast, name: str) -> Proposal:
    draft = processdrafts.of(session, "tiny")
    text = draft.bundle.diagram_text.replace("Liten prosess", name)
    saved = processdrafts.save(
        session, "tiny", {"tiny.bpmn": text}, seen=draft.revision, by=cast.ada
    )
    return proposals.propose(session, "tiny", cast.ada, name, seen=saved.revision)


def test_proposals_are_told_newest_first_and_those_that_wait_apart(
    session: Session, cast: Cast
) -> None:
    publish_tiny(session)
    first = _one(session, cast, "Liten")
    proposals.refuse(session, first.id, cast.randi, "nei")
    processdrafts.discard(session, "tiny", seen=processdrafts.of(session, "tiny").revision)
    second = _one(session, cast, "Mindre")
    assert list(proposed.history(session, "tiny")) == [second, first]
    assert list(proposed.waiting(session)) == [second]


def test_a_proposal_holds_the_bundle_as_it_was(session: Session, cast: Cast) -> None:
    publish_tiny(session)
    made = _one(session, cast, "Liten")
    draft = processdrafts.of(session, "tiny")
    text = draft.bundle.diagram_text.replace("Liten", "Større")
    processdrafts.save(session, "tiny", {"tiny.bpmn": text}, seen=draft.revision, by=cast.ada)
    assert 'name="Liten"' in proposed.one(session, "tiny", made.id).bundle.diagram_text


def test_a_proposal_of_another_process_is_not_found(session: Session, cast: Cast) -> None:
    publish_tiny(session)
    made = _one(session, cast, "Liten")
    with pytest.raises(NotFound):
        proposed.one(session, "w1", made.id)


def test_the_second_pair_of_eyes_is_somebody_else_who_draws_or_leads(
    session: Session, cast: Cast
) -> None:
    publish_tiny(session)
    made = _one(session, cast, "Liten")
    asked = {key: proposed.may_decide(getattr(cast, key), made) for key in ("ada", "randi", "kari")}
    assert asked == {"ada": False, "randi": True, "kari": False}
