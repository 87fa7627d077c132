"""What old addresses mean."""

import pytest

from flaskr.features.transfer.links import Links, path_of


@pytest.fixture
def links() -> Links:
    found = Links({"harbour.example"})
    found.lead("https://harbour.example/2020/05/one/", "/one/")
    found.lead("https://harbour.example/?p=7", "/seven/")
    found.lead("file:notes/two.md", "/two/")
    found.lead_file("f", "https://cdn.example/wp/lake-scaled.jpg", "/media/lake.jpg")
    return found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[a](http://www.harbour.example/2020/05/one)", "[a](/one/)"),
        ("[a](//harbour.example/2020/05/one/#part)", "[a](/one/#part)"),
        ("[a](/2020/05/one/#more-12)", "[a](/one/)"),
        ("[a](https://harbour.example/?page_id=7)", "[a](/seven/)"),
        ("See https://harbour.example/2020/05/one/.", "See /one/."),
        ('<a href="/2020/05/one/">x</a>', '<a href="/one/">x</a>'),
        ("![x](https://cdn.example/wp/lake-300x200.jpg)", "![x](/media/lake.jpg)"),
        ("![x](https://cdn.example/wp/lake.jpg?w=300)", "![x](/media/lake.jpg)"),
        ("[a](https://harbour.example/)", "[a](https://harbour.example/)"),
        (
            "[a](https://harbour.example/2020/05/other/)",
            "[a](https://harbour.example/2020/05/other/)",
        ),
        ("[a](https://[broken/2020)", "[a](https://[broken/2020)"),
        ("a // b //c", "a // b //c"),
    ],
)
def test_a_text_gets_the_new_addresses(links: Links, old: str, new: str) -> None:
    assert links.rewrite(old) == new


def test_links_beside_a_file_lead_to_its_post(links: Links) -> None:
    assert links.rewrite("[a](two.md#x) [b](three.md)", base="notes/one.md") == (
        "[a](/two/#x) [b](three.md)"
    )


def test_pictures_that_stay_behind_are_counted(links: Links) -> None:
    text = "![](https://harbour.example/a.jpg) ![](https://other.example/b.jpg) http://[x.png"
    assert links.pictures_left(text) == 1


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://a.example/2020/caf%C3%A9/", "/2020/café/"),
        ("https://a.example/?p=12", "/?p=12"),
        ("https://a.example/?page_id=12&x=y", "/?p=12"),
        ("https://a.example/", ""),
        ("https://a.example/x?y=z", ""),
        ("http://[broken", ""),
        ("no address", ""),
    ],
)
def test_an_address_becomes_the_path_it_is_asked_for_by(url: str, path: str) -> None:
    assert path_of(url) == path
