"""Searching the blog."""

import pytest
from playwright.sync_api import expect

from flaskr.features.posts import publishing, writing
from tests.browser.server import add_people

pytestmark = pytest.mark.browser

POSTS = (
    ("A heron by the lake", "Grey, patient, and gone when the **camera** was ready."),
    ("Lake ice", "The lake froze over in one night; <b>nobody</b> skated yet."),
    ("Mending a kettle", "A new seal, and it whistles again."),
)


@pytest.fixture(scope="module")
def blog(new_blog):
    blog = new_blog()
    with blog.writing() as (db, _core):
        olga = add_people(db)["olga"]
        for title, body in POSTS:
            publishing.publish(
                writing.write(db, by=olga.actor, title=title, body=body), by=olga.actor
            )
        writing.write(db, by=olga.actor, title="A draft about the lake", body="Not yet.")
    return blog.start()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_search_shows_what_it_found_and_why(blog, visit, script):
    visitor = visit(blog, java_script_enabled=script)
    visitor.open("/")
    visitor.follow("Search")
    visitor.sees_heading("Search")
    expect(visitor.page.get_by_role("listitem").filter(has_text="heron")).to_have_count(0)
    search(visitor, "lake")
    expect(visitor.page.get_by_text("2 results")).to_be_visible()
    expect(visitor.page.get_by_role("mark").or_(visitor.page.locator("mark"))).to_have_text(
        ["lake"]
    )
    expect(visitor.page.get_by_text("A draft about the lake")).to_have_count(0)
    expect(visitor.page.get_by_role("searchbox")).to_have_value("lake")

    search(visitor, "camera")
    expect(visitor.page.get_by_text("1 result", exact=True)).to_be_visible()
    expect(visitor.page.locator("mark")).to_have_text("camera")
    visitor.follow("A heron by the lake")
    visitor.sees_heading("A heron by the lake")


def test_a_search_that_finds_nothing_says_so_and_an_empty_one_asks(blog, visit):
    visitor = visit(blog)
    visitor.open("/search")
    search(visitor, "submarine <script>alert(1)</script>")
    expect(visitor.page.get_by_text("Nothing was found for “submarine <script>")).to_be_visible()
    search(visitor, "kettel")
    visitor.follow("kettle")
    expect(visitor.page.get_by_role("link", name="Mending a kettle")).to_be_visible()
    search(visitor, "")
    visitor.sees_heading("Search")
    expect(visitor.page.get_by_text("Nothing was found")).to_have_count(0)
    assert visitor.open("/search?q=%22%22%20AND%20(") == 200


def test_searching_by_keyboard_alone(blog, visit):
    visitor = visit(blog)
    visitor.open("/")
    visitor.tab_to("link", "Search")
    visitor.key("Enter")
    visitor.sees_heading("Search")
    visitor.tab_to("searchbox", "Words to look for")
    visitor.type("kettle")
    visitor.key("Enter")
    visitor.page.wait_for_url("**q=kettle")
    visitor.tab_to("link", "Mending a kettle")
    visitor.key("Enter")
    visitor.sees_heading("Mending a kettle")


def search(visitor, words: str) -> None:
    visitor.page.get_by_role("searchbox", name="Words to look for").fill(words)
    with visitor.loading():
        visitor.press("Search")
