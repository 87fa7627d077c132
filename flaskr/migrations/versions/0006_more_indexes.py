"""Indexes for the sitemap, for each state in Studio's lists, and for redirects by target."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_LISTED = "published_at IS NOT NULL AND trashed_at IS NULL AND visibility = 'public'"


def upgrade() -> None:
    """Apply."""
    # Whole it was a bad choice that SQLite took for lists of what is not in the trash.
    op.drop_index("ix_posts_trashed_at", "posts")
    _partial("ix_posts_trashed", "posts", ["trashed_at"], "trashed_at IS NOT NULL")
    _index_posts()
    _index_comments()
    op.drop_index("ix_media_created_by_id", "media")
    op.create_index("ix_media_uploader", "media", ["created_by_id", "id"])
    op.create_index(op.f("ix_redirects_target"), "redirects", ["target"])
    _partial("ix_posts_listed", "posts", ["id"], _LISTED)


def _index_posts() -> None:
    op.drop_index("ix_posts_updated", "posts")
    kept, order = "trashed_at IS NULL", ["kind", "updated_at", "id"]
    draft = f"{kept} AND published_at IS NULL AND"
    _partial("ix_posts_kept", "posts", [*order, "published_at"], kept)
    _partial("ix_posts_published", "posts", order, f"{kept} AND published_at IS NOT NULL")
    _partial("ix_posts_scheduled", "posts", order, f"{draft} scheduled_at IS NOT NULL")
    _partial("ix_posts_drafts", "posts", order, f"{draft} scheduled_at IS NULL")
    _partial("ix_posts_in_trash", "posts", order, "trashed_at IS NOT NULL")


def _index_comments() -> None:
    op.drop_index("ix_comments_created", "comments")
    kept, order = "trashed_at IS NULL", ["created_at", "id"]
    wanted = f"{kept} AND spam_at IS NULL"
    _partial("ix_comments_wanted", "comments", [*order, "approved_at"], wanted)
    _partial("ix_comments_approved", "comments", order, f"{wanted} AND approved_at IS NOT NULL")
    _partial("ix_comments_pending", "comments", order, f"{wanted} AND approved_at IS NULL")
    _partial("ix_comments_spam", "comments", order, f"{kept} AND spam_at IS NOT NULL")
    _partial("ix_comments_trash", "comments", order, "trashed_at IS NOT NULL")


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
