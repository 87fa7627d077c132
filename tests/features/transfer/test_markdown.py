"""What comes over from folders of Markdown files."""

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.media.models import Media
from flaskr.features.posts.models import Post
from flaskr.features.site.redirects import target_of
from flaskr.features.transfer.models import Import
from flaskr.features.transfer.undoing import undo_import
from tests.features.media import samples
from tests.features.transfer.conftest import message, outcomes, rows

Bring = Callable[..., Import]


def folder(root: Path, files: dict[str, str | bytes], name: str = "blog") -> Path:
    for path, data in files.items():
        target = root / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data if isinstance(data, bytes) else data.encode())
    return root / name


def posts(core: Core) -> dict[str, Post]:
    with core.db.reading() as db:
        found = {post.slug: post for post in db.scalars(select(Post))}
        for post in found.values():
            assert post.tags is not None
            assert post.authors
            assert post.revision is not None
        return found


JEKYLL = {
    "_config.yml": "title: Blog\n",
    "_posts/2021-03-04-first-walk.md": (
        "---\ntitle: First walk\ntags: [lake, walk]\ncategories: days\nauthor: Nora\n"
        "redirect_from: /old/walk.html\n---\n"
        "See ![A lake](lake.jpg) and [the other](second.md) and "
        "[by address](/2021/03/05/second.html).\n"
    ),
    "_posts/lake.jpg": samples.photo(),
    "_posts/2021-03-05-second.md": "---\ntitle: Second\nlayout: post\n---\nText.\n",
    "_posts/2021-03-06-hidden.md": "---\ntitle: Hidden\npublished: false\n---\nText.\n",
    "_posts/2099-01-01-later.md": "---\ntitle: Later\n---\nText.\n",
    "_drafts/idea.md": "---\ntitle: Idea\n---\nText.\n",
    "about.md": "---\ntitle: About\nlayout: page\n---\nUs.\n",
    "broken.md": "---\ntitle: [unclosed\n---\nText.\n",
    "README.md": "How to build this.\n",
}


def test_a_jekyll_folder_comes_over(core: Core, bring: Bring, tmp_path: Path, olga: User) -> None:
    row = bring(folder(tmp_path, JEKYLL))
    found = posts(core)
    assert {slug: (post.kind, post.state) for slug, post in found.items()} == {
        "first-walk": ("post", "published"),
        "second": ("post", "published"),
        "hidden": ("post", "draft"),
        "later": ("post", "scheduled"),
        "idea": ("post", "draft"),
        "about": ("page", "published"),
    }
    first = found["first-walk"]
    assert first.published_at == datetime(2021, 3, 4, tzinfo=UTC)
    assert [tag.name for tag in first.tags] == ["days", "lake", "walk"]
    assert [user.name for user in first.authors] == ["Nora"]
    assert [user.username for user in found["second"].authors] == ["olga"]
    with core.db.reading() as db:
        (media,) = db.scalars(select(Media))
        assert target_of(db, "/old/walk.html") == "/first-walk/"
        assert target_of(db, "/days/2021/03/04/first-walk.html") == "/first-walk/"
    body = first.revision.body if first.revision else ""
    assert f"![A lake](/media/{media.key})" in body
    assert "[the other](second.md)" in body
    assert "[by address](/second/)" in body
    assert outcomes(core, row, "other") == {"broken.md": "failed", "README.md": "skipped"}
    assert "front matter" in message(core, row, "broken.md")


def test_links_between_files_lead_to_the_posts(core: Core, bring: Bring, tmp_path: Path) -> None:
    files = {
        "a/one.md": "---\ntitle: One\n---\nSee [two](../b/two.md#end) and [web](https://x.example).",
        "b/two.md": "---\ntitle: Two\n---\nText.",
    }
    bring(folder(tmp_path, files, "notes"))
    revision = posts(core)["one"].revision
    assert revision is not None
    assert revision.body.strip() == "See [two](/two/#end) and [web](https://x.example)."


def test_hugo_with_toml_and_a_cover_comes_over(core: Core, bring: Bring, tmp_path: Path) -> None:
    files = {
        "hugo.toml": "title = 'Blog'\n",
        "content/posts/walk/index.md": (
            "+++\ntitle = 'Walk'\ndate = 2021-03-04T10:00:00+02:00\nsummary = 'A short one.'\n"
            "cover = 'lake.jpg'\naliases = ['/w/']\n+++\nText.\n"
        ),
        "content/posts/walk/lake.jpg": samples.photo(),
        "content/posts/draft.md": '{"title": "Draft", "draft": true}\n\nText.',
    }
    row = bring(folder(tmp_path, files, "hugo"))
    assert row.state == "finished"
    walk = posts(core)["walk"]
    assert walk.published_at == datetime(2021, 3, 4, 8, tzinfo=UTC)
    assert (walk.excerpt, walk.cover_id is not None) == ("A short one.", True)
    assert posts(core)["draft"].state == "draft"
    with core.db.reading() as db:
        assert target_of(db, "/w/") == "/walk/"


def test_an_archive_is_the_same_blog_as_its_folder(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    root = folder(tmp_path, JEKYLL)
    with zipfile.ZipFile(tmp_path / "upload (1).zip", "w") as archive:
        for path in sorted(root.rglob("*")):
            archive.write(path, path.relative_to(root.parent))
    row = bring(root)
    before = rows(core)
    again = bring(tmp_path / "upload (1).zip")
    assert (again.state, again.source) == ("finished", row.source)
    assert rows(core) == before
    assert set(outcomes(core, again, "post").values()) == {"unchanged"}
    undo_import(core, row.id)
    assert rows(core)["posts"] == 0
    assert rows(core)["media"] == 0


def test_times_without_a_zone_are_read_in_the_one_chosen(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    files = {"one.md": "---\ntitle: One\ndate: 2021-07-01 12:00\n---\nText."}
    bring(folder(tmp_path, files), timezone="Europe/Berlin")
    assert posts(core)["one"].published_at == datetime(2021, 7, 1, 10, tzinfo=UTC)


def test_without_any_user_an_author_is_made(core: Core, bring: Bring, tmp_path: Path) -> None:
    bring(folder(tmp_path, {"one.md": "Text without anything."}))
    assert [user.username for user in posts(core)["one"].authors] == ["author"]
