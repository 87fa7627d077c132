"""Writing a post, publishing it, reading it, taking it back, and getting it back."""

import base64
import re

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person, status_of
from tests.pictures import png

pytestmark = pytest.mark.browser

BODY = "A walk **round the lake**, and what I saw:\n\n- a heron\n- [a map](/about/)\n"


def drop(person: Person, label: str, name: str, data: bytes) -> None:
    """Let go of a picture over the field with that label, as a mouse would."""
    person.page.wait_for_load_state("networkidle")  # what takes it in is loaded after the page
    bundle = person.page.evaluate_handle(
        """([name, data]) => {
            const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
            const bundle = new DataTransfer();
            bundle.items.add(new File([bytes], name, { type: "image/png" }));
            return bundle;
        }""",
        [name, base64.b64encode(data).decode()],
    )
    person.page.get_by_label(label).dispatch_event("drop", {"dataTransfer": bundle})


def upload_in_media(person: Person, name: str, data: bytes, alt: str) -> str:
    """Upload a picture in the library, describe it, and return the Markdown that places it."""
    person.go_to("Media")
    person.page.get_by_label("Choose files").or_(
        person.page.get_by_label("Files")
    ).first.set_input_files({"name": name, "mimeType": "image/png", "buffer": data})
    person.press("Upload")
    person.is_told(f"{name} is in the library.")
    person.write("Alt text", alt)
    person.press("Save")
    person.is_told("The description is saved.")
    return person.page.get_by_label("Markdown").input_value()


def sees_picture(person: Person, alt: str) -> None:
    """Wait until the picture is there and not broken."""
    picture = person.page.get_by_role("article").get_by_role("img", name=alt)
    picture.scroll_into_view_if_needed()
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0


def test_a_post_is_written_published_read_edited_taken_back_and_restored(blog, visit, width):
    olga, visitor = visit(blog).log_in(), visit(blog)
    path = f"/a-heron-at-{width}/"

    olga.open("/studio/")
    olga.follow("New post")
    olga.sees_heading("New post")
    olga.write("Title", f"A heron at {width}")
    olga.write("Text", BODY)
    olga.page.get_by_label("Text").press("Control+End")
    drop(olga, "Text", "heron.png", png(900, 600, "slategray"))
    expect(olga.page.get_by_label("Text")).to_have_value(re.compile(r"!\[.*\]\(/media/"))
    text = olga.page.get_by_label("Text").input_value()
    olga.write("Text", text.replace("![", "![A heron in the reeds"))
    olga.press("Save")
    olga.is_told("is saved")
    olga.sees_heading("Edit post")
    assert status_of(visitor, path) == 404

    olga.press("Publish")
    olga.is_told("is published")
    visitor.open("/")
    visitor.follow(f"A heron at {width}")
    visitor.sees_heading(f"A heron at {width}")
    assert visitor.page.url == blog.url + path
    expect(visitor.page.locator("strong")).to_have_text("round the lake")
    sees_picture(visitor, "A heron in the reeds")
    assert not visitor.context.cookies(), "reading sets no cookie"

    olga.page.get_by_label("Text").press("Control+Home")
    olga.type("It rained. ")
    olga.press("Save")
    olga.is_told("is saved")
    visitor.open(path)
    expect(visitor.page.get_by_text("It rained. A walk round the lake")).to_be_visible()

    olga.press("Unpublish")
    olga.is_told("is a draft again")
    assert visitor.open(path) == 404

    olga.press("Move to trash")
    olga.page.get_by_role("dialog").get_by_role("button", name="Move to trash").click()
    olga.is_told("is in the trash")
    expect(olga.page.get_by_role("link", name=f"A heron at {width}")).to_have_count(0)
    olga.follow("Trash")
    olga.page.get_by_role("listitem").filter(has_text=f"A heron at {width}").get_by_role(
        "button", name="Restore"
    ).click()
    olga.is_told("is back as it was")
    olga.follow("All")
    olga.follow(f"A heron at {width}")
    expect(olga.page.get_by_label("Text")).to_have_value(re.compile("It rained"))
    assert status_of(visitor, path) == 404


def test_a_refused_picture_leaves_the_text_as_it_was(blog, visit, width):
    ana = visit(blog).log_in("ana")
    ana.open("/studio/posts/new")
    ana.write("Title", "Broken")
    ana.write("Text", "Before it")
    drop(ana, "Text", "broken.png", png(900, 600)[:200])
    ana.is_told("broken.png: ")
    expect(ana.page.get_by_label("Text")).to_have_value("Before it")
    ana.complaints = [said for said in ana.complaints if "422" not in said]


