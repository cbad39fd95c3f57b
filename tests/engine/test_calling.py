"""Processes that call other processes: published, pinned, followed, and run as one case."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import audit, casefile, cases, clock, database, deadlines, publishing, recovery, tasks
from engine.audit import Kind
from engine.bundles import Bundle
from engine.casefile import TASKS, CaseStatus
from engine.errors import BundleInvalid
from engine.people import SYSTEM
from engine.publishing import Origin, ProcessVersion
from engine.rehearsal import rehearse
from tests.builders import a_case, open_tasks, publish_bundle, publish_tiny, tiny
from tests.cast import Cast, seat
from tests.conftest import Transact
from tests.diagrams import Drawing


def _changed(key: str, old: str, new: str, **files: str) -> Bundle:
    bundle = tiny(key)
    drawn = bundle.files[f"{key}.bpmn"].replace(old, new)
    return Bundle(key, {**bundle.files, f"{key}.bpmn": drawn, **files})


def _both(session: Session) -> ProcessVersion:
    publish_tiny(session, "kalt")
    return publish_tiny(session, "kaller")


def _asked(session: Session, cast: Cast) -> cases.Opened:
    """A case that stands in the first step of the process it calls."""
    opened = a_case(session, cast.kari, "kaller")
    task = open_tasks(session, opened.id)["vurder"]
    tasks.complete(session, task, cast.randi, {"hvorfor": "Vi trenger råd"})
    return opened


def _do(session: Session, case: int, element: str, by: object, **answers: object) -> None:
    tasks.complete(session, open_tasks(session, case)[element], by, answers)  # type: ignore[arg-type]  # the cast makes actors by name


def _followed(session: Session) -> list[tuple[object, ...]]:
    told = audit.trail(session, audit.NO_CASE, kinds=[str(Kind.VERSION_FOLLOWED)])
    names = ("process", "number", "called", "called_number")
    return [tuple(event.body[name] for name in names) for event in told]


def test_a_process_that_calls_one_not_in_use_is_refused_at_the_step_that_calls(
    session: Session, cast: Cast
) -> None:
    with pytest.raises(BundleInvalid) as refused:
        publish_tiny(session, "kaller")
    [finding] = refused.value.findings
    assert (finding.rule, finding.element, finding.params["called"]) == (
        *("call_unknown", "kall"),
        "kalt",
    )


def test_a_version_keeps_the_versions_it_calls(session: Session, cast: Cast) -> None:
    called = publish_tiny(session, "kalt")
    caller = publish_tiny(session, "kaller")
    assert caller.calls == {"kalt": called.id}
    assert publish_tiny(session, "kaller").id == caller.id
    assert caller.definition.elements["kalt/spor"].lane == "Rådgiver"


def test_a_task_of_the_called_process_has_its_own_form_role_deadline_and_phase(
    session: Session, cast: Cast
) -> None:
    _both(session)
    opened = _asked(session, cast)
    [row] = session.execute(sa.select(TASKS).where(TASKS.c.element == "kalt/spor")).all()
    assert (row.name, row.form, row.candidate_group) == ("Spør utenfor", "kalt_svar", "radgiver")
    assert row.due_at is not None
    assert casefile.by_code(session, opened.code).phase == "undersokes"


def test_answers_in_the_called_process_decide_the_way_in_it_and_after_it(
    session: Session, cast: Cast
) -> None:
    _both(session)
    opened = _asked(session, cast)
    _do(session, opened.id, "kalt/spor", cast.rad, svar="Vent", mer=True)
    _do(session, opened.id, "kalt/spor", cast.rad, svar="Gjør slik", mer=False)
    _do(session, opened.id, "les", cast.randi, nytte="Vi gjør slik")
    row = casefile.by_code(session, opened.code)
    assert row.status == CaseStatus.CLOSED
    sent = [one.form for one in casefile.submissions(session, row)]
    assert sent == ["kaller_vurdering", "kalt_svar", "kalt_svar", "kaller_lest"]
    told = audit.trail(session, opened.id, kinds=[str(Kind.TASK_COMPLETED)])
    assert "kalt/igjen" in told[1].body["passed"]
    assert {"kalt/ut", "valg", "ja"} <= set(told[2].body["passed"])


def test_a_step_in_the_called_process_can_be_sent_back_inside_it_only(
    session: Session, cast: Cast
) -> None:
    _both(session)
    opened = _asked(session, cast)
    task = open_tasks(session, opened.id)["kalt/spor"]
    assert tasks.return_targets(session, task, cast.rad) == []


def test_a_deadline_inside_the_called_process_fires(engine: sa.Engine, transact: Transact) -> None:
    with database.transaction(engine) as session:
        cast = seat(session)
        _both(session)
        opened = _asked(session, cast)
    with clock.at(clock.now() + timedelta(days=30)):
        assert transact(deadlines.fire_next)
    with database.reading(engine) as session:
        assert set(open_tasks(session, opened.id)) == {"kalt/spor", "kalt/purr"}


def test_callers_follow_a_called_process_published_anew_and_running_cases_stay(
    session: Session, cast: Cast
) -> None:
    first = _both(session)
    old = _asked(session, cast)
    called = publish_bundle(session, _changed("kalt", "Spør utenfor", "Ring noen"))
    caller = publishing.in_use(session, "kaller")
    assert (caller.number, caller.calls, caller.digest) == (2, {"kalt": called.id}, first.digest)
    assert (caller.based_on_id, caller.origin) == (first.id, Origin.SHIPPED)
    assert _followed(session) == [("kaller", 2, "kalt", 2)]
    _do(session, old.id, "kalt/spor", cast.rad, mer=True)
    new = _asked(session, cast)
    asked = sa.select(TASKS.c.case_id, TASKS.c.name).where(TASKS.c.element == "kalt/spor")
    assert set(session.execute(asked)) == {(old.id, "Spør utenfor"), (new.id, "Ring noen")}


def test_a_running_case_can_be_moved_with_its_step_inside_the_called_process(
    session: Session, cast: Cast
) -> None:
    _both(session)
    opened = _asked(session, cast)
    publish_bundle(session, _changed("kalt", "Hva svarte de", "Hva sa de"))
    [effect] = rehearse(session, tiny("kaller"))
    assert (effect.steps, effect.verdict) == (("kalt/spor",), "movable")
    assert recovery.move_to_version_in_use(session, opened.id, SYSTEM) == 1
    publish_bundle(session, _changed("kalt", "Purr", "Spør en gang til"))
    assert recovery.move_to_version_in_use(session, opened.id, SYSTEM) == 2
    _do(session, opened.id, "kalt/spor", cast.rad, mer=False)
    assert casefile.by_code(session, opened.code).status == CaseStatus.CLOSED


def test_a_caller_of_a_caller_follows_too(session: Session, cast: Cast) -> None:
    _both(session)
    top = Drawing("topp")
    top.properties["startRoles"] = "ansatt"
    top.call("ring", "kaller")
    top.chain("start", "ring", "end")
    publish_bundle(session, top.bundle())
    called = publish_bundle(session, _changed("kalt", "Purr", "Spør igjen"))
    middle, outer = (publishing.in_use(session, key) for key in ("kaller", "topp"))
    assert outer.calls == {"kaller": middle.id, "kalt": called.id}
    assert (middle.number, outer.number) == (2, 2)
    opened = a_case(session, cast.kari, "topp")
    assert list(open_tasks(session, opened.id)) == ["kaller/vurder"]


def test_a_caller_that_no_longer_fits_is_told_of_and_left_on_what_it_had(
    session: Session, cast: Cast
) -> None:
    caller = _both(session)
    clash = _changed(
        *("kalt", "kalt_svar", "kaller_lest"),
        **{"forms/kaller_lest.json": tiny("kalt").files["forms/kalt_svar.json"]},
    )
    [told] = [f for f in publishing.findings(session, clash) if f.rule == "call_left"]
    assert (told.severity, told.params["caller"]) == ("warning", "Sak med spørsmål")
    assert told.params["because"].rule == "call_form_twice"
    publish_bundle(session, clash)
    assert publishing.in_use(session, "kaller").id == caller.id
    assert _followed(session) == []
    opened = _asked(session, cast)
    assert "kalt/spor" in open_tasks(session, opened.id)
    mended = publish_bundle(session, _changed("kalt", "Purr", "Minn på"))
    assert publishing.in_use(session, "kaller").calls == {"kalt": mended.id}


def test_processes_that_call_in_a_ring_are_refused(session: Session, cast: Cast) -> None:
    _both(session)
    back = Drawing("kalt")
    back.call("tilbake", "kaller")
    back.chain("start", "tilbake", "end")
    [found] = [f for f in publishing.findings(session, back.bundle()) if f.severity == "error"]
    assert (found.rule, found.element) == ("call_cycle", "tilbake")
    assert found.params["way"] == "kalt → kaller → kalt"


def test_a_version_taken_into_use_again_calls_what_is_in_use_now(
    session: Session, cast: Cast
) -> None:
    first = _both(session)
    own = publish_bundle(session, _changed("kaller", "Les svaret", "Se på svaret"), Origin.SCHOOL)
    called = publish_bundle(session, _changed("kalt", "Purr", "Minn på"))
    assert publishing.in_use(session, "kaller").based_on_id == own.id
    publishing.adopt(session, first, SYSTEM)
    used = publishing.in_use(session, "kaller")
    assert (used.digest, used.calls) == (first.digest, {"kalt": called.id})


def test_a_delivered_caller_whose_version_waits_is_not_published_again(
    session: Session, cast: Cast
) -> None:
    _both(session)
    publish_bundle(session, _changed("kaller", "Les svaret", "Se på svaret"), Origin.SCHOOL)
    publish_bundle(session, _changed("kalt", "Purr", "Minn på"))
    count = len(publishing.history(session, "kaller"))
    publish_tiny(session, "kaller")
    assert len(publishing.history(session, "kaller")) == count
