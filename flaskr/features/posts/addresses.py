"""Slugs: which a post may have, and what becomes of the one it had."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.db import session_of
from flaskr.core.errors import Invalid
from flaskr.core.events import announce
from flaskr.features.posts.events import PostWritten
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import move_front_page
from flaskr.features.site.redirects import add_redirect, forget_path
from flaskr.lib.slugs import is_slug, slugify, unique


def free_slug(db: Session, wanted: str, *, fallback: str = "post", limit: int = 80) -> str:
    """Return a slug like `wanted` of up to `limit` characters that no post and no route has."""
    return unique(slugify(wanted, fallback=fallback, limit=limit), lambda slug: _is_taken(db, slug))


def set_slug(post: Post, slug: str) -> None:
    """Give the post an address of the writer's choice; raises Invalid.

    The old address of a post that is or was public leads to the new one for good.
    """
    db = session_of(post)
    slug = slug.strip()
    if slug == post.slug:
        return
    if not is_slug(slug):
        raise Invalid(
            "slug",
            "Use letters, digits and hyphens, such as “%(slug)s”.",
            slug=slugify(slug or post.title),
        )
    if slug in db.info["reserved_slugs"]:
        raise Invalid(
            "slug", "/%(slug)s/ is an address of the site itself; choose another one.", slug=slug
        )
    if _is_taken(db, slug):
        raise Invalid("slug", "/%(slug)s/ is already used by another post.", slug=slug)
    old_path, old_slug, post.slug = post.path, post.slug, slug
    post.updated_at = clock.now()
    db.flush()
    if post.published_at is not None:
        add_redirect(db, old_path, post.path, reason="slug")
    forget_path(db, post.path)
    if post.kind == "page":
        move_front_page(db, old_slug, slug)
    announce(db, PostWritten(post.id))


def _is_taken(db: Session, slug: str) -> bool:
    if slug in db.info["reserved_slugs"]:
        return True
    return db.scalar(select(Post.id).where(Post.slug == slug)) is not None
