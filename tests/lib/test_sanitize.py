"""The sanitiser lets nothing dangerous through, keeps what a post needs, and settles in one go."""

import re

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flaskr.lib.markdown import render
from flaskr.lib.sanitize import (
    SafeHtml,
    absolute,
    escape,
    even_headings,
    join,
    mark,
    notes_in_place,
    plain,
    sanitize,
)

ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java&#9;script:alert(1)">x</a>',
    '<a href=" &#1; javascript:alert(1)">x</a>',
    '<img src="data:text/html;base64,PHNjcmlwdD4=">',
    '<img srcset="javascript:alert(1) 1x, data:x 2x">',
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)><p>x",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></math>",
    '<math href="javascript:alert(1)"><mi xlink:href="javascript:alert(1)">x</mi></math>',
    '<math><annotation-xml encoding="text/html"><script>alert(1)</script></annotation-xml></math>',
    '<p style="background:url(javascript:alert(1))">x</p>',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form id=f action=//evil.example><input name=nodeName type=text><button>go</button></form>",
    "<video src=v.mp4 onplay=alert(1) autoplay></video>",
    "<base href=//evil.example><meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    '<a href="x" target="_blank" onclick="alert(1)" style="x">y</a>',
    "<!--><img src=x onerror=alert(1)>-->",
    "<a><table><tr><td><a href='vbscript:x'>y",
    '<h2 id="location">x</h2><img name="cookie" id="body">',
    "<template><script>alert(1)</script></template><object data=x></object><embed src=x>",
]
FORBIDDEN_NAMES = (
    "script style iframe object embed svg form base meta link template noscript button"
)
FORBIDDEN = set(FORBIDDEN_NAMES.split())
ADDRESSES = {"href", "src", "poster", "cite", "srcset"}


def dangers(html: str) -> list[object]:
    """List what a browser would find in the HTML that no post may hold."""
    found: list[object] = []
    for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            found.append("comment")
            continue
        name = element.tag.rpartition("}")[2]
        if name in FORBIDDEN:
            found.append(name)
        if name == "input" and not {("type", "checkbox"), ("disabled", "")} <= set(element.items()):
            found.append(name)
        for attribute, value in element.items():
            if attribute.startswith("on") or attribute in {"style", "name", "target", "srcdoc"}:
                found.append((name, attribute))
            if attribute == "id" and not value.startswith(("h-", "fn-", "fnref-")):
                found.append((name, "id", value))
            scheme = re.match(r"[\0- ]*([a-z][a-z0-9+.-]*):", re.sub("[\t\r\n]", "", value.lower()))
            allowed = {"http", "https", "mailto", "tel"}
            if attribute in ADDRESSES and scheme and scheme[1] not in allowed:
                found.append((name, attribute, value))
    return found


