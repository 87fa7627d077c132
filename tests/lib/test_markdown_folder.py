"""Folders of Jekyll, Hugo and Hexo are read, with what their paths and front matter mean."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flaskr.lib.markdown_folder import generator_of, read
from flaskr.lib.markdown_records import ImageRef, Problem


def write(root: Path, **files: Any) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def only(root: Path, **options):
    (found,) = read(root, **options)
    assert not isinstance(found, Problem), found
    return found


def problem(root: Path) -> Problem:
    (found,) = read(root)
    assert isinstance(found, Problem)
    return found


def test_a_jekyll_post_takes_its_day_slug_and_old_path_from_its_name(tmp_path):
    write(tmp_path, **{"_posts/2024-01-31-the-title.md": "---\ncategories: a b\n---\nText"})
    item = only(tmp_path, zone=ZoneInfo("Europe/Berlin"))
    assert (item.kind, item.slug, item.title, item.body) == (
        "post",
        "the-title",
        "The title",
        "Text\n",
    )
    assert item.published_at == datetime(2024, 1, 30, 23, tzinfo=UTC)
    assert item.date_only
    assert item.categories == ("a", "b")
    assert item.aliases == ("/a/b/2024/01/31/the-title.html",)


def test_a_configured_permalink_makes_the_old_path(tmp_path):
    write(tmp_path, **{"_config.yml": "permalink: /:year/:title/\n", "_posts/2024-01-31-x.md": "a"})
    assert only(tmp_path).aliases == ("/2024/x/",)


def test_a_permalink_of_its_own_is_the_old_path_and_gives_the_slug(tmp_path):
    write(tmp_path, **{"_posts/2024-01-31-x.md": "---\npermalink: /old/name.html\n---\n"})
    item = only(tmp_path)
    assert (item.slug, item.aliases) == ("name", ("/old/name.html",))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("_drafts/x.md", "a"),
        ("_posts/2024-01-01-x.md", "---\npublished: false\n---\na"),
        ("content/posts/x.md", "+++\ndraft = true\n+++\na"),
        ("source/_drafts/x.md", "title: a\n---\na"),
    ],
)
def test_drafts_are_known_by_folder_or_front_matter(tmp_path, path, text):
    assert only(write(tmp_path, **{path: text})).draft


def test_a_jekyll_page_is_a_page(tmp_path):
    write(tmp_path, **{"_config.yml": "", "about.md": "---\nlayout: page\ntitle: About\n---\nMe"})
    item = only(tmp_path)
    assert (item.kind, item.published_at, item.aliases) == ("page", None, ("/about.html",))


def test_a_hugo_bundle_is_read_with_its_pictures(tmp_path):
    text = (
        '+++\ntitle = "T"\ndate = 2024-01-31T10:00:00+02:00\nlastmod = 2024-02-01\nslug = "s"\n'
        'aliases = ["/old/"]\nexpiryDate = 2030-01-01\ntags = ["a b"]\nauthors = ["Ana"]\n'
        '[cover]\nimage = "c.png"\n+++\n![x](a.png) '
        "![y](https://b.example/y.png) ![z](../../no.png)"
    )
    root = write(
        tmp_path, **{"hugo.toml": "", "content/posts/trip/index.md": text,
                     "content/posts/trip/a.png": b"1", "content/posts/trip/c.png": b"2"}
    )  # fmt: skip
    item = only(root)
    assert (item.kind, item.slug, item.tags, item.authors) == ("post", "s", ("a b",), ("Ana",))
    assert item.published_at == datetime(2024, 1, 31, 8, tzinfo=UTC)
    assert not item.date_only
    assert item.updated_at == datetime(2024, 2, 1, tzinfo=UTC)
    assert item.expires_at == datetime(2030, 1, 1, tzinfo=UTC)
    assert item.aliases == ("/old/", "/posts/s/")
    assert item.cover == "c.png"
    bundle = root.resolve() / "content/posts/trip"
    assert item.images == (ImageRef("c.png", bundle / "c.png"), ImageRef("a.png", bundle / "a.png"))


def test_a_hugo_section_page_is_reported(tmp_path):
    assert "section" in problem(write(tmp_path, **{"content/posts/_index.md": "a"})).message


def test_a_hexo_post_has_nested_categories_and_an_asset_folder(tmp_path):
    text = "title: T\ndate: 2013-12-24 23:30:09\ncategories:\n- [A, B]\n- C\n---\n"
    text += "a <!-- more --> b ![](p.jpg)"
    root = write(tmp_path, **{"source/_posts/x.md": text, "source/_posts/x/p.jpg": b"1"})
    item = only(root)
    assert item.categories == ("A", "B", "C")
    assert item.aliases == ("/2013/12/24/x/",)
    assert "<!--more-->" in item.body
    assert [image.path.name for image in item.images] == ["p.jpg"]


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("---\ntitle: Given\n---\n# Other\n\nText", "Given", "# Other\n\nText\n"),
        ("# First *heading*\n\nText", "First *heading*", "Text\n"),
        ("Text", "My file", "Text\n"),
    ],
)
def test_the_title_is_given_or_the_first_heading_or_the_files_name(tmp_path, text, title, body):
    item = only(write(tmp_path, **{"my-file.md": text}))
    assert (item.title, item.body) == (title, body)


@pytest.mark.parametrize(
    ("written", "moment", "day_only"),
    [
        ("2024-01-31", datetime(2024, 1, 31, tzinfo=UTC), True),
        ("'2024-1-5'", datetime(2024, 1, 5, tzinfo=UTC), True),
        ("2024-01-31 10:00", datetime(2024, 1, 31, 10, tzinfo=UTC), False),
        ("2024-01-31 10:00:00 +0530", datetime(2024, 1, 31, 4, 30, tzinfo=UTC), False),
        ("2024-01-31T10:00:00-05:00", datetime(2024, 1, 31, 15, tzinfo=UTC), False),
        ("2024/01/31 9:05:00", datetime(2024, 1, 31, 9, 5, tzinfo=UTC), False),
        ("Wed, 31 Jan 2024 10:00:00 GMT", datetime(2024, 1, 31, 10, tzinfo=UTC), False),
        ("next week", None, False),
        ("2024-02-30", None, False),
    ],
)
def test_dates_are_read_in_every_form(tmp_path, written, moment, day_only):
    item = only(write(tmp_path, **{"x.md": f"---\ndate: {written}\n---\n"}))
    assert (item.published_at, item.date_only) == (moment, day_only)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\xfa", "UTF-8"),
        (b"---\na: [\n---\n", "Line 3"),
        (b"a\x00b", "NUL"),
        (b"x" * 5_000_001, "larger"),
    ],
)
def test_a_file_that_cannot_be_read_is_reported_and_the_next_one_read(tmp_path, content, said):
    write(tmp_path, **{"a.md": content, "b.md": "fine"})
    bad, good = read(tmp_path)
    assert isinstance(bad, Problem)
    assert bad.source_path == "a.md"
    assert said in bad.message
    assert not isinstance(good, Problem)


def test_links_out_of_the_folder_are_not_followed(tmp_path):
    outside = write(tmp_path / "outside", **{"secret.md": "s", "secret.png": b"1"})
    inside = write(tmp_path / "inside", **{"a.md": "![](pic.png) ![](../outside/secret.png)"})
    (inside / "b.md").symlink_to(outside / "secret.md")
    (inside / "folder").symlink_to(outside)
    (inside / "pic.png").symlink_to(outside / "secret.png")
    item, link = read(inside)
    assert not isinstance(item, Problem)
    assert item.images == ()
    assert isinstance(link, Problem)
    assert "not followed" in link.message


def test_what_generators_make_or_need_is_not_read(tmp_path):
    names = [
        "node_modules/a.md",
        ".git/a.md",
        "_site/a.md",
        "public/a.md",
        "themes/t/a.md",
        "b.txt",
    ]
    assert list(read(write(tmp_path, **dict.fromkeys(names, "a")))) == []


def test_html_with_front_matter_becomes_markdown_and_a_readme_is_reported(tmp_path):
    write(
        tmp_path, **{"2022-06-05-a.html": "---\ntitle: A\n---\n<p>x <b>y</b></p>", "b.html": "<p>"}
    )
    assert only(tmp_path).body == "x **y**\n"
    write(tmp_path, **{"README.md": "# About"})
    assert any(isinstance(found, Problem) for found in read(tmp_path))


def test_the_generator_is_recognised(tmp_path):
    assert generator_of(tmp_path) == "plain"
    assert generator_of(write(tmp_path / "j", **{"_posts/a.md": ""})) == "jekyll"
    assert generator_of(write(tmp_path / "h", **{"content/a.md": ""})) == "hugo"
    assert generator_of(write(tmp_path / "x", **{"source/_posts/a.md": ""})) == "hexo"
