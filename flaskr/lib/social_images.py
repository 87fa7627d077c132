"""Social images: what is shown of a page where somebody shares its address.

A picture of 1200 × 630 pixels with the page's title and the site's name, on the page's cover or on
a colour. Letters are drawn from the fonts that are given; a title with letters that none of them
has is left out rather than shown as boxes.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flaskr.lib import colours
from flaskr.lib.filetypes import sniff
from flaskr.lib.images import FORMATS, MOST_PIXELS, ImageError, opened

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1200, 630
_MARGIN = 76
_SIZES = (88, 80, 72, 64, 58, 52, 46)
_MOST_LINES = 4
_LINE = 1.16
_SITE_SIZE = 32
_DARKEST = 0.42  # of a ground, in OKLCH: white letters are read on it, whatever its hue
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
# Between two of these a line may break without a space.
_WORD = re.compile(
    r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]|[^\s\u3000-\u30ff"
    r"\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]+|\s+"
)


@dataclass(frozen=True)
class Words:
    """What is written on a picture: the title, below it the site's name; either may be empty."""

    title: str
    site: str


def draw(
    words: Words,
    *,
    ground: str,
    fonts: Sequence[Path],
    cover: bytes | None = None,
    focal_point: str = "center",
    mark: str = "",
) -> bytes:
    """Return the picture as JPEG; `ground` is a colour (#rrggbb), `mark` stands in its comment.

    `fonts` are files of which the first that has a letter is taken. Raises ImageError for a cover
    that cannot be read.
    """
    image = _on_cover(cover, focal_point) if cover else _on_colour(ground)
    _write_title(image, words.title, fonts, below=bool(words.site))
    _write_site(image, words.site, fonts)
    written = BytesIO()
    image.save(written, "JPEG", quality=86, progressive=True, optimize=True, comment=mark.encode())
    return written.getvalue()


def mark_of(data: bytes) -> str:
    """Return the mark that a picture was drawn with."""
    at = data.find(b"\xff\xfe", 0, 1000)
    if at < 0:
        return ""
    size = int.from_bytes(data[at + 2 : at + 4], "big")
    return data[at + 4 : at + 2 + size].decode("ascii", "replace")


def _on_colour(ground: str) -> "Image":
    from PIL import Image

    lightness, chroma, hue = colours.oklch(ground)
    lightness = min(lightness, _DARKEST)
    top = Image.new("RGB", (WIDTH, HEIGHT), colours.from_oklch(lightness, chroma, hue))
    below = Image.new("RGB", (WIDTH, HEIGHT), colours.from_oklch(lightness * 0.72, chroma, hue))
    return Image.composite(below, top, _fade(0, 255))


def _on_cover(cover: bytes, focal_point: str) -> "Image":
    from PIL import Image

    image = _cropped(cover, focal_point)
    # Letters are white: behind them the picture gets darker, the more the lower.
    black = Image.new("RGB", image.size, "#0a0a0a")
    return Image.composite(black, image, _fade(40, 235))


def _cropped(data: bytes, focal_point: str) -> "Image":
    from PIL import Image
    from PIL.ImageOps import fit

    mime = sniff(data) or ""
    if mime not in FORMATS:
        raise ImageError("This is no picture that can be drawn on.")
    with opened(data, FORMATS[mime], MOST_PIXELS) as image:
        image.draft("RGB", (2 * WIDTH, 2 * HEIGHT))
        whole = image.convert("RGBA")
        ground = Image.new("RGB", whole.size, "white")
        ground.paste(whole, mask=whole)
        size, lanczos = (WIDTH, HEIGHT), Image.Resampling.LANCZOS
        return fit(ground, size, lanczos, centering=_centering(focal_point))


def _centering(focal_point: str) -> tuple[float, float]:
    """Return which part of the picture a crop keeps, across and down, from 0 to 1."""
    words = focal_point.split("-")
    across = 0.0 if "left" in words else 1.0 if "right" in words else 0.5
    down = 0.0 if "top" in words else 1.0 if "bottom" in words else 0.5
    return across, down


