"""Redirects in Studio."""

import csv
from io import BytesIO, StringIO

import pytest
from lxml import html

from flaskr.core.runtime import Core
from flaskr.core.tally import Counted
from flaskr.features.accounts.models import User
from flaskr.features.posts.models import Post
from flaskr.features.posts.publishing import publish
from flaskr.features.posts.tagging import set_tags
from flaskr.features.posts.writing import write
from flaskr.features.redirects import counting, leading, listing, studio
from flaskr.features.site.redirects import NOWHERE
from tests.client import CheckedClient


def test_redirects_are_managed_in_studio(client: CheckedClient, olga: User, core: Core) -> None:
    client.log_in(olga)
    assert "No redirects yet" in client.get("/studio/redirects/").text
    client.post("/studio/redirects/", data={"path": "/old.html", "target": "/new/"})
    assert "/old.html" in client.get("/studio/redirects/").text
    assert client.get("/old.html").headers["Location"] == "/new/"
    same = client.post("/studio/redirects/", data={"path": "/x/", "target": "/x/"})
    assert "would lead in a circle" in same.text
    bad = client.post("/studio/redirects/", data={"path": "old", "target": "/new/"})
    assert bad.status_code == 422
    with core.db.reading() as db:
        row = listing.redirects(db).rows[0]
    removed = client.post(f"/studio/redirects/{row.id}/removal", follow_redirects=True).text
    assert client.get("/old.html", follow_redirects=True).status_code == 404
    assert "It led to /new/." in removed
    undo = html.fromstring(removed).xpath("//form[@class='choosing']")[0]
    client.post("/studio/redirects/", data=dict(undo.form_values()))
    assert client.get("/old.html").headers["Location"] == "/new/"
    with core.db.reading() as db:
        row = listing.redirects(db).rows[0]
    client.post(f"/studio/redirects/{row.id}/removal")
    assert client.post(f"/studio/redirects/{row.id}/removal").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/a-post/", "/a-post", "/a-page/", "/tag/lake/", "/author/olga/", "/tags", "/archive/",
        "/feed", "/feed.rss", "/search?q=lake", "/studio/", "/studio/posts/", "/auth/login",
        "/create", "/hello", "/?cat=3", "/a-post/?p=3", "/tag/lake/feed",
    ],
)  # fmt: skip
def test_an_address_with_a_page_cannot_lead_on(
    client: CheckedClient, olga: User, core: Core, path: str
) -> None:
    _write(core, olga)
    client.log_in(olga)
    answer = client.post("/studio/redirects/", data={"path": path, "target": "/new/"})
    assert answer.status_code == 422
    assert "has a page here already" in answer.text
    with core.db.reading() as db:
        assert list(listing.redirects(db).rows) == []


@pytest.mark.parametrize(
    "path",
    [
        "/?p=17", "/old.html", "/a-draft/", "/tag/none/", "/author/max/",
        "/author/max/page/2", "/media/2012/old.jpg", "/archive/old", "/feed/old.xml",
        "/studio/old", "/2019/05/a-post/", "/a-post/amp", "/reactions/1",
        "/caf%C3%A9 au lait.html", "/índice/?x=1",
    ],
)  # fmt: skip
def test_every_address_that_is_accepted_leads_on(
    client: CheckedClient, olga: User, max: User, core: Core, path: str
) -> None:
    _write(core, olga)
    visitor = CheckedClient(client.application)
    client.log_in(olga)
    for target in ("/first/", "/second/"):
        answer = client.post("/studio/redirects/", data={"path": path, "target": target})
        assert answer.status_code == 302, answer.text
        led = visitor.get(path, follow_redirects=False)
        assert (led.status_code, led.location) == (301, target)


def test_an_address_can_be_said_to_be_gone(client: CheckedClient, olga: User) -> None:
    client.log_in(olga)
    client.post("/studio/redirects/", data={"path": "/old.html", "target": ""})
    assert client.get("/old.html").status_code == 410


