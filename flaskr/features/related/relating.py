"""Keeping which posts are shown below a post."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from flaskr.core.content import change
from flaskr.core.jobs import enqueue
from flaskr.features.posts.models import Post
from flaskr.features.related.comparing import most_alike
from flaskr.features.related.models import RelatedPost
from flaskr.features.site.identity import get, put

JOB = "related.relate"
SHOWN = 3
BATCH = 50
_REACHED = "related.reached"


def relate_later(db: Session, post_id: int, *, spread: bool = True) -> None:
    """Let a post's related posts be found soon, and with `spread` anew those of its like."""
    enqueue(db, JOB, unique_key=f"{JOB}:{post_id}", post_id=post_id, spread=spread)


def relate(db: Session, post_id: int) -> Sequence[int]:
    """Find a post's related posts and keep them; return their ids. Again it changes nothing."""
    post = db.get(Post, post_id)
    is_shown = post is not None and post.kind == "post" and post.is_public
    found = most_alike(db, post, SHOWN) if post is not None and is_shown else []
    rows = select(RelatedPost.related_id).where(RelatedPost.post_id == post_id)
    before = list(db.scalars(rows.order_by(RelatedPost.place)))
    if found != before:
        db.execute(delete(RelatedPost).where(RelatedPost.post_id == post_id))
        db.add_all(
            RelatedPost(post_id=post_id, place=place, related_id=id)
            for place, id in enumerate(found, start=1)
        )
        db.flush()
        change(db, f"related:{post_id}")
    return found


def relate_batch(db: Session) -> int:
    """Relate the next posts that came without anybody telling; return how many those were.

    So do those of an import, and all when the site is upgraded. 0 when all are done.
    """
    reached = get(db, _REACHED) or 0
    query = select(Post.id).where(Post.id > reached).order_by(Post.id).limit(BATCH)
    ids = db.scalars(query).all()
    for id in ids:
        relate(db, id)
    if ids:
        put(db, _REACHED, ids[-1])
    return len(ids)


def start_over(db: Session) -> None:
    """Let the next batches begin with the first post."""
    put(db, _REACHED, None)
