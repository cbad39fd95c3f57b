from datetime import timedelta

import sqlalchemy as sa

from engine import clock, database, outbox
from engine.casefile import CASES
from engine.outbox import Message
from tests.builders import a_case
from tests.webapp.conftest import Act
from webapp import worker
from webapp.config import Settings


def test_one_round_fires_what_is_due_and_sends_what_waits(
    act: Act, school: sa.Engine, settings: Settings
) -> None:
    act(lambda session, cast: a_case(session, cast.kari, "tiny", hva="x"))
    sweeper = worker.Sweeper(school, settings)
    assert sweeper.everything() == 0
    with clock.at(clock.now() + timedelta(days=10)):
        assert sweeper.due() >= 1
        assert sweeper.post() == 0, "a deadline can wait for the daily message"
    with clock.at(clock.now() + timedelta(days=15)):
        assert sweeper.post() >= 1
        assert sweeper.everything() == 0
    with database.reading(school) as session:
        assert session.scalars(sa.select(Message).where(Message.sent_at.is_(None))).all() == []
        assert session.execute(sa.select(sa.func.count()).select_from(CASES)).scalar_one() == 1


def test_a_started_worker_does_its_first_round_at_once_and_stops_when_told(
    act: Act, school: sa.Engine, settings: Settings
) -> None:
    act(lambda session, cast: outbox.queue(session, [cast.kari.id], "acute_task"))
    clock.freeze(clock.now() + timedelta(days=10))
    made = worker.consumer(settings)
    made.start()
    try:
        for _ in range(200):
            with database.reading(school) as session:
                if session.scalars(sa.select(Message).where(Message.sent_at.is_not(None))).all():
                    break
            made.stop_flag.wait(0.05)
        else:
            raise AssertionError("the worker did nothing")
    finally:
        made.stop(graceful=True)
