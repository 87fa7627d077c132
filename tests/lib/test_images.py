import io
from itertools import pairwise

import pytest
from PIL import Image, ImageChops, ImageCms, ImageSequence, PngImagePlugin

from flaskr.lib.images import read, variant, variant_widths

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
MIMES = {name: f"image/{name.lower()}" for name in FORMATS}
SECRET = b"51.4779N 0.0015W"


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


def difference(one: Image.Image, other: Image.Image) -> int:
    """Return the largest difference of any channel of any pixel."""
    assert one.size == other.size
    bands = ImageChops.difference(one.convert("RGBA"), other.convert("RGBA")).getextrema()
    return max(most for _, most in bands)


def rough_difference(one: Image.Image, other: Image.Image) -> int:
    """Return the largest difference of squares of 8 pixels, as lossy formats blur edges."""
    return difference(one.convert("RGBA").reduce(8), other.convert("RGBA").reduce(8))


def exif(orientation: int) -> Image.Exif:
    found = Image.Exif()
    found[0x0112] = orientation
    found[0x010E] = SECRET.decode()
    found.get_ifd(0x8825)[1] = "N"
    found.get_ifd(0x8825)[2] = (51.0, 28.0, 40.0)
    return found


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


@pytest.mark.parametrize("name", FORMATS)
def test_a_picture_comes_back_in_its_own_format_looking_the_same(name):
    source = encoded(gradient(), name)
    picture = read(source)
    assert (picture.format, picture.mime) == (name, MIMES[name])
    assert (picture.width, picture.height, picture.animated) == (96, 64, False)
    assert opened(picture.data).format == name
    assert difference(opened(source), opened(picture.data)) < 24


@pytest.mark.parametrize("name", ["PNG", "GIF"])
def test_a_lossless_picture_keeps_every_pixel(name):
    source = encoded(gradient(), name)
    assert difference(opened(source), opened(read(source).data)) == 0


def test_a_lossless_webp_stays_lossless():
    source = encoded(gradient(), "WEBP", lossless=True)
    assert difference(opened(source), opened(read(source).data)) == 0


def test_the_sampling_of_a_jpegs_colours_is_kept():
    stripes = Image.new("RGB", (64, 64), "white")
    for x in range(0, 64, 2):
        stripes.paste("red", (x, 0, x + 1, 64))
    source = encoded(stripes, "JPEG", quality=95, subsampling=0)
    assert difference(opened(source), opened(read(source).data)) < 40


@pytest.mark.parametrize("name", FORMATS)
def test_what_follows_a_picture_is_left_behind(name):
    tail = b"<html><script>alert(1)</script>PK\x03\x04 hidden archive"
    picture = read(encoded(gradient(), name) + tail)
    assert b"script" not in picture.data
    assert b"hidden" not in picture.data
    assert difference(opened(picture.data), gradient()) < 40


def test_comments_and_text_in_a_picture_are_left_behind():
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET.decode())
    text.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    xmp = b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
    sources = [
        encoded(gradient(), "PNG", pnginfo=text),
        encoded(gradient(), "JPEG", comment=SECRET, xmp=xmp),
        encoded(gradient().convert("P"), "GIF", comment=SECRET),
        encoded(gradient(), "WEBP", xmp=xmp),
        encoded(gradient(), "AVIF", xmp=xmp),
    ]
    for source in sources:
        assert SECRET in source
        assert SECRET not in read(source).data


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright_and_its_place_is_forgotten(name, orientation):
    upright = Image.new("RGB", (48, 32), "white")
    upright.paste("red", (0, 0, 16, 16))
    upright.paste("blue", (32, 16, 48, 32))
    stored = upright
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    if orientation in undo:
        stored = upright.transpose(Image.Transpose(undo[orientation]))
    source = encoded(stored, name, exif=exif(orientation).tobytes())
    assert SECRET in source
    picture = read(source)
    shown = opened(picture.data)
    assert (picture.width, picture.height) == shown.size == (48, 32)
    assert rough_difference(shown, upright) < 48
    assert SECRET not in picture.data
    assert not shown.getexif()
    assert not {"exif", "xmp", "icc_profile", "comment"} & set(shown.info)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data:UserWarning")
