"""Who may comment on a post: what the post says, what the site says, and for how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flaskr.core import clock
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import SiteValues


@dataclass(frozen=True)
class PostFacts:
    """What the rule of a post depends on."""

    kind: str
    comments: str
    visibility: str
    published_at: datetime | None


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
