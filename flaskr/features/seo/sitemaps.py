"""The sitemap's files: which there are, and what stands in one (https://www.sitemaps.org)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from flaskr.features.accounts.models import User
from flaskr.features.media.models import Media
from flaskr.features.posts.counting import AUTHOR, TAG
from flaskr.features.posts.models import (
    LISTED,
    Post,
    PostAuthor,
    PostCount,
    PostMedia,
    PostTag,
    Tag,
)
from flaskr.features.series.listing import public_series
from flaskr.lib.filetypes import ALLOWED_FILES

MOST_PICTURES, MOST_OF_A_POST = 2_000, 100
_PICTURES = tuple(
    kind.extension for mime, kind in ALLOWED_FILES.items() if mime.startswith("image/")
)
RANGE = 1_000
"""So many ids a file is of; the standard allows 50,000 addresses in it, and as many files."""


@dataclass(frozen=True)
class Address:
    """A page by its path, quoted; when it changed last and what it shows, where that is known."""

    path: str
    changed_at: datetime | None = None
    images: tuple[str, ...] = ()


def files_of_posts(db: Session) -> Sequence[int]:
    """Return the numbers of the files that have posts or pages in them, in order.

    From each file it is leapt to the first post after its last id, so it takes as many steps as
    there are files, not as there are posts.
    """
    first = select(func.min(Post.id)).where(LISTED).scalar_subquery()
    firsts = select(first.label("id")).cte("firsts", recursive=True)
    last_id = ((firsts.c.id - 1) // RANGE + 1) * RANGE
    following = select(func.min(Post.id)).where(LISTED, Post.id > last_id).scalar_subquery()
    firsts = firsts.union_all(select(following).where(firsts.c.id.is_not(None)))
    return [_file_of(id) for id in db.scalars(select(firsts.c.id)) if id is not None]


def files_of_tags(db: Session) -> Sequence[int]:
    """Return the numbers of the files that have tags in them, in order."""
    return _files_of_counted(db, TAG)


def files_of_authors(db: Session) -> Sequence[int]:
    """Return the numbers of the files that have authors in them, in order."""
    return _files_of_counted(db, AUTHOR)


def posts_in(db: Session, file: int) -> Sequence[Address]:
    """Return the addresses of the posts and pages in a file; none for a file there is not."""
    query = select(Post.id, Post.slug, Post.updated_at, Post.published_at, Post.cover_id)
    rows = db.execute(query.where(LISTED, _in_file(Post.id, file)).order_by(Post.id)).all()
    covers = {row.id: row.cover_id for row in rows if row.cover_id is not None}
    pictures = _pictures_of(db, file, covers)
    return [
        Address(
            _quoted("", row.slug),
            max(row.updated_at, row.published_at or row.updated_at),
            pictures.get(row.id, ()),
        )
        for row in rows
    ]


def series_listed(db: Session) -> Sequence[Address]:
    """Return the addresses of the series that readers see, and of their list."""
    found = [Address(f"/series/{quote(series.slug)}/") for series, _n in public_series(db)]
    return [Address("/series/"), *found] if found else []


def _pictures_of(db: Session, file: int, covers: Mapping[int, int]) -> dict[int, tuple[str, ...]]:
    """Return the paths of the pictures that a file's posts show, each post's cover first.

    Read by themselves: joined to the posts, they would have PostgreSQL sort these again.
    """
    named = db.execute(
        select(PostMedia.post_id, PostMedia.stem)
        .where(_in_file(PostMedia.post_id, file))
        .order_by(PostMedia.post_id, PostMedia.stem)
        .limit(MOST_PICTURES)
    ).all()
    keys = [f"{row.stem}.{kind}" for row in named for kind in _PICTURES]
    if not keys and not covers:
        return {}
    is_shown = Media.key.in_(keys) | Media.id.in_(set(covers.values()))
    kept = db.execute(select(Media.id, Media.key).where(is_shown)).all()
    by_id = {row.id: row.key for row in kept}
    by_stem = {row.key.partition(".")[0]: row.key for row in kept}
    found: dict[int, dict[str, None]] = {}
    for post_id, cover_id in covers.items():
        if cover_id not in by_id:
            continue  # deleted since the posts were read
        found.setdefault(post_id, {})[by_id[cover_id]] = None
    for row in named:
        if row.stem in by_stem:
            found.setdefault(row.post_id, {})[by_stem[row.stem]] = None
    return {
        post_id: tuple(f"/media/{key}" for key in shown)[:MOST_OF_A_POST]
        for post_id, shown in found.items()
    }


def tags_in(db: Session, file: int) -> Sequence[Address]:
    """Return the addresses of the tags in a file, each as new as its newest post."""
    newest = select(func.max(PostTag.public_at)).where(PostTag.tag_id == Tag.id).scalar_subquery()
    rows = db.execute(_counted(select(Tag.slug, newest), TAG, Tag.id, file))
    return [Address(_quoted("/tag", slug), at) for slug, at in rows]


def authors_in(db: Session, file: int) -> Sequence[Address]:
    """Return the addresses of the authors in a file, each as new as their newest post."""
    link = PostAuthor
    newest = select(func.max(link.public_at)).where(link.user_id == User.id).scalar_subquery()
    rows = db.execute(_counted(select(User.username, newest), AUTHOR, User.id, file))
    return [Address(_quoted("/author", username), at) for username, at in rows]


def _files_of_counted(db: Session, subject: str) -> Sequence[int]:
    number = (PostCount.key - 1) // RANGE + 1
    public = (PostCount.subject == subject, PostCount.posts > 0)
    return db.scalars(select(number).where(*public).distinct().order_by(number)).all()


def _counted(
    query: Select[str, datetime | None], subject: str, id: InstrumentedAttribute[int], file: int
) -> Select[str, datetime | None]:
    kept = (PostCount.key == id) & (PostCount.subject == subject) & (PostCount.posts > 0)
    return query.join(PostCount, kept).where(_in_file(PostCount.key, file)).order_by(PostCount.key)


def _in_file(id: InstrumentedAttribute[int], file: int) -> ColumnElement[bool]:
    return id.between((file - 1) * RANGE + 1, file * RANGE)


def _file_of(id: int) -> int:
    return (id - 1) // RANGE + 1


def _quoted(base: str, name: str) -> str:
    return f"{base}/{quote(name)}/"
