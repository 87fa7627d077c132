"""What is new since somebody was told: addresses of posts, and of the feeds they are in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.features.posts.listing import is_public
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import get, put
from flaskr.features.site.models import Redirect

MOST_LOOKED_AT = 20
"""Of so many posts the feeds of their tags and authors are told of."""
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
    is_new = _is_new(since)
    paths = [f"/{slug}/" for slug in db.scalars(select(Post.slug).where(*is_new).order_by(Post.id))]
    gone = Redirect.reason.in_(("deleted", "slug")) & (Redirect.created_at > since)
    paths += db.scalars(select(Redirect.path).where(gone)).all()
    feeds = ["/feed"] if paths else []
    newest = select(Post).where(*is_new).order_by(Post.id.desc()).limit(MOST_LOOKED_AT)
    for post in db.scalars(newest):
        feeds += [f"/tag/{tag.slug}/feed" for tag in post.tags]
        feeds += [f"/author/{user.username}/feed" for user in post.authors]
    return News(tuple(dict.fromkeys(paths)), tuple(dict.fromkeys(feeds)))


def told_until(db: Session, whom: str) -> datetime:
    """Return up to when `whom` was told."""
    stored = get(db, _key(whom))
    return datetime.fromisoformat(stored) if stored else clock.now() - FIRST


def mark_told(db: Session, whom: str, until: datetime) -> None:
    """Remember that `whom` knows of everything up to then."""
    put(db, _key(whom), until.isoformat())


def _key(whom: str) -> str:
    return f"pings.{whom}"


def _is_new(since: datetime) -> tuple[Any, ...]:
    changed = or_(Post.updated_at > since, Post.published_at > since)
    return (changed, Post.visibility == "public", *is_public())
