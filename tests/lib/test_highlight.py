"""Code is marked up with known classes, and comes through letter by letter."""

import re
from html import unescape

import pytest

from flaskr.lib.highlight import LIMIT, TOKEN_CLASSES, highlight


@pytest.mark.parametrize(
    "language", ["python", "js", "html", "bash", "sql", "yaml", "c", "no-such"]
)
def test_the_code_is_the_same_without_the_spans(language):
    code = "\n\n  def f(x): # <b> & 'c'\n\treturn \"é\"\n\n"
    marked = highlight(code, language)
    assert unescape(re.sub(r"</?span[^>]*>", "", marked)) == code
    assert set(re.findall(r'class="([^"]*)"', marked)) <= TOKEN_CLASSES


def test_a_keyword_gets_its_class():
    assert highlight("return", "python") == '<span class="k">return</span>'


def test_unknown_languages_and_very_long_code_are_only_escaped():
    assert highlight("<def>", "klingon") == "&lt;def&gt;"
    assert highlight("<def>", "") == "&lt;def&gt;"
    assert "<span" not in highlight("def " * LIMIT, "python")
