"""What readers reacted to, and how often."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from flaskr.core.json_rows import rows_of
from flaskr.core.prepared import Prepared
from flaskr.core.visits import Reader
from flaskr.features.posts.listing import is_public
from flaskr.features.posts.models import Post
from flaskr.features.reactions.models import ALL, IS_OPEN, ReactionCount

_COUNTS = select(ReactionCount.kind, ReactionCount.count).where(
    ReactionCount.post_id == bindparam("post_id"),
    ReactionCount.kind != ALL,
    ReactionCount.count > 0,
)


_BELOW = Prepared(
    select(
        rows_of(
            select(ReactionCount.kind, ReactionCount.count)
            .where(
                ReactionCount.post_id == Post.id, ReactionCount.kind != ALL, ReactionCount.count > 0
            )
            .correlate(Post)
            .subquery("counted")
        )
    ).where(Post.id == bindparam("post_id"), IS_OPEN)
)


def counts_below(db: Reader, post_id: int) -> dict[str, int] | None:
    """Return a post's reactions as `counts_of` does, or None where readers cannot react."""
    row = _BELOW.first(db.connection(), {"post_id": post_id})
    return None if row is None else dict(row[0] or ())


def counts_of(db: Session, post_id: int) -> dict[str, int]:
    """Return how many reactions of each kind a post has; a kind without any is left out."""
    return dict(db.connection().execute(_COUNTS, {"post_id": post_id}).all())


def most_reacted(db: Session, *, limit: int) -> list[tuple[Post, int]]:
    """Return the public posts with the most reactions, and how many those are."""
    count = ReactionCount.count
    query = select(Post, count).join(ReactionCount, ReactionCount.post_id == Post.id)
    query = query.where(ReactionCount.kind == ALL, count > 0, *is_public())
    query = query.order_by(count.desc(), ReactionCount.post_id.desc()).limit(limit)
    return [(post, number) for post, number in db.execute(query)]
