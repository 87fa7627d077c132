"""Adding many posts at once: the same rows as the verbs make one by one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.content import EVERYTHING
from flaskr.core.errors import Denied
from flaskr.core.jobs.queue import JobRow
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts import counting, publishing, recounting
from flaskr.features.posts.bulk import FinishedPost, add_posts
from flaskr.features.posts.models import Post, PostAuthor, PostMedia, PostTag, Revision
from flaskr.features.posts.rendering import EXCERPT_LENGTH
from flaskr.features.posts.tagging import tag_named
from flaskr.lib import markdown, text
from tests.features.posts.factories import published

BODY = "A **walk** by the lake.\n\n- one\n- two"


def finished(
    author: User, title: str = "A walk", slug: str = "a-walk", **rest: Any
) -> FinishedPost:
    """Make a post that is ready to be stored."""
    made = markdown.render(BODY)
    now = clock.now()
    values = {
        "summary": text.excerpt(made.text, length=EXCERPT_LENGTH),
        "reading_minutes": text.reading_minutes(made.text),
        "author_ids": (author.id,),
        "created_at": now,
        "updated_at": now,
        "published_at": now,
    }
    return FinishedPost(
        slug=slug, title=title, body=BODY, html=made.html, text=made.text, **(values | rest)
    )


def row_of(thing: Any) -> dict[str, Any]:
    """Return what stands in a row, but what tells two equal ones apart."""
    names = thing.__table__.columns.keys()
    apart = {"id", "post_id", "revision_id", "slug"}
    return {name: getattr(thing, name, None) for name in names if name not in apart}


def test_a_post_of_many_is_like_one_that_was_written(db: Session, ana: User) -> None:
    with clock.frozen(datetime(2026, 5, 1, 12, tzinfo=UTC)):
        written = published(db, ana, "A walk", BODY, tags=("Lake", "Dogs"))
        tags = tuple(tag_named(db, name).id for name in ("lake", "dogs"))
        ids = add_posts(db, [finished(ana, tag_ids=tags)], by=SYSTEM)
    added = db.get_one(Post, ids[0])
    assert row_of(added) == row_of(written)
    assert added.slug == "a-walk-2"
    assert [tag.name for tag in added.tags] == ["Lake", "Dogs"]
    assert [author.id for author in added.authors] == [ana.id]
    revisions = [db.get_one(Revision, post.revision_id) for post in (added, written)]
    assert row_of(revisions[0]) == row_of(revisions[1])
    assert revisions[0].post_id == added.id


def test_slugs_that_are_taken_get_numbers(db: Session, ana: User) -> None:
    published(db, ana, "A walk")
    published(db, ana, "A walk 3")
    wanted = ["a-walk", "search", "a-walk", "other", "other"]
    ids = add_posts(db, [finished(ana, slug=slug) for slug in wanted], by=SYSTEM)
    slugs = [db.get_one(Post, id).slug for id in ids]
    assert slugs == ["a-walk-2", "search-2", "a-walk-4", "other", "other-2"]


def test_posts_written_afterwards_get_ids_of_their_own(db: Session, ana: User) -> None:
    ids = add_posts(db, [finished(ana, slug=f"p-{n}") for n in range(3)], by=SYSTEM)
    assert ids == sorted(set(ids))
    later = published(db, ana, "Later")
    assert later.id not in ids
    assert add_posts(db, [], by=SYSTEM) == []


def test_a_scheduled_post_goes_out_by_itself(db: Session, ana: User) -> None:
    at = clock.now() + timedelta(days=1)
    post = replace(finished(ana), published_at=None, scheduled_at=at)
    assert not post.is_public
    [id] = add_posts(db, [post], by=SYSTEM)
    assert db.scalars(select(JobRow.run_at)).all() == [at]
    assert publishing.keep_time(db) == 1
    assert db.scalar(select(func.count(JobRow.id))) == 1
    with clock.frozen(at):
        assert publishing.publish_due(db, id)
    assert db.get_one(Post, id).is_public


def test_lists_and_counts_have_the_posts(db: Session, ana: User, eddy: User) -> None:
    tag = tag_named(db, "Lake")
    at = datetime(2026, 5, 1, tzinfo=UTC)
    published(db, ana, "Before", at=at)
    kinds = (
        {"published_at": at, "tag_ids": (tag.id,)},
        {"published_at": at, "author_ids": (eddy.id, ana.id)},
        {"published_at": at, "kind": "page", "tag_ids": (tag.id,)},
        {"published_at": at, "visibility": "private"},
        {"published_at": None},
    )
    ids = add_posts(
        db, [finished(ana, slug=f"p-{n}", **kind) for n, kind in enumerate(kinds)], by=SYSTEM
    )
    assert recounting.wrong_counts(db) == []
    assert recounting.wrong_times(db) == 0
    assert counting.count_of(db, counting.ALL) == 3
    assert counting.count_of(db, counting.TAG, tag.id) == 1
    assert counting.count_of(db, counting.AUTHOR, eddy.id) == 1
    for link in (PostTag, PostAuthor):
        for each in db.scalars(select(link).where(link.post_id.in_(ids))):
            assert each.public_at == db.get_one(Post, each.post_id).public_at


def test_what_files_the_texts_name_is_known(db: Session, ana: User) -> None:
    stem = f"ab/{'0' * 32}"
    body = f"![Lake](/media/{stem}.jpg) ![Again](/media/{stem}-800.webp)"
    [id, _other] = add_posts(
        db, [replace(finished(ana), body=body), finished(ana, slug="other")], by=SYSTEM
    )
    assert [(each.post_id, each.stem) for each in db.scalars(select(PostMedia))] == [(id, stem)]


def test_pages_that_are_kept_are_dropped(
    core: Core, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[set[str]] = []
    monkeypatch.setattr(core.content, "_hearers", [heard.append])
    with core.db.transaction() as db:
        add_posts(db, [finished(ana)], by=SYSTEM)
    assert heard == [{EVERYTHING}]


def test_html_that_nobody_cleaned_is_refused(db: Session, ana: User) -> None:
    with pytest.raises(TypeError):
        add_posts(db, [replace(finished(ana), html="<script>")], by=SYSTEM)  # type: ignore[arg-type]


def test_who_may_not_write_adds_nothing(core: Core, max: User) -> None:
    with pytest.raises(Denied), core.db.transaction() as db:
        add_posts(db, [finished(max)], by=max.actor)
