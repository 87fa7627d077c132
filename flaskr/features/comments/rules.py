"""Who may comment on a post: what the post says, what the site says, and for how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.db import LARGEST_ID
from flaskr.core.errors import NotFound
from flaskr.core.prepared import Prepared
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import SiteValues


@dataclass(frozen=True)
class PostFacts:
    """What the rule of a post depends on."""

    kind: str
    comments: str
    visibility: str
    published_at: datetime | None


def facts_of(db: Session, post_id: int, *, locked: bool = False) -> PostFacts:
    """Return the facts of a post that everybody may read; raises NotFound.

    `locked` lets others who ask so wait until the transaction is over.
    """
    if not 0 < post_id <= LARGEST_ID:
        raise NotFound
    facts = _LOCKED_FACTS if locked else _FACTS
    row = facts.first(db.connection(), {"post_id": post_id})
    if row is None:
        raise NotFound
    return PostFacts(*row)


def is_read_by_all(post: Post) -> bool:
    """Say whether everybody may read the post, and so the comments below it."""
    return post.is_published and post.visibility == "public"


def rule_of(post: Post | PostFacts, site: SiteValues) -> str:
    """Return `open`, `moderated` or `closed`.

    A page is closed unless it says otherwise, and so is a post that not everybody may read.
    """
    if post.published_at is None or post.visibility != "public":
        return "closed"
    if post.kind == "page" and not post.comments:
        return "closed"
    closing_at = closes_at(post, site)
    if closing_at is not None and closing_at <= clock.now():
        return "closed"
    return post.comments or site.comments


def closes_at(post: Post | PostFacts, site: SiteValues) -> datetime | None:
    """Return when comments on the post end, or None if they do not end by themselves."""
    if not site.comments_days or post.published_at is None:
        return None
    return post.published_at + timedelta(days=site.comments_days)


_READ = select(Post.kind, Post.comments, Post.visibility, Post.published_at).where(
    Post.id == bindparam("post_id"),
    Post.published_at.is_not(None),
    Post.trashed_at.is_(None),
    Post.visibility == "public",
)
_FACTS = Prepared(_READ)
# Not the lock that a comment's foreign key takes: only those who ask for this one wait.
_LOCKED_FACTS = Prepared(_READ.with_for_update(key_share=True))
