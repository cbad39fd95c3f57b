import pytest
from sqlalchemy.orm import Session

from engine import casefile, tasks
from engine.errors import Damaged, NotFound
from tests.builders import a_case, open_tasks, publish_tiny
from tests.cast import Cast


def test_the_newest_answers_of_a_form_are_found_by_its_name(session: Session, cast: Cast) -> None:
    publish_tiny(session)
    opened = a_case(session, cast.kari, hva="x")
    tasks.complete(
        session, open_tasks(session, opened.id)["vurder"], cast.randi, {"alvorlig": True}
    )
    case = casefile.by_code(session, opened.code.lower())
    found = casefile.latest(session, case, ["vurdering", "melding", "ukjent"])
    assert found["vurdering"].answers == {"alvorlig": True}
    assert found["melding"].answers == {"hva": "x"}
    assert "ukjent" not in found


def test_answers_moved_from_one_case_to_another_do_not_open(session: Session, cast: Cast) -> None:
    publish_tiny(session)
    one, two = (a_case(session, cast.kari, hva=t) for t in "ab")
    answers = casefile.SUBMISSIONS.c
    sealed = session.execute(casefile.SUBMISSIONS.select().where(answers.case_id == one.id)).one()
    session.execute(
        casefile.SUBMISSIONS.update()
        .where(answers.case_id == two.id)
        .values(answers=sealed.answers)
    )
    with pytest.raises(Damaged):
        casefile.submissions(session, casefile.by_code(session, two.code))


def test_a_code_nobody_has_is_not_found(session: Session, cast: Cast) -> None:
    with pytest.raises(NotFound):
        casefile.by_code(session, "26-XXXXXX")
    with pytest.raises(NotFound):
        casefile.lock(session, 5)
