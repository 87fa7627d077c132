import io
import struct
import threading
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from flaskr.lib import images
from flaskr.lib.images import ImageError, Limits, Picture, read, variant

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")


def encoded(image: Image.Image, name: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, name, **options)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def gradient(width: int = 96, height: int = 64) -> Image.Image:
    ramp = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (ramp, ramp.transpose(Image.Transpose.ROTATE_180), ramp))


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def png_claiming(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(100)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + chunk(b"IEND", b"")


def animation(name: str, colours: tuple[str, ...] = ("red", "lime", "blue")) -> bytes:
    frames = [Image.new("RGB", (40, 30), colour) for colour in colours]
    for number, frame in enumerate(frames):
        frame.paste("white", (number * 5, 5, number * 5 + 8, 20))
    options = {"loop": 0} if name != "AVIF" else {"quality": 95}
    if name == "WEBP":
        options["lossless"] = True
    return encoded(
        frames[0], name, save_all=True, append_images=frames[1:], duration=200, **options
    )


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (encoded(gradient(), "TIFF"), "a TIFF picture"),
        (encoded(gradient(), "BMP"), "a BMP picture"),
        (encoded(gradient(), "ICO"), "an icon file"),
        (encoded(gradient(), "JPEG2000"), "a JPEG 2000 picture"),
        (encoded(gradient(), "PPM"), "not a picture"),
        (b"8BPS\0\1" + bytes(60), "a Photoshop file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing"),
        (b"%PDF-1.7", "a document"),
        (b"<html>\xff\xd8\xff", "not a picture"),
        (b"hello", "not a picture"),
        (b"", "not a picture"),
    ],
)
def test_other_formats_are_refused_by_name_with_those_that_are_taken(data, named):
    with pytest.raises(ImageError) as refusal:
        read(data)
    assert str(refusal.value).startswith(f"This is {named}")
    assert str(refusal.value).endswith("Use a JPEG, PNG, GIF, WebP or AVIF picture.")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_picture_cut_short_is_refused(name, part):
    source = encoded(gradient(200, 150), name)
    with pytest.raises(ImageError, match=r"damaged or incomplete|not a picture"):
        read(source[: int(len(source) * part)])


def test_a_file_above_the_limit_is_refused_before_it_is_looked_at():
    with pytest.raises(ImageError, match=r"too large. A picture may have up to 25 MB\."):
        read(bytes(25 * 2**20 + 1))
    source = encoded(gradient(), "PNG")
    assert read(source, Limits(max_bytes=len(source))).width == 96
    with pytest.raises(ImageError, match=r"too large"):
        read(source, Limits(max_bytes=len(source) - 1))


@pytest.mark.parametrize(
    "size", [(30_000, 30_000), (60_000, 60_000), (12_000, 9_000), (1, 2**31 - 1)]
)
def test_a_small_file_that_claims_a_huge_picture_is_refused(size):
    with pytest.raises(ImageError, match=r"too many pixels. .* up to 50 million"):
        read(png_claiming(*size))


def test_a_real_picture_of_one_colour_above_the_limit_is_refused():
    bomb = encoded(Image.new("1", (9000, 9000)), "PNG")
    assert len(bomb) < 100_000
    with pytest.raises(ImageError, match=r"too many pixels"):
        read(bomb)


def test_a_webp_that_claims_a_huge_canvas_is_refused():
    source = bytearray(encoded(Image.new("RGBA", (4, 4), (1, 2, 3, 4)), "WEBP", exif=b"MM\0*"))
    assert source[12:16] == b"VP8X"
    source[24:30] = b"\xff\x3f\0\xff\x3f\0"
    with pytest.raises(ImageError, match=r"too many pixels"):
        read(bytes(source))


def test_the_pixel_limit_is_exact():
    source = encoded(gradient(), "PNG")
    assert read(source, Limits(max_pixels=96 * 64)).width == 96
    with pytest.raises(ImageError, match=r"too many pixels"):
        read(source, Limits(max_pixels=96 * 64 - 1))


def test_an_animation_with_more_frames_or_pixels_than_allowed_is_refused():
    source = animation("GIF")
    assert read(source, Limits(max_pixels=3 * 40 * 30)).animated
    with pytest.raises(ImageError, match=r"too long"):
        read(source, Limits(max_pixels=3 * 40 * 30 - 1))
    frames = [Image.new("L", (1, 1), number % 256) for number in range(images.MAX_FRAMES + 1)]
    endless = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=20)
    with pytest.raises(ImageError, match=r"Up to 500 frames"):
        read(endless)


def test_a_variant_of_damaged_data_is_refused():
    with pytest.raises(ImageError, match=r"damaged"):
        variant(Picture("PNG", "image/png", 9, 9, b"\x89PNG\r\n\x1a\n", animated=False), width=4)


def test_threads_with_other_limits_do_not_lift_each_others():
    source = encoded(gradient(), "PNG")
    taken: list[bool] = []

    def take(most: int) -> None:
        for _ in range(20):
            try:
                taken.append(read(source, Limits(max_pixels=most)).width == 96 and most == 96 * 64)
            except ImageError:
                taken.append(most == 100)

    threads = [threading.Thread(target=take, args=(most,)) for most in (100, 96 * 64) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken == [True] * 160


SOURCES = [encoded(gradient(24, 16), name) for name in FORMATS] + [
    animation(name, ("red", "blue")) for name in ("GIF", "PNG", "WEBP", "AVIF")
]


@pytest.mark.filterwarnings("ignore::UserWarning")
@given(
    st.sampled_from(SOURCES),
    st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=6),
)
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_a_picture_with_any_bytes_changed_is_read_or_refused_with_a_sentence(source, changes):
    broken = bytearray(source)
    for place, value in changes:
        broken[int(place * len(broken))] = value
    try:
        picture = read(bytes(broken), Limits(max_pixels=100_000))
    except ImageError as error:
        assert str(error).endswith(".")  # noqa: PT017  (both ends are right)
    else:
        assert opened(picture.data).size == (picture.width, picture.height)