def _fade(first: int, last: int) -> "Image":
    """Return a mask that goes from one value at the top to another at the bottom."""
    from PIL import Image

    fade = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    return fade.point([first + (last - first) * value // 255 for value in range(256)])


def _write_title(image: "Image", title: str, fonts: Sequence[Path], *, below: bool) -> None:
    from PIL import ImageDraw

    text = _drawable(title, fonts)
    if not text:
        return
    size, lines = _set(text, fonts)
    pen, is_rtl = ImageDraw.Draw(image), _is_right_to_left(text)
    bottom = HEIGHT - _MARGIN - (round(_SITE_SIZE * 2.1) if below else 0)
    step = round(size * _LINE)
    for number, line in enumerate(reversed(lines)):
        _write(pen, line, (bottom - number * step), size, fonts, is_rtl=is_rtl)


def _write_site(image: "Image", site: str, fonts: Sequence[Path]) -> None:
    from PIL import ImageDraw

    text = _drawable(site, fonts)
    while text and _width(text, _SITE_SIZE, fonts) > WIDTH - 2 * _MARGIN:
        text = text.rstrip("…")[:-1].rstrip() + "…"
    if text:
        pen = ImageDraw.Draw(image)
        _write(pen, text, HEIGHT - _MARGIN, _SITE_SIZE, fonts, is_rtl=_is_right_to_left(text))


def _write(
    pen: Any, text: str, baseline: int, size: int, fonts: Sequence[Path], *, is_rtl: bool
) -> None:
    across = WIDTH - _MARGIN - _width(text, size, fonts) if is_rtl else _MARGIN
    for path, run in _runs(text, fonts):
        font = _font(path, size)
        pen.text((across, baseline), run, font=font, fill="#ffffff", anchor="ls")
        across += font.getlength(run)


def _set(text: str, fonts: Sequence[Path]) -> tuple[int, list[str]]:
    """Return the largest size at which a text has room, and its lines, about equally long."""
    room = WIDTH - 2 * _MARGIN
    for size in _SIZES:
        lines = _broken(text, size, fonts, room)
        if len(lines) <= (3 if size > _SIZES[-2] else _MOST_LINES):
            break
    else:
        lines = lines[:_MOST_LINES]
        lines[-1] = lines[-1].rstrip(" .,;:")[:-1] + "…"
        return size, lines
    narrow, wide = room // 3, room
    while wide - narrow > size // 4:  # the narrowest room that needs no line more
        middle = (narrow + wide) // 2
        if len(_broken(text, size, fonts, middle)) > len(lines):
            narrow = middle
        else:
            wide = middle
    return size, _broken(text, size, fonts, wide)


def _broken(text: str, size: int, fonts: Sequence[Path], room: int) -> list[str]:
    lines, line = [], ""
    for word in _WORD.findall(text):
        if _width((line + word).strip(), size, fonts) <= room:
            line += word
            continue
        if line.strip():
            lines.append(line.strip())
        line = word.lstrip()
        while _width(line, size, fonts) > room:  # a word that is too long is cut
            cut = next(n for n in range(len(line), 0, -1) if _width(line[:n], size, fonts) <= room)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line.strip()] if line.strip() else lines


def _drawable(text: str, fonts: Sequence[Path]) -> str:
    """Return the text without signs and emoji that no font has; empty if letters are missing."""
    kept = []
    for letter in unicodedata.normalize("NFC", " ".join(text.split())):
        if _font_of(letter, fonts) is not None or letter == " ":
            kept.append(letter)
        elif unicodedata.category(letter)[0] in "LNM":
            return ""
    return " ".join("".join(kept).split())


def _is_right_to_left(text: str) -> bool:
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    first = next((kind for kind in kinds if kind in _RIGHT_TO_LEFT or kind == "L"), "L")
    return first in _RIGHT_TO_LEFT


def _width(text: str, size: int, fonts: Sequence[Path]) -> float:
    return sum(_font(path, size).getlength(run) for path, run in _runs(text, fonts))


def _runs(text: str, fonts: Sequence[Path]) -> list[tuple[Path, str]]:
    """Return the text in pieces, each with the font that has its letters."""
    runs: list[tuple[Path, str]] = []
    for letter in text:
        path = fonts[0] if letter == " " else _font_of(letter, fonts) or fonts[0]
        if runs and runs[-1][0] == path:
            runs[-1] = (path, runs[-1][1] + letter)
        else:
            runs.append((path, letter))
    return runs


def _font_of(letter: str, fonts: Sequence[Path]) -> Path | None:
    return next((path for path in fonts if _has(path, letter)), None)


@lru_cache(maxsize=4096)
def _has(path: Path, letter: str) -> bool:
    # Pillow does not tell which letters a font has: those it lacks all look alike.
    font = _font(path, 24)
    drawn = font.getmask(letter)
    missing = font.getmask("\U0010fffd")
    return drawn.size != missing.size or bytes(drawn) != bytes(missing)


@lru_cache(maxsize=64)
def _font(path: Path, size: int) -> "FreeTypeFont":
    from PIL import ImageFont

    font = ImageFont.truetype(path, size)
    try:
        font.set_variation_by_axes([700])
    except OSError:
        pass  # a font of one weight
    return font
