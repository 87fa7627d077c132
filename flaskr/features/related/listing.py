"""Reading which posts are shown below a post: one statement, built once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from flaskr.core.prepared import Prepared
from flaskr.core.visits import Reader
from flaskr.features.media.models import Media, StoredFile
from flaskr.features.posts.models import Post
from flaskr.features.related.models import RelatedPost


@dataclass(frozen=True)
class _Cover(StoredFile):
    key: str
    mime: str
    width: int | None
    height: int | None
    widths: list[int]
    alt: str
    focal_point: str


@dataclass(frozen=True)
class Related:
    """A post as it is shown below another."""

    id: int
    title: str
    path: str
    published_at: datetime
    reading_minutes: int
    cover: StoredFile | None
    cover_id: int | None
    is_for_all: bool


_COVER = (
    Media.key, Media.mime, Media.width, Media.height, Media.widths, Media.alt, Media.focal_point,
)  # fmt: skip
_BELOW = Prepared(
    select(
        Post.id,
        Post.title,
        Post.slug,
        Post.published_at,
        Post.reading_minutes,
        Post.public_at,
        Post.visibility,
        Media.id,
        *_COVER,
    )
    .join(RelatedPost, RelatedPost.related_id == Post.id)
    .outerjoin(Media, Media.id == Post.cover_id)
    .where(RelatedPost.post_id == bindparam("post_id"), Post.published_at.is_not(None))
    .order_by(RelatedPost.place)
)


def related_to(db: Reader, post_id: int) -> list[Related]:
    """Return the posts related to one; only those that are `is_for_all` are for readers."""
    return [
        Related(
            id=id,
            title=title,
            path=f"/{slug}/",
            published_at=at,
            reading_minutes=minutes,
            cover=_Cover(*cover) if cover_id else None,
            cover_id=cover_id,
            is_for_all=public_at is not None and visibility == "public",
        )
        for id, title, slug, at, minutes, public_at, visibility, cover_id, *cover in _BELOW.all(
            db.connection(), {"post_id": post_id}
        )
    ]
