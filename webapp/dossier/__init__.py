"""The dossier of a case: everything in it, to be read, checked and archived away from here.

Owns which files a dossier has and that taking it out stands in the trail. The folder as a whole is
the archive package: the message in it names every document by path and SHA-256.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from engine import advance, casefile
from engine.audit import Kind
from engine.people import SYSTEM, Actor
from webapp import casehead, diagram
from webapp.dossier import archive, content, paper
from webapp.i18n import gettext as _
from webapp.i18n import language

PAPER, MACHINES, FLOW, MESSAGE = "saksmappe.pdf", "saksmappe.json", "flyt.svg", "arkivmelding.xml"
#: SHA-256 and path of every other file, as `sha256sum --check` reads it.
SUMS = "sha256sum.txt"


class FolderTaken(Exception):
    """There is something in the folder already; the argument is the sentence people read."""


def taken_out(session: Session, case: Any, actor: Actor) -> dict[str, bytes]:
    """Every file of the dossier by path; the trail says it was taken out and how to know it.

    The trail in the dossier is as it stood before. Raises Damaged if content does not match its
    seal.
    """
    found = content.gathered(session, case, actor)
    names = casehead.step_names(found.version, language())
    drawn = diagram.render(found.version.definition.diagram, lang=language(), names=names)
    documents: dict[str, bytes] = {
        PAPER: paper.made(found),
        MACHINES: json.dumps(found.data, ensure_ascii=False, indent=1).encode(),
        FLOW: f'<?xml version="1.0" encoding="UTF-8"?>\n{drawn}\n'.encode(),
        **{path: data for _file, path, data in found.files},
    }
    told = {
        PAPER: (_("Saksmappe %(code)s", code=case.code), "application/pdf"),
        MACHINES: (_("Saken for maskiner"), "application/json"),
        FLOW: (_("Flyten saken fulgte"), "image/svg+xml"),
        **{path: (file.name, file.media_type) for file, path, _data in found.files},
    }
    files = {**documents, MESSAGE: archive.message(found, documents, told)}
    files[SUMS] = _sums(files)
    manifest = hashlib.sha256(files[SUMS]).hexdigest()
    advance.note(
        session, case.id, Kind.DOSSIER_EXPORTED, actor, files=len(files), manifest=manifest
    )
    return files


def _sums(files: Mapping[str, bytes]) -> bytes:
    lines = [f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in files.items()]
    return "".join(lines).encode()


def zipped(files: Mapping[str, bytes], folder: str) -> bytes:
    """The files as one zip, inside `folder`."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, data in files.items():
            packed.writestr(f"{folder}/{path}", data)
    return made.getvalue()


def by_command(session: Session, code: str) -> dict[str, bytes]:
    """The dossier as the command line takes it out: the whole case, as the system."""
    return taken_out(session, casefile.by_code(session, code), SYSTEM)


def demand_empty(folder: Path) -> None:
    """The folder may be written to. Raises FolderTaken if there is anything in it."""
    if folder.exists() and any(folder.iterdir()):
        raise FolderTaken(f"Mappen {folder} er ikke tom. Velg en som er tom eller ikke finnes.")


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """The files stand in the folder, readable only for the one who wrote them."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path, data in files.items():
        place = folder / path
        place.parent.mkdir(exist_ok=True, mode=0o700)
        place.touch(mode=0o600)
        place.write_bytes(data)
