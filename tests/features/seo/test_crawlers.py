"""robots.txt and the sitemap, as crawlers read them."""

from datetime import UTC, datetime, timedelta
from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree

from flaskr.core import clock
from flaskr.core.errors import Invalid
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts import publishing, trash
from flaskr.features.posts.models import Post
from flaskr.features.seo import crawlers, sitemaps
from flaskr.features.site.identity import change_site
from tests.client import CheckedClient
from tests.features.media import samples
from tests.features.posts.factories import draft, published

AT = datetime(2026, 3, 4, 5, 6, 7, 890, UTC)
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGES = "{http://www.google.com/schemas/sitemap-image/1.1}"
_RULES = etree.XMLSchema(
    etree.XML(
        """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    targetNamespace="http://www.sitemaps.org/schemas/sitemap/0.9"
    xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" elementFormDefault="qualified">
  <xs:simpleType name="loc">
    <xs:restriction base="xs:anyURI">
      <xs:minLength value="12"/><xs:maxLength value="2048"/>
      <xs:pattern value="https?://[!-~]+"/>
    </xs:restriction>
  </xs:simpleType>
  <xs:simpleType name="when">
    <xs:union memberTypes="xs:date xs:dateTime"/>
  </xs:simpleType>
  <xs:complexType name="entry">
    <xs:sequence>
      <xs:element name="loc" type="loc"/>
      <xs:element name="lastmod" type="when" minOccurs="0"/>
      <xs:any namespace="http://www.google.com/schemas/sitemap-image/1.1"
        processContents="skip" minOccurs="0" maxOccurs="1000"/>
    </xs:sequence>
  </xs:complexType>
  <xs:element name="urlset">
    <xs:complexType><xs:sequence>
      <xs:element name="url" type="entry" maxOccurs="50000"/>
    </xs:sequence></xs:complexType>
  </xs:element>
  <xs:element name="sitemapindex">
    <xs:complexType><xs:sequence>
      <xs:element name="sitemap" type="entry" maxOccurs="50000"/>
    </xs:sequence></xs:complexType>
  </xs:element>
</xs:schema>
"""
    )
)


