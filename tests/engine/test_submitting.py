from sqlalchemy.orm import Session

from engine import advance, casefile, drafts, submitting
from engine.advance import Live
from tests.builders import a_case, open_tasks, publish_tiny
from tests.cast import Cast


def _live(session: Session, cast: Cast) -> Live:
    publish_tiny(session)
    return advance.unseal(session, casefile.lock(session, a_case(session, cast.kari, hva="x").id))


def test_answers_are_sealed_for_their_own_row_and_read_back_as_sent(
    session: Session, cast: Cast
) -> None:
    live = _live(session, cast)
    form = live.definition.forms["vurdering"]
    given = {"alvorlig": True, "grunn": "Gjentatt"}
    submitting.store(session, live, form, given, cast.randi, task_id="t", element="vurder")
    [_begun, sent] = casefile.submissions(session, casefile.lock(session, live.case_id))
    assert (sent.answers, sent.task_id, sent.element, sent.by) == (
        given,
        "t",
        "vurder",
        cast.randi.id,
    )
    row = session.execute(casefile.SUBMISSIONS.select().where(casefile.SUBMISSIONS.c.id == sent.id))
    assert b"Gjentatt" not in row.one().answers


def test_only_answers_in_force_are_taken_back_and_they_can_be_sent_anew(
    session: Session, cast: Cast
) -> None:
    live = _live(session, cast)
    form = live.definition.forms["vurdering"]
    for alvorlig in (True, False):
        submitting.store(session, live, form, {"alvorlig": alvorlig}, cast.randi, task_id="t")
        assert submitting.take_back(session, live, "t") == {"alvorlig": alvorlig}
    assert submitting.take_back(session, live, "t") == {}
    case = casefile.lock(session, live.case_id)
    assert [one.form for one in casefile.submissions(session, case)] == ["melding"]
    assert len(casefile.submissions(session, case, taken_back=True)) == 3


def test_how_much_is_answered_on_a_form_counts_what_is_in_force_and_what_is_begun(
    session: Session, cast: Cast
) -> None:
    opened = a_case(session, cast.kari, hva="x") if publish_tiny(session) else None
    assert opened is not None
    assert submitting.stored(session, "tiny", "melding") == (1, 0)
    assert submitting.stored(session, "tiny", "vurdering") == (0, 0)
    [task] = open_tasks(session, opened.id).values()
    case = casefile.lock(session, opened.id)
    drafts.save(session, case, task, cast.randi.id, [("grunn", "Gj")])
    assert submitting.stored(session, "tiny", "vurdering") == (0, 1)
    assert submitting.stored(session, "w1", "vurdering") == (0, 0)
