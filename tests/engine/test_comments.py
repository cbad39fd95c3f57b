import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import audit, casefile, comments
from engine.audit import Kind
from engine.errors import NotAllowed, Refused
from engine.outbox import Message
from tests.builders import a_case, publish_tiny
from tests.cast import Cast


def test_a_comment_stands_in_the_case_and_the_one_mentioned_is_told_without_content(
    session: Session, cast: Cast
) -> None:
    publish_tiny(session)
    opened = a_case(session, cast.kari, hva="x")
    case = casefile.by_code(session, opened.code)
    comments.add(session, case, cast.randi, "Se på dette, @randi.")
    assert session.scalars(sa.select(Message)).all() == []
    [said] = comments.of_case(session, case)
    assert (said.text, said.by) == ("Se på dette, @randi.", cast.randi.id)
    assert audit.trail(session, case.id)[-1].kind == Kind.COMMENT_ADDED
    assert "dette" not in str(audit.trail(session, case.id)[-1].body)


def test_mentioning_somebody_who_may_not_read_the_case_is_refused(
    session: Session, cast: Cast
) -> None:
    publish_tiny(session)
    case = casefile.by_code(session, a_case(session, cast.kari, hva="x").code)
    with pytest.raises(NotAllowed) as blind:
        comments.add(session, case, cast.randi, "Hva mener du @ulla?")
    assert blind.value.facts["mentioned"] == ["Ulla Uvedkommende"]
    assert comments.of_case(session, case) == []


@pytest.mark.parametrize("text", ["", "   ", "x" * (comments.LONGEST + 1)])
def test_an_empty_or_endless_comment_is_refused(session: Session, cast: Cast, text: str) -> None:
    publish_tiny(session)
    case = casefile.by_code(session, a_case(session, cast.kari, hva="x").code)
    with pytest.raises(Refused):
        comments.add(session, case, cast.randi, text)
