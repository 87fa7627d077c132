"""Adopting the database of the Flask tutorial's application: its users, its posts and their ids."""

from datetime import UTC, datetime

from sqlalchemy import Row, inspect, text
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.events import announce
from flaskr.core.permissions import SYSTEM, Role
from flaskr.features.accounts.models import User
from flaskr.features.accounts.people import key_of
from flaskr.features.posts.addresses import free_slug
from flaskr.features.posts.events import PostPublished, PostWritten
from flaskr.features.posts.models import Post, PostAuthor
from flaskr.features.posts.rendering import add_revision, render
from flaskr.lib.sanitize import SafeHtml

_USER = {"id", "username", "password"}
_POST = {"id", "author_id", "created", "title", "body"}


def adopt_tutorial(db: Session) -> None:
    """Copy the tutorial's users (as authors) and posts (published) with their ids.

    Its two tables are kept as `tutorial_user` and `tutorial_post`. Without them nothing happens.
    """
    connection = db.connection()
    columns = inspect(connection)
    tables = set(columns.get_table_names())
    if not {"user", "post"} <= tables:
        return
    if not {c["name"] for c in columns.get_columns("user")} >= _USER:
        return
    if not {c["name"] for c in columns.get_columns("post")} >= _POST:
        return
    keys: set[str] = set()
    for row in db.execute(text('SELECT id, username, password FROM "user" ORDER BY id')):
        _adopt_user(db, row, keys)
    db.flush()
    posts = text("SELECT id, author_id, CAST(created AS TEXT) AS created, title, body FROM post")
    for row in db.execute(posts).all():
        _adopt_post(db, row)
    db.execute(text('ALTER TABLE "user" RENAME TO tutorial_user'))
    db.execute(text("ALTER TABLE post RENAME TO tutorial_post"))


def _adopt_user(db: Session, row: Row[tuple[int, str, str]], keys: set[str]) -> None:
    key = key_of(row.username)
    db.add(
        User(
            id=row.id,
            username=row.username,
            # The tutorial lets names differ in case alone; # stands in no name of ours.
            username_key=f"{key}#{row.id}" if key in keys else key,
            name=row.username,
            password_hash=row.password,
            role_name=Role.AUTHOR.label,
            bio="",
            bio_html=SafeHtml(),
            website="",
            created_at=clock.now(),
        )
    )
    keys.add(key)


def _adopt_post(db: Session, row: Row[tuple[int, int, str, str, str]]) -> None:
    created = datetime.fromisoformat(row.created).replace(tzinfo=UTC)
    post = Post(
        id=row.id,
        kind="post",
        slug=free_slug(db, row.title),
        title=row.title,
        excerpt="",
        visibility="public",
        created_at=created,
        updated_at=created,
        published_at=created,
        published_by_id=row.author_id,
        author_links=[PostAuthor(user_id=row.author_id, position=0)],
    )
    db.add(post)
    db.flush()
    add_revision(post, row.body, SYSTEM, render(db, row.body))
    announce(db, PostWritten(post.id))
    announce(db, PostPublished(post.id))
