import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from engine import audit, clock, database
from engine.audit import GENESIS, AuditEvent, Chain, Fault, Kind
from engine.people import SYSTEM
from tests.cast import Cast
from webapp import trailproof

_events = AuditEvent.__table__


def _lines(session: Session, count: int = 5) -> None:
    for number in range(count):
        audit.record(session, Kind.SIGNED_IN, SYSTEM, number=number)


def _unguarded(session: Session, statement: str) -> None:
    """What somebody who owns the database could do."""
    if session.connection().dialect.name == "sqlite":
        for name in ("update", "delete"):
            session.execute(sa.text(f"DROP TRIGGER IF EXISTS audit_events_no_{name}"))
    else:
        session.execute(sa.text("ALTER TABLE audit_events DISABLE TRIGGER USER"))
    session.execute(sa.text(statement))


def test_events_stand_in_order_and_hold(session: Session, cast: Cast) -> None:
    _lines(session)
    read = audit.trail(session, audit.NO_CASE, kinds=[Kind.SIGNED_IN])
    assert [e.body["number"] for e in read] == [0, 1, 2, 3, 4]
    assert trailproof.prove(session) == (len(audit.trail(session, audit.NO_CASE)), None)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_events SET kind = 'signed_out'", "DELETE FROM audit_events"],
)
def test_the_database_itself_refuses_to_change_or_delete_an_event(
    engine: sa.Engine, statement: str
) -> None:
    with database.transaction(engine) as session:
        _lines(session)
    with (
        pytest.raises(sa.exc.DBAPIError, match="cannot be"),
        database.transaction(engine) as session,
    ):
        session.execute(sa.text(statement))


@pytest.mark.parametrize(
    ("statement", "seq", "why"),
    [
        ("UPDATE audit_events SET body = '{}' WHERE seq = 3", 3, "digest"),
        ("UPDATE audit_events SET at = at + 1 WHERE seq = 2", 2, "digest"),
        ("UPDATE audit_events SET actor_id = 5 WHERE seq = 4", 4, "digest"),
        ("DELETE FROM audit_events WHERE seq = 2", 2, "gap"),
        ("DELETE FROM audit_events WHERE seq = 5", 4, "head"),
        ("DELETE FROM audit_events", 5, "head"),
    ],
)
def test_the_first_event_that_does_not_hold_is_named(
    session: Session, statement: str, seq: int, why: str
) -> None:
    _lines(session)
    _unguarded(session, statement)
    _, fault = trailproof.prove(session)
    assert fault == Fault(audit.NO_CASE, seq, why)


def test_a_chain_rebuilt_by_somebody_with_the_database_is_caught_by_a_checkpoint(
    session: Session,
) -> None:
    _lines(session)
    kept = trailproof.checkpoint(session)
    _unguarded(session, "DELETE FROM audit_events")
    session.execute(sa.text("DELETE FROM chain_heads"))
    for number in range(6):
        audit.record(session, Kind.SIGNED_IN, SYSTEM, number=number + 100)
    assert trailproof.prove(session)[1] is None
    assert trailproof.prove(session, kept)[1] == Fault(audit.NO_CASE, 5, "checkpoint")


def test_a_tail_cut_off_together_with_its_head_is_caught_by_a_checkpoint(session: Session) -> None:
    _lines(session)
    kept = trailproof.checkpoint(session)
    [fourth] = audit.trail(session, audit.NO_CASE, after=3, limit=1)
    _unguarded(session, "DELETE FROM audit_events WHERE seq = 5")
    session.execute(sa.update(audit.ChainHead).values(seq=4, digest=fourth.digest))
    assert trailproof.prove(session)[1] is None
    assert trailproof.prove(session, kept)[1] == Fault(audit.NO_CASE, 5, "checkpoint")


@settings(max_examples=40)
@given(st.lists(st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=3), max_size=8))
def test_every_chain_differs_from_the_one_with_an_event_left_out(
    bodies: list[dict[str, str]],
) -> None:
    whole, shorter = Chain.at(1, 0, GENESIS), Chain.at(1, 0, GENESIS)
    for body in bodies:
        whole.add(Kind.COMMENT_ADDED, SYSTEM, text=body)
    for body in bodies[1:]:
        shorter.add(Kind.COMMENT_ADDED, SYSTEM, text=body)
    assert (whole.digest == shorter.digest) == (not bodies)


def test_the_first_event_can_be_completed_before_it_is_written(
    session: Session, cast: Cast
) -> None:
    chain, other = Chain.at(0, 0, GENESIS), Chain.at(0, 0, GENESIS)
    with clock.at(clock.now()):
        chain.add(Kind.CASE_OPENED, cast.kari, process="tiny")
        chain.add(Kind.PART_TAKEN, cast.kari, part="reporter")
        chain.add_to_first(passed=["start"])
        other.add(Kind.CASE_OPENED, cast.kari, process="tiny", passed=["start"])
        other.add(Kind.PART_TAKEN, cast.kari, part="reporter")
    assert (chain.seq, chain.digest) == (other.seq, other.digest)
