import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import advance, audit, casefile
from engine.audit import Kind
from engine.casefile import CASES
from engine.errors import Stale
from tests.builders import a_case, publish_tiny
from tests.cast import Cast
from webapp import trailproof


def test_a_case_somebody_else_changed_meanwhile_is_not_written_over(
    session: Session, cast: Cast
) -> None:
    publish_tiny(session)
    opened = a_case(session, cast.kari, hva="x")
    live = advance.unseal(session, casefile.lock(session, opened.id))
    session.execute(sa.update(CASES).where(CASES.c.id == opened.id).values(revision=9))
    with pytest.raises(Stale):
        advance.save(session, live)


def test_a_note_lengthens_the_trail_and_leaves_the_case_as_it_was(
    session: Session, cast: Cast
) -> None:
    publish_tiny(session)
    opened = a_case(session, cast.kari, hva="x")
    before = casefile.by_code(session, opened.code)
    advance.note(session, opened.id, Kind.CASE_READ, cast.randi)
    after = casefile.by_code(session, opened.code)
    assert (after.revision, after.state) == (before.revision, before.state)
    assert after.audit_seq == before.audit_seq + 1
    assert audit.trail(session, opened.id)[-1].actor_id == cast.randi.id
    assert trailproof.prove_case(session, after) is None
