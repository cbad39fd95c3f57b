"""What the camera wrote is gone; the picture is the same."""

import struct
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from engine import pictures
from engine.errors import Refused
from tests.pictures import GPS, JPEG, PNG, SECRETS, exif, picture

SAID = {
    "image/jpeg": picture(
        "JPEG",
        exif=exif(),
        comment=b"Noras klasserom",
        xmp=b"<x>Ola Fotograf</x>",
        progressive=True,
    ),
    "image/png": picture("PNG", exif=exif(), text="Noras klasserom"),
    "image/webp": picture("WEBP", exif=exif(), xmp=b"<x>Ola Fotograf</x>", lossless=True),
}


def shown(data: bytes) -> Image.Image:
    made = Image.open(BytesIO(data))
    made.load()
    return made


@pytest.mark.parametrize("kind", SAID)
def test_where_when_and_with_what_is_gone_and_which_way_is_up_stays(kind: str) -> None:
    before = SAID[kind]
    assert shown(before).getexif().get_ifd(0x8825)[1] == GPS[1]
    assert any(secret in before for secret in SECRETS)
    after = pictures.cleaned(before, kind)
    assert not any(secret in after for secret in SECRETS)
    assert dict(shown(after).getexif()) == {0x0112: 6}
    assert not shown(after).getexif().get_ifd(0x8825)


@pytest.mark.parametrize("kind", SAID)
def test_every_point_of_the_picture_is_the_same(kind: str) -> None:
    after = pictures.cleaned(SAID[kind], kind)
    assert shown(after).tobytes() == shown(SAID[kind]).tobytes()
    assert pictures.cleaned(after, kind) == after


def test_a_picture_with_nothing_beside_it_is_stored_as_it_is() -> None:
    for data, kind in ((PNG, "image/png"), (JPEG, "image/jpeg")):
        assert pictures.cleaned(data, kind) == data


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_colours_of_the_screen_it_was_made_for_stay(kind: str) -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = picture(kind, icc_profile=profile, exif=exif())
    after = pictures.cleaned(data, f"image/{kind.lower()}")
    assert shown(after).info["icc_profile"] == profile


def test_what_hides_behind_the_picture_is_gone() -> None:
    for data, kind in (
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (SAID["image/webp"], "image/webp"),
    ):
        assert b"film" not in pictures.cleaned(data + b"film", kind)


@pytest.mark.parametrize("kind", SAID)
@pytest.mark.parametrize("keeps", [0.3, 0.8])
def test_half_a_picture_is_refused(kind: str, keeps: float) -> None:
    data = SAID[kind]
    with pytest.raises(Refused) as refused:
        pictures.cleaned(data[: int(len(data) * keeps)], kind)
    assert refused.value.facts["reason"] == "not_a_picture"


def test_a_page_that_begins_like_a_picture_is_refused() -> None:
    for kind, begins in (("image/png", PNG[:8]), ("image/jpeg", b"\xff\xd8\xff\xe0")):
        with pytest.raises(Refused):
            pictures.cleaned(begins + b"<html><script>alert(1)</script>", kind)


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_unpacked() -> None:
    wide = bytearray(PNG)
    wide[16:24] = struct.pack(">II", 60_000, 60_000)
    wide[29:33] = struct.pack(">I", zlib.crc32(bytes(wide[12:29])))
    with pytest.raises(Refused) as refused:
        pictures.cleaned(bytes(wide), "image/png")
    assert refused.value.facts["reason"] == "too_many_points"


def test_other_files_are_left_alone() -> None:
    assert pictures.cleaned(b"%PDF-1.7", "application/pdf") == b"%PDF-1.7"


@settings(max_examples=120, deadline=None)
@given(
    kind=st.sampled_from(sorted(SAID)),
    at=st.integers(0, 10_000),
    with_=st.binary(min_size=1, max_size=6),
)
def test_damaged_pictures_are_taken_or_refused_and_nothing_else(
    kind: str, at: int, with_: bytes
) -> None:
    data = bytearray(SAID[kind])
    place = at % len(data)
    data[place : place + len(with_)] = with_
    with suppress(Refused):
        assert pictures.cleaned(bytes(data), kind)
