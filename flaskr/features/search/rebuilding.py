"""Making the index anew, in batches that each commit, going on where a run was stopped."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from flaskr.features.posts.models import Post
from flaskr.features.search.index import index_of, refresh
from flaskr.features.site.identity import get, put

BATCH = 100
_REACHED = "search_rebuilt_to"


def posts_left(db: Session) -> int:
    """Return how many posts a rebuild has before it."""
    query = select(func.count(Post.id)).where(Post.id > (get(db, _REACHED) or 0))
    return db.scalar(query) or 0


def start_over(db: Session) -> None:
    """Let the next rebuild begin with the first post."""
    put(db, _REACHED, None)


def rebuild_batch(db: Session) -> int:
    """Index the next posts and return how many those were; 0 when all are done.

    What is there stays findable in the meantime.
    """
    reached = get(db, _REACHED) or 0
    query = select(Post.id).where(Post.id > reached).order_by(Post.id).limit(BATCH)
    ids = db.scalars(query).all()
    for id in ids:
        refresh(db, id)
    if ids:
        put(db, _REACHED, ids[-1])
    else:
        index_of(db).tidy(db)
        start_over(db)
    return len(ids)
