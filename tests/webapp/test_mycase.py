"""What a pupil and a guardian see of what concerns them, and of nobody else."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import casefile, clock, database, people
from engine.casefile import CASES, PARTICIPANTS, TASKS
from engine.cases import Opened
from engine.people import Guardianship, PersonKind
from tests.builders import a_case
from tests.cast import Cast
from tests.webapp.casework import assessed, plain, reported
from tests.webapp.conftest import Act, Browser
from webapp import mycase


@pytest.fixture
def report(act: Act) -> Opened:
    """Kari has reported about Nora."""
    made = act(lambda session, cast: reported(session, cast))
    assert isinstance(made, Opened)
    return made


def _page(signed_in: Browser, who: str) -> str:
    return plain(signed_in(who).get("/min-sak").get_data(as_text=True))


@pytest.mark.parametrize("who", ["nora", "grete"])
def test_a_pupil_and_her_guardian_see_how_far_it_has_come_and_nothing_of_what_was_said(
    signed_in: Browser, report: Opened, who: str
) -> None:
    html = signed_in(who).get("/min-sak").get_data(as_text=True)
    assert report.code in html
    assert "sitter alene" not in html
    assert html.count('aria-current="step"') == 1
    assert "Vi undersøker Her er vi nå." in plain(html)


@pytest.mark.parametrize("who", ["jonas", "ulla", "ada"])
def test_nobody_else_sees_that_there_is_a_case(
    signed_in: Browser, report: Opened, who: str
) -> None:
    assert report.code not in _page(signed_in, who)


def test_whoever_leads_the_case_is_whom_one_can_talk_with(
    signed_in: Browser, act: Act, report: Opened
) -> None:
    assert "Til da kan du snakke med rektor." in _page(signed_in, "nora")

    def lead(session: Session, cast: Cast) -> None:
        row = {"case_id": report.id, "person_id": cast.avd.id, "part": "case_owner"}
        session.execute(PARTICIPANTS.insert(), row | {"since": clock.now()})

    act(lead)
    assert "Du kan snakke med Anne Avdeling." in _page(signed_in, "nora")


def test_a_passed_deadline_is_admitted(
    signed_in: Browser, school: sa.Engine, report: Opened
) -> None:
    assert "Det neste skal være gjort senest" in _page(signed_in, "nora")
    with database.transaction(school) as session:
        past = clock.now() - timedelta(days=2)
        session.execute(sa.update(TASKS).values(due_at=past, sort_at=past))
    assert "Det neste skulle vært gjort" in _page(signed_in, "nora")


def test_a_task_for_the_pupil_stands_on_top(
    signed_in: Browser, school: sa.Engine, act: Act, report: Opened
) -> None:
    with database.transaction(school) as session:
        nora = people.actor(session, "nora").id
        session.execute(sa.update(TASKS).values(assignee_id=nora, candidate_group="elev"))
    assert "Vi spør deg Vurder meldingen" in _page(signed_in, "nora")
    assert "Vi spør deg" not in _page(signed_in, "grete")


def test_a_closed_case_stands_last_and_says_when(signed_in: Browser, act: Act) -> None:
    opened = act(lambda session, cast: assessed(session, cast))
    assert isinstance(opened, Opened)
    said = _page(signed_in, "nora")
    assert "Her er vi nå" not in said
    assert f"{opened.code} Avsluttet" in said


def test_a_guardian_of_several_is_told_whose_it_is(
    signed_in: Browser, act: Act, report: Opened
) -> None:
    assert "Gjelder" not in _page(signed_in, "grete")

    def another(session: Session, cast: Cast) -> None:
        child = people.add_person(
            session, key="lise", name="Lise Elev", kind=PersonKind.STUDENT, role_keys=["elev"]
        )
        session.add(Guardianship(guardian_id=cast.grete.id, student_id=child.id))
        session.flush()
        a_case(session, cast.kari, hva="y", elev="lise")

    act(another)
    said = _page(signed_in, "grete")
    assert "Gjelder Nora" in said
    assert "Gjelder Lise" in said


def test_a_guardianship_that_is_off_shows_nothing(
    signed_in: Browser, school: sa.Engine, report: Opened
) -> None:
    with database.transaction(school) as session:
        session.execute(sa.update(Guardianship).values(active=False))
    assert report.code not in _page(signed_in, "grete")


def test_a_case_that_is_the_owners_is_still_the_pupils_own(
    signed_in: Browser, school: sa.Engine, report: Opened
) -> None:
    with database.transaction(school) as session:
        session.execute(sa.update(CASES).values(realm=str(casefile.Realm.OWNER)))
    assert report.code in _page(signed_in, "nora")
    assert report.code not in _page(signed_in, "grete")


def test_the_steps_before_any_phase_begin_at_the_first_and_end_all_done() -> None:
    assert [state for _, state in mycase._steps("", False)][:2] == ["now", "later"]
    assert {state for _, state in mycase._steps("plan", True)} == {"done"}
    assert next(state for _, state in mycase._steps("ukjent", False)) == "now"
