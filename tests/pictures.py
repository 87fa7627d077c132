"""Pictures made for tests."""

from io import BytesIO

from PIL import Image


def png(width: int = 64, height: int = 48, colour: str = "teal") -> bytes:
    """Return a PNG of one colour."""
    data = BytesIO()
    Image.new("RGB", (width, height), colour).save(data, "PNG")
    return data.getvalue()
