"""The public flow: putting posts into its lists and counts, and taking them out.

A post is in the flow while it is a post, not a page, and anybody may know of it. Its tags and
authors carry the same time, so that each list is one walk along an index.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, null, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from flaskr.features.posts.counting import count_in, count_out
from flaskr.features.posts.models import Post, PostAuthor, PostTag


def place(db: Session, post_id: int) -> None:
    """Let the lists and counts say of the post what it is now; saying so twice changes nothing."""
    was, now = _times(db, post_id)
    if now == was:
        return
    if was is not None:
        count_out(db, post_id, was)
    if now is not None:
        count_in(db, post_id, now)
    _stamp(db, post_id, now)


def withdraw(db: Session, post_id: int) -> None:
    """Take the post out of all lists and counts, before its tags or authors are others or it goes.

    `place` puts it back.
    """
    was, _now = _times(db, post_id)
    if was is not None:
        count_out(db, post_id, was)
        _stamp(db, post_id, None)


def time_in_flow() -> ColumnElement[Any]:
    """Return in SQL what `Post.public_at` has to be."""
    in_flow = (Post.kind == "post") & Post.trashed_at.is_(None) & (Post.visibility != "private")
    return case((in_flow, Post.published_at), else_=null())


def _times(db: Session, post_id: int) -> tuple[datetime | None, datetime | None]:
    """Return since when the lists have the post, and since when they should."""
    # From the row itself, held until this transaction ends, not from what the session remembers:
    # somebody else may have published or hidden the post since it was loaded.
    row = db.execute(_TIMES, {"of": post_id}).first()
    return (None, None) if row is None else (row[0], row[1])


def _stamp(db: Session, post_id: int, at: datetime | None) -> None:
    set_committed_value(db.get_one(Post, post_id), "public_at", at)
    for stamp in _STAMPS:
        db.execute(stamp, {"of": post_id, "at": at}, execution_options=_NOT_LOADED)


_TIMES = select(Post.public_at, time_in_flow()).where(Post.id == bindparam("of")).with_for_update()
_STAMPS = (
    update(Post).where(Post.id == bindparam("of")).values(public_at=bindparam("at")),
    update(PostTag).where(PostTag.post_id == bindparam("of")).values(public_at=bindparam("at")),
    update(PostAuthor)
    .where(PostAuthor.post_id == bindparam("of"))
    .values(public_at=bindparam("at")),
)
_NOT_LOADED = {"synchronize_session": False}
