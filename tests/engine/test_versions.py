import pytest
from sqlalchemy.orm import Session

from engine import versions
from engine.errors import NotFound
from tests.builders import publish_tiny
from tests.cast import Cast


def test_a_version_runs_as_the_same_thing_however_it_is_asked_for(
    session: Session, cast: Cast
) -> None:
    called, caller = publish_tiny(session, "kalt"), publish_tiny(session, "kaller")
    definition = versions.definition(session, caller.id)
    assert definition is caller.definition
    assert "kalt/spor" in definition.elements
    assert [one.id for one in caller.called] == [called.id]
    assert called.called == []


def test_a_version_that_is_not_there_is_not_found(session: Session) -> None:
    for ask in (versions.version, versions.definition):
        with pytest.raises(NotFound):
            ask(session, 17)
