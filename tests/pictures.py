"""Small real pictures, with what a phone writes beside them."""

from io import BytesIO
from typing import Any

from PIL import Image, PngImagePlugin

#: North and east of a school, as a phone writes it.
GPS = {1: "N", 2: (59.0, 53.0, 34.5), 3: "E", 4: (10.0, 31.0, 12.25)}
SECRETS = (b"Kamerafabrikken", b"Ola Fotograf", b"2026:11:23", b"Noras klasserom")


def drawn() -> Image.Image:
    """Something to see, different in every corner."""
    made = Image.new("RGB", (24, 16), "white")
    for x, y, colour in ((0, 0, "red"), (12, 0, "lime"), (0, 8, "blue"), (12, 8, "black")):
        made.paste(colour, (x, y, x + 12, y + 8))
    return made


def exif(orientation: int = 6) -> Image.Exif:
    """What a phone writes: maker, artist, when, where, and which way is up."""
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010F], made[0x013B], made[0x0132] = "Kamerafabrikken", "Ola Fotograf", "2026:11:23"
    made.get_ifd(0x8825).update(GPS)
    return made


def picture(kind: str, **said: Any) -> bytes:
    """The drawing as a file; `said` is what Pillow is to write beside it."""
    if kind == "PNG" and "text" in said:
        beside = PngImagePlugin.PngInfo()
        beside.add_text("Comment", said.pop("text"))
        said["pnginfo"] = beside
    file = BytesIO()
    drawn().save(file, kind, **said)
    return file.getvalue()


#: A picture with nothing beside it, which is stored as it is.
PNG = picture("PNG")
JPEG = picture("JPEG")
