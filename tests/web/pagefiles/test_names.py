"""Which pages have a file, and under which name."""

import os
from urllib.parse import quote, unquote, unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flaskr.web.pagefiles.names import file_name

ENDINGS = {"html", "atom", "rss", "json", "xml", "txt"}


def named(path: str) -> str | None:
    """Return the name for a path as it is typed."""
    return file_name(path.encode().decode("latin-1"), ENDINGS)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "index.html"),
        ("/hello-world/", "hello-world/index.html"),
        ("/tag/lake/", "tag/lake/index.html"),
        ("/feed.atom", "feed.atom"),
        ("/tag/lake/feed.json", "tag/lake/feed.json"),
        ("/sitemap-tags-1.xml", "sitemap-tags-1.xml"),
        ("/größe/", "größe/index.html"),
        ("/夏の日/", "夏の日/index.html"),
        ("/हिन्दी/", "हिन्दी/index.html"),
        ("/author/ana.b/", "author/ana.b/index.html"),
    ],
)
def test_a_page_has_a_file_of_the_name_that_servers_look_for(path: str, name: str) -> None:
    found = named(path)
    assert found == name
    assert os.fsencode(found) == name.encode()


@pytest.mark.parametrize(
    "path",
    [
        "", "hello", "/hello", "/feed.php", "/index.html", "/a/index.html", "/index.html.gz",
        "/feed.atom.gz", "/.atom", "//", "/a//b/", "/../", "/a/../b/", "/./", "/..", "/a/.git/",
        "/.well-known/", "/a b/", "/a\\b/", "/a:b/", "/*/", "/?/", "/[a]/", "/{path}/", "/a\n/",
        "/a\0/", "/a%2e/", "/~root/", "/a;b/", "/\u202egpj/", "/e\u0301/", "/\ufeff/",
        "/" + "a" * 201 + "/", "/" + "ä" * 101 + "/", "/" + "a/" * 9, "/" + "a/" * 250,
        "/😀/", "/a/feed.html",
    ],
)  # fmt: skip
def test_what_a_server_or_a_file_system_could_misread_has_no_file(path: str) -> None:
    assert named(path) is None


def test_bytes_that_are_no_text_have_no_file() -> None:
    assert file_name("/\xff/", ENDINGS) is None
    assert file_name("/\xc0\xaf/", ENDINGS) is None


@given(st.binary(max_size=60))
def test_no_path_leads_out_of_the_folder(raw: bytes) -> None:
    for path in (
        raw,
        b"/" + raw + b"/",
        b"/" + raw + b"/feed.atom",
        b"/a/" + unquote_to_bytes(raw),
    ):
        name = file_name(path.decode("latin-1"), ENDINGS)
        if name is not None:
            parts = name.split("/")
            assert all(part and not part.startswith(".") and part.isprintable() for part in parts)
            assert name.isprintable()
            # The address is the name: nothing was taken away or added but the index.
            assert os.fsencode("/" + name.removesuffix("index.html")) == path


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/..\\..\\etc\\passwd/",
        "/....//....//etc/", "/tag/../../flaskr.sqlite", "/../secret_key/",
        "/.%2e/.%2e/secret_key/", "/pages/../secret.txt", "/\uff0e\uff0e/secret.txt",
        "/..\uff0fsecret.txt", "/..;/secret.txt", "/tag/..%00/feed.atom",
        "file:///etc/passwd/", "//example.org/feed.atom", "/$(id)/", "/`id`/",
        "/%24%7Bjndi%7D/", "/con:/feed.txt", "/a\tb/", "/a\u0085b/", "/a\u2028b/",
        "/a\u200bb/", "/<script>/", "/assets/../flaskr.sqlite.txt", "/~/feed.atom",
        "/-/../x.json", "/.pages-1-1/index/",
    ],
)  # fmt: skip
def test_a_path_that_wants_to_lead_elsewhere_has_no_file(path: str) -> None:
    assert named(path) is None
    assert named(unquote(path)) is None
    assert named(quote(path)) is None
