"""Published versions of processes, to read: which there are, which is in use, what each runs as.

Owns process versions. A published version never changes, and neither does what it calls: a case
stays on the version it began on, and with it on theirs.
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from weakref import WeakKeyDictionary

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column, object_session

from engine.bundles import Bundle
from engine.database import Base, Identity, Moment, table_of
from engine.errors import NotFound
from engine.people import Actor
from engine.runtime import Definition, compile_definition


class Origin(StrEnum):
    """Where a version was drawn."""

    #: Delivered with the product.
    SHIPPED = "shipped"
    #: Drawn at the school.
    SCHOOL = "school"


class ProcessVersion(Base):
    """One published version of one process. Its text never changes."""

    __tablename__ = "process_versions"
    __table_args__ = (
        sa.UniqueConstraint("key", "number"),
        sa.Index(
            "uq_process_versions_in_use",
            "key",
            unique=True,
            sqlite_where=sa.text("in_use"),
            postgresql_where=sa.text("in_use"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(200))
    origin: Mapped[str] = mapped_column(sa.String(16))
    #: Over canonical XML and JSON, so that layout of the text does not matter.
    digest: Mapped[str] = mapped_column(sa.String(64))
    #: The bundle's files by name, as packed JSON.
    files: Mapped[bytes] = mapped_column(sa.LargeBinary)
    in_use: Mapped[bool]
    published_at: Mapped[datetime] = mapped_column(Moment)
    published_by: Mapped[int | None] = mapped_column(sa.ForeignKey("persons.id"))
    #: Why, in the publisher's words.
    note: Mapped[str] = mapped_column(sa.Text, default="")
    based_on_id: Mapped[int | None] = mapped_column(sa.ForeignKey("process_versions.id"))
    set_aside_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Version id by key of every process it calls, itself or by way of others.
    calls: Mapped[dict[str, int]] = mapped_column(sa.JSON, default=dict)

    @property
    def bundle(self) -> Bundle:
        """The bundle as it was published."""
        return _unpack(self.key, self.files)

    @property
    def definition(self) -> Definition:
        """The bundle and those it calls, made ready to run; made once for the same texts."""
        return compile_definition(self.bundle, [one.bundle for one in self.called])

    @property
    def called(self) -> Sequence["ProcessVersion"]:
        """The versions it calls, itself or by way of others."""
        session = object_session(self)
        if not self.calls or session is None:
            return []
        return [version(session, number) for number in self.calls.values()]

    def names(self, lang: str) -> Mapping[str, str]:
        """Translated names by element id, those of called processes as "<key>/<id>"."""
        return self._everywhere(lambda bundle: bundle.names(lang))

    def documentation(self, lang: str) -> Mapping[str, str]:
        """Translated help texts by element id, those of called processes as "<key>/<id>"."""
        return self._everywhere(lambda bundle: bundle.documentation(lang))

    def _everywhere(self, texts: Callable[[Bundle], Mapping[str, str]]) -> dict[str, str]:
        found = dict(texts(self.bundle))
        for one in self.called:
            found |= {f"{one.key}/{key}": text for key, text in texts(one.bundle).items()}
        return found


@lru_cache(maxsize=256)
def _unpack(key: str, files: bytes) -> Bundle:
    return Bundle(key, orjson.loads(zlib.decompress(files)))


_versions = table_of(ProcessVersion)
_BY_ID = sa.select(_versions.c.key, _versions.c.files, _versions.c.calls).where(
    _versions.c.id == sa.bindparam("version")
)


#: Definitions by version number, for each database: a published version never changes.
_compiled: WeakKeyDictionary[sa.Pool, dict[int, Definition]] = WeakKeyDictionary()


def definition(session: Session, version_id: int) -> Definition:
    """What a version runs as. Read from the database once and kept beside its connection pool.

    Raises NotFound if there is no such version.
    """
    connection = session.connection()
    kept = _compiled.setdefault(connection.engine.pool, {})
    found = kept.get(version_id)
    if found is None:
        row = connection.execute(_BY_ID, {"version": version_id}).first()
        if row is None:
            raise NotFound(version=version_id)
        inside = [connection.execute(_BY_ID, {"version": n}).one() for n in row.calls.values()]
        called = [_unpack(one.key, one.files) for one in inside]
        found = kept[version_id] = compile_definition(_unpack(row.key, row.files), called)
    return found


def in_use(session: Session, key: str) -> ProcessVersion:
    """The version new cases of this process begin on. Raises NotFound if there is none."""
    found = session.scalar(
        sa.select(ProcessVersion).where(ProcessVersion.key == key, ProcessVersion.in_use)
    )
    if found is None:
        raise NotFound(process=key)
    return found


def version(session: Session, version_id: int) -> ProcessVersion:
    """One version. Raises NotFound if there is none."""
    found = session.get(ProcessVersion, version_id)
    if found is None:
        raise NotFound(version=version_id)
    return found


def all_in_use(session: Session) -> Sequence[ProcessVersion]:
    """The version in use of every process, by name."""
    return session.scalars(
        sa.select(ProcessVersion).where(ProcessVersion.in_use).order_by(ProcessVersion.name)
    ).all()


def history(session: Session, key: str) -> Sequence[ProcessVersion]:
    """Every version of a process, newest first."""
    return session.scalars(
        sa.select(ProcessVersion)
        .where(ProcessVersion.key == key)
        .order_by(ProcessVersion.number.desc())
    ).all()


def retired(session: Session) -> Sequence[ProcessVersion]:
    """The newest version of every process that is no longer in use, by name."""
    used = sa.select(ProcessVersion.key).where(ProcessVersion.in_use)
    newest = (
        sa.select(sa.func.max(ProcessVersion.id))
        .where(ProcessVersion.key.not_in(used))
        .group_by(ProcessVersion.key)
    )
    asked = sa.select(ProcessVersion).where(ProcessVersion.id.in_(newest))
    return session.scalars(asked.order_by(ProcessVersion.name)).all()


def waiting(session: Session) -> Sequence[ProcessVersion]:
    """Shipped versions newer than the one in use, where the school runs its own."""
    used = aliased(ProcessVersion)
    return session.scalars(
        sa.select(ProcessVersion)
        .join(used, sa.and_(used.key == ProcessVersion.key, used.in_use))
        .where(
            ProcessVersion.origin == Origin.SHIPPED,
            ProcessVersion.number > used.number,
            ProcessVersion.set_aside_at.is_(None),
        )
        .order_by(ProcessVersion.key)
    ).all()


def startable(session: Session, by: Actor) -> Sequence[ProcessVersion]:
    """Processes this person may start, by name: those whose start roles they hold one of."""
    return [v for v in all_in_use(session) if set(v.definition.start_roles) & by.roles]
