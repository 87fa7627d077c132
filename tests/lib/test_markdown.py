"""Markdown comes out as CommonMark and GitHub's extensions say, and nothing is an error."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flaskr.lib.markdown import Heading, parser, render
from flaskr.lib.sanitize import sanitize
from tests.lib.test_sanitize import ATTACKS, dangers

NESTED = """<blockquote>
<p>a</p>
</blockquote>
<ol>
<li>b
<ul>
<li>c</li>
</ul>
</li>
</ol>
"""


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>\n"),
        (
            "> a\n\n1. b\n   - c",
            NESTED,
        ),
        ("[a]\n\n[a]: /b 'c'", '<p><a href="/b" title="c">a</a></p>\n'),
        ("a\n===", "<h1>a</h1>\n"),
        ("\tcode", "<pre><code>code\n</code></pre>\n"),
    ],
)
def test_the_bare_parser_follows_commonmark(source, html):
    assert parser("commonmark").render(source) == html


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("~~a~~", "<s>a</s>"),
        ("| a |\n|--:|\n| b |", '<td class="align-right">b</td>'),
        ("See https://a.example/b.", '<a href="https://a.example/b">https://a.example/b</a>.'),
        ("- [x] a", '<label><input type="checkbox" disabled="" checked=""> a</label>'),
        ("- [ ] a", '<label><input type="checkbox" disabled=""> a</label>'),
        ("a\n: b", "<dt>a</dt>\n<dd>b</dd>"),
        ("a[^n]\n\n[^n]: b", '<a href="#fn-1" id="fnref-1">[1]</a>'),
        ("a[^n]\n\n[^n]: b", '<li id="fn-1" class="footnote-item">'),
        ("$a$", '<math display="inline"><mrow><mi>a</mi></mrow></math>'),
        ("$$\na\n$$", '<div class="math-block"><math display="block">'),
        ("$5 to $10", "<p>$5 to $10</p>"),
        ("```python\ndef\n```", '<code class="language-python"><span class="k">def</span>'),
        ("a\n<!--more-->\nb", "<p>a</p>\n\n<p>b</p>"),
        ('<b onclick="x">a</b>', "<b>a</b>"),
        ("a\0b", "a\ufffdb"),
    ],
)
def test_a_post_may_use(source, part):
    assert part in render(source).html


def test_headings_get_unique_anchors_and_are_listed():
    rendered = render("# Über *uns*\n\n## Über uns\n\n## !")
    assert rendered.headings == (
        Heading(1, "Über uns", "h-uber-uns"),
        Heading(2, "Über uns", "h-uber-uns-1"),
        Heading(2, "!", "h-section"),
    )
    assert '<h3 id="h-uber-uns-1">' in rendered.html


def test_images_are_listed_completed_and_captioned():
    rendered = render(
        '![A](a.png "Say <hi>")\n\n<img src="b.png" alt=\'<img src="c.png">\'>',
        image=lambda src, place: {"src": "/m/" + src, "width": "7"} if src == "a.png" else None,
    )
    assert rendered.images == ("a.png", "b.png")
    assert '<figure><img alt="A" loading="lazy" decoding="async" src="/m/a.png" width="7">' in (
        rendered.html
    )
    assert "<figcaption>Say &lt;hi&gt;</figcaption></figure>" in rendered.html
    assert "c.png" not in rendered.images


def test_an_image_callback_cannot_break_out():
    rendered = render(
        "![](a.png)", image=lambda src, place: {"src": '"><script>x</script>', "onload": "x"}
    )
    assert dangers(rendered.html) == []


def test_the_text_has_the_words_and_no_footnote_marks():
    assert render("# A\n\nb[^1] *c* $x$\n\n[^1]: d").text == "A\nb c x\nd"


def test_in_a_comment_html_is_shown_as_typed():
    rendered = render("# a\n<b>c</b>\n![d](e)", policy="comment")
    assert rendered.html.startswith("<p># a<br>\n&lt;b&gt;c&lt;/b&gt;<br>\n!<a href=")


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_in_markdown_come_out_harmless(attack):
    for policy in ("post", "comment"):
        assert dangers(render(attack, policy=policy).html) == []
    assert (
        dangers(render(f"[x]({attack}) $\\text{{{attack}}}$\n\n```{attack}\n{attack}\n```").html)
        == []
    )


marks = [*"*_`[]()!<>$#|:-~^\n\\ &@", "\n\n", "[^1]", "$$", "```"]
written = st.one_of(st.sampled_from(marks), st.text(max_size=5))


@settings(max_examples=200, deadline=None)
@given(st.lists(written, max_size=40).map("".join))
def test_any_source_renders_to_settled_harmless_html(source):
    html = render(source).html
    assert dangers(html) == []
    assert sanitize(html) == html


@pytest.mark.parametrize(
    "piece",
    [">", "[", "![", "[^", "- ", "**a ", "<div>", "<", "a:", "a@", "$", "|", "\0", "`", "&"],
)
def test_ten_thousand_of_anything_are_no_error(piece):
    rendered = render("first words\n\n" + piece * 10_000 + "\n\n[^1]: x")
    assert rendered.text.startswith("first words")
    assert dangers(rendered.html) == []
