"""A bundle: a diagram, its tables, forms and nynorsk texts, read and written as one unit."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from lxml import etree

from engine.bundles import strictjson
from engine.bundles.reader import BundleRefused, read_xml

#: process keys, form keys and field names
KEY = re.compile(r"[a-z][a-z0-9_]{0,62}")
MAX_FILES = 200
MAX_BYTES = 10_000_000

_FORM = re.compile(r"forms/([a-z][a-z0-9_]{0,62})\.json")
_NAME = re.compile(
    r"(?:[a-z][a-z0-9_]{0,62}\.(?:bpmn|dmn)|forms/[a-z][a-z0-9_]{0,62}\.json"
    r"|nn\.json|LESMEG\.md)"
)


@dataclass(frozen=True)
class Bundle:
    """The files of one process by their name inside the bundle. Text never changes."""

    key: str
    files: Mapping[str, str]

    @property
    def diagram_name(self) -> str:
        """The name of the file the process is drawn in."""
        return f"{self.key}.bpmn"

    @property
    def diagram_text(self) -> str:
        """The BPMN text. Raises BundleRefused if the bundle has none."""
        if self.diagram_name not in self.files:
            raise BundleRefused(reason="file_missing", name=self.diagram_name)
        return self.files[self.diagram_name]

    @property
    def tables(self) -> Mapping[str, str]:
        """DMN texts by file name."""
        return {name: text for name, text in self.files.items() if name.endswith(".dmn")}

    @property
    def forms(self) -> Mapping[str, str]:
        """Form texts by form key."""
        found = {}
        for name, text in self.files.items():
            match = _FORM.fullmatch(name)
            if match:
                found[match.group(1)] = text
        return found

    @cached_property
    def digest(self) -> str:
        """SHA-256 in hex over what the files mean: white space in XML and JSON does not count."""
        seal = hashlib.sha256()
        for name in sorted(self.files):
            for part in (name.encode(), _canonical(name, self.files[name])):
                seal.update(len(part).to_bytes(8, "big"))
                seal.update(part)
        return seal.hexdigest()

    @cached_property
    def _nynorsk(self) -> Mapping[str, Any]:
        try:
            found = strictjson.loads(self.files.get("nn.json", "{}"))
        except strictjson.JsonRefused:
            return {}
        return found if isinstance(found, dict) else {}

    def names(self, lang: str) -> Mapping[str, str]:
        """Translated texts by element id; empty in bokmål, where the drawing is the source."""
        return self._translated("elements", lang)

    def documentation(self, lang: str) -> Mapping[str, str]:
        """Translated help texts by element id, the process's own under its key; as `names`."""
        return self._translated("documentation", lang)

    def _translated(self, section: str, lang: str) -> Mapping[str, str]:
        found = self._nynorsk.get(section, {}) if lang == "nn" else {}
        pairs = found.items() if isinstance(found, dict) else ()
        return {key: text for key, text in pairs if isinstance(text, str) and text}

    def name(self, lang: str) -> str | None:
        """The translated name of the process, None when it has none of its own."""
        found = self._nynorsk.get("name") if lang == "nn" else None
        return found if isinstance(found, str) and found else None


def _canonical(name: str, text: str) -> bytes:
    """The file without what carries no meaning; unreadable files count letter by letter."""
    try:
        if name.endswith((".bpmn", ".dmn")):
            root = read_xml(text.encode())
            return str(etree.canonicalize(root, strip_text=True)).encode()
        if name.endswith(".json"):
            value = strictjson.loads(text)
            return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except (BundleRefused, strictjson.JsonRefused, ValueError):
        pass
    return text.replace("\r\n", "\n").encode("utf-8", "surrogatepass")


def allowed_name(name: str) -> bool:
    """True for the names a bundle may hold; none of them can leave its folder."""
    return _NAME.fullmatch(name) is not None


def read_folder(root: Path, key: str) -> Bundle:
    """The bundle in `root`/processes/`key` and `root`/forms/`key`. Raises BundleRefused."""
    if not KEY.fullmatch(key):
        raise BundleRefused(reason="file_name", name=key[:80])
    files: dict[str, str] = {}
    for folder, prefix in ((root / "processes" / key, ""), (root / "forms" / key, "forms/")):
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            name = prefix + path.name
            if path.is_file() and not path.is_symlink() and allowed_name(name):
                files[name] = _read_text(path)
    if not files:
        raise BundleRefused(reason="file_missing", name=f"{key}.bpmn")
    return Bundle(key, files)


def _read_text(path: Path) -> str:
    if path.stat().st_size > MAX_BYTES:
        raise BundleRefused(reason="file_too_big", limit=MAX_BYTES)
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise BundleRefused(reason="file_encoding") from None


def write_folder(bundle: Bundle, root: Path) -> None:
    """Writes the layout `read_folder` reads; files the bundle does not hold are removed."""
    if not KEY.fullmatch(bundle.key):
        raise BundleRefused(reason="file_name", name=bundle.key[:80])
    for name in bundle.files:
        if not allowed_name(name):
            raise BundleRefused(reason="file_name", name=name[:80])
    for folder, prefix in (("processes", ""), ("forms", "forms/")):
        place = root / folder / bundle.key
        place.mkdir(parents=True, exist_ok=True)
        for path in place.iterdir():
            if path.is_file() and allowed_name(prefix + path.name):
                path.unlink()
        for name, text in bundle.files.items():
            if name.startswith("forms/") == bool(prefix):
                target = place / name.removeprefix(prefix)
                target.write_text(text, encoding="utf-8", newline="\n")
