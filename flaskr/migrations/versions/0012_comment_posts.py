"""The post in the indexes of comments by state."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_KEPT = "trashed_at IS NULL"
_WANTED = f"{_KEPT} AND spam_at IS NULL"
_WRITTEN = ["created_at", "id", "post_id"]


def upgrade() -> None:
    """Apply."""
    _make_anew("ix_comments_wanted", [*_WRITTEN, "approved_at"], _WANTED)
    _make_anew("ix_comments_approved", _WRITTEN, f"{_WANTED} AND approved_at IS NOT NULL")
    _make_anew("ix_comments_pending", _WRITTEN, f"{_WANTED} AND approved_at IS NULL")
    _make_anew("ix_comments_spam", _WRITTEN, f"{_KEPT} AND spam_at IS NOT NULL")
    _make_anew("ix_comments_trash", _WRITTEN, "trashed_at IS NOT NULL")


def _make_anew(name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.drop_index(name, "comments")
    op.create_index(name, "comments", columns, sqlite_where=condition, postgresql_where=condition)
