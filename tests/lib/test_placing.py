"""How pictures and quotations stand in a text."""

import pytest

from flaskr.lib.markdown import render


def html(source: str) -> str:
    return str(render(source).html).strip().replace(' loading="lazy" decoding="async"', "")


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("wide", "alignwide"),
        ("full", "alignfull"),
        ("left", "alignleft"),
        ("right", "alignright"),
    ],
)
def test_a_picture_alone_is_placed_by_a_figure(place: str, name: str) -> None:
    assert html(f"![A lake](a.png){{.{place}}}") == (
        f'<figure class="{name}"><img alt="A lake" src="a.png"></figure>'
    )


def test_a_placed_picture_keeps_its_caption_and_its_link() -> None:
    assert html('[![A lake](a.png "Late")](/lake/){.wide}') == (
        '<figure class="alignwide"><a href="/lake/"><img alt="A lake" src="a.png"></a>'
        "<figcaption>Late</figcaption></figure>"
    )


def test_a_picture_among_words_is_placed_by_itself() -> None:
    assert html("Look ![x](a.png){.right} there") == (
        '<p>Look <img alt="x" src="a.png" class="alignright"> there</p>'
    )


def test_pictures_of_one_paragraph_are_a_gallery() -> None:
    assert html('![a](a.png)\n[![b](b.png "B")](/b/)') == (
        '<div class="gallery"><img alt="a" src="a.png">'
        '<figure><a href="/b/"><img alt="b" src="b.png"></a><figcaption>B</figcaption></figure>'
        "</div>"
    )


@pytest.mark.parametrize(
    "source",
    [
        "![a](a.png) and ![b](b.png)",
        "- ![a](a.png) ![b](b.png)",
        "[![a](a.png) ![b](b.png)](/both/)",
    ],
)
def test_pictures_with_words_between_or_in_a_list_are_no_gallery(source: str) -> None:
    assert "gallery" not in html(source)


@pytest.mark.parametrize(
    "source",
    [
        "{.pullquote}",
        "{.wide}",
        "![a](a.png){.huge}",
        "word{.wide}",
        "{% raw %}",
        "{{ x }}",
        "{.x}",
    ],
)
def test_other_words_in_braces_stay_text(source: str) -> None:
    kept = source[source.index("{") :]
    assert kept in render(source).text


def test_a_quotation_is_pulled_out_and_another_is_not() -> None:
    source = "{.pullquote}\n\n> Said\n\n> Also said\n\nText\n\n> Third"
    assert html(source).count("<blockquote") == html(source).count("</blockquote>")
    assert html(source).startswith('<blockquote class="pullquote">')
    assert html(source).count("pullquote") == 1


def test_where_a_picture_stands_says_how_large_it_is_shown() -> None:
    places = []

    def note(url: str, place: str) -> None:
        places.append((url, place))

    render(
        '![](1.png)\n\n![](2.png){.wide}\n\n![](3.png "c") ![](4.png)\n\n![](5.png)',
        image=note,
    )
    assert places == [
        ("1.png", ""),
        ("2.png", "alignwide"),
        ("3.png", "gallery"),
        ("4.png", "gallery"),
        ("5.png", ""),
    ]
