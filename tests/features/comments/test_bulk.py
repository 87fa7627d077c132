"""Adding many comments at once: the same rows as `keep_comment` makes one by one."""

import pytest
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.features.accounts.models import User
from flaskr.features.comments.bulk import FinishedComment, add_comments
from flaskr.features.comments.listing import talk_below
from flaskr.features.comments.models import STATES, Comment
from flaskr.features.comments.pages import Comment as ShownComment
from flaskr.features.comments.storing import keep_comment, kept_html, kept_source
from tests.features.posts.factories import published


def thread(db: Session, post_id: int) -> tuple[ShownComment, ...]:
    found = talk_below(db, post_id)
    return found.comments if found else ()


@pytest.mark.parametrize("state", STATES)
def test_a_comment_of_many_is_like_one_that_was_kept(db: Session, ana: User, state: str) -> None:
    post, now = published(db, ana), clock.now()
    html = "<p>Yes, <em>very</em>.</p><script>no</script>"
    who = {"author_name": "Max", "author_email": "max@example.org", "author_url": ""}
    kept = keep_comment(db, post.id, **who, html=html, created_at=now, state=state)
    clean = kept_html(html)
    many = FinishedComment(
        post.id, None, None, **who, body=kept_source(clean), html=clean, created_at=now, state=state
    )
    [id] = add_comments(db, [many])
    added = db.get_one(Comment, id)
    for name in set(Comment.__table__.columns.keys()) - {"id"}:
        assert getattr(added, name) == getattr(kept, name), name


def test_answers_stand_below_what_they_answer(db: Session, ana: User) -> None:
    first, second = published(db, ana, "One"), published(db, ana, "Two")
    clean = kept_html("<p>Yes.</p>")

    def said(post_id: int, parent: int | None) -> FinishedComment:
        return FinishedComment(post_id, parent, None, "Max", "", "", "Yes.", clean, clock.now())

    ids = add_comments(
        db, [said(first.id, None), said(first.id, 0), said(second.id, None), said(first.id, 1)]
    )
    assert [(row.id, row.depth) for row in thread(db, first.id)] == [
        (ids[0], 0), (ids[1], 1), (ids[3], 2),
    ]  # fmt: skip
    assert [row.id for row in thread(db, second.id)] == [ids[2]]