def locations(client: CheckedClient, path: str) -> dict[str, str | None]:
    """Return what a file of the sitemap lists with its times, after a check by the rules."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer.mimetype == "application/xml"
    root = etree.fromstring(answer.data)
    _RULES.assertValid(root)
    return {
        entry.findtext(f"{NAMESPACE}loc").removeprefix("http://localhost"): entry.findtext(
            f"{NAMESPACE}lastmod"
        )
        for entry in root
    }


def everything(client: CheckedClient) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for path in locations(client, "/sitemap.xml"):
        found |= locations(client, path)
    return found


def test_crawlers_are_asked_to_stay_out_of_studio_and_told_of_the_sitemap(
    client: CheckedClient, core: Core
) -> None:
    text = client.get("/robots.txt").text
    assert "Disallow: /studio/" in text
    assert "\nSitemap: http://localhost/sitemap.xml\n" in text
    core.settings["SITE_URL"] = "https://example.org/"
    assert "\nSitemap: https://example.org/sitemap.xml\n" in client.get("/robots.txt").text


def test_ai_crawlers_are_asked_to_stay_away_where_the_site_says_so(
    client: CheckedClient, core: Core, ana: User
) -> None:
    with core.db.transaction() as db:
        published(db, ana, title="A [post]", at=AT)
    groups = RobotFileParser()
    groups.parse(client.get("/robots.txt").text.splitlines())
    assert groups.can_fetch("GPTBot", "http://localhost/a-post/")
    told = client.get("/llms.txt").text
    assert told.startswith("# Flaskr\n")
    assert r"- [A \[post\]](http://localhost/a-post/)" in told
    with core.db.transaction() as db:
        change_site(db, by=SYSTEM, refuse_ai_crawlers=True, tagline="By the\nlake")
    groups = RobotFileParser()
    groups.parse(client.get("/robots.txt").text.splitlines())
    for name in crawlers.AI_CRAWLERS:
        assert not groups.can_fetch(name, "http://localhost/a-post/"), name
    for name in ("Googlebot", "SomeBot"):
        assert groups.can_fetch(name, "http://localhost/a-post/")
        assert not groups.can_fetch(name, "http://localhost/studio/posts/")
        assert not groups.can_fetch(name, "http://localhost/comments/1/new")
    assert client.get("/llms.txt").status_code == 404


def test_llms_txt_is_a_list_of_links() -> None:
    posts = [("One\ntwo", "https://x.example/1/", "About\n it"), ("T", "https://x.example/2/", "")]
    assert crawlers.llms("A title", "A line", [("Posts", posts), ("None", [])]) == (
        "# A title\n\n> A line\n\n## Posts\n\n"
        "- [One two](https://x.example/1/): About it\n- [T](https://x.example/2/)\n"
    )


def test_security_txt_says_whom_to_tell_and_for_how_long(client: CheckedClient, core: Core) -> None:
    path = "/.well-known/security.txt"
    assert client.get(path).status_code == 404
    with core.db.transaction() as db:
        for wrong in ("me@example.org", "javascript:alert(1)", "mailto:a b", "mailto:a\nX: y"):
            with pytest.raises(Invalid):
                change_site(db, by=SYSTEM, security_contact=wrong)
        change_site(db, by=SYSTEM, security_contact="mailto:me@example.org")
    answer = client.get(path)
    assert answer.mimetype == "text/plain"
    lines = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert lines["Contact"] == "mailto:me@example.org"
    assert lines["Canonical"] == f"http://localhost{path}"
    until = datetime.fromisoformat(lines["Expires"]) - clock.now()
    assert timedelta(days=140) < until < timedelta(days=365)
    at = datetime(2026, 3, 31, 23, tzinfo=UTC)
    assert "Expires: 2026-08-28T00:00:00Z" in crawlers.security(
        ["https://x.example"], url="u", now=at
    )


def test_a_new_blog_has_a_valid_sitemap(client: CheckedClient) -> None:
    assert list(locations(client, "/sitemap.xml")) == ["/sitemap-0.xml"]
    assert list(everything(client)) == ["/", "/tags/", "/archive/"]


def test_the_sitemap_has_what_everybody_may_read(
    client: CheckedClient, core: Core, ana: User, eddy: User
) -> None:
    with core.db.transaction() as db:
        post = published(db, ana, title="A post", at=AT, tags=("Red", "日本"))
        post.updated_at = AT
        published(db, eddy, title="A page", kind="page", tags=("Only a page",))
        draft(db, eddy, title="A draft")
        for title in ("Private", "Protected", "Gone"):
            published(db, eddy, title=title, tags=("hidden",))
        posts = {row.title: row for row in db.query(Post)}
        publishing.set_visibility(posts["Private"], "private", by=SYSTEM)
        publishing.set_visibility(posts["Protected"], "password", by=SYSTEM, password_hash="x")
        trash.trash(posts["Gone"], by=SYSTEM)
    found = everything(client)
    assert found["/a-post/"] == "2026-03-04T05:06:07Z"
    assert found["/tag/red/"] == found["/author/ana/"] == found["/a-post/"]
    # A protected post is in the lists of its tags and authors, if not in the sitemap itself.
    assert set(found) == {
        "/", "/tags/", "/archive/", "/a-post/", "/a-page/",
        "/tag/red/", "/tag/%E6%97%A5%E6%9C%AC/", "/tag/hidden/", "/author/ana/", "/author/eddy/",
    }  # fmt: skip
    for path in found:
        assert client.get(path).status_code == 200, path


def test_files_are_cut_by_ids_and_those_without_posts_are_not_listed(
    client: CheckedClient, core: Core, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "RANGE", 2)
    with core.db.transaction() as db:
        posts = [published(db, ana, title=f"Post {n}") for n in range(9)]
        first = posts[0].id + posts[0].id % 2 + 1  # the first id of a file
        kept = {post.id: post.path for post in posts}
        for post in posts:
            if first + 2 <= post.id < first + 4:
                publishing.unpublish(post, by=SYSTEM)
                del kept[post.id]
    files = [f"/sitemap-{n}.xml" for n in sorted({(id - 1) // 2 + 1 for id in kept})]
    listed = [path for path in locations(client, "/sitemap.xml") if path[9].isdigit()]
    assert listed == ["/sitemap-0.xml", *files]
    assert len(files) >= 4
    pages = [locations(client, path) for path in files]
    assert all(len(page) <= 2 for page in pages)
    assert [path for page in pages for path in page] == list(kept.values())
    assert client.get(f"/sitemap-{first // 2 + 2}.xml").status_code == 404


@pytest.mark.parametrize("number", ["99999", "99999999999999999999", "-1"])
@pytest.mark.parametrize("kind", ["", "tags-", "authors-"])
def test_a_file_that_there_is_not_is_not_found(
    client: CheckedClient, kind: str, number: str
) -> None:
    assert client.get(f"/sitemap-{kind}{number}.xml").status_code == 404


def test_the_sitemap_names_the_pictures_of_a_post(
    client: CheckedClient, core: Core, ana: User
) -> None:
    cover = samples.uploaded(core, samples.photo(), "a.jpg", by=ana.actor)
    inside = samples.uploaded(core, samples.drawing(), "b.png", by=ana.actor)
    paper = samples.uploaded(core, samples.PDF, "c.pdf", by=ana.actor)
    with core.db.transaction() as db:
        body = f"![A]({inside.url}) [paper]({paper.url}) ![gone](/media/00/{'0' * 32}.png)"
        published(db, ana, "Pictures", body).cover_id = cover.id
        locked = published(db, ana, "Locked", f"![A]({inside.url})")
        locked.visibility, locked.cover_id = "password", cover.id
    entries = {}
    for path in locations(client, "/sitemap.xml"):
        tree = etree.fromstring(client.get(path).data)
        for url in tree.iter(f"{NAMESPACE}url"):
            entries[url.findtext(f"{NAMESPACE}loc")] = [
                each.text for each in url.iter(f"{IMAGES}loc")
            ]
    assert entries["http://localhost/pictures/"] == [
        f"http://localhost{cover.url}",
        f"http://localhost{inside.url}",
    ]
    assert "http://localhost/locked/" not in entries
