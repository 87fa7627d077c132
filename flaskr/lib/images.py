"""Pictures made safe to publish: read, checked, stripped of all but their pixels, and resized."""

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, Any, Literal

from flaskr.lib.filetypes import foreign_name, sniff

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

VARIANT_WIDTHS = (400, 800, 1200, 1600, 2400)
MAX_FRAMES = 500

FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
}
_NAMES = {**{name: name for name in FORMATS.values()}, "WEBP": "WebP"}
_ACCEPTED = "Use a JPEG, PNG, GIF, WebP or AVIF picture."

# The modes in which a still picture can be written without a change of its colours.
_MODES = {
    "JPEG": {"L", "RGB"},
    "PNG": {"1", "L", "LA", "P", "RGB", "RGBA"},
    "GIF": {"L", "P"},
    "WEBP": {"RGB", "RGBA"},
    "AVIF": {"L", "RGB", "RGBA"},
}
_OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 90, "progressive": True},
    "PNG": {},
    "GIF": {"optimize": False},
    "WEBP": {"quality": 90},
    "AVIF": {"quality": 80, "speed": 8},
}

# Whatever the limits of a call, no picture of more pixels than this is opened.
MOST_PIXELS = 100_000_000

# What Pillow's readers let through from a broken file besides its own errors.
_BROKEN = (
    *(OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, ArithmeticError),
    *(AttributeError, MemoryError, RuntimeError, struct.error, zlib.error),
)

_ORIENTATION = 0x0112


class ImageError(Exception):
    """A picture that is not taken; its text is a sentence for the person who chose it."""


@dataclass(frozen=True)
class Limits:
    """The largest file in bytes and the most pixels; of an animation all frames are counted."""

    max_bytes: int = 25 * 2**20
    max_pixels: int = 50_000_000


@dataclass(frozen=True)
class Picture:
    """A picture that is safe to serve: `data` holds its pixels upright in sRGB and nothing else.

    `format` is Pillow's name of the format (`JPEG`, `PNG`, `GIF`, `WEBP`, `AVIF`).
    """

    format: str
    mime: str
    width: int
    height: int
    data: bytes
    animated: bool


def read(data: bytes, limits: Limits = Limits()) -> Picture:
    """Return the picture in these bytes, encoded anew in its own format.

    Its EXIF (the place among it), comments, profiles and whatever follows the picture are left
    behind; its orientation and its colours are not. Raises `ImageError`.
    """
    if len(data) > limits.max_bytes:
        most = _number(limits.max_bytes / 2**20)
        raise ImageError(f"The file is too large. A picture may have up to {most} MB.")
    mime = sniff(data) or ""
    if mime not in FORMATS:
        kind = foreign_name(data) or "not a picture that can be shown on a page"
        raise ImageError(f"This is {kind}. {_ACCEPTED}")
    with opened(data, FORMATS[mime], limits.max_pixels) as image:
        name = FORMATS[mime]
        frames, durations = _frames(image, name, limits.max_pixels)
        if len(frames) > 1:
            written = _write_animation(frames, durations, name, image.info.get("loop"))
        else:
            written = _write(frames[0], name, **_source_options(image, data))
        width, height = frames[0].size
    return Picture(name, mime, width, height, written, animated=len(frames) > 1)


def variant(
    picture: Picture,
    *,
    width: int,
    format: Literal["webp"] = "webp",
    quality: int = 80,
) -> bytes:
    """Return the picture as WebP, `width` pixels wide or as wide as it is; animated if it is."""
    from PIL.Image import Resampling

    name, lanczos = format.upper(), Resampling.LANCZOS
    with opened(picture.data, picture.format, MOST_PIXELS) as image:
        # A JPEG is decoded at a half, a quarter or an eighth of its size where that leaves enough.
        image.draft(None, (2 * width, 1))
        frames, durations = _frames(image, name, MOST_PIXELS)
        height = max(1, round(picture.height * width / picture.width))
        if width < picture.width:
            size = (width, height)
            frames = [frame.resize(size, lanczos, reducing_gap=3.0) for frame in frames]
        if len(frames) > 1:
            loop = image.info.get("loop")
            return _write_animation(frames, durations, name, loop, quality=quality)
        return _write(frames[0], name, quality=quality)


def variant_widths(picture_width: int) -> tuple[int, ...]:
    """Return the widths in pixels to offer in a `srcset`, ascending, none above the picture's."""
    smaller = [width for width in VARIANT_WIDTHS if width < picture_width]
    return (*smaller, *{min(picture_width, VARIANT_WIDTHS[-1])}.difference(smaller))


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


@cache
def _prepare() -> None:
    """Load the codecs and set Pillow's bounds, which belong to the process, once and for all.

    To set them in each call would let one thread lift what another relies on. So they are far
    bounds, which also hold while a file is opened; the caller's own are checked on what it says.
    """
    from PIL import (  # noqa: F401
        AvifImagePlugin,
        GifImagePlugin,
        Image,
        JpegImagePlugin,
        PngImagePlugin,
        WebPImagePlugin,
    )

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


@contextmanager
def opened(data: bytes, name: str, max_pixels: int) -> Iterator["ImageFile"]:
    """Open a picture of the named format; what breaks in the block is raised as `ImageError`."""
    _prepare()
    from PIL import Image

    try:
        with Image.open(BytesIO(data), formats=(name,)) as image:
            # Opening reads the header alone, so a bomb is stopped before it takes any memory.
            if image.width * image.height > max_pixels:
                raise _too_many_pixels(max_pixels)
            yield image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(max_pixels) from error
    except _BROKEN as error:
        raise ImageError(
            f"This {_NAMES[name]} picture is damaged or incomplete. Save it anew and try again."
        ) from error


