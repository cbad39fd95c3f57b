"""A file of people carried out: all of it or nothing, told in the trail, nobody deleted."""

import time
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import audit, clock, database, enrolling, people, roster
from engine.audit import NO_CASE, Kind
from engine.enrolling import FileRefused
from engine.enrolment import examine
from engine.errors import NotFound
from engine.people import SYSTEM, Person
from engine.roster import GroupPart
from tests.cast import Cast, seat
from tests.engine.test_enrolment import SAME, of
from webapp import trailproof


@pytest.fixture
def school(session: Session, cast: Cast) -> Cast:
    """2STA with its pupils and Kari as contact teacher."""
    group = roster.add_group(session, key="2STA")
    for key in ("nora", "jonas"):
        roster.put(session, getattr(cast, key).id, group.id, GroupPart.PUPIL)
    roster.put(session, cast.kari.id, group.id, GroupPart.CONTACT_TEACHER)
    return cast


ROWS = (
    "ny;Ny Lærer;ansatt;;;Realfag;Faglærer;3STA",
    "nora;Nora Marie Elev;elev;24.12.2009;3STA;;;;ny_mor",
    "ny_mor;Mor Ny;foresatt",
)


def _members(session: Session, key: str, part: str) -> list[str]:
    group = roster.group(session, key)
    assert group is not None
    return [person.key for person in roster.members(session, group.id, part)]


def test_everybody_is_as_the_file_says(session: Session, school: Cast) -> None:
    done = enrolling.carry_out(session, of(*ROWS), school.randi)
    assert (done.new, done.changed, done.left) == (2, 1, 0)
    with clock.at(clock.now() + timedelta(seconds=1)):
        new = people.actor(session, "ny")
        assert new.roles == {"ansatt", "faglarer", "kontaktlarer"}
        nora = people.by_keys(session, ["nora"])["nora"]
        session.refresh(nora)
        assert (nora.name, nora.sort_name) == ("Nora Marie Elev", "elev nora marie")
        assert (nora.born, nora.unit) == (date(2009, 12, 24), "3STA")
        assert _members(session, "3STA", "pupil") == ["nora"]
        assert _members(session, "3STA", "contact_teacher") == ["ny"]
        assert _members(session, "2STA", "pupil") == ["jonas"]
        assert [g.key for g in people.guardians_of(session, nora.id)] == ["ny_mor"]
        assert people.actor(session, "mo").roles == {"miljoarbeider", "ansatt"}


def test_a_second_time_nothing_is_left_to_do(session: Session, school: Cast) -> None:
    enrolling.carry_out(session, of(*ROWS), school.randi)
    with clock.at(clock.now() + timedelta(seconds=1)):
        found = examine(session, of(*ROWS), school.randi)
        assert (found.new, found.changed, found.same) == ([], [], len(ROWS))
        assert (found.guardians, found.ended, found.classes) == ([], [], [])


def test_one_fault_anywhere_and_nothing_is_written(session: Session, school: Cast) -> None:
    with pytest.raises(FileRefused) as refused:
        enrolling.carry_out(session, of(*ROWS, "feil;;elev"), school.randi)
    assert [one.key for one in refused.value.findings.faults] == ["no_name"]
    assert people.by_keys(session, ["ny", "ny_mor"]) == {}
    assert audit.trail(session, NO_CASE) == []


def test_the_trail_tells_of_each_change_by_name_and_never_by_value(
    session: Session, school: Cast
) -> None:
    enrolling.carry_out(session, of(*ROWS), school.randi)
    events = audit.trail(session, NO_CASE)
    assert {event.actor_id for event in events} == {school.randi.id}
    whole = events[0]
    assert (whole.kind, whole.body["new"], whole.body["changed"]) == (Kind.PEOPLE_IMPORTED, 2, 1)
    [nora] = [e for e in events if e.kind == Kind.PERSON_CHANGED and "name" in e.body["what"]]
    assert nora.body == {"person": school.nora.id, "what": ["born", "name", "unit", "classes"]}
    granted = [e.body["role"] for e in events if e.kind == Kind.ROLE_GRANTED]
    assert granted == ["faglarer", "kontaktlarer"]
    assert "Marie" not in str([event.body for event in events])
    assert trailproof.prove(session)[1] is None


def test_whoever_is_missing_stays_unless_they_are_to_be_ended_and_is_never_deleted(
    session: Session, school: Cast
) -> None:
    mo = school.mo.id
    without = of(*(row for row in SAME if not row.startswith(("mo;", "nora;", "jonas;"))))
    done = enrolling.carry_out(session, without, school.randi)
    assert (done.left, school.mo.id) == (0, mo)
    more = of("per;Per;elev;;1STA", *(r for r in SAME if not r.startswith(("mo;", "nora;", "jon"))))
    done = enrolling.carry_out(session, more, school.randi, end_missing=True)
    assert done.left == 3
    with clock.at(clock.now() + timedelta(seconds=1)):
        with pytest.raises(NotFound):
            people.actor(session, "mo")
        row = session.execute(sa.select(Person).where(Person.id == mo)).scalar_one()
        session.refresh(row)
        assert (row.name, row.active) == ("Mo Miljø", False)
        assert people.roles_of(session, [mo]) == {}
        assert [one.key for one in roster.classes(session)] == ["1STA"]
    left = [e.body["person"] for e in audit.trail(session, NO_CASE, kinds=[Kind.PERSON_LEFT])]
    assert mo in left
    assert len(left) == 3


def test_a_role_that_is_no_longer_in_the_file_is_taken_from_the_person(
    session: Session, school: Cast
) -> None:
    enrolling.carry_out(session, of("ulla;Ulla Uvedkommende;ansatt;;;;radgiver"), school.randi)
    with clock.at(clock.now() + timedelta(seconds=1)):
        assert school.ulla.roles == {"radgiver", "ansatt"}
    [revoked] = audit.trail(session, NO_CASE, kinds=[Kind.ROLE_REVOKED])
    assert revoked.body == {"person": school.ulla.id, "role": "faglarer"}


def test_the_largest_file_is_done_before_anybody_gives_up_waiting(engine: sa.Engine) -> None:
    """Others wait for the write lock no longer than they are willing to (5 s), with room left."""
    rows = [f"e{n};Elev Nummer{n};elev;1.2.2010;{n % 3 + 1}K{n % 90}" for n in range(20_000)]
    with database.transaction(engine) as session:
        seat(session)
    began = time.perf_counter()
    with database.transaction(engine) as session:
        done = enrolling.carry_out(session, of(*rows), SYSTEM)
    took = time.perf_counter() - began
    assert done.new == 20_000
    assert took < 20
