"""Front matter of three kinds is read, and what is wrong with it is said with its line."""

from datetime import UTC, date, datetime

import pytest

from flaskr.lib.frontmatter import FrontMatterError, parse


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("---\ntitle: A\n---\nBody", "yaml"),
        ("\ufeff---\r\ntitle: A\r\n---\r\nBody", "yaml"),
        ("title: A\n---\nBody", "yaml"),
        ("+++\ntitle = 'A'\n+++\nBody", "toml"),
        ('"title": "A",\n;;;\nBody', "json"),
        (';;;\n"title": "A"\n;;;\nBody', "json"),
        ('{"title": "A"}\n\nBody', "json"),
    ],
)
def test_front_matter_is_cut_off_and_read(text, kind):
    document = parse(text)
    assert (document.meta, document.body, document.format) == ({"title": "A"}, "Body", kind)


@pytest.mark.parametrize(
    "text",
    [
        "Body",
        "---\n\nA rule first",
        "Note: this\n\nis text\n\n---\n\nmore",
        "{% raw %}",
        "{ no json",
        "",
    ],
)
def test_a_text_without_front_matter_stays_whole(text):
    document = parse(text)
    assert (document.meta, document.body, document.format) == ({}, text, None)


def test_dates_come_as_dates_and_impossible_ones_as_text():
    meta = parse("---\na: 2024-01-31\nb: 2024-01-31 10:00:00Z\nc: 2024-02-30\n---\n").meta
    assert meta == {
        "a": date(2024, 1, 31),
        "b": datetime(2024, 1, 31, 10, tzinfo=UTC),
        "c": "2024-02-30",
    }


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("---\ntitle: A\nb: [1\n---\n", 4, "expected"),
        ("+++\na = 1\nb =\n+++\n", 3, "Invalid value"),
        (';;;\n"a": 1,\n"b" 2\n;;;\n', 3, "delimiter"),
        ('{"a": 1\n"b"}', 2, "delimiter"),
        ("---\ntitle: A\nBody", 1, "never ends"),
        ("+++\nBody", 1, "never ends"),
        ("---\n- a\n---\n", 2, "names and values"),
        ("---\na: !!python/object/apply:os.system [ls]\n---\n", 2, "tag"),
        ("---\na: &a [1]\nb: [" + "*a," * 30 + "]\n---\n", 3, "too many aliases"),
        ("---\na: " + "[" * 20_000 + "\n---\n", 2, "nested too deep"),
        ("+++\na = " + "[" * 20_000 + "\n+++\n", 2, "nested too deep"),
        ('{"a": ' + "[" * 200_000, 1, "nested too deep"),
    ],
)
def test_damaged_front_matter_is_refused_with_its_line(text, line, said):
    with pytest.raises(FrontMatterError, match=said) as caught:
        parse(text)
    assert caught.value.line == line
    assert str(caught.value).startswith(f"Line {line}: ")
