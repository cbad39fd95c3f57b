"""Files that belong to a case.

Owns attachments: what is accepted (by content, not by name), and their sealed bytes. They live in
the database, so one backup has everything and a file can never outlive its row. Served only as
downloads, under the name we give.
"""

import hashlib
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import advance, casefile, clock, pictures
from engine.audit import Kind
from engine.database import Base, Identity, Moment, new_id, table_of
from engine.errors import NotFound, Refused
from engine.people import Actor

#: Bytes in one file, and in all files of one case.
LARGEST = 15 * 1024 * 1024
LARGEST_CASE = 200 * 1024 * 1024
#: Characters of a file name that are kept.
_NAME_LENGTH = 120


class Attachment(Base):
    """One file."""

    __tablename__ = "attachments"
    __table_args__ = (sa.Index(None, "case_id", "id"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    #: The task whose form it was added in; it is part of the case once the answers are.
    task_id: Mapped[str | None] = mapped_column(sa.String(32))
    name: Mapped[bytes] = mapped_column(sa.LargeBinary)
    media_type: Mapped[str] = mapped_column(sa.String(80))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int] = mapped_column(sa.BigInteger)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)


_files = table_of(Attachment)


def _office(kind: str) -> Callable[[bytes], bool]:
    def has(data: bytes) -> bool:
        try:
            with zipfile.ZipFile(BytesIO(data)) as packed:
                names = packed.namelist()[:500]
        except (zipfile.BadZipFile, ValueError, OSError):
            return False
        return "[Content_Types].xml" in names and any(n.startswith(f"{kind}/") for n in names)

    return has


def _text(data: bytes) -> bool:
    try:
        words = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    plain = all(c.isprintable() or c in "\t\r\n\f" for c in words[:4096])
    return plain and "\x00" not in words and not words.lstrip().startswith("<")