def _too_many_pixels(most: int) -> ImageError:
    return ImageError(
        "The picture has too many pixels."
        f" Make it smaller: up to {_number(most / 1_000_000)} million are taken."
    )


def _frames(image: "ImageFile", mode_of: str, max_pixels: int) -> tuple[list["Image"], list[int]]:
    """Return the frames upright and in sRGB, and how long each is shown in milliseconds.

    A still picture is one frame, in a mode that the format `mode_of` writes; those of an animation
    are RGBA.
    """
    orientation, profile = _orientation(image), image.info.get("icc_profile")
    # What a JPEG holds besides its first picture are a phone's depth map or a second eye's view.
    if image.format in {"JPEG", "MPO"} or not getattr(image, "is_animated", False):
        return [_upright(_in_mode(_in_srgb(_in_8_bits(image), profile), mode_of), orientation)], []
    frames: list[Image] = []
    durations: list[int] = []
    # The frames are counted as they come: a GIF knows their number only at its end.
    for number in count():
        try:
            image.seek(number)
        except EOFError:
            break
        if (number + 1) * image.width * image.height > max_pixels or number >= MAX_FRAMES:
            raise ImageError(
                f"The animation is too long. Up to {MAX_FRAMES} frames, and"
                f" {_number(max_pixels / 1_000_000)} million pixels in all of them, are taken."
            )
        frames.append(_upright(_in_srgb(image.convert("RGBA"), profile), orientation))
        # Formats keep at most 16 bits of milliseconds.
        durations.append(min(max(int(image.info.get("duration", 100)), 0), 0xFFFF))
    # The first picture of some animated PNGs is only for readers that can not animate.
    first = 1 if image.info.get("default_image") and len(frames) > 1 else 0
    return frames[first:], durations[first:]


def _orientation(image: "Image") -> int:
    try:
        image.load()
        return int(image.getexif().get(_ORIENTATION, 1))
    except _BROKEN:
        # A picture with unreadable EXIF is still a picture; a broken one fails again when read.
        return 1


def _upright(image: "Image", orientation: int) -> "Image":
    from PIL.Image import Transpose

    turn = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }.get(orientation)
    upright = image.copy() if turn is None else image.transpose(turn)
    # Writers take comments, profiles and the like from here.
    upright.info = {key: value for key, value in image.info.items() if key == "transparency"}
    return upright


def _in_8_bits(image: "Image") -> "Image":
    image.load()
    if image.mode.startswith("I"):
        # Pillow's own conversion would cut off all above 255 instead of scaling it.
        return image.convert("I").point([value >> 8 for value in range(0x10000)], "L")
    if "transparency" in image.info and image.mode in {"1", "L", "RGB"}:
        return image.convert("RGBA")
    return image


def _in_srgb(image: "Image", profile: bytes | None) -> "Image":
    """Convert to sRGB, so that the colours stay as they are once the profile is gone."""
    if not profile:
        return image
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        space = source.profile.xcolor_space.strip()
        if ImageCms.getProfileDescription(source).startswith("sRGB"):
            return image
        if image.mode in {"1", "P"}:
            image = image.convert("RGBA" if image.has_transparency_data else "RGB")
        alpha = image.getchannel("A") if image.mode in {"LA", "RGBA"} else None
        base = image.convert(image.mode.removesuffix("A")) if alpha else image
        if {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}.get(space) != base.mode:
            return image
        converted = ImageCms.profileToProfile(
            base,
            source,
            ImageCms.createProfile("sRGB"),
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            "RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError):
        # A profile nobody can read is ignored, as browsers do.
        return image
    if converted and alpha:
        converted.putalpha(alpha)
    return converted or image


def _in_mode(image: "Image", name: str) -> "Image":
    if image.mode in _MODES[name]:
        return image
    is_transparent = image.has_transparency_data and "RGBA" in _MODES[name]
    return image.convert("RGBA" if is_transparent else "RGB")


def _write(image: "Image", name: str, **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, name, **_OPTIONS[name] | options)
    return file.getvalue()


def _write_animation(
    frames: list["Image"], durations: list[int], name: str, loop: int | None, **options: Any
) -> bytes:
    if name == "GIF":
        is_transparent = any(_has_gaps(frame) for frame in frames)
        frames = [_in_palette(frame) for frame in frames]
        # A transparent frame must not show what was there before it.
        options["disposal"] = 2 if is_transparent else 1
    if loop is not None:
        options["loop"] = loop
    return _write(
        frames[0], name, save_all=True, append_images=frames[1:], duration=durations, **options
    )


def _has_gaps(frame: "Image") -> bool:
    return frame.getchannel("A").getextrema()[0] == 0


def _in_palette(frame: "Image") -> "Image":
    """Return an RGBA frame with a palette of its own, exact for the up to 255 colours of a GIF."""
    from PIL.Image import Dither, Quantize

    palette = frame.convert("RGB").quantize(255, Quantize.MEDIANCUT, dither=Dither.NONE)
    if _has_gaps(frame):
        gaps = frame.getchannel("A").point([255] * 128 + [0] * 128)
        palette.paste(255, mask=gaps)
        palette.info["transparency"] = 255
    return palette


def _source_options(image: "ImageFile", data: bytes) -> dict[str, Any]:
    """Return what keeps the picture as fine as it came: its sampling of colours, or no loss."""
    from PIL.JpegImagePlugin import JpegImageFile, get_sampling

    if isinstance(image, JpegImageFile):
        sampling = get_sampling(image)
        return {} if sampling < 0 else {"subsampling": sampling}
    if image.format == "WEBP" and b"VP8L" in data[:4096]:
        return {"lossless": True, "quality": 50}
    return {}
