"""Logging in and out, registering, and what a reader may not open."""

import pytest
from playwright.sync_api import expect

from tests.browser.server import add_people
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def blog(new_blog):
    blog = new_blog()
    with blog.writing() as (db, _core):
        add_people(db)
    return blog.start()


def test_a_person_logs_in_works_and_logs_out(blog, visit):
    ana = visit(blog)
    ana.open("/")
    ana.follow("Log in")
    ana.enter("ana", "not the password")
    ana.is_told("The name or the password is not right.")
    expect(ana.page.get_by_label("Username or e-mail")).to_have_value("ana")
    expect(ana.page.get_by_label("Password")).to_have_value("")
    expect(ana.page.get_by_label("Password")).to_have_attribute("aria-invalid", "true")
    ana.enter("nobody", PASSWORD)
    ana.is_told("The name or the password is not right.")
    ana.enter("ana", PASSWORD)
    ana.sees_heading("Posts")
    if not ana.page.get_by_role("navigation", name="Studio").is_visible():
        ana.press("Menu")
    ana.press("Log out")
    expect(ana.page).to_have_url(blog.url + "/")
    assert not ana.context.cookies()

    ana.open("/studio/posts/?state=draft")
    ana.sees_heading("Log in")
    ana.enter("ana", PASSWORD)
    expect(ana.page).to_have_url(blog.url + "/studio/posts/?state=draft")
    ana.sees_heading("Posts")


def test_what_was_written_survives_the_end_of_a_session(blog, visit):
    ana = visit(blog).log_in("ana")
    ana.open("/studio/posts/new")
    ana.write("Title", "Late")
    ana.write("Text", "Every word of it")
    ana.context.clear_cookies()
    ana.press("Save")
    ana.sees_heading("Log in again")
    ana.write("Username", "ana")
    ana.write("Password", PASSWORD)
    ana.press("Log in and go on")
    ana.sees_heading("You are logged in again")
    ana.press("Save it now")
    ana.sees_heading("Edit post")
    expect(ana.page.get_by_label("Text", exact=True)).to_have_value("Every word of it")


def test_a_reader_is_told_that_studio_is_not_theirs(blog, visit):
    max_ = visit(blog).log_in("max")
    for path in ("posts/", "posts/new", "media/", "settings/", "people/", "imports/", "jobs/"):
        assert max_.open(f"/studio/{path}") == 403, path
        expect(max_.page.get_by_text("You are not allowed to do this")).to_be_visible()
        expect(max_.page.get_by_role("link", name="Go to the front page")).to_be_visible()
    assert max_.open("/studio/") == 200
    max_.sees_heading("Profile")


def test_whoever_may_registers(blog, visit, width):
    olga, visitor = visit(blog).log_in(), visit(blog)
    set_registration(olga, "closed")
    visitor.open("/")
    expect(visitor.page.get_by_role("link", name="Register")).to_have_count(0)
    visitor.open("/auth/register")
    visitor.sees_heading("Register")
    expect(visitor.page.get_by_text("Registration is closed on this site.")).to_be_visible()
    expect(visitor.page.get_by_role("button")).to_have_count(0)

    set_registration(olga, "open")
    visitor.open("/")
    visitor.follow("Register")
    visitor.write("Username", "ana")
    visitor.write("Password", "bread and butter pudding")
    visitor.press("Register")
    visitor.is_told("User ana is already registered.")
    visitor.write("Username", f"bea{width}")
    visitor.write("Password", "bread and butter pudding")
    visitor.press("Register")
    visitor.is_told("You are registered.")
    visitor.enter(f"bea{width}", "bread and butter pudding")
    expect(visitor.page).to_have_url(blog.url + "/")
    visitor.open("/studio/profile")
    visitor.sees_heading("Profile")


def test_logging_in_and_out_by_keyboard_alone(blog, visit):
    ana = visit(blog)
    ana.open("/studio/profile")
    ana.tab_to_label("Username or e-mail")
    ana.type("ana")
    ana.key("Tab")
    ana.type("wrong")
    ana.key("Enter")
    ana.is_told("The name or the password is not right.")
    ana.tab_to_label("Password")
    ana.type(PASSWORD)
    ana.key("Enter")
    ana.sees_heading("Profile")
    ana.key("Tab")
    expect(ana.page.get_by_role("link", name="Skip to the content")).to_be_focused()
    ana.key("Enter")
    expect(ana.page.get_by_role("main")).to_be_focused()
    ana.open("/auth/logout")
    ana.tab_to("button", "Log out")
    ana.key("Enter")
    expect(ana.page).to_have_url(blog.url + "/")
    assert not ana.context.cookies()


def set_registration(olga, choice: str) -> None:
    olga.open("/studio/settings/")
    olga.page.get_by_label("Registration", exact=True).or_(
        olga.page.get_by_label("Who may register")
    ).first.select_option(choice)
    olga.press("Save settings")
    olga.is_told("The settings are saved.")
