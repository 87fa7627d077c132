"""From Markdown to the HTML that is stored with each revision, and again when the rules change."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.content import change
from flaskr.core.db import session_of
from flaskr.core.permissions import Actor
from flaskr.features.media.pictures import image_attributes
from flaskr.features.posts.media_uses import note_uses
from flaskr.features.posts.models import Post, PostMedia, Revision
from flaskr.lib import markdown, text
from flaskr.lib.sanitize import SANITIZER_VERSION

RENDERER = f"{markdown.RENDERER_VERSION}.{SANITIZER_VERSION}"
EXCERPT_LENGTH = 220


def render(db: Session, body: str) -> markdown.Rendered:
    """Render a post's text with the pictures of the library; slow, so not in a transaction."""
    return markdown.render(body, image=image_attributes(db))


def current_revision(post: Post) -> Revision | None:
    """Return the revision that is shown."""
    return session_of(post).get(Revision, post.revision_id) if post.revision_id else None


def add_revision(post: Post, body: str, by: Actor, rendered: markdown.Rendered) -> Revision:
    """Make the text the post's current revision; checks and announces nothing."""
    db = session_of(post)
    last = db.scalar(
        select(Revision.number)
        .where(Revision.post_id == post.id)
        .order_by(Revision.number.desc())
        .limit(1)
    )
    revision = Revision(
        post_id=post.id,
        number=(last or 0) + 1,
        title=post.title,
        body=body,
        html=rendered.html,
        text=rendered.text,
        renderer_version=RENDERER,
        created_at=clock.now(),
        created_by_id=by.id,
    )
    db.add(revision)
    db.flush()
    post.revision_id = revision.id
    note_uses(db, post.id, body)
    post.summary = text.excerpt(rendered.text, length=EXCERPT_LENGTH)
    post.reading_minutes = text.reading_minutes(rendered.text)
    db.flush()
    return revision


def stale_revisions(
    db: Session, *, using: str = "", after: int = 0, limit: int = 20
) -> Sequence[int]:
    """Return ids of shown revisions made by other rules, or of those that name a file.

    `using` is what the file's keys begin with.
    """
    query = select(Revision.id).join(Post, Post.revision_id == Revision.id)
    if using:
        query = query.join(PostMedia, PostMedia.post_id == Post.id)
    condition = PostMedia.stem == using if using else Revision.renderer_version != RENDERER
    query = query.where(condition, Revision.id > after).order_by(Revision.id).limit(limit)
    return db.scalars(query).all()


def replace_html(db: Session, revision_id: int, body: str, rendered: markdown.Rendered) -> bool:
    """Store what a revision's text becomes by today's rules, unless it changed in between."""
    revision = db.get(Revision, revision_id)
    if revision is None or revision.body != body:
        return False
    revision.html, revision.text = rendered.html, rendered.text
    revision.renderer_version = RENDERER
    db.flush()
    change(db, f"post:{revision.post_id}", "posts")
    return True
