import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import drafts, people, taskfile
from engine.errors import Stale
from tests.builders import a_task, publish_tiny
from tests.cast import Cast


def test_a_draft_comes_back_exactly_as_typed_and_to_its_own_writer_only(
    session: Session, cast: Cast
) -> None:
    publish_tiny(session)
    task = a_task(session, cast.kari, hva="x")
    people.grant(session, cast.avd.id, "rektor")
    session.flush()
    case = taskfile.opened(session, task, cast.randi).case
    typed = [("antall", "12,"), ("grunn", "  halv setning "), ("grunn", "🙂")]
    assert drafts.save(session, case, task, cast.randi.id, typed) == 1
    kept = drafts.saved(session, case, task, cast.randi.id)
    assert kept is not None
    assert kept.pairs == typed
    assert drafts.saved(session, case, task, cast.avd.id) is None
    assert drafts.with_drafts(session, cast.randi.id, [task, "annen"]) == {task}
    stored = session.execute(sa.select(drafts.DRAFTS.c.pairs)).scalar_one()
    assert b"halv" not in bytes(stored)


def test_a_second_window_is_told_that_the_first_has_saved(session: Session, cast: Cast) -> None:
    publish_tiny(session)
    task = a_task(session, cast.kari, hva="x")
    case = taskfile.opened(session, task, cast.randi).case
    drafts.save(session, case, task, cast.randi.id, [("grunn", "en")])
    assert drafts.save(session, case, task, cast.randi.id, [("grunn", "to")], seen=1) == 2
    with pytest.raises(Stale) as stale:
        drafts.save(session, case, task, cast.randi.id, [("grunn", "tre")], seen=1)
    assert stale.value.facts["counter"] == 2
