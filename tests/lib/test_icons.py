"""An icon in all its sizes."""

from io import BytesIO

import pytest
from PIL import Image

from flaskr.lib.icons import SIZES, icons
from flaskr.lib.images import ImageError, read


def picture(size: tuple[int, int], colour: object = (200, 30, 30)) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, colour).save(written, "PNG")
    return written.getvalue()


def test_every_size_is_made_and_what_is_not_square_is_not_stretched() -> None:
    files = icons(read(picture((600, 300))))
    for size in SIZES:
        with Image.open(BytesIO(files[f"{size}.png"])) as image:
            assert image.size == (size, size)
            edge = (255, 255, 255, 255) if size == 180 else (0, 0, 0, 0)
            assert image.getpixel((size // 2, 1)) == edge
            assert image.getpixel((size // 2, size // 2))[:3] == (200, 30, 30)
    with Image.open(BytesIO(files["favicon.ico"])) as ico:
        assert ico.info["sizes"] == {(16, 16), (32, 32), (48, 48)}


def test_a_maskable_icon_is_filled_to_its_edge() -> None:
    with Image.open(BytesIO(icons(read(picture((512, 512))))["maskable.png"])) as image:
        assert image.getpixel((0, 0)) == (200, 30, 30, 255)
    with Image.open(BytesIO(icons(read(picture((512, 256))))["maskable.png"])) as image:
        assert image.getpixel((0, 0)) == (255, 255, 255, 255)


def test_a_tiny_picture_is_refused_with_the_size_that_is_needed() -> None:
    with pytest.raises(ImageError, match="64 × 64"):
        icons(read(picture((32, 32))))
