"""Choosing an encoding, and what the encodings give back."""

import gzip
from typing import Any

import pytest

from flaskr.web.pagecache import encodings
from flaskr.web.pagecache.encodings import Chooser, choose

ALL = ["zstd", "br", "gzip", ""]


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("", ""),
        ("identity", ""),
        ("gzip;q=0", ""),
        ("gzip;q=0.0, br;q=0.5", "br"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("*", "zstd"),
        ("zstd;q=0, *", "br"),
        ("gzip;q=nonsense", ""),
        (",,;;q=,", ""),
    ],
)
def test_the_best_encoding_that_is_accepted_is_chosen(accepted: str, chosen: str) -> None:
    assert choose(accepted, ALL) == chosen
    assert Chooser(ALL)(accepted) == chosen


def test_made_up_headers_are_not_remembered_for_ever() -> None:
    chooser = Chooser(ALL)
    for number in range(1000):
        assert chooser(f"gzip, x-{number}") == "gzip"
    assert len(chooser._known) <= 200
    assert chooser("br") == "br"


def test_every_encoding_holds_the_whole_text() -> None:
    import brotli
    from backports import zstd

    text = ("Ein Satz, der sich wiederholt. " * 300).encode()
    made: dict[str, Any] = {name: encode(text) for name, encode in encodings.encoders().items()}
    assert list(made) == ALL
    assert zstd.decompress(made["zstd"]) == text
    assert brotli.decompress(made["br"]) == text
    assert gzip.decompress(made["gzip"]) == encodings.unzip(made["gzip"]) == text
    assert made[""] == text
    assert all(len(made[name]) < len(text) / 10 for name in ALL if name)
    assert encodings.gzip(text) == made["gzip"], "the same text gives the same bytes"
