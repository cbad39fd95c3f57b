from datetime import timedelta

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.orm import Session

from engine import clock, database, people, roster
from engine.errors import NotFound, Refused
from engine.people import PersonKind
from engine.roster import GroupKind, GroupPart
from tests.cast import Cast, seat
from webapp import schema


def test_classes_come_by_key_and_only_while_they_are_in_use(session: Session) -> None:
    for key in ("2STA", "1STB", "3MDA"):
        roster.add_group(session, key=key)
    roster.add_group(session, key="ST", kind=GroupKind.DEPARTMENT)
    gone = roster.group(session, "3MDA")
    assert gone is not None
    gone.active = False
    session.flush()
    found = [(one.key, one.name, one.level) for one in roster.classes(session)]
    assert found == [
        ("1STB", "1STB", 1),
        ("2STA", "2STA", 2),
    ]


def test_a_taken_key_is_refused(session: Session) -> None:
    roster.add_group(session, key="2STA")
    with pytest.raises(Refused):
        roster.add_group(session, key="2STA")


def test_somebody_put_in_twice_is_there_once_and_is_gone_when_taken_out(
    session: Session, cast: Cast
) -> None:
    group = roster.add_group(session, key="2STA")
    for _ in range(2):
        roster.put(session, cast.nora.id, group.id, GroupPart.PUPIL)
    roster.put(session, cast.kari.id, group.id, GroupPart.CONTACT_TEACHER)
    assert [p.key for p in roster.members(session, group.id, "pupil")] == ["nora"]
    with clock.at(clock.now() + timedelta(seconds=1)):
        roster.take_out(session, cast.nora.id, group.id, GroupPart.PUPIL)
        assert roster.members(session, group.id, "pupil") == []
        assert [p.key for p in roster.members(session, group.id, "contact_teacher")] == ["kari"]
    with clock.at(clock.now() + timedelta(seconds=2)):
        roster.put(session, cast.nora.id, group.id, GroupPart.PUPIL)
        assert [p.key for p in roster.members(session, group.id, "pupil")] == ["nora"]


def test_the_classes_of_a_person_are_those_where_they_have_the_part(
    session: Session, cast: Cast
) -> None:
    own, other = (roster.add_group(session, key=key) for key in ("2STA", "1STB"))
    roster.put(session, cast.kari.id, own.id, GroupPart.CONTACT_TEACHER)
    roster.put(session, cast.kari.id, other.id, GroupPart.TEACHER)
    contact = roster.classes_of(session, cast.kari.id, ["contact_teacher"])
    assert [one.key for one in contact] == ["2STA"]
    both = roster.classes_of(session, cast.kari.id, ["contact_teacher", "teacher"])
    assert [one.key for one in both] == ["1STB", "2STA"]
    assert roster.classes_of(session, cast.ulla.id, ["teacher"]) == []


def test_expressions_find_keys_of_the_class_and_never_a_name(session: Session, cast: Cast) -> None:
    group = roster.add_group(session, key="2STA")
    for person, part in (
        (cast.nora, GroupPart.PUPIL),
        (cast.jonas, GroupPart.PUPIL),
        (cast.kari, GroupPart.CONTACT_TEACHER),
        (cast.ulla, GroupPart.TEACHER),
        (cast.avd, GroupPart.LEADER),
    ):
        roster.put(session, person.id, group.id, part)
    people.by_keys(session, ["mo"])["mo"].active = False
    session.flush()
    found = roster.context(session, group)
    assert found["klasse"] == {
        "key": "2STA",
        "navn": "2STA",
        "trinn": 2,
        "elever": ["jonas", "nora"],
        "kontaktlarere": ["kari"],
        "avdelingsledere": ["avd"],
        "faglarere": ["ulla"],
    }
    assert found["skole"]["klasser"] == ["2STA"]
    assert {"kari", "ulla"} <= set(found["skole"]["ansatte"])
    assert not {"mo", "nora", "stig", "grete"} & set(found["skole"]["ansatte"])
    assert "klasse" not in roster.context(session, None)


def test_a_department_is_not_a_class_to_expressions(session: Session) -> None:
    group = roster.add_group(session, key="ST", kind=GroupKind.DEPARTMENT)
    with pytest.raises(NotFound):
        roster.context(session, group)


def test_a_school_from_before_there_were_classes_gets_them_from_its_pupils(
    engine: sa.Engine,
) -> None:
    with database.transaction(engine) as session:
        seat(session)
        gone = people.by_keys(session, ["jonas"])["jonas"]
        gone.active = False
    config = schema._config()
    for move, to in ((command.downgrade, "0006"), (command.upgrade, "head")):
        with database.writing(), engine.begin() as connection:
            config.attributes["connection"] = connection
            move(config, to)
    with database.reading(engine) as session:
        (own,) = roster.classes(session)
        assert (own.key, own.level) == ("2STA", 2)
        assert [p.key for p in roster.members(session, own.id, "pupil")] == ["nora"]
        assert [p.key for p in roster.members(session, own.id, "contact_teacher")] == ["kari"]
        person = people.by_keys(session, ["nora"])["nora"]
        assert (person.kind, person.born) == (PersonKind.STUDENT, None)
