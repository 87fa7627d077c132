"""Lists of Studio that change without loading the page again."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from flaskr.core import clock
from flaskr.core.permissions import SYSTEM
from flaskr.features.comments.storing import keep_comment
from flaskr.features.posts import publishing, trash, writing
from flaskr.features.posts.models import Post
from tests.browser.server import add_people
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser

POSTS = 70


@pytest.fixture(scope="module")
def blog(new_blog):
    blog = new_blog()
    with blog.writing() as (db, _core):
        olga = add_people(db)["olga"]
        for number in range(POSTS):
            title = f"{'Heron' if number % 10 == 3 else 'Walk'} {number:02}"
            post = writing.write(db, by=olga.actor, title=title, body="By the lake.")
            if number % 2:
                publishing.publish(post, by=olga.actor)
        for number in range(6):
            keep_comment(
                db, post.id, author_name=f"Guest {number}", author_email="", author_url="",
                html="<p>Nice</p>", created_at=clock.now(), state="pending",
            )  # fmt: skip
    return blog.start()


@pytest.fixture
def olga(blog, visit):
    olga = visit(blog).log_in()
    open_list(olga, "/studio/posts/")
    return olga


def open_list(person, path):
    """Open a list, and mark the document so that loading another one shows."""
    person.open(path)
    person.page.wait_for_load_state("networkidle")
    person.page.evaluate("document.documentElement.dataset.same = 'yes'")


def is_same_document(person) -> bool:
    return person.page.evaluate("document.documentElement.dataset.same === 'yes'")


def rows(person):
    return person.page.get_by_role("list", name=re.compile("Posts|Comments")).locator("> li")


def menu_of(person, title):
    row = person.page.get_by_role("listitem").filter(
        has=person.page.get_by_role("link", name=title)
    )
    return row.locator("summary")


def announced(person, text):
    expect(person.page.locator("#told")).to_have_text(text)


def test_filters_narrow_the_list_while_one_types_and_back_undoes_it(blog, olga):
    search = olga.page.get_by_label("Search titles")
    search.press_sequentially("heron", delay=20)
    expect(rows(olga)).to_have_count(7)
    announced(olga, "Posts: 7 shown.")
    expect(search).to_be_focused()
    expect(search).to_have_value("heron")
    search.press_sequentially(" 13")
    expect(rows(olga)).to_have_count(1)
    expect(olga.page).to_have_url(blog.url + "/studio/posts/?q=heron+13")
    olga.follow("Drafts")
    expect(olga.page.get_by_role("heading", name="Nothing found")).to_be_visible()
    expect(olga.page.get_by_role("link", name="Drafts")).to_be_focused()
    expect(olga.page.get_by_label("Search titles")).to_have_value("heron 13")
    olga.page.go_back()
    expect(rows(olga)).to_have_count(1)
    olga.page.go_back()
    expect(rows(olga)).to_have_count(30)
    expect(olga.page.get_by_label("Search titles")).to_have_value("")
    assert is_same_document(olga)


def test_older_posts_come_from_the_top_and_back_leads_to_where_one_was(blog, olga):
    title = rows(olga).first.locator(".row-title a")
    first = title.inner_text()
    older = olga.page.get_by_role("link", name="Older")
    older.scroll_into_view_if_needed()
    depth = olga.page.evaluate("window.scrollY")
    older.click()
    expect(olga.page.get_by_role("main")).to_be_focused()
    expect(title).not_to_have_text(first)
    assert olga.page.evaluate("window.scrollY") == 0
    olga.follow("Older")
    expect(rows(olga)).to_have_count(POSTS - 60)
    assert is_same_document(olga)
    olga.page.go_back()
    olga.page.go_back()
    expect(title).to_have_text(first)
    olga.page.wait_for_function("depth => Math.abs(window.scrollY - depth) < 50", arg=depth)
    olga.page.go_forward()
    expect(title).not_to_have_text(first)
    assert is_same_document(olga)


def test_actions_on_a_row_are_told_and_keep_the_focus(blog, olga, width):
    title = f"Walk {POSTS - 2 if width > 600 else POSTS - 4}"
    menu_of(olga, title).click()
    olga.press("Publish")
    olga.is_told(f"“{title}” is published.")
    announced(olga, f"“{title}” is published.")
    expect(menu_of(olga, title)).to_be_focused()
    olga.key("Enter")
    olga.key("Tab")
    expect(olga.page.get_by_role("link", name="Edit", exact=True)).to_be_focused()
    olga.press("Unpublish")
    olga.is_told("is a draft again")
    expect(menu_of(olga, title)).to_be_focused()
    assert is_same_document(olga)


def test_what_leaves_the_list_gives_the_focus_to_what_takes_its_place(blog, olga):
    olga.follow("Drafts")
    expect(olga.page).to_have_url(re.compile("state=draft"))
    links = rows(olga).get_by_role("link").filter(has_text=re.compile("Walk|Heron"))
    gone, next_one = links.nth(4).inner_text(), links.nth(5).inner_text()
    menu_of(olga, gone).click()
    olga.press("Move to trash")
    olga.is_told(f"“{gone}” is in the trash.")
    expect(olga.page.get_by_role("link", name=gone, exact=True)).to_have_count(0)
    expect(menu_of(olga, next_one)).to_be_focused()
    expect(olga.page).to_have_url(re.compile("state=draft"))
    olga.follow("Trash")
    row = olga.page.get_by_role("listitem").filter(has_text=gone)
    row.get_by_role("button", name="Restore").click()
    olga.is_told("is back as it was")
    assert is_same_document(olga)


def test_comments_are_seen_to_one_after_another_by_keyboard(blog, visit):
    olga = visit(blog).log_in()
    open_list(olga, "/studio/comments/?state=pending")
    before = rows(olga).count()
    rows(olga).first.locator("summary").focus()
    for done in (1, 2):
        olga.key("Enter")
        olga.tab_to("button", "Approve")
        olga.key("Enter")
        expect(rows(olga)).to_have_count(before - done)
        expect(rows(olga).first.locator("summary")).to_be_focused()
    assert is_same_document(olga)


def test_comments_are_chosen_and_moderated_together_by_keys_and_undone(blog, visit):
    olga = visit(blog).log_in()
    open_list(olga, "/studio/comments/?state=pending")
    before = rows(olga).count()
    assert before >= 2
    boxes = olga.page.locator(".row input[type=checkbox]")
    boxes.first.focus()
    olga.key("Space")
    olga.key("j")
    expect(boxes.nth(1)).to_be_focused()
    olga.key("Space")
    olga.key("s")
    expect(rows(olga)).to_have_count(before - 2)
    olga.is_told("2 comments are marked as spam.")
    olga.press("Undo")
    expect(rows(olga)).to_have_count(before)
    olga.page.get_by_label("With those chosen:").check()
    expect(olga.page.locator(".row input:checked")).to_have_count(before)
    assert is_same_document(olga)


def test_a_session_that_ended_leads_to_logging_in_and_back_to_the_list(blog, olga):
    olga.context.clear_cookies()
    olga.follow("Published")
    olga.sees_heading("Log in")
    olga.enter("olga", PASSWORD)
    expect(olga.page).to_have_url(blog.url + "/studio/posts/?state=published")
    olga.complaints = [said for said in olga.complaints if "401" not in said]


def test_what_was_sent_when_the_session_ended_is_kept_over_logging_in(blog, visit):
    olga = visit(blog).log_in()
    open_list(olga, "/studio/people/")
    ana = olga.page.get_by_role("listitem").filter(has_text="Ana Author")
    ana.get_by_label("Role of Ana Author").select_option("editor")
    olga.context.clear_cookies()
    ana.get_by_role("button", name="Change").click()
    olga.sees_heading("Log in again")
    olga.write("Username", "olga")
    olga.write("Password", PASSWORD)
    olga.press("Log in and go on")
    olga.press("Save it now")
    olga.is_told("Ana Author is editor now.")
    olga.complaints = [said for said in olga.complaints if "401" not in said]
    ana.get_by_label("Role of Ana Author").select_option("author")
    ana.get_by_role("button", name="Change").click()
    olga.is_told("Ana Author is author now.")


def test_a_fault_of_the_server_or_the_network_is_said_and_the_list_stays(blog, olga, width):
    path = "**/studio/posts/*/publication"
    title = "Walk 60" if width > 600 else "Walk 62"
    menu_of(olga, title).click()
    olga.page.route(path, lambda route: route.fulfill(status=500, body="<h1>Oh</h1>"))
    olga.press("Publish")
    olga.is_told("The site could not be reached. Load the page again to see what was done.")
    olga.page.unroute(path)
    olga.page.route(path, lambda route: route.abort())
    olga.press("Publish")
    olga.is_told("The site could not be reached.")
    olga.page.unroute(path)
    expect(rows(olga)).to_have_count(30)
    with blog.writing() as (db, _core):
        trash.remove(db.scalars(select(Post).where(Post.title == title)).one(), by=SYSTEM)
    olga.press("Publish")
    olga.is_told("There is nothing at this address.")
    assert is_same_document(olga)
    olga.complaints = [
        said for said in olga.complaints if not re.search("status of (404|500)|ERR_FAILED", said)
    ]


def test_the_same_links_and_forms_work_without_script(blog, visit):
    olga = visit(blog, java_script_enabled=False).log_in()
    olga.open("/studio/posts/?state=published")
    olga.write("Search titles", "heron 13")
    olga.press("Filter")
    expect(rows(olga)).to_have_count(1)
    expect(olga.page).to_have_url(blog.url + "/studio/posts/?state=published&q=heron+13")
    menu_of(olga, "Heron 13").click()
    olga.press("Unpublish")
    olga.is_told("is a draft again")
    expect(olga.page).to_have_url(blog.url + "/studio/posts/?state=published&q=heron+13")
    olga.follow("Drafts")
    menu_of(olga, "Heron 13").click()
    olga.press("Publish")
    olga.is_told("is published")
