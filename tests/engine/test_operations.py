from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import cases, clock, operations, outbox, tasks
from engine.casefile import CASES
from engine.errors import NotFound
from engine.outbox import Message
from tests.builders import a_case, open_tasks, publish_tiny
from tests.cast import Cast


def test_what_falls_due_is_told_soonest_first(session: Session, cast: Cast) -> None:
    publish_tiny(session)
    first, second = a_case(session, cast.kari, hva="a"), a_case(session, cast.kari, hva="b")
    soon = clock.now() + timedelta(minutes=1)
    session.execute(sa.update(CASES).where(CASES.c.id == second.id).values(next_due_at=soon))
    found = operations.upcoming(session)
    assert [one.code for one in found] == [second.code, first.code, second.code]
    assert [one.kind for one in found] == ["timer", "notice", "notice"]


def test_only_what_has_waited_too_long_is_left_behind(session: Session, cast: Cast) -> None:
    publish_tiny(session)
    opened = a_case(session, cast.kari, hva="a")
    assert operations.left_behind(session) == 0
    late = clock.now() - timedelta(minutes=operations.PATIENCE_MINUTES + 1)
    session.execute(sa.update(CASES).where(CASES.c.id == opened.id).values(next_due_at=late))
    assert operations.left_behind(session) == 1


def test_the_queue_of_messages_is_counted(session: Session, cast: Cast) -> None:
    outbox.queue(session, [cast.kari.id, cast.mo.id], "mentioned")

    def refuse(_message: Message, _person: object) -> None:
        raise ConnectionRefusedError

    outbox.send_next(session, refuse)
    outbox.send_next(session, lambda _message, _person: None)
    found = operations.mail(session)
    assert (found.waiting, found.failing, found.sent) == (1, 1, 1)
    assert found.errors == ("ConnectionRefusedError",)


def test_running_cases_are_counted_by_version(session: Session, cast: Cast) -> None:
    version = publish_tiny(session)
    a_case(session, cast.kari, hva="a")
    closed = a_case(session, cast.kari, hva="b")
    tasks.complete(
        session, open_tasks(session, closed.id)["vurder"], cast.randi, {"alvorlig": True}
    )
    assert operations.running(session) == {version.id: 1}


def test_a_case_is_found_by_its_number(session: Session, cast: Cast) -> None:
    publish_tiny(session)
    opened = a_case(session, cast.kari, hva="a")
    found = operations.case(session, opened.id)
    assert found.code == opened.code
    assert cases.standing_of(found).elements == ("vurder",)
    with pytest.raises(NotFound):
        operations.case(session, 1)
