"""Moving a running case to another version: it stands where it stood, its tasks say the new."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import audit, drafts, moves, publishing
from engine.audit import Kind
from engine.bundles import Bundle
from engine.casefile import CASES, TASKS
from engine.publishing import Origin
from tests.builders import a_case, open_tasks, publish_tiny, tiny
from tests.cast import Cast


def _version(session: Session, cast: Cast, *changes: tuple[str, str]) -> publishing.ProcessVersion:
    bundle = tiny()
    text = bundle.files["tiny.bpmn"]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    drawn = Bundle("tiny", {**bundle.files, "tiny.bpmn": text})
    return publishing.publish(session, drawn, Origin.SCHOOL, cast.ada)


def test_open_tasks_are_called_and_fall_to_whom_the_new_version_says(
    session: Session, cast: Cast
) -> None:
    publish_tiny(session)
    opened = a_case(session, cast.kari, hva="x")
    task = open_tasks(session, opened.id)["vurder"]
    before = session.execute(TASKS.select().where(TASKS.c.id == task)).one()
    version = _version(
        session, cast, ("Vurder meldingen", "Les og vurder"), ("Rektor", "Avdelingsleder")
    )
    moves.move(session, opened.id, version, cast.ada)
    after = session.execute(TASKS.select().where(TASKS.c.id == task)).one()
    assert (after.name, after.candidate_group) == ("Les og vurder", "avdelingsleder")
    assert (after.due_at, after.warn_at, after.assignee_id, after.opened_at) == (
        before.due_at,
        before.warn_at,
        before.assignee_id,
        before.opened_at,
    )


def test_a_move_stands_in_the_trail_of_the_case(session: Session, cast: Cast) -> None:
    publish_tiny(session)
    opened = a_case(session, cast.kari, hva="x")
    moves.move(session, opened.id, _version(session, cast, ("Vurdert", "Ferdig")), cast.ada)
    last = audit.trail(session, opened.id)[-1]
    assert (last.kind, last.body["to"], last.actor_id) == (Kind.CASE_MOVED, 2, cast.ada.id)


def test_moving_to_where_it_stands_is_nothing(session: Session, cast: Cast) -> None:
    version = publish_tiny(session)
    opened = a_case(session, cast.kari, hva="x")
    lines = len(audit.trail(session, opened.id))
    moves.move(session, opened.id, version, cast.ada)
    assert len(audit.trail(session, opened.id)) == lines


def test_what_somebody_was_writing_is_still_there(session: Session, cast: Cast) -> None:
    publish_tiny(session)
    opened = a_case(session, cast.kari, hva="x")
    task = open_tasks(session, opened.id)["vurder"]
    case = session.execute(sa.select(CASES).where(CASES.c.id == opened.id)).one()
    drafts.save(session, case, task, cast.randi.id, [("grunn", "halvveis")])
    moves.move(session, opened.id, _version(session, cast, ("Vurdert", "Ferdig")), cast.ada)
    kept = drafts.saved(session, case, task, cast.randi.id)
    assert kept is not None
    assert kept.pairs == [("grunn", "halvveis")]
