"""The message that puts a case into the archive: Fiks Arkiv's `arkivmelding.opprett`, version 1.

One folder (saksmappe) with one note (arkivnotat), which has the dossier as its main document and
everything else as enclosures. Titles say nothing of whom the case is about. What the archive is
told about access is data: `processes/arkiv.json`.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from lxml import etree

from webapp import schoolwords
from webapp.dossier.content import Dossier
from webapp.i18n import gettext as _

NAMESPACE = "https://ks-no.github.io/standarder/fiks-protokoll/fiks-arkiv/arkivmelding/opprett/v1"
CATALOGUE = "https://ks-no.github.io/standarder/fiks-protokoll/fiks-arkiv/metadatakatalog/v1"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SUMMED = "SHA256"
#: How a document belongs to its note, and the form it is kept in: codes of Noark 5.
_MAIN, _ENCLOSED = ("H", "Hoveddokument"), ("V", "Vedlegg")
_PRODUCED = ("P", "Produksjonsformat")
_FINISHED = ("F", "Dokumentet er ferdigstilt")
_OPEN, _CLOSED = ("B", "Under behandling"), ("A", "Avsluttet")


def message(
    dossier: Dossier, documents: Mapping[str, bytes], told: Mapping[str, tuple[str, str]]
) -> bytes:
    """The message as XML. `documents`, the main one first, by path; `told`: (title, media type)."""
    words, data = schoolwords.archive(), dossier.data
    known: dict[Any, str] = {None: NAMESPACE, "m": CATALOGUE, "xsi": _XSI}
    root = etree.Element(f"{{{NAMESPACE}}}arkivmelding", nsmap=known)
    _put(root, "system", words["system"])
    _put(root, "antallFiler", str(len(documents)))
    _folder(_put(root, "mappe", kind="saksmappe"), dossier, words)
    note = _put(root, "registrering", kind="arkivnotat")
    _put(note, "opprettetDato", data["made_at"])
    _put(note, "opprettetAv", words["system"])
    parent = _put(note, "referanseForelderMappe")
    _key(_put(parent, "referanseEksternNoekkel", catalogue=True), words, data)
    _shielding(note, words)
    for number, (path, content) in enumerate(documents.items(), 1):
        _document(note, number, path, content, *told[path], words)
    _put(note, "tittel", _("Saksmappe %(code)s", code=data["case"]["code"]))
    _key(_put(note, "referanseEksternNoekkel"), words, data, of="mappe")
    _put(note, "antallVedlegg", str(len(documents) - 1))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _folder(folder: Any, dossier: Dossier, words: Mapping[str, Any]) -> None:
    case = dossier.data["case"]
    closed = case["closed_at"] is not None
    _put(folder, "tittel", f"{words['hovedtittel']} {case['code']}")
    _put(folder, "offentligTittel", f"{words['hovedtittel']} {case['code']}")
    _put(folder, "beskrivelse", f"{case['name']}, versjon {case['version']}")
    _put(folder, "opprettetDato", case["opened_at"])
    _put(folder, "opprettetAv", words["system"])
    if closed:
        _put(folder, "avsluttetDato", case["closed_at"])
    for person in dossier.data["people"]:
        part = _put(folder, "part")
        _put(part, "partNavn", person["name"] or _("Ukjent"))
        _code(part, "partRolle", (person["part"], person["part_name"]))
        _put(part, "erPersonnavn", "true")
    _shielding(folder, words)
    _key(_put(folder, "referanseEksternNoekkel"), words, dossier.data)
    _put(folder, "saksaar", case["opened_at"][:4])
    _put(folder, "saksdato", case["opened_at"][:10])
    _code(folder, "saksstatus", _CLOSED if closed else _OPEN)


def _document(
    note: Any,
    number: int,
    path: str,
    content: bytes,
    title: str,
    media_type: str,
    words: Mapping[str, Any],
) -> None:
    made = _put(note, "dokumentbeskrivelse")
    _code(made, "dokumentstatus", _FINISHED)
    _put(made, "tittel", title)
    _code(made, "tilknyttetRegistreringSom", _MAIN if number == 1 else _ENCLOSED)
    _put(made, "dokumentnummer", str(number))
    _shielding(made, words)
    file = _put(made, "dokumentobjekt")
    _put(file, "versjonsnummer", "1")
    _code(file, "variantformat", _PRODUCED)
    _put(file, "mimeType", media_type)
    _put(file, "filnavn", path.rsplit("/", 1)[-1])
    _put(file, "referanseDokumentfil", path)
    _put(file, "sjekksum", hashlib.sha256(content).hexdigest())
    _put(file, "sjekksumAlgoritme", _SUMMED)
    _put(file, "filstoerrelse", str(len(content)))


def _shielding(parent: Any, words: Mapping[str, Any]) -> None:
    shield = words["skjerming"]
    made = _put(parent, "skjerming")
    _code(made, "tilgangsrestriksjon", (shield["kode"], shield["beskrivelse"]))
    _put(made, "skjermingshjemmel", shield["hjemmel"])


def _key(parent: Any, words: Mapping[str, Any], data: Mapping[str, Any], of: str = "") -> None:
    """What the case is called here, so that the archive and we speak of the same one."""
    _put(parent, "fagsystem", words["system"], catalogue=True)
    name = f"{data['case']['code']}/{of}" if of else data["case"]["code"]
    _put(parent, "noekkel", name, catalogue=True)


def _code(parent: Any, name: str, said: tuple[str, str]) -> None:
    made = _put(parent, name)
    _put(made, "kode", said[0], catalogue=True)
    _put(made, "beskrivelse", said[1], catalogue=True)


def _put(
    parent: Any, name: str, text: str | None = None, *, kind: str = "", catalogue: bool = False
) -> Any:
    made = etree.SubElement(parent, f"{{{CATALOGUE if catalogue else NAMESPACE}}}{name}")
    if kind:
        made.set(f"{{{_XSI}}}type", kind)
    made.text = text if text is None else _writable(text)
    return made


def _writable(text: str) -> str:
    """The text without what XML cannot hold."""
    return "".join(one for one in text if one >= " " or one in "\t\n")
