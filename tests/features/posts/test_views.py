"""The public pages of posts."""

from datetime import UTC, datetime

import pytest

from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts import addresses, publishing
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import change_site
from flaskr.features.site.redirects import add_redirect
from flaskr.lib import passwords
from tests.client import CheckedClient
from tests.features.posts.factories import published


@pytest.fixture
def post(core: Core, ana: User) -> Post:
    """Publish a post with everything."""
    with core.db.transaction() as db:
        return published(
            db,
            ana,
            title="A walk & a <talk>",
            body="## Where\n\nBy the **lake**.",
            at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC),
            tags=("Out & about",),
        )


def test_an_empty_site_says_how_it_becomes_somebodys(client: CheckedClient) -> None:
    assert client.get("/").headers["Location"] == "/auth/welcome"
    assert "flaskr setup-link" in client.get("/auth/welcome").text


def test_an_empty_site_with_an_owner_has_a_home_page(client: CheckedClient, olga: User) -> None:
    assert "Nothing published yet" in client.get("/").text
    assert client.get("/auth/welcome/").status_code == 404


def test_a_post_is_found_everywhere_it_belongs(client: CheckedClient, post: Post) -> None:
    for path in (
        "/",
        f"/{post.slug}/",
        "/tag/out-about/",
        "/author/ana/",
        "/archive/2025/",
        "/archive/2025/12/",
    ):
        text = client.get(path).text
        assert "A walk &amp; a &lt;talk&gt;" in text, path
    assert "<strong>lake</strong>" in client.get(f"/{post.slug}/").text
    assert "Out &amp; about" in client.get("/tags/").text
    assert "/archive/2025/12/" in client.get("/archive/").text


def test_the_archive_goes_by_the_sites_zone(
    client: CheckedClient, post: Post, core: Core, olga: User
) -> None:
    with core.db.transaction() as db:
        change_site(db, by=olga.actor, timezone="Europe/Berlin")
    assert "A walk" in client.get("/archive/2026/01/").text
    assert "A walk" not in client.get("/archive/2025/12/").text
    assert "1 January 2026" in client.get(f"/{post.slug}/").text


@pytest.mark.parametrize(
    "path",
    ["/nothing/", "/tag/nothing/", "/author/nobody/", "/archive/0/", "/archive/2025/13/"],
)
def test_what_is_not_there_is_not_found(client: CheckedClient, post: Post, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_address_without_its_slash_leads_to_the_post(client: CheckedClient, post: Post) -> None:
    answer = client.get(f"/{post.slug}")
    assert answer.status_code == 308
    assert answer.headers["Location"].endswith(f"/{post.slug}/")


def test_old_addresses_lead_to_the_post(client: CheckedClient, post: Post, core: Core) -> None:
    with core.db.transaction() as db:
        add_redirect(db, "/2025/12/walk.html", post.path)
        add_redirect(db, "/?p=17", post.path)
        addresses.set_slug(db.merge(post), "walk")
    for path in ("/2025/12/walk.html", "/?p=17", f"/{post.slug}/"):
        answer = client.get(path)
        assert answer.status_code == 301, path
        assert answer.headers["Location"] == "/walk/", path


def test_pages_of_the_home_page_lead_to_each_other(
    client: CheckedClient, core: Core, ana: User, olga: User
) -> None:
    with core.db.transaction() as db:
        change_site(db, by=olga.actor, posts_per_page=2)
        for number in range(5):
            at = datetime(2026, 1, 1 + number, tzinfo=UTC)
            post = published(db, ana, title=f"Number {number}", at=at)
        publishing.feature(post, True, by=olga.actor)
    first = client.get("/").text
    assert first.index("Number 4") < first.index("Number 3")
    older = first.split('rel="next" href="')[1].split('"')[0]
    second = client.get(older).text
    assert "Number 1" in second
    assert "Number 4" not in second
    newer = second.split('rel="prev" href="')[1].split('"')[0]
    assert "Number 3" in client.get(newer).text


def test_a_password_post_opens_with_its_password_alone(
    client: CheckedClient, core: Core, ana: User
) -> None:
    with core.db.transaction() as db:
        post = published(db, ana, title="Locked", body="The hidden words")
        hashed = passwords.hash_password("sesame")
        publishing.set_visibility(post, "password", by=ana.actor, password_hash=hashed)
    assert "hidden words" not in client.get("/").text
    assert "hidden words" not in client.get("/locked/").text
    wrong = client.post("/locked/", data={"password": "open"})
    assert wrong.status_code == 403
    assert "not the password" in wrong.text
    assert client.post("/locked/", data={"password": "sesame"}).headers["Location"] == "/locked/"
    opened = client.get("/locked/")
    assert "hidden words" in opened.text
    assert opened.headers["Cache-Control"] == "private, no-store"
    with core.db.transaction() as db:
        again = passwords.hash_password("another one")
        locked = db.merge(post)
        publishing.set_visibility(locked, "password", by=ana.actor, password_hash=again)
    assert "hidden words" not in client.get("/locked/").text


def test_a_public_post_takes_no_password(client: CheckedClient, post: Post) -> None:
    assert client.post(f"/{post.slug}/", data={"password": "x"}).status_code == 404


def test_a_changed_post_says_so_after_its_day(
    client: CheckedClient, core: Core, post: Post
) -> None:
    with core.db.transaction() as db:
        changed = db.merge(post)
        changed.updated_at = datetime(2026, 3, 1, tzinfo=UTC)
    assert "Updated" in client.get(f"/{post.slug}/").text
    with core.db.transaction() as db:
        same_day = db.merge(post)
        same_day.updated_at = datetime(2025, 12, 31, 23, 50, tzinfo=UTC)
    assert "Updated" not in client.get(f"/{post.slug}/").text


def test_a_long_post_has_a_table_of_contents_and_a_short_one_none(
    client: CheckedClient, core: Core, ana: User
) -> None:
    parts = "\n\n".join(f"## Part {number}\n\n{'word ' * 300}" for number in (1, 2, 3))
    with core.db.transaction() as db:
        published(db, ana, "Long", parts)
        published(db, ana, "Short", "## One\n\n## Two\n\n## Three")
    page = client.get("/long/").text
    assert '<a href="#h-part-2">Part 2</a>' in page
    assert "<summary>Contents</summary>" in page
    assert "<summary>Contents</summary>" not in client.get("/short/").text


def test_a_post_can_be_shared_by_links_that_hold_its_address(
    client: CheckedClient, core: Core, ana: User
) -> None:
    with core.db.transaction() as db:
        published(db, ana, 'Tea & "milk"?', "Some text.")
    page = client.get("/tea-milk/").text
    assert "mailto:?subject=Tea%20%26%20%22milk%22%3F&amp;body=http%3A//localhost/tea-milk/" in page
    assert 'value="http://localhost/tea-milk/" readonly' in page
