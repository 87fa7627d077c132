"""The look on public pages, and its page in Studio."""

import re
from io import BytesIO

import pytest
from sqlalchemy import select

from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.media.models import Media
from flaskr.features.posts.addresses import set_slug
from flaskr.features.posts.publishing import publish
from flaskr.features.posts.writing import write
from tests.client import CheckedClient
from tests.features.media import samples
from tests.features.posts.factories import published

LINK = re.compile(r'href="(/look-[0-9a-f]+\.css)"')
FORM = {
    "home_layout": "cover", "home_page": "", "accent": "", "fonts": "system", "announcement": "",
    "navigation": "", "footer": "", "footer_links": "", "profiles": "", "css": "",
}  # fmt: skip
PAGE = "/studio/appearance/"


@pytest.fixture
def owner(client: CheckedClient, olga: User) -> CheckedClient:
    return client.log_in(olga)


def save(client: CheckedClient, **values: str) -> None:
    assert client.post(PAGE, data={**FORM, **values}).status_code == 303


def as_visitor(client: CheckedClient, path: str) -> str:
    client.delete_cookie("flaskr_session")
    return client.get(path).text


def test_words_and_links_stand_on_every_page(owner: CheckedClient) -> None:
    save(
        owner,
        navigation="About us /about/\n\nElsewhere https://example.org/",
        announcement="New: *tea* <script>alert(1)</script>",
        footer="By [Olga](/olga/) <img src=x onerror=alert(1)>",
        footer_links="Imprint /imprint/",
        profiles="https://example.social/@olga\nhttps://github.com/olga",
    )
    page = as_visitor(owner, "/search")
    assert '<a href="/about/">About us</a>' in page
    assert "New: <em>tea</em>" in page
    assert '<a href="/olga/">Olga</a>' in page
    assert '<a href="/imprint/">Imprint</a>' in page
    assert '<a rel="me" href="https://example.social/@olga">Mastodon</a>' in page
    assert "GitHub</a>" in page
    assert "<script" not in page
    assert "onerror" not in page


def test_pages_link_the_looks_style_sheet_and_another_after_a_change(
    owner: CheckedClient, olga: User
) -> None:
    assert not LINK.search(owner.get("/search").text)
    save(owner, accent="#b3261e", css=".post { color: red }")
    first = LINK.search(as_visitor(owner, "/search"))
    assert first
    sheet = owner.get(first[1])
    assert sheet.mimetype == "text/css"
    assert "immutable" in sheet.headers["Cache-Control"]
    assert "--accent: light-dark(#b3261e" in sheet.text
    assert sheet.text.endswith(".post { color: red }")
    save(owner.log_in(olga), accent="#1e6b2e")
    second = LINK.search(as_visitor(owner, "/search"))
    assert second
    assert second[1] != first[1]
    old = owner.get(first[1])
    assert "#1e6b2e" in old.text
    assert "immutable" not in old.headers["Cache-Control"]


def test_without_a_style_sheet_there_is_none(client: CheckedClient) -> None:
    assert client.get("/look-0123456789ab.css").status_code == 404


def test_what_is_wrong_is_said_and_kept(owner: CheckedClient) -> None:
    answer = owner.post(PAGE, data={**FORM, "accent": "blue", "footer": "Typed words"})
    assert answer.status_code == 422
    assert "is no colour" in answer.text
    assert "Typed words" in answer.text
    bad = owner.post(PAGE, data={**FORM, "navigation": "/only-an-address"})
    assert "needs a label" in bad.text


def test_a_draft_is_seen_by_its_owner_alone(owner: CheckedClient, core: Core, olga: User) -> None:
    with core.db.transaction() as db:
        published(db, olga, "A lake")
    assert owner.post(f"{PAGE}draft", data={**FORM, "home_layout": "list"}).status_code == 303
    shown = owner.get(f"{PAGE}preview")
    assert 'class="home home-list"' in shown.text
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in shown.headers["Cache-Control"]
    assert "A lake" in owner.get(f"{PAGE}preview/post").text
    assert "pointer-events" in owner.get(f"{PAGE}preview.css").text
    page = owner.get(PAGE).text
    assert "only you see this" in page
    assert 'class="home home-cover"' in as_visitor(owner, "/")
    for path in ("preview", "preview/post", "preview.css", ""):
        assert owner.get(PAGE + path).status_code == 302
    owner.log_in(olga).post(f"{PAGE}draft/removal")
    assert 'class="home home-cover"' in owner.get(f"{PAGE}preview").text


def test_an_earlier_look_is_brought_back_by_a_button(owner: CheckedClient) -> None:
    save(owner, footer="One")
    save(owner, footer="Two")
    page = owner.get(PAGE).text
    first = re.findall(r'action="(/studio/appearance/looks/\d+/restoration)"', page)[0]
    owner.post(first)
    assert "One" in as_visitor(owner, "/search")


@pytest.mark.parametrize(
    ("layout", "mark"),
    [("cover", 'class="post-card"'), ("list", 'class="titles"'), ("journal", 'class="entry"')],
)
def test_the_home_page_has_three_layouts(
    owner: CheckedClient, core: Core, olga: User, layout: str, mark: str
) -> None:
    with core.db.transaction() as db:
        for title in ("One", "Two"):
            published(db, olga, title)
    save(owner, home_layout=layout)
    page = as_visitor(owner, "/")
    assert mark in page
    assert "One" in page
    assert "Two" in page


