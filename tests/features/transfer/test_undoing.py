"""Undoing an import whole."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from flaskr.core.errors import Conflict
from flaskr.core.jobs import JobRow
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts import rendering, tagging, trash, writing
from flaskr.features.posts.models import Post, Tag
from flaskr.features.site.identity import change_site, site_values
from flaskr.features.transfer.importing import run_import
from flaskr.features.transfer.models import Import
from flaskr.features.transfer.undoing import undo_import
from tests.features.media import samples
from tests.features.posts.factories import published
from tests.features.transfer import exports
from tests.features.transfer.conftest import message, old_blog, outcomes, rows

Bring = Callable[..., Import]


def blog(folder: Path, address: str = "", content: str = "Text.") -> Path:
    return exports.write(
        folder,
        exports.author(1, "ana"),
        exports.author(2, "quiet"),
        exports.item(
            1,
            "One",
            content,
            terms=[("post_tag", "tide", "Tide"), ("category", "boats", "Boats")],
            comments=[exports.comment(1, "Hi", user="1")],
            meta={"_thumbnail_id": "3"},
        ),
        exports.item(2, "Later", status="future", date="2099-01-01 08:00:00"),
        exports.item(3, "Lake", type="attachment", url=f"{address}/lake.jpg" if address else ""),
    )


def test_nothing_is_left_of_an_undone_import(core: Core, bring: Bring, tmp_path: Path) -> None:
    core.settings["FETCH_PRIVATE"] = True
    before = rows(core)
    with old_blog({"/lake.jpg": samples.photo()}) as (address, _asked):
        row = bring(blog(tmp_path, address), site_title=True)
    assert rows(core)["media"] == 1
    undone = undo_import(core, row.id)
    assert undone.state == "undone"
    assert rows(core) == before
    assert set(outcomes(core, row).values()) == {"undone"}
    with core.db.reading() as db:
        names = db.scalars(select(JobRow.name)).all()
        assert "posts.publish_scheduled" not in names
        assert "media.delete_files" in names
        assert site_values(db).title == "Flaskr"
    assert undo_import(core, row.id).state == "undone"


def test_what_was_changed_here_stays_with_all_it_needs(
    core: Core, bring: Bring, tmp_path: Path, olga: User
) -> None:
    core.settings["FETCH_PRIVATE"] = True
    with old_blog({"/lake.jpg": samples.photo()}) as (address, _asked):
        row = bring(blog(tmp_path, address))
    with core.db.transaction() as db:
        post = db.scalars(select(Post).where(Post.slug == "one")).one()
        writing.revise(post, by=olga.actor, title="One", body="Mine now.")
    undo_import(core, row.id)
    assert outcomes(core, row, "post") == {"One": "kept", "Later": "undone"}
    assert "changed here" in message(core, row, "One")
    left = rows(core)
    assert (left["posts"], left["media"], left["comments"], left["tags"]) == (1, 1, 1, 2)
    assert outcomes(core, row, "author") == {"Ana": "kept", "Quiet": "undone"}
    assert left["redirects"] == 2


def test_a_tag_that_others_use_stays(core: Core, bring: Bring, tmp_path: Path, olga: User) -> None:
    row = bring(blog(tmp_path))
    with core.db.transaction() as db:
        post = published(db, olga, title="My own")
        tagging.set_tags(post, ["Tide"], by=olga.actor)
    undo_import(core, row.id)
    with core.db.reading() as db:
        assert [tag.name for tag in db.scalars(select(Tag))] == ["Tide"]
        assert [post.title for post in db.scalars(select(Post))] == ["My own"]


def test_an_update_is_taken_back_to_what_was_before(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    first = bring(blog(tmp_path))
    second = bring(blog(tmp_path, content="New text."))
    undo_import(core, second.id)
    with core.db.reading() as db:
        post = db.scalars(select(Post).where(Post.slug == "one")).one()
        revision = rendering.current_revision(post)
        assert revision is not None
        assert (revision.body, revision.number) == ("Text.", 3)
        assert post.state == "published"
        assert [tag.name for tag in post.tags] == ["Boats", "Tide"]
    third = bring(blog(tmp_path, content="New text."))
    assert outcomes(core, third, "post") == {"One": "updated", "Later": "unchanged"}
    undo_import(core, third.id)
    undo_import(core, first.id)
    assert rows(core)["posts"] == 0


def test_after_an_undo_the_same_blog_can_come_again(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    row = bring(blog(tmp_path))
    undo_import(core, row.id)
    assert outcomes(core, bring(blog(tmp_path)), "post") == {"One": "created", "Later": "created"}


def test_an_import_that_was_undone_is_not_gone_on_with(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    row = bring(tmp_path / "nothing.xml")
    assert row.state == "failed"
    undo_import(core, row.id)
    with pytest.raises(Conflict, match="undone"):
        run_import(core, row.id)


def test_a_dry_run_cannot_be_undone(core: Core, bring: Bring, tmp_path: Path) -> None:
    row = bring(blog(tmp_path), dry_run=True)
    with pytest.raises(Conflict, match="nothing to undo"):
        undo_import(core, row.id)


def test_an_account_that_has_a_password_by_now_stays(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    row = bring(blog(tmp_path))
    with core.db.transaction() as db:
        db.scalars(select(User).where(User.username == "ana")).one().password_hash = "x"
    undo_import(core, row.id)
    assert outcomes(core, row, "author") == {"Ana": "kept", "Quiet": "undone"}
    assert "password by now" in message(core, row, "Ana")


def test_what_is_gone_already_does_not_stop_an_undo(
    core: Core, bring: Bring, tmp_path: Path, olga: User
) -> None:
    row = bring(blog(tmp_path), site_title=True)
    with core.db.transaction() as db:
        for post in db.scalars(select(Post)):
            trash.remove(post, by=olga.actor)
        for row_of in (Tag, User):
            for each in db.scalars(select(row_of)):
                if each.id != olga.id or row_of is Tag:
                    db.delete(each)
        change_site(db, by=olga.actor, title="My own title")
    assert undo_import(core, row.id).state == "undone"
    assert message(core, row, "Title of the site").startswith("It was changed here")
    # The address of what was deleted by hand says so.
    left = {"users": 1, "redirects": 1}
    assert {name: count for name, count in rows(core).items() if count} == left


def test_comments_brought_to_an_older_post_go_with_their_import(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    bring(exports.write(tmp_path, exports.item(1, "One")))
    row = bring(
        exports.write(tmp_path, exports.item(1, "One", comments=[exports.comment(1, "Hi")]))
    )
    assert rows(core)["comments"] == 1
    undo_import(core, row.id)
    left = rows(core)
    assert (left["comments"], left["posts"]) == (0, 1)
