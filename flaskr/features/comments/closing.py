"""Closing comments some days after a post was published."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.content import change
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import site_values

LOOKED_BACK = timedelta(hours=26)
"""A job that did not run for a day still finds what ended meanwhile."""


def close_ended(db: Session) -> int:
    """Drop the kept pages of posts whose comments ended lately; return how many posts those are."""
    days = site_values(db).comments_days
    if not days:
        return 0
    until = clock.now() - timedelta(days=days)
    ended = db.scalars(
        select(Post.id).where(Post.public_at > until - LOOKED_BACK, Post.public_at <= until)
    ).all()
    for post_id in ended:
        change(db, f"talk:{post_id}")
    return len(ended)
