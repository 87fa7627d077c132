"""Paragraphs and breaks of classic content."""

import pytest

from flaskr.lib.autop import autop


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("One\n\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("One\nline", "<p>One<br>line</p>"),
        ("<h2>Head</h2>\nText", "<h2>Head</h2>\n<p>Text</p>"),
        ("<p>One</p>\n\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("<ul><li>One\n<ul><li>Deep</li></ul></li></ul>",
         "<ul>\n<li>One<ul>\n<li>Deep</li>\n</ul>\n</li>\n</ul>"),
        ("<li>One\n\nTwo</li>", "<li>\n<p>One</p>\n<p>Two</p>\n</li>"),
        ("<blockquote>One\n\nTwo</blockquote>",
         "<blockquote>\n<p>One</p>\n<p>Two</p>\n</blockquote>"),
        ("<pre>a\n\nb</pre>", "<pre>a\n\nb</pre>"),
    ],
)  # fmt: skip
def test_classic_content_is_shown_as_wordpress_shows_it(content: str, shown: str) -> None:
    assert autop(content) == shown
