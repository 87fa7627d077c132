"""Importing again: nothing twice, what is new comes over, what was changed here stays."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts import trash, writing
from flaskr.features.posts.models import Post
from flaskr.features.site.redirects import add_redirect, target_of
from flaskr.features.transfer.models import Import
from flaskr.features.transfer.undoing import undo_import
from flaskr.lib import passwords
from tests.features.transfer import exports
from tests.features.transfer.conftest import message, outcomes, rows

Bring = Callable[..., Import]


def export(folder: Path, content: str, *comments: str, title: str = "One") -> Path:
    return exports.write(
        folder,
        exports.author(1, "ana"),
        exports.item(1, title, content, slug="one", comments=comments),
        exports.item(2, "Two", terms=[("post_tag", "tide", "Tide")]),
    )


def body(core: Core, slug: str = "one") -> str:
    with core.db.reading() as db:
        post = db.scalars(select(Post).where(Post.slug == slug)).one()
        revision = writing.current_revision(post)
        assert revision is not None
        return revision.body


def test_importing_twice_makes_nothing_twice(core: Core, bring: Bring, tmp_path: Path) -> None:
    path = export(tmp_path, "Old text.", exports.comment(1, "Hi"))
    bring(path)
    before = rows(core)
    again = bring(path)
    assert rows(core) == before
    assert set(outcomes(core, again).values()) == {"unchanged"}


def test_what_changed_in_the_source_becomes_a_new_revision(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    bring(export(tmp_path, "Old text."))
    again = bring(export(tmp_path, "New text.", exports.comment(1, "Hi"), title="Uno"))
    assert outcomes(core, again, "post") == {"Uno": "updated", "Two": "unchanged"}
    assert outcomes(core, again, "comment") == {"Max on “Uno”": "created"}
    assert body(core) == "New text."
    with core.db.reading() as db:
        post = db.scalars(select(Post).where(Post.slug == "one")).one()
        assert [revision.number for revision in writing.revisions_of(post)] == [2, 1]
        assert (post.title, post.state) == ("Uno", "published")


def test_what_was_edited_here_is_kept(core: Core, bring: Bring, tmp_path: Path, olga: User) -> None:
    bring(export(tmp_path, "Old text."))
    with core.db.transaction() as db:
        post = db.scalars(select(Post).where(Post.slug == "one")).one()
        writing.revise(post, by=olga.actor, title="One", body="Mine.")
    again = bring(export(tmp_path, "New text.", exports.comment(1, "Hi")))
    assert outcomes(core, again, "post") == {"One": "skipped", "Two": "unchanged"}
    assert "what is here was kept" in message(core, again, "One")
    assert body(core) == "Mine."
    assert outcomes(core, again, "comment") == {"Max on “One”": "created"}


def test_what_was_deleted_here_does_not_come_back(core: Core, bring: Bring, tmp_path: Path) -> None:
    path = export(tmp_path, "Old text.", exports.comment(1, "Hi"))
    bring(path)
    with core.db.transaction() as db:
        for slug, verb in (("one", trash.trash), ("two", trash.remove)):
            verb(db.scalars(select(Post).where(Post.slug == slug)).one(), by=SYSTEM)
    again = bring(path)
    assert outcomes(core, again, "post") == {"One": "skipped", "Two": "skipped"}
    assert "in the trash" in message(core, again, "One")
    assert "deleted here" in message(core, again, "Two")
    with core.db.reading() as db:
        assert [post.slug for post in db.scalars(select(Post))] == ["one"]


def test_a_dry_run_after_an_import_sees_what_is_here(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    bring(export(tmp_path, "Old text."))
    tried = bring(export(tmp_path, "New text."), dry_run=True)
    assert outcomes(core, tried, "post") == {"One": "updated", "Two": "unchanged"}
    assert outcomes(core, tried, "author") == {"Ana": "unchanged"}
    assert body(core) == "Old text."


def test_an_owners_redirect_is_not_turned(core: Core, bring: Bring, tmp_path: Path) -> None:
    with core.db.transaction() as db:
        add_redirect(db, "/2020/05/one/", "/elsewhere/")
    bring(export(tmp_path, "Old text."))
    with core.db.reading() as db:
        assert target_of(db, "/2020/05/one/") == "/elsewhere/"
        assert target_of(db, "/2020/05/two/") == "/two/"


def test_two_blogs_of_the_same_numbers_do_not_meet(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    bring(export(tmp_path, "Old text."))
    other = (tmp_path / "export.xml").read_text().replace("harbour.example", "lake.example")
    path = tmp_path / "other.xml"
    path.write_text(other)
    assert outcomes(core, bring(path), "post") == {"One": "created", "Two": "created"}


LATER = "2099-01-01 08:00:00"


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        ({"status": "draft"}, {}, "published"),
        ({}, {"status": "draft"}, "draft"),
        ({}, {"status": "trash"}, "trashed"),
        ({"status": "trash"}, {}, "published"),
        ({}, {"status": "future", "date": LATER}, "scheduled"),
        ({"status": "future", "date": LATER}, {}, "published"),
        ({"status": "future", "date": LATER}, {"status": "draft"}, "draft"),
        ({"password": "oyster"}, {"password": "mussel"}, "published"),
        ({"sticky": True}, {"excerpt": "Short."}, "published"),
        ({}, {"status": "private"}, "published"),
        ({}, {"date": "2019-01-01 08:00:00"}, "published"),
    ],
)
def test_a_changed_state_comes_over_and_is_undone(
    core: Core,
    bring: Bring,
    tmp_path: Path,
    first: dict[str, Any],
    second: dict[str, Any],
    state: str,
) -> None:
    def facts() -> tuple[Any, ...]:
        with core.db.reading() as db:
            post = db.scalars(select(Post)).one()
            at = post.published_at or post.scheduled_at
            secret = post.password_hash
            return post.state, at, post.visibility, secret, post.featured_at is None, post.excerpt

    bring(exports.write(tmp_path, exports.item(1, "One", slug="one", **first)))
    before = facts()
    again = bring(exports.write(tmp_path, exports.item(1, "One", slug="one", **second)))
    assert outcomes(core, again, "post") == {"One": "updated"}
    after = facts()
    assert after[0] == state
    assert after != before
    if "password" in second:
        assert passwords.verify(after[3], "mussel")
    undo_import(core, again.id)
    assert facts() == before
