"""The fonts that are shipped."""

import re
from pathlib import Path

import pytest

import flaskr
from flaskr.features.accounts.models import User
from flaskr.features.site.fonts import SHIPPED, preloads, rules
from flaskr.features.site.look import FONTS
from tests.client import CheckedClient
from tests.features.appearance.test_pages import FORM, PAGE, as_visitor

STATIC = Path(flaskr.__file__).parent / "web" / "static"


def test_every_choice_but_the_readers_own_is_a_pair() -> None:
    assert {"system", *SHIPPED} == set(FONTS)
    assert rules("system", str) == ""
    assert preloads("system") == ()


@pytest.mark.parametrize("name", SHIPPED)
def test_every_file_is_there_is_small_and_has_its_licence(name: str) -> None:
    named = re.findall(r'url\("([^"]+)"\)', rules(name, str))
    assert len(named) == (4 if SHIPPED[name].has_italic else 2)
    assert set(preloads(name)) <= set(named)
    for file in named:
        data = (STATIC / file).read_bytes()
        assert data[:4] == b"wOF2"
        assert len(data) < 40_000
    licence = STATIC / "fonts" / f"{SHIPPED[name].stem}-LICENSE.txt"
    assert "SIL Open Font License" in licence.read_text(encoding="utf-8")


def test_pages_preload_the_font_that_their_style_sheet_names(
    client: CheckedClient, olga: User
) -> None:
    client.log_in(olga)
    samples = client.get("/studio/appearance/fonts.css")
    assert samples.text.count("@font-face") == len(SHIPPED)
    client.post(PAGE, data={**FORM, "fonts": "literata"})
    page = as_visitor(client, "/search")
    preload = re.search(r'<link rel="preload" href="([^"]+)" as="font"', page)
    sheet = re.search(r'href="(/look-[^"]+)"', page)
    assert preload
    assert sheet
    assert preload[1] in client.get(sheet[1]).text
    with client.get(preload[1]) as font:
        assert font.mimetype == "font/woff2"
