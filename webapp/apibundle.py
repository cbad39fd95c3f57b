"""Bundles as they arrive from outside: zipped in the delivery's layout, or as JSON."""

import io
import json
import lzma
import struct
import zipfile
import zlib
from typing import Any

from flask import request

from engine.bundles import Bundle, BundleRefused
from webapp import apibody

#: Files and bytes in a zipped bundle.
MOST_FILES = 200
MOST_BYTES = 20 * 1024 * 1024
#: A file packed tighter than this is refused.
TIGHTEST = 100
#: What the unpacking stumbles upon in bytes that are no zip, or a damaged one.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    ValueError,
)


def received(key: str) -> Bundle:
    """The bundle in the request: a zip in the delivery's layout, or JSON."""
    if request.mimetype == "application/json":
        read = apibody.body()
        forms = apibody.member(read, "forms")
        files = {f"{key}.bpmn": str(read.get("bpmn", ""))}
        files |= {f"forms/{name}.json": _as_text(form) for name, form in forms.items()}
        files |= {name: str(text) for name, text in apibody.member(read, "tables").items()}
        return Bundle(key, files)
    return Bundle(key, unzipped(key, request.get_data()))


def _as_text(form: Any) -> str:
    return form if isinstance(form, str) else json.dumps(form, ensure_ascii=False)


def unzipped(key: str, data: bytes) -> dict[str, str]:
    """Texts by file name in a zip of the delivery's layout. Raises BundleRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = [m for m in packed.infolist() if not m.is_dir()]
            total = sum(m.file_size for m in members)
            tight = any(m.file_size > TIGHTEST * max(m.compress_size, 100) for m in members)
            if len(members) > MOST_FILES or total > MOST_BYTES or tight:
                raise BundleRefused(reason="too_large")
            return {
                name: packed.read(member).decode("utf-8")
                for member in members
                if (name := _inside(key, member.filename))
            }
    except _BROKEN as error:
        raise BundleRefused(reason="not_a_zip") from error


def _inside(key: str, path: str) -> str:
    """The name a file has inside its bundle; empty for what is not part of one."""
    if ".." in path.split("/") or path.startswith(("/", "\\")):
        raise BundleRefused(reason="path_outside")
    for prefix, to in ((f"processes/{key}/", ""), (f"forms/{key}/", "forms/")):
        if path.startswith(prefix):
            return to + path.removeprefix(prefix)
    return "" if path.startswith(("processes/", "forms/")) and path.count("/") > 1 else path
