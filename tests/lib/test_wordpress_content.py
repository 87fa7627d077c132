"""What WordPress stores, blocks, shortcodes and bare lines, becomes Markdown."""

import json

import pytest

from flaskr.lib.wordpress_content import wordpress_to_markdown

PICTURES = {5: ("https://a.example/5.jpg", "Five", "Fifth"), 6: ("https://a.example/6.jpg", "", "")}


def convert(content: str, **options):
    return wordpress_to_markdown(content, attachment=PICTURES.get, **options)


@pytest.mark.parametrize(
    ("content", "markdown"),
    [
        ("One\ntwo\n\nthree", "One\\\ntwo\n\nthree"),
        ("A\n<ul>\n<li>b</li>\n</ul>\nC", "A\n\n- b\n\nC"),
        ("<pre>a\n\nb</pre>\nC", "```\na\n\nb\n```\n\nC"),
        ("a\r\n\r\nb", "a\n\nb"),
        ("<img\nsrc='a.jpg'\nalt='b'>", "![b](a.jpg)"),
        ('[caption width="3"]<img src="a.jpg" alt="b" /> Words[/caption]', '![b](a.jpg "Words")'),
        ('[caption caption="Old"]<img src="a.jpg">[/caption]', '![](a.jpg "Old")'),
        ('[gallery ids="5,6"]', '![Five](https://a.example/5.jpg "Fifth")\n\n![](https://a.example/6.jpg)'),
        ("[embed]https://a.example/v[/embed]", "<https://a.example/v>"),
        ("[youtube https://youtu.be/abc]", "<https://youtu.be/abc>"),
        ("[youtube=https://www.youtube.com/watch?v=abcdefghijk]",
         "<https://www.youtube.com/watch?v=abcdefghijk>"),
        ("[youtube id=abcdefghijk]", "<https://www.youtube.com/watch?v=abcdefghijk>"),
        ("[vimeo 12345678]", "<https://vimeo.com/12345678>"),
        ('[code language="php"]\na = "<b>";\n\nb[/code]', '```php\na = "<b>";\n\nb\n```'),
        ("[python]x[/python]", "```python\nx\n```"),
        ('[audio mp3="a.mp3"]', '<div><audio controls="" src="a.mp3"></audio></div>'),
        ("[[gallery]] is escaped", "[gallery] is escaped"),
        ("As he said [sic].", "As he said [sic]."),
    ],
)  # fmt: skip
def test_classic_content(content, markdown):
    converted = convert(content)
    assert converted.markdown == markdown
    assert converted.notes == ()


def block(name: str, inner: str, **attributes) -> str:
    data = f" {json.dumps(attributes)}" if attributes else ""
    return f"<!-- wp:{name}{data} -->\n{inner}\n<!-- /wp:{name} -->\n\n"


@pytest.mark.parametrize(
    ("content", "markdown"),
    [
        (block("paragraph", "<p>a\nb</p>", align="center"), "a b"),
        (block("heading", "<h3>a</h3>", level=3), "### a"),
        (block("list", "<ul><!-- wp:list-item --><li>a</li><!-- /wp:list-item --></ul>"), "- a"),
        (block("verse", '<pre class="wp-block-verse">a\nb</pre>'), "a\\\nb"),
        (block("code", "<pre><code>a &lt; b</code></pre>", language="c"), "```c\na < b\n```"),
        (block("more", "<!--more-->"), "<!--more-->"),
        (block("separator", "<hr/>"), "---"),
        ("<!-- wp:spacer /-->", ""),
        (block("file", '<div><a href="a.pdf">A</a><a href="a.pdf" download>Download</a></div>'),
         "[A](a.pdf) [Download](a.pdf)"),
        (block("core-embed/youtube",
               "<figure><div>\nhttps://youtu.be/x\n</div><figcaption>C</figcaption></figure>"),
         "<https://youtu.be/x>\n\nC"),
        (block("gallery", "", ids=[5]), '![Five](https://a.example/5.jpg "Fifth")'),
        (block("gallery", '<ul><li><figure><img src="a.jpg"></figure></li></ul>'), "![](a.jpg)"),
        (block("cover", "<div><p>a</p></div>", url="c.jpg"), "![](c.jpg)\n\na"),
        (block("shortcode", "[vimeo 12345678]"), "<https://vimeo.com/12345678>"),
        (block("columns", block("column", block("paragraph", "<p>a</p>"))), "a"),
        (block("paragraph", "<p>a</p>") + "Classic\nline", "a\n\nClassic\\\nline"),
    ],
)  # fmt: skip
def test_block_content(content, markdown):
    converted = convert(content)
    assert converted.markdown == markdown
    assert converted.notes == ()


@pytest.mark.parametrize(
    ("content", "text", "said"),
    [
        ('[contact-form id="3"]', '[contact-form id="3"]', "[contact-form]"),
        ("[gallery]", "", "names no pictures"),
        ('[gallery ids="99"]', "", "number 99"),
        ('<!-- wp:block {"ref":123} /-->', "", "number 123"),
        ("<!-- wp:latest-posts /-->", "", "latest-posts"),
        (block("acme/box", "<p>Kept</p>"), "Kept", "acme/box"),
        ("a<!--nextpage-->b", "ab", "several pages"),
    ],
)
def test_what_cannot_be_converted_is_kept_if_it_is_text_and_reported(content, text, said):
    converted = convert(content)
    assert converted.markdown == text
    assert len(converted.notes) == 1
    assert said in converted.notes[0]


def test_a_gallery_without_numbers_shows_the_attached_pictures():
    assert "5.jpg" in convert("[gallery]", attached=(5,)).markdown


def test_footnotes_come_with_their_texts():
    mark = '<sup data-fn="u-1" class="fn"><a href="#u-1" id="u-1-link">1</a></sup>'
    stored = json.dumps([{"id": "u-1", "content": "The <em>source</em>."}])
    content = block("paragraph", f"<p>Fact{mark}.</p>") + "<!-- wp:footnotes /-->"
    assert convert(content, footnotes=stored).markdown == "Fact[^1].\n\n[^1]: The *source*."


@pytest.mark.parametrize(
    "content",
    ["[caption]" * 5000, "<!-- wp:gallery -->" * 5000, "<!-- wp:a " * 5000, "[a '" * 5000,
     "<!-- wp:b -->" * 5000 + "<!-- /wp:a -->" * 5000, "[[[[" * 5000],
)  # fmt: skip
def test_hostile_content_is_converted_all_the_same(content):
    assert isinstance(convert(content).markdown, str)
