"""HTML becomes clean Markdown, and no word of it is lost on the way back."""

import re
from collections import Counter
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flaskr.lib.html_tokens import tokens
from flaskr.lib.markdown import render
from flaskr.lib.to_markdown import to_markdown

PIECES = (
    *("<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<ul>", "<li>", "</ul>", "<blockquote>"),
    *("</blockquote>", "<h2>", "</h2>", "<br>", "<table>", "<tr>", "<td>", "</table>", "</a>"),
    *("<a href='/x'>", "<pre>", "</pre>", "<figure>", "<figcaption>", "</figure>", "<div>"),
    *("alpha", "beta:", "*gamma", "1.", "#", "[x]", "_d_", "<hr>", "<em>", "</em>"),
)


def words(html: str) -> Counter[str]:
    text = " ".join(unescape(t.text) for t in tokens(html) if t.kind == "text")
    return Counter(re.findall(r"\w+", text))


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2>Hello <b>you</b></h2>", "## Hello **you**"),
        ("<p>a <b>b</b> <i>c</i> <s>d</s> <code>e_f</code></p>", "a **b** *c* ~~d~~ `e_f`"),
        ("<p>one<br>two</p>", "one\\\ntwo"),
        ("one<br><br>two", "one\n\ntwo"),
        ('<p><a href="https://a.example/x">here</a></p>', "[here](https://a.example/x)"),
        ("<p>https://a.example/a_b_c</p>", "<https://a.example/a_b_c>"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ('<ol start="3"><li>a<li>b</ol>', "3. a\n4. b"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"),
        ("<p>a</p><!--more--><p>b</p>", "a\n\n<!--more-->\n\nb"),
        ('<img src="a b.jpg" alt="x">', "![x](a%20b.jpg)"),
        (
            '<figure><img src="a.jpg" alt="x"><figcaption>My "cat"</figcaption></figure>',
            '![x](a.jpg "My \\"cat\\"")',
        ),
        (
            (
                '<figure><img src="a.jpg" alt=""><figcaption>By '
                '<a href="/e">Eddy</a></figcaption></figure>'
            ),
            "![](a.jpg)\n\nBy [Eddy](/e)",
        ),
        ('<pre><code class="language-python">a\n\n  b</code></pre>', "```python\na\n\n  b\n```"),
        ('<pre class="brush: php; gutter: false">a</pre>', "```php\na\n```"),
        ('<pre lang="ruby">a ``` b</pre>', "````ruby\na ``` b\n````"),
        (
            "<table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td><td><b>2</b></td></tr></table>",
            "| a | b\\|c |\n| --- | --- |\n| 1 | **2** |",
        ),
        (
            '<table><tr><td colspan="2">a</td></tr></table>',
            '<table>\n<tr><td colspan="2">a</td>\n</tr>\n</table>',
        ),
        (
            '<iframe src="https://www.youtube.com/embed/abcdefghijk?x=1"></iframe>',
            "<https://www.youtube.com/watch?v=abcdefghijk>",
        ),
        (
            '<iframe src="https://b.example/"></iframe>',
            '<iframe src="https://b.example/"></iframe>',
        ),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>"),
        ("<script>alert(1)</script>a<style>b{}</style>", "a"),
        ("H<sub>2</sub>O", "H<sub>2</sub>O"),
    ],
)
def test_html_is_written_as_the_markdown_that_a_person_would_write(html, markdown):
    assert to_markdown(html) == markdown


@pytest.mark.parametrize(
    "text",
    [
        *("# no heading", "1. no list", "- no list", "+ no list", "---", "===", "* star", "a*b*c"),
        *("_under_", "snake_case", "**bold**", "5 * 3 * 2", "[x]", "[x]: y", "`tick`", "[x](y)"),
        *("[^1] note", "![a](b)", "a\\*b", "&amp;copy; kept", "&lt;b&gt; kept", "~~kept~~"),
        *("$5 and $6$", "1) one", ": none", "| a | b |", "[ ] task", "```", "~~~"),
    ],
)
def test_text_that_looks_like_markdown_stays_text(text):
    html = render(to_markdown(f"<p>above<br>{text}</p>")).html
    assert re.sub(r"<br ?/?>\n?", "\n", html).strip() == f"<p>above\n{text}</p>".replace(
        '"', "&quot;"
    )


def test_plain_text_gets_no_backslashes():
    plain = "A snake_case name, 2 * 3 = 6, $5, [brackets] and (more); mail@a.example - yes! #1"
    assert to_markdown(f"<p>{plain}</p>") == plain


@pytest.mark.parametrize("html", ["<b>a:</b>b", "a<b>(b)</b>c", "<b>a</b><b>b</b>", "<i>«a»</i>b"])
def test_emphasis_that_markdown_would_not_see_is_written_as_html(html):
    rendered = str(render(to_markdown(html)).html)
    assert "*" not in rendered
    assert "<strong>" in rendered or "<em>" in rendered


@pytest.mark.parametrize(
    "opening",
    ["<div>", "<blockquote>", "<ul><li>", "<b>", "<p>", "<a href=x>", "<table><tr><td>", "<dl><dd>",
     "<figure>", "<span>", "<ol>", "<i><b>", "<details>"],
)  # fmt: skip
def test_ten_thousand_open_tags_lose_no_text(opening):
    markdown = to_markdown(opening * 10_000 + "survivor")
    assert "survivor" in markdown


@pytest.mark.parametrize(
    "piece",
    ["<", '<a "', "<!--", "<!", "<a '\"", "</b>", "&", "[", "_ ", "<b>x</i>", "<li>x", "<pre>"],
)
def test_hostile_input_takes_time_in_proportion(piece):
    assert isinstance(to_markdown(piece * 20_000), str)


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_no_word_is_lost_however_the_tags_are_mixed(pieces):
    html = " ".join(pieces)
    before, after = words(html), words(render(to_markdown(html)).html)
    assert before - after == Counter()
