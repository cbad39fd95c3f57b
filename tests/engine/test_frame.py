"""What a case is given as it begins, besides the answers of its form."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import casefile, cases, clock, frame, people, publishing, roster
from engine.casefile import CASES
from engine.errors import NotFound
from engine.frame import Beginning
from engine.people import SYSTEM
from tests.builders import a_case
from tests.engine.wheelworld import FIRST, morning, open_school, use_years


@pytest.fixture
def school(session: Session) -> Session:
    use_years(FIRST)
    clock.freeze(morning(2026, 8, 17))
    open_school(session, "klasserunde", "skolemote", "tiny")
    return session


def _document(session: Session, case_id: int) -> dict[str, Any]:
    row = session.execute(sa.select(CASES).where(CASES.c.id == case_id)).one()
    found: dict[str, Any] = casefile.seal_of(row).open_json("document", row.document)
    return found


def test_only_what_some_expression_reads_is_kept(school: Session) -> None:
    group = roster.group(school, "2STA")
    made = cases.open_by_the_year(school, "klasserunde", SYSTEM, Beginning(group=group))
    assert _document(school, made.id) == {
        "klasse": {"elever": ["jonas", "nora"], "kontaktlarere": ["kari", "mo"]}
    }


def test_the_occasion_the_school_and_its_year_are_found_where_they_are_read(
    school: Session,
) -> None:
    day = clock.oslo(clock.now()).date()
    made = cases.open_by_the_year(school, "skolemote", SYSTEM, Beginning(number=2, day=day))
    found = _document(school, made.id)
    assert found["skolear"] == {"forste": "2026-08-17"}
    assert found["anledning"] == {"nummer": 2}
    assert found["skole"]["ansatte"][:2] == ["ada", "arne"]


def test_a_case_somebody_begins_knows_the_school_but_no_occasion(
    school: Session,
) -> None:
    made = cases.open_by_the_year(school, "skolemote", SYSTEM, frame.BY_HAND)
    assert _document(school, made.id).keys() == {"skole", "skolear"}


def test_nothing_is_given_to_a_process_that_reads_nothing_of_it(school: Session) -> None:
    kari = people.actor(school, "kari")
    made = a_case(school, kari, hva="Noe skjedde")
    assert _document(school, made.id).keys() <= {"melding"}


def test_nobody_has_a_part_in_what_is_for_the_school(school: Session) -> None:
    assert frame.parts_of(school, frame.BY_HAND) == []


def test_a_contact_teacher_starts_it_for_their_own_class(school: Session) -> None:
    definition = publishing.in_use(school, "klasserunde").definition
    beginning = frame.by_hand(school, definition, people.actor(school, "kari"))
    assert beginning.group is not None
    assert beginning.group.key == "2STA"
    with pytest.raises(NotFound):
        frame.by_hand(school, definition, people.actor(school, "randi"))


def test_what_is_the_schools_is_started_for_nobody_in_particular(school: Session) -> None:
    definition = publishing.in_use(school, "skolemote").definition
    randi = people.actor(school, "randi")
    assert frame.by_hand(school, definition, randi) is frame.BY_HAND
    made = cases.open_case(school, "skolemote", randi, {})
    assert _document(school, made.id).keys() == {"skole", "skolear"}
