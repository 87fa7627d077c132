"""Which posts use which files of the library: as their cover, or named in their text."""

import re
from collections.abc import Sequence

from sqlalchemy import delete, insert, select, union_all
from sqlalchemy.orm import Session, lazyload, load_only

from flaskr.features.media.models import Media
from flaskr.features.posts.models import Post, PostMedia

MOST_SHOWN = 20

_STEM = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")


def stem_of(key: str) -> str:
    """Return what the keys of a file and of its variants begin with."""
    return key.rpartition(".")[0]


def stems_in(body: str) -> set[str]:
    """Return what the keys of the files that a text names begin with."""
    return set(_STEM.findall(body))


def note_uses(db: Session, post_id: int, body: str) -> None:
    """Keep which files the post's current text names."""
    named = stems_in(body)
    kept = set(db.scalars(select(PostMedia.stem).where(PostMedia.post_id == post_id)))
    gone, new = kept - named, sorted(named - kept)
    if gone:
        of_post = PostMedia.post_id == post_id
        db.execute(delete(PostMedia).where(of_post, PostMedia.stem.in_(gone)))
    if new:
        db.execute(insert(PostMedia), [{"post_id": post_id, "stem": stem} for stem in new])


def posts_using(db: Session, media: Media, *, limit: int = MOST_SHOWN) -> Sequence[Post]:
    """Return posts that use a file or a variant of it, those made last first."""
    as_cover = select(Post.id).where(Post.cover_id == media.id)
    in_text = select(PostMedia.post_id).where(PostMedia.stem == stem_of(media.key))
    newest = (
        as_cover.order_by(Post.id.desc()).limit(limit).subquery(),
        in_text.order_by(PostMedia.post_id.desc()).limit(limit).subquery(),
    )
    ids = union_all(*(select(some) for some in newest))
    found = select(Post).where(Post.id.in_(ids)).order_by(Post.id.desc()).limit(limit)
    bare = (load_only(Post.title), lazyload(Post.author_links), lazyload(Post.tag_links))
    return db.scalars(found.options(*bare)).all()


def is_used(db: Session, media: Media) -> bool:
    """Say whether any post uses the file."""
    return bool(posts_using(db, media, limit=1))
