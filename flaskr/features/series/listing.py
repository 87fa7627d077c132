"""Reading series: what readers see of them, and what Studio does."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from flaskr.core.errors import NotFound
from flaskr.core.prepared import Prepared
from flaskr.core.visits import Reader
from flaskr.features.posts.models import Post
from flaskr.features.posts.shown import ShownPost, post_of, shown
from flaskr.features.series.models import Series, SeriesPart

_PUBLIC = (Post.public_at.is_not(None), Post.visibility != "private")


@dataclass(frozen=True)
class Part:
    """A post of a series, as it is linked to; readers see it if it `is_public`."""

    id: int
    title: str
    path: str
    is_public: bool


@dataclass(frozen=True)
class PartsOfPost:
    """The series that a post is in, and all its parts in order, whoever may read them."""

    id: int
    slug: str
    name: str
    parts: tuple[Part, ...]


_ANY = Prepared(select(SeriesPart.post_id).limit(1))
_own = aliased(SeriesPart)
_AROUND = Prepared(
    select(
        Series.id,
        Series.slug,
        Series.name,
        Post.id,
        Post.title,
        Post.slug,
        Post.public_at,
        Post.visibility,
    )
    .join(_own, _own.series_id == Series.id)
    .join(SeriesPart, SeriesPart.series_id == Series.id)
    .join(Post, Post.id == SeriesPart.post_id)
    .where(_own.post_id == bindparam("post_id"))
    .order_by(SeriesPart.place, SeriesPart.post_id)
)
_PARTS = Prepared(
    shown(with_text=False)
    .join(SeriesPart, SeriesPart.post_id == Post.id)
    .where(SeriesPart.series_id == bindparam("series_id"), *_PUBLIC)
    .order_by(SeriesPart.place, SeriesPart.post_id)
)


def around(db: Reader, post_id: int) -> PartsOfPost | None:
    """Return the series of a post with all its parts; None if it is in none."""
    rows = _AROUND.all(db.connection(), {"post_id": post_id})
    if not rows:
        return None
    id, slug, name = rows[0][:3]
    parts = tuple(
        Part(post_id, title, f"/{at}/", public_at is not None and visibility != "private")
        for _id, _slug, _name, post_id, title, at, public_at, visibility in rows
    )
    return PartsOfPost(id, slug, name, parts)


def has_any(db: Reader) -> bool:
    """Say whether the site has a series at all: most have none, and need not ask for each post."""
    return bool(_ANY.all(db.connection(), {}))


def series_at(db: Session, slug: str) -> Series:
    """Return the series with that address; raises NotFound."""
    series = db.scalars(select(Series).where(Series.slug == slug)).first()
    if series is None:
        raise NotFound
    return series


def public_parts(db: Session, series: Series) -> list[ShownPost]:
    """Return the posts of a series that readers see, in order."""
    return [post_of(row) for row in _PARTS.all(db.connection(), {"series_id": series.id})]


def public_series(db: Session) -> Sequence[tuple[Series, int]]:
    """Return the series that have parts readers see, by name, and how many those are."""
    query = (
        select(Series, func.count())
        .join(SeriesPart, SeriesPart.series_id == Series.id)
        .join(Post, Post.id == SeriesPart.post_id)
        .where(*_PUBLIC)
        .group_by(Series.id)
        .order_by(func.lower(Series.name), Series.id)
    )
    return [(series, count) for series, count in db.execute(query)]


def all_series(db: Session) -> Sequence[tuple[Series, int]]:
    """Return every series by name, and how many parts it has."""
    counted = (
        select(func.count()).where(SeriesPart.series_id == Series.id).correlate(Series)
    ).scalar_subquery()
    query = select(Series, counted).order_by(func.lower(Series.name), Series.id)
    return [(series, count) for series, count in db.execute(query)]


def parts_of(db: Session, series: Series) -> Sequence[Post]:
    """Return all posts of a series in order, whoever may read them."""
    query = select(Post).join(SeriesPart, SeriesPart.post_id == Post.id)
    query = query.where(SeriesPart.series_id == series.id)
    return db.scalars(query.order_by(SeriesPart.place, SeriesPart.post_id)).all()


def posts_to_add(db: Session, series: Series, limit: int = 100) -> Sequence[Post]:
    """Return the newest posts that are not in the series."""
    inside = select(SeriesPart.post_id).where(SeriesPart.series_id == series.id)
    query = select(Post).where(
        Post.kind == "post", Post.trashed_at.is_(None), Post.id.not_in(inside)
    )
    return db.scalars(query.order_by(Post.id.desc()).limit(limit)).all()
