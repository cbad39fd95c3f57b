from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from engine import clock, people
from engine.errors import NotFound, Refused
from tests.cast import Cast


def test_a_person_acts_with_the_roles_they_hold_now(session: Session, cast: Cast) -> None:
    assert cast.randi.roles == {"rektor", "ansatt"}
    assert cast.randi.can("leads_school")
    people.revoke(session, cast.randi.id, "rektor")
    with clock.at(clock.now() + timedelta(seconds=1)):
        assert cast.randi.roles == {"ansatt"}
        assert not cast.randi.can("leads_school")


def test_somebody_no_longer_active_cannot_act(session: Session, cast: Cast) -> None:
    people.by_keys(session, ["mo"])["mo"].active = False
    session.flush()
    with pytest.raises(NotFound):
        _ = cast.mo
    assert people.holders(session, "miljoarbeider") == []


def test_a_taken_key_and_an_unknown_role_are_refused(session: Session, cast: Cast) -> None:
    kind = people.PersonKind.STAFF
    with pytest.raises(Refused):
        people.add_person(session, key="kari", name="En annen", kind=kind)
    with pytest.raises(Refused):
        people.add_person(session, key="ny", name="Ny", kind=kind, role_keys=["keiser"])


def test_people_are_found_by_parts_of_their_name_and_by_class(session: Session, cast: Cast) -> None:
    assert [p.key for p in people.find(session, "nor el", ["student"])] == ["nora"]
    assert {p.key for p in people.find(session, "2sta", ["student"])} == {"nora", "jonas"}
    assert people.find(session, "nora", ["staff"]) == []
    assert people.find(session, "%", ["student"]) == []
    assert people.find(session, "  ", ["student"]) == []


def test_guardians_are_found_only_while_the_guardianship_is_on(
    session: Session, cast: Cast
) -> None:
    assert [g.key for g in people.guardians_of(session, cast.nora.id)] == ["grete"]
    assert [s.key for s in people.students_of(session, cast.grete.id)] == ["nora"]
    session.query(people.Guardianship).update({"active": False})
    assert people.guardians_of(session, cast.nora.id) == []
    assert people.students_of(session, cast.grete.id) == []