def test_a_circle_is_refused_and_shown(client: CheckedClient, olga: User) -> None:
    client.log_in(olga)
    client.post("/studio/redirects/", data={"path": "/b", "target": "/c"})
    answer = client.post("/studio/redirects/", data={"path": "/c", "target": "/b"})
    assert answer.status_code == 422
    assert "/c → /b → /c" in answer.text
    assert client.get("/b", follow_redirects=False).location == "/c"


def test_a_redirect_to_nothing_is_made_with_a_warning(client: CheckedClient, olga: User) -> None:
    client.log_in(olga)
    answer = client.post(
        "/studio/redirects/", data={"path": "/b", "target": "/c/"}, follow_redirects=True
    )
    assert "though there is nothing at /c/ yet" in answer.text


def test_redirects_are_searched_and_sorted(client: CheckedClient, core: Core, olga: User) -> None:
    with core.db.transaction() as db:
        for number in range(3):
            leading.lead(db, f"/old-{number}", f"/new-{number}/", by=olga.actor)
        asked = counting.Asked(301, "/old-1", "")
        counting.count(db, {asked: Counted(times=5)})
    client.log_in(olga)
    found = client.get("/studio/redirects/?q=NEW-2").text
    assert "/old-2" in found
    assert "/old-1" not in found
    by_use = client.get("/studio/redirects/?sort=hits").text
    assert by_use.index("/old-1") < by_use.index("/old-2")
    assert "Used 5 times" in by_use
    assert "Never used" in by_use


@pytest.mark.parametrize("sort", listing.SORTS)
def test_lists_are_paged_without_a_gap(
    core: Core, olga: User, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "SHOWN", 2)
    with core.db.transaction() as db:
        for number in range(5):
            leading.lead(db, f"/old-{number}", "/new/", by=olga.actor)
        seen, after = [], ""
        for _page in range(3):
            shown = listing.redirects(db, sort=sort, after=after)
            seen += [row.path for row in shown.rows]
            after = shown.following or ""
    assert sorted(seen) == [f"/old-{number}" for number in range(5)]


def test_an_address_is_tried(client: CheckedClient, core: Core, olga: User) -> None:
    _write(core, olga)
    client.log_in(olga)
    for path, target in (("/one", "/two"), ("/blog/*", "/*"), ("/far", "https://example.org/")):
        client.post("/studio/redirects/", data={"path": path, "target": target})

    def tried(address: str) -> str:
        return client.get("/studio/redirects/trial", query_string={"path": address}).text

    assert "Readers find nothing there (404)" in tried("/one")
    assert "There is a page at the end" in tried("https://olga.example/blog/a-post/")
    assert "by the redirect from /blog/*" in tried("/blog/a-post")
    assert "on another site, which is not asked" in tried("/far")
    assert "No redirect leads from here" in tried("/a-post/")
    assert "characters that no address can have" in tried("/a%00")


def test_a_list_is_read_and_its_bad_lines_are_said(client: CheckedClient, olga: User) -> None:
    client.log_in(olga)
    text = "/one /two/\nnonsense\n/two/ /one\n/three /four/\n"
    answer = client.post("/studio/redirects/list", data={"text": text})
    assert answer.status_code == 422
    assert "2 redirects are made" in answer.text
    assert "Line 2: nonsense" in answer.text
    assert "would lead in a circle" in answer.text
    assert text.splitlines()[1] in answer.text  # what was typed is still there
    assert client.get("/three", follow_redirects=False).location == "/four/"