@pytest.mark.parametrize("policy", ["post", "comment"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_dangerous_is_left_of_an_attack(attack, policy):
    clean = sanitize(attack, policy=policy)
    assert dangers(clean) == []
    assert dangers(absolute(clean, "https://blog.example/p/")) == []


def test_the_check_itself_finds_every_attack():
    assert [attack for attack in ATTACKS if not dangers(attack)] == []


pieces = st.one_of(
    st.sampled_from(ATTACKS),
    st.sampled_from(
        ["<a href=x>", "</a>", "<table>", "<td>", "<b>", "</b>", "<p>", "<math>", "<mi>"]
    ),
    st.sampled_from(
        ["<mtext>", "<svg>", "<ul><li>", "<pre>\n", "<input checked>", "<!--", "-->", "&#13;"]
    ),
    st.text(max_size=10),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(pieces, max_size=12).map("".join), st.sampled_from(["post", "comment"]))
def test_any_html_comes_out_harmless_and_unchanged_by_a_second_time(html, policy):
    clean = sanitize(html, policy=policy)
    assert dangers(clean) == []
    assert sanitize(clean, policy=policy) == clean


def test_what_a_post_is_made_of_is_kept():
    html = (
        '<figure class="alignleft"><img src="a.jpg" srcset="a.jpg 1x, b.jpg 2x" alt="A" width="10" '
        'height="5" loading="lazy" decoding="async"><figcaption>Caption</figcaption></figure>'
        '<pre tabindex="0"><code class="language-python"><span class="k">def</span></code></pre>'
        '<details open=""><summary>More</summary><p>Text</p></details>'
        '<section class="footnotes"><ol><li id="fn-1"><a href="#fnref-1">b</a></li></ol></section>'
        '<math display="block"><mfrac><mi>a</mi><mn>2</mn></mfrac></math>'
        '<a href="https://social.example/@ana" rel="me">Ana</a>'
    )
    assert sanitize(html) == html


def test_only_known_classes_are_kept():
    assert sanitize('<p class="k evil alignleft">x</p>') == '<p class="k alignleft">x</p>'


def test_ids_and_links_to_them_get_the_same_prefix():
    clean = sanitize('<h2 id="location">a</h2><a href="#location">b</a>')
    assert clean == '<h2 id="h-location">a</h2><a href="#h-location">b</a>'


def test_an_input_is_always_a_disabled_checkbox():
    assert sanitize("<input type=text name=q checked>") == (
        '<input type="checkbox" disabled="" checked="">'
    )


def test_a_comment_keeps_little_and_its_links_vouch_for_nothing():
    html = '<h2>T</h2><p class="k">a <em>b</em> <a href="http://x.example">c</a><img src=x>'
    assert sanitize(html, policy="comment") == (
        'T<p>a <em>b</em> <a href="http://x.example" rel="nofollow ugc noopener">c</a></p>'
    )


def test_characters_no_feed_may_hold_are_replaced():
    assert sanitize("a\0b\ud800c&#8;d\x0ce") == "a\ufffdb\ufffdc\ufffdd e"


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 20_000 + "words",
        "<p>" + "".join(f"<b a{number}>" for number in range(5_000)) + "<p>words" * 5_000,
        "<p>" + "".join(f'<b a{number}="</b>">' for number in range(5_000)) + "<p>words" * 5_000,
        "words<a " + " ".join(f"a{number}" for number in range(20_000)) + ">",
        "words" + "<" * 100_000,
        "words" + "&" * 100_000,
        "<!--</div>-->" + "<div>" * 20_000 + "words",
    ],
)
def test_monstrous_html_keeps_its_words_and_grows_no_more_than_tenfold(html):
    clean = sanitize(html)
    assert "words" in plain(clean)
    assert len(clean) < 10 * len(html)
    assert clean.count("<div>") <= 200


def test_text_is_read_out_of_html():
    html = "<h1>A</h1><p>b &amp; <b>c</b>d<br>e</p><script>x</script><math><mi>z</mi></math>"
    assert plain(html) == "A\nb & cd\ne\nz"


def test_markers_become_marks_and_lonely_ones_disappear():
    assert (
        mark("a \x02<b>\x03 c\x03 \x02d \x02e\x03") == "a <mark>&lt;b&gt;</mark> c d <mark>e</mark>"
    )


def test_escaped_text_is_safe_html():
    assert escape("<b>") == SafeHtml("&lt;b&gt;")
    assert isinstance(escape("x"), SafeHtml)


def test_only_safe_html_can_be_joined():
    assert join([escape("<"), escape("b")]) == "&lt;b"
    with pytest.raises(TypeError):
        join([escape("a"), "<b>"])  # type: ignore[list-item]


def test_every_address_becomes_absolute():
    html = sanitize(
        '<a href="../x">a</a><a href="#n">b</a><img src="i.png" srcset="i.png 1x, /j.png 2x">'
        '<video poster="p.png" src="v.mp4"></video><a href="tel:+1">m</a>'
    )
    assert absolute(html, "https://blog.example/a/b/") == (
        '<a href="https://blog.example/a/x">a</a><a href="https://blog.example/a/b/#h-n">b</a>'
        '<img src="https://blog.example/a/b/i.png" srcset="https://blog.example/a/b/i.png 1x, '
        'https://blog.example/j.png 2x"><video poster="https://blog.example/a/b/p.png" '
        'src="https://blog.example/a/b/v.mp4" controls=""></video><a href="tel:+1">m</a>'
    )


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><th>one</th><th>two</th></tr><tr><td>three</td></tr></table>",
        "<ul><li>one</li><li>two<ol><li>three</li></ol></li></ul>",
        "<dl><dt>one</dt><dd>two</dd><dt>three</dt></dl>",
        "<table><tr><td>one<td>two<tr><td>three</table>",
        "<p>one<br>two<hr>three",
    ],
)
def test_cells_and_items_stay_apart_in_plain_text(html):
    assert plain(html).split("\n") == ["one", "two", "three"]


