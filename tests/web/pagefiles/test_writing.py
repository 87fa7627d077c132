"""What becomes a file, what never does, and when a file is gone."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flaskr import create_app
from flaskr.core.db import find
from flaskr.core.errors import SettingsError
from flaskr.core.permissions import SYSTEM
from flaskr.features.accounts.logging_in import start_session
from flaskr.features.accounts.models import User
from flaskr.features.accounts.views import COOKIE
from flaskr.features.posts import addresses, publishing, trash, writing
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import change_site
from flaskr.lib import passwords
from flaskr.lib.filelock import FileLock
from flaskr.web.pagecache.page import Page
from flaskr.web.pagefiles.kinds import file_kinds
from tests.conftest import settings_for
from tests.provision import postgres
from tests.provision.postgres import Cluster
from tests.web.pagecache.sites import fill, site
from tests.web.pagefiles.sites import SITE_URL, SiteWithFiles, site_with_files, until

KINDS = (
    "index.html", "post-1/index.html", "tags/index.html", "tag/lake/index.html",
    "author/ana/index.html", "archive/index.html", "feed.atom", "feed.rss", "feed.json",
    "tag/lake/feed.atom", "sitemap.xml", "sitemap-1.xml", "robots.txt",
)  # fmt: skip


@pytest.fixture
def made(
    make_database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SiteWithFiles]:
    with site_with_files(make_database(), tmp_path, monkeypatch) as found:
        yield found


def commit(made: SiteWithFiles, change: Any, number: int = 0) -> None:
    with made.site.core_of(number).db.transaction() as db:
        change(db)


def revise(db: Any, title: str = "Another title") -> None:
    writing.revise(find(db, Post, 1), by=SYSTEM, title=title, body="Other text.")


def test_every_kind_of_page_becomes_a_file_in_every_encoding(made: SiteWithFiles) -> None:
    made.wait_for(*KINDS)
    assert made.check() == set(KINDS)


def test_a_page_that_another_process_answers_becomes_a_file_too(made: SiteWithFiles) -> None:
    other = 1 - made.number
    made.visit_until_filed("/post-2/", other)
    assert made.check() == {"post-2/index.html"}


@pytest.mark.parametrize("number", [0, 1])
def test_a_change_removes_what_shows_it_and_nothing_else(made: SiteWithFiles, number: int) -> None:
    made.wait_for(*KINDS)
    # A title shows in the post, its neighbours and lists; not here.
    commit(made, revise, number)
    made.look()
    left = made.names()
    assert "post-1/index.html" not in left
    assert {"robots.txt"} <= left
    made.wait_for("post-1/index.html")
    assert b"Another title" in (made.folder / "post-1/index.html").read_bytes()
    made.check()


def test_what_is_no_longer_public_is_no_file(made: SiteWithFiles) -> None:
    hashed = passwords.hash_password("open")
    changes = {
        "unpublished": lambda db: publishing.unpublish(find(db, Post, 1), by=SYSTEM),
        "in the trash": lambda db: trash.trash(find(db, Post, 2), by=SYSTEM),
        "with a password": lambda db: publishing.set_visibility(
            find(db, Post, 3), "password", by=SYSTEM, password_hash=hashed
        ),
    }
    for number, (name, change) in enumerate(changes.items(), 1):
        made.wait_for(f"post-{number}/index.html")
        commit(made, change)
        made.look()
        for _ in range(3):
            made.visit(f"/post-{number}/")
        made.wait_for("robots.txt")
        assert f"post-{number}/index.html" not in made.check(), name


def test_a_private_post_is_a_file_for_nobody(made: SiteWithFiles) -> None:
    commit(made, lambda db: publishing.set_visibility(find(db, Post, 1), "private", by=SYSTEM))
    with made.site.core.db.transaction() as db:
        token = start_session(db, find(db, User, 1))
    for number in (0, 1):
        made.site.settle(number)
        client = made.site.caching[number].test_client()
        client.set_cookie(COOKIE, token, domain="blog.example")
        preview = client.get("/studio/posts/1/preview", base_url=SITE_URL)
        assert "Text of Post 1" in preview.text
        assert client.get("/post-1/", base_url=SITE_URL).status_code == 404
        made.visit("/post-1/", number)
    made.wait_for("post-2/index.html")
    assert made.check() == {"post-2/index.html"}


def test_a_post_that_was_unlocked_is_a_file_for_nobody(made: SiteWithFiles) -> None:
    hashed = passwords.hash_password("open")
    commit(
        made,
        lambda db: publishing.set_visibility(
            find(db, Post, 1), "password", by=SYSTEM, password_hash=hashed
        ),
    )
    made.site.settle(0)
    client = made.site.caching[0].test_client()
    client.post("/post-1/", data={"password": "open"}, base_url=SITE_URL)
    assert "Text of Post 1" in client.get("/post-1/", base_url=SITE_URL).text
    made.wait_for("post-2/index.html")
    assert "post-1/index.html" not in made.check()


def test_only_plain_pages_become_files(made: SiteWithFiles) -> None:
    for path in (
        "/search?q=text", "/?before=x", "/post-1/?comment=1", "/hello", "/nothing/", "/post-1",
        "/auth/login", "/studio/", "/healthz", "/static/none.css", "/tag/lake/?before=x",
    ):  # fmt: skip
        for number in (0, 1):
            made.visit(path, number)
    made.wait_for("robots.txt")
    assert made.names() <= {"robots.txt", "post-1/index.html", "index.html", "tag/lake/index.html"}
    made.check()


def test_a_page_with_other_headers_than_a_server_sends_is_no_file(made: SiteWithFiles) -> None:
    made.visit("/post-1/")
    [page] = [page for key, page in made.site.cache()._store.pages.items() if "post-1" in key[2]]
    kind = file_kinds(made.site.core_of(0))["html"]
    assert kind.fits(page)
    for headers in (
        [*page.headers, ("X-Of-A-Plugin", "1")],
        [header for header in page.headers if header[0] != "X-Frame-Options"],
        [(name, value.replace("'self'", "*")) for name, value in page.headers],
        [(name, value.replace("public", "private")) for name, value in page.headers],
    ):
        assert not kind.fits(Page(page.status, headers, b"", tags=page.tags))


def test_an_address_in_any_script_has_its_own_name(made: SiteWithFiles) -> None:
    commit(made, lambda db: addresses.set_slug(find(db, Post, 1), "夏の日-grosse"))
    made.wait_for("夏の日-grosse/index.html")
    assert ["夏の日-grosse".encode()] == [os.fsencode(path.name) for path in made.folder.iterdir()]
    made.check()


def test_a_change_of_the_site_leaves_no_file(made: SiteWithFiles) -> None:
    made.wait_for(*KINDS)
    commit(made, lambda db: change_site(db, by=SYSTEM, title="Another site"))
    made.look()
    assert not [path for path in made.folder.rglob("*") if path.is_file()]
    made.wait_for("index.html")
    assert b"Another site" in (made.folder / "index.html").read_bytes()
    # What was put aside is removed in a quiet moment.
    until(lambda: not [*made.instance.glob(".pages-*")])


def test_the_same_page_has_the_same_time_and_another_one_another(made: SiteWithFiles) -> None:
    file = made.folder / "post-1/index.html"
    times = []
    for title in ("One", "Two", "One"):
        commit(made, lambda db, title=title: revise(db, title))
        made.look()
        made.wait_for("post-1/index.html")
        times.append(file.stat().st_mtime)
    assert times[0] == times[2] != times[1]
    assert times[0] == int(times[0])
    ages = {path.stat().st_mtime for path in file.parent.iterdir()}
    assert ages == {times[2]}


def test_files_can_be_read_by_whoever_the_server_runs_as(
    make_database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0o077)
    try:
        with site_with_files(make_database(), tmp_path, monkeypatch) as made:
            made.wait_for("tag/lake/index.html")
            for path in (made.folder, *made.folder.rglob("*")):
                assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path
    finally:
        os.umask(before)


def test_a_start_empties_the_folder(
    make_database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pages/old/index.html", ".pages-7-1/index.html"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("old")
    with site_with_files(make_database(), tmp_path, monkeypatch) as made:
        until(lambda: not (tmp_path / "pages/old").exists())
        until(lambda: not (tmp_path / ".pages-7-1").exists())
        made.wait_for("index.html")


def test_the_end_leaves_no_file(made: SiteWithFiles) -> None:
    made.wait_for("index.html")
    writer = made.writers[made.number]
    writer.end()
    assert made.names() == set()
    until(lambda: any(each.is_writing for each in made.writers if each is not writer))
    made.wait_for("post-1/index.html")
    made.check()


def test_a_file_where_a_folder_must_be_is_left_out(made: SiteWithFiles) -> None:
    made.wait_for("post-1/index.html")
    (made.folder / "tag").write_text("in the way")
    for _ in range(3):
        assert made.visit("/tag/lake/", made.number).status_code == 200
    made.wait_for("post-2/index.html")
    assert made.check() == {"post-1/index.html", "post-2/index.html"}


@pytest.fixture
def server(on_postgres: bool) -> Iterator[Cluster | None]:
    """A server of its own, to be stopped; only in the run on PostgreSQL."""
    if not on_postgres:
        yield None
        return
    with postgres.own_server() as cluster:
        yield cluster


def test_while_changes_cannot_be_heard_of_there_is_no_file(
    server: Cluster | None, make_database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = postgres.create_database(server.address, "away") if server else make_database()
    with site_with_files(address, tmp_path, monkeypatch) as made:
        made.wait_for("post-1/index.html", "index.html")
        if server is None:
            # A file is never away; a connection to it may be lost.
            made.site.cache(made.number).watch.close()
            until(lambda: not made.names())
        else:
            server.stop()
            until(lambda: not made.names())
            server.start()
        made.site.listen()
        made.wait_for("post-1/index.html")
        made.check()


def test_without_a_folder_to_write_into_the_site_goes_on(
    make_database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    (tmp_path / "pages").write_text("in the way")
    monkeypatch.setenv("FLASKR_INSTANCE", str(tmp_path))
    with site(make_database(), PAGE_FILES=True, SITE_URL=SITE_URL) as quiet:
        fill(quiet.core)
        made = SiteWithFiles(quiet, tmp_path)
        made.writers.append(quiet.caching[0].extensions["flaskr.page_files"])
        made.writers[0].begin()
        until(lambda: "pages.not_removed" in capfd.readouterr().err)
        for _ in range(5):
            assert made.visit("/post-1/").status_code == 200
        assert not (tmp_path / "pages").is_dir()
        assert capfd.readouterr().err == "", "it is said once, not at every look"
        (tmp_path / "pages").unlink()
        made.wait_for("post-1/index.html")
        made.writers[0].end()


@pytest.mark.parametrize("setting", [{"PAGE_FILES": False}, {"PAGE_CACHE": 0}])
def test_a_change_while_nobody_writes_leaves_no_file(
    make_database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: dict[str, Any]
) -> None:
    # As by a command, whose environment may not even have the setting.
    settings = {"PAGE_FILES": False, "SITE_URL": SITE_URL, **setting}
    monkeypatch.setenv("FLASKR_INSTANCE", str(tmp_path))
    file = tmp_path / "pages/post-1/index.html"
    with site(make_database(), SITE_URL=SITE_URL) as quiet:
        database = quiet.settings["DATABASE"]
    for is_taken in (True, False):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("old")
        lock = FileLock(tmp_path / "pages.lock")
        assert lock.take()
        if not is_taken:
            lock.release()
        core = site_core(database, settings)
        with core.db.transaction() as db:
            change_site(db, by=SYSTEM, title=f"Another site {is_taken}")
        core.close()
        lock.release()
        # Whoever holds the lock removes what is old; the others must not.
        assert file.exists() == is_taken


def site_core(database: str, settings: dict[str, Any]) -> Any:
    return create_app({**settings_for(database), **settings}).extensions["flaskr"]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"SITE_URL": ""}, "PAGE_FILES needs SITE_URL too"),
        ({"PAGE_CACHE": 0}, "PAGE_FILES needs PAGE_CACHE too"),
        ({"PAGE_CACHE": 0, "SITE_URL": ""}, "PAGE_FILES needs SITE_URL and PAGE_CACHE too"),
        ({"CDN_SECONDS": 60}, "PAGE_FILES cannot be used with CDN_SECONDS"),
    ],
)
def test_a_start_without_what_files_need_is_refused(
    make_database: Any, settings: dict[str, Any], sentence: str
) -> None:
    all_settings = {"PAGE_FILES": True, "SITE_URL": SITE_URL, "PAGE_CACHE": 1, **settings}
    with pytest.raises(SettingsError, match=sentence):
        site_core(make_database(), all_settings)
