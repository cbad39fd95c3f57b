"""Turns bytes from a stranger into an XML tree, or refuses with a reason. Nothing is ever fetched.

The parser never sees the sender's encoding or any declaration: the text is decoded here, looked
through, and handed on as plain UTF-8, so a trick has to survive a check made on the real letters.
"""

import codecs
import re

from lxml import etree

from engine.errors import Refused

#: bytes as sent
MAX_BYTES = 2_000_000
#: elements inside one another; real diagrams stay under 30
MAX_DEPTH = 100
#: opening brackets; a diagram of 200 steps has about 6,000
MAX_TAGS = 60_000

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF32_BE, ""),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: what else than UTF-8 an old tool may declare and mean
_ENCODINGS = {"iso-8859-1": "iso-8859-1", "windows-1252": "cp1252"}
_DECLARATION = re.compile(r"\A<\?xml\s[^>]{0,200}\?>")
_DECLARED = re.compile(r"""\sencoding\s*=\s*["']([^"']*)["']""")


class BundleRefused(Refused):
    """This file cannot be read as part of a bundle."""

    #: a rule of `engine.bundles.rules`; always starts with "file_"
    reason: str


def read_xml(data: bytes) -> etree._Element:
    """The root element, without comments and processing instructions. Raises BundleRefused."""
    if not isinstance(data, bytes):
        raise TypeError("read_xml takes the bytes as sent; a str has lost its encoding")
    if len(data) > MAX_BYTES:
        raise BundleRefused(reason="file_too_big", limit=MAX_BYTES)
    text = _decode(data)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise BundleRefused(reason="file_doctype")
    if text.count("<") > MAX_TAGS:
        raise BundleRefused(reason="file_too_many", limit=MAX_TAGS)
    root = _parse(text)
    if _too_deep(root):
        raise BundleRefused(reason="file_too_deep", limit=MAX_DEPTH)
    return root


def _decode(data: bytes) -> str:
    """The text without byte order mark and XML declaration."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            data, tried = data[len(mark) :], [encoding]
            break
    else:
        # Text that was kept as letters may still declare what it was once stored as.
        tried = ["utf-8", _declared(data)]
    for encoding in filter(None, tried):
        try:
            return _DECLARATION.sub("", codecs.decode(data, encoding))
        except UnicodeDecodeError:
            continue
    raise BundleRefused(reason="file_encoding")


def _declared(data: bytes) -> str:
    """The Python codec of what the declaration says, "" if it says nothing we take."""
    head = _DECLARATION.match(data[:300].decode("latin-1"))
    said = _DECLARED.search(head.group()) if head else None
    return _ENCODINGS.get(said.group(1).lower(), "") if said else ""


def _parse(text: str) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except UnicodeEncodeError:
        raise BundleRefused(reason="file_encoding") from None
    except etree.XMLSyntaxError as fault:
        if "depth" in str(fault).lower():
            raise BundleRefused(reason="file_too_deep", limit=MAX_DEPTH) from None
        raise BundleRefused(reason="file_not_xml", line=fault.lineno or 1) from None
    if root is None:
        raise BundleRefused(reason="file_not_xml", line=1)
    return root


def _too_deep(root: etree._Element) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            return True
    return False
