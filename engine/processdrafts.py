"""Flows as the school is drawing them: whole bundles that nothing runs on until they are published.

Owns drafts of bundles, one line of savings for each process. A saving may be broken in every way;
what is wrong with it is the lint's to say. Never decides what may be published.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import clock, versions
from engine.bundles import Bundle
from engine.bundles.bundle import KEY, MAX_BYTES, MAX_FILES, allowed_name
from engine.database import Base, Moment, table_of
from engine.errors import Conflict, Refused
from engine.people import Actor

#: Savings kept behind the newest: how far one can go back.
KEPT = 200


class DraftChanged(Conflict):
    """Somebody else saved the draft of this process first."""


class ProcessDraft(Base):
    """A process that is being drawn, and which of its savings stands."""

    __tablename__ = "process_drafts"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    #: Number of the saving that stands; later ones can be redone.
    revision: Mapped[int]
    #: The highest number any saving has had: a number is never used again for another text.
    newest: Mapped[int]
    #: The version it was begun from; None for a process drawn from nothing.
    based_on_id: Mapped[int | None] = mapped_column(sa.ForeignKey("process_versions.id"))


class DraftSaving(Base):
    """The whole bundle as it was saved once."""

    __tablename__ = "process_draft_savings"

    key: Mapped[str] = mapped_column(sa.ForeignKey("process_drafts.key"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: Texts by file name, as packed JSON.
    files: Mapped[bytes] = mapped_column(sa.LargeBinary)
    saved_at: Mapped[datetime] = mapped_column(Moment)
    saved_by: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"))


_DRAFTS = table_of(ProcessDraft)
_SAVINGS = table_of(DraftSaving)


def _outermost(which: sa.ColumnElement[int]) -> sa.ScalarSelect[int]:
    return (
        sa.select(which).where(_SAVINGS.c.key == _DRAFTS.c.key).correlate(_DRAFTS).scalar_subquery()
    )


_OLDEST = _outermost(sa.func.min(_SAVINGS.c.revision))
_LATEST = _outermost(sa.func.max(_SAVINGS.c.revision))
_STANDING = (
    sa.select(_DRAFTS, _SAVINGS.c.files, _SAVINGS.c.saved_at, _SAVINGS.c.saved_by)
    .add_columns(_OLDEST.label("oldest"), _LATEST.label("latest"))
    .join(
        _SAVINGS,
        sa.and_(_SAVINGS.c.key == _DRAFTS.c.key, _SAVINGS.c.revision == _DRAFTS.c.revision),
    )
    .where(_DRAFTS.c.key == sa.bindparam("draft"))
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A process as it is being drawn."""

    key: str
    #: 0 when nothing is saved: the bundle is the one in use.
    revision: int
    bundle: Bundle
    #: Id of the version it was begun from, None for a process drawn from nothing.
    based_on: int | None
    saved_at: datetime | None = None
    saved_by: int | None = None
    can_undo: bool = False
    can_redo: bool = False

    @property
    def begun(self) -> bool:
        """Whether anything is saved that is not published."""
        return self.revision > 0


def of(session: Session, key: str) -> Draft:
    """The draft of a process; where there is none, the version in use as one would begin on it.

    Raises NotFound if there is neither.
    """
    row = session.connection().execute(_STANDING, {"draft": key}).first()
    if row is None:
        used = versions.in_use(session, key)
        return Draft(key, 0, used.bundle, used.id)
    return Draft(
        key,
        row.revision,
        Bundle(key, orjson.loads(zlib.decompress(row.files))),
        row.based_on_id,
        row.saved_at,
        row.saved_by,
        can_undo=row.revision > row.oldest,
        can_redo=row.latest > row.revision,
    )


def begun(session: Session) -> Mapping[str, Draft]:
    """Every process that has a draft, by key."""
    keys = session.connection().execute(sa.select(_DRAFTS.c.key).order_by(_DRAFTS.c.key))
    return {key: of(session, key) for key in keys.scalars().all()}


def begin(session: Session, bundle: Bundle, by: Actor) -> Draft:
    """A process that did not exist is being drawn, beginning with this bundle.

    Raises Refused if the key is not one, or is taken by a process or another draft.
    """
    if not KEY.fullmatch(bundle.key):
        raise Refused(process=bundle.key, reason="key")
    if bundle.key in begun(session) or versions.history(session, bundle.key):
        raise Refused(process=bundle.key, reason="taken")
    _write(session, bundle, 0, None, by)
    return of(session, bundle.key)


