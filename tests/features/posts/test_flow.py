"""The public lists' times and the kept counts follow the posts, whatever happens to them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.jobs.queue import JobRow
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts import (
    checks,
    counting,
    jobs,
    listing,
    publishing,
    recounting,
    tagging,
    trash,
    writing,
)
from flaskr.features.posts.listing import Flow
from flaskr.features.posts.models import Post, PostAuthor, PostCount, PostTag
from flaskr.features.site.identity import change_site
from tests.client import CheckedClient
from tests.features.posts.factories import draft, published

START = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
TAGS = ("red", "green", "blue")
OFTEN = ("publish", "show", "restore", "tag", "hand over")


def _changes(random: Random, post: Post, people: list[User]) -> dict[str, Callable[[], object]]:
    by = SYSTEM
    at = START + timedelta(hours=random.randrange(-2000, 2000))
    is_out = post.published_at is not None
    return {
        "publish": lambda: post.trashed_at or publishing.publish(post, by=by, at=at),
        "unpublish": lambda: publishing.unpublish(post, by=by),
        "redate": lambda: is_out and publishing.redate(post, by=by, at=at),
        "hide": lambda: publishing.set_visibility(post, "private", by=by),
        "show": lambda: publishing.set_visibility(post, "public", by=by),
        "lock": lambda: publishing.set_visibility(post, "password", by=by, password_hash="x"),
        "trash": lambda: trash.trash(post, by=by),
        "restore": lambda: trash.restore(post, by=by),
        "tag": lambda: tagging.set_tags(post, random.sample(TAGS, random.randrange(4)), by=by),
        "hand over": lambda: writing.set_authors(
            post, [user.id for user in random.sample(people, random.randint(1, 2))], by=by
        ),
        "revise": lambda: writing.revise(post, by=by, title="A post", body=str(at)),
        "feature": lambda: publishing.feature(post, random.random() < 0.5, by=by),
    }


@pytest.mark.parametrize("seed", range(4))
def test_lists_and_counts_are_right_after_every_change(
    db: Session, ana: User, eddy: User, seed: int
) -> None:
    random = Random(seed)
    posts = [draft(db, ana) for _ in range(3)] + [draft(db, eddy, kind="page")]
    for _step in range(60):
        changes = _changes(random, random.choice(posts), [ana, eddy])
        name = random.choice([*changes, *OFTEN * 3])
        changes[name]()
        assert recounting.wrong_counts(db) == [], name
        assert recounting.wrong_times(db) == 0, name
    for post in posts:
        trash.remove(post, by=SYSTEM)
    assert set(db.scalars(select(PostCount.posts))) <= {0}


def test_a_tag_and_an_author_have_the_times_of_their_posts(db: Session, ana: User) -> None:
    post = published(db, ana, at=START, tags=("red",))
    links = (PostTag.public_at, PostAuthor.public_at, Post.public_at)
    assert [db.scalar(select(column)) for column in links] == [START] * 3
    assert post.public_at == START
    trash.trash(post, by=SYSTEM)
    assert [db.scalar(select(column)) for column in links] == [None] * 3


def test_lists_of_a_tag_are_paged_both_ways(db: Session, ana: User) -> None:
    for n in range(5):
        published(db, ana, title=str(n), at=START + timedelta(days=n // 2), tags=("red",))
    tag, count = tagging.public_tag(db, "red")
    assert count == 5
    for flow in (Flow(tag_id=tag.id), Flow(author_id=ana.id), Flow()):
        first = listing.public_posts(db, flow, limit=2)
        second = listing.public_posts(db, flow, before=first.older, limit=2)
        third = listing.public_posts(db, flow, before=second.older, limit=2)
        titles = [[post.title for post in part.posts] for part in (first, second, third)]
        assert titles == [["4", "3"], ["2", "1"], ["0"]]
        back = listing.public_posts(db, flow, after=third.newer, limit=2)
        assert back.posts == second.posts
        assert listing.public_posts(db, flow, after=back.newer, limit=2).newer is None


def test_months_are_those_of_the_sites_zone(core: Core, ana: User, client: CheckedClient) -> None:
    with core.db.transaction() as db:
        published(db, ana, at=START)
        published(db, ana, at=START - timedelta(days=400))
        assert counting.months(db) == [(2026, 1, 1), (2024, 12, 1)]
        change_site(db, by=SYSTEM, title="Another")
        assert db.scalar(select(JobRow.id).where(JobRow.name == "posts.recount_months")) is None
        change_site(db, by=SYSTEM, timezone="Europe/Berlin")
        assert db.scalar(select(JobRow.id).where(JobRow.name == "posts.recount_months"))
        # Until the job has run, what goes out is taken from the month it was counted in.
        published(db, ana, at=START)
        assert counting.months(db) == [(2026, 1, 2), (2024, 12, 1)]
    jobs.recount_months(core)
    with core.db.transaction() as db:
        assert counting.months(db) == [(2026, 2, 2), (2024, 12, 1)]
        publishing.unpublish(db.scalars(select(Post).order_by(Post.id)).all()[0], by=SYSTEM)
        assert counting.months(db) == [(2026, 2, 1), (2024, 12, 1)]
    text = client.get("/archive/").text
    assert "February" in text
    assert "January" not in text


def test_doctor_sees_what_is_wrong_and_recount_mends_it(core: Core, ana: User) -> None:
    with core.db.transaction() as db:
        post = published(db, ana, tags=("red", "blue"), at=START)
        hidden = published(db, ana, title="Hidden", tags=("red",))
        publishing.set_visibility(hidden, "private", by=SYSTEM)
    with core.db.transaction() as db:
        assert [finding.level for finding in checks.counts_are_right(core)] == ["ok"]
        # As data that comes in by other ways than the verbs.
        db.execute(update(Post).where(Post.id == post.id).values(published_at=clock.now()))
        db.execute(text("UPDATE post_counts SET posts = posts + 1 WHERE subject = 'tag'"))
        db.execute(text("UPDATE post_tags SET public_at = NULL"))
    found = list(checks.counts_are_right(core))
    assert [finding.level for finding in found] == ["error", "error"]
    assert "flaskr post recount" in found[0].message
    with core.db.transaction() as db:
        recounting.recount(db)
    assert [finding.level for finding in checks.counts_are_right(core)] == ["ok"]
