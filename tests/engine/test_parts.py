from sqlalchemy.orm import Session

from engine import advance, audit, casefile, cases, parts, publishing
from engine.audit import Kind
from tests.builders import a_case, publish_shipped, publish_tiny
from tests.cast import Cast
from tests.processes.answers import answers


def test_a_part_is_taken_once_however_often_it_is_given(session: Session, cast: Cast) -> None:
    publish_tiny(session)
    opened = a_case(session, cast.kari, hva="x", elev="nora")
    live = advance.unseal(session, casefile.lock(session, opened.id))
    parts.give(session, live, [("affected", "nora"), ("case_owner", cast.avd.id)], cast.randi)
    advance.save(session, live)
    taken = [e.body["part"] for e in audit.trail(session, opened.id, kinds=[Kind.PART_TAKEN])]
    assert taken == ["reporter", "affected", "case_owner"]


def test_answers_name_people_also_inside_rows(session: Session, cast: Cast) -> None:
    form = publish_tiny(session).definition.forms["melding"]
    named = parts.named_in(form, {"hva": "x", "elev": "nora", "ansatt": "mo"})
    assert sorted(named) == [("accused", "mo"), ("affected", "nora")]
    assert parts.named_in(form, {"hva": "x", "elev": ""}) == []


def test_expressions_find_the_parts_and_the_guardians_of_the_pupil(
    session: Session, cast: Cast
) -> None:
    publish_tiny(session, "deler")
    opened = a_case(session, cast.kari, "deler", elev="nora")
    [task] = opened.tasks
    assert task["assignee_id"] == cast.grete.id
    assert publishing.in_use(session, "deler").definition.reads.keys() >= {"parts"}


def test_only_earlier_cases_about_the_same_pupil_count(session: Session, cast: Cast) -> None:
    publish_shipped(session, "fysisk_inngrep")
    told = []
    for pupil in ("nora", "jonas", "nora"):
        given = answers("fysisk_inngrep", "inngrep", elev=pupil)
        opened = cases.open_case(session, "fysisk_inngrep", cast.kari, given)
        live = advance.unseal(session, casefile.lock(session, opened.id))
        told.append(live.document[parts.EARLIER])
    assert told == [
        {"antall": 0, "siste_aar": 0},
        {"antall": 0, "siste_aar": 0},
        {"antall": 1, "siste_aar": 1},
    ]


def test_a_case_against_somebody_in_the_leadership_is_the_owners_at_once(
    session: Session, cast: Cast
) -> None:
    publish_tiny(session)
    for accused, realm in (("randi", "owner"), ("avd", "owner"), ("mo", "school")):
        assert a_case(session, cast.kari, hva="x", elev="nora", ansatt=accused).realm == realm
