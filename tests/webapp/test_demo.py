"""The demo school shows what a school would see, and every one of its people can sign in."""

import pytest
import sqlalchemy as sa

from engine import database, roster
from engine.casefile import CASES, TASKS, TaskStatus
from engine.errors import EngineError
from engine.incidents import Incident
from tests.builders import CORE, publish_shipped
from webapp import demo, trailproof
from webapp.login import DEMO_KEYS


@pytest.fixture
def seeded(engine: sa.Engine) -> sa.Engine:
    """A database with the demo school in it."""
    with database.transaction(engine) as session:
        publish_shipped(session, *CORE)
    demo.seed(engine)
    return engine


def test_everybody_who_can_sign_in_is_there_by_their_key(seeded: sa.Engine) -> None:
    with database.reading(seeded) as session:
        said = demo.who_can_sign_in(session)
    for key in DEMO_KEYS:
        assert f"  {key} " in said


def test_the_cases_stand_in_different_states_and_none_of_them_is_stuck(seeded: sa.Engine) -> None:
    with database.reading(seeded) as session:
        elements = set(
            session.execute(
                sa.select(TASKS.c.element).where(TASKS.c.status == TaskStatus.OPEN)
            ).scalars()
        )
        realms = set(session.execute(sa.select(CASES.c.realm)).scalars())
        closed = session.execute(sa.select(CASES.c.id).where(CASES.c.status == "closed")).all()
        assert {
            "vurder",
            "lag_plan",
            "gjennomfor_tiltak",
            "evaluer",
            "vurder_skoleeier",
        } <= elements
        assert realms == {"school", "owner"}
        assert closed
        assert session.scalars(sa.select(Incident)).all() == []
        assert trailproof.prove(session)[1] is None


def test_every_class_has_its_pupils_its_contact_teacher_and_its_leader(seeded: sa.Engine) -> None:
    with database.reading(seeded) as session:
        found = {one.key: roster.context(session, one)["klasse"] for one in roster.classes(session)}
    assert len(found) == 10
    for told in found.values():
        assert len(told["elever"]) >= 9
        assert len(told["kontaktlarere"]) == 1
        assert told["avdelingsledere"] == ["avdelingsleder"]
        assert told["faglarere"]
    assert found["2STA"]["kontaktlarere"] == ["kontaktlarer"]
    assert found["1STB"]["kontaktlarere"] == ["kontaktlarer_2"]
    assert {"elev", "elev_2"} <= set(found["2STA"]["elever"])


def test_a_database_with_people_in_it_is_left_alone(seeded: sa.Engine) -> None:
    with pytest.raises(EngineError):
        demo.seed(seeded)
