"""The XML reader: what strangers send is refused in time, with a reason, and fetches nothing."""

import resource
import time
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from engine.bundles import BundleRefused, read_diagram, read_xml
from engine.bundles.reader import MAX_BYTES, MAX_TAGS

BPMN = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
WHOLE = f'<definitions {BPMN}><process id="p"><task id="a"/></process></definitions>'


def _laughs() -> bytes:
    entities = "".join(
        f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 12)
    )
    return f'<!DOCTYPE a [<!ENTITY l0 "ha">{entities}]><a>&l11;</a>'.encode()


def _quadratic() -> bytes:
    return f'<!DOCTYPE a [<!ENTITY b "{"x" * 50_000}">]><a>{"&b;" * 50_000}</a>'.encode()


def _zip() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("p.bpmn", WHOLE + " " * 1_000_000)
    return packed.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "external file entity": (
        lambda: b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        "file_doctype",
    ),
    "external http entity": (
        lambda: b'<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]><a>&x;</a>',
        "file_doctype",
    ),
    "billion laughs": (_laughs, "file_doctype"),
    "quadratic blow-up": (_quadratic, "file_doctype"),
    "external dtd": (lambda: b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>', "file_doctype"),
    "parameter entity": (
        lambda: b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><a/>',
        "file_doctype",
    ),
    "deep": (lambda: b"<a>" * 50_000 + b"</a>" * 50_000, "file_too_many"),
    "deep but few": (lambda: b"<a>" * 20_000, "file_too_deep"),
    "deeper than a drawing": (lambda: b"<a>" * 150 + b"</a>" * 150, "file_too_deep"),
    "many elements": (lambda: b"<a>" + b"<b/>" * (MAX_TAGS + 1) + b"</a>", "file_too_many"),
    "huge": (lambda: b"<a>" + b"x" * (MAX_BYTES + 1) + b"</a>", "file_too_big"),
    "doctype hidden in utf-16": (
        lambda: '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16"),
        "file_doctype",
    ),
    "doctype hidden in utf-16 without a mark": (
        lambda: '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16-le"),
        "file_not_xml",
    ),
    "doctype hidden in utf-7": (
        lambda: b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>',
        "file_not_xml",
    ),
    "utf-32": (lambda: "<a/>".encode("utf-32"), "file_encoding"),
    "lone surrogate": (lambda: "<a>\ud800</a>".encode("utf-8", "surrogatepass"), "file_encoding"),
    "not utf-8": (lambda: b"<a>\xff\xfe\xfd</a>", "file_encoding"),
    "nul": (lambda: b"<a>\x00</a>", "file_not_xml"),
    "nul as a reference": (lambda: b"<a>&#0;</a>", "file_not_xml"),
    "unknown entity": (lambda: b"<a>&x;</a>", "file_not_xml"),
    "zip": (_zip, "file_encoding"),
    "empty": (lambda: b"", "file_not_xml"),
    "text": (lambda: "Hei på deg".encode(), "file_not_xml"),
    "two roots": (lambda: b"<a/><b/>", "file_not_xml"),
    "endless comment": (lambda: b"<a><!--" + b"-" * 1_000_000, "file_not_xml"),
    "endless attribute": (lambda: b'<a b="' + b"x" * 1_900_000, "file_not_xml"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_xml_is_refused_within_a_second_and_without_filling_memory(name: str) -> None:
    make, reason = HOSTILE[name]
    data = make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    with pytest.raises(BundleRefused) as refused:
        read_diagram(data)
    assert time.monotonic() - began < 1
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 50_000, f"{grown} kB"
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "data",
    [
        b"<a " + b" ".join(b'b%d=""' % number for number in range(150_000)) + b"/>",
        b"<a " + b" ".join(b'xmlns:b%d="x"' % number for number in range(90_000)) + b"/>",
        b"<a>" + b"<?b c?>" * 50_000 + b"</a>",
    ],
    ids=["many attributes", "many namespaces", "many processing instructions"],
)
def test_crowded_xml_is_read_within_a_second(data: bytes) -> None:
    began = time.monotonic()
    read_xml(data)
    assert time.monotonic() - began < 1


def test_an_include_is_not_followed(tmp_path: object) -> None:
    included = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'
    root = read_xml(f"<a>{included}</a>".encode())
    assert "".join(root.itertext()) == ""
    assert len(root) == 1


def test_comments_and_processing_instructions_are_gone() -> None:
    root = read_xml(b'<?xml version="1.0"?><?x y?><a><!-- <b/> --><?x y?><c/></a>')
    assert [child.tag for child in root] == ["c"]


@pytest.mark.parametrize(
    "data",
    [
        "<a>blåbær</a>".encode(),
        "\ufeff<a>blåbær</a>".encode(),
        '<?xml version="1.0" encoding="UTF-8"?><a>blåbær</a>'.encode(),
        '<?xml version="1.0" encoding="ISO-8859-1"?><a>blåbær</a>'.encode("latin-1"),
        '<?xml version="1.0" encoding="UTF-16"?><a>blåbær</a>'.encode("utf-16"),
        '<?xml version="1.0" encoding="ISO-8859-1"?><a>blåbær</a>'.encode(),
    ],
    ids=["plain", "mark", "declared", "latin-1", "utf-16", "declared wrongly after being kept"],
)
def test_norwegian_letters_survive_every_encoding_tools_write(data: bytes) -> None:
    assert read_xml(data).text == "blåbær"


def test_a_text_is_not_taken_for_bytes() -> None:
    with pytest.raises(TypeError):
        read_xml("<a/>")  # type: ignore[arg-type]


def test_a_file_that_is_not_a_drawing_says_what_it_is() -> None:
    with pytest.raises(BundleRefused) as refused:
        read_diagram(b"<html/>")
    assert refused.value.facts == {"reason": "file_not_bpmn", "found": "html"}
