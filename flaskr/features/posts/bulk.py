"""Adding many finished posts at once, for whoever brings a whole blog.

What comes of it is what `writing`, `tagging` and `publishing` make one by one, but nothing is
announced: the caller tells the features above by their own bulk functions (`search.bulk` and so
on). Texts were checked and rendered by the caller, outside the transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core import bulk, clock
from flaskr.core.content import EVERYTHING, change
from flaskr.core.jobs.queue import JobRow
from flaskr.core.permissions import Actor
from flaskr.features.posts.counting import count_in_many
from flaskr.features.posts.media_uses import stems_in
from flaskr.features.posts.models import Post, PostAuthor, PostMedia, PostTag, Revision
from flaskr.features.posts.publishing import PUBLISH_JOB
from flaskr.features.posts.rendering import RENDERER
from flaskr.lib.sanitize import SafeHtml
from flaskr.lib.slugs import unique

_LOOKED_UP = 500  # slugs in one query: SQLite takes no more than 999 values in older builds


@dataclass(frozen=True, kw_only=True)
class FinishedPost:
    """A post with its one revision, ready to be stored.

    `slug` is the one wished for, well-formed. `summary` and `reading_minutes` are those of
    `text`, as `rendering.add_revision` would make them.
    """

    slug: str
    title: str
    body: str
    html: SafeHtml
    text: str
    summary: str
    reading_minutes: int
    author_ids: tuple[int, ...]
    tag_ids: tuple[int, ...] = ()
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None = None
    scheduled_at: datetime | None = None
    kind: str = "post"
    visibility: str = "public"
    excerpt: str = ""

    @property
    def is_public(self) -> bool:
        """Whether anybody may know that it exists, once it is stored."""
        return self.published_at is not None and self.visibility != "private"

    @property
    def public_at(self) -> datetime | None:
        """Since when it is in the public flow, as `flow.time_in_flow` says of what is stored."""
        return self.published_at if self.is_public and self.kind == "post" else None


_POST = (
    *("id", "kind", "slug", "title", "excerpt", "summary", "reading_minutes", "visibility"),
    *("revision_id", "created_at", "updated_at", "published_at", "published_by_id"),
    *("public_at", "scheduled_at"),
)
_REVISION = (
    *("id", "post_id", "number", "title", "body", "html", "text", "renderer_version"),
    *("created_at", "created_by_id"),
)


def add_posts(db: Session, posts: Sequence[FinishedPost], *, by: Actor) -> list[int]:
    """Store posts and return their ids, in order; raises Denied.

    A slug that is taken, here or on the site, gets a number, as by `addresses.free_slug`.
    """
    db.info["permissions"].check(by, "posts.write")
    db.flush()
    ids = bulk.new_ids(db, Post, len(posts))
    revision_ids = bulk.new_ids(db, Revision, len(posts))
    slugs = _free_slugs(db, [post.slug for post in posts])
    added = list(zip(ids, revision_ids, slugs, posts, strict=True))
    bulk.insert(db, Post, _POST, (_post_row(*each) for each in added))
    bulk.insert(db, Revision, _REVISION, (_revision_row(*each) for each in added))
    for model, name in ((PostAuthor, "user_id"), (PostTag, "tag_id")):
        links = (
            (id, other, position, post.public_at)
            for id, post in zip(ids, posts, strict=True)
            for position, other in enumerate(post.tag_ids if model is PostTag else post.author_ids)
        )
        bulk.insert(db, model, ("post_id", name, "position", "public_at"), links)
    named = (
        (id, stem) for id, post in zip(ids, posts, strict=True) for stem in stems_in(post.body)
    )
    bulk.insert(db, PostMedia, ("post_id", "stem"), named)
    count_in_many(
        db,
        ((post.public_at, post.author_ids, post.tag_ids) for post in posts if post.public_at),
    )
    change(db, EVERYTHING)
    # Not by `enqueue`: its savepoint would make FTS5 write out what it collects for later.
    db.add_all(
        _publication(id, post.scheduled_at)
        for id, post in zip(ids, posts, strict=True)
        if post.scheduled_at is not None
    )
    db.flush()
    return ids


def _publication(post_id: int, at: datetime) -> JobRow:
    return JobRow(
        name=PUBLISH_JOB,
        args={"post_id": post_id},
        unique_key=f"{PUBLISH_JOB}:{post_id}",
        run_at=at,
        created_at=clock.now(),
    )


def _post_row(id: int, revision_id: int, slug: str, post: FinishedPost) -> tuple[object, ...]:
    by_id = post.author_ids[0] if post.published_at is not None else None
    return (
        *(id, post.kind, slug, post.title, post.excerpt, post.summary, post.reading_minutes),
        *(post.visibility, revision_id, post.created_at, post.updated_at, post.published_at),
        *(by_id, post.public_at, post.scheduled_at),
    )


def _revision_row(id: int, revision_id: int, _slug: str, post: FinishedPost) -> tuple[object, ...]:
    return (
        *(revision_id, id, 1, post.title, post.body, post.html, post.text, RENDERER),
        *(post.updated_at, post.author_ids[0]),
    )


def _free_slugs(db: Session, wanted: Sequence[str]) -> list[str]:
    taken = set(db.info["reserved_slugs"])
    for start in range(0, len(wanted), _LOOKED_UP):
        some = wanted[start : start + _LOOKED_UP]
        taken.update(db.scalars(select(Post.slug).where(Post.slug.in_(some))))

    def is_taken(slug: str) -> bool:
        # A number was added: nobody looked for this one yet.
        return slug in taken or (slug != wished and _is_used(db, slug))

    found: list[str] = []
    for wished in wanted:
        found.append(unique(wished, is_taken))
        taken.add(found[-1])
    return found


def _is_used(db: Session, slug: str) -> bool:
    return db.scalar(select(Post.id).where(Post.slug == slug)) is not None
