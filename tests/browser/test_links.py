"""Every link of the sample site leads to something, and every anchor is there."""

import re
import urllib.error
import urllib.request
from html import unescape
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from lxml import html as lxml_html

from flaskr.features.demo import filling
from tests.browser.server import Blog

pytestmark = pytest.mark.browser

STARTS = ("/", "/sitemap.xml", "/feed.atom", "/feed.rss", "/feed.json", "/series/", "/llms.txt")
# Where a visit changes something, or that is no page of the public site.
NOT_FOLLOWED = ("/auth/", "/studio/", "/reactions/", "/comments/posts/")
_IN_TEXT = re.compile(r"https?://[^\s\"'<>)\]\\]+")


@pytest.fixture(scope="module")
def blog(new_blog) -> Blog:
    blog = new_blog()
    with blog.opened() as core:
        for _line in filling.fill(core, filling.plan(core)):
            pass
    return blog.start()


def fetched(address: str) -> tuple[int, str, str, str]:
    """Return the status, the kind of content, the text, and the address it was found at."""
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            kind = answer.headers.get_content_type()
            text = answer.read().decode("utf-8", "replace") if kind.startswith("text") else ""
            if not text and ("xml" in kind or "json" in kind):
                text = urllib.request.urlopen(address, timeout=30).read().decode()
            return answer.status, kind, text, answer.url
    except urllib.error.HTTPError as error:
        with error:
            return error.code, "", "", address


def links_in(kind: str, text: str, address: str) -> list[str]:
    if kind != "text/html":
        # A post in a feed is text whose own signs are written out once more.
        return _IN_TEXT.findall(unescape(unescape(text)))
    page = lxml_html.document_fromstring(text)
    found = [str(each) for each in page.xpath("//@href|//@src|//@poster")]
    for srcset in page.xpath("//@srcset"):
        found += [part.split()[0] for part in str(srcset).split(",")]
    return [urljoin(address, each) for each in found]


def test_no_link_is_broken(blog: Blog) -> None:
    host = urlsplit(blog.url).netloc
    waiting = [(path, "the start") for path in STARTS]
    seen: set[str] = set()
    ids: dict[str, set[str]] = {}
    anchors: list[tuple[str, str, str]] = []
    broken: list[str] = []
    while waiting:
        path, source = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        # As browsers do: what an address has beyond ASCII is sent percent-encoded.
        status, kind, text, address = fetched(blog.url + quote(path, safe="%/?=&;:+,@!$'()*~"))
        if status >= 400:
            broken.append(f"{path} from {source}: {status}")
            continue
        if kind == "text/html":
            page = lxml_html.document_fromstring(text)
            ids[path] = {str(each) for each in page.xpath("//@id")}
        for link in links_in(kind, text, address):
            parts = urlsplit(link)
            if parts.netloc != host or parts.path.startswith(NOT_FOLLOWED):
                continue
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            waiting.append((target, path))
            if parts.fragment:
                anchors.append((target, unquote(parts.fragment), path))
    broken += [
        f"{target}#{anchor} from {source}: no such place"
        for target, anchor, source in anchors
        if target in ids and anchor not in ids[target]
    ]
    assert not broken, "\n".join(sorted(set(broken)))
    assert len(seen) > 100
