"""What kind of file some bytes are, by their content and never by a name."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class FileKind(NamedTuple):
    """How a kind of file is named and served: `extension` without its dot."""

    extension: str
    inline: bool


# What may be uploaded. Inline is what a browser shows or plays without running anything in it; the
# rest is offered for download.
ALLOWED_FILES: Mapping[str, FileKind] = MappingProxyType(
    {
        "image/jpeg": FileKind("jpg", inline=True),
        "image/png": FileKind("png", inline=True),
        "image/gif": FileKind("gif", inline=True),
        "image/webp": FileKind("webp", inline=True),
        "image/avif": FileKind("avif", inline=True),
        "application/pdf": FileKind("pdf", inline=True),
        "audio/mpeg": FileKind("mp3", inline=True),
        "audio/ogg": FileKind("ogg", inline=True),
        "audio/wav": FileKind("wav", inline=True),
        "audio/mp4": FileKind("m4a", inline=True),
        "video/mp4": FileKind("mp4", inline=True),
        "video/webm": FileKind("webm", inline=True),
        "application/zip": FileKind("zip", inline=False),
        "text/plain": FileKind("txt", inline=False),
    }
)

_PREFIXES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
)

_VIDEO_BRANDS = {b"avc1", b"dash", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"isom"} | {
    b"M4V ",
    b"MSNV",
    b"mmp4",
    b"mp41",
    b"mp42",
}

# Text that a careless reader would run as a page or a drawing (WHATWG MIME Sniffing 7.1).
_MARKUP = re.compile(
    rb"\s*<(?:!doctype|!--|\?xml|html|head|body|script|style|svg|iframe|title|meta|link|img|table"
    rb"|div|font|h1|p|a|b|br)(?:[\s>/!]|$)",
    re.IGNORECASE,
)
# What people try to upload as a picture, by its first bytes.
_FOREIGN = (
    (rb"II[*+]\0|MM\0[*+]", "a TIFF picture or a camera's raw file"),
    (rb"BM.{4}\0{4}", "a BMP picture"),
    (rb"8BPS", "a Photoshop file"),
    (rb".{4}ftyp(heic|heix|heim|heis|hevc|mif1|msf1)", "a HEIC photo"),
    (rb"\xff\x0a|\0{3}\x0cJXL ", "a JPEG XL picture"),
    (rb"\0{3}\x0cjP  ", "a JPEG 2000 picture"),
    (rb"\0{2}[\1\2]\0", "an icon file"),
    (rb"%PDF-|%!PS", "a document"),
    (rb"(\xef\xbb\xbf)?\s*<(svg|[?!].*<svg)", "an SVG drawing"),
)
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


def sniff(data: bytes) -> str | None:
    """Return the MIME type, one of `ALLOWED_FILES`, that the content shows; None for any other."""
    for prefix, mime in _PREFIXES:
        if data.startswith(prefix):
            return mime
    return _riff(data) or _iso_media(data) or _stream(data) or _text(data)


def foreign_name(data: bytes) -> str | None:
    """Return what a person would call a file that is no picture for a page, where it is known.

    For a sentence that refuses it: "a HEIC photo", "an SVG drawing".
    """
    for pattern, name in _FOREIGN:
        if re.match(pattern, data[:4096], re.DOTALL | re.IGNORECASE):
            return name
    return None


def _riff(data: bytes) -> str | None:
    if data[:4] != b"RIFF":
        return None
    return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(data[8:12])


def _iso_media(data: bytes) -> str | None:
    """Tell AVIF, M4A and MP4 apart by the brands of their `ftyp` box (ISO/IEC 14496-12, 4.3)."""
    if data[4:8] != b"ftyp":
        return None
    end = min(int.from_bytes(data[:4], "big"), 256)
    major = data[8:12]
    brands = {major, *(data[at : at + 4] for at in range(16, end, 4))}
    if brands & {b"avif", b"avis"}:
        return "image/avif"
    if major in {b"M4A ", b"M4B "}:
        return "audio/mp4"
    # Every QuickTime and HEIC file names MP4 brands too, so the main one decides.
    return "video/mp4" if major in _VIDEO_BRANDS else None


def _stream(data: bytes) -> str | None:
    head = data[:128]
    if head.startswith(b"OggS\0"):
        is_audio = any(
            mark in head for mark in (b"\x01vorbis", b"OpusHead", b"\x7fFLAC", b"Speex  ")
        )
        return "audio/ogg" if is_audio else None
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        # EBML's DocType: id, one byte of length, the name. Matroska's is another format.
        return "video/webm" if b"\x42\x82\x84webm" in head else None
    return "audio/mpeg" if _is_mp3(head) else None


def _is_mp3(head: bytes) -> bool:
    if len(head) < 10:
        return False
    if head.startswith(b"ID3"):
        return all(byte < 0x80 for byte in head[6:10])
    # A frame's header: eleven set bits, layer III, a bit rate and a sample rate that exist.
    has_sync = head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[1] & 0x18 != 0x08
    return has_sync and head[2] >> 4 not in {0, 15} and head[2] >> 2 & 3 != 3


def _text(data: bytes) -> str | None:
    if not data or _BINARY.search(data) or _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "text/plain"