def _starts(*magic: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(magic)


def _boxed(*brands: bytes) -> Callable[[bytes], bool]:
    return lambda data: data[4:8] == b"ftyp" and data[8:12] in brands


_OFFICE = "application/vnd.openxmlformats-officedocument."
#: Media type, file ending, and how its content is known. The first that fits decides.
KNOWN: tuple[tuple[str, str, Callable[[bytes], bool]], ...] = (
    ("application/pdf", "pdf", _starts(b"%PDF-")),
    ("image/png", "png", _starts(b"\x89PNG\r\n\x1a\n")),
    ("image/jpeg", "jpg", _starts(b"\xff\xd8\xff")),
    ("image/gif", "gif", _starts(b"GIF87a", b"GIF89a")),
    ("image/webp", "webp", lambda d: d[:4] == b"RIFF" and d[8:12] == b"WEBP"),
    ("image/heic", "heic", _boxed(b"heic", b"heix", b"mif1")),
    ("video/mp4", "mp4", _boxed(b"isom", b"iso2", b"mp41", b"mp42", b"avc1", b"qt  ")),
    ("audio/mpeg", "mp3", _starts(b"ID3", b"\xff\xfb")),
    (_OFFICE + "wordprocessingml.document", "docx", _office("word")),
    (_OFFICE + "spreadsheetml.sheet", "xlsx", _office("xl")),
    (_OFFICE + "presentationml.presentation", "pptx", _office("ppt")),
    ("text/plain", "txt", _text),
)


def recognize(data: bytes) -> tuple[str, str] | None:
    """Media type and ending of a file, from its content alone; None if we do not take it."""
    for media_type, ending, fits in KNOWN:
        if fits(data):
            return media_type, ending
    return None


@dataclass(frozen=True, slots=True)
class File:
    """A file as it stands in a list."""

    id: int
    task_id: str | None
    name: str
    media_type: str
    size: int
    at: datetime
    by: int
    case_id: int


def acceptable(data: bytes) -> tuple[str, str, bytes]:
    """Media type and ending of a file we take, and its content as it is to be stored.

    Pictures leave behind where and when they were taken. Raises Refused with `reason` "empty",
    "too_large", "unknown_type", "not_a_picture" or "too_many_points".
    """
    known = recognize(data)
    if not data or len(data) > LARGEST or known is None:
        reason = "empty" if not data else "too_large" if len(data) > LARGEST else "unknown_type"
        raise Refused(file=True, reason=reason, largest=LARGEST)
    media_type, ending = known
    return media_type, ending, pictures.cleaned(data, media_type)


def add(
    session: Session,
    case: Any,
    actor: Actor,
    name: str,
    data: bytes,
    task_id: str | None = None,
    *,
    number: int | None = None,
) -> File:
    """The file is part of the case. The caller has seen to it that `actor` may add one.

    `number` is the one it has been known by already. Raises Refused as `acceptable` does, and with
    `reason` "case_full".
    """
    media_type, ending, data = acceptable(data)
    if _used(session, case.id) + len(data) > LARGEST_CASE:
        raise Refused(file=True, reason="case_full", largest=LARGEST)
    number, seal = number or new_id(), casefile.seal_of(case)
    shown = _name(name, ending)
    row = {
        "id": number,
        "case_id": case.id,
        "task_id": task_id,
        "name": seal.seal(f"file-name/{number}", shown.encode()),
        "media_type": media_type,
        "size": len(data),
        "content": seal.seal(f"file/{number}", data, pack=False),
        "at": clock.now(),
        "by": actor.id,
    }
    session.connection().execute(_files.insert(), row)
    advance.note(
        session,
        case.id,
        Kind.ATTACHMENT_ADDED,
        actor,
        file=str(number),
        task=task_id,
        size=len(data),
        media_type=media_type,
        sha256=hashlib.sha256(data).hexdigest(),
    )
    return File(number, task_id, shown, media_type, len(data), row["at"], actor.id, case.id)


def _used(session: Session, case_id: int) -> int:
    query = sa.select(sa.func.coalesce(sa.func.sum(_files.c.size), 0)).where(
        _files.c.case_id == case_id
    )
    return int(session.connection().execute(query).scalar_one())


def _name(name: str, ending: str) -> str:
    stem = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem = stem.rsplit(".", 1)[0] if "." in stem else stem
    kept = "".join(c for c in stem if c.isprintable() and c not in '<>:"/\\|?*;').strip(" .")
    return f"{kept[:_NAME_LENGTH] or 'vedlegg'}.{ending}"


_LISTED = (
    _files.c.id,
    _files.c.task_id,
    _files.c.name,
    _files.c.media_type,
    _files.c.size,
    _files.c.at,
    _files.c.by,
    _files.c.case_id,
)


def of_case(session: Session, case: Any, task_id: str | None = None) -> Sequence[File]:
    """Files of a case, or those added in one task, oldest first."""
    query = sa.select(*_LISTED).where(_files.c.case_id == case.id, _files.c.removed_at.is_(None))
    if task_id is not None:
        query = query.where(_files.c.task_id == task_id)
    seal = casefile.seal_of(case)
    rows = session.connection().execute(query.order_by(_files.c.id))
    return [_file(row, seal) for row in rows]


def _file(row: Any, seal: Any) -> File:
    name = seal.open(f"file-name/{row.id}", row.name).decode()
    return File(row.id, row.task_id, name, row.media_type, row.size, row.at, row.by, row.case_id)


def case_of(session: Session, number: int) -> int:
    """The case a file belongs to. Raises NotFound."""
    query = sa.select(_files.c.case_id).where(_files.c.id == number, _files.c.removed_at.is_(None))
    found = session.connection().execute(query).scalar()
    if found is None:
        raise NotFound(file=number)
    return int(found)


def read(session: Session, case: Any, number: int) -> tuple[File, bytes]:
    """A file with its bytes. Raises NotFound, or Damaged if it does not match its seal."""
    query = sa.select(_files).where(
        _files.c.id == number, _files.c.case_id == case.id, _files.c.removed_at.is_(None)
    )
    row = session.connection().execute(query).first()
    if row is None:
        raise NotFound(file=number)
    seal = casefile.seal_of(case)
    return _file(row, seal), seal.open(f"file/{number}", row.content)


def remove(session: Session, case: Any, actor: Actor, number: int) -> None:
    """A file added in an unfinished form is taken out again; the trail keeps that it was there."""
    session.connection().execute(
        _files.update()
        .where(_files.c.id == number, _files.c.case_id == case.id, _files.c.by == actor.id)
        .values(removed_at=clock.now(), content=b"")
    )
    advance.note(session, case.id, Kind.ATTACHMENT_REMOVED, actor, file=str(number))
