"""Pictures without what the camera wrote beside them: where, when, with which phone, by whom.

Owns nothing. The picture itself is copied byte for byte, with its colours and which way is up; what
is not needed to show it is left out. What cannot be shown is refused.
"""

import re
import struct
import warnings
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from threading import Lock

from PIL import Image

from engine.errors import Refused

#: Points in a picture: more than any phone makes, less than what fills the memory.
MOST_POINTS = 120_000_000
Image.MAX_IMAGE_PIXELS = MOST_POINTS
#: However many are sent at once, only one is unpacked in memory.
_ONE_AT_A_TIME = Lock()
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
#: What says which way is up.
_ORIENTATION = 0x0112
_UPRIGHT = 1
#: Begins a JPEG marker; within the picture itself FF is followed by 00 or a restart.
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD hIST pHYs sPLT cICP mDCV cLLI "
    b"acTL fcTL fdAT".split()
)
_WEBP_KEPT = frozenset([b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"])
#: Flags of a WebP that has Exif and XMP.
_WEBP_EXIF, _WEBP_XMP = 0x08, 0x04


def cleaned(data: bytes, media_type: str) -> bytes:
    """The same picture without the rest; files that are no JPEG, PNG or WebP come back as they are.

    Raises Refused with `reason` "not_a_picture" if it cannot be shown as what it claims to be, and
    "too_many_points" if it is larger than `MOST_POINTS`.
    """
    if media_type not in _FORMATS:
        return data
    up = _which_way_is_up(data, _FORMATS[media_type])
    try:
        return _STRIPPED[media_type](data, _exif(up) if up != _UPRIGHT else b"")
    except (struct.error, IndexError, ValueError):
        raise Refused(file=True, reason="not_a_picture") from None


def _which_way_is_up(data: bytes, kind: str) -> int:
    """The orientation it says it has; all of the picture has been read."""
    try:
        with _ONE_AT_A_TIME, warnings.catch_warnings(action="ignore"):
            picture = Image.open(BytesIO(data), formats=[kind])
            if picture.width * picture.height > MOST_POINTS:
                raise Image.DecompressionBombError
            if kind == "JPEG":
                # A small copy is enough to see that everything can be read, and much quicker.
                picture.draft(None, (picture.width // 8 or 1, picture.height // 8 or 1))
            picture.load()
            said = picture.getexif().get(_ORIENTATION, _UPRIGHT)
    except Image.DecompressionBombError:
        raise Refused(file=True, reason="too_many_points") from None
    except (OSError, SyntaxError, ValueError, struct.error, EOFError, LookupError, TypeError):
        raise Refused(file=True, reason="not_a_picture") from None
    return said if said in range(1, 9) else _UPRIGHT


def _exif(orientation: int) -> bytes:
    """Exif that says which way is up and nothing else."""
    made = Image.Exif()
    made[_ORIENTATION] = orientation
    return bytes(made.tobytes()).removeprefix(b"Exif\x00\x00")


def _jpeg(data: bytes, exif: bytes) -> bytes:
    segments = list(_segments(data))
    kept = [segment for marker, segment in segments if _shows(marker, segment)]
    if exif:
        said = b"Exif\x00\x00" + exif
        first = 1 if kept and kept[0][1] == 0xE0 else 0
        kept.insert(first, b"\xff\xe1" + struct.pack(">H", len(said) + 2) + said)
    return b"\xff\xd8" + b"".join(kept) + b"\xff\xd9"


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and bytes of each segment, a scan with the points that follow it."""
    at = 2
    while found := _MARKER.search(data, at):
        marker, start = found[1][0], found.end() - 2
        if marker == 0xD9:
            return
        (length,) = struct.unpack_from(">H", data, start + 2)
        at = start + 2 + length
        if marker == 0xDA:
            after = _MARKER.search(data, at)
            at = after.start() if after else len(data)
        yield marker, data[start:at]


def _shows(marker: int, segment: bytes) -> bool:
    """Whether the segment is needed to show the picture in its colours."""
    content = segment[4:]
    if 0xE0 <= marker <= 0xEF:
        # Plain JFIF without the small picture that may show what has been cut away since.
        plain = marker == 0xE0 and content.startswith(b"JFIF\x00") and len(segment) <= 18
        colours = marker == 0xE2 and content.startswith(b"ICC_PROFILE\x00")
        return plain or colours or (marker == 0xEE and content.startswith(b"Adobe"))
    return marker != 0xFE


def _png(data: bytes, exif: bytes) -> bytes:
    made, at = [data[:8]], 8
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        name, end = data[at + 4 : at + 8], at + 12 + length
        if name == b"IDAT" and exif:
            made.append(_chunk(b"eXIf", exif))
            exif = b""
        if name in _PNG_KEPT:
            made.append(data[at:end])
        if name == b"IEND":
            break
        at = end
    return b"".join(made)


def _chunk(name: bytes, content: bytes) -> bytes:
    seal = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", seal)


def _webp(data: bytes, exif: bytes) -> bytes:
    made, at = [], 12
    (size,) = struct.unpack_from("<I", data, 4)
    while at + 8 <= min(len(data), size + 8):
        name = data[at : at + 4]
        (length,) = struct.unpack_from("<I", data, at + 4)
        end = at + 8 + length + length % 2
        content = bytearray(data[at:end])
        if name == b"VP8X":
            content[8] = content[8] & ~(_WEBP_EXIF | _WEBP_XMP) | (_WEBP_EXIF if exif else 0)
        if name in _WEBP_KEPT:
            made.append(bytes(content))
        at = end
    if exif:
        made.append(b"EXIF" + struct.pack("<I", len(exif)) + exif + b"\x00" * (len(exif) % 2))
    body = b"WEBP" + b"".join(made)
    return b"RIFF" + struct.pack("<I", len(body)) + body


_STRIPPED: dict[str, Callable[[bytes, bytes], bytes]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
}
