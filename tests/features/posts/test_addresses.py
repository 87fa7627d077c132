"""Slugs and tags."""

import pytest
from sqlalchemy.orm import Session

from flaskr.core.errors import Invalid, NotFound
from flaskr.features.accounts.models import User
from flaskr.features.posts import addresses, tagging
from flaskr.features.site.redirects import target_of
from tests.features.posts.factories import draft, published


def test_posts_of_the_same_title_get_different_addresses(db: Session, ana: User) -> None:
    slugs = [draft(db, ana, title="Hello, World!").slug for _ in range(3)]
    assert slugs == ["hello-world", "hello-world-2", "hello-world-3"]


@pytest.mark.parametrize("title", ["Hello", "Studio", "feed.atom", "Auth", "Tag", "Media"])
def test_a_title_like_a_route_gets_another_address(db: Session, ana: User, title: str) -> None:
    assert draft(db, ana, title=title).slug not in {"hello", "studio", "auth", "tag", "media"}


def test_a_changed_slug_redirects_for_good_through_every_change(db: Session, ana: User) -> None:
    post = published(db, ana, title="One")
    addresses.set_slug(post, "two")
    addresses.set_slug(post, "three")
    assert target_of(db, "/one/") == "/three/"
    assert target_of(db, "/two/") == "/three/"
    addresses.set_slug(post, "one")
    assert target_of(db, "/one/") is None
    assert target_of(db, "/three/") == "/one/"


def test_a_draft_leaves_no_redirect(db: Session, ana: User) -> None:
    post = draft(db, ana, title="One")
    addresses.set_slug(post, "two")
    assert target_of(db, "/one/") is None


@pytest.mark.parametrize(
    ("slug", "reason"),
    [("Not a slug", "not-a-slug"), ("studio", "of the site itself"), ("taken", "already used")],
)
def test_a_slug_that_cannot_be_used_is_refused(
    db: Session, ana: User, slug: str, reason: str
) -> None:
    draft(db, ana, title="Taken")
    with pytest.raises(Invalid, match=reason):
        addresses.set_slug(draft(db, ana, title="Other"), slug)


def test_tags_keep_their_order_and_are_shared(db: Session, ana: User) -> None:
    first = published(db, ana, tags=("Zebra", "apple", " zebra ", ""))
    second = published(db, ana, title="Other", tags=("Apple",))
    assert [tag.name for tag in first.tags] == ["Zebra", "apple"]
    assert second.tags == [first.tags[1]]
    draft_only = draft(db, ana)
    tagging.set_tags(draft_only, ["hidden"], by=ana.actor)
    assert [(tag.name, count) for tag, count in tagging.tags_with_counts(db)] == [
        ("apple", 2),
        ("Zebra", 1),
    ]


def test_too_many_tags_are_refused(db: Session, ana: User) -> None:
    with pytest.raises(Invalid, match="at most 50"):
        tagging.set_tags(draft(db, ana), [f"tag {i}" for i in range(51)], by=ana.actor)
    with pytest.raises(NotFound):
        tagging.tag_with_slug(db, "nothing")
