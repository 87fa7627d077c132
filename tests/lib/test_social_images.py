"""The pictures that are shown of shared links."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from flaskr.lib import social_images
from flaskr.lib.images import ImageError
from flaskr.lib.social_images import HEIGHT, WIDTH, Words, draw, mark_of
from tests.features.media.samples import photo

FOLDER = Path(social_images.__file__).parent.parent / "web" / "static" / "fonts"
FONTS = [FOLDER / f"literata-{name}-normal.woff2" for name in ("latin", "latin-ext")]
TEAL = "#0b6e75"


def drawn(title: str, site: str = "", **options) -> Image.Image:
    data = draw(Words(title, site), ground=TEAL, fonts=FONTS, **options)
    return Image.open(BytesIO(data)).convert("RGB")


def letters(title: str, site: str = "", **options) -> tuple[int, int, int, int] | None:
    """Return where something is written: left, top, right, bottom; None where nothing is."""
    options = {"cover": None, **options}
    difference = ImageChops.difference(drawn(title, site, **options), drawn("", **options))
    return difference.convert("L").point(lambda value: 255 * (value > 80)).getbbox()


def test_a_title_stands_on_the_sites_colour() -> None:
    image = drawn("Nine hours on the ridge")
    assert image.size == (WIDTH, HEIGHT)
    red, green, blue = image.getpixel((WIDTH // 2, 10))
    assert red < green
    assert red < blue
    assert letters("Nine hours on the ridge") is not None


@pytest.mark.parametrize(
    "title",
    ["Why?", "word " * 60, "x" * 300, "W" * 40 + " " + "i" * 200, "Żółć, ěščř", "a\nb\tc"],
)
def test_no_title_leaves_the_picture(title: str) -> None:
    found = letters(title, "A site")
    assert found is not None
    left, top, right, bottom = found
    assert left >= 60
    assert top >= 60
    assert right <= WIDTH - 50
    assert bottom <= HEIGHT - 40


def test_a_sites_name_stands_below_the_title_and_is_cut() -> None:
    assert letters("A", "The Long Way Round")[3] > letters("A")[3] - 20
    right = letters("", "name " * 100)[2]
    assert right <= WIDTH - 50


@pytest.mark.parametrize("title", ["日本語のタイトル", "مرحبا", "Hello 世界", ""])
def test_letters_that_no_font_has_leave_the_title_out(title: str) -> None:
    assert letters(title) is None


def test_signs_that_no_font_has_are_left_out_alone() -> None:
    assert letters("Well 🎉 done") == letters("Well done")


def test_letters_of_a_second_font_are_found() -> None:
    assert letters("ěščř") is not None
    only_latin = draw(Words("ěščř", ""), ground=TEAL, fonts=FONTS[:1])
    nothing = draw(Words("", ""), ground=TEAL, fonts=FONTS[:1])
    assert only_latin == nothing


def test_a_cover_fills_the_picture_around_its_focal_point() -> None:
    tall = Image.new("RGB", (600, 1200), "#ff0000")
    tall.paste("#0000ff", (0, 600, 600, 1200))
    data = BytesIO()
    tall.save(data, "PNG")
    for focal_point, is_red in (("top", True), ("bottom", False)):
        image = drawn("", cover=data.getvalue(), focal_point=focal_point)
        red, _green, blue = image.getpixel((600, 10))
        assert (red > blue) == is_red


def test_a_cover_that_cannot_be_read_is_refused() -> None:
    for cover in (b"nothing", photo()[:200]):
        with pytest.raises(ImageError):
            draw(Words("A", ""), ground=TEAL, fonts=FONTS, cover=cover)


def test_a_picture_knows_its_mark() -> None:
    assert mark_of(draw(Words("A", ""), ground=TEAL, fonts=FONTS, mark="0123abcd")) == "0123abcd"
    assert mark_of(b"nothing") == ""
