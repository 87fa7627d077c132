"""What templates write: nothing that a value says becomes markup, unless the sanitiser made it."""

from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from flaskr.lib.sanitize import SafeHtml, escaped, sanitize


class Shouting(str):
    """A string that is not just one."""

    __slots__ = ()

    def __str__(self) -> str:
        return "<b>"


class Html:
    """Something that knows how it is written."""

    def __html__(self) -> str:
        return "<i>so</i>"


@given(st.text(alphabet=st.sampled_from("<>&'\"aä漢\0 ")))
def test_text_is_written_as_markupsafe_writes_it(text: str) -> None:
    assert escaped(text) == str(escape(text))


@pytest.mark.parametrize(
    "value",
    [
        Markup("<b>&</b>"),
        sanitize("<b>&amp;</b>"),
        Html(),
        Shouting("<a>"),
        17,
        None,
        True,
        b"<",
        [">"],
    ],
)
def test_anything_else_is_written_as_markupsafe_writes_it(value: Any) -> None:
    assert type(escaped(value)) is str
    assert escaped(value) == str(escape(value))


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("{{ value }}", "&lt;&#34;&gt;"),
        ("{% set block %}<p>{{ value }}</p>{% endset %}{{ block }}", "<p>&lt;&#34;&gt;</p>"),
        ("{% macro a(b) %}<p>{{ b }}</p>{% endmacro %}{{ a(value) }}", "<p>&lt;&#34;&gt;</p>"),
        ("{{ '<p>' ~ value }}", "&lt;p&gt;&lt;&#34;&gt;"),
        ("{{ html }}{{ html ~ value }}", "<p>x</p><p>x</p>&lt;&#34;&gt;"),
        ("{% filter upper %}<p>{{ value }}</p>{% endfilter %}", "<P>&LT;&#34;&GT;</P>"),
        ("{% autoescape false %}{{ value }}{% endautoescape %}", '<">'),
    ],
)  # fmt: skip
def test_templates_escape_what_they_are_given(app: Flask, source: str, made: str) -> None:
    template = app.jinja_env.from_string(source)
    assert template.render(value='<">', html=SafeHtml("<p>x</p>")) == made