def test_a_long_list_is_read_in_portions_and_an_endless_one_refused(
    client: CheckedClient, olga: User, core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.log_in(olga)
    monkeypatch.setattr(leading, "AT_ONCE", 2)
    lines = "\n".join(f"/old-{number} /new/" for number in range(5))
    client.post("/studio/redirects/list", data={"text": lines + "\nnonsense"})
    with core.db.reading() as db:
        assert len(listing.redirects(db).rows) == 5
    monkeypatch.setattr(studio, "MOST_LINES", 4)
    answer = client.post("/studio/redirects/list", data={"text": lines})
    assert answer.status_code == 422
    assert "use the command line" in answer.text
    assert "/old-4 /new/" in answer.text


def test_what_is_exported_is_read_again(client: CheckedClient, core: Core, olga: User) -> None:
    client.log_in(olga)
    for path, target in (("/a,b", "/new/"), ("/blog/*", "/*"), ("/gone", "")):
        client.post("/studio/redirects/", data={"path": path, "target": target})
    sent = client.get("/studio/redirects/redirects.csv").get_data()
    assert [row[:2] for row in csv.reader(StringIO(sent.decode()))][1:] == [
        ["/a,b", "/new/"], ["/blog/*", "/*"], ["/gone", NOWHERE],
    ]  # fmt: skip
    with core.db.transaction() as db:
        for row in listing.redirects(db).rows:
            db.delete(row)
    file = {"file": (BytesIO(sent), "redirects.csv")}
    answer = client.post("/studio/redirects/list", data=file)
    assert answer.status_code == 302
    with core.db.reading() as db:
        assert {row.path: row.target for row in listing.redirects(db).rows} == {
            "/a,b": "/new/", "/blog/*": "/*", "/gone": NOWHERE,
        }  # fmt: skip


def test_a_missing_page_is_led_on_with_a_click(
    client: CheckedClient, core: Core, olga: User
) -> None:
    _write(core, olga)
    with core.db.transaction() as db:
        asked = counting.Asked(404, "/2019/05/a-post.html", "")
        counting.count(db, {asked: Counted(times=3, note="https://other.example/links")})
    client.log_in(olga)
    page = client.get("/studio/redirects/missing/")
    assert "3 times" in page.text
    assert "linked from https://other.example/links" in page.text
    form = next(f for f in html.fromstring(page.text).forms if "target" in f.fields)
    assert form.fields["target"] == "/a-post/"
    client.post("/studio/redirects/", data=dict(form.form_values()))
    led = client.get("/2019/05/a-post.html", follow_redirects=False)
    assert led.location == "/a-post/"
    assert "Nothing is missing" in client.get("/studio/redirects/missing/").text


def test_a_missing_page_is_ignored_and_heeded_again(
    client: CheckedClient, core: Core, olga: User
) -> None:
    with core.db.transaction() as db:
        counting.count(db, {counting.Asked(404, "/nothing", ""): Counted(times=1)})
        id = listing.missing_pages(db)[0][0].id
    client.log_in(olga)
    client.post(f"/studio/redirects/missing/{id}/ignorance")
    assert "/nothing" not in _rows(client.get("/studio/redirects/missing/").text)
    assert "/nothing" in _rows(client.get("/studio/redirects/missing/?state=ignored").text)
    client.post(f"/studio/redirects/missing/{id}/ignorance/removal")
    assert "/nothing" in _rows(client.get("/studio/redirects/missing/").text)


def test_redirects_are_the_owners_matter(client: CheckedClient, eddy: User) -> None:
    client.log_in(eddy)
    for path in ("", "missing/", "trial", "list", "redirects.csv"):
        assert client.get(f"/studio/redirects/{path}").status_code == 403


def test_a_published_post_is_missing_no_more(core: Core, olga: User) -> None:
    with core.db.transaction() as db:
        counting.count(db, {counting.Asked(404, "/a-post", ""): Counted(times=1)})
    _write(core, olga)
    with core.db.reading() as db:
        assert listing.count_missing(db) == 0


def _rows(page: str) -> list[str]:
    return html.fromstring(page).xpath("//li[@class='row']//p[@class='row-title']/a/text()")


def _write(core: Core, olga: User) -> None:
    with core.db.transaction() as db:
        post = write(db, by=olga.actor, title="A post", body="Text")
        publish(post, by=olga.actor)
        set_tags(db.get_one(Post, post.id), ["Lake"], by=olga.actor)
        publish(write(db, by=olga.actor, title="A page", body="Text", kind="page"), by=olga.actor)
        write(db, by=olga.actor, title="A draft", body="Text")
