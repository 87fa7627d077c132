"""Tags: giving posts tags, and which there are."""

from collections.abc import Iterable, Sequence
from unicodedata import normalize

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from flaskr.core.db import session_of
from flaskr.core.errors import Conflict, Invalid, NotFound
from flaskr.core.events import announce
from flaskr.core.permissions import Actor
from flaskr.features.posts.counting import TAG
from flaskr.features.posts.events import PostWritten
from flaskr.features.posts.flow import withdraw
from flaskr.features.posts.models import LONGEST_TAG, Post, PostCount, PostTag, Tag, name_key
from flaskr.features.posts.purging import drop_lists_of
from flaskr.lib.slugs import slugify, unique

MOST_TAGS = 50


def set_tags(post: Post, wanted: Iterable[str | Tag], *, by: Actor) -> None:
    """Give the post these tags, or tags of these names, in this order; raises Invalid, Denied.

    Names that no tag has make a new one.
    """
    db = session_of(post)
    db.info["permissions"].check(by, "posts.edit", owners=post.owner_ids)
    found = _tags_of(db, [each for each in wanted if isinstance(each, Tag) or each.strip()])
    tags = list(dict.fromkeys(found))
    if len(tags) > MOST_TAGS:
        raise Invalid("tags", "Use at most %(most)s tags.", most=MOST_TAGS)
    if tags == post.tags:
        return
    drop_lists_of(post, tag_ids=[tag.id for tag in post.tags])
    withdraw(db, post.id)
    post.tag_links = []
    db.flush()
    post.tag_links = [PostTag(tag=tag, position=i) for i, tag in enumerate(tags)]
    db.flush()
    announce(db, PostWritten(post.id))


def tag_named(db: Session, name: str, *, slug: str = "") -> Tag:
    """Return the tag with that name, in whatever case, making it if there is none.

    With a slug, which comes from another blog, the tag is known by that instead of by its name.
    """
    name = normalize("NFC", " ".join(name.split()))[:LONGEST_TAG]
    wanted = slugify(slug or name, fallback="tag")
    for _attempt in range(5):
        tag = _tag_at(db, wanted) if slug else _tag_called(db, name, wanted)
        if tag is not None:
            return tag
        free = unique(wanted, lambda candidate: _tag_at(db, candidate) is not None)
        tag = Tag(slug=free, name=name, description="")
        try:
            with db.begin_nested():
                db.add(tag)
        except IntegrityError:
            # Somebody made it since we looked, as PostgreSQL allows: look again.
            continue
        return tag
    raise Conflict("This tag was made by somebody else at the same time; save once more.")


def tag_with_slug(db: Session, slug: str) -> Tag:
    """Return the tag; raises NotFound."""
    tag = _tag_at(db, slug)
    if tag is None:
        raise NotFound
    return tag


def public_tag(db: Session, slug: str) -> tuple[Tag, int]:
    """Return the tag and how many public posts have it; raises NotFound where none has."""
    found = db.execute(_counted().where(Tag.slug == slug)).first()
    if found is None:
        raise NotFound
    return found.Tag, found.posts


def tags_with_counts(db: Session) -> Sequence[tuple[Tag, int]]:
    """Return the tags of public posts by name, and how many public posts each has."""
    query = _counted().order_by(func.lower(Tag.name), Tag.id)
    return [(tag, count) for tag, count in db.execute(query)]


def commonest_tags(db: Session, limit: int) -> Sequence[Tag]:
    """Return the tags that most public posts have, those first."""
    query = _counted().order_by(PostCount.posts.desc(), Tag.id).limit(limit)
    return [tag for tag, _count in db.execute(query)]


def _counted() -> Select[Tag, int]:
    kept = (PostCount.subject == TAG) & (PostCount.key == Tag.id) & (PostCount.posts > 0)
    return select(Tag, PostCount.posts).join(PostCount, kept)


def _tags_of(db: Session, wanted: Sequence[str | Tag]) -> list[Tag]:
    # Looked up in the order of their names: two transactions that each make the same new tags
    # in another order would wait for each other for good.
    names: dict[str, str] = {}
    for each in wanted:
        if isinstance(each, str):
            names.setdefault(name_key(each), each)
    named = {key: tag_named(db, names[key]) for key in sorted(names)}
    return [each if isinstance(each, Tag) else named[name_key(each)] for each in wanted]


def _tag_called(db: Session, name: str, slug: str) -> Tag | None:
    # An import may have brought several tags of one name: rather the one at the likely address.
    is_likely = case((or_(Tag.slug == slug, Tag.name == name), 0), else_=1)
    called = select(Tag).where(Tag.name_key == name_key(name)).order_by(is_likely, Tag.id)
    return db.scalars(called.limit(1)).first()


def _tag_at(db: Session, slug: str) -> Tag | None:
    return db.scalars(select(Tag).where(Tag.slug == slug)).first()