def test_a_page_can_stand_at_the_front(owner: CheckedClient, core: Core, olga: User) -> None:
    with core.db.transaction() as db:
        published(db, olga, "A lake")
        page = write(db, by=olga.actor, title="Welcome", body="Come in.", kind="page")
        publish(page, by=olga.actor)
    assert owner.get("/posts/").status_code == 404
    save(owner, home_page="welcome")
    front = as_visitor(owner, "/")
    assert "Come in." in front
    assert '<link rel="canonical" href="http://localhost/">' in front
    assert owner.get("/welcome/").location == "/"
    assert "A lake" in owner.get("/posts/").text
    with core.db.transaction() as db:
        db.merge(page).trashed_at = page.published_at
        from flaskr.core.content import change

        change(db, f"post:{page.id}", "addresses")
    assert "A lake" in owner.get("/").text


def test_a_page_at_the_front_stays_there_under_another_slug(
    owner: CheckedClient, core: Core, olga: User
) -> None:
    with core.db.transaction() as db:
        page = write(db, by=olga.actor, title="Welcome", body="Come in.", kind="page")
        publish(page, by=olga.actor)
    save(owner, home_page="welcome")
    save(owner, home_page="welcome", footer="Then")
    with core.db.transaction() as db:
        set_slug(db.merge(page), "hello-all")
    assert '<option selected value="hello-all">' in owner.get(PAGE).text
    earlier = re.findall(
        r'action="(/studio/appearance/looks/\d+/restoration)"', owner.get(PAGE).text
    )
    owner.post(earlier[1])
    front = as_visitor(owner, "/")
    assert "Come in." in front
    assert "Then" not in front
    assert owner.get("/hello-all/").location == "/"


def test_a_post_at_posts_keeps_its_address(client: CheckedClient, core: Core, ana: User) -> None:
    with core.db.transaction() as db:
        post = published(db, ana, "A post")
        post.slug = "posts"
    assert "A post" in client.get("/posts/").text


def with_files(**files: bytes) -> dict[str, object]:
    uploads = {name: (BytesIO(data), f"{name}.png") for name, data in files.items()}
    return {**FORM, **uploads}


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found
    return found[1]


def test_one_picture_becomes_every_icon_and_the_manifest(owner: CheckedClient) -> None:
    assert owner.get("/site.webmanifest").status_code == 404
    assert owner.get("/favicon.ico").status_code == 404
    assert owner.post(PAGE, data=with_files(icon_file=samples.photo())).status_code == 303
    page = as_visitor(owner, "/search")
    apple = re.search(r'<link rel="apple-touch-icon" href="([^"]+)">', page)
    assert apple
    assert owner.get(apple[1]).mimetype == "image/png"
    told = owner.get("/site.webmanifest")
    assert told.mimetype == "application/manifest+json"
    for icon in told.get_json(force=True)["icons"]:
        assert owner.get(icon["src"]).mimetype == "image/png"
    ico = owner.get("/favicon.ico")
    assert owner.get(ico.location).mimetype == "image/x-icon"
    assert owner.get("/media/icons/000000000000000000000000-32.png").status_code == 404


def test_a_logo_stands_for_the_title_until_it_is_removed(owner: CheckedClient, olga: User) -> None:
    assert owner.post(PAGE, data=with_files(logo_file=samples.photo())).status_code == 303
    key = hidden(owner.get(PAGE).text, "logo")
    with_dark = {**with_files(logo_dark_file=samples.drawing()), "logo": key}
    assert owner.post(PAGE, data=with_dark).status_code == 303
    dark = hidden(owner.get(PAGE).text, "logo_dark")
    assert dark != key
    page = as_visitor(owner, "/search")
    assert f'src="/media/{key}"' in page
    assert f'srcset="/media/{dark}"' in page
    assert '<span class="visually-hidden">Flaskr</span>' in page
    owner.log_in(olga)
    save(owner, logo=key, logo_dark=dark)
    assert "site-logo" in owner.get("/search").text
    save(owner, logo=key, no_logo="y")
    assert "site-logo" not in owner.get("/search").text


def test_deleting_the_logos_picture_says_so_and_shows_the_title_again(
    owner: CheckedClient, core: Core, olga: User
) -> None:
    assert owner.post(PAGE, data=with_files(logo_file=samples.photo())).status_code == 303
    with core.db.reading() as db:
        media = db.scalars(select(Media)).one()
    removal = f"/studio/media/{media.id}/removal"
    assert "the site’s" in owner.get(removal).text
    assert owner.post(removal).status_code == 302
    assert "site-logo" not in as_visitor(owner, "/search")
    owner.log_in(olga)
    for path in re.findall(
        r'action="(/studio/appearance/looks/\d+/restoration)"', owner.get(PAGE).text
    ):
        owner.post(path)
        assert "site-logo" not in owner.get("/search").text


@pytest.mark.parametrize("name", ["logo_file", "icon_file"])
def test_a_file_that_is_no_picture_is_refused(owner: CheckedClient, name: str) -> None:
    answer = owner.post(PAGE, data=with_files(**{name: b"<svg onload=alert(1)>"}))
    assert answer.status_code == 422
    assert "This is" in answer.text


def test_keys_that_name_nothing_are_passed_over(owner: CheckedClient) -> None:
    save(owner, logo="../../secret_key", icon="../secret_key")
    page = as_visitor(owner, "/search")
    assert "site-logo" not in page
    assert "secret_key" not in page
