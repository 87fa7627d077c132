"""Bringing a WordPress blog over in Studio, reading it, and taking the import back."""

import re
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person, status_of
from tests.browser.server import Blog, add_people
from tests.pictures import png

pytestmark = pytest.mark.browser

EXPORT = Path(__file__).with_name("old-blog.xml").read_text()
LOCKS = "A flight of locks"


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_args) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def old_blog(tmp_path_factory):
    """Serve the pictures of the blog that is brought over; give its address."""
    folder = tmp_path_factory.mktemp("old")
    (folder / "uploads").mkdir()
    (folder / "uploads" / "lock.png").write_bytes(png(800, 600, "darkolivegreen"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def blog(new_blog):
    blog = new_blog(FLASKR_FETCH_PRIVATE="1")
    with blog.writing() as (db, _core):
        add_people(db)
    return blog.start()


def upload(olga: Person, name: str, text: str, *, dry_run: bool = False) -> None:
    olga.open("/studio/")
    olga.go_to("Import")
    olga.sees_heading("Import")
    export = {"name": name, "mimeType": "text/xml", "buffer": text.encode()}
    olga.page.get_by_label("File", exact=True).set_input_files(export)
    olga.page.get_by_label("Dry run").set_checked(dry_run)
    olga.press("Import")
    olga.sees_heading(name)


def reported(olga: Person, kind: str) -> list[str]:
    """Return the numbers of one line of the report."""
    line = olga.page.get_by_role("table").get_by_role("row").filter(has_text=kind)
    return line.get_by_role("cell").all_inner_texts()


def ends(olga: Person, state: str) -> None:
    """Wait for the page, which follows the import by itself, to show how it ended."""
    expect(olga.page.get_by_role("main").get_by_text(state, exact=True).first).to_be_visible(
        timeout=40_000
    )
    expect(olga.page.get_by_role("progressbar")).to_have_count(0)


def test_a_blog_is_tried_imported_read_and_taken_back(blog, visit, width, old_blog):
    olga, visitor = visit(blog).log_in(), visit(blog)
    upload(olga, "old-blog.xml", EXPORT.replace("OLD", old_blog), dry_run=True)
    ends(olga, "Finished")
    expect(olga.page.get_by_text("Nothing was changed.")).to_be_visible()
    assert reported(olga, "Posts")[0] == "3"
    assert status_of(visitor, "/a-flight-of-locks/") == 404

    olga.press("Import it now")
    ends(olga, "Finished")
    assert reported(olga, "Posts")[:2] == ["3", "3"]
    assert reported(olga, "Pages")[:2] == ["1", "1"]
    assert reported(olga, "Comments")[:2] == ["2", "2"]
    expect(olga.page.get_by_role("listitem").filter(has_text="lost.png").first).to_contain_text(
        "Failed"
    )

    read(visitor, blog, old_blog)

    olga.press("Undo")
    olga.page.get_by_role("dialog").get_by_role("button", name="Undo it").click()
    ends(olga, "Undone")
    assert status_of(visitor, "/a-flight-of-locks/") == 404
    assert status_of(visitor, "/author/wendy/") == 404
    visitor.open("/search?q=kingfisher")
    expect(visitor.page.get_by_text("Nothing was found")).to_be_visible()


def read(visitor: Person, blog: Blog, old_blog: str) -> None:
    """Look at everything that came over."""
    visitor.open("/")
    expect(visitor.page.get_by_role("link", name="Unfinished aqueduct")).to_have_count(0)
    visitor.follow("The tunnel at noon")
    visitor.sees_heading("The tunnel at noon")
    visitor.follow("the locks")
    visitor.sees_heading(LOCKS)
    picture = visitor.page.get_by_role("article").get_by_role("img", name="A lock gate")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_attribute("src", re.compile("^/media/"))
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    expect(visitor.page.get_by_text("We came down them last week.")).to_be_visible()
    expect(visitor.page.get_by_text("Buy now.")).to_have_count(0)

    visitor.page.get_by_role("list", name="Tags").get_by_role("link", name="Locks").click()
    visitor.sees_heading("Locks")
    visitor.follow(LOCKS)
    visitor.follow("Wendy Walker")
    visitor.sees_heading("Wendy Walker")
    expect(visitor.page.get_by_text("2 posts")).to_be_visible()
    visitor.follow("Archive")
    visitor.sees_heading("Archive")
    visitor.page.get_by_role("main").get_by_role("link", name=re.compile("May")).click()
    visitor.sees_heading("May 2019")
    expect(visitor.page.get_by_role("link", name=LOCKS)).to_be_visible()
    visitor.open("/archive/2019/")
    visitor.sees_heading("2019")

    visitor.follow("Search")
    visitor.write("Words to look for", "kingfisher")
    with visitor.loading():
        visitor.press("Search")
    expect(visitor.page.get_by_role("link", name=LOCKS)).to_be_visible()
    expect(visitor.page.locator("mark")).to_have_text("kingfisher")

    for feed in ("/feed.atom", "/feed.rss", "/feed.json", "/tag/canals/feed.atom"):
        answer = visitor.context.request.get(blog.url + feed)
        assert answer.ok, feed
        assert LOCKS in answer.text(), feed

    visitor.open("/2019/05/a-flight-of-locks/")
    expect(visitor.page).to_have_url(blog.url + "/a-flight-of-locks/")
    visitor.open("/?p=12")
    visitor.sees_heading("The tunnel at noon")
    visitor.open("/about-the-towpath/")
    visitor.sees_heading("About the towpath")


def test_a_broken_file_is_named_and_changes_nothing(blog, visit, old_blog):
    olga = visit(blog).log_in()
    upload(olga, "broken.xml", EXPORT.replace("OLD", old_blog)[:900])
    ends(olga, "Failed")
    olga.is_told("it was not saved completely")
    upload(olga, "photos.xml", "This is no export.")
    ends(olga, "Failed")
    expect(olga.page.get_by_role("alert")).to_be_visible()
    olga.open("/studio/posts/")
    expect(olga.page.get_by_text("No posts yet")).to_be_visible()
    olga.go_to("Import")
    export = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": png()}
    olga.page.get_by_label("File", exact=True).set_input_files(export)
    olga.press("Import")
    olga.is_told("Choose the .xml file")
    olga.press("Import")
    olga.is_told("Choose the file to import.")
