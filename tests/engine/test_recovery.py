import pytest
from sqlalchemy.orm import Session

from engine import audit, casefile, incidents, recovery, taskfile, tasks
from engine.audit import Kind
from engine.bundles import Bundle
from engine.casefile import TaskStatus
from engine.publishing import Origin
from engine.runtime import CannotMove
from tests.builders import a_task, open_tasks, publish_bundle, publish_tiny, tiny
from tests.cast import Cast


def _stuck(session: Session, cast: Cast) -> tuple[str, incidents.Incident]:
    publish_tiny(session, "stopp")
    task = a_task(session, cast.kari, "stopp")
    number = tasks.complete(session, task, cast.kari, {"vei": "en tredje"}).incident
    assert number is not None
    return task, incidents.visible(session, number, cast.dag)


def _fixed() -> Bundle:
    bundle = tiny("stopp")
    drawn = bundle.files["stopp.bpmn"].replace('svar.vei = "to"', 'svar.vei != "en"')
    return Bundle("stopp", {**bundle.files, "stopp.bpmn": drawn})


def test_trying_again_on_the_same_version_changes_nothing(session: Session, cast: Cast) -> None:
    task, incident = _stuck(session, cast)
    assert not recovery.retry(session, incident, cast.randi)
    assert incident.resolved_at is None
    assert taskfile.opened(session, task, cast.kari).status == TaskStatus.HELD


def test_after_a_fix_the_stored_answers_go_on_without_being_asked_for_again(
    session: Session, cast: Cast
) -> None:
    task, incident = _stuck(session, cast)
    publish_bundle(session, _fixed(), Origin.SCHOOL)
    assert recovery.retry(session, incident, cast.randi, newest=True)
    found = taskfile.opened(session, task, cast.kari)
    assert found.status == TaskStatus.DONE
    assert set(open_tasks(session, found.case.id)) == {"rektor"}
    assert len(casefile.submissions(session, found.case)) == 1
    trail = audit.trail(session, found.case.id)
    kinds = [e.kind for e in trail]
    [completed] = [e for e in trail if e.kind == Kind.TASK_COMPLETED]
    assert completed.actor_id == cast.kari.id
    assert kinds[-5:] == [
        Kind.INCIDENT_OPENED,
        Kind.CASE_MOVED,
        Kind.PART_TAKEN,
        Kind.TASK_COMPLETED,
        Kind.INCIDENT_RESOLVED,
    ]


def test_a_case_is_not_moved_to_a_version_without_the_step_it_stands_in(
    session: Session, cast: Cast
) -> None:
    _, incident = _stuck(session, cast)
    drawn = {n: t.replace('"svar"', '"svaret"') for n, t in _fixed().files.items()}
    drawn["stopp.bpmn"] = (
        drawn["stopp.bpmn"].replace(">svar<", ">svaret<").replace('value="svaret"', 'value="svar"')
    )
    publish_bundle(session, Bundle("stopp", drawn), Origin.SCHOOL)
    with pytest.raises(CannotMove):
        recovery.retry(session, incident, cast.randi, newest=True)
