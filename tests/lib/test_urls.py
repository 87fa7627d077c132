"""Addresses are split, or refused with a sentence."""

import pytest

from flaskr.lib.urls import split


def test_an_address_is_split_into_its_parts() -> None:
    parts = split("https://example.org:8443/a/b?c=d#e")
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "example.org:8443", "/a/b")
    assert (parts.query, parts.fragment) == ("c=d", "e")
    assert split("/a").path == "/a"
    assert split("http://[::1]/").hostname == "::1"


@pytest.mark.parametrize(
    "url", ["http://[bad", "http://bad]/", "http://[x]/", "//[", "http://a:b/", "http://a:99999/"]
)
def test_what_is_no_address_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(ValueError, match="is no address"):
        split(url)
