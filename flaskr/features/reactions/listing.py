"""Counting reactions."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from flaskr.features.posts.listing import is_public
from flaskr.features.posts.models import Post
from flaskr.features.reactions.models import Reaction


def counts_of(db: Session, post_id: int) -> dict[str, int]:
    """Return how many reactions of each kind a post has; a kind without any is left out."""
    query = select(Reaction.kind, func.count()).where(Reaction.post_id == post_id)
    return dict(db.execute(query.group_by(Reaction.kind)).all())


def most_reacted(db: Session, *, limit: int) -> list[tuple[Post, int]]:
    """Return the public posts with the most reactions, and how many those are."""
    count = func.count(Reaction.post_id)
    query = select(Post, count).join(Reaction, Reaction.post_id == Post.id).where(*is_public())
    query = query.group_by(Post.id).order_by(count.desc(), Post.id.desc()).limit(limit)
    return list(db.execute(query).all())
