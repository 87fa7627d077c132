"""What is new since somebody was told: addresses of posts, and of the feeds they are in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.features.posts.listing import is_public
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import get, put
from flaskr.features.site.models import Redirect

MOST = 1000
MOST_LOOKED_AT = 20
FIRST = timedelta(days=1)
"""Who is told for the first time hears of so much."""


@dataclass(frozen=True)
class News:
    """Paths of posts that are new, changed or gone, and of their feeds without an ending."""

    posts: tuple[str, ...]
    feeds: tuple[str, ...]


def news(db: Session, whom: str) -> News:
    """Return what `whom` was not told yet; nothing for what not everybody may read."""
    since = told_until(db, whom)
    posts = _changed(db, since)
    gone = db.scalars(
        select(Redirect.path).where(
            Redirect.reason.in_(("deleted", "slug")), Redirect.created_at > since
        )
    )
    paths = [post.path for post in posts] + [path for path in gone if path.startswith("/")]
    feeds = ["/feed"] if paths else []
    for post in posts[:MOST_LOOKED_AT]:
        feeds += [f"/tag/{tag.slug}/feed" for tag in post.tags]
        feeds += [f"/author/{user.username}/feed" for user in post.authors]
    return News(tuple(dict.fromkeys(paths))[:MOST], tuple(dict.fromkeys(feeds))[:MOST])


def told_until(db: Session, whom: str) -> datetime:
    """Return up to when `whom` was told."""
    stored = get(db, _key(whom))
    return datetime.fromisoformat(stored) if stored else clock.now() - FIRST


def mark_told(db: Session, whom: str, until: datetime) -> None:
    """Remember that `whom` knows of everything up to then."""
    put(db, _key(whom), until.isoformat())


def _key(whom: str) -> str:
    return f"pings.{whom}"


def _changed(db: Session, since: datetime) -> Sequence[Post]:
    query = select(Post).where(
        or_(Post.updated_at > since, Post.published_at > since),
        Post.visibility == "public",
        *is_public(),
    )
    return db.scalars(query.order_by(Post.id).limit(MOST)).all()
