"""Reading a post."""

import re

import pytest
from playwright.sync_api import expect

from flaskr.features.posts import publishing, writing
from tests.browser.server import add_people

pytestmark = pytest.mark.browser

TEXT = "\n\n".join(
    [
        "A first paragraph with a note.[^1]",
        *(f"## Part {number}\n\n{'Words to read. ' * 90}" for number in range(1, 5)),
        "[^1]: Blue rope holds the countryside together.",
    ]
)


@pytest.fixture(scope="module")
def blog(new_blog):
    blog = new_blog()
    with blog.writing() as (db, _core):
        olga = add_people(db)["olga"]
        publishing.publish(
            writing.write(db, by=olga.actor, title="A long one", body=TEXT), by=olga.actor
        )
    return blog.start()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_footnote_opens_where_it_is_read(blog, visit, script):
    visitor = visit(blog, java_script_enabled=script)
    visitor.open("/a-long-one/")
    mark = visitor.page.get_by_role("button", name="1", exact=True)
    note = visitor.page.get_by_text("Blue rope holds")
    mark.focus()
    visitor.page.keyboard.press("Enter")
    expect(note).to_be_in_viewport()
    beside, around = note.bounding_box(), mark.bounding_box()
    assert beside is not None
    assert around is not None
    assert beside["x"] >= 0
    assert beside["x"] + beside["width"] <= visitor.page.viewport_size["width"]
    assert abs(beside["y"] - around["y"]) < 120
    visitor.page.keyboard.press("Escape")
    expect(note).not_to_be_in_viewport()
    expect(mark).to_be_focused()


def test_the_table_of_contents_leads_to_a_part(blog, visit):
    visitor = visit(blog)
    visitor.open("/a-long-one/")
    link = visitor.page.get_by_role("link", name="Part 3")
    expect(link).to_be_hidden()
    visitor.page.get_by_text("Contents", exact=True).click()
    link.click()
    expect(visitor.page.get_by_role("heading", name="Part 3")).to_be_in_viewport()
    expect(visitor.page).to_have_url(re.compile("#h-part-3$"))
