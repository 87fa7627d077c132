"""The parts of a text."""

from flaskr.lib.headings import TextSection, sections_of
from flaskr.lib.markdown import render
from flaskr.lib.sanitize import sanitize


def test_parts_stand_under_the_part_they_belong_to() -> None:
    html = render("## Tea & *milk*\n\n### Hot\n\n#### Too deep\n\n## Cups[^1]\n\n[^1]: Two.").html
    assert sections_of(html) == (
        TextSection("Tea & milk", "h-tea-milk", (TextSection("Hot", "h-hot"),)),
        TextSection("Cups", "h-cups"),
    )


def test_the_highest_level_used_is_the_first_one() -> None:
    html = render("### One\n\n#### Below one\n\n### Two").html
    assert [(part.title, len(part.parts)) for part in sections_of(html)] == [("One", 1), ("Two", 0)]


def test_a_lower_heading_before_the_first_higher_one_is_not_lost() -> None:
    assert [part.title for part in sections_of(render("### Early\n\n## Late").html)] == [
        "Early",
        "Late",
    ]


def test_a_heading_without_words_or_without_an_anchor_is_left_out() -> None:
    html = sanitize('<h2 id="h-a"><br></h2><h2>None</h2><h2 id="h-b">&lt;b&gt; ü</h2>')
    assert sections_of(html) == (TextSection("<b> ü", "h-b"),)
