from sqlalchemy.orm import Session

from engine import links
from tests.builders import a_case, publish_tiny
from tests.cast import Cast


def test_a_link_is_seen_from_both_ends_by_those_who_may_read_the_other(
    session: Session, cast: Cast
) -> None:
    publish_tiny(session)
    report, case = (a_case(session, cast.kari, hva=text) for text in "ab")
    links.add(session, report.id, case.id)
    assert links.linked(session, cast.randi, report.id) == [(case.code, True)]
    assert links.linked(session, cast.randi, case.id) == [(report.code, False)]
    assert links.linked(session, cast.kari, report.id) == []
