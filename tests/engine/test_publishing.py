import pytest
from sqlalchemy.orm import Session

from engine import audit, publishing, tasks
from engine.audit import Kind
from engine.bundles import Bundle
from engine.errors import BundleInvalid, NotFound, ReasonMissing
from engine.people import SYSTEM
from engine.publishing import Origin
from tests.builders import a_case, a_task, publish_bundle, publish_tiny, tiny
from tests.cast import Cast


def _changed(old: str = "Vurder meldingen", new: str = "Les meldingen") -> Bundle:
    bundle = tiny()
    return Bundle(
        "tiny", {**bundle.files, "tiny.bpmn": bundle.files["tiny.bpmn"].replace(old, new)}
    )


def test_the_same_text_published_again_is_the_same_version(session: Session, cast: Cast) -> None:
    first = publish_tiny(session)
    assert publish_tiny(session).id == first.id
    published = audit.trail(session, audit.NO_CASE, kinds=[Kind.VERSION_PUBLISHED])
    assert [e.body["digest"] for e in published] == [first.digest]


def test_new_cases_begin_on_the_new_version_and_running_ones_stay(
    session: Session, cast: Cast
) -> None:
    first = publish_tiny(session)
    old = a_case(session, cast.kari, hva="x")
    second = publish_bundle(session, _changed())
    new = a_case(session, cast.kari, hva="y")
    assert (second.number, second.in_use, first.in_use) == (2, True, False)
    assert old.tasks[0]["name"] == "Vurder meldingen"
    assert new.tasks[0]["name"] == "Les meldingen"


def test_a_delivery_waits_where_the_school_has_drawn_its_own(session: Session, cast: Cast) -> None:
    publish_tiny(session)
    own = publish_bundle(session, _changed(), Origin.SCHOOL)
    delivered = publish_bundle(session, _changed(new="Gå gjennom meldingen"))
    assert publishing.in_use(session, "tiny").id == own.id
    assert [v.id for v in publishing.waiting(session)] == [delivered.id]
    publishing.adopt(session, delivered, SYSTEM, "bedre")
    assert publishing.in_use(session, "tiny").id == delivered.id
    assert publishing.waiting(session) == []
    assert audit.trail(session, audit.NO_CASE)[-1].kind == Kind.VERSION_ADOPTED


def test_a_bundle_with_an_error_is_not_published_and_says_why(session: Session, cast: Cast) -> None:
    broken = _changed('targetRef="slutt"', 'targetRef="finnes_ikke"')
    with pytest.raises(BundleInvalid) as refused:
        publish_bundle(session, broken)
    assert refused.value.findings
    with pytest.raises(NotFound):
        publishing.in_use(session, "tiny")


def test_one_may_start_only_what_ones_roles_open(session: Session, cast: Cast) -> None:
    publish_tiny(session)
    publish_tiny(session, "w1")
    assert {v.key for v in publishing.startable(session, cast.kari)} == {"tiny", "w1"}
    assert {v.key for v in publishing.startable(session, cast.nora)} == {"tiny"}
    assert publishing.startable(session, cast.ada) == []


def test_a_process_out_of_use_is_started_by_nobody_and_its_cases_go_on(
    session: Session, cast: Cast
) -> None:
    publish_tiny(session)
    task = a_task(session, cast.kari, hva="x")
    publishing.retire(session, "tiny", cast.ada, "Brukes ikke")
    with pytest.raises(NotFound):
        a_case(session, cast.kari, hva="y")
    tasks.complete(session, task, cast.randi, {"alvorlig": True, "grunn": "x"})
    assert [one.key for one in publishing.retired(session)] == ["tiny"]
    assert audit.trail(session, audit.NO_CASE)[-1].kind == Kind.VERSION_RETIRED


def test_a_delivery_does_not_bring_back_what_the_school_took_out_of_use(
    session: Session, cast: Cast
) -> None:
    publish_tiny(session)
    publishing.retire(session, "tiny", cast.ada, "Brukes ikke")
    bundle = tiny()
    text = bundle.diagram_text.replace("Vurdert", "Ferdig")
    newer = Bundle("tiny", {**bundle.files, "tiny.bpmn": text})
    made = publishing.publish(session, newer, Origin.SHIPPED, SYSTEM)
    assert not made.in_use
    publishing.adopt(session, made, cast.ada)
    assert publishing.retired(session) == []


def test_taking_out_of_use_needs_a_reason(session: Session, cast: Cast) -> None:
    publish_tiny(session)
    with pytest.raises(ReasonMissing):
        publishing.retire(session, "tiny", cast.ada, " ")


def test_a_delivery_set_aside_waits_no_longer(session: Session, cast: Cast) -> None:
    publish_tiny(session)
    bundle = tiny()
    own, newer = (
        Bundle("tiny", {**bundle.files, "tiny.bpmn": bundle.diagram_text.replace("Vurdert", name)})
        for name in ("Skolens", "Levert")
    )
    publishing.publish(session, own, Origin.SCHOOL, cast.ada)
    made = publishing.publish(session, newer, Origin.SHIPPED, SYSTEM)
    assert list(publishing.waiting(session)) == [made]
    publishing.set_aside(session, made, cast.ada)
    assert publishing.waiting(session) == []
