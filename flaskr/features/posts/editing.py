"""Saving everything about a post at once: what the editor page and other whole-post clients do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flaskr.core.db import known, session_of
from flaskr.core.errors import Conflict, Invalid
from flaskr.core.permissions import Actor
from flaskr.features.media.models import Media
from flaskr.features.posts import addresses, publishing, tagging, writing
from flaskr.features.posts.models import Post


@dataclass(frozen=True)
class Draft:
    """What a writer wants a post to be; None leaves a part as it is."""

    title: str
    body: str
    slug: str = ""
    excerpt: str = ""
    tags: Sequence[str] = ()
    cover_id: int | None = None
    author_ids: Sequence[int] | None = None
    visibility: str = "public"
    password_hash: str | None = None
    featured: bool | None = None
    based_on: int | None = None


def save(post: Post, draft: Draft, *, by: Actor) -> Post:
    """Make the post what the draft says; raises Invalid, Denied.

    Raises Conflict if `based_on` names another revision than the current one: somebody else
    saved in the meantime, and neither text may be lost.
    """
    db = session_of(post)
    same = draft.body == _body_of(post)
    if draft.based_on is not None and draft.based_on != post.revision_id and not same:
        raise Conflict(
            "Somebody else saved this post while you were writing. Your text is below and not "
            "saved yet; compare it with theirs, then save again to replace theirs."
        )
    writing.revise(post, by=by, title=draft.title, body=draft.body)
    if draft.slug:
        addresses.set_slug(post, draft.slug)
    cover = known(db, Media, draft.cover_id) if draft.cover_id else None
    if draft.cover_id and cover is None:
        raise Invalid("cover_id", f"There is no image number {draft.cover_id} in the library.")
    writing.describe(post, by=by, excerpt=draft.excerpt, cover=cover)
    tagging.set_tags(post, draft.tags, by=by)
    if draft.author_ids is not None:
        writing.set_authors(post, draft.author_ids, by=by)
    if draft.visibility != post.visibility or draft.password_hash:
        publishing.set_visibility(post, draft.visibility, by=by, password_hash=draft.password_hash)
    if draft.featured is not None and draft.featured != (post.featured_at is not None):
        publishing.feature(post, draft.featured, by=by)
    return post


def change_state(post: Post, wanted: str, *, by: Actor, at: datetime | None) -> str:
    """Publish, schedule or unpublish as the button pressed says; return what was done."""
    if wanted == "publish":
        publishing.publish(post, by=by, at=at)
        return f"“{post.title}” is {'scheduled' if post.scheduled_at else 'published'}."
    if wanted == "unpublish":
        publishing.unpublish(post, by=by)
        return f"“{post.title}” is a draft again."
    return f"“{post.title}” is saved."


def _body_of(post: Post) -> str | None:
    current = writing.current_revision(post)
    return current.body if current else None
