"""Reacting to a post, and taking it back."""

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.db import LARGEST_ID, UtcDateTime, session_of
from flaskr.core.errors import NotFound
from flaskr.core.events import announce
from flaskr.features.posts.models import Post
from flaskr.features.reactions.counting import count
from flaskr.features.reactions.events import PostReacted
from flaskr.features.reactions.models import IS_OPEN, KINDS


def click(db: Session, post_id: int, kind: str, *, visitor: str) -> str:
    """Add the visitor's reaction, or take it back if it is there; return the post's address.

    Announces PostReacted; raises NotFound. It never loads the post: readers click in crowds.
    """
    slug = None
    if kind in KINDS and 0 < post_id <= LARGEST_ID:
        slug = db.connection().execute(_OPEN, {"post_id": post_id}).scalar()
    if slug is None:
        raise NotFound
    if not _add(db, post_id, kind, visitor):
        _remove(db, post_id, kind, visitor)
    return f"/{slug}/"


def react(post: Post, kind: str, *, visitor: str) -> None:
    """Add the visitor's reaction if it is not there. Announces PostReacted; raises NotFound."""
    _check(post, kind)
    _add(session_of(post), post.id, kind, visitor)


def withdraw(post: Post, kind: str, *, visitor: str) -> bool:
    """Take the visitor's reaction back; False if there was none. Raises NotFound."""
    _check(post, kind)
    return _remove(session_of(post), post.id, kind, visitor)


def takes_reactions(post: Post) -> bool:
    """Say whether readers can react: to public posts, not to pages such as an imprint."""
    return post.is_public and not post.is_page


_OPEN = select(Post.slug).where(Post.id == bindparam("post_id"), IS_OPEN)
# Of two clicks at once the second waits in here for the first, and then finds its row.
_ADD = text("""
    INSERT INTO reactions (post_id, kind, visitor, created_at)
    VALUES (:post_id, :kind, :visitor, :now)
    ON CONFLICT DO NOTHING
""").bindparams(bindparam("now", type_=UtcDateTime))
_REMOVE = text("""
    DELETE FROM reactions WHERE post_id = :post_id AND kind = :kind AND visitor = :visitor
""")


def _check(post: Post, kind: str) -> None:
    if kind not in KINDS or not takes_reactions(post):
        raise NotFound


def _add(db: Session, post_id: int, kind: str, visitor: str) -> bool:
    values = {"post_id": post_id, "kind": kind, "visitor": visitor, "now": clock.now()}
    if not db.connection().execute(_ADD, values).rowcount:
        return False
    count(db, post_id, kind, by=1)
    announce(db, PostReacted(post_id, kind))
    return True


def _remove(db: Session, post_id: int, kind: str, visitor: str) -> bool:
    values = {"post_id": post_id, "kind": kind, "visitor": visitor}
    if not db.connection().execute(_REMOVE, values).rowcount:
        return False
    count(db, post_id, kind, by=-1)
    return True
