"""A site's icon in every size that browsers and phones ask for, made from one picture."""

from io import BytesIO
from typing import TYPE_CHECKING

from flaskr.lib.images import ImageError, Picture

if TYPE_CHECKING:
    from PIL.Image import Image

SIZES = (32, 180, 192, 512)
"""Widths in pixels: tabs, Apple's home screens, and those of a web app manifest."""
_ICO_SIZES = [(16, 16), (32, 32), (48, 48)]
_SAFE = 0.8
"""How much of a maskable icon's width is never cut off (W3C, Web Application Manifest)."""
_LEAST = 64


def icons(picture: Picture) -> dict[str, bytes]:
    """Return the files of an icon by the ends of their names, such as `180.png`.

    What is not square stands in the middle of a square. `180.png` and `maskable.png` have a ground
    that fills them, `favicon.ico` holds three sizes. Raises ImageError for a picture too small to
    be seen.
    """
    if min(picture.width, picture.height) < _LEAST:
        raise ImageError(
            f"The picture is too small for an icon. Use at least {_LEAST} × {_LEAST} pixels, "
            "better 512 × 512."
        )
    square = _square(picture)
    files = {f"{size}.png": _png(_at(square, size)) for size in SIZES}
    # Apple's home screens show what can be seen through as black.
    files["180.png"] = _png(_filled(square, 180, inner=1.0))
    files["maskable.png"] = _png(_filled(square, 512, inner=_SAFE))
    ico = BytesIO()
    _at(square, 48).save(ico, "ICO", sizes=_ICO_SIZES)
    files["favicon.ico"] = ico.getvalue()
    return files


def _square(picture: Picture) -> "Image":
    from PIL import Image

    with Image.open(BytesIO(picture.data), formats=(picture.format,)) as image:
        whole = image.convert("RGBA")
    side = max(whole.size)
    square = Image.new("RGBA", (side, side))
    square.paste(whole, ((side - whole.width) // 2, (side - whole.height) // 2))
    return square


def _at(square: "Image", size: int) -> "Image":
    from PIL.Image import Resampling

    return square.resize((size, size), Resampling.LANCZOS)


def _filled(square: "Image", size: int, *, inner: float) -> "Image":
    from PIL import Image

    # The corner's colour goes on to the edge; where there is none, white does.
    red, green, blue, alpha = square.getpixel((0, 0))  # type: ignore[misc]
    is_solid = alpha > 250
    ground = Image.new("RGBA", (size, size), (red, green, blue, 255) if is_solid else "white")
    image = _at(square, round(size * inner))
    edge = (size - image.width) // 2
    ground.alpha_composite(image, (edge, edge))
    return ground


def _png(image: "Image") -> bytes:
    written = BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()
