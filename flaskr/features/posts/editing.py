"""Saving everything about a post at once: what the editor page and other whole-post clients do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from flaskr.core.db import known, session_of
from flaskr.core.errors import Conflict, Invalid
from flaskr.core.events import told_once
from flaskr.core.permissions import Actor
from flaskr.features.media.models import Media
from flaskr.features.posts import addresses, publishing, rendering, tagging, writing
from flaskr.features.posts.models import Post
from flaskr.lib import markdown

DONE = {
    "scheduled": "“%(title)s” is scheduled.",
    "published": "“%(title)s” is published.",
    "unpublished": "“%(title)s” is a draft again.",
    "saved": "“%(title)s” is saved.",
    "redated": "“%(title)s” is saved with its new date.",
    "rescheduled": "“%(title)s” is saved and goes out at the new time.",
    "planned": "“%(title)s” is saved as a draft. Press Publish to let it go out at that time.",
}
"""What is said when a post was saved, by what became of it."""


class Overtaken(Conflict):
    """The post is no longer the one that was changed: somebody else saved it in the meantime."""


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
    comments: str | None = None
    based_on: str = ""
    rendered: markdown.Rendered | None = None


def begin(db: Session, draft: Draft, *, by: Actor, kind: str = "post") -> Post:
    """Make a new post of the draft; raises Invalid, Denied."""
    with told_once(db):
        post = writing.write(
            db,
            by=by,
            title=draft.title,
            body=draft.body,
            kind=kind,
            slug=draft.slug,
            rendered=draft.rendered,
        )
        return save(post, draft, by=by)


def save(post: Post, draft: Draft, *, by: Actor) -> Post:
    """Make the post what the draft says; raises Invalid, Denied.

    Raises Overtaken if the post is no longer the one that `based_on` names (see `edition`) and
    the draft would change it: somebody else saved in the meantime, and neither may be lost.
    """
    db = session_of(post)
    # Two who save at once take turns: the second one sees what the first one did.
    db.refresh(post, with_for_update=True)
    if draft.based_on and draft.based_on != edition(post) and _differs(post, draft):
        raise Overtaken(
            "Somebody else saved this post while you were writing. What you see below is yours "
            "and not saved yet; theirs is under Revisions. Save again to replace theirs."
        )
    with told_once(db):
        _make(post, draft, by)
    return post


def change_state(post: Post, wanted: str, *, by: Actor, at: datetime | None) -> str:
    """Publish, schedule or unpublish as the button pressed says.

    Return what was done: a sentence with `%(title)s` in it.
    """
    if wanted == "publish":
        publishing.publish(post, by=by, at=at)
        return DONE["scheduled" if post.scheduled_at else "published"]
    if wanted == "unpublish":
        publishing.unpublish(post, by=by)
        return DONE["unpublished"]
    if at is None or at == _planned(post):
        return DONE["saved"]
    if post.published_at is not None:
        publishing.redate(post, by=by, at=at)
        return DONE["redated"]
    if post.scheduled_at is not None:
        publishing.schedule(post, by=by, at=at)
        return DONE["rescheduled"]
    return DONE["planned"]


def edition(post: Post) -> str:
    """Return a name of the post as it is now; every change gives it another one."""
    return f"{post.updated_at.timestamp():.6f}"


def _make(post: Post, draft: Draft, by: Actor) -> None:
    db = session_of(post)
    writing.revise(post, by=by, title=draft.title, body=draft.body, rendered=draft.rendered)
    if draft.slug:
        addresses.set_slug(post, draft.slug)
    cover = known(db, Media, draft.cover_id) if draft.cover_id else None
    if draft.cover_id and cover is None:
        raise Invalid(
            "cover_id",
            "There is no image number %(cover_id)s in the library.",
            cover_id=draft.cover_id,
        )
    writing.describe(post, by=by, excerpt=draft.excerpt, cover=cover)
    tagging.set_tags(post, draft.tags, by=by)
    if draft.comments is not None and draft.comments != post.comments:
        writing.set_comments(post, draft.comments, by=by)
    if draft.author_ids is not None:
        writing.set_authors(post, draft.author_ids, by=by)
    if draft.visibility != post.visibility or draft.password_hash:
        publishing.set_visibility(post, draft.visibility, by=by, password_hash=draft.password_hash)
    if draft.featured is not None and draft.featured != (post.featured_at is not None):
        publishing.feature(post, draft.featured, by=by)


def _planned(post: Post) -> datetime | None:
    at = post.published_at or post.scheduled_at
    # The form has no seconds: the same minute is the same time.
    return at.replace(second=0, microsecond=0) if at else None


def _differs(post: Post, draft: Draft) -> bool:
    current = rendering.current_revision(post)
    tags = [name.strip() for name in draft.tags if name.strip()]
    return (
        (draft.title, draft.body) != (post.title, current.body if current else None)
        or draft.excerpt != post.excerpt
        or draft.slug not in {"", post.slug}
        or draft.cover_id != post.cover_id
        or tags != [tag.name for tag in post.tags]
    )
