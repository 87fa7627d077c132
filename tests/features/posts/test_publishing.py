"""Publishing, scheduling, hiding and deleting."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.errors import Conflict, Denied, Invalid
from flaskr.core.events import Event
from flaskr.core.jobs import JobRow
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts import publishing, trash
from flaskr.features.posts.events import (
    PostPublished,
    PostRemoved,
    PostUnpublished,
    PostWritten,
)
from flaskr.features.posts.models import Post
from tests.features.posts.factories import draft, published

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def heard(core: Core, monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """Collect the events that are announced."""
    events: list[Event] = []
    deliver = core.events.deliver

    def listen(db: Session, event: Event) -> None:
        events.append(event)
        deliver(db, event)

    monkeypatch.setattr(core.events, "deliver", listen)
    return events


def test_publishing_twice_announces_once(db: Session, ana: User, heard: list[Event]) -> None:
    post = draft(db, ana)
    heard.clear()
    publishing.publish(post, by=ana.actor)
    publishing.publish(post, by=ana.actor)
    assert heard == [PostPublished(post.id)]
    assert post.published_by_id == ana.id
    assert post.is_public


def test_a_post_can_be_dated_back(db: Session, ana: User) -> None:
    then = NOON - timedelta(days=365)
    assert publishing.publish(draft(db, ana), by=ana.actor, at=then).published_at == then


def test_a_scheduled_post_goes_out_at_its_time_by_a_job(
    core: Core, ana: User, heard: list[Event]
) -> None:
    with clock.frozen(NOON):
        with core.db.transaction() as db:
            post = draft(db, ana)
            publishing.publish(post, by=ana.actor, at=NOON + timedelta(hours=1))
            assert post.state == "scheduled"
        core.worker().run_due()
        assert _state(core, post.id) == "scheduled"
    with clock.frozen(NOON + timedelta(hours=1, seconds=1)):
        core.worker().run_due()
        assert _state(core, post.id) == "published"
    assert heard.count(PostPublished(post.id)) == 1
    with core.db.reading() as db:
        assert db.get_one(Post, post.id).published_at == NOON + timedelta(hours=1)


def test_a_scheduled_post_without_its_job_is_found_again(core: Core, ana: User) -> None:
    with clock.frozen(NOON), core.db.transaction() as db:
        post = publishing.schedule(draft(db, ana), by=ana.actor, at=NOON + timedelta(hours=1))
        for job in db.scalars(select(JobRow)):
            db.delete(job)
    with clock.frozen(NOON + timedelta(hours=2)):
        with core.db.transaction() as db:
            assert publishing.keep_time(db) == 1
        core.worker().run_due()
        assert _state(core, post.id) == "published"


def test_rescheduling_moves_the_job_and_unpublishing_ends_it(core: Core, ana: User) -> None:
    with clock.frozen(NOON), core.db.transaction() as db:
        post = draft(db, ana)
        publishing.schedule(post, by=ana.actor, at=NOON + timedelta(hours=1))
        publishing.schedule(post, by=ana.actor, at=NOON + timedelta(hours=3))
        assert [job.run_at for job in _jobs(db)] == [NOON + timedelta(hours=3)]
        publishing.unpublish(post, by=ana.actor)
        assert _jobs(db) == []
    assert post.state == "draft"


def test_a_job_for_a_post_that_is_not_to_go_out_does_nothing(
    db: Session, ana: User, core: Core
) -> None:
    assert not publishing.publish_due(db, 999_999)
    post = draft(db, ana)
    assert not publishing.publish_due(db, post.id)
    publishing.schedule(post, by=ana.actor, at=clock.now() + timedelta(days=1))
    assert not publishing.publish_due(db, post.id)


def test_a_time_that_has_passed_cannot_be_planned(db: Session, ana: User) -> None:
    with pytest.raises(Invalid, match="has passed"):
        publishing.schedule(draft(db, ana), by=ana.actor, at=NOON - timedelta(days=900))
    with pytest.raises(Conflict, match="public already"):
        publishing.schedule(published(db, ana), by=ana.actor, at=clock.now() + timedelta(days=1))


def test_unpublishing_a_draft_says_nothing(db: Session, ana: User, heard: list[Event]) -> None:
    post = draft(db, ana)
    heard.clear()
    publishing.unpublish(post, by=ana.actor)
    assert heard == []
    publishing.publish(post, by=ana.actor)
    publishing.unpublish(post, by=ana.actor)
    assert heard == [PostPublished(post.id), PostUnpublished(post.id)]


def test_hiding_and_showing_are_announced(db: Session, ana: User, heard: list[Event]) -> None:
    post = published(db, ana)
    heard.clear()
    publishing.set_visibility(post, "private", by=ana.actor)
    publishing.set_visibility(post, "password", by=ana.actor, password_hash="x")
    publishing.set_visibility(post, "public", by=ana.actor)
    assert heard == [PostUnpublished(post.id), PostPublished(post.id), PostWritten(post.id)]
    assert post.password_hash is None


def test_a_password_post_needs_a_password(db: Session, ana: User) -> None:
    with pytest.raises(Invalid, match="password that readers need"):
        publishing.set_visibility(draft(db, ana), "password", by=ana.actor)
    with pytest.raises(Invalid, match="Choose one of"):
        publishing.set_visibility(draft(db, ana), "secret", by=ana.actor)


def test_only_editors_feature_posts(db: Session, ana: User, eddy: User) -> None:
    post = published(db, ana)
    with pytest.raises(Denied):
        publishing.feature(post, True, by=ana.actor)
    publishing.feature(post, True, by=eddy.actor)
    assert post.featured_at is not None
    publishing.feature(post, False, by=eddy.actor)
    assert post.featured_at is None


def test_the_trash_hides_a_post_and_gives_it_back_as_it_was(
    db: Session, ana: User, heard: list[Event]
) -> None:
    post = published(db, ana)
    at = post.published_at
    heard.clear()
    trash.trash(post, by=ana.actor)
    trash.trash(post, by=ana.actor)
    assert post.state == "trashed"
    assert not post.is_public
    with pytest.raises(Conflict, match="in the trash"):
        publishing.publish(post, by=ana.actor)
    trash.restore(post, by=ana.actor)
    trash.restore(post, by=ana.actor)
    assert (post.state, post.published_at) == ("published", at)
    assert heard == [PostUnpublished(post.id), PostPublished(post.id)]


def test_what_was_in_the_trash_for_thirty_days_is_removed(
    core: Core, ana: User, heard: list[Event]
) -> None:
    with clock.frozen(NOON), core.db.transaction() as db:
        old, kept = draft(db, ana), draft(db, ana)
        trash.trash(old, by=ana.actor)
    with clock.frozen(NOON + timedelta(days=31)), core.db.transaction() as db:
        trash.trash(db.get_one(Post, kept.id), by=ana.actor)
        assert trash.empty_trash(db) == 1
        assert db.get(Post, old.id) is None
        assert db.get(Post, kept.id) is not None
    assert PostRemoved(old.id) in heard


def _jobs(db: Session) -> list[Any]:
    query = select(JobRow).where(JobRow.name == publishing.PUBLISH_JOB)
    return list(db.scalars(query))


def _state(core: Core, post_id: int) -> str:
    with core.db.reading() as db:
        return db.get_one(Post, post_id).state
