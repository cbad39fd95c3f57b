import pytest
from sqlalchemy.orm import Session

from engine import views
from engine.errors import NotFound, Refused
from tests.cast import Cast


def test_a_view_shared_with_a_role_is_seen_by_its_holders_only(
    session: Session, cast: Cast
) -> None:
    views.save(session, cast.kari, "Haster", "prioritet=81", role="ansatt")
    views.save(session, cast.kari, "Mine egne", "q=a")
    assert [v.name for v in views.for_actor(session, cast.mo)] == ["Haster"]
    assert [v.name for v in views.for_actor(session, cast.kari)] == ["Haster", "Mine egne"]
    assert views.for_actor(session, cast.nora) == []


def test_a_view_needs_a_name_and_a_role_one_holds(session: Session, cast: Cast) -> None:
    with pytest.raises(Refused):
        views.save(session, cast.kari, "  ", "q=a")
    with pytest.raises(Refused):
        views.save(session, cast.kari, "Rektors", "q=a", role="rektor")


def test_only_whoever_saved_a_view_may_remove_it(session: Session, cast: Cast) -> None:
    view = views.save(session, cast.kari, "Haster", "prioritet=81", role="ansatt")
    with pytest.raises(NotFound):
        views.remove(session, cast.mo, view.id)
    views.remove(session, cast.kari, view.id)
    assert views.for_actor(session, cast.kari) == []