def test_everything_works_without_script(blog, visit, width):
    olga, visitor = visit(blog, java_script_enabled=False), visit(blog, java_script_enabled=False)
    olga.log_in()
    olga.open("/studio/")
    markdown = upload_in_media(olga, f"plain-{width}.png", png(40, width), "A grey wall")
    assert "A grey wall" in markdown

    olga.go_to("Posts")
    olga.follow("New post")
    olga.write("Title", f"Plain at {width}")
    olga.write("Text", BODY + "\n" + markdown)
    olga.write("Tags", "walks")
    olga.press("Save")
    olga.is_told("is saved")
    assert status_of(visitor, f"/plain-at-{width}/") == 404
    olga.press("Publish")
    olga.is_told("is published")

    visitor.open("/tag/walks/")
    visitor.follow(f"Plain at {width}")
    sees_picture(visitor, "A grey wall")

    olga.write("Text", "All gone.")
    olga.press("Save")
    olga.is_told("is saved")
    visitor.page.reload()
    expect(visitor.page.get_by_text("All gone.")).to_be_visible()

    olga.go_to("Posts")
    row = olga.page.get_by_role("listitem").filter(has_text=f"Plain at {width}")
    row.get_by_role("group").click()  # the menu: it opens on a click, without script
    row.get_by_role("button", name="Unpublish").click()
    olga.is_told("is a draft again")
    assert visitor.open(f"/plain-at-{width}/") == 404
    olga.follow(f"Plain at {width}")
    olga.press("Move to trash")
    olga.page.get_by_role("dialog").get_by_role("button", name="Move to trash").click()
    olga.is_told("is in the trash")
    olga.follow("Trash")
    olga.page.get_by_role("listitem").filter(has_text=f"Plain at {width}").get_by_role(
        "button", name="Restore"
    ).click()
    olga.is_told("is back as it was")


def test_everything_works_by_keyboard_alone(blog, visit, width):
    olga, visitor = visit(blog), visit(blog)
    title = f"Keys at {width}"
    olga.open("/auth/login?next=/studio/media/")
    log_in_by_keys(olga)
    olga.sees_heading("Media")

    with olga.page.expect_file_chooser() as chooser:
        olga.tab_to_label("Files")
        olga.key("Enter")
    picture = {"name": f"keys-{width}.png", "mimeType": "image/png", "buffer": png(30, width)}
    chooser.value.set_files(picture)
    olga.tab_to("button", "Upload")
    olga.key("Enter")
    olga.is_told("is in the library")
    olga.tab_to_label("Alt text")
    olga.type("A row of keys")
    olga.tab_to("button", "Save")
    olga.key("Enter")
    olga.is_told("The description is saved.")
    olga.tab_to_label("Markdown")
    olga.key("Control+a")
    olga.key("Control+c")

    enter_navigation(olga, "Posts")
    olga.sees_heading("Posts")
    olga.tab_to("link", "New post")
    olga.key("Enter")
    olga.sees_heading("New post")
    olga.tab_to_label("Title")
    olga.type(title)
    olga.tab_to_label("Text")
    olga.type("Typed with ")
    olga.key("Control+b")
    olga.type("every finger")
    olga.key("End")
    olga.key("Enter")
    olga.key("Enter")
    olga.key("Control+v")
    olga.key("Control+s")
    olga.is_told("is saved")
    assert status_of(visitor, f"/keys-at-{width}/") == 404
    olga.tab_to("button", "Publish")
    olga.key("Enter")
    olga.is_told("is published")

    visitor.open(f"/keys-at-{width}/")
    expect(visitor.page.locator("strong")).to_have_text("every finger")
    sees_picture(visitor, "A row of keys")

    olga.tab_to("button", "Unpublish")
    olga.key("Enter")
    olga.is_told("is a draft again")
    assert visitor.open(f"/keys-at-{width}/") == 404
    olga.tab_to("button", "Move to trash")
    olga.key("Enter")
    dialog = olga.page.get_by_role("dialog", name="Move to the trash?")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    olga.key("Escape")
    expect(dialog).to_be_hidden()
    expect(olga.page.get_by_role("button", name="Move to trash")).to_be_focused()
    olga.key("Enter")
    olga.key("Tab")
    expect(dialog.get_by_role("button", name="Move to trash")).to_be_focused()
    olga.key("Enter")
    olga.is_told("is in the trash")
    olga.tab_to("link", "Trash")
    olga.key("Enter")
    olga.page.wait_for_url("**state=trashed")
    olga.tab_to("button", "Restore")
    olga.key("Enter")
    olga.is_told("is back as it was")


def log_in_by_keys(person: Person) -> None:
    """Log in on the page that is open, without a mouse."""
    person.tab_to_label("Username or e-mail")
    person.type("olga")
    person.key("Tab")
    person.type("a long walk by the lake")
    person.key("Enter")


def enter_navigation(person: Person, entry: str) -> None:
    """Go to a part of Studio by its navigation, without a mouse."""
    if not person.page.get_by_role("navigation", name="Studio").is_visible():
        person.tab_to("button", "Menu")
        person.key("Enter")
    person.tab_to("link", entry)
    person.key("Enter")
