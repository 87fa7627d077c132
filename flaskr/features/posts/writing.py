"""Writing: making posts, and saving their text as revisions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from flaskr.core import clock
from flaskr.core.content import change
from flaskr.core.db import LARGEST_ID, known, session_of
from flaskr.core.errors import Conflict, Invalid, NotFound
from flaskr.core.events import announce
from flaskr.core.permissions import Actor
from flaskr.features.accounts.models import User
from flaskr.features.media.models import Media
from flaskr.features.posts.addresses import free_slug
from flaskr.features.posts.events import PostWritten
from flaskr.features.posts.flow import withdraw
from flaskr.features.posts.models import COMMENTING, KINDS, Post, PostAuthor, Revision
from flaskr.features.posts.purging import drop_lists_of
from flaskr.features.posts.rendering import add_revision, current_revision, render
from flaskr.lib import markdown

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
    post = _new_post(db, kind, title.strip(), slug, ids)
    add_revision(post, body, by, rendered or render(db, body))
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
    touch(post)
    revision = add_revision(post, body, by, rendered or render(db, body))
    announce(db, PostWritten(post.id))
    return revision


def describe(
    post: Post, *, by: Actor, excerpt: str | None = None, cover: Media | str | None = "keep"
) -> None:
    """Set the excerpt a writer chose (empty: the text's beginning) and the cover."""
    db = session_of(post)
    db.info["permissions"].check(by, "posts.edit", owners=post.owner_ids)
    words = post.excerpt if excerpt is None else excerpt.strip()
    cover_id = post.cover_id
    if not isinstance(cover, str):
        cover_id = cover.id if cover else None
    if (words, cover_id) == (post.excerpt, post.cover_id):
        return
    post.excerpt, post.cover_id = words, cover_id
    touch(post)
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
    withdraw(db, post.id)
    touch(post)
    drop_lists_of(post, author_ids=[link.user_id for link in post.author_links])
    post.author_links = []
    db.flush()
    post.author_links = [PostAuthor(user_id=id, position=i) for i, id in enumerate(ids)]
    db.flush()
    announce(db, PostWritten(post.id))


def set_comments(post: Post, comments: str, *, by: Actor) -> None:
    """Say who may comment on the post, one of COMMENTING; raises Invalid, Denied."""
    db = session_of(post)
    db.info["permissions"].check(by, "posts.edit", owners=post.owner_ids)
    if comments not in COMMENTING:
        raise Invalid(
            "comments", "Choose one of %(choices)s, or nothing.", choices=", ".join(COMMENTING[1:])
        )
    post.comments = comments
    db.flush()
    change(db, f"talk:{post.id}")


def touch(post: Post) -> None:
    """Note that the post is another one now, for lists, feeds and whoever else edits it."""
    post.updated_at = clock.now()


def restore_revision(
    post: Post, number: int, *, by: Actor, rendered: markdown.Rendered | None = None
) -> Revision:
    """Make an earlier text the current one again, as a new revision; raises NotFound, Denied."""
    earlier = revision_of(post, number)
    return revise(post, by=by, title=earlier.title, body=earlier.body, rendered=rendered)


def revision_of(post: Post, number: int) -> Revision:
    """Return one of the post's revisions; raises NotFound."""
    query = select(Revision).where(Revision.post_id == post.id, Revision.number == number)
    found = session_of(post).scalars(query).first() if number <= LARGEST_ID else None
    if found is None:
        raise NotFound("This post has no revision %(number)s.", number=number)
    return found


def revisions_of(post: Post, *, before: int | None = None, limit: int = 100) -> Sequence[Revision]:
    """Return the post's revisions, newest first, from the one before number `before`."""
    query = select(Revision).where(Revision.post_id == post.id)
    if before is not None:
        query = query.where(Revision.number < min(before, LARGEST_ID))
    query = query.options(joinedload(Revision.created_by)).order_by(Revision.number.desc())
    return session_of(post).scalars(query.limit(limit)).all()


def times_of_revisions(post: Post, *, limit: int) -> dict[int, datetime]:
    """Return when each of the last revisions was saved, by its number, newest first."""
    query = select(Revision.number, Revision.created_at).where(Revision.post_id == post.id)
    query = query.order_by(Revision.number.desc()).limit(limit)
    return {row.number: row.created_at for row in session_of(post).execute(query)}


def _new_post(db: Session, kind: str, title: str, slug: str, author_ids: Sequence[int]) -> Post:
    now = clock.now()
    for _attempt in range(5):
        post = Post(
            kind=kind,
            slug=free_slug(db, slug or title, fallback=kind, limit=LONGEST_SLUG if slug else 80),
            title=title,
            excerpt="",
            visibility="public",
            created_at=now,
            updated_at=now,
        )
        post.author_links = [PostAuthor(user_id=id, position=i) for i, id in enumerate(author_ids)]
        try:
            with db.begin_nested():
                db.add(post)
        except IntegrityError:
            # Somebody took the slug since we looked, as PostgreSQL allows: look again.
            continue
        return post
    raise Conflict("The address of this post was taken again and again; save it once more.")


def _check(title: str, body: str) -> None:
    if not title.strip():
        raise Invalid("title", "Title is required.")
    if len(title.strip()) > 500:
        raise Invalid("title", "Use at most 500 characters for the title.")
    if len(body) > LONGEST_BODY:
        raise Invalid("body", "The text is longer than 500,000 characters; split it.")


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise Invalid("kind", "“%(kind)s” is neither a post nor a page.", kind=kind)
