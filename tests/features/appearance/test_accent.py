"""The accent colour, corrected where it cannot be read."""

import re

import pytest

from flaskr.features.appearance.accent import rules, shades
from flaskr.lib import colours
from flaskr.lib.languages import ENGLISH


@pytest.mark.parametrize(
    "accent", ["#ffff00", "#0000ff", "#777777", "#000000", "#ffffff", "#e4572e", "#00ff88"]
)
def test_every_accent_can_be_read_on_light_and_on_dark_pages(accent: str) -> None:
    for shade in shades(accent):
        assert colours.contrast(shade.shown, shade.background) >= 4.5
        assert shade.shown in rules(accent)


def test_the_sentence_says_what_was_corrected_and_shows_both() -> None:
    light, dark = shades("#ffff00")
    assert light.is_corrected
    assert {"#ffff00", light.shown, "darker"} <= set(re.findall(r"#?\w+", light.sentence(ENGLISH)))
    assert not dark.is_corrected
    assert dark.sentence(ENGLISH).startswith("#ffff00 stays as it is on dark pages")


@pytest.mark.parametrize("accent", ["#ffff00", "#0000ff", "#777777", "#e4572e"])
def test_words_on_a_button_can_be_read(accent: str) -> None:
    for shade in shades(accent):
        assert colours.contrast(colours.on(shade.shown), shade.shown) >= 4.5
        assert colours.on(shade.shown) in rules(accent)