def test_footnotes_open_in_place_and_stay_links_too():
    opened = notes_in_place(render("Hi[^a], again[^a].\n\n[^a]: A *note*.").html)
    assert opened.count('<button type="button" popovertarget="fn-1" hidden>1</button>') == 2
    assert '<sup class="footnote-ref" id="fnref-1:1"><a href="#fn-1">1</a>' in opened
    assert opened.count('<li id="fn-1" class="footnote-item" popover="auto">') == 1
    assert "<em>note</em>" in opened


@pytest.mark.parametrize(
    "html",
    [
        '<sup class="footnote-ref"><a href="#fn-1" id="fnref-1">[1]</a></sup>',
        '<sup class="footnote-ref"><a href="#fn-1" id="fnref-1">[1]</a></sup><p id="fn-1">no</p>',
        "<p>no notes at all</p>",
    ],
)
def test_a_mark_without_its_note_stays_as_it_is(html):
    assert notes_in_place(sanitize(html)) == sanitize(html)


@pytest.mark.parametrize(
    ("levels", "written"),
    [
        ("3", "2"),
        ("1 2 3", "2 3 4"),
        ("2 4 3 2", "2 3 3 2"),
        ("3 2 3", "2 2 3"),
        ("6 1 6", "2 2 3"),
        ("1 2 3 4 5 6", "2 3 4 5 6 6"),
    ],
)
def test_headings_go_down_one_level_at_a_time(levels, written):
    html = sanitize("".join(f"<h{n}>x</h{n}><p>h{n}</p>" for n in levels.split()))
    wanted = "".join(
        f"<h{new}>x</h{new}><p>h{n}</p>"
        for n, new in zip(levels.split(), written.split(), strict=True)
    )
    assert even_headings(html) == wanted


def test_text_is_composed_and_addresses_are_not() -> None:
    found = render("Cafe\u0301 [x](/cafe\u0301) `e\u0301`").html
    assert "Caf\u00e9" in found
    assert "<code>\u00e9</code>" in found
    assert "/cafe%CC%81" in found


def test_what_follows_a_description_belongs_to_it() -> None:
    html = "<dl><dt>a</dt><dd>b</dd> <pre><code>c</code></pre><p>d</p><dt>e</dt><dd>f</dd></dl>"
    found = str(render(html).html)
    assert re.search(r"<dd>b\s*<pre[^>]*><code>c\s*</code></pre>\s*<p>d</p></dd>\s*<dt>e", found)
    many = "<p>x</p>" * 3000
    found = str(render(f"<dl><dt>a</dt><dd>b</dd>{many}</dl>").html)
    assert found.count("</dd>") == 1
    assert found.rstrip().endswith("</p></dd></dl>")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://example.org/a/photo-1.jpg?x=1#y", "photo-1.jpg"),
        ("https://example.org/", "example.org"),
        ("/about/", "about"),
        ("#top", "#h-top"),
    ],
)
def test_a_picture_that_is_all_of_a_link_is_called_by_its_address(address: str, name: str) -> None:
    found = render(f"[![](/media/a.png)]({address})").html
    assert f'alt="{name}"' in found
    described = render(f"[![A lake](/media/a.png)]({address})").html
    assert 'alt="A lake"' in described
    beside = render(f"[![](/media/a.png) A lake]({address})").html
    assert 'alt=""' in beside


def test_a_heading_of_a_column_that_says_nothing_is_a_cell() -> None:
    found = render("| | b |\n|---|---|\n| c | d |").html
    assert "<td></td>" in found
    assert found.count("<th") - found.count("<thead") == 1
