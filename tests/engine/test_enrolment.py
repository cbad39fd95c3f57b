"""What a file of people would change at the school of our stories; looking writes nothing."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock, enrolment, handover, people, roster
from engine.enrolment import Findings
from engine.people import SYSTEM, Guardianship, Person
from engine.roster import GroupPart
from tests.builders import a_task, publish_tiny
from tests.cast import CAST, Cast

HEAD = "nokkel;navn;type;fodt;klasse;avdeling;roller;kontaktlarer_for;foresatte;foresatt_for"
#: Everybody of the cast but those only the school owner keeps, exactly as they are.
SAME = [
    f"{key};{name};{ {'staff': 'ansatt', 'student': 'elev', 'guardian': 'foresatt'}[kind] };;;;;;;"
    for key, (name, kind, _, _) in CAST.items()
    if kind != "owner"
]


def of(*rows: str) -> bytes:
    """A file with these rows; short ones are filled up."""
    return "\n".join((HEAD, *(row + ";" * (9 - row.count(";")) for row in rows))).encode()


def faults(found: Findings) -> list[tuple[str, int, str]]:
    return [(one.key, one.row, one.column) for one in found.faults]


def cautions(found: Findings) -> list[str]:
    return [one.key for one in found.cautions]


@pytest.fixture
def school(session: Session, cast: Cast) -> Cast:
    """2STA with its pupils and Kari as contact teacher."""
    group = roster.add_group(session, key="2STA")
    for key in ("nora", "jonas"):
        roster.put(session, getattr(cast, key).id, group.id, GroupPart.PUPIL)
    roster.put(session, cast.kari.id, group.id, GroupPart.CONTACT_TEACHER)
    return cast


def test_a_file_that_says_what_is_known_changes_nothing(session: Session, school: Cast) -> None:
    found = enrolment.examine(session, of(*SAME), school.randi)
    assert (found.faults, found.cautions) == ([], [])
    assert (found.new, found.changed, found.same, found.gone) == ([], [], len(SAME), [])


def test_what_is_new_and_what_differs_is_told_apart_from_what_is_the_same(
    session: Session, school: Cast
) -> None:
    rows = (
        "ny;Ny Lærer;ansatt;;;Realfag;Faglærer|vikar;3STA",
        "nora;Nora Elev;elev;24.12.2009;3STA;;;;grete",
        "jonas;Jonas Elev;elev;;2STA",
        "per;Per Ny;elev;;3STA",
    )
    found = enrolment.examine(session, of(*rows), school.randi)
    assert found.faults == []
    [new, pupil] = found.new
    assert (new.row.key, new.grants) == ("ny", ["ansatt", "faglarer", "kontaktlarer", "vikar"])
    assert new.puts == [("3STA", "contact_teacher")]
    assert new.values["unit"] == "Realfag"
    assert pupil.puts == [("3STA", "pupil")]
    [nora] = found.changed
    assert sorted(nora.values) == ["born", "unit"]
    assert (nora.puts, nora.takes) == ([("3STA", "pupil")], [("2STA", "pupil")])
    assert (found.same, found.classes) == (1, ["3STA"])
    assert (found.guardians, found.ended) == ([], [])
    assert {one.key for one in found.gone} >= {"kari", "mo"}
    assert "stig" not in {one.key for one in found.gone}
    assert "randi" not in {one.key for one in found.gone}


def test_looking_writes_nothing(session: Session, school: Cast) -> None:
    before = session.execute(sa.select(sa.func.count()).select_from(Person)).scalar_one()
    enrolment.examine(session, of("ny;Ny;ansatt", "nora;Annen;elev"), school.randi)
    assert not session.new
    assert not session.dirty
    after = session.execute(sa.select(sa.func.count()).select_from(Person)).scalar_one()
    assert after == before


@pytest.mark.parametrize(
    ("row", "fault", "column"),
    [
        ("nora;Nora Elev;ansatt", "kind_changed", "type"),
        ("stig;Stig;ansatt", "kind_changed", "type"),
        ("ny;Ny;ansatt;;;;keiser", "unknown_role", "roller"),
        ("ny;Ny;ansatt;;;;;9XYZ", "unknown_class", "kontaktlarer_for"),
        ("ny;Ny;elev;;2STA;;;2STA", "only_staff", "kontaktlarer_for"),
        ("ny;Ny;elev;;2STA;;;;ukjent", "unknown_guardian", "foresatte"),
        ("ny;Ny;elev;;2STA;;;;kari", "unknown_guardian", "foresatte"),
        ("ny;Ny;foresatt;;;;;;;kari", "unknown_student", "foresatt_for"),
        ("ny;Ny;ansatt;;;;;;grete", "only_student", "foresatte"),
        ("ny;Ny;elev;;2STA;;;;;nora", "only_guardian", "foresatt_for"),
        ("ny;Ny;elev;1.1.2099;2STA", "not_born", "fodt"),
    ],
)
def test_what_does_not_fit_with_the_school_is_a_fault_at_its_place(
    session: Session, school: Cast, row: str, fault: str, column: str
) -> None:
    found = enrolment.examine(session, of("kari;Kari Kontakt;ansatt", row), school.randi)
    assert faults(found) == [(fault, 3, column)]


def test_the_same_key_twice_is_a_fault(session: Session, school: Cast) -> None:
    found = enrolment.examine(session, of("a;A;elev;;2STA", "a;B;elev;;2STA"), school.randi)
    assert faults(found) == [("key_twice", 3, "nokkel")]
    assert found.faults[0].facts == {"first": "2"}


@pytest.mark.parametrize(
    ("who", "row", "fault"),
    [
        ("randi", "ny;Ny;ansatt;;;;rektor", ""),
        ("dag", "ny;Ny;ansatt;;;;faglarer", ""),
        ("dag", "ny;Ny;ansatt;;;;rektor", "role_by_leader"),
        ("dag", "randi;Randi Rektor;ansatt;;;;faglarer", "role_by_leader"),
        ("dag", "ny;Ny;ansatt;;;;administrator", "role_by_leader"),
        ("randi", "ny;Ny;ansatt;;;;skoleeier", "role_by_command"),
        ("randi", "randi;Randi Rektor;ansatt;;;;rektor|drift", "own_roles"),
        ("dag", "dag;Dag Drift;ansatt;;;;rektor|drift", "own_roles"),
        ("dag", "dag;Dag Drift;ansatt;;;;drift", ""),
        ("dag", "dag;Dag Drift;ansatt;;;;;2STA", "own_classes"),
        ("kari", "kari;Kari Kontakt;ansatt;;;;;2STA", ""),
    ],
)
def test_nobody_gives_away_by_a_file_what_they_may_not_give(
    session: Session, school: Cast, who: str, row: str, fault: str
) -> None:
    found = enrolment.examine(session, of(row), getattr(school, who))
    assert [one.key for one in found.faults] == ([fault] if fault else [])
    assert enrolment.examine(session, of(row), SYSTEM).faults == []


def _warned(found: Findings, key: str) -> Sequence[dict[str, str]]:
    return [dict(one.facts) for one in found.cautions if one.key == key]


def test_what_somebody_should_look_at_is_told_without_stopping_anything(
    session: Session, school: Cast
) -> None:
    publish_tiny(session)
    task = a_task(session, school.kari, hva="x")
    handover.claim(session, task, school.randi)
    rows = (
        "a;To Like;elev;1.1.2001;2STA;;;;grete",
        "b;To Like;elev;;",
        "f;Uten Barn;foresatt",
        "l;Ny Lærer;ansatt",
        "c;Ny Klasse;elev;;3STB",
    )
    found = enrolment.examine(session, of(*rows), school.dag)
    assert found.faults == []
    assert sorted(set(cautions(found))) == [
        *("gone_with_tasks", "no_class", "no_contact_teacher"),
        *("no_pupil", "of_age", "same_name"),
    ]
    assert _warned(found, "gone_with_tasks") == [{"name": "Randi Rektor", "count": "1"}]
    assert _warned(found, "no_contact_teacher") == [{"text": "3STB"}]
    assert len(_warned(found, "same_name")) == 2


def test_guardians_come_from_either_side_and_one_switched_off_stays_off(
    session: Session, school: Cast
) -> None:
    rows = ("ny;Ny Foresatt;foresatt;;;;;;;jonas", "nora;Nora Elev;elev;;2STA;;;;ny")
    found = enrolment.examine(session, of(*rows), school.randi)
    assert found.guardians == [("ny", "jonas"), ("ny", "nora")]
    assert found.ended == [("grete", "nora")]
    session.execute(sa.update(Guardianship).values(active=False))
    again = of("nora;Nora Elev;elev;;2STA;;;;grete")
    found = enrolment.examine(session, again, school.randi)
    assert (found.guardians, found.ended) == ([], [])
    assert cautions(found) == ["guardian_off"]


def test_somebody_who_comes_back_is_changed_and_not_new(session: Session, school: Cast) -> None:
    people.by_keys(session, ["mo"])["mo"].active = False
    session.flush()
    found = enrolment.examine(session, of("mo;Mo Miljø;ansatt"), school.randi)
    [mo] = found.changed
    assert mo.values == {"active": True}
    assert clock.now() is not None


def test_a_row_that_cannot_be_read_makes_no_faults_in_the_rows_that_speak_of_it(
    session: Session, school: Cast
) -> None:
    rows = (
        "ny_larer;Ny Lærer;ansatt;;;;;3STA",
        "ny_elev;Ny Elev;elev;32.13.2009;3STA;;;;ny_mor",
        "ny_elev_2;Ny Annen;elev;;2STA;;;;ny_mor",
        "ny_mor;Ny Mor;tante",
    )
    found = enrolment.examine(session, of(*rows), school.randi)
    assert faults(found) == [("bad_date", 3, "fodt"), ("bad_kind", 5, "type")]
