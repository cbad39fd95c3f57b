"""Drawing a flow: nothing runs on it, nothing is lost, and two who draw notice each other."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import processdrafts, publishing
from engine.bundles import Bundle
from engine.errors import NotFound, Refused
from engine.processdrafts import DraftChanged, DraftSaving
from tests.builders import publish_shipped
from tests.cast import Cast

KEY = "melding"
NOTE = "LESMEG.md"


@pytest.fixture(autouse=True)
def _published(session: Session, cast: Cast) -> None:
    publish_shipped(session)


def _saved(session: Session, cast: Cast, *texts: str) -> None:
    for text in texts:
        seen = processdrafts.of(session, KEY).revision
        processdrafts.save(session, KEY, {NOTE: text}, seen=seen, by=cast.ada)


def _says(session: Session) -> str:
    return processdrafts.of(session, KEY).bundle.files[NOTE]


def test_a_draft_begins_as_the_version_in_use(session: Session, cast: Cast) -> None:
    draft = processdrafts.of(session, KEY)
    used = publishing.in_use(session, KEY)
    assert (draft.bundle.files, draft.based_on) == (used.bundle.files, used.id)
    assert not draft.begun
    assert processdrafts.begun(session) == {}


def test_what_is_saved_stands_and_the_version_in_use_does_not_move(
    session: Session, cast: Cast
) -> None:
    used = publishing.in_use(session, KEY)
    _saved(session, cast, "# Melding\nNy tekst")
    draft = processdrafts.begun(session)[KEY]
    assert draft.bundle.files[NOTE] == "# Melding\nNy tekst"
    assert (draft.saved_by, draft.based_on) == (cast.ada.id, used.id)
    assert publishing.in_use(session, KEY).id == used.id
    assert publishing.in_use(session, KEY).bundle.files[NOTE] != draft.bundle.files[NOTE]


def test_files_not_named_are_kept_and_a_file_can_be_taken_away(
    session: Session, cast: Cast
) -> None:
    before = processdrafts.of(session, KEY).bundle.files
    draft = processdrafts.save(
        session, KEY, {"forms/ny.json": "{}", NOTE: None}, seen=0, by=cast.ada
    )
    assert set(draft.bundle.files) == (set(before) | {"forms/ny.json"}) - {NOTE}


def test_every_step_can_be_undone_and_redone(session: Session, cast: Cast) -> None:
    first = _says(session)
    _saved(session, cast, "en", "to")
    said = []
    while (draft := processdrafts.of(session, KEY)).can_undo:
        processdrafts.undo(session, KEY, seen=draft.revision)
        said.append(_says(session))
    assert said == ["en", first]
    while (draft := processdrafts.of(session, KEY)).can_redo:
        processdrafts.redo(session, KEY, seen=draft.revision)
        said.append(_says(session))
    assert said == ["en", first, "en", "to"]


def test_drawing_on_after_undoing_forgets_what_was_undone(session: Session, cast: Cast) -> None:
    _saved(session, cast, "en", "to")
    processdrafts.undo(session, KEY, seen=3)
    _saved(session, cast, "tre")
    draft = processdrafts.of(session, KEY)
    assert not draft.can_redo
    processdrafts.undo(session, KEY, seen=draft.revision)
    assert _says(session) == "en"


def test_a_page_from_before_an_undo_cannot_save_over_what_came_after(
    session: Session, cast: Cast
) -> None:
    _saved(session, cast, "en", "to")
    processdrafts.undo(session, KEY, seen=3)
    _saved(session, cast, "tre")
    with pytest.raises(DraftChanged):
        processdrafts.save(session, KEY, {NOTE: "fire"}, seen=3, by=cast.randi)
    assert _says(session) == "tre"


def test_the_one_who_saves_last_is_told_who_saved_first(session: Session, cast: Cast) -> None:
    _saved(session, cast, "en")
    with pytest.raises(DraftChanged) as told:
        processdrafts.save(session, KEY, {NOTE: "to"}, seen=0, by=cast.randi)
    assert told.value.facts["by"] == cast.ada.id
    assert _says(session) == "en"


@pytest.mark.parametrize("way", [processdrafts.undo, processdrafts.redo])
def test_there_is_an_end_to_going_back_and_forth(session: Session, cast: Cast, way: object) -> None:
    with pytest.raises(Refused):
        way(session, KEY, seen=0)  # type: ignore[operator]


def test_saving_what_stands_is_no_step(session: Session, cast: Cast) -> None:
    _saved(session, cast, "en", "en")
    assert processdrafts.of(session, KEY).revision == 2


@pytest.mark.parametrize("name", ["../x.bpmn", "forms/../x.json", "x.py", "forms/X.json"])
def test_a_name_no_bundle_may_have_is_refused(session: Session, cast: Cast, name: str) -> None:
    with pytest.raises(Refused):
        processdrafts.save(session, KEY, {name: "x"}, seen=0, by=cast.ada)
    assert processdrafts.begun(session) == {}


def test_a_flood_is_refused(session: Session, cast: Cast) -> None:
    with pytest.raises(Refused):
        processdrafts.save(session, KEY, {NOTE: "x" * 10_000_001}, seen=0, by=cast.ada)


def test_what_is_discarded_is_gone(session: Session, cast: Cast) -> None:
    _saved(session, cast, "en")
    processdrafts.discard(session, KEY, seen=2)
    assert not processdrafts.of(session, KEY).begun
    assert session.scalar(sa.select(sa.func.count()).select_from(DraftSaving)) == 0


def test_a_process_drawn_from_nothing_has_no_version_behind_it(
    session: Session, cast: Cast
) -> None:
    draft = processdrafts.begin(session, Bundle("permisjon", {"permisjon.bpmn": "<x/>"}), cast.ada)
    assert (draft.based_on, draft.revision) == (None, 1)
    processdrafts.discard(session, "permisjon", seen=1)
    with pytest.raises(NotFound):
        processdrafts.of(session, "permisjon")


@pytest.mark.parametrize("key", ["melding", "permisjon", "Permisjon", "a b", ""])
def test_a_key_is_used_once_and_is_a_key(session: Session, cast: Cast, key: str) -> None:
    processdrafts.begin(session, Bundle("permisjon", {}), cast.ada)
    with pytest.raises(Refused):
        processdrafts.begin(session, Bundle(key, {}), cast.ada)


def test_only_the_latest_savings_are_kept(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processdrafts, "KEPT", 3)
    _saved(session, cast, *"abcdef")
    count = sa.select(sa.func.count()).select_from(DraftSaving)
    assert session.scalar(count) == 3
