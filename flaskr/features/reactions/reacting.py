"""Reacting to a post, and taking it back."""

from flaskr.core import clock
from flaskr.core.content import change
from flaskr.core.db import session_of
from flaskr.core.errors import NotFound
from flaskr.core.events import announce
from flaskr.features.posts.models import Post
from flaskr.features.reactions.events import PostReacted
from flaskr.features.reactions.models import KINDS, Reaction


def react(post: Post, kind: str, *, visitor: str) -> None:
    """Add the visitor's reaction if it is not there. Announces PostReacted; raises NotFound."""
    if _found(post, kind, visitor) is None:
        db, now = session_of(post), clock.now()
        db.add(Reaction(post_id=post.id, kind=kind, visitor=visitor, created_at=now))
        db.flush()
        change(db, f"talk:{post.id}")
        announce(db, PostReacted(post.id, kind))


def withdraw(post: Post, kind: str, *, visitor: str) -> bool:
    """Take the visitor's reaction back; False if there was none. Raises NotFound."""
    reaction = _found(post, kind, visitor)
    if reaction is not None:
        session_of(post).delete(reaction)
        session_of(post).flush()
        change(session_of(post), f"talk:{post.id}")
    return reaction is not None


def takes_reactions(post: Post) -> bool:
    """Say whether readers can react: to public posts, not to pages such as an imprint."""
    return post.is_public and not post.is_page


def _found(post: Post, kind: str, visitor: str) -> Reaction | None:
    if kind not in KINDS or not takes_reactions(post):
        raise NotFound
    db = session_of(post)
    # Of two clicks at once both would find nothing: the second waits here for the first.
    db.refresh(post, ["id"], with_for_update=True)
    return db.get(Reaction, (post.id, kind, visitor))
