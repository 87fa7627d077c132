"""Every page's HTML, as the Nu HTML checker judges it: no error and no warning.

The sample blog is asked, not the browser: what is judged is what is sent.
"""

import re
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from flaskr.core.permissions import SYSTEM
from flaskr.features.accounts.logging_in import start_session
from flaskr.features.accounts.people import user_named
from flaskr.features.demo import filling
from flaskr.features.site.identity import change_site
from tests.browser.server import Blog, add_people
from tests.provision import vnu

pytestmark = pytest.mark.browser

MORE = (
    "/", "/archive/", "/tags/", "/privacy/", "/search", "/search?q=walk", "/search?q=zzzz",
    "/nowhere/", "/comments/1/report", "/comments/posts/2/new", "/comments/posts/2/new?answer=1",
    "/auth/login", "/auth/register", "/auth/logout", "/author/ida/",
)  # fmt: skip


@pytest.fixture(scope="module")
def checker() -> Iterator[vnu.Checker]:
    with vnu.running() as checker:
        yield checker


@pytest.fixture(scope="module")
def blog(new_blog) -> Blog:
    blog = new_blog()
    with blog.opened() as core:
        for _line in filling.fill(core, filling.plan(core)):
            pass
        with core.db.transaction() as db:
            add_people(db)
            change_site(db, by=SYSTEM, registration="open")
    return blog.start()


def fetched(blog: Blog, path: str, cookie: str = "") -> str:
    request = urllib.request.Request(blog.url + path, headers={"Cookie": cookie})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return str(error.read().decode())


def faults(checker: vnu.Checker, blog: Blog, paths: list[str], cookie: str = "") -> list[str]:
    return [
        f"{path}: {fault}"
        for path in paths
        for fault in checker.messages(fetched(blog, path, cookie))
    ]


def test_every_public_page_is_flawless_html(blog: Blog, checker: vnu.Checker) -> None:
    index = fetched(blog, "/sitemap.xml")
    files = re.findall(r"<loc>[a-z]+://[^/]+(/[^<]+\.xml)</loc>", index)
    listed = "".join(fetched(blog, file) for file in files) or index
    paths = re.findall(r"<loc>[a-z]+://[^/]+(/[^<]*)</loc>", listed)
    assert len(paths) > 30, paths
    found = faults(checker, blog, [*paths, *MORE])
    assert not found, "\n".join(found)


def test_every_page_of_studio_is_flawless_html(blog: Blog, checker: vnu.Checker) -> None:
    with blog.writing() as (db, _core):
        olga = user_named(db, "olga")
        cookie = f"flaskr_session={start_session(db, olga)}"
    navigation = fetched(blog, "/studio/posts/", cookie)
    paths = re.findall(r'class="sidebar-link" href="([^"]+)"', navigation)
    assert len(paths) >= 10, paths
    found = faults(checker, blog, [*paths, "/studio/posts/new", "/studio/posts/2"], cookie)
    assert not found, "\n".join(found)


def test_the_checker_sees_what_is_wrong(checker: vnu.Checker) -> None:
    assert checker.messages("<!doctype html><html lang=en><title>x</title><p><div></p>")
