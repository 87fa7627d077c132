"""Reading lists of posts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.errors import NotFound
from flaskr.features.accounts.models import User
from flaskr.features.posts import counting, desk, listing, publishing, shown, trash
from flaskr.features.posts.listing import Flow
from flaskr.features.posts.models import Post
from tests.features.posts.factories import draft, published

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def five(db: Session, ana: User) -> list[Post]:
    """Publish five posts; the third and fourth in the same moment."""
    days = (0, 1, 2, 2, 3)
    return [
        published(db, ana, title=f"Post {n}", at=START + timedelta(days=day))
        for n, day in enumerate(days, start=1)
    ]


def test_pages_of_a_list_meet_without_gap_or_overlap(db: Session, five: list[Post]) -> None:
    first = listing.public_posts(db, limit=2)
    second = listing.public_posts(db, before=first.older, limit=2)
    third = listing.public_posts(db, before=second.older, limit=2)
    assert [_titles(part) for part in (first, second, third)] == ["54", "32", "1"]
    assert (first.newer, third.older) == (None, None)
    back = listing.public_posts(db, after=third.newer, limit=2)
    assert _titles(back) == "32"
    assert _titles(listing.public_posts(db, after=back.newer, limit=2)) == "54"
    assert listing.public_posts(db, after=back.newer, limit=2).newer is None


def test_what_is_not_public_is_in_no_list(db: Session, ana: User, five: list[Post]) -> None:
    draft(db, ana)
    publishing.schedule(draft(db, ana), by=ana.actor, at=clock.now() + timedelta(days=1))
    publishing.set_visibility(five[0], "private", by=ana.actor)
    trash.trash(five[1], by=ana.actor)
    assert _titles(listing.public_posts(db)) == "543"
    assert counting.count_of(db, counting.ALL) == 3
    for hidden in five[:2]:
        with pytest.raises(NotFound):
            shown.public_post(db, hidden.slug)
    assert shown.public_post(db, five[2].slug)[0].id == five[2].id


def test_flows_by_tag_author_and_time(db: Session, ana: User, eddy: User) -> None:
    one = published(db, ana, title="Post 1", at=START, tags=("red",))
    published(db, eddy, title="Post 2", at=START + timedelta(days=40), tags=("red", "blue"))
    red = one.tags[0].id
    assert _titles(listing.public_posts(db, Flow(tag_id=red))) == "21"
    assert _titles(listing.public_posts(db, Flow(author_id=eddy.id))) == "2"
    january = Flow(start=START, end=START + timedelta(days=31))
    assert _titles(listing.public_posts(db, january)) == "1"


def test_featured_posts_stand_before_the_others(db: Session, eddy: User, five: list[Post]) -> None:
    publishing.feature(five[1], True, by=eddy.actor)
    assert [post.title for post in listing.featured_posts(db)] == ["Post 2"]
    assert _titles(listing.public_posts(db, Flow(without_featured=True))) == "5431"


def test_neighbours_in_time(db: Session, five: list[Post]) -> None:
    titles = {None: "", **{post.id: post.title for post in five}}
    for number, (older, newer) in enumerate([("", 2), (1, 3), (2, 4), (3, 5), (4, "")]):
        post = five[number]
        beside = [each and each.title.removeprefix("Post ") for each in around(db, post)]
        assert beside == [older and str(older), newer and str(newer)]
        named = {titles[id] for id in listing.neighbours(db, post)}
        assert named == {f"Post {each}" for each in (older, newer) if each}


def around(db: Session, post: Post) -> list[Any]:
    return [each or "" for each in shown.public_post(db, post.slug)[1:]]


@pytest.mark.parametrize("cursor", ["x", "", "!!!!", "eyJhIjoxfQ"])
def test_a_cursor_nobody_made_is_not_found(db: Session, cursor: str) -> None:
    with pytest.raises(NotFound):
        listing.public_posts(db, before=cursor)
    with pytest.raises(NotFound):
        listing.public_posts(db, after=cursor)


def test_studio_lists_by_state_author_and_title(
    db: Session, ana: User, eddy: User, five: list[Post]
) -> None:
    hidden = draft(db, eddy, title="100% draft")
    trash.trash(draft(db, ana, title="Old"), by=ana.actor)

    def titles(**options: object) -> list[str]:
        shown = desk.posts_in_studio(db, kind="post", **options)  # type: ignore[arg-type]
        return [post.title for post in shown.posts]

    assert titles(state="draft") == ["100% draft"]
    assert titles(state="trashed") == ["Old"]
    assert titles(state="scheduled") == []
    assert len(titles(state="published")) == 5
    assert titles(author_id=eddy.id) == ["100% draft"]
    assert titles(search="100%") == ["100% draft"]
    assert titles(search="_") == []
    page = desk.posts_in_studio(db, kind="post", limit=4)
    rest = desk.posts_in_studio(db, kind="post", limit=4, before=page.older)
    assert len(page.posts) + len(rest.posts) == 6
    assert not set(page.posts) & set(rest.posts)
    assert hidden in (*page.posts, *rest.posts)


def test_studio_shows_an_author_of_much_and_one_of_little_the_same(
    db: Session, ana: User, eddy: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(9):
        with clock.frozen(START + timedelta(minutes=n)):
            draft(db, ana if n % 3 else eddy, title=str(n))

    def pages() -> list[str]:
        found, before = [], None
        while True:
            page = desk.posts_in_studio(
                db, kind="post", state="draft", author_id=ana.id, before=before, limit=4
            )
            found.append("".join(post.title for post in page.posts))
            before = page.older
            if before is None:
                return found

    assert pages() == ["8754", "21"]
    monkeypatch.setattr(desk, "FEW_POSTS", 2)
    assert pages() == ["8754", "21"]


def _titles(shown: listing.Slice) -> str:
    return "".join(post.title.removeprefix("Post ") for post in shown.posts)
