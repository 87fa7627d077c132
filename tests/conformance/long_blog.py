"""A blog of some thousand posts, put straight into the tables: verbs would take too long."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.comments.models import Comment
from flaskr.features.media.models import Media
from flaskr.features.posts.models import Post, PostAuthor, PostTag, Revision, Tag
from flaskr.features.posts.recounting import recount
from flaskr.features.site.models import Redirect
from flaskr.lib.sanitize import SafeHtml, escape

POSTS = 4_000
TAGS = 40
PEOPLE = 8
FIRST = 1_000_000
"""The first id of everything: after whatever a test made by verbs."""

_STATES = ("approved_at", "spam_at", "trashed_at")
_START = datetime(2020, 1, 1, tzinfo=UTC)


def long_blog(core: Core) -> None:
    """Fill the blog: rare and frequent tags, pages, drafts, a full trash, many comments."""
    with core.db.transaction() as db:
        db.execute(insert(User), [_user(n) for n in range(PEOPLE)])
        db.execute(insert(Tag), [_tag(n) for n in range(TAGS)])
        db.execute(insert(Media), [_media(n) for n in range(300)])
        db.execute(insert(Redirect), [_redirect(n) for n in range(1_000)])
        db.execute(insert(Post), [_post(n) for n in range(POSTS)])
        db.execute(insert(Revision), [_revision(n) for n in range(POSTS)])
        db.execute(insert(PostAuthor), [link for n in range(POSTS) for link in _authors(n)])
        db.execute(insert(PostTag), [link for n in range(POSTS) for link in _tags(n)])
        db.execute(insert(Comment), [_comment(n) for n in range(POSTS * 2)])
        recount(db)
        _analyse(db)


def _user(n: int) -> dict[str, Any]:
    name = f"writer-{n}"
    return {
        "id": FIRST + n, "username": name, "username_key": name, "name": name,
        "role_name": "author", "bio": "", "bio_html": SafeHtml(), "website": "",
        "created_at": _START,
    }  # fmt: skip


def _tag(n: int) -> dict[str, Any]:
    return {"id": FIRST + n, "slug": f"tag-{n}", "name": f"Tag {n}", "description": ""}


def _media(n: int) -> dict[str, Any]:
    return {
        "id": FIRST + n, "key": f"aa/{n:032x}.jpg", "name": f"{n}.jpg", "mime": "image/jpeg",
        "width": 800, "height": 600, "size": 1000, "widths": [400], "alt": "", "caption": "",
        "created_at": _START, "created_by_id": FIRST + n % PEOPLE,
    }  # fmt: skip


def _redirect(n: int) -> dict[str, Any]:
    return {"path": f"/old/{n}", "target": f"/post-{n}/", "reason": "import", "created_at": _START}


def _post(n: int) -> dict[str, Any]:
    at = _START + timedelta(hours=12 * n)
    is_out = n % 20 != 7
    return {
        "id": FIRST + n, "kind": "page" if n % 100 == 3 else "post", "slug": f"post-{n}",
        "title": f"Post {n}", "excerpt": "", "summary": "Some words.", "reading_minutes": 1,
        "visibility": {11: "private", 12: "password"}.get(n % 50, "public"),
        "cover_id": FIRST + n % 300 if n % 2 else None, "revision_id": FIRST + n,
        "created_at": at, "updated_at": at, "published_at": at if is_out else None,
        "scheduled_at": None if is_out or n % 40 == 7 else at + timedelta(days=9000),
        "featured_at": at if n % 500 == 5 else None, "trashed_at": at if n % 80 == 7 else None,
    }  # fmt: skip


def _revision(n: int) -> dict[str, Any]:
    return {
        "id": FIRST + n, "post_id": FIRST + n, "number": 1, "title": f"Post {n}",
        "body": "Some words.", "html": escape("Some words."), "text": "Some words.",
        "renderer_version": "1", "created_at": _START,
    }  # fmt: skip


def _authors(n: int) -> list[dict[str, Any]]:
    # The last one wrote little, and long ago.
    first, second = n % (PEOPLE - 1), (n + 1 + n // 9) % (PEOPLE - 1)
    ids = {first, second} if n > 20 else {first, PEOPLE - 1}
    return [{"post_id": FIRST + n, "user_id": FIRST + id, "position": id} for id in sorted(ids)]


def _tags(n: int) -> list[dict[str, Any]]:
    # Of the first tag is every post, of the last ones only some that are old.
    ids = {0, 1 + n % 3, 4 + n % 30} if n > 20 else {0, TAGS - 1}
    return [{"post_id": FIRST + n, "tag_id": FIRST + id, "position": id} for id in sorted(ids)]


def _comment(n: int) -> dict[str, Any]:
    at = _START + timedelta(hours=6 * n)
    state = {13: "spam_at", 14: "trashed_at"}.get(n % 50, "approved_at")
    return {
        "id": FIRST + n, "post_id": FIRST + (n % POSTS if n % 40 else 900), "kind": "comment",
        "author_name": "Max", "author_email": "", "author_url": "", "body": "Nice.",
        "html": escape("Nice."), "created_at": at,
        **{name: at if name == state else None for name in _STATES},
        **({"approved_at": None} if n % 50 == 15 else {}),
    }  # fmt: skip


def _analyse(db: Session) -> None:
    """Let PostgreSQL know how much there is, as its autovacuum does; SQLite is left without."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("ANALYZE"))
