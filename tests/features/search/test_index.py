"""The index follows the posts, and finds them; the same on both databases."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts import publishing, tagging, trash, writing
from flaskr.features.posts.models import Post
from flaskr.features.search import checks, finding, rebuilding
from flaskr.features.search.documents import Document
from flaskr.features.search.finding import Found, find
from flaskr.features.search.index import forget, index_of
from flaskr.features.search.query import parse
from flaskr.lib import passwords


def make(
    db: Session, author: User, title: str, body: str = "", *, tags: tuple[str, ...] = (),
    kind: str = "post",
) -> Post:  # fmt: skip
    """Make a public post."""
    post = writing.write(db, by=SYSTEM, title=title, body=body, kind=kind, author_ids=[author.id])
    tagging.set_tags(post, tags, by=SYSTEM)
    return publishing.publish(post, by=SYSTEM)


def found(db: Session, text: str, **options: int) -> list[int]:
    """Return the ids of what a query finds."""
    return list(find(db, parse(text), **{"limit": 10, **options}).ids)


@pytest.fixture
def walk(db: Session, ana: User) -> Post:
    """A post about a walk."""
    return make(
        db,
        ana,
        "A walk by the lake",
        "We met **Zoë’s** naïve dog; 今日は東京へ行った。",
        tags=("Nature", "Old dogs"),
    )


@pytest.mark.parametrize(
    "query",
    [
        "walk", "WALK lake", "wal", "zoe", "Zoé", "naive dog", '"naive dog"', "nature", "old dog",
        '"walk by the lake"', "東京", "京", "今日は東京", "lake -river", 'lake -"lake river"',
        "walk nature dog", "zoe's",
    ],
)  # fmt: skip
def test_a_post_is_found_by(db: Session, walk: Post, query: str) -> None:
    assert found(db, query) == [walk.id]


@pytest.mark.parametrize(
    "query",
    [
        "river", "walk river", '"lake walk"', "wal lake", '"wal"', "walk -dog", "京東", "alk",
        '"lake nature"', '"nature old"', '"dogs we"', "walk -東京", "-walk", 'walk -"naive dog"',
    ],
)  # fmt: skip
def test_a_post_is_not_found_by(db: Session, walk: Post, query: str) -> None:
    assert not parse(query) or found(db, query) == []


@pytest.mark.parametrize(
    "query",
    [
        "a AND OR NOT b", "NEAR(a b, 2)", "title:walk", "{title} : walk", "^walk", 'a" OR "b',
        "walk*", "*", "' OR 1=1 --", "a:*A & !b | c <-> d", "(((", "\\", "%s %(x)s :name", "🎉",
        "\0walk\0", "x" * 10_000, "walk " * 2_000, '"' * 10_000, "-" * 10_000, "\U0010ffff\ud800",
        "日" * 5_000, "e\u0301" * 3_000,
    ],
)  # fmt: skip
def test_odd_queries_are_harmless(db: Session, walk: Post, query: str) -> None:
    parsed = parse(query)
    if parsed:
        find(db, parsed, limit=10)
    assert found(db, "walk") == [walk.id]


def test_titles_come_before_tags_before_texts(db: Session, ana: User) -> None:
    # The longer text counts less by itself, so that only the order of the parts can decide.
    long = " ".join(f"word{number}" for number in range(5_000))
    in_text = make(db, ana, "One", "flask")
    in_tags = make(db, ana, "Two", long, tags=("Flask",))
    in_title = make(db, ana, "Three about flask", long * 2)
    assert found(db, "flask") == [in_title.id, in_tags.id, in_text.id]


def test_more_about_it_comes_first_then_newer(db: Session, ana: User) -> None:
    ids = {}
    for day in (3, 4, 2, 1):
        with clock.frozen(datetime(2025, 1, day, tzinfo=UTC)):
            body = "lake lake lake" if day == 1 else "lake and more"
            ids[day] = make(db, ana, f"Post {day}", body).id
    assert found(db, "lake") == [ids[1], ids[4], ids[3], ids[2]]


def test_results_are_counted_and_come_in_parts(db: Session, ana: User) -> None:
    ids = [make(db, ana, f"Lake {number}").id for number in range(7)]
    parts = [found(db, "lake", limit=3, offset=start) for start in (0, 3, 6, 9)]
    assert [len(part) for part in parts] == [3, 3, 1, 0]
    assert sorted([*parts[0], *parts[1], *parts[2]]) == ids
    assert find(db, parse("lake"), limit=3).total == 7


def test_the_index_follows_a_post_through_its_life(db: Session, ana: User) -> None:
    post = writing.write(db, by=SYSTEM, title="Draft", body="lake", author_ids=[ana.id])
    assert found(db, "lake") == []
    publishing.publish(post, by=SYSTEM)
    assert found(db, "lake") == [post.id]
    writing.revise(post, by=SYSTEM, title="Draft", body="river")
    assert (found(db, "lake"), found(db, "river")) == ([], [post.id])
    tagging.set_tags(post, ["mountain"], by=SYSTEM)
    assert found(db, "mountain") == [post.id]
    publishing.set_visibility(post, "private", by=SYSTEM)
    assert (found(db, "river"), index_of(db).count(db)) == ([], 0)
    publishing.set_visibility(post, "public", by=SYSTEM)
    trash.trash(post, by=SYSTEM)
    assert (found(db, "river"), index_of(db).count(db)) == ([], 0)
    trash.restore(post, by=SYSTEM)
    assert found(db, "river") == [post.id]
    publishing.unpublish(post, by=SYSTEM)
    assert (found(db, "river"), index_of(db).count(db)) == ([], 0)
    publishing.publish(post, by=SYSTEM)
    trash.remove(post, by=SYSTEM)
    assert (found(db, "river"), index_of(db).count(db)) == ([], 0)


def test_of_a_post_with_a_password_only_the_title_is_found(db: Session, ana: User) -> None:
    post = make(db, ana, "Diary", "secret lake", tags=("hidden",))
    hashed = passwords.hash_password("open the diary")
    publishing.set_visibility(post, "password", by=SYSTEM, password_hash=hashed)
    assert found(db, "diary") == [post.id]
    assert found(db, "secret") == found(db, "hidden") == []


def test_pages_are_found(db: Session, ana: User) -> None:
    page = make(db, ana, "About", "lake", kind="page")
    assert found(db, "lake") == [page.id]


def test_a_very_long_text_is_found_from_its_beginning(db: Session, ana: User) -> None:
    body = "first " + " ".join(f"word{number}" for number in range(30_000)) + " same" * 30_000
    post = make(db, ana, "Long", body)
    assert found(db, "first") == found(db, "word20000") == [post.id]


def test_a_change_that_is_rolled_back_leaves_the_index_as_it_was(core: Core, ana: User) -> None:
    def fail() -> None:
        with core.db.transaction() as db:
            make(db, ana, "Lake")
            assert found(db, "lake")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with core.db.transaction() as db:
        assert index_of(db).count(db) == 0


def test_a_rebuild_repairs_the_index_and_goes_on_where_it_was(
    db: Session, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "BATCH", 2)
    posts = [make(db, ana, f"Lake {number}") for number in range(5)]
    for post in posts:
        forget(db, post.id)
    index_of(db).add_many(db, [Document(posts[4].id, "wrong", (), "")])
    assert rebuilding.posts_left(db) == 5
    assert rebuilding.rebuild_batch(db) == 2
    assert rebuilding.posts_left(db) == 3
    assert len(found(db, "lake")) == 2
    assert [rebuilding.rebuild_batch(db) for _ in range(3)] == [2, 1, 0]
    assert len(found(db, "lake")) == 5
    assert found(db, "wrong") == []
    assert rebuilding.posts_left(db) == 5


def test_the_doctor_says_what_is_missing(core: Core, ana: User) -> None:
    with core.db.transaction() as db:
        post = make(db, ana, "Lake")
    assert [finding.level for finding in checks.index_is_complete(core)] == ["ok"]
    with core.db.transaction() as db:
        forget(db, post.id)
    findings = list(checks.index_is_complete(core))
    assert findings[0].level == "warning"
    assert "search rebuild" in findings[0].message


def test_a_common_word_is_looked_for_up_to_a_bound(
    db: Session, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_FOUND", 6)
    monkeypatch.setattr(finding, "MOST_RANKED", 4)
    old_title = make(db, ana, "Old lake")
    old_tag = make(db, ana, "Old", tags=("Lake",))
    old_text = make(db, ana, "Older", "lake lake lake")
    assert find(db, parse("lake"), limit=9) == Found(
        tuple(post.id for post in (old_title, old_tag, old_text)), 3
    )
    texts = [make(db, ana, f"Post {number}", "lake " * (number % 2 + 1)) for number in range(6)]
    answer = find(db, parse("lake"), limit=9)
    assert (answer.total, answer.has_more) == (6, True)
    # Those in title or tag are found however old, then the newest by relevance, then by age.
    expected = [old_title, old_tag, texts[5], texts[4], texts[3], texts[2]]
    assert found(db, "lake", limit=9) == [post.id for post in expected]
    parts = [found(db, "lake", limit=4, offset=start) for start in (0, 4, 8)]
    assert [*parts[0], *parts[1]] == [post.id for post in expected]
    assert parts[2] == []


def test_the_beginning_of_a_word_is_found_whatever_its_length(db: Session, ana: User) -> None:
    in_text = make(db, ana, "One", "mountaineering")
    in_title = make(db, ana, "Mountaineering", "rope")
    for length in range(2, len("mountaineering")):
        assert found(db, "mountaineering"[:length]) == [in_title.id, in_text.id], length


def test_where_a_word_is_in_enough_posts_longer_ones_are_not_looked_for(
    db: Session, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    longer = make(db, ana, "One", "harbours").id
    both = [make(db, ana, f"Two {number}", "harbour").id for number in range(2)]
    assert sorted(found(db, "harbour")) == [longer, *both]
    monkeypatch.setattr(finding, "MOST_FOUND", 1)
    assert found(db, "harbour") == [both[1]]
    assert find(db, parse("harbour"), limit=5).has_more


def test_a_rare_word_counts_more_than_a_common_one(db: Session, ana: User) -> None:
    common = make(db, ana, "One", "lake lake lake heron and more words of no interest")
    rare = make(db, ana, "Two", "lake heron heron heron and more words of no interest")
    for number in range(20):
        make(db, ana, f"Other {number}", "lake")
    assert set(found(db, "lake heron ")) == {rare.id, common.id}


def test_signs_that_mark_words_in_the_index_are_nothing_to_readers(db: Session, ana: User) -> None:
    post = make(db, ana, "One", "a=walk #walk", tags=("C#",))
    for query in ("=walk", "#walk", "a=walk", "-=lake walk", '"=walk"'):
        assert found(db, query) == [post.id]
