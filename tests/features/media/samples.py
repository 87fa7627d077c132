"""Small files of every kind that may be uploaded, and of some that may not."""

from io import BytesIO

from PIL import Image

from flaskr.core.permissions import Actor
from flaskr.core.runtime import Core
from flaskr.features.media.models import Media
from flaskr.features.media.uploading import add_media, keep, prepare

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(range(256)) * 40
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def photo(width: int = 900, height: int = 600, *, seed: int = 0) -> bytes:
    """Return a JPEG with so much in it that smaller WebP copies of it are smaller files."""
    rows = bytes((x * x + 3 * y * y + x * y + seed * 7) % 251 for y in range(60) for x in range(90))
    picture = Image.frombytes("L", (90, 60), rows).convert("RGB").resize((width, height))
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x8825] = {1: "N", 2: (52.0, 30.0, 0.0)}
    file = BytesIO()
    picture.save(file, "JPEG", quality=95, exif=exif)
    return file.getvalue()


def drawing(width: int = 200, height: int = 200) -> bytes:
    """Return a PNG of black and white stripes, a smaller file than any WebP copy of it."""
    stripes = Image.frombytes("1", (16, 1), b"\xf0\x0f")
    picture = Image.new("1", (width, height))
    for x in range(0, width, 16):
        for y in range(height):
            picture.paste(stripes, (x, y))
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def bomb() -> bytes:
    """Return a PNG of a few kilobytes that says it has 12,000 × 12,000 pixels."""
    file = BytesIO()
    Image.new("1", (12_000, 12_000)).save(file, "PNG")
    return file.getvalue()


def uploaded(core: Core, data: bytes, name: str, *, by: Actor, alt: str = "") -> Media:
    """Add a file to the library, as the pages do."""
    prepared = prepare(data, name)
    keep(core.storage, prepared)
    with core.db.transaction() as db:
        return add_media(db, prepared, by=by, alt=alt)