def test_a_picture_with_unreadable_exif_is_still_a_picture():
    source = encoded(gradient(), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff\0\0garbage")
    assert read(source).width == 96


def test_colours_of_another_profile_are_converted_to_srgb():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    assert (
        difference(opened(read(encoded(gradient(), "PNG", icc_profile=lab)).data), gradient()) == 0
    )
    swapped = swapped_profile()
    red = Image.new("RGB", (32, 32), (220, 30, 20))
    for name in ("PNG", "JPEG", "WEBP"):
        shown = opened(read(encoded(red, name, icc_profile=swapped, quality=95)).data)
        assert "icc_profile" not in shown.info
        assert difference(shown, Image.new("RGB", (32, 32), (20, 30, 220))) < 12


def test_the_profile_of_a_picture_with_alpha_leaves_the_alpha_alone():
    image = Image.new("RGBA", (32, 32), (220, 30, 20, 70))
    shown = opened(read(encoded(image, "PNG", icc_profile=swapped_profile())).data)
    assert difference(shown, Image.new("RGBA", (32, 32), (20, 30, 220, 70))) < 4
    palette = Image.new("RGB", (32, 32), (220, 30, 20)).quantize(4)
    shown = opened(read(encoded(palette, "PNG", icc_profile=swapped_profile())).data)
    assert difference(shown, Image.new("RGB", (32, 32), (20, 30, 220))) < 4


def test_a_picture_that_is_in_srgb_already_keeps_its_pixels():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    shown = opened(read(encoded(gradient(), "PNG", icc_profile=srgb)).data)
    assert difference(shown, gradient()) == 0
    assert "icc_profile" not in shown.info


def test_a_profile_nobody_can_read_is_ignored():
    source = encoded(gradient(), "PNG", icc_profile=b"no profile")
    assert difference(opened(read(source).data), gradient()) == 0


def swapped_profile() -> bytes:
    """Return an sRGB profile whose red and blue primaries have changed places."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"tmp.").replace(b"bXYZ", b"rXYZ").replace(b"tmp.", b"bXYZ")
    return swapped.replace("sRGB".encode("utf-16-be"), "GRBx".encode("utf-16-be"))


def test_a_jpeg_for_print_becomes_one_for_the_screen():
    cmyk = Image.new("CMYK", (32, 32), (0, 255, 255, 0))
    picture = read(encoded(cmyk, "JPEG", quality=95))
    shown = opened(picture.data)
    assert shown.mode == "RGB"
    assert difference(shown, Image.new("RGB", (32, 32), (255, 0, 0))) < 12


def test_a_picture_of_16_bits_is_scaled_to_8():
    deep = Image.new("I;16", (2, 1))
    deep.putpixel((0, 0), 0x8000)
    deep.putpixel((1, 0), 0xFFFF)
    shown = opened(read(encoded(deep, "PNG")).data)
    assert [shown.getpixel((x, 0)) for x in (0, 1)] == [128, 255]


def test_a_grey_and_a_black_and_white_picture_keep_their_pixels():
    for mode in ("1", "L", "LA"):
        image = gradient().convert(mode)
        picture = read(encoded(image, "PNG"))
        assert difference(opened(picture.data), image) == 0
        assert opened(variant(picture, width=48)).size == (48, 32)


@pytest.mark.parametrize("name", ["PNG", "GIF"])
def test_a_palette_with_transparency_stays_transparent(name):
    image = Image.new("P", (32, 32), 0)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.paste(1, (0, 0, 16, 32))
    picture = read(encoded(image, name, transparency=0))
    shown = opened(picture.data).convert("RGBA")
    assert shown.getpixel((20, 5))[3] == 0
    assert shown.getpixel((5, 5)) == (0, 0, 255, 255)
    small = opened(variant(picture, width=16)).convert("RGBA")
    assert small.getpixel((12, 5))[3] == 0
    assert small.getpixel((2, 2))[3] == 255


def test_a_colour_that_stands_for_transparency_stays_transparent():
    image = Image.new("RGB", (32, 32), (9, 9, 9))
    image.paste((200, 0, 0), (0, 0, 16, 32))
    picture = read(encoded(image, "PNG", transparency=(9, 9, 9)))
    for shown in (opened(picture.data), opened(variant(picture, width=32))):
        assert shown.convert("RGBA").getpixel((24, 5))[3] == 0
        assert shown.convert("RGBA").getpixel((5, 5))[3] == 255


def test_a_picture_is_known_by_its_content_and_not_by_a_name():
    picture = read(encoded(gradient(), "PNG"))
    assert picture.mime == "image/png"


@pytest.mark.parametrize("name", ["GIF", "WEBP", "PNG", "AVIF"])
def test_an_animation_stays_one(name):
    source = animation(name)
    picture = read(source)
    assert (picture.format, picture.animated) == (name, True)
    before, after = Image.open(io.BytesIO(source)), Image.open(io.BytesIO(picture.data))
    frames = [(one.convert("RGBA"), one.info["duration"]) for one in ImageSequence.Iterator(after)]
    expected = [frame.convert("RGBA") for frame in ImageSequence.Iterator(before)]
    assert [duration for _, duration in frames] == [200] * 3
    assert after.info.get("loop", 0) == 0
    for (shown, _), meant in zip(frames, expected, strict=True):
        assert rough_difference(shown, meant) < 24
        assert name not in {"GIF", "PNG"} or difference(shown, meant) == 0
    if name == "GIF":
        assert "loop" in after.info


def test_a_variant_of_an_animation_moves():
    small = Image.open(io.BytesIO(variant(read(animation("GIF")), width=20)))
    assert (small.format, small.size, small.n_frames) == ("WEBP", (20, 15), 3)


def test_a_transparent_animation_shows_nothing_of_the_frame_before():
    frames = [Image.new("RGBA", (20, 20), (0, 0, 0, 0)) for _ in range(3)]
    for number, frame in enumerate(frames):
        frame.paste((250, 0, number), (number * 6, 0, number * 6 + 6, 20))
    source = encoded(
        frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100, disposal=2
    )
    shown = Image.open(io.BytesIO(read(source).data))
    for frame, meant in zip(ImageSequence.Iterator(shown), frames, strict=True):
        assert frame.convert("RGBA").getchannel("A").tobytes() == meant.getchannel("A").tobytes()


def test_the_first_picture_of_an_animated_png_may_be_for_readers_that_can_not_animate():
    still, *frames = (Image.new("RGB", (9, 9), colour) for colour in ("black", "red", "lime"))
    source = encoded(still, "PNG", save_all=True, default_image=True, append_images=frames)
    shown = Image.open(io.BytesIO(read(source).data))
    assert [frame.convert("RGB").getpixel((0, 0)) for frame in ImageSequence.Iterator(shown)] == [
        (255, 0, 0),
        (0, 255, 0),
    ]


def test_of_a_phones_photo_with_several_pictures_the_first_is_taken():
    source = encoded(gradient(), "MPO", save_all=True, append_images=[Image.new("RGB", (20, 20))])
    picture = read(source)
    assert (picture.format, picture.animated) == ("JPEG", False)
    assert difference(opened(picture.data), gradient()) < 40


def test_a_variant_is_a_webp_of_that_width_and_the_same_proportions():
    picture = read(encoded(gradient(960, 640), "JPEG"))
    small = opened(variant(picture, width=400))
    assert (small.format, small.size) == ("WEBP", (400, 267))
    assert difference(small, gradient(960, 640).resize((400, 267))) < 60


def test_a_variant_is_never_larger_than_its_picture():
    picture = read(encoded(gradient(), "PNG"))
    assert opened(variant(picture, width=400)).size == (96, 64)


def test_a_variant_of_a_very_flat_picture_keeps_a_row():
    picture = read(encoded(Image.new("RGB", (3000, 1), "red"), "PNG"))
    assert opened(variant(picture, width=400)).size == (400, 1)


def test_a_lower_quality_makes_a_smaller_variant():
    picture = read(encoded(Image.effect_noise((300, 300), 60).convert("RGB"), "PNG"))
    assert len(variant(picture, width=200, quality=20)) < len(variant(picture, width=200))


@pytest.mark.parametrize(
    ("width", "offered"),
    [
        (1, (1,)),
        (399, (399,)),
        (400, (400,)),
        (401, (400, 401)),
        (1600, (400, 800, 1200, 1600)),
        (2000, (400, 800, 1200, 1600, 2000)),
        (2400, (400, 800, 1200, 1600, 2400)),
        (9000, (400, 800, 1200, 1600, 2400)),
    ],
)
def test_the_widths_offered_end_with_the_pictures_own_up_to_2400(width, offered):
    assert variant_widths(width) == offered
    assert all(one < other for one, other in pairwise(offered))
