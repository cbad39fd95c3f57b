"""Every role against every action: a case at the school, one at the owner's, and a closed one."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import access, tasks
from engine.access import Action
from engine.casefile import CASES, Realm
from tests.builders import a_case, open_tasks, publish_tiny
from tests.cast import CAST, Cast

R, T, M, F, O = Action.READ, Action.READ_TRAIL, Action.MANAGE, Action.FOLLOW, Action.OPERATE  # noqa: E741
E = Action.EXPORT
NOTHING: frozenset[Action] = frozenset()

#: Who may do what with a case Kari reported about Nora: (at the school, at the owner's, closed).
MATRIX: dict[str, tuple[set[Action] | frozenset[Action], ...]] = {
    "randi": ({R, T, M, E}, NOTHING, {R, T, M, E}),
    "kari": ({F}, {F}, {F}),
    "mo": (NOTHING, NOTHING, NOTHING),
    "ulla": (NOTHING, NOTHING, NOTHING),
    "vera": (NOTHING, NOTHING, NOTHING),
    "ada": ({Action.MEND}, NOTHING, {Action.MEND}),
    "avd": (NOTHING, NOTHING, NOTHING),
    "rad": (NOTHING, NOTHING, NOTHING),
    "dag": ({O}, {O}, {O}),
    "arne": (NOTHING, NOTHING, {R, T, E}),
    "stig": (NOTHING, {R, T, M, E}, NOTHING),
    "nora": ({F}, {F}, {F}),
    "jonas": (NOTHING, NOTHING, NOTHING),
    "grete": ({F}, NOTHING, {F}),
}


def test_everybody_in_the_cast_stands_in_the_matrix() -> None:
    assert set(MATRIX) == set(CAST)


@pytest.mark.parametrize("who", sorted(MATRIX))
def test_a_person_may_do_exactly_what_the_matrix_says(
    session: Session, cast: Cast, who: str
) -> None:
    publish_tiny(session)
    at_school = a_case(session, cast.kari, hva="a", elev="nora")
    at_owner = a_case(session, cast.kari, hva="b", elev="nora")
    session.execute(sa.update(CASES).where(CASES.c.id == at_owner.id).values(realm=Realm.OWNER))
    closed = a_case(session, cast.kari, hva="c", elev="nora")
    tasks.complete(
        session, open_tasks(session, closed.id)["vurder"], cast.randi, {"alvorlig": False}
    )
    actor = getattr(cast, who)
    for opened, allowed in zip((at_school, at_owner, closed), MATRIX[who], strict=True):
        found = {a for a in Action if access.may(session, actor, a, opened.id)}
        assert found == set(allowed), (who, opened.code)


def test_being_accused_takes_away_every_right(session: Session, cast: Cast) -> None:
    publish_tiny(session)
    opened = a_case(session, cast.kari, hva="a", elev="nora", ansatt="randi")
    assert not any(access.may(session, cast.randi, action, opened.id) for action in Action)