def save(
    session: Session, key: str, files: Mapping[str, str | None], *, seen: int, by: Actor
) -> Draft:
    """The draft holds these files besides those it had; None takes a file away.

    Saving what stands already changes nothing. What was undone can no longer be redone. Raises
    DraftChanged if the draft is no longer at revision `seen`, Refused for names or sizes that no
    bundle may have.
    """
    draft = _seen(session, key, seen)
    merged = dict(draft.bundle.files)
    for name, text in files.items():
        if not allowed_name(name):
            raise Refused(process=key, reason="file_name", name=name[:80])
        if text is None:
            merged.pop(name, None)
        else:
            merged[name] = text.replace("\r\n", "\n")
    if len(merged) > MAX_FILES or sum(len(text) for text in merged.values()) > MAX_BYTES:
        raise Refused(process=key, reason="too_large")
    if merged == draft.bundle.files:
        return draft
    if draft.revision == 0:
        _write(session, draft.bundle, 0, draft.based_on, by)
        draft = of(session, key)
    _write(session, Bundle(key, merged), draft.revision, draft.based_on, by)
    return of(session, key)


def undo(session: Session, key: str, *, seen: int) -> Draft:
    """The saving before stands again. Raises DraftChanged, and Refused if there is none before."""
    return _step(session, key, seen, -1)


def redo(session: Session, key: str, *, seen: int) -> Draft:
    """The saving after stands again. Raises DraftChanged, and Refused if there is none after."""
    return _step(session, key, seen, 1)


def discard(session: Session, key: str, *, seen: int) -> None:
    """Nothing is left of the draft. Raises DraftChanged if it is no longer at revision `seen`."""
    _seen(session, key, seen)
    connection = session.connection()
    connection.execute(_SAVINGS.delete().where(_SAVINGS.c.key == key))
    connection.execute(_DRAFTS.delete().where(_DRAFTS.c.key == key))


def rebase(session: Session, key: str, version_id: int) -> None:
    """The draft is a change of this version from now on."""
    _set(session, key, based_on_id=version_id)


def _seen(session: Session, key: str, seen: int) -> Draft:
    """The draft at revision `seen`, held until the transaction ends."""
    held = sa.select(_DRAFTS.c.key).where(_DRAFTS.c.key == key).with_for_update()
    session.connection().execute(held)
    draft = of(session, key)
    if draft.revision != seen:
        raise DraftChanged(
            process=key, revision=draft.revision, by=draft.saved_by, at=draft.saved_at
        )
    return draft


def _set(session: Session, key: str, **values: int) -> None:
    session.connection().execute(_DRAFTS.update().where(_DRAFTS.c.key == key).values(**values))


def _write(session: Session, bundle: Bundle, before: int, based_on: int | None, by: Actor) -> None:
    """The bundle is the saving after number `before`, and what came after that is gone."""
    connection = session.connection()
    if before == 0:
        number = 1
        values = {"key": bundle.key, "revision": number, "newest": number, "based_on_id": based_on}
        connection.execute(_DRAFTS.insert(), values)
    else:
        newest = sa.select(_DRAFTS.c.newest).where(_DRAFTS.c.key == bundle.key)
        number = connection.execute(newest).scalar_one() + 1
        _set(session, bundle.key, revision=number, newest=number)
    forgotten = sa.or_(_SAVINGS.c.revision > before, _SAVINGS.c.revision <= number - KEPT)
    connection.execute(_SAVINGS.delete().where(_SAVINGS.c.key == bundle.key, forgotten))
    connection.execute(
        _SAVINGS.insert(),
        {
            "key": bundle.key,
            "revision": number,
            "files": zlib.compress(orjson.dumps(dict(bundle.files)), 6),
            "saved_at": clock.now(),
            "saved_by": by.id,
        },
    )


def _step(session: Session, key: str, seen: int, way: int) -> Draft:
    draft = _seen(session, key, seen)
    if not (draft.can_undo if way < 0 else draft.can_redo):
        raise Refused(process=key, reason="no_more")
    number, own = _SAVINGS.c.revision, _SAVINGS.c.key == key
    beside = (
        sa.select(sa.func.max(number)).where(own, number < seen)
        if way < 0
        else sa.select(sa.func.min(number)).where(own, number > seen)
    )
    _set(session, key, revision=session.connection().execute(beside).scalar_one())
    return of(session, key)
