"""Studio's lists of posts: by state, by author, by words of the title."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session

from flaskr.core.newest import Part, Place, newest
from flaskr.features.posts.listing import Slice, is_by, place_of
from flaskr.features.posts.models import Post, PostAuthor
from flaskr.lib import keyset

FEW_POSTS = 2_000
"""Who has no more posts than this is shown theirs by sorting them, wherever they are."""


def posts_in_studio(
    db: Session,
    *,
    kind: str,
    state: str = "",
    author_id: int | None = None,
    search: str = "",
    before: str | None = None,
    limit: int = 30,
) -> Slice[Post]:
    """Return posts for Studio, last changed first; `state` is a word of `Post.state`.

    Of a search a page has what is found among the next 10,000 posts; it may be none although
    there is an older page. Raises NotFound for a cursor that is none.
    """
    query = select(Post)
    among = [Post.kind == kind, *_state(state)]
    where = [Post.title.icontains(search, autoescape=True)] if search else []
    place = place_of(before) if before is not None else None
    ids = _few_posts_of(db, author_id) if author_id is not None else None
    if ids is not None:
        part = _sorted(db, query.where(Post.id.in_(ids), *among, *where), place, limit)
    else:
        if author_id is not None:
            where.append(is_by(Post.id, author_id))
        order = (Post.updated_at, Post.id)
        part = newest(db, query, order, among=among, where=where, before=place, limit=limit)
    return Slice(part.rows, older=keyset.encode(*part.last) if part.last else None)


def _few_posts_of(db: Session, author_id: int) -> Sequence[int] | None:
    """Return the ids of an author's posts, or None if there are many.

    The posts of somebody who wrote little are far from each other in the list of all.
    """
    query = select(PostAuthor.post_id).where(PostAuthor.user_id == author_id)
    ids = db.scalars(query.order_by(PostAuthor.public_at).limit(FEW_POSTS + 1)).all()
    return ids if len(ids) <= FEW_POSTS else None


def _sorted(db: Session, query: Select[Post], before: Place | None, limit: int) -> Part[Post]:
    # Not a bare column: no index may tempt the database to walk along the posts of everybody.
    at = func.coalesce(Post.updated_at, Post.created_at)
    if before is not None:
        query = query.where(tuple_(at, Post.id) < tuple_(*before))
    rows = db.scalars(query.order_by(at.desc(), Post.id.desc()).limit(limit + 1)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return Part(tuple(rows[:limit]), (last.updated_at, last.id) if last else None)


def _state(state: str) -> Sequence[ColumnElement[bool]]:
    kept = Post.trashed_at.is_(None)
    if state == "trashed":
        return (Post.trashed_at.is_not(None),)
    if state == "published":
        return (kept, Post.published_at.is_not(None))
    if state == "scheduled":
        return (kept, Post.published_at.is_(None), Post.scheduled_at.is_not(None))
    if state == "draft":
        return (kept, Post.published_at.is_(None), Post.scheduled_at.is_(None))
    return (kept,)
