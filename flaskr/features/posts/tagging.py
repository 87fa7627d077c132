"""Tags: giving posts tags, and which there are."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.db import session_of
from flaskr.core.errors import Invalid, NotFound
from flaskr.core.events import announce
from flaskr.core.permissions import Actor
from flaskr.features.posts.events import PostWritten
from flaskr.features.posts.models import Post, PostTag, Tag
from flaskr.lib.slugs import slugify

MOST_TAGS = 50


def set_tags(post: Post, wanted: Iterable[str | Tag], *, by: Actor) -> None:
    """Give the post these tags, or tags of these names, in this order; raises Invalid, Denied.

    Names that no tag has make a new one.
    """
    db = session_of(post)
    db.info["permissions"].check(by, "posts.edit", owners=post.owner_ids)
    found = (
        each if isinstance(each, Tag) else tag_named(db, each)
        for each in wanted
        if isinstance(each, Tag) or each.strip()
    )
    tags = list(dict.fromkeys(found))
    if len(tags) > MOST_TAGS:
        raise Invalid("tags", f"Use at most {MOST_TAGS} tags.")
    if tags == post.tags:
        return
    post.tag_links = []
    db.flush()
    post.tag_links = [PostTag(tag=tag, position=i) for i, tag in enumerate(tags)]
    db.flush()
    announce(db, PostWritten(post.id))


def tag_named(db: Session, name: str, *, slug: str = "") -> Tag:
    """Return the tag with that name or slug, making it if there is none."""
    name = " ".join(name.split())[:200]
    slug = slugify(slug or name, fallback="tag")
    tag = db.scalars(select(Tag).where(Tag.slug == slug)).first()
    if tag is None:
        tag = Tag(slug=slug, name=name, description="")
        db.add(tag)
        db.flush()
    return tag


def tag_with_slug(db: Session, slug: str) -> Tag:
    """Return the tag; raises NotFound."""
    tag = db.scalars(select(Tag).where(Tag.slug == slug)).first()
    if tag is None:
        raise NotFound
    return tag


def tags_with_counts(db: Session) -> Sequence[tuple[Tag, int]]:
    """Return the tags of public posts by name, and how many public posts each has."""
    query = (
        select(Tag, func.count(Post.id))
        .join(PostTag, PostTag.tag_id == Tag.id)
        .join(Post, Post.id == PostTag.post_id)
        .where(
            Post.published_at <= clock.now(),
            Post.trashed_at.is_(None),
            Post.visibility != "private",
        )
        .group_by(Tag.id)
        .order_by(func.lower(Tag.name))
    )
    return [(tag, count) for tag, count in db.execute(query)]
