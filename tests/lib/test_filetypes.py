import io
import wave
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flaskr.lib.filetypes import ALLOWED_FILES, foreign_name, sniff


def box(major: bytes, *others: bytes) -> bytes:
    body = b"ftyp" + major + bytes(4) + b"".join(others)
    return (len(body) + 4).to_bytes(4, "big") + body + bytes(64)


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "a")
    return file.getvalue()


def sound() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(8000)
        writer.writeframes(bytes(100))
    return file.getvalue()


def ogg(codec: bytes) -> bytes:
    return b"OggS" + bytes(24) + codec + bytes(40)


EXAMPLES = {
    "jpeg": (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "image/jpeg"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
    "gif 87": (b"GIF87a\1\0\1\0", "image/gif"),
    "gif 89": (b"GIF89a\1\0\1\0", "image/gif"),
    "webp": (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
    "avif": (box(b"avif", b"mif1"), "image/avif"),
    "avif by a compatible brand": (box(b"mif1", b"miaf", b"avif"), "image/avif"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "application/pdf"),
    "mp3 with a tag": (b"ID3\4\0\0\0\0\1\x7f" + bytes(20), "audio/mpeg"),
    "mp3 frame": (b"\xff\xfb\x90\x64" + bytes(20), "audio/mpeg"),
    "vorbis": (ogg(b"\x01vorbis"), "audio/ogg"),
    "opus": (ogg(b"OpusHead"), "audio/ogg"),
    "wav": (sound(), "audio/wav"),
    "m4a": (box(b"M4A ", b"isom", b"mp42"), "audio/mp4"),
    "mp4": (box(b"isom", b"avc1"), "video/mp4"),
    "mp4 of version 2": (box(b"mp42"), "video/mp4"),
    "webm": (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", "video/webm"),
    "zip": (zipped(), "application/zip"),
    "empty zip": (b"PK\x05\x06" + bytes(18), "application/zip"),
    "text": ("Grüße\r\n\tan alle\n".encode(), "text/plain"),
    "text with a byte order mark": ("\ufeffGrüße".encode(), "text/plain"),
    "a less-than sign": (b"<3 is a heart, <applause> is not a tag", "text/plain"),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_file_is_known_by_its_content(name):
    data, mime = EXAMPLES[name]
    assert sniff(data) == mime


def test_every_allowed_kind_has_an_example_here():
    assert {mime for _, mime in EXAMPLES.values()} == set(ALLOWED_FILES)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!DOCTYPE html><title>x</title>",
        b"  \n<script>alert(1)</script>",
        b"\xef\xbb\xbf<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<?xml version='1.0'?><rss/>",
        b"<!-- --><html>",
        b"text with a \0 in it",
        b"latin \xe9 text",
        b"MZ\x90\0\3\0\0\0",
        b"\x7fELF\2\1\1\0",
        b"BM\x36\0\0\0\0\0\0\0",
        box(b"heic", b"mif1"),
        box(b"qt  "),
        ogg(b"\x80theora"),
        b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska",
        b"RIFF\x24\0\0\0AVI LIST",
        b"ID3\4\0\0\xff\xff\xff\xff" + bytes(20),
        b"\xff\xfb\xf0\x64" + bytes(20),
        b"\xff\xfb\x9c\x64" + bytes(20),
        b"\xff\xf9\x50\x80" + bytes(20),
        b"\xff\xfb\x90",
    ],
)
def test_any_other_file_is_unknown(data):
    assert sniff(data) is None


@given(st.binary(max_size=200))
def test_any_bytes_are_an_allowed_kind_or_none(data):
    assert sniff(data) in {None, *ALLOWED_FILES}


@given(st.sampled_from([data for data, _ in EXAMPLES.values()]), st.integers(0, 40))
def test_a_file_cut_short_is_an_allowed_kind_or_none(data, length):
    assert sniff(data[:length]) in {None, *ALLOWED_FILES}


def test_archives_and_texts_are_downloaded_and_nothing_runs_in_what_is_shown():
    downloads = {mime for mime, kind in ALLOWED_FILES.items() if not kind.inline}
    assert downloads == {"application/zip", "text/plain"}
    assert not [mime for mime in ALLOWED_FILES if "html" in mime or "svg" in mime or "xml" in mime]


def test_extensions_are_unique_and_have_no_dot():
    extensions = [extension for extension, _ in ALLOWED_FILES.values()]
    assert len(set(extensions)) == len(ALLOWED_FILES)
    assert all(extension.isalnum() for extension in extensions)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"II*\0\x08\0\0\0", "a TIFF picture or a camera's raw file"),
        (b"MM\0*\0\0\0\x08", "a TIFF picture or a camera's raw file"),
        (b"BM\x36\x10\0\0\0\0\0\0\x36", "a BMP picture"),
        (b"8BPS\0\1", "a Photoshop file"),
        (box(b"heic", b"mif1"), "a HEIC photo"),
        (b"\xff\x0a\0", "a JPEG XL picture"),
        (b"\0\0\0\x0cJXL \r\n", "a JPEG XL picture"),
        (b"\0\0\0\x0cjP  \r\n", "a JPEG 2000 picture"),
        (b"\0\0\1\0\1\0", "an icon file"),
        (b"%PDF-1.7", "a document"),
        (b"<svg xmlns=''>", "an SVG drawing"),
        (b"<?xml version='1.0'?>\n<!-- a -->\n<svg>", "an SVG drawing"),
        (b"\xef\xbb\xbf <!DOCTYPE svg PUBLIC><svg>", "an SVG drawing"),
        (b"<!doctype html><title>x</title>", None),
        (b"hello", None),
    ],
)
def test_a_foreign_file_is_called_what_people_call_it(data, name):
    assert foreign_name(data) == name
