"""Writing: making posts, and saving their text as revisions."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.db import LARGEST_ID, known, session_of
from flaskr.core.errors import Invalid, NotFound
from flaskr.core.events import announce
from flaskr.core.permissions import Actor
from flaskr.features.accounts.models import User
from flaskr.features.media.models import Media
from flaskr.features.media.pictures import image_attributes
from flaskr.features.posts.addresses import free_slug
from flaskr.features.posts.events import PostWritten
from flaskr.features.posts.models import KINDS, Post, PostAuthor, Revision
from flaskr.lib import markdown, text
from flaskr.lib.sanitize import SANITIZER_VERSION

RENDERER = f"{markdown.RENDERER_VERSION}.{SANITIZER_VERSION}"
EXCERPT_LENGTH = 220
LONGEST_BODY = 500_000
LONGEST_SLUG = 190


def write(
    db: Session,
    *,
    by: Actor,
    title: str,
    body: str,
    kind: str = "post",
    slug: str = "",
    author_ids: Sequence[int] = (),
    rendered: markdown.Rendered | None = None,
) -> Post:
    """Make a draft with its first revision; raises Invalid, Denied.

    Without `author_ids` the actor is the author. `rendered` is what the body became, where it
    was rendered before the transaction began.
    """
    db.info["permissions"].check(by, f"{kind}s.write" if kind in KINDS else "posts.write")
    _check_kind(kind)
    _check(title, body)
    ids = list(author_ids) or ([by.id] if by.id is not None else [])
    if not ids:
        raise Invalid("authors", "A post needs an author.")
    now = clock.now()
    post = Post(
        kind=kind,
        slug=free_slug(db, slug or title, fallback=kind, limit=LONGEST_SLUG if slug else 80),
        title=title.strip(),
        excerpt="",
        visibility="public",
        created_at=now,
        updated_at=now,
    )
    post.author_links = [PostAuthor(user_id=id, position=i) for i, id in enumerate(ids)]
    db.add(post)
    db.flush()
    add_revision(db, post, body, by, rendered=rendered)
    announce(db, PostWritten(post.id))
    return post


def revise(
    post: Post, *, by: Actor, title: str, body: str, rendered: markdown.Rendered | None = None
) -> Revision:
    """Save the post's text; the same text again makes no revision. Raises Invalid, Denied."""
    db = session_of(post)
    db.info["permissions"].check(by, "posts.edit", owners=post.owner_ids)
    _check(title, body)
    current = current_revision(post)
    if current is not None and (current.title, current.body) == (title.strip(), body):
        return current
    post.title = title.strip()
    post.updated_at = clock.now()
    revision = add_revision(db, post, body, by, rendered=rendered)
    announce(db, PostWritten(post.id))
    return revision


def describe(
    post: Post, *, by: Actor, excerpt: str | None = None, cover: Media | str | None = "keep"
) -> None:
    """Set the excerpt a writer chose (empty: the text's beginning) and the cover."""
    db = session_of(post)
    db.info["permissions"].check(by, "posts.edit", owners=post.owner_ids)
    if excerpt is not None:
        post.excerpt = excerpt.strip()
    if not isinstance(cover, str):
        post.cover_id = cover.id if cover else None
    db.flush()
    announce(db, PostWritten(post.id))


def set_authors(post: Post, author_ids: Sequence[int], *, by: Actor) -> None:
    """Say whose names stand above the post, in order; raises Invalid, Denied."""
    db = session_of(post)
    db.info["permissions"].check(by, "posts.edit", owners=post.owner_ids)
    ids = list(dict.fromkeys(author_ids))
    if not ids:
        raise Invalid("authors", "A post needs an author.")
    if ids == [link.user_id for link in post.author_links]:
        return
    db.info["permissions"].check(by, "posts.set_authors")
    if any(known(db, User, id) is None for id in ids):
        raise Invalid("authors", "One of the authors does not exist any more.")
    post.author_links = []
    db.flush()
    post.author_links = [PostAuthor(user_id=id, position=i) for i, id in enumerate(ids)]
    db.flush()
    announce(db, PostWritten(post.id))


def render_again(post: Post) -> bool:
    """Make the shown revision's HTML anew if a newer renderer or its images ask for it."""
    db = session_of(post)
    revision = current_revision(post)
    if revision is None:
        return False
    rendered = markdown.render(revision.body, image=image_attributes(db))
    changed = revision.html != rendered.html
    revision.html, revision.text = rendered.html, rendered.text
    revision.renderer_version = RENDERER
    db.flush()
    return changed


def current_revision(post: Post) -> Revision | None:
    """Return the revision that is shown."""
    return session_of(post).get(Revision, post.revision_id) if post.revision_id else None


def restore_revision(post: Post, number: int, *, by: Actor) -> Revision:
    """Make an earlier text the current one again, as a new revision; raises NotFound, Denied."""
    query = select(Revision).where(Revision.post_id == post.id, Revision.number == number)
    earlier = session_of(post).scalars(query).first() if number <= LARGEST_ID else None
    if earlier is None:
        raise NotFound(f"This post has no revision {number}.")
    return revise(post, by=by, title=earlier.title, body=earlier.body)


def revisions_of(post: Post, *, limit: int = 100) -> Sequence[Revision]:
    """Return the post's revisions, newest first."""
    query = select(Revision).where(Revision.post_id == post.id)
    return session_of(post).scalars(query.order_by(Revision.number.desc()).limit(limit)).all()


def add_revision(
    db: Session, post: Post, body: str, by: Actor, *, rendered: markdown.Rendered | None = None
) -> Revision:
    """Render the text and make it the post's current revision; checks and announces nothing."""
    rendered = rendered or markdown.render(body, image=image_attributes(db))
    last = db.scalar(select(func.max(Revision.number)).where(Revision.post_id == post.id))
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
    post.summary = text.excerpt(rendered.text, length=EXCERPT_LENGTH)
    post.reading_minutes = text.reading_minutes(rendered.text)
    db.flush()
    return revision


def _check(title: str, body: str) -> None:
    if not title.strip():
        raise Invalid("title", "Title is required.")
    if len(title.strip()) > 500:
        raise Invalid("title", "Use at most 500 characters for the title.")
    if len(body) > LONGEST_BODY:
        raise Invalid("body", "The text is longer than 500,000 characters; split it.")


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise Invalid("kind", f"“{kind}” is neither a post nor a page.")
