"""Two people write in the same post, and neither loses a word."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person

pytestmark = pytest.mark.browser

TEXT = "The lake.\n\nThe heron.\n\nThe way home."


def both_open(ana: Person, olga: Person, title: str, text: str) -> None:
    """Let Ana write a post, and Olga open it too."""
    ana.open("/studio/posts/new")
    ana.write("Title", title)
    ana.write("Text", text)
    ana.press("Save")
    ana.is_told("is saved")
    olga.open(ana.page.url)


def test_two_who_save_are_both_kept_and_a_conflict_is_a_click(blog, visit, width):
    olga, ana = visit(blog).log_in(), visit(blog).log_in("ana")
    both_open(ana, olga, f"Together at {width}", TEXT)

    ana.write("Text", TEXT.replace("The lake.", "The lake, says Ana."))
    ana.press("Save")
    ana.is_told("is saved")
    olga.write("Text", TEXT.replace("home.", "home, says Olga."))
    olga.press("Save")
    olga.is_told("What somebody else saved while you were writing is in it too.")
    both = "The lake, says Ana.\n\nThe heron.\n\nThe way home, says Olga."
    text = olga.page.get_by_label("Text", exact=True)
    expect(text).to_have_value(both)

    ana.write("Text", "The lake, says Ana.\n\nA grey heron.\n\nThe way home.")
    olga.write("Text", both.replace("The heron.", "Two herons."))
    ana.press("Save")
    ana.is_told("is in it too")
    olga.press("Save")
    asked = olga.page.get_by_role("region", name="Both of you changed this place")
    expect(asked.get_by_text("Two herons.")).to_be_visible()
    expect(asked.get_by_text("A grey heron.")).to_be_visible()
    expect(text).to_have_value(re.compile(r"Two herons\.\n\nA grey heron\."))

    olga.tab_to("button", "Keep mine")
    olga.key("Enter")
    expect(text).to_have_value(both.replace("The heron.", "Two herons."))
    asked.get_by_role("button", name="Keep theirs").click()
    expect(text).to_have_value(both.replace("The heron.", "A grey heron."))
    olga.press("Save")
    olga.is_told("is saved")
    ana.page.reload()
    expect(ana.page.get_by_label("Text", exact=True)).to_have_value(
        both.replace("The heron.", "A grey heron.")
    )


def test_a_side_that_took_a_place_out_can_be_chosen_and_taken_back(blog, visit, width):
    olga, ana = visit(blog).log_in(), visit(blog).log_in("ana")
    before = "🦉\n\n***\n\nThe owl.\n\n***\n\nThe end."
    both_open(ana, olga, f"Taken out at {width}", before)
    ana.write("Text", "🦉\n\n***\n\nThe owl.\n\n***\n\nThe end, says Ana.")
    ana.press("Save")
    ana.is_told("is saved")
    olga.write("Text", "🦉\n\n***\n\nThe owl.\n\n***")
    olga.press("Save")
    asked = olga.page.get_by_role("region", name="Both of you changed this place")
    text = olga.page.get_by_label("Text", exact=True)
    expect(asked.get_by_text("Taken out.")).to_be_visible()
    asked.get_by_role("button", name="Keep mine").click()
    expect(text).to_have_value(re.compile(r"^🦉\n\n\*\*\*\n\nThe owl\.\n\n\*\*\*\s*$"))
    text.press("Control+Home")
    olga.type("Hu! ")
    asked.get_by_role("button", name="Keep theirs").click()
    expect(text).to_have_value("Hu! 🦉\n\n***\n\nThe owl.\n\n***\n\nThe end, says Ana.")
    text.press("Control+End")
    olga.key("Backspace")
    asked.get_by_role("button", name="Keep mine").click()
    olga.is_told("This place was edited since")
    expect(text).to_have_value(re.compile("says Ana$"))
    olga.press("Save")
    olga.is_told("is saved")


def test_without_script_both_sides_stand_in_the_text(blog, visit, width):
    olga = visit(blog, java_script_enabled=False).log_in()
    ana = visit(blog, java_script_enabled=False).log_in("ana")
    both_open(ana, olga, f"Plainly together at {width}", TEXT)
    ana.write("Text", TEXT.replace("The heron.", "A grey heron."))
    ana.press("Save")
    ana.is_told("is saved")
    olga.write("Text", TEXT.replace("The heron.", "Two herons."))
    olga.press("Save")
    expect(olga.page.get_by_role("heading", name="Both of you changed this place")).to_be_visible()
    expect(olga.page.get_by_role("button", name="Keep mine")).to_have_count(0)
    text = olga.page.get_by_label("Text", exact=True)
    expect(text).to_have_value("The lake.\n\nTwo herons.\n\nA grey heron.\n\nThe way home.")
    olga.press("Save")
    olga.is_told("is saved")
    expect(text).to_have_value("The lake.\n\nTwo herons.\n\nA grey heron.\n\nThe way home.")
