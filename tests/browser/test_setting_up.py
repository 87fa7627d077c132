"""Setting a blog up by the link that `flaskr serve` prints."""

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person

pytestmark = pytest.mark.browser

PASSWORD = "a kettle on the windowsill"


@pytest.fixture
def blog(new_blog):
    return new_blog().start()


def fill_in(person: Person, title: str, *, password: str = PASSWORD) -> None:
    person.write("Title of the blog", title)
    person.write("Your name", "Olga Owner")
    person.write("E-mail", "olga@example.org")
    person.write("Password", password)
    person.page.get_by_label("Time zone").select_option("Europe/Berlin")
    person.press("Make it mine")


def test_the_printed_link_makes_the_blog_its_opener_s_and_nobody_else_s(blog, visit):
    olga, stranger, late = visit(blog), visit(blog), visit(blog)

    stranger.open("/")
    stranger.sees_heading("Almost there")
    assert stranger.open("/auth/setup/" + "x" * 43) == 404
    stranger.sees_heading("Not found")

    assert late.open(blog.setup_link) == 200
    olga.open(blog.setup_link)
    olga.sees_heading("Set up your blog")
    fill_in(olga, "Field Notes", password="password")
    olga.is_told("Please correct this first")
    expect(olga.page.get_by_label("Title of the blog")).to_have_value("Field Notes")
    olga.write("Password", PASSWORD)
    olga.press("Make it mine")
    olga.is_told("The blog is yours.")
    olga.sees_heading("Posts")
    olga.go_to("Settings")
    expect(olga.page.get_by_label("Time zone")).to_have_value("Europe/Berlin")

    fill_in(late, "Stolen Notes")
    expect(late.page.get_by_text("This set-up link is used up")).to_be_visible()
    assert olga.open(blog.setup_link) == 404
    expect(olga.page.get_by_text("This set-up link is used up")).to_be_visible()
    assert stranger.open("/auth/welcome") == 404

    assert stranger.open("/") == 200
    stranger.sees_heading("Field Notes")
    expect(stranger.page).to_have_title("Field Notes")
    assert stranger.open("/studio/") == 200
    stranger.sees_heading("Log in")
    stranger.enter("olga@example.org", PASSWORD)
    stranger.sees_heading("Posts")
