"""Storing comments, reading them in threads, moderating them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from flaskr.core.errors import Denied, Invalid, NotFound
from flaskr.core.events import Event
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.comments import listing, moderating
from flaskr.features.comments.events import CommentApproved, CommentHidden
from flaskr.features.comments.listing import LISTS, comments_in_studio, counts_by_state, talk_below
from flaskr.features.comments.models import Comment
from flaskr.features.comments.pages import Comment as ShownComment
from flaskr.features.comments.storing import keep_comment, remove_imported
from flaskr.features.posts.models import Post
from flaskr.features.posts.writing import write
from flaskr.lib.sanitize import SafeHtml

START = datetime(2026, 1, 1, tzinfo=UTC)


def thread(db: Session, post_id: int) -> tuple[ShownComment, ...]:
    found = talk_below(db, post_id)
    return found.comments if found else ()


@pytest.fixture
def post(db: Session, ana: User) -> Post:
    return write(db, by=ana.actor, title="A walk", body="Words.")


def keep(post: Post, name: str = "Cleo", *, day: int = 0, **facts: Any) -> Comment:
    from_elsewhere = {
        "author_email": "",
        "author_url": "",
        "html": f"<p>{name} says this.</p>",
        "created_at": START + timedelta(days=day),
        "state": "approved",
        "kind": "comment",
    }
    db = facts.pop("db")
    return keep_comment(db, post.id, author_name=name, **{**from_elsewhere, **facts})


def shown(db: Session, post: Post) -> list[tuple[str, int]]:
    return [(comment.author_name, comment.depth) for comment in thread(db, post.id)]


def test_html_is_sanitised_and_kept_as_markdown_too(db: Session, post: Post) -> None:
    html = (
        '<p onclick="x()">A <strong>good</strong> <a href="javascript:x">post</a></p>'
        "<script>x</script>"
    )
    comment = keep(post, db=db, html=html)
    db.expire(comment)
    assert isinstance(comment.html, SafeHtml)
    assert "<strong>good</strong>" in comment.html
    assert "script" not in comment.html
    assert "onclick" not in comment.html
    assert comment.body == "A **good** post"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://cleo.example/", "https://cleo.example/"),
        (" http://cleo.example/a?b=c ", "http://cleo.example/a?b=c"),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//cleo.example/", ""),
        ("http://[", ""),
        ("https://", ""),
        ("https://cleo.example/" + "a" * 500, ""),
    ],
)
def test_only_addresses_of_the_web_become_links(
    db: Session, post: Post, given: str, kept: str
) -> None:
    assert keep(post, db=db, author_url=given).author_url == kept


def test_names_are_one_line_of_text_and_never_empty(db: Session, post: Post) -> None:
    assert keep(post, " Cleo\n<b>&amp;</b>\x00 Co ", db=db).author_name == "Cleo &\ufffd Co"
    assert keep(post, " ", db=db, html="").author_name == "Anonymous"
    assert len(keep(post, "c" * 900, db=db).author_name) == 200


def test_words_that_are_no_state_or_kind_are_refused(db: Session, post: Post) -> None:
    with pytest.raises(Invalid, match="approved, pending"):
        keep(post, db=db, state="published")
    with pytest.raises(Invalid, match="comment, pingback"):
        keep(post, db=db, kind="like")


@pytest.mark.parametrize("state", ["approved", "pending", "spam", "trash"])
def test_a_comment_keeps_its_state_and_only_approved_ones_are_shown(
    db: Session, post: Post, state: str
) -> None:
    assert keep(post, db=db, state=state).state == state
    assert shown(db, post) == ([("Cleo", 0)] if state == "approved" else [])
    assert counts_by_state(db) == {**dict.fromkeys(LISTS, 0), state: 1}
    assert [c.state for c in comments_in_studio(db, state=state).comments] == [state]


def test_answers_follow_what_they_answer_in_the_order_of_time(db: Session, post: Post) -> None:
    late = keep(post, "late", db=db, day=9)
    first = keep(post, "first", db=db, day=1)
    keep(post, "to late", db=db, day=10, parent_id=late.id)
    second = keep(post, "second to first", db=db, day=5, parent_id=first.id)
    keep(post, "first to first", db=db, day=2, parent_id=first.id)
    keep(post, "to second", db=db, day=6, parent_id=second.id)
    assert shown(db, post) == [
        ("first", 0),
        ("first to first", 1),
        ("second to first", 1),
        ("to second", 2),
        ("late", 0),
        ("to late", 1),
    ]


def test_a_thread_of_any_length_is_shown_and_indented_four_times_at_most(
    db: Session, post: Post
) -> None:
    parent = None
    for day in range(1500):
        parent = keep(post, str(day), db=db, day=day, parent_id=parent, html="").id
    assert [depth for _, depth in shown(db, post)[:7]] == [0, 1, 2, 3, 4, 4, 4]
    pages = [talk_below(db, post.id, page=page) for page in range(1, 16)]
    names = [comment.author_name for found in pages if found for comment in found.comments]
    assert names == [str(day) for day in range(1500)]


def test_answers_to_what_is_not_shown_stand_at_the_top_level(db: Session, post: Post) -> None:
    spam = keep(post, "spam", db=db, state="spam")
    answer = keep(post, "answer", db=db, day=1, parent_id=spam.id)
    keep(post, "to answer", db=db, day=3, parent_id=answer.id)
    keep(post, "later", db=db, day=2)
    assert shown(db, post) == [("answer", 0), ("to answer", 1), ("later", 0)]


def test_comments_that_answer_each_other_in_a_circle_are_all_shown_once(
    db: Session, post: Post
) -> None:
    a = keep(post, "a", db=db, day=1)
    b = keep(post, "b", db=db, day=2, parent_id=a.id)
    keep(post, "c", db=db, day=3, parent_id=b.id)
    a.parent_id = b.id
    own = keep(post, "own", db=db, day=4)
    own.parent_id = own.id
    db.flush()
    assert shown(db, post) == [("a", 0), ("b", 1), ("c", 2), ("own", 0)]


def test_a_parent_elsewhere_is_left_out(db: Session, post: Post, ana: User) -> None:
    other = write(db, by=ana.actor, title="Another", body="Words.")
    there = keep(other, db=db)
    assert keep(post, db=db, parent_id=there.id).parent_id is None
    assert keep(post, db=db, parent_id=999_999).parent_id is None


def test_an_import_s_comments_can_be_removed_and_answers_to_them_stay(
    db: Session, post: Post
) -> None:
    brought = keep(post, "brought", db=db, import_id=7)
    keep(post, "brought too", db=db, import_id=7, parent_id=brought.id)
    keep(post, "answer", db=db, day=1, parent_id=brought.id)
    keep(post, "of another", db=db, day=2, import_id=8)
    assert remove_imported(db, 7) == 2
    db.expire_all()
    assert shown(db, post) == [("answer", 0), ("of another", 0)]
    assert remove_imported(db, 7) == 0


def test_comments_go_with_their_post(db: Session, post: Post) -> None:
    parent = keep(post, db=db)
    keep(post, db=db, parent_id=parent.id)
    db.delete(post)
    db.flush()
    assert db.query(Comment).count() == 0


def test_moderating_moves_a_comment_and_announces_what_readers_notice(
    db: Session, core: Core, post: Post, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Event] = []
    for event in (CommentApproved, CommentHidden):
        monkeypatch.setitem(core.events._handlers, event, [lambda _db, event: heard.append(event)])
    comment = keep(post, db=db, state="pending")
    states = []
    for verb in (
        moderating.mark_as_spam,
        moderating.approve,
        moderating.approve,
        moderating.trash,
        moderating.unapprove,
        moderating.approve,
        moderating.unapprove,
    ):
        verb(comment, by=ana.actor)
        states.append(comment.state)
    assert states == ["spam", "approved", "approved", "trash", "pending", "approved", "pending"]
    approved, hidden = CommentApproved(comment.id), CommentHidden(comment.id)
    assert heard == [approved, hidden, approved, hidden]


def test_authors_moderate_under_their_own_posts_and_editors_everywhere(
    db: Session, post: Post, eddy: User, max: User
) -> None:
    other = write(db, by=eddy.actor, title="Another", body="Words.")
    mine, theirs = keep(post, db=db), keep(other, db=db)
    author = post.authors[0].actor
    moderating.trash(mine, by=author)
    with pytest.raises(Denied):
        moderating.trash(theirs, by=author)
    with pytest.raises(Denied):
        moderating.approve(mine, by=max.actor)
    moderating.approve(mine, by=eddy.actor)
    assert (mine.state, theirs.state) == ("approved", "approved")
    assert counts_by_state(db, author_id=author.id)["approved"] == 1
    assert comments_in_studio(db, author_id=author.id).comments == (mine,)


def test_studio_s_list_is_newest_first_without_spam_and_trash_in_pages(
    db: Session, post: Post
) -> None:
    for day in range(5):
        keep(post, str(day), db=db, day=day // 2, state="pending" if day == 3 else "approved")
    keep(post, "spam", db=db, day=9, state="spam")
    keep(post, "trash", db=db, day=9, state="trash")
    names, before = [], None
    while True:
        page = comments_in_studio(db, before=before, limit=2)
        names.append([comment.author_name for comment in page.comments])
        before = page.older
        if before is None:
            break
    assert names == [["4", "3"], ["2", "1"], ["0"]]
    with pytest.raises(NotFound):
        comments_in_studio(db, before="nonsense")


def test_comments_are_counted_up_to_a_number(
    db: Session, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        keep(post, db=db)
    keep(post, db=db, state="spam")
    monkeypatch.setattr(listing, "MOST_COUNTED", 2)
    assert counts_by_state(db) == {**dict.fromkeys(LISTS, 0), "approved": 3, "spam": 1}
    author = post.authors[0]
    assert counts_by_state(db, author_id=author.id)["approved"] == 3


def test_an_author_who_goes_leaves_their_comments(db: Session, post: Post, max: User) -> None:
    comment = keep(post, "Max", db=db, user_id=max.id)
    db.delete(db.merge(max))
    db.flush()
    db.expire_all()
    assert comment.user_id is None
    assert shown(db, post) == [("Max", 0)]
    moderating.trash(comment, by=SYSTEM)
