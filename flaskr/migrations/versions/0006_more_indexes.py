"""Indexes for the sitemap."""

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
    _partial("ix_posts_listed", "posts", ["id"], _LISTED)


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
